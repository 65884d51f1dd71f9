// Package dynamo keeps the store's data in DynamoDB. It alone knows tables,
// keys, attributes and condition expressions.
//
// Every write that guards something is one conditional write to one item, with
// the condition beside it in the code. The SDK may send a write twice when an
// answer is lost; each of them is harmless when it is applied again.
package dynamo

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"storefront/shared/problem"
)

// Tables names the tables of a region. A function fills in those it uses.
type Tables struct {
	Catalog  string
	Stock    string
	Orders   string
	Waitlist string
	Buyers   string
}

// TablesOf picks the tables' names from the template's, by logical id.
func TablesOf(template map[string]string) Tables {
	return Tables{
		Catalog:  template["CatalogTable"],
		Stock:    template["StockTable"],
		Orders:   template["OrdersTable"],
		Waitlist: template["WaitlistTable"],
		Buyers:   template["BuyersTable"],
	}
}

// Store is a region's data.
type Store struct {
	client *dynamodb.Client
	tables Tables
}

// New makes a store from a client and the tables' names.
func New(client *dynamodb.Client, tables Tables) *Store {
	return &Store{client: client, tables: tables}
}

// item is an item or a key as the SDK has it.
type item = map[string]types.AttributeValue

// fail adds what was done to an error, and tells a lack of capacity from a
// fault: throttled requests and conflicts are worth asking again, and never
// mean that something is sold out or missing.
func fail(err error, format string, args ...any) error {
	err = fmt.Errorf("dynamo: %s: %w", fmt.Sprintf(format, args...), err)
	if apiErr, ok := errors.AsType[smithy.APIError](err); ok && outOfCapacity[apiErr.ErrorCode()] {
		return problem.Busy(err)
	}
	return err
}

var outOfCapacity = map[string]bool{
	"ProvisionedThroughputExceededException": true,
	"ThrottlingException":                    true,
	"RequestLimitExceeded":                   true,
	"TransactionConflictException":           true,
	"LimitExceededException":                 true,
}

// refused says that a write's condition did not hold, and gives the item that
// it met: nil when there was none.
func refused(err error) (item, bool) {
	failed, ok := errors.AsType[*types.ConditionalCheckFailedException](err)
	if !ok {
		return nil, false
	}
	return failed.Item, true
}

// query reads every item of a partition, page by page.
func (s *Store) query(ctx context.Context, in *dynamodb.QueryInput) ([]item, error) {
	var items []item
	for pages := dynamodb.NewQueryPaginator(s.client, in); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		items = append(items, page.Items...)
	}
	return items, nil
}
