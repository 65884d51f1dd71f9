// Package metric reports business metrics: lines of CloudWatch's embedded metric
// format, which a function writes to its log and CloudWatch reads there. That
// costs no request.
//
// Metrics are told apart by the store's region, and money by its currency.
// Nothing that grows without end, such as a SKU or a sale, is a dimension.
//
// The format is the one of the CloudWatch User Guide, "Specification: Embedded
// metric format". A library for it would weigh more than these lines do.
package metric

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"storefront/shared/market"
	"storefront/shared/money"
)

// Namespace is the namespace of all metrics.
const Namespace = "Storefront"

// Name is a metric that counts.
type Name string

// What is counted: each once, by whoever made it so. A request that is repeated
// and finds it so already counts nothing, and neither does a change whose reply
// was lost on its way to the store.
const (
	Holds           Name = "Holds"           // orders held
	UnitsHeld       Name = "UnitsHeld"       // units of those orders
	Paid            Name = "Paid"            // orders paid
	UnitsPaid       Name = "UnitsPaid"       // units of those orders
	Expired         Name = "Expired"         // holds that ended unpaid
	Cancelled       Name = "Cancelled"       // holds that their buyers gave up
	SoldOut         Name = "SoldOut"         // requests refused since nothing is left
	BuyerLimit      Name = "BuyerLimit"      // requests refused since the buyer has what the sale allows
	PaymentDeclined Name = "PaymentDeclined" // payments refused by the provider
	StockLeft       Name = "StockLeft"       // units that can be bought in the region's sales
	UnitsOnHold     Name = "UnitsOnHold"     // units of orders not known to be paid
)

// Revenue is the one metric in money: what buyers paid, in minor units by currency.
const Revenue Name = "Revenue"

// Names lists all metrics.
func Names() []Name {
	return []Name{
		Holds, UnitsHeld, Paid, UnitsPaid, Expired, Cancelled, SoldOut, BuyerLimit, PaymentDeclined, StockLeft, UnitsOnHold,
		Revenue,
	}
}

// Values are metrics with their values.
type Values map[Name]int

// Writer writes one line for each call. It is safe for concurrent use.
type Writer struct {
	region market.Region
	now    func() time.Time
	mu     sync.Mutex
	out    io.Writer
}

// NewWriter reports a region's metrics to out, which for a function is its
// standard output.
func NewWriter(out io.Writer, region market.Region, now func() time.Time) *Writer {
	return &Writer{region: region, now: now, out: out}
}

// directive tells CloudWatch which members of a line are metrics.
type directive struct {
	Namespace  string       `json:"Namespace"`
	Dimensions [][]string   `json:"Dimensions"`
	Metrics    []definition `json:"Metrics"`
}

type definition struct {
	Name string `json:"Name"`
	Unit string `json:"Unit"`
}

// Write reports metrics.
func (w *Writer) Write(values Values) { w.write(values, money.Amount{}) }

// WritePaid reports metrics along with money that came in.
func (w *Writer) WritePaid(values Values, came money.Amount) { w.write(values, came) }

func (w *Writer) write(values Values, came money.Amount) {
	line := make(map[string]any, len(values)+4)
	line["Region"] = w.region
	counts := directive{Namespace: Namespace, Dimensions: [][]string{{"Region"}}}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		line[string(name)] = values[name]
		counts.Metrics = append(counts.Metrics, definition{string(name), "Count"})
	}
	directives := []directive{counts}
	if came.Currency != "" {
		line["Currency"], line[string(Revenue)] = came.Currency, came.Minor
		directives = append(directives, directive{
			Namespace: Namespace, Dimensions: [][]string{{"Region", "Currency"}}, Metrics: []definition{{string(Revenue), "None"}},
		})
	}
	line["_aws"] = map[string]any{"Timestamp": w.now().UnixMilli(), "CloudWatchMetrics": directives}
	body, err := json.Marshal(line)
	if err != nil {
		panic(fmt.Sprintf("metric: %v", err)) // texts and whole numbers always marshal
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_, _ = w.out.Write(append(body, '\n')) // a log that is gone must stop no sale
}
