package cost_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"storefront/infra/cost"
	"storefront/infra/local/template"
)

var update = flag.Bool("update", false, "write the table in the README anew")

// What a checkout uses. Write units are those that shared/dynamo's TestCost
// counts; a lot has 25 units, so its shelf and its settling cost a 25th of one
// more each. Times are medians of the laptop's REPORT lines, rounded up, and bytes
// of its logs with 400 for the API's access log. The ledger had 40 events in a
// batch, half of them payments by new buyers, each of whom gets a reference.
var checkout = []cost.Request{
	{Function: "CheckoutFunction", Times: 1, Billed: 10, WriteUnits: 2 + 1./25, LogBytes: 560 + 400}, // the hold
	{Function: "CheckoutFunction", Times: 1, Billed: 10, WriteUnits: 1 + 1./25, LogBytes: 560 + 400, ReadUnits: 1},
	{Function: "LedgerFunction", Times: 2. / 40, Billed: 45, WriteUnits: 20, ReadUnits: 20, Puts: 1, LogBytes: 260, Internal: true},
}

// What reading the catalog uses when nothing is cached before the API. A process
// keeps what it has read for a second, so in a rush nearly nobody reads a table.
var read = []cost.Request{
	{Function: "CatalogFunction", Times: 1, Billed: 2, ReadUnits: 0.1, LogBytes: 260 + 400},
}

func TestReadmeShowsWhatAMillionCosts(t *testing.T) {
	t.Parallel()
	stack, err := template.Read("../../template.yaml", template.Options{
		StackName:  "storefront-us",
		AWSRegion:  "us-west-2",
		Parameters: map[string]string{"StoreRegion": "us", "ShopUrl": "https://us.example.com", "MailFrom": "shop@example.com"},
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
	table.WriteString("\n")
	hold(t, "../README.md", table.String())
}

// hold compares the part of a file between the marks with what it should be.
func hold(t *testing.T, path, want string) {
	t.Helper()
	const begin, end = "<!-- cost: written by go test ./infra/cost -update -->\n", "<!-- /cost -->\n"
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begun := strings.Cut(string(content), begin)
	got, after, ended := strings.Cut(rest, end)
	if !begun || !ended {
		t.Fatalf("%s has no place for the costs", path)
	}
	if *update {
		if err := os.WriteFile(path, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != want {
		t.Errorf("%s does not show the costs as they are: go test ./infra/cost -update\ngot:\n%s\nwant:\n%s", path, got, want)
	}
}

// Every unit that a request uses is on the bill.
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
		t.Error("a function that the template does not have costs nothing")
	}
}
