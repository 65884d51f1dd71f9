package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"storefront/infra/faultproxy"
	"storefront/infra/local/database"
	"storefront/infra/local/stack"
	"storefront/infra/local/stream"
	"storefront/infra/rehearse/crowd"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/ledger/bucket"
	"storefront/shared/merchant"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
)

// TestTheBooksOfASale runs a sale whose orders are paid, shipped, refunded,
// cancelled and left to expire. The functions' real binaries write the events to raw
// files. The books that are made of them must agree with orders and lots to the cent
// and to the unit.
func TestTheBooksOfASale(t *testing.T) {
	t.Parallel()
	files := &storage{}
	s := openWith(t, stack.Options{AroundBuckets: files.around})
	sale := s.sellForTheBooks(t)
	s.liveThrough(t, sale)
	s.logDelays(t, files, s.takenIn(t, 1))
	s.tieOut(t)
}

// TestTheBooksOnABadDay is the same, while the bucket refuses puts and loses answers,
// the ledger's processes are killed, and DynamoDB fails, too. When every event is in
// a file all the same, all records come again, in batches of another size.
func TestTheBooksOnABadDay(t *testing.T) {
	t.Parallel()
	files := &storage{random: rand.New(rand.NewPCG(5, 0)), fault: refused, left: 12}
	s := openWith(t, stack.Options{
		AroundBuckets: files.around, Faults: faultproxy.MustParse("seed=5,latency=1ms±1ms,500=0.02,throttle=0.01,cut-after=0.03,dup=0.02"),
	})
	sale := s.sellForTheBooks(t)
	reaper := &reaper{running: s, random: rand.New(rand.NewPCG(5, 1))}
	reaper.during(t, "LedgerFunction", 60, func() {
		s.liveThrough(t, sale)
		s.logDelays(t, files, s.takenIn(t, 1))
		s.feedAgain(t, 7)
		s.takenIn(t, 1.5)
	})
	s.tieOut(t)
	faults := files.count()
	t.Logf("the bucket had %d faults, and %v were killed", faults, reaper.killed)
	if faults < 12 || reaper.killed["LedgerFunction"] < 2 {
		t.Error("the day was not bad enough")
	}
}

func (s running) sellForTheBooks(t *testing.T) catalog.Sale {
	t.Helper()
	return s.sell(t, merchant.Spec{
		ID: "books", OrdersPerBuyer: 1, Hold: catalog.MinHold,
		Lines: []merchant.Line{
			{SKU: band, Units: sized(120, 2400), MaxPerOrder: 3}, {SKU: "headphones", Units: sized(60, 1200), MaxPerOrder: 2},
		},
	})
}

// liveThrough lets everything that can happen to orders happen.
func (s running) liveThrough(t *testing.T, sale catalog.Sale) {
	t.Helper()
	s.rush(t, crowd.Options{
		Sale: sale, Buyers: sized(200, 4000), Concurrency: 16, Pay: 0.6, Cancel: 0.2, Retry: 0.1, Greedy: 0.1, Refresh: 0.1,
	})
	s.endHolds(t, sale)
	after := checkout.AfterSale{
		Checkout: checkout.New(s.data, payment.Sandbox{}, time.Now, slog.New(slog.DiscardHandler)), Inventory: s.data,
		Clock: s.data.ServiceTime,
	}
	paid := slices.DeleteFunc(s.orders(t), func(o order.Order) bool { return o.Status != order.Paid })
	for i, o := range paid {
		if err := afterSale(t.Context(), after, o, i%7); err != nil {
			t.Fatal(err)
		}
	}
	s.sweep(t) // the claims of refunds are due only minutes later; nothing waits for that
	if audit := s.audit(t, catalog.Sale{}); !audit.OK() {
		t.Fatal(audit.Findings)
	}
}

// afterSale does one of seven things with a paid order. The first is nothing.
func afterSale(ctx context.Context, after checkout.AfterSale, o order.Order, what int) (err error) {
	var ship order.RefundRequest // none
	all := order.RefundRequest{Reason: order.Withdrawn, All: true}
	one := func(r order.RefundReason) order.RefundRequest {
		return order.RefundRequest{Reason: r, Lines: []order.RefundUnits{{SKU: o.Lines[0].SKU, Quantity: 1}}}
	}
	fee := order.RefundRequest{Reason: order.Goodwill, Shipping: true}
	credit := order.RefundRequest{Reason: order.Goodwill, Credits: []order.Credit{
		{Amount: money.Amount{Minor: 333, Currency: o.Totals.Total.Currency}},
	}}
	for _, r := range [][]order.RefundRequest{
		{}, {ship}, {all}, {ship, one(order.Withdrawn)}, {one(order.OutOfStock), ship, all},
		{credit, ship, fee, one(order.Damaged)}, {fee, all},
	}[what] {
		switch {
		case err != nil:
		case r.Reason == "" && o.Status == order.Paid:
			o, err = after.Ship(ctx, o.ID, o.Version, order.Shipment{})
		case r.Reason != "" && o.Status != order.Refunded:
			r.Reference = fmt.Sprint("r", o.Version)
			o, err = after.Refund(ctx, o.ID, o.Version, r)
		}
	}
	return err
}

func (s running) orders(t *testing.T) []order.Order {
	t.Helper()
	var all []order.Order
	err := s.data.AllOrders(t.Context(), func(o order.Order) error {
		all = append(all, o)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// feedAgain feeds the streams to the ledger from the beginning, in batches of
// another size, until the test ends.
func (s running) feedAgain(t *testing.T, batch int) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var feeding sync.WaitGroup
	t.Cleanup(func() {
		stop()
		feeding.Wait()
	})
	for _, mapping := range s.region.Streams() {
		if mapping.Function != "LedgerFunction" {
			continue
		}
		mapping.BatchSize, mapping.BatchingWindow = batch, 0
		source, err := stream.Open(ctx, stream.Options{
			Mapping: mapping, Table: s.region.Tables()[mapping.Table], AWSRegion: s.region.AWSRegion,
			DynamoDB: s.region.DynamoDB, Streams: dynamodbstreams.NewFromConfig(s.aws(s.State().DynamoDB)),
			Invoker: s.region, Log: log.New(io.Discard, "", 0),
		})
		if err != nil {
			t.Fatal(err)
		}
		feeding.Go(func() { source.Run(ctx) })
	}
}

func (s running) aws(endpoint string) aws.Config {
	return database.Config(endpoint, s.region.AWSRegion)
}

func (s running) books() *bucket.Bucket {
	return bucket.New(s.aws(s.State().S3), s.State().Regions["us"].Buckets["LedgerBucket"])
}
