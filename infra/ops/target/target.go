// Package target finds the region that an operator works on: in the local
// store, or deployed in AWS.
package target

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"storefront/infra/dynamodblocal"
	"storefront/infra/local/state"
	"storefront/shared/dynamo"
	"storefront/shared/market"
)

// Target is a region's store.
type Target struct {
	Region market.Region
	Name   string // for people, such as "region us of the local store"
	Local  bool
	URL    string // of its HTTP API, if it is local
	Store  *dynamo.Store
}

// awsRegions are the AWS Regions that the store's regions are deployed to.
var awsRegions = map[market.Region]string{
	market.US: "us-west-2",
	market.EU: "eu-central-1",
	market.UK: "eu-west-2",
	market.IN: "ap-south-1",
}

// Local finds a region of the store that runs in the module around a directory.
// It fails with state.ErrNotRunning when none does.
func Local(dir, name string) (Target, error) {
	region, err := market.ParseRegion(name)
	if err != nil {
		return Target{}, err
	}
	root, err := state.Root(dir)
	if err != nil {
		return Target{}, err
	}
	running, err := state.Read(root)
	if err != nil {
		return Target{}, err
	}
	found, ok := running.Regions[name]
	if !ok {
		return Target{}, fmt.Errorf("the local store runs without region %s, with %s: start it with -regions %s",
			name, strings.Join(slices.Sorted(maps.Keys(running.Regions)), ", "), name)
	}
	client := dynamodb.New(dynamodb.Options{
		BaseEndpoint: aws.String(running.DynamoDB),
		Region:       found.AWSRegion,
		Credentials:  credentials.NewStaticCredentialsProvider(dynamodblocal.AccessKeyID, dynamodblocal.SecretAccessKey, ""),
	})
	return Target{
		Region: region,
		Name:   fmt.Sprintf("region %s of the local store", region),
		Local:  true,
		URL:    found.URL,
		Store:  dynamo.New(client, dynamo.TablesOf(found.Tables)),
	}, nil
}

// AWS finds a region that is deployed as a stack, by default
// "storefront-REGION". Who asks is up to the usual environment and files of AWS.
func AWS(ctx context.Context, name, stack string) (Target, error) {
	region, err := market.ParseRegion(name)
	if err != nil {
		return Target{}, err
	}
	if stack == "" {
		stack = "storefront-" + name
	}
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(awsRegions[region]))
	if err != nil {
		return Target{}, fmt.Errorf("read the AWS configuration: %w", err)
	}
	return Target{
		Region: region,
		Name:   fmt.Sprintf("stack %s in %s", stack, awsRegions[region]),
		Store: dynamo.New(dynamodb.NewFromConfig(cfg), dynamo.Tables{
			Catalog:  stack + "-catalog",
			Stock:    stack + "-stock",
			Orders:   stack + "-orders",
			Waitlist: stack + "-waitlist",
		}),
	}, nil
}
