package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// ServiceTime returns what time it is for DynamoDB, to the second: the Date of
// its answer to a read of nothing.
func (s *Store) ServiceTime(ctx context.Context) (time.Time, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &s.tables.Catalog, Key: catalogKey("TIME", "-")})
	if err != nil {
		return time.Time{}, fail(err, "ask for the time")
	}
	at, ok := middleware.GetServerTime(out.ResultMetadata)
	if !ok {
		return time.Time{}, errors.New("dynamo: the service's answer has no Date")
	}
	return at.UTC(), nil
}
