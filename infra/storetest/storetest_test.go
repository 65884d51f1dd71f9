package storetest_test

import (
	"errors"
	"maps"
	"slices"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/infra/storetest"
)

var logicalIDs = []string{"BuyersTable", "CatalogTable", "OrdersTable", "StockTable", "WaitlistTable"}

func TestTablesAreThoseOfTheTemplate(t *testing.T) {
	t.Parallel()
	_, client, names := storetest.Tables(t)
	if got := slices.Sorted(maps.Keys(names)); !slices.Equal(got, logicalIDs) {
		t.Errorf("tables are %q, want %q", got, logicalIDs)
	}
	for id, name := range names {
		out, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &name})
		if err != nil || out.Table.TableStatus != types.TableStatusActive {
			t.Errorf("%s: DescribeTable() = %v, %v; want an active table", id, out, err)
		}
	}
}

// An item that a test's clock has not let expire stays, whatever year it is.
func TestNothingExpires(t *testing.T) {
	t.Parallel()
	_, client, names := storetest.Tables(t)
	for id, name := range names {
		out, err := client.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: &name})
		if err != nil {
			t.Fatal(err)
		}
		if got := out.TimeToLiveDescription.TimeToLiveStatus; got != types.TimeToLiveStatusDisabled {
			t.Errorf("%s: time to live is %s", id, got)
		}
	}
}

func TestEachTestHasItsOwnTables(t *testing.T) {
	t.Parallel()
	_, _, mine := storetest.Tables(t)
	_, _, theirs := storetest.Tables(t)
	for id, name := range mine {
		if theirs[id] == name {
			t.Errorf("two tests share %s as %s", id, name)
		}
	}
}

func TestTablesAreDeletedAfterTheTest(t *testing.T) {
	t.Parallel()
	var client *dynamodb.Client
	var names map[string]string
	t.Run("the test", func(t *testing.T) { _, client, names = storetest.Tables(t) })
	for id, name := range names {
		_, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &name})
		_, gone := errors.AsType[*types.ResourceNotFoundException](err)
		if closed := errors.Is(err, syscall.ECONNREFUSED); !gone && !closed {
			t.Errorf("%s: DescribeTable() = %v, want that it is gone", id, err)
		}
	}
}
