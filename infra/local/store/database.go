package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"storefront/infra/dynamodblocal"
	"storefront/infra/faultproxy"
)

// database is the DynamoDB Local of a store, or one that runs already, and what
// stands between it and the functions.
type database struct {
	endpoint string
	server   *dynamodblocal.Server // nil: not ours
	faults   *faultproxy.Proxy     // nil: nothing
}

// startDatabase gives what it has started also when it fails.
func startDatabase(ctx context.Context, options Options, log io.Writer) (*database, error) {
	d := &database{endpoint: options.DynamoDB}
	if d.endpoint == "" {
		if err := d.startServer(ctx, options.DataDir, log); err != nil {
			return d, err
		}
	}
	if options.Faults.String() == "" {
		return d, nil
	}
	var err error
	d.faults, err = faultproxy.Start(ctx, faultproxy.Options{Upstream: d.endpoint, Spec: options.Faults})
	return d, err
}

func (d *database) startServer(ctx context.Context, dataDir string, log io.Writer) error {
	installation, err := dynamodblocal.Install(ctx, log)
	if err != nil {
		return err
	}
	if dataDir != "" {
		dataDir = filepath.Join(dataDir, "dynamodb")
	}
	if d.server, err = installation.Start(ctx, dynamodblocal.Options{DataDir: dataDir}); err != nil {
		return err
	}
	d.endpoint = d.server.Endpoint()
	return nil
}

// forFunctions is the endpoint that functions are given. All else goes straight
// to the database, so that what befalls a store neither keeps it from starting
// nor clouds its audit.
func (d *database) forFunctions() string {
	if d.faults != nil {
		return d.faults.URL()
	}
	return d.endpoint
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

// stop ends the proxy first: it would take the server's end for a fault of its own.
func (d *database) stop() error {
	var errs []error
	if d.faults != nil {
		errs = append(errs, d.faults.Close())
	}
	if d.server != nil {
		errs = append(errs, d.server.Stop())
	}
	return errors.Join(errs...)
}
