// Package target opens the region that an operator works on: of the local store,
// or deployed in AWS.
package target

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os/user"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"

	"storefront/infra/local/database"
	"storefront/infra/local/module"
	"storefront/infra/local/state"
	"storefront/infra/local/stream"
	"storefront/infra/samconfig"
	"storefront/infra/sealed"
	"storefront/shared/boot"
	"storefront/shared/deadletter"
	"storefront/shared/dynamo"
	"storefront/shared/email"
	"storefront/shared/ledger/bucket"
	"storefront/shared/market"
	"storefront/shared/payment"
	"storefront/shared/payment/stripe"
	"storefront/shared/secret"
	"storefront/shared/token"
)

// Target is a region and its data.
type Target struct {
	Region market.Region
	Name   string // for people, such as "region us of the local store"
	Local  bool
	URL    string // of a local region's HTTP API
	PID    int    // of the local store's process; 0 in AWS
	Store  *dynamo.Store
	Tables dynamo.Tables

	// Digests returns the digests of the region's buyers. In AWS that takes a call.
	Digests func(context.Context) (email.Digests, error)
	// Sealed returns the keys of sealed copies. In AWS that takes calls.
	Sealed func(context.Context) (sealed.Keys, error)

	// Payments returns the region's payment provider. In AWS that takes a call.
	Payments func(context.Context) (payment.Provider, error)
	// Stripe returns what the region pays by Stripe with, or nil if it pays by the
	// sandbox. In AWS that takes calls.
	Stripe func(context.Context) (*Stripe, error)
	// Tokens signs as the functions of a local region do. In AWS it is zero: only the
	// functions may sign.
	Tokens token.Signer

	// Ledger opens the region's books. In AWS that takes a call, since the names of
	// buckets contain the account.
	Ledger func(context.Context) (Ledger, error)
}

// Stripe is what a region pays by Stripe with.
type Stripe struct {
	API          string // its address
	Key, Webhook secret.Versions
}

// Ledger is a region's books and what feeds them.
type Ledger struct {
	Books       *bucket.Bucket    // the files
	DeadLetters *deadletter.Queue // records that could not be taken into the files
	Shards      stream.Shards     // of the tables' streams

	Caller string // who works on the books: an AWS identity, or a user of the laptop

	// Bucket opens any bucket, such as one with exports of tables.
	Bucket func(name string) *bucket.Bucket
}

// Local opens a region of the local store that was started in the module around a
// directory. It fails with state.ErrNotRunning if no store is running.
func Local(dir, name string) (Target, error) {
	region, err := market.ParseRegion(name)
	if err != nil {
		return Target{}, err
	}
	root, err := module.Root(dir)
	if err != nil {
		return Target{}, err
	}
	running, err := state.Read(root)
	if err != nil {
		return Target{}, err
	}
	found, ok := running.Regions[name]
	if !ok {
		return Target{}, fmt.Errorf("the local store runs regions %s, not %s: start it with -regions %s",
			strings.Join(slices.Sorted(maps.Keys(running.Regions)), ", "), name, name)
	}
	at := func(endpoint string) aws.Config {
		return database.Config(endpoint, found.AWSRegion)
	}
	tables := dynamo.TablesOf(found.Tables)
	return Target{
		Region: region,
		Name:   fmt.Sprintf("region %s of the local store", region),
		Local:  true,
		URL:    found.URL,
		PID:    running.PID,
		Store:  dynamo.New(dynamodb.NewFromConfig(at(running.DynamoDB)), tables),
		Tables: tables,
		Digests: func(context.Context) (email.Digests, error) {
			return email.NewDigests([]byte(found.Secrets["DigestSecret"])), nil
		},
		Sealed: func(context.Context) (sealed.Keys, error) {
			return sealed.NewKeys(region, secret.Versions{Current: []byte(found.Secrets["SealSecret"])})
		},
		Payments: func(context.Context) (payment.Provider, error) {
			if found.Stripe == "" {
				return payment.Sandbox{}, nil
			}
			return stripe.New(found.Stripe, name, func() string { return found.Secrets["StripeKey"] }, http.DefaultTransport), nil
		},
		Stripe: func(context.Context) (*Stripe, error) {
			if found.Stripe == "" {
				return nil, nil
			}
			of := func(logicalID string) secret.Versions {
				return secret.Versions{Current: []byte(found.Secrets[logicalID])}
			}
			return &Stripe{found.Stripe, of("StripeKey"), of("StripeWebhookSecret")}, nil
		},
		Tokens: token.NewSigner(secret.Fixed([]byte(found.Secrets["TokenSecret"]))),
		Ledger: func(context.Context) (Ledger, error) {
			return Ledger{
				Books:       bucket.New(at(running.S3), found.Buckets["LedgerBucket"]),
				Caller:      localUser(),
				DeadLetters: deadletter.New(at(running.SQS), found.Queues["LedgerFailures"]),
				Shards:      stream.Shards{Streams: dynamodbstreams.NewFromConfig(at(running.DynamoDB)), AWSRegion: found.AWSRegion},
				Bucket:      func(name string) *bucket.Bucket { return bucket.New(at(running.S3), name) },
			}, nil
		},
	}, nil
}

// localUser names the user of the laptop.
func localUser() string {
	u, err := user.Current()
	if err != nil {
		return "an unknown user of the laptop"
	}
	return u.Username + ", on the laptop"
}

// Config returns the AWS configuration of an environment: its AWS Region, and
// credentials from its profile or AWS's usual environment variables and files.
func Config(ctx context.Context, e samconfig.Environment) (aws.Config, error) {
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(e.AWSRegion), config.WithSharedConfigProfile(e.Profile),
		config.WithLogger(logging.Nop{})) // a command says itself what matters
	if err != nil {
		return aws.Config{}, fmt.Errorf("read the AWS configuration: %w", err)
	}
	return cfg, nil
}

// AWS opens the region that an environment deploys as a stack.
func AWS(ctx context.Context, e samconfig.Environment) (Target, error) {
	region, err := market.ParseRegion(e.Parameters["StoreRegion"])
	if err != nil {
		return Target{}, fmt.Errorf("read StoreRegion of environment %s: %w", e.Name, err)
	}
	cfg, err := Config(ctx, e)
	if err != nil {
		return Target{}, err
	}
	stack := e.StackName
	tables := dynamo.Tables{
		Catalog:  stack + "-catalog",
		Stock:    stack + "-stock",
		Orders:   stack + "-orders",
		Waitlist: stack + "-waitlist",
		Buyers:   stack + "-buyers",
	}
	return Target{
		Region:   region,
		Name:     fmt.Sprintf("stack %s in %s", stack, cfg.Region),
		Store:    dynamo.New(dynamodb.NewFromConfig(cfg), tables),
		Tables:   tables,
		Digests:  func(ctx context.Context) (email.Digests, error) { return digestsInAWS(ctx, cfg, stack) },
		Sealed:   func(ctx context.Context) (sealed.Keys, error) { return sealedInAWS(ctx, cfg, stack, region) },
		Payments: func(ctx context.Context) (payment.Provider, error) { return paymentsInAWS(ctx, cfg, stack, region) },
		Stripe:   func(ctx context.Context) (*Stripe, error) { return stripeInAWS(ctx, cfg, stack) },
		Ledger:   func(ctx context.Context) (Ledger, error) { return ledgerInAWS(ctx, cfg, e) },
	}, nil
}

// digestsInAWS reads the secret behind a stack's digests, by the name that the
// template gives it.
func digestsInAWS(ctx context.Context, cfg aws.Config, stack string) (email.Digests, error) {
	name := stack + "-digest"
	out, err := secretsmanager.NewFromConfig(cfg).GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &name})
	if err != nil {
		return email.Digests{}, fmt.Errorf("read secret %s: %w", name, err)
	}
	return email.NewDigests([]byte(aws.ToString(out.SecretString))), nil
}

// sealedInAWS reads the secret behind a stack's sealed copies.
func sealedInAWS(ctx context.Context, cfg aws.Config, stack string, region market.Region) (sealed.Keys, error) {
	name := stack + "-seal"
	versions, err := boot.Stored(cfg, name)(ctx)
	if err != nil {
		return sealed.Keys{}, fmt.Errorf("read secret %s: %w", name, err)
	}
	return sealed.NewKeys(region, versions)
}

// paymentsInAWS returns a stack's payment provider. It is Stripe if the stack has the secret
// of its key.
func paymentsInAWS(ctx context.Context, cfg aws.Config, stack string, region market.Region) (payment.Provider, error) {
	name := stack + "-stripe-key"
	out, err := secretsmanager.NewFromConfig(cfg).GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &name})
	if _, missing := errors.AsType[*types.ResourceNotFoundException](err); missing {
		return payment.Sandbox{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read secret %s: %w", name, err)
	}
	return stripe.New(stripe.Live, string(region), func() string { return aws.ToString(out.SecretString) }, http.DefaultTransport), nil
}

// stripeInAWS reads the secrets of a stack that pays by Stripe, as its functions do.
func stripeInAWS(ctx context.Context, cfg aws.Config, stack string) (*Stripe, error) {
	found := &Stripe{API: stripe.Live}
	for suffix, versions := range map[string]*secret.Versions{"-stripe-key": &found.Key, "-stripe-webhook": &found.Webhook} {
		var err error
		*versions, err = boot.Stored(cfg, stack+suffix)(ctx)
		if _, missing := errors.AsType[*types.ResourceNotFoundException](err); missing {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read secret %s: %w", stack+suffix, err)
		}
	}
	return found, nil
}

// ledgerInAWS opens a stack's books, by the names that the template gives them. If the stack locks
// books but the environment does not say for how long, the bucket refuses what is put.
func ledgerInAWS(ctx context.Context, cfg aws.Config, e samconfig.Environment) (Ledger, error) {
	stack := e.StackName
	years, err := strconv.Atoi(cmp.Or(e.Parameters["BooksRetentionYears"], "0"))
	if err != nil {
		return Ledger{}, fmt.Errorf("read BooksRetentionYears of environment %s: %w", e.Name, err)
	}
	caller, err := sts.NewFromConfig(cfg).GetCallerIdentity(ctx, nil)
	if err != nil {
		return Ledger{}, fmt.Errorf("get the AWS account: %w", err)
	}
	account := aws.ToString(caller.Account)
	return Ledger{
		Books:       bucket.New(cfg, stack+"-ledger-"+account).Keeping(years),
		Caller:      aws.ToString(caller.Arn),
		DeadLetters: deadletter.New(cfg, fmt.Sprintf("https://sqs.%s.amazonaws.com/%s/%s-ledger-failures", cfg.Region, account, stack)),
		Shards:      stream.Shards{Streams: dynamodbstreams.NewFromConfig(cfg), AWSRegion: cfg.Region},
		Bucket:      func(name string) *bucket.Bucket { return bucket.New(cfg, name) },
	}, nil
}
