package cost_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"storefront/infra/cost"
	"storefront/infra/local/template"
	"storefront/infra/readmetest"
)

var update = flag.Bool("update", false, "rewrite the table in infra/README.md")

// checkout is what a checkout uses. The write units are those that the TestCost of
// shared/dynamo counts, plus a 25th each for the shelf and for settling a lot, which
// has 25 units. The times are medians of the laptop's REPORT lines, rounded up. The
// log bytes are the laptop's, plus 400 for the API's access log. The ledger had 40
// events in a batch, half of them payments by new buyers, who each get a reference.
var checkout = []cost.Request{
	{Function: "CheckoutFunction", Times: 1, Billed: 10, WriteUnits: 2 + 1./25, LogBytes: 560 + 400}, // the hold
	{Function: "CheckoutFunction", Times: 1, Billed: 10, WriteUnits: 1 + 1./25, LogBytes: 560 + 400, ReadUnits: 1},
	{Function: "LedgerFunction", Times: 2. / 40, Billed: 45, WriteUnits: 20, ReadUnits: 20, Puts: 1, LogBytes: 260, Internal: true},
}

// read is what a read of the catalog uses if nothing in front of the API caches it. A
// process caches a table's answer for a second, so in a rush few requests read a
// table.
var read = []cost.Request{
	{Function: "CatalogFunction", Times: 1, Billed: 2, ReadUnits: 0.1, LogBytes: 260 + 400},
}

func TestReadmeShowsWhatAMillionCosts(t *testing.T) {
	t.Parallel()
	stack, err := template.Read("../../template.yaml", template.Options{
		StackName:  "storefront-us",
		AWSRegion:  "us-west-2",
		Parameters: map[string]string{"StoreRegion": "us", "ShopUrl": "https://us.example.com", "MailFrom": "shop@example.com", "Environment": "dev"},
		Secret:     func(string) (string, error) { return strings.Repeat("s", 64), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	var bills [][]cost.Line
	for _, requests := range [][]cost.Request{checkout, read} {
		bill, err := cost.Bill(stack, cost.Oregon, requests)
		if err != nil {
			t.Fatal(err)
		}
		bills = append(bills, bill)
	}
	var table strings.Builder
	fmt.Fprintf(&table, "\nUS dollars in %s, prices of %s:\n\n", cost.Oregon.Region, cost.Oregon.As)
	if err := cost.Markdown(&table, []string{"checkouts, held and paid", "catalog reads, uncached"}, bills); err != nil {
		t.Fatal(err)
	}
	readmetest.Section(t, "../README.md", "cost", table.String()+"\n", *update)
}

func TestBill(t *testing.T) {
	t.Parallel()
	stack := &template.Stack{Functions: []template.Function{{LogicalID: "F", MemoryMB: 512}}}
	prices := cost.Prices{
		LambdaRequests: 1, LambdaGBSecond: 0.001, APIRequests: 10, WriteUnits: 100, ReadUnits: 1000, LogGB: 10_000, S3Puts: 100_000,
	}
	used := cost.Request{Function: "F", Times: 2, Billed: 100, WriteUnits: 3, ReadUnits: 1, LogBytes: 1000, Puts: 1}
	internal := used
	internal.Internal = true
	for _, test := range []struct {
		name    string
		request cost.Request
		want    float64
	}{
		{"a request", used, 2*10 + 2*1 + 2e6*0.1*0.5*0.001 + 6*100 + 2*1000 + 2*10_000 + 2*100_000},
		{"an event", internal, 2*1 + 2e6*0.1*0.5*0.001 + 6*100 + 2*1000 + 2*10_000 + 2*100_000},
	} {
		bill, err := cost.Bill(stack, prices, []cost.Request{test.request})
		if err != nil {
			t.Fatal(err)
		}
		if got := bill[len(bill)-1].Dollars; got != test.want {
			t.Errorf("%s costs %v, want %v", test.name, got, test.want)
		}
	}
	if _, err := cost.Bill(stack, prices, []cost.Request{{Function: "G"}}); err == nil {
		t.Error("Bill of an unknown function does not fail")
	}
}
