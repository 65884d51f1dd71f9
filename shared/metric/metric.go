// Package metric reports business metrics in CloudWatch's embedded metric format. A
// function writes them as lines of its log, from which CloudWatch reads them, so
// they cost no request.
//
// The dimensions are the stack, because an AWS Region may have several of one region of
// the store, such as production and a test, and for money the currency. Nothing that
// grows without bound, such as a SKU or a sale, is a dimension.
//
// The CloudWatch User Guide describes the format under "Specification: Embedded
// metric format". A library for it would be larger than this package.
package metric

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"storefront/shared/money"
)

// Namespace is the CloudWatch namespace of all metrics.
const Namespace = "Storefront"

// Name is the name of a metric.
type Name string

// The metrics that count. Each change counts once, in the call that made it. A
// repeated request that finds the change already made counts nothing, and neither
// does a change whose reply from the store was lost.
const (
	Holds           Name = "Holds"           // orders held
	UnitsHeld       Name = "UnitsHeld"       // units of those orders
	Paid            Name = "Paid"            // orders paid
	UnitsPaid       Name = "UnitsPaid"       // units of those orders
	Expired         Name = "Expired"         // holds that expired
	Cancelled       Name = "Cancelled"       // holds that their buyers cancelled
	Withdrawn       Name = "Withdrawn"       // orders that their buyers withdrew from, which wait for a refund
	SoldOut         Name = "SoldOut"         // requests refused because nothing is left
	BuyerLimit      Name = "BuyerLimit"      // requests refused because the buyer has all that the sale allows
	PaymentDeclined Name = "PaymentDeclined" // payments refused by the provider
	StockLeft       Name = "StockLeft"       // units left in the region's sales
	UnitsOnHold     Name = "UnitsOnHold"     // units claimed by orders not known to be paid
)

// Revenue is what buyers paid, in minor units by currency.
const Revenue Name = "Revenue"

// Names returns the names of all metrics.
func Names() []Name {
	return []Name{
		Holds, UnitsHeld, Paid, UnitsPaid, Expired, Cancelled, Withdrawn, SoldOut, BuyerLimit, PaymentDeclined, StockLeft, UnitsOnHold,
		Revenue,
	}
}

// Values has the values of metrics by name.
type Values map[Name]int

// Writer writes one line per call. It is safe for concurrent use.
type Writer struct {
	stack string
	now   func() time.Time
	mu    sync.Mutex
	out   io.Writer
}

// NewWriter returns a writer of a stack's metrics. For a function, out is its standard
// output.
func NewWriter(out io.Writer, stack string, now func() time.Time) *Writer {
	return &Writer{stack: stack, now: now, out: out}
}

// directive names the members of a line that are metrics.
type directive struct {
	Namespace  string       `json:"Namespace"`
	Dimensions [][]string   `json:"Dimensions"`
	Metrics    []definition `json:"Metrics"`
}

type definition struct {
	Name string `json:"Name"`
	Unit string `json:"Unit"`
}

// Write writes metrics.
func (w *Writer) Write(values Values) { w.write(values, money.Amount{}) }

// WritePaid writes metrics and revenue.
func (w *Writer) WritePaid(values Values, revenue money.Amount) { w.write(values, revenue) }

func (w *Writer) write(values Values, revenue money.Amount) {
	line := make(map[string]any, len(values)+4)
	line["Stack"] = w.stack
	counts := directive{Namespace: Namespace, Dimensions: [][]string{{"Stack"}}}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		line[string(name)] = values[name]
		counts.Metrics = append(counts.Metrics, definition{string(name), "Count"})
	}
	directives := []directive{counts}
	if revenue.Currency != "" {
		line["Currency"], line[string(Revenue)] = revenue.Currency, revenue.Minor
		directives = append(directives, directive{
			Namespace: Namespace, Dimensions: [][]string{{"Stack", "Currency"}}, Metrics: []definition{{string(Revenue), "None"}},
		})
	}
	line["_aws"] = map[string]any{"Timestamp": w.now().UnixMilli(), "CloudWatchMetrics": directives}
	body, err := json.Marshal(line)
	if err != nil {
		panic(fmt.Sprintf("metric: %v", err)) // strings and integers always marshal
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_, _ = w.out.Write(append(body, '\n')) // a sale must not stop because its log cannot be written
}
