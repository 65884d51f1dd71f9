package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"storefront/infra/functiontest"
	"storefront/infra/seed"
	"storefront/shared/catalog"
	"storefront/shared/deadletter"
	"storefront/shared/draw"
	"storefront/shared/dynamo"
	"storefront/shared/mail"
	"storefront/shared/money"
	"storefront/shared/notify"
	"storefront/shared/order"
	"storefront/shared/stock"
	"storefront/shared/waitlist"
	"storefront/shared/waitlist/waitlisttest"
)

// errFault is a passing fault.
var errFault = errors.New("a fault")

// world is everything that the function calls, in memory. before, if not nil, is called
// before each call that sends something, and its error is the call's.
type world struct {
	table    *waitlisttest.Memory
	products []catalog.Product
	now      time.Time
	logged   bytes.Buffer

	mu          sync.Mutex
	before      func(call string) error
	sent        []mail.Message
	deadLetters []deadletter.Message
}

func newWorld(t *testing.T) *world {
	t.Helper()
	products, err := seed.Products()
	if err != nil {
		t.Fatal(err)
	}
	return &world{table: waitlisttest.NewMemory(), products: products, now: functiontest.Opening.Add(6 * time.Second)}
}

func (w *world) Product(_ context.Context, sku catalog.SKU) (catalog.Product, error) {
	return catalog.Snapshot{Products: w.products}.Product(sku)
}

// Sale returns the only sale, which has a draw.
func (w *world) Sale(_ context.Context, id catalog.SaleID) (catalog.Sale, error) {
	sale := catalog.Sale{ID: "by-lot", Access: catalog.AccessDraw, Salt: []byte("salt"), Lines: []catalog.SaleLine{{SKU: "headphones"}}}
	return catalog.Snapshot{Sales: []catalog.Sale{sale}}.Sale(id)
}

// Order returns one of the three orders that there are: ada's, and grete's, who has got
// one, has withdrawn from it and was refunded, and waits for another that is delayed.
func (w *world) Order(ctx context.Context, id order.ID) (order.Order, error) {
	switch id.String() {
	case "0k3f8m2q7z1xw9vd-1":
		return order.Order{ID: id, Status: order.Paid, Buyer: order.Buyer{Email: "Ada@example.com", Locale: "es"}}, nil
	case "2bqsyn9h2tm9xa7c-199":
		o, err := w.Order(ctx, order.ID{Key: id.Key, Slot: 198})
		o.ID, o.Status, o.ShippedAt, o.WithdrawnAt, o.Refunds = id, order.Paid, time.Time{}, time.Time{}, nil
		o.DelayedUntil = functiontest.Opening.Add(240 * time.Hour)
		return o, err
	case "2bqsyn9h2tm9xa7c-198":
		eur := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }
		paid := functiontest.Opening.Add(-48 * time.Hour)
		return order.Order{
			ID: id, Market: "de", Status: order.Refunded,
			Buyer: order.Buyer{
				Email: "grete@example.com", Locale: "de",
				ShipTo: order.Address{Name: "Grete Hermann", Line1: "Unter den Linden 1", City: "Berlin", PostalCode: "10117", Country: "DE"},
			},
			Lines: []order.Line{
				{SKU: "fitness-band", Quantity: 1, UnitPrice: eur(1699), Total: eur(1699), Tax: eur(271), TaxRate: 190_000},
			},
			Totals:    order.Totals{Subtotal: eur(1699), Shipping: eur(499), Tax: eur(351), Total: eur(2198), TaxIncluded: true, TaxJurisdiction: "DE"},
			Payment:   order.Payment{Provider: "sandbox", PaidAt: paid},
			ShippedAt: paid.Add(24 * time.Hour), Shipment: order.Shipment{Carrier: "DHL", Tracking: "00340434161094042557"},
			WithdrawnAt: functiontest.Opening.Add(5 * time.Second),
			Refunds: []order.Refund{{
				Number: 1, Lines: []order.RefundLine{{SKU: "fitness-band", Quantity: 1, Returned: 1, Total: eur(1699), Tax: eur(271)}},
				Shipping: eur(499), Tax: eur(351), Total: eur(2198),
			}},
		}, nil
	default:
		return order.Order{ID: id}, nil
	}
}

// sender and letters are the world's two ways to send.
type (
	sender  struct{ *world }
	letters struct{ *world }
)

func (s sender) Send(_ context.Context, m mail.Message) error {
	if err := m.Check(); err != nil {
		return err
	}
	return s.call("mail", func() { s.sent = append(s.sent, m) })
}

func (l letters) Send(_ context.Context, m deadletter.Message) error {
	return l.call("dead letter", func() { l.deadLetters = append(l.deadLetters, m) })
}

func (w *world) call(name string, do func()) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.before != nil {
		if err := w.before(name); err != nil {
			return err
		}
	}
	do()
	return nil
}

// process returns the function, newly started.
func (w *world) process() consumer {
	log := slog.New(slog.NewJSONHandler(&w.logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	return consumer{
		notifier: &notify.Notifier{
			Mailboxes: w.table,
			Owed:      w.table,
			Catalog:   w,
			Entries:   w.table,
			Orders:    w,
			Draws:     w.table,
			Sender:    sender{w},
			Tokens:    functiontest.Tokens,
			Digests:   functiontest.Digests,
			Shop:      "https://us.example.com", API: "https://api.us.example.com",
			Now: func() time.Time { return w.now },
			Log: log,
		},
		deadLetters: letters{w},
		log:         log,
	}
}

// join puts the entries on the list whose requests are in a batch. A record comes from an item
// that is there.
func (w *world) join(t *testing.T, payload []byte) {
	t.Helper()
	for _, record := range recordsOf(t, payload) {
		ask, err := dynamo.DecodeAsk(record)
		if err != nil {
			continue
		}
		e := waitlist.Entry{Key: ask.Entry, Market: ask.Market, SKU: ask.SKU, Email: ask.Email, Locale: ask.Locale, Status: waitlist.Pending, Ask: ask.ID, AskedAt: ask.At}
		switch ask.Kind {
		case notify.Confirm:
			_, err = w.table.Join(t.Context(), e, ask.At)
		case notify.Closed, notify.Undrawn:
			e.Status, e.ConfirmedAt = waitlist.Confirmed, ask.Confirmed
			_, put := w.table.PutNotice(t.Context(), draw.Notice{
				Line: stock.Line{Sale: ask.News.Sale, SKU: ask.SKU}, Entries: 40, Units: 5, Round: draw.Quicknet.RoundAfter(functiontest.Opening.AddDate(9, 0, 0)),
			})
			err = errors.Join(put, w.table.JoinConfirmed(t.Context(), e))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// invoke runs the function as Lambda does.
func (w *world) invoke(t *testing.T, payload []byte) events.DynamoDBEventResponse {
	t.Helper()
	w.join(t, payload)
	answer, err := lambda.NewHandler(w.process().handle).Invoke(t.Context(), payload)
	if err != nil {
		t.Fatal(err)
	}
	var response events.DynamoDBEventResponse
	if err := json.Unmarshal(answer, &response); err != nil {
		t.Fatal(err)
	}
	return response
}

// deliver invokes the function until a batch is done. As Lambda does, it goes on with
// the first record that failed.
func (w *world) deliver(t *testing.T, payload []byte) {
	t.Helper()
	for range 50 {
		response := w.invoke(t, payload)
		if len(response.BatchItemFailures) == 0 {
			return
		}
		records := recordsOf(t, payload)
		first := slices.IndexFunc(records, func(r json.RawMessage) bool {
			return slices.ContainsFunc(response.BatchItemFailures, func(f events.DynamoDBBatchItemFailure) bool {
				return f.ItemIdentifier == dynamo.SequenceOf(r)
			})
		})
		if first < 0 {
			t.Fatalf("%v failed, which are no records of the batch", response.BatchItemFailures)
		}
		payload = batchOf(t, records[first:])
	}
	t.Fatal("the batch is never done")
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	payload, _ := functiontest.Batch(t, "notify", name)
	return payload
}

func recordsOf(t *testing.T, payload []byte) []json.RawMessage {
	t.Helper()
	var b batch
	if err := json.Unmarshal(payload, &b); err != nil {
		t.Fatal(err)
	}
	return b.Records
}

func batchOf(t *testing.T, records []json.RawMessage) []byte {
	t.Helper()
	payload, err := json.Marshal(batch{Records: records})
	if err != nil {
		t.Fatal(err)
	}
	return payload
}

// subjects returns the recipients and subjects of the mails, sorted.
func (w *world) subjects() []string {
	var all []string
	for _, m := range w.sent {
		all = append(all, strings.Join([]string{m.To, m.Subject}, ": "))
	}
	slices.Sort(all)
	return all
}
