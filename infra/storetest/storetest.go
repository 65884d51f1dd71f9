// Package storetest provides a DynamoDB for tests, with the store's tables as
// template.yaml declares them.
package storetest

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"storefront/infra/engine"
	"storefront/infra/local/database"
	"storefront/infra/local/template"
)

// Tables creates every table of the template for one test, and deletes them when it
// ends. names maps logical ids, such as "OrdersTable", to names of tables.
//
// The tables have no time to live: a test's clock often stands in the past, and an
// engine that deletes by the real one would take items from under the test.
func Tables(tb testing.TB) (endpoint string, client *dynamodb.Client, names map[string]string) {
	tb.Helper()
	return tablesOf(tb, DynamoDB(tb))
}

// TablesAt is like Tables, of an embedded engine with a clock of the test's.
func TablesAt(tb testing.TB, now func() time.Time) (endpoint string, client *dynamodb.Client, names map[string]string) {
	tb.Helper()
	server, err := engine.Start(engine.Options{Now: now})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := server.Close(); err != nil {
			tb.Error(err)
		}
	})
	return tablesOf(tb, server.Endpoint)
}

// tablesOf is Tables in a DynamoDB.
func tablesOf(tb testing.TB, endpoint string) (_ string, client *dynamodb.Client, names map[string]string) {
	tb.Helper()
	stack, err := readStack("test-" + rand.Text())
	if err != nil {
		tb.Fatal(err)
	}
	for i := range stack.Tables {
		stack.Tables[i].TTLAttribute = ""
	}
	client = database.Client(endpoint)
	tb.Cleanup(func() {
		// The test's context is done by now.
		if err := deleteTables(context.WithoutCancel(tb.Context()), client, stack.Tables); err != nil {
			tb.Error(err)
		}
	})
	if err := database.CreateTables(tb.Context(), client, stack.Tables); err != nil {
		tb.Fatal(err)
	}
	names = map[string]string{}
	for _, table := range stack.Tables {
		names[table.LogicalID] = table.Name
	}
	return endpoint, client, names
}

// readStack reads the template for a stack name, which prefixes the tables' names.
func readStack(name string) (*template.Stack, error) {
	root, err := moduleRoot()
	if err != nil {
		return nil, err
	}
	return template.Read(filepath.Join(root, "template.yaml"), template.Options{
		StackName: name,
		AWSRegion: "us-west-2",
		Parameters: map[string]string{
			"StoreRegion": "us",
			"ShopUrl":     "https://shop.example.com",
			"MailFrom":    "shop@example.com",
			"Environment": "dev",
		},
		Secret: func(string) (string, error) { return rand.Text(), nil },
	})
}

// moduleRoot returns the nearest folder with a go.mod, from the test's own upwards.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		_, err := os.Stat(filepath.Join(dir, "go.mod"))
		if !errors.Is(err, fs.ErrNotExist) {
			return dir, err
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("find go.mod: not in any parent folder: run tests inside the module")
		}
		dir = filepath.Dir(dir)
	}
}

// deleteTables deletes the tables that exist.
func deleteTables(ctx context.Context, client *dynamodb.Client, tables []template.Table) error {
	var group errgroup.Group
	for _, table := range tables {
		group.Go(func() error {
			_, err := client.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: &table.Name})
			if _, gone := errors.AsType[*types.ResourceNotFoundException](err); gone {
				return nil
			}
			return err
		})
	}
	return group.Wait()
}
