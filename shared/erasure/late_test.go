package erasure_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"storefront/infra/books"
	"storefront/infra/eventually"
	"storefront/infra/fakes3/fakes3test"
	"storefront/infra/local/database"
	"storefront/infra/local/stream"
	"storefront/infra/local/template"
	"storefront/shared/catalog"
	"storefront/shared/deadletter"
	"storefront/shared/dynamo"
	"storefront/shared/erasure"
	"storefront/shared/ledger"
	"storefront/shared/ledger/bucket"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/intake"
	"storefront/shared/ledger/raw"
	"storefront/shared/market"
	"storefront/shared/order"
)

// collector is a function that keeps the records it gets.
type collector struct {
	mu      sync.Mutex
	records []json.RawMessage
}

func (c *collector) Invoke(_ context.Context, _ string, event []byte) ([]byte, error) {
	var batch struct{ Records []json.RawMessage }
	if err := json.Unmarshal(event, &batch); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.records = append(c.records, batch.Records...)
	return nil, nil
}

// records reads the stream of the orders from its beginning, until it has n records.
func (w *world) records(t *testing.T, n int) []json.RawMessage {
	t.Helper()
	var c collector
	source, err := stream.Open(t.Context(), stream.Options{
		Mapping: template.StreamMapping{StartingPosition: "TRIM_HORIZON", BatchSize: 100},
		Table:   w.names["OrdersTable"], AWSRegion: "us-west-2", DynamoDB: w.client, Invoker: &c,
		Streams: dynamodbstreams.NewFromConfig(database.Config(w.endpoint, database.Region)), Log: log.New(io.Discard, "", 0),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var reading sync.WaitGroup
	reading.Go(func() { source.Run(ctx) })
	eventually.True(t, "the stream has all records", func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		return len(c.records) >= n
	})
	stop()
	reading.Wait()
	return c.records
}

// queue is dead letters, one for each record.
type queue []deadletter.Received

func (q *queue) Receive(context.Context) ([]deadletter.Received, error) { return slices.Clone(*q), nil }

func (q *queue) Delete(_ context.Context, m deadletter.Received) error {
	*q = slices.DeleteFunc(*q, func(other deadletter.Received) bool { return other.ID == m.ID })
	return nil
}

// bookkeeper takes records into the books.
type bookkeeper struct {
	files  *bucket.Bucket
	intake *intake.Intake
	decode dynamo.StreamDecoder
}

func (w *world) bookkeeper(t *testing.T) bookkeeper {
	t.Helper()
	files := fakes3test.Books(t, nil)
	return bookkeeper{
		files:  files,
		decode: dynamo.StreamDecoder{Region: market.US, Orders: w.names["OrdersTable"], Stock: w.names["StockTable"]},
		intake: &intake.Intake{Digests: digests, Buyers: w.Store, Catalog: catalog.NewCache(w.Store, time.Now, slog.New(slog.DiscardHandler)), Files: files},
	}
}

// stream takes in records as the ledger function does.
func (b bookkeeper) stream(t *testing.T, records []json.RawMessage) {
	t.Helper()
	var incoming []ledger.Incoming
	for _, record := range records {
		event, err := b.decode.Decode(record)
		if err != nil {
			t.Fatal(err)
		}
		incoming = append(incoming, event)
	}
	if kept, err := b.intake.Keep(t.Context(), incoming); err != nil || kept != len(records) {
		t.Fatalf("kept %d of %d events, %v", kept, len(records), err)
	}
}

// replay takes in records as an operator's replay of dead letters does.
func (b bookkeeper) replay(t *testing.T, records []json.RawMessage) {
	t.Helper()
	var letters queue
	for i, record := range records {
		body, err := json.Marshal(deadletter.Message{Reason: "a fault", Record: record})
		if err != nil {
			t.Fatal(err)
		}
		letters = append(letters, deadletter.Received{ID: fmt.Sprint(i), Body: body})
	}
	done, err := books.Replay{Records: b.decode, Intake: b.intake, DeadLetters: &letters}.Run(t.Context())
	if err != nil || done.Messages != len(records) || len(letters) > 0 {
		t.Fatalf("replayed %+v, %v", done, err)
	}
}

// all returns the text of all raw files, and their events by the files' keys.
func (b bookkeeper) all(t *testing.T) (text string, events map[string][]ledger.Event) {
	t.Helper()
	events = map[string][]ledger.Event{}
	keys, err := b.files.List(t.Context(), "raw/", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		body, err := b.files.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		unpacked, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(unpacked)
		if err != nil {
			t.Fatal(err)
		}
		if events[key], err = raw.Decode(body); err != nil {
			t.Fatal(err)
		}
		text += key + string(plain)
	}
	return text, events
}

// lives makes four orders: ada's three, of which one is shipped, one is refunded and one
// is on hold, and grace's, which is paid. They have 9 versions.
func (w *world) lives(t *testing.T) {
	t.Helper()
	after := w.shop.AfterSale()
	shipped, refunded := w.buy(t, "ada.lovelace@gmail.com", "one"), w.buy(t, "a.dalovelace+1@googlemail.com", "two")
	if _, err := after.Ship(t.Context(), shipped, 0, order.Shipment{}); err != nil {
		t.Fatal(err)
	}
	if _, err := after.Refund(t.Context(), refunded, 0, order.RefundRequest{Reference: "r", Reason: order.Withdrawn, All: true}); err != nil {
		t.Fatal(err)
	}
	w.hold(t, "adalovelace@gmail.com", "three")
	w.buy(t, grace, "one")
}

// late holds the stream back, forgets ada, lets the stream go and replays every record.
// The first records are in files before that. It returns what comes back of her.
func (w *world) late(t *testing.T, first int) (found []string) {
	t.Helper()
	w.lives(t)
	b := w.bookkeeper(t)
	b.stream(t, w.records(t, 9)[:first])
	_, before := b.all(t)
	if _, err := w.eraser.Forget(t.Context(), time.Now(), ada); err != nil {
		t.Fatal(err)
	}
	records := w.records(t, 9+4) // a cancellation and three erasures
	b.stream(t, records)
	b.replay(t, records)

	hers := ledger.BuyerKey(digests, ada)
	out, err := w.client.Scan(t.Context(), &dynamodb.ScanInput{TableName: new(w.names["BuyersTable"])})
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range out.Items {
		key, _ := it["pk"].(*types.AttributeValueMemberS)
		if _, hasRef := it["ref"]; hasRef && key.Value == hers {
			found = append(found, "she has a reference again")
		}
	}
	text, events := b.all(t)
	for _, personal := range []string{"lovelace", "Lovelace", "St James", "@"} {
		if strings.Contains(text, personal) {
			found = append(found, "raw files have "+personal)
		}
	}
	graces := map[string]bool{}
	for key := range before {
		delete(events, key)
	}
	for _, e := range slices.Concat(slices.Collect(maps.Values(events))...) {
		if e.BuyerRef != "" && e.BuyerRef != ledger.ErasedRef {
			graces[e.BuyerRef] = true
		}
	}
	if len(graces) != 1 {
		found = append(found, fmt.Sprintf("late events have %d references, and there is one other buyer", len(graces)))
	}
	tried, err := closing.Closer{Objects: b.files, Region: market.US}.CloseDue(t.Context(), time.Now().AddDate(0, 0, 3))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range tried {
		if m.Status != closing.Closed {
			found = append(found, fmt.Sprintf("%s stays open: %+v", m.Date, m.Failed()))
		}
	}
	return append(found, w.traces(t)...)
}

// Whatever of the stream had come to the books before an erasure, nothing of the buyer
// comes back with the rest, nor with what comes again, and the days close.
func TestErasureWinsAgainstLateRecords(t *testing.T) {
	t.Parallel()
	for first := range 10 { // of the 9 versions of the orders

		t.Run(fmt.Sprintf("after %d records", first), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if found := w.late(t, first); len(found) > 0 {
				t.Errorf("found %q", found)
			}
			w.audit(t)

			// A buyer who comes back is a new one.
			at := time.Now().Add(time.Second)
			back := w.ref(t, ada, at)
			if again := w.ref(t, ada, at); back == "" || back == ledger.ErasedRef || again != back {
				t.Errorf("she comes back as %q and %q", back, again)
			}
		})
	}
}

// amnesiac erases a buyer without a tombstone.
type amnesiac struct{ *world }

func (a amnesiac) EraseBuyer(ctx context.Context, buyer string, _, _ time.Time) error {
	_, err := a.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
		TableName: new(a.names["BuyersTable"]), Key: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: buyer}},
	})
	return err
}

// The test above finds an eraser without tombstones.
func TestWithoutTombstonesBuyersComeBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.eraser.Buyers = amnesiac{w}
	if found := w.late(t, 3); len(found) == 0 {
		t.Error("nothing came back")
	}
}

// secrets returns all bytes that the tables have and that could be a salt.
func (w *world) secrets(t *testing.T) (found [][]byte) {
	t.Helper()
	for _, table := range w.names {
		out, err := w.client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &table})
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range out.Items {
			for _, value := range it {
				switch v := value.(type) {
				case *types.AttributeValueMemberB:
					found = append(found, v.Value)
				case *types.AttributeValueMemberS:
					found = append(found, []byte(v.Value))
				}
			}
		}
	}
	return append(found, nil)
}

// Who has all tables, and knows an address and the key of its request, can find its order
// as long as the sale has its salt, and then no more.
func TestASealedSaleLeadsFromNoAddressToAnOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.buy(t, "ada.lovelace@gmail.com", "one")
	if _, err := w.shop.AfterSale().Ship(t.Context(), id, 0, order.Shipment{}); err != nil {
		t.Fatal(err)
	}
	w.forget(t, erasure.Forgotten{Buyers: 1, Erased: []order.ID{id}, Sealed: 1})
	leads := func() bool {
		sale := w.shop.Sale
		for _, sale.Salt = range w.secrets(t) {
			if sale.OrderKey(ada, "one") == id.Key {
				return true
			}
		}
		return false
	}
	if !leads() {
		t.Error("in an open sale, the address does not lead to the order")
	}
	if closed, err := w.CloseSale(t.Context(), w.shop.Sale.ID, time.Now()); err != nil || !closed {
		t.Fatalf("CloseSale = %v, %v", closed, err)
	}
	now := time.Now().Add(26*time.Hour + time.Minute)
	done, err := erasure.Retention{Orders: w.Store, Sales: w.Store}.Run(t.Context(), now, erasure.TermsAt(now, 30, 10))
	if err != nil || done.Salts < 1 {
		t.Fatalf("Run = %+v, %v", done, err)
	}
	if leads() {
		t.Error("after it, the address leads to the order")
	}
	w.audit(t)
}
