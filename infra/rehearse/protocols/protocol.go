package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	smithytime "github.com/aws/smithy-go/time"

	"storefront/shared/dynamo"
)

// protocol is one way to sell the units of one SKU, one to each buyer.
type protocol struct {
	name string
	// stock puts the units in. It is not measured.
	stock func(ctx context.Context, p place, units int) error
	// process returns the seller of a new function process.
	process func(p place) seller
}

// place is where a protocol keeps its data, and a client of its own to get there.
type place struct {
	client *dynamodb.Client
	tables dynamo.Tables
}

// seller holds a unit for a buyer. It returns errSoldOut if none is left, and
// errBusy if the buyer has used all tries.
type seller func(ctx context.Context, buyer int) error

var (
	errSoldOut = errors.New("sold out")
	errBusy    = errors.New("busy")
)

// The store's protocol comes first: the others are compared with it.
var protocols = []protocol{lots, counter, transaction, version}

// After a throttled request or a conflict, a buyer waits for a random part of a
// pause, which doubles each time, and tries again. These tries come on top of the
// SDK's own retries.
const (
	tries        = 12
	firstPause   = 10 * time.Millisecond
	longestPause = time.Second
)

// insist repeats step while it returns errBusy, up to the last try.
func insist(ctx context.Context, step func() error) error {
	pause := firstPause
	for try := 1; ; try++ {
		err := step()
		if !errors.Is(err, errBusy) || try == tries {
			return err
		}
		if err := smithytime.SleepWithContext(ctx, rand.N(pause)); err != nil {
			return err
		}
		pause = min(2*pause, longestPause)
	}
}

type item = map[string]types.AttributeValue

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number(n int) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: fmt.Sprint(n)}
}

// counterKey is the key of the one item with all units of the other protocols.
func counterKey() item { return item{"pk": text("sale#sku")} }

func stockCounter(ctx context.Context, p place, units int) error {
	it := counterKey()
	it["left"], it["version"] = number(units), number(0)
	_, err := p.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &p.tables.Stock, Item: it})
	return err
}

// document has about as many bytes as the store's order documents.
var document = strings.Repeat(".", 600)

func orderItem(buyer int) item {
	return item{"pk": text(fmt.Sprint("order-", buyer)), "sk": number(1), "document": text(document)}
}

// thenOrder returns the process of a protocol that reserves a unit in one step and
// puts the order in a second.
func thenOrder(reserve func(place, context.Context) error) func(place) seller {
	return func(p place) seller {
		return func(ctx context.Context, buyer int) error {
			if err := insist(ctx, func() error { return reserve(p, ctx) }); err != nil {
				return err
			}
			return p.putOrder(ctx, buyer)
		}
	}
}

const absent = "attribute_not_exists(pk)"

// putOrder puts the buyer's order. If it exists already, an earlier request put it
// and its answer was lost.
func (p place) putOrder(ctx context.Context, buyer int) error {
	return insist(ctx, func() error {
		_, err := p.client.PutItem(ctx, &dynamodb.PutItemInput{
			TableName: &p.tables.Orders, Item: orderItem(buyer), ConditionExpression: aws.String(absent),
		})
		if errors.As(err, new(*types.ConditionalCheckFailedException)) {
			return nil
		}
		return busyIfThrottled(err)
	})
}

func busyIfThrottled(err error) error {
	if apiErr, ok := errors.AsType[smithy.APIError](err); ok && throttles[apiErr.ErrorCode()] {
		return fmt.Errorf("%w: %w", errBusy, err)
	}
	return err
}

var throttles = map[string]bool{
	"ThrottlingException":                    true,
	"ProvisionedThroughputExceededException": true,
	"RequestLimitExceeded":                   true,
	"TransactionInProgressException":         true,
}
