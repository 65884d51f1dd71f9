package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"storefront/infra/faultproxy"
	"storefront/infra/local/database"
	"storefront/infra/local/template"
	"storefront/shared/boot"
	"storefront/shared/dynamo"
)

// bench runs one crowd after the other.
type bench struct {
	settings
	endpoint string // of DynamoDB
	progress io.Writer
}

// way is how a crowd reaches DynamoDB.
type way struct {
	name  string
	proxy bool
	spec  faultproxy.Spec
}

func (b *bench) ways() []way {
	return []way{{name: "direct"}, {name: "proxy", proxy: true}, {name: "limit", proxy: true, spec: b.limit}}
}

// warmUp is how many buyers come before the first round: DynamoDB Local is slow
// until Java has compiled it.
const warmUp = 500

// run returns one row for each crowd size, way and protocol.
func (b *bench) run(ctx context.Context) ([]row, error) {
	for _, p := range protocols {
		if _, err := b.trial(ctx, p, way{}, warmUp); err != nil {
			return nil, err
		}
	}
	var rows []row
	for _, buyers := range b.buyers {
		for _, w := range b.ways() {
			compared, err := b.compare(ctx, w, buyers)
			if err != nil {
				return nil, err
			}
			rows = append(rows, compared...)
		}
	}
	return rows, nil
}

// compare runs each protocol once in each round.
func (b *bench) compare(ctx context.Context, w way, buyers int) ([]row, error) {
	outcomes := make([][]outcome, len(protocols))
	for round := range b.rounds {
		for i, p := range protocols {
			o, err := b.trial(ctx, p, w, buyers)
			if err != nil {
				return nil, fmt.Errorf("%s, %s, %d buyers: %w", p.name, w.name, buyers, err)
			}
			fmt.Fprintf(b.progress, "%6d buyers  %-6s  round %d  %-11s  %6.0f holds/s\n", buyers, w.name, round+1, p.name, o.rate())
			outcomes[i] = append(outcomes[i], o)
		}
	}
	rows := make([]row, len(protocols))
	for i, p := range protocols {
		rows[i] = newRow(buyers, w, p, outcomes[i])
		rows[i].Ratio = ratio(rows[0].HoldsPerSecond, rows[i].HoldsPerSecond)
	}
	return rows, nil
}

// trial sends one crowd to one protocol on fresh tables.
func (b *bench) trial(ctx context.Context, p protocol, w way, buyers int) (o outcome, err error) {
	direct, err := newClient(b.endpoint)
	if err != nil {
		return o, err
	}
	tables, drop, err := createTables(ctx, direct)
	if err != nil {
		return o, err
	}
	defer func() { err = errors.Join(err, drop()) }()
	units := buyers / b.demand
	if err := p.stock(ctx, place{direct, tables}, units); err != nil {
		return o, fmt.Errorf("stock: %w", err)
	}
	if o, err = b.crowd(ctx, p, tables, w, buyers); err != nil {
		return o, err
	}
	return o, o.check(units, buyers)
}

// crowd runs the buyers against one protocol, through the proxy if the way has one.
func (b *bench) crowd(ctx context.Context, p protocol, tables dynamo.Tables, w way, buyers int) (o outcome, err error) {
	endpoint := b.endpoint
	if w.proxy {
		proxy, err := faultproxy.Start(ctx, faultproxy.Options{Upstream: b.endpoint, Spec: w.spec})
		if err != nil {
			return o, err
		}
		defer func() { o.counts = proxy.Counts() }()
		defer proxy.Close() //nolint:errcheck // every request has been answered
		endpoint = proxy.URL()
	}
	sellers := make([]seller, b.concurrency)
	for i := range sellers {
		client, err := newClient(endpoint)
		if err != nil {
			return o, err
		}
		sellers[i] = p.process(place{client, tables})
	}
	return rush(ctx, sellers, buyers, b.window)
}

// newClient returns a client like that of the store's functions, with their retries.
func newClient(endpoint string) (*dynamodb.Client, error) {
	env := boot.NewEnv(func(name string) string {
		return map[string]string{
			"AWS_REGION":            database.Region,
			"AWS_ACCESS_KEY_ID":     database.AccessKeyID,
			"AWS_SECRET_ACCESS_KEY": database.SecretAccessKey,
			"AWS_ENDPOINT_URL":      endpoint,
		}[name]
	})
	return boot.DynamoDB(env.AWS()), env.Err()
}

// createTables creates the tables of one trial, and returns a function that drops
// them. They have no streams: the records would slow DynamoDB Local down.
func createTables(ctx context.Context, client *dynamodb.Client) (dynamo.Tables, func() error, error) {
	trial := rand.Text()
	names := dynamo.Tables{Catalog: trial + "-catalog", Stock: trial + "-stock", Orders: trial + "-orders"}
	pk := template.Attribute{Name: "pk", Type: "S"}
	tables := []template.Table{
		{Name: names.Catalog, PartitionKey: pk, SortKey: template.Attribute{Name: "sk", Type: "S"}},
		{Name: names.Stock, PartitionKey: pk},
		{Name: names.Orders, PartitionKey: pk, SortKey: template.Attribute{Name: "sk", Type: "N"}},
	}
	drop := func() error {
		var errs []error
		for _, t := range tables {
			_, err := client.DeleteTable(context.WithoutCancel(ctx), &dynamodb.DeleteTableInput{TableName: &t.Name})
			errs = append(errs, err)
		}
		return errors.Join(errs...)
	}
	return names, drop, database.CreateTables(ctx, client, tables)
}
