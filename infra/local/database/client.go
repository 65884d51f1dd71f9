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

// Client returns a client of the database at endpoint. It ignores the environment.
func Client(endpoint string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{BaseEndpoint: aws.String(endpoint), Region: Region, Credentials: Anyone})
}
