// Package dynamo keeps the store's data in DynamoDB. It alone knows tables,
// keys, attributes and condition expressions.
//
// Every write that guards something is one conditional write to one item, with
// the condition beside it in the code. The SDK may send a write twice if an answer
// is lost; no write does harm when it is applied again.
package dynamo

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"storefront/shared/problem"
)

// Tables has the names of a region's tables. A function sets those it uses.
type Tables struct {
	Catalog  string
	Stock    string
	Orders   string
	Waitlist string
	Buyers   string
}

// TablesOf returns the tables that have these names, by logical id in the template.
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

// New returns the store of a client and tables.
func New(client *dynamodb.Client, tables Tables) *Store {
	return &Store{client: client, tables: tables}
}

// fail wraps an error with what was done. A throttled request or a conflict becomes
// problem.Busy, since it is worth another try and never means that something is
// sold out or missing.
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

// refused reports whether a write failed because its condition did not hold, and
// returns the item that it met, or nil if there was none.
func refused(err error) (item, bool) {
	failed, ok := errors.AsType[*types.ConditionalCheckFailedException](err)
	if !ok {
		return nil, false
	}
	return failed.Item, true
}

// applied reports whether a conditional write was applied. That its condition did not hold
// is no error.
func applied(err error, format string, args ...any) (bool, error) {
	if _, ok := refused(err); ok {
		return false, nil
	}
	if err != nil {
		return false, fail(err, format, args...)
	}
	return true, nil
}
