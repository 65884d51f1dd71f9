package database

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// What a database takes for a caller: any key of letters and digits, any Region.
// All callers see the same tables.
const (
	AccessKeyID     = "storefront"
	SecretAccessKey = "storefront"
	Region          = "local"
)

// Anyone has the credentials that a database takes.
var Anyone = credentials.NewStaticCredentialsProvider(AccessKeyID, SecretAccessKey, "")

// Client returns a client of the database at endpoint, whatever the environment
// says.
func Client(endpoint string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{BaseEndpoint: aws.String(endpoint), Region: Region, Credentials: Anyone})
}
