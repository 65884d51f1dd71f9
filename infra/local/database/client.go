package database

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// The local databases take any access key of letters and digits, and any Region. All
// callers see the same tables.
const (
	AccessKeyID     = "storefront"
	SecretAccessKey = "storefront"
	Region          = "local"
)

// Anyone provides credentials that a local database takes.
var Anyone = credentials.NewStaticCredentialsProvider(AccessKeyID, SecretAccessKey, "")

// Config configures clients of a local service at endpoint, whatever the environment. A
// database that is not ours may keep tables apart by AWS Region.
func Config(endpoint, awsRegion string) aws.Config {
	return aws.Config{BaseEndpoint: &endpoint, Region: awsRegion, Credentials: Anyone}
}

// Client returns a client of the database at endpoint.
func Client(endpoint string) *dynamodb.Client {
	return dynamodb.NewFromConfig(Config(endpoint, Region))
}
