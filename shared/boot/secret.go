package boot

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"storefront/shared/email"
	"storefront/shared/secret"
)

// startTimeout bounds the first fetch of a secret. Lambda ends a start after 10 s.
const startTimeout = 8 * time.Second

// Secret returns the secret that a variable names. If the value is an ARN, as in
// AWS, the secret is in Secrets Manager, and is fetched now and again after it was
// rotated; else, as on a laptop, the value is the secret. A secret must have at
// least 32 bytes. Secret fetches nothing if the environment is already known to be
// wrong.
func (e *Env) Secret(ctx context.Context, cfg aws.Config, name string) *secret.Secret {
	value := e.Required(name)
	if e.Err() != nil {
		return nil
	}
	fetch := func(context.Context) (secret.Versions, error) {
		return secret.Versions{Current: []byte(value)}, nil
	}
	if strings.HasPrefix(value, "arn:") {
		fetch = Stored(cfg, value)
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	s, err := secret.New(ctx, name, fetch, time.Now, slog.Default()) // see Logger
	switch {
	case errors.Is(err, secret.ErrShort):
		e.wrong("%s %v", name, err)
	case err != nil:
		e.wrong("%s cannot be fetched: %v", name, err)
	}
	return s
}

// Digests returns the digests under the secret that a variable names, which does not
// rotate; see [Env.Secret].
func (e *Env) Digests(ctx context.Context, cfg aws.Config, name string) email.Digests {
	s := e.Secret(ctx, cfg, name)
	if e.Err() != nil {
		return email.Digests{}
	}
	return email.NewDigests(s.Signing())
}

// Stored returns how a secret is fetched from Secrets Manager, by its name or ARN.
func Stored(cfg aws.Config, id string) secret.Fetch {
	return stored{secretsmanager.NewFromConfig(cfg), id}.versions
}

// stored is a secret in Secrets Manager.
type stored struct {
	client *secretsmanager.Client
	arn    string
}

// versions fetches the current version before the previous one. If the secret is
// rotated between the two calls, the current version comes back twice; in the other
// order, the version that is now the previous one would be missed.
func (s stored) versions(ctx context.Context) (secret.Versions, error) {
	current, err := s.get(ctx, "AWSCURRENT")
	if err != nil {
		return secret.Versions{}, err
	}
	if current.SecretString == nil {
		return secret.Versions{}, errors.New("the secret has no text")
	}
	v := secret.Versions{Current: []byte(*current.SecretString), Since: aws.ToTime(current.CreatedDate)}
	previous, err := s.get(ctx, "AWSPREVIOUS")
	if _, missing := errors.AsType[*types.ResourceNotFoundException](err); missing {
		return v, nil // it was never rotated
	}
	if err != nil {
		return secret.Versions{}, err
	}
	v.Previous = []byte(aws.ToString(previous.SecretString))
	return v, nil
}

func (s stored) get(ctx context.Context, stage string) (*secretsmanager.GetSecretValueOutput, error) {
	return s.client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &s.arn, VersionStage: &stage})
}
