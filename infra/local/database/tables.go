package database

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"storefront/infra/local/template"
)

const (
	activeTimeout = 30 * time.Second
	activePoll    = 20 * time.Millisecond
)

// CreateTables creates tables with on-demand capacity, their indexes, streams and times
// to live, and returns once all are active. A table that exists is kept with its items.
// If its keys, indexes or stream differ, CreateTables fails.
func CreateTables(ctx context.Context, client *dynamodb.Client, tables []template.Table) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, table := range tables {
		group.Go(func() error {
			if err := createTable(ctx, client, table); err != nil {
				return fmt.Errorf("create table %s: %w", table.Name, err)
			}
			return nil
		})
	}
	return group.Wait()
}

func createTable(ctx context.Context, client *dynamodb.Client, table template.Table) error {
	_, err := client.CreateTable(ctx, createInput(table))
	if _, exists := errors.AsType[*types.ResourceInUseException](err); err != nil && !exists {
		return err
	}
	waiter := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = activePoll, activePoll
	})
	out, err := waiter.WaitForOutput(ctx, &dynamodb.DescribeTableInput{TableName: &table.Name}, activeTimeout)
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(shapeOf(described(out.Table)), shapeOf(table)) {
		return errors.New("it exists with other keys, indexes or stream: remove the kept data to start anew")
	}
	return expireItems(ctx, client, table)
}

// expireItems enables the table's time to live, unless it is enabled: DynamoDB refuses
// to enable it twice.
func expireItems(ctx context.Context, client *dynamodb.Client, table template.Table) error {
	if table.TTLAttribute == "" {
		return nil
	}
	out, err := client.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &table.Name})
	if err != nil {
		return err
	}
	if out.TimeToLiveDescription.TimeToLiveStatus == types.TimeToLiveStatusEnabled {
		return nil
	}
	_, err = client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName: &table.Name,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{
			AttributeName: &table.TTLAttribute,
			Enabled:       aws.Bool(true),
		},
	})
	return err
}

func createInput(table template.Table) *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{
		TableName:   &table.Name,
		BillingMode: types.BillingModePayPerRequest,
		KeySchema:   keySchema(table.PartitionKey, table.SortKey),
	}
	keys := []template.Attribute{table.PartitionKey, table.SortKey}
	for _, index := range table.Indexes {
		keys = append(keys, index.PartitionKey, index.SortKey)
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
			IndexName: &index.Name,
			KeySchema: keySchema(index.PartitionKey, index.SortKey),
			Projection: &types.Projection{
				ProjectionType:   types.ProjectionType(index.Projection),
				NonKeyAttributes: index.Include,
			},
		})
	}
	in.AttributeDefinitions = definitions(keys)
	if table.StreamView != "" {
		in.StreamSpecification = &types.StreamSpecification{
			StreamEnabled:  aws.Bool(true),
			StreamViewType: types.StreamViewType(table.StreamView),
		}
	}
	return in
}

func keySchema(partition, sort template.Attribute) []types.KeySchemaElement {
	schema := []types.KeySchemaElement{{AttributeName: &partition.Name, KeyType: types.KeyTypeHash}}
	if sort.Name != "" {
		schema = append(schema, types.KeySchemaElement{AttributeName: &sort.Name, KeyType: types.KeyTypeRange})
	}
	return schema
}

// definitions defines each key attribute once, as DynamoDB requires.
func definitions(keys []template.Attribute) []types.AttributeDefinition {
	keys = slices.DeleteFunc(keys, func(a template.Attribute) bool { return a.Name == "" })
	slices.SortFunc(keys, func(a, b template.Attribute) int { return strings.Compare(a.Name, b.Name) })
	var out []types.AttributeDefinition
	for _, key := range slices.Compact(keys) {
		out = append(out, types.AttributeDefinition{
			AttributeName: &key.Name,
			AttributeType: types.ScalarAttributeType(key.Type),
		})
	}
	return out
}

// described returns the table that DynamoDB describes, without its time to live.
func described(d *types.TableDescription) template.Table {
	kinds := map[string]string{}
	for _, a := range d.AttributeDefinitions {
		kinds[*a.AttributeName] = string(a.AttributeType)
	}
	table := template.Table{Name: *d.TableName}
	table.PartitionKey, table.SortKey = keysOf(d.KeySchema, kinds)
	for _, index := range d.GlobalSecondaryIndexes {
		partition, sort := keysOf(index.KeySchema, kinds)
		table.Indexes = append(table.Indexes, template.Index{
			Name:         *index.IndexName,
			PartitionKey: partition,
			SortKey:      sort,
			Projection:   string(index.Projection.ProjectionType),
			Include:      index.Projection.NonKeyAttributes,
		})
	}
	if d.StreamSpecification != nil {
		table.StreamView = string(d.StreamSpecification.StreamViewType)
	}
	return table
}

func keysOf(schema []types.KeySchemaElement, kinds map[string]string) (partition, sort template.Attribute) {
	for _, element := range schema {
		key := template.Attribute{Name: *element.AttributeName, Type: kinds[*element.AttributeName]}
		if element.KeyType == types.KeyTypeHash {
			partition = key
		} else {
			sort = key
		}
	}
	return partition, sort
}

// shapeOf returns what two tables must have in common for one to stand in for the
// other, with lists in a fixed order.
func shapeOf(table template.Table) template.Table {
	table.LogicalID, table.TTLAttribute = "", ""
	table.Indexes = slices.SortedFunc(slices.Values(table.Indexes), func(a, b template.Index) int {
		return strings.Compare(a.Name, b.Name)
	})
	for i, index := range table.Indexes {
		table.Indexes[i].Include = slices.Sorted(slices.Values(index.Include))
	}
	return table
}
