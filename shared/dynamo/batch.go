package dynamo

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	smithytime "github.com/aws/smithy-go/time"

	"storefront/shared/problem"
)

// batchKeys is the largest number of keys that one BatchGetItem takes.
const batchKeys = 100

// batchRounds bounds how often keys that DynamoDB left unprocessed are asked for
// again. The first delay is below firstDelay and each later one below twice the one
// before, which is below 2.6 seconds altogether.
const (
	batchRounds = 8
	firstDelay  = 20 * time.Millisecond
)

// batchGet reads items by key, each as it is now, in no order. It leaves out items
// that do not exist. Items that DynamoDB had no capacity to read are asked for
// again until they come, or batchGet fails.
func (s *Store) batchGet(ctx context.Context, table string, keys []item) ([]item, error) {
	var items []item
	for chunk := range slices.Chunk(keys, batchKeys) {
		for round := 1; len(chunk) > 0; round++ {
			out, err := s.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
				RequestItems: map[string]types.KeysAndAttributes{
					table: {Keys: chunk, ConsistentRead: aws.Bool(true)},
				},
			})
			if err != nil {
				return nil, err
			}
			items = append(items, out.Responses[table]...)
			if chunk = out.UnprocessedKeys[table].Keys; len(chunk) == 0 {
				break
			}
			if err := wait(ctx, round); err != nil {
				return nil, err
			}
		}
	}
	return items, nil
}

// wait waits for a table to recover before the next round.
func wait(ctx context.Context, round int) error {
	if round == batchRounds {
		return problem.Busy(errors.New("dynamo: keys were left unprocessed"))
	}
	return smithytime.SleepWithContext(ctx, rand.N(firstDelay<<(round-1)))
}
