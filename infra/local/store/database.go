package store

import (
	"context"
	"io"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"storefront/infra/dynamodblocal"
)

// database is the DynamoDB Local of a store, or one that runs already.
type database struct {
	endpoint string
	server   *dynamodblocal.Server // nil: not ours
}

func startDatabase(ctx context.Context, options Options, log io.Writer) (*database, error) {
	if options.DynamoDB != "" {
		return &database{endpoint: options.DynamoDB}, nil
	}
	installation, err := dynamodblocal.Install(ctx, log)
	if err != nil {
		return nil, err
	}
	var dataDir string
	if options.DataDir != "" {
		dataDir = filepath.Join(options.DataDir, "dynamodb")
	}
	server, err := installation.Start(ctx, dynamodblocal.Options{DataDir: dataDir})
	if err != nil {
		return nil, err
	}
	return &database{endpoint: server.Endpoint(), server: server}, nil
}

// client talks to the database as the functions of an AWS Region do: an
// endpoint that is not ours may keep tables apart by Region and access key.
func (d *database) client(awsRegion string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: aws.String(d.endpoint),
		Region:       awsRegion,
		Credentials:  credentials.NewStaticCredentialsProvider(dynamodblocal.AccessKeyID, dynamodblocal.SecretAccessKey, ""),
	})
}

func (d *database) stop() error {
	if d.server == nil {
		return nil
	}
	return d.server.Stop()
}
