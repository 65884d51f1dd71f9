package database_test

import (
	"crypto/rand"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"storefront/infra/local/database"
	"storefront/infra/local/template"
	"storefront/infra/storetest"
)

func orders(name string) template.Table {
	return template.Table{
		LogicalID:    "OrdersTable",
		Name:         name,
		PartitionKey: template.Attribute{Name: "pk", Type: "S"},
		SortKey:      template.Attribute{Name: "sk", Type: "N"},
		StreamView:   "NEW_AND_OLD_IMAGES",
	}
}

func waitlist(name string) template.Table {
	return template.Table{
		LogicalID:    "WaitlistTable",
		Name:         name,
		PartitionKey: template.Attribute{Name: "pk", Type: "S"},
		TTLAttribute: "expires_at",
		Indexes: []template.Index{{
			Name:         "queue",
			PartitionKey: template.Attribute{Name: "queue", Type: "S"},
			SortKey:      template.Attribute{Name: "position", Type: "S"},
			Projection:   "KEYS_ONLY",
		}, {
			Name:         "by-mail",
			PartitionKey: template.Attribute{Name: "pk", Type: "S"},
			SortKey:      template.Attribute{Name: "mail", Type: "B"},
			Projection:   "INCLUDE",
			Include:      []string{"locale", "sku"},
		}},
	}
}

func TestCreateTables(t *testing.T) {
	t.Parallel()
	client, prefix := database.Client(storetest.DynamoDB(t)), rand.Text()
	tables := []template.Table{orders(prefix + "-orders"), waitlist(prefix + "-waitlist")}
	if err := database.CreateTables(t.Context(), client, tables); err != nil {
		t.Fatal(err)
	}

	type summary struct {
		Status   types.TableStatus
		Billing  types.BillingMode
		Keys     string
		Indexes  map[string]string
		Stream   types.StreamViewType
		TTL      types.TimeToLiveStatus
		TTLField string
	}
	want := []summary{
		{
			Status: "ACTIVE", Billing: "PAY_PER_REQUEST", Keys: "pk HASH, sk RANGE",
			Stream: "NEW_AND_OLD_IMAGES", TTL: "DISABLED",
		},
		{
			Status: "ACTIVE", Billing: "PAY_PER_REQUEST", Keys: "pk HASH",
			Indexes: map[string]string{
				"queue":   "queue HASH, position RANGE; KEYS_ONLY",
				"by-mail": "pk HASH, mail RANGE; INCLUDE locale sku",
			},
			TTL: "ENABLED", TTLField: "expires_at",
		},
	}
	for i, table := range tables {
		out, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &table.Name})
		if err != nil {
			t.Fatal(err)
		}
		ttl, err := client.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: &table.Name})
		if err != nil {
			t.Fatal(err)
		}
		got := summary{
			Status:  out.Table.TableStatus,
			Billing: out.Table.BillingModeSummary.BillingMode,
			Keys:    keys(out.Table.KeySchema),
			TTL:     ttl.TimeToLiveDescription.TimeToLiveStatus,
		}
		if out.Table.StreamSpecification != nil {
			got.Stream = out.Table.StreamSpecification.StreamViewType
		}
		if ttl.TimeToLiveDescription.AttributeName != nil {
			got.TTLField = *ttl.TimeToLiveDescription.AttributeName
		}
		for _, index := range out.Table.GlobalSecondaryIndexes {
			if got.Indexes == nil {
				got.Indexes = map[string]string{}
			}
			projection := append([]string{string(index.Projection.ProjectionType)}, index.Projection.NonKeyAttributes...)
			got.Indexes[*index.IndexName] = keys(index.KeySchema) + "; " + strings.Join(projection, " ")
		}
		if diff := cmp.Diff(want[i], got); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", table.LogicalID, diff)
		}
	}
}

// The second time the indexes are in the same order, and the third time in another.
func TestCreateTablesAgainKeepsItems(t *testing.T) {
	t.Parallel()
	client := database.Client(storetest.DynamoDB(t))
	table := waitlist(rand.Text())
	if err := database.CreateTables(t.Context(), client, []template.Table{table}); err != nil {
		t.Fatal(err)
	}
	key := map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "kept"}}
	if _, err := client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table.Name, Item: key}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := database.CreateTables(t.Context(), client, []template.Table{table}); err != nil {
			t.Fatal(err)
		}
		table.Indexes[0], table.Indexes[1] = table.Indexes[1], table.Indexes[0]
	}
	out, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table.Name, Key: key})
	if err != nil || out.Item == nil {
		t.Errorf("GetItem() = %v, %v; want the item", out, err)
	}
}

func TestCreateTablesRefusesAnotherShape(t *testing.T) {
	t.Parallel()
	changes := map[string]func(*template.Table){
		"type of a key":  func(t *template.Table) { t.PartitionKey.Type = "N"; t.Indexes = nil },
		"new sort key":   func(t *template.Table) { t.SortKey = template.Attribute{Name: "sk", Type: "S"} },
		"new stream":     func(t *template.Table) { t.StreamView = "NEW_IMAGE" },
		"fewer indexes":  func(t *template.Table) { t.Indexes = t.Indexes[:1] },
		"index renamed":  func(t *template.Table) { t.Indexes[0].Name = "line" },
		"new projection": func(t *template.Table) { t.Indexes[1].Include = []string{"locale"} },
	}
	client := database.Client(storetest.DynamoDB(t))
	name := rand.Text()
	if err := database.CreateTables(t.Context(), client, []template.Table{waitlist(name)}); err != nil {
		t.Fatal(err)
	}
	for change, apply := range changes {
		t.Run(change, func(t *testing.T) {
			t.Parallel()
			table := waitlist(name)
			apply(&table)
			err := database.CreateTables(t.Context(), client, []template.Table{table})
			const want = ": it exists with other keys, indexes or stream: remove the kept data to start anew"
			if err == nil || err.Error() != "create table "+name+want {
				t.Errorf("CreateTables() = %v, want %q", err, want)
			}
		})
	}
}

func TestCreateTablesNamesTheTableThatFails(t *testing.T) {
	t.Parallel()
	client := database.Client(storetest.DynamoDB(t))
	err := database.CreateTables(t.Context(), client, []template.Table{orders("no spaces")})
	if err == nil || !strings.HasPrefix(err.Error(), "create table no spaces: ") {
		t.Errorf("CreateTables() = %v, want the table's name", err)
	}
}

func keys(schema []types.KeySchemaElement) string {
	var names []string
	for _, key := range schema {
		names = append(names, *key.AttributeName+" "+string(key.KeyType))
	}
	return strings.Join(names, ", ")
}
