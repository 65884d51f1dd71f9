package store

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

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
		Credentials:  anyone,
	})
}

// streams talks to the streams of the tables that client sees.
func (d *database) streams(awsRegion string) *dynamodbstreams.Client {
	return dynamodbstreams.New(dynamodbstreams.Options{
		BaseEndpoint: aws.String(d.endpoint),
		Region:       awsRegion,
		Credentials:  anyone,
	})
}

// anyone is what DynamoDB Local takes for a caller.
var anyone = credentials.NewStaticCredentialsProvider(dynamodblocal.AccessKeyID, dynamodblocal.SecretAccessKey, "")

// guard logs when DynamoDB Local ends before ctx does.
func (d *database) guard(ctx context.Context, log io.Writer) {
	if d.server == nil {
		return
	}
	select {
	case <-d.server.Done():
		fmt.Fprintf(log, "%v\n", d.server.Err()) //nolint:errcheck // a log that is gone stops nothing
	case <-ctx.Done():
	}
}

func (d *database) stop() error {
	if d.server == nil {
		return nil
	}
	return d.server.Stop()
}
