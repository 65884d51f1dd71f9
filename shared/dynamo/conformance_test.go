package dynamo_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"storefront/infra/storetest"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/dynamo"
)

// open makes a store on tables of its own.
func open(t testing.TB, options ...func(*dynamodb.Options)) *dynamo.Store {
	t.Helper()
	_, client, names := storetest.Tables(t)
	return dynamo.New(dynamodb.New(client.Options(), options...), dynamo.Tables{
		Catalog: names["CatalogTable"], Stock: names["StockTable"], Orders: names["OrdersTable"], Waitlist: names["WaitlistTable"],
	})
}

func TestStore(t *testing.T) {
	t.Parallel()
	checkouttest.Conformance(t, func(t *testing.T) checkouttest.Store { return open(t) })
}

func TestCases(t *testing.T) {
	t.Parallel()
	checkouttest.Cases(t, func(t *testing.T) checkouttest.Store { return open(t) })
}
