package boot

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// minSecret is the least length in bytes of a key for HMAC-SHA-256.
const minSecret = 32

// Secret returns the secret that a variable names. If the value is an ARN, as in
// AWS, Secret fetches it from Secrets Manager; else, as on a laptop, the value is
// the secret. A secret must have at least 32 bytes. Secret fetches nothing if the
// environment is already known to be wrong.
func (e *Env) Secret(ctx context.Context, cfg aws.Config, name string) []byte {
	secret := e.Required(name)
	if e.Err() != nil {
		return nil
	}
	if strings.HasPrefix(secret, "arn:") {
		fetched, err := fetchSecret(ctx, cfg, secret)
		if err != nil {
			e.wrong("%s cannot be fetched: %v", name, err)
			return nil
		}
		secret = fetched
	}
	if len(secret) < minSecret {
		e.wrong("%s must have at least %d bytes", name, minSecret)
		return nil
	}
	return []byte(secret)
}

func fetchSecret(ctx context.Context, cfg aws.Config, arn string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 8*time.Second) // Lambda ends a start after 10 s
	defer cancel()
	client := secretsmanager.NewFromConfig(cfg)
	out, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &arn})
	if err != nil {
		return "", err
	}
	if out.SecretString == nil {
		return "", errors.New("the secret has no text")
	}
	return *out.SecretString, nil
}
