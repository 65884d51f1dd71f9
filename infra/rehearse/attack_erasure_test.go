package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"storefront/infra/books"
	"storefront/infra/eventually"
	"storefront/infra/faultproxy"
	"storefront/infra/local/stream"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/deadletter"
	"storefront/shared/dynamo"
	"storefront/shared/email"
	"storefront/shared/ledger"
	"storefront/shared/ledger/intake"
	"storefront/shared/market"
	"storefront/shared/merchant"
	"storefront/shared/order"
)

// 4. A buyer pays, the order is shipped or refunded, and the buyer is forgotten, before
// or while the books take it in. No record brings the buyer back, nor does a replay. Nor
// is a buyer mailed who was forgotten.
func (a attack) undoErasure(t *testing.T) {
	sale := a.sale(t, "undo", catalog.AccessVerified, 1, 100)
	var forgotten []string
	for _, held := range []bool{true, false} {
		if held { // the ledger reads references in batches, and nothing else runs that does
			a.Faults().SetSpec(faultproxy.MustParse("BatchGetItem:500=1"))
		}
		for name, finish := range map[string]func(order.ID) error{
			"shipped": func(id order.ID) error {
				_, err := a.afterSale().Ship(t.Context(), id, 0, order.Shipment{})
				return err
			},
			"refunded": func(id order.ID) error {
				_, err := a.afterSale().Refund(t.Context(), id, 0, order.RefundRequest{Reference: "r", Reason: order.Withdrawn, All: true})
				return err
			},
		} {
			address := fmt.Sprintf("%s-%v@example.com", name, held)
			p := a.buys(t, sale, a.passOf(address), "", "key")
			a.pays(t, p)
			id, err := order.ParseID(p.Order.ID)
			if err != nil {
				t.Fatal(err)
			}
			if err := finish(id); err != nil {
				t.Fatal(err)
			}
			if done := a.forget(t, address); len(done.Erased) != 1 {
				t.Errorf("%s: %+v", address, done)
			}
			forgotten = append(forgotten, address)
		}
		a.Faults().SetSpec(harmless)
	}
	a.takenIn(t, 1)
	a.onlyTombstones(t, "after the ledger has taken in everything", forgotten)
	if n := a.replay(t, sale); n < 3*len(forgotten) {
		t.Errorf("%d records were replayed", n)
	}
	a.onlyTombstones(t, "after a replay", forgotten)
	a.mailAfterErasure(t)
}

// mailAfterErasure has a buyer forgotten while their asks for mail are on their way. None
// is answered any more, but one that comes later is.
func (a attack) mailAfterErasure(t *testing.T) {
	t.Helper()
	const buyer = "forgotten-early@example.com"
	post := a.poster(t)
	pass := func(address string) {
		post("/v1/us/passes", http.StatusAccepted, map[string]string{"email": address, "locale": "en"})
	}
	a.Faults().SetSpec(faultproxy.MustParse("GetItem:500=1")) // function notify reads a mailbox before it mails
	defer a.Faults().SetSpec(harmless)
	pass(buyer)
	post("/v1/us/waitlist", http.StatusAccepted, map[string]string{"sku": "headphones", "email": buyer, "locale": "en"})
	if done := a.forget(t, buyer); done.Removed != 2 {
		t.Errorf("forget: %+v, want two asks removed", done)
	}
	a.Faults().SetSpec(harmless)
	a.asksAnswered(t, post, "asked-later.example")
	for _, m := range a.region.Mail.Messages() {
		if m.To[0] == buyer {
			t.Errorf("the buyer who was forgotten is mailed %q", m.Subject)
		}
	}
	pass(buyer)
	a.mailTo(t, buyer, "pass?pass=")
}

// onlyTombstones fails if a buyer who was forgotten has a reference.
func (a attack) onlyTombstones(t *testing.T, when string, forgotten []string) {
	t.Helper()
	for _, address := range forgotten {
		key := ledger.BuyerKey(a.digests(), email.IdentityOf(address))
		out, err := a.region.DynamoDB.GetItem(t.Context(), &dynamodb.GetItemInput{
			TableName: aws.String(a.region.Tables()["BuyersTable"]), ConsistentRead: aws.Bool(true),
			Key: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: key}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if out.Item["erased_at"] == nil || out.Item["ref"] != nil {
			t.Errorf("%s, the item of %s has %v", when, address, out.Item)
		}
	}
}

// replay puts the records of a sale's orders among the dead letters, and replays these
// as an operator does. It returns how many were taken in.
func (a attack) replay(t *testing.T, sale catalog.Sale) int {
	t.Helper()
	orders := a.region.Tables()["OrdersTable"]
	described, err := a.region.DynamoDB.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &orders})
	if err != nil {
		t.Fatal(err)
	}
	shards := stream.Shards{Streams: dynamodbstreams.NewFromConfig(a.aws(a.State().DynamoDB)), AWSRegion: a.region.AWSRegion}
	records, err := shards.All(t.Context(), *described.Table.LatestStreamArn)
	if err != nil {
		t.Fatal(err)
	}
	queue := deadletter.New(a.aws(a.State().SQS), a.State().Regions["us"].Queues["LedgerFailures"])
	for _, record := range records {
		if !strings.Contains(string(record), string(sale.ID)) {
			continue
		}
		if err := queue.Send(t.Context(), deadletter.Message{Reason: "a rehearsal", Record: record}); err != nil {
			t.Fatal(err)
		}
	}
	done, err := books.Replay{
		Records:     dynamo.StreamDecoder{Region: market.US, Orders: orders, Stock: a.region.Tables()["StockTable"]},
		DeadLetters: queue, Shards: shards,
		Intake: &intake.Intake{
			Digests: a.digests(), Buyers: a.data, Files: a.books(),
			Catalog: catalog.NewCache(a.data, time.Now, slog.New(slog.DiscardHandler)),
		},
	}.Run(t.Context())
	if err != nil || len(done.Left) > 0 {
		t.Errorf("replay: %+v, %v", done, err)
	}
	return done.Events
}

// 8. A stranger's hold neither keeps the owner of its address from being forgotten, nor
// keeps its unit, however many strangers go on with it. What ended unpaid ends by itself.
func (a attack) blockErasure(t *testing.T) {
	const victim = "forget-me@example.com"
	sale := a.sale(t, "block", catalog.AccessOpen, 0, 10)
	p := a.buys(t, sale, "", victim, "strangers-key")
	if done := a.forget(t, victim); len(done.Erased) != 1 {
		t.Errorf("forget: %+v, want the stranger's hold", done)
	}
	o := a.order(t, p)
	if o.Status != order.Cancelled || o.Buyer != (order.Buyer{}) || a.left(t, sale) != 10 {
		t.Errorf("the hold is %s with %+v, and %d of 10 units are left", o.Status, o.Buyer, a.left(t, sale))
	}
	if report := a.audit(t, sale); !report.OK() {
		t.Errorf("audit: %q", report.Findings)
	}

	a.goOnHolding(t, victim)

	// The function that ends old data looks at orders that ended on two days.
	ended := map[string]order.Order{}
	for when, days := range map[string]int{"31 days ago": -31, "yesterday": -1} {
		ended[when] = a.cancelledAt(t, time.Now().AddDate(0, 0, days), fmt.Sprint("past", -days))
	}
	a.invokeErase(t)
	for when, before := range ended {
		after, err := a.data.Order(t.Context(), before.ID)
		if err != nil || (after.Buyer.Email == "") != (when == "31 days ago") {
			t.Errorf("an order that was cancelled %s has the buyer %+v, %v", when, after.Buyer, err)
		}
	}
}

// goOnHolding has strangers hold units with the victim's address while the victim is
// forgotten, again and again.
func (a attack) goOnHolding(t *testing.T, victim string) {
	t.Helper()
	const units = 2000
	sale := a.sale(t, "block-on", catalog.AccessOpen, 0, units)
	var held atomic.Int64
	meanwhile(t, func(over context.Context) {
		a.atOnce(connections, func(connection int) {
			for i := 0; over.Err() == nil && i < units/connections; i++ {
				a.buys(t, sale, "", victim, fmt.Sprintf("race-%d-%d", connection, i))
				held.Add(1)
			}
		})
	}, func() {
		for range 3 {
			seen := held.Load()
			eventually.True(t, "strangers hold units", func() bool { return held.Load() >= seen+20 })
			a.forget(t, victim)
		}
	})
	a.forget(t, victim)
	for _, o := range a.orders(t) {
		if o.Buyer.Email == victim {
			t.Errorf("order %s, which is %s, still has the address", o.ID, o.Status)
		}
	}
	if report := a.audit(t, sale); !report.OK() || a.left(t, sale) != units {
		t.Errorf("audit: %q, and %d of %d units are left", report.Findings, a.left(t, sale), units)
	}
}

// cancelledAt returns an order that was held and cancelled at a moment, in a sale that
// opened then.
func (a attack) cancelledAt(t *testing.T, at time.Time, sale string) order.Order {
	t.Helper()
	err := a.merchant.CreateSale(t.Context(), at, merchant.Spec{
		ID: catalog.SaleID(sale), Opens: at, Access: catalog.AccessOpen, Hold: time.Minute, Lines: []merchant.Line{{SKU: band, Units: 1, MaxPerOrder: 1}},
	})
	if err != nil {
		t.Fatal(err)
	}
	then := a.checkout(func() time.Time { return at })
	o, err := then.Hold(t.Context(), checkout.HoldRequest{
		Market: market.US.Markets()[0], Sale: catalog.SaleID(sale), Lines: []checkout.HoldLine{{SKU: band, Quantity: 1}},
		Buyer: order.Buyer{Email: "old@example.com", Locale: "en", ShipTo: order.Address{Name: "A Shopper", State: "CA"}}, IdempotencyKey: "key",
	})
	if err != nil {
		t.Fatal(err)
	}
	if o, err = then.Cancel(t.Context(), o.ID); err != nil {
		t.Fatal(err)
	}
	return o
}

func (a attack) order(t *testing.T, p placed) order.Order {
	t.Helper()
	id, err := order.ParseID(p.Order.ID)
	if err != nil {
		t.Fatal(err)
	}
	o, err := a.data.Order(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// invokeErase runs the function that ends old data, as its schedule does.
func (a attack) invokeErase(t *testing.T) {
	t.Helper()
	if _, err := a.region.Invoke(t.Context(), "EraseFunction", []byte("{}")); err != nil {
		t.Fatal(err)
	}
}

// scan returns every text and every binary value in the region's tables.
func (a attack) scan(t *testing.T) (found []string) {
	t.Helper()
	for _, table := range a.region.Tables() {
		pages := dynamodb.NewScanPaginator(a.region.DynamoDB, &dynamodb.ScanInput{TableName: &table})
		for pages.HasMorePages() {
			page, err := pages.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, it := range page.Items {
				found = appendValues(found, &types.AttributeValueMemberM{Value: it})
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func appendValues(found []string, value types.AttributeValue) []string {
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		return append(found, v.Value)
	case *types.AttributeValueMemberB:
		return append(found, string(v.Value))
	case *types.AttributeValueMemberM:
		for _, member := range v.Value {
			found = appendValues(found, member)
		}
	case *types.AttributeValueMemberL:
		for _, element := range v.Value {
			found = appendValues(found, element)
		}
	}
	return found
}
