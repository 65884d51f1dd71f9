package stack

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"storefront/infra/faultproxy"
	"storefront/infra/local/database"
)

// data is the DynamoDB of a store, and what stands between it and the functions.
type data struct {
	*database.Database
	faults *faultproxy.Proxy // nil: nothing
}

func openData(ctx context.Context, options Options, log io.Writer) (*data, error) {
	db, err := database.Open(ctx, database.Options{Engine: options.Engine, Dir: options.DataDir, Log: log})
	if err != nil {
		return nil, err
	}
	d := &data{Database: db}
	if options.Faults.String() == "" {
		return d, nil
	}
	d.faults, err = faultproxy.Start(ctx, faultproxy.Options{Upstream: d.Endpoint, Spec: options.Faults})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return d, nil
}

// forFunctions is the endpoint that functions are given. All else goes straight
// to the database, so that what befalls a store neither keeps it from starting
// nor clouds its audit.
func (d *data) forFunctions() string {
	if d.faults != nil {
		return d.faults.URL()
	}
	return d.Endpoint
}

// client talks to the database as the functions of an AWS Region do: an
// endpoint that is not ours may keep tables apart by Region and access key.
func (d *data) client(awsRegion string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{BaseEndpoint: aws.String(d.Endpoint), Region: awsRegion, Credentials: database.Anyone})
}

// streams talks to the streams of the tables that client sees.
func (d *data) streams(awsRegion string) *dynamodbstreams.Client {
	return dynamodbstreams.New(dynamodbstreams.Options{BaseEndpoint: aws.String(d.Endpoint), Region: awsRegion, Credentials: database.Anyone})
}

// guard logs when the database ends before ctx does.
func (d *data) guard(ctx context.Context, log io.Writer) {
	if err := d.Wait(ctx); err != nil {
		fmt.Fprintf(log, "%v\n", err) //nolint:errcheck // a log that is gone stops nothing
	}
}

// stop ends the proxy first: it would take the database's end for a fault of its own.
func (d *data) stop() error {
	if d.faults == nil {
		return d.Close()
	}
	return errors.Join(d.faults.Close(), d.Close())
}
