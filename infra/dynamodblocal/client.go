package dynamodblocal

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// What DynamoDB Local takes for a caller: any key of letters and digits, any
// Region. All callers see the same tables.
const (
	AccessKeyID     = "storefront"
	SecretAccessKey = "storefront"
	Region          = "local"
)

// Client talks to the DynamoDB Local at endpoint, whatever the environment says.
func Client(endpoint string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: aws.String(endpoint),
		Region:       Region,
		Credentials:  credentials.NewStaticCredentialsProvider(AccessKeyID, SecretAccessKey, ""),
	})
}
