package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/google/go-cmp/cmp"

	"storefront/infra/fakes3/fakes3test"
	"storefront/infra/local/database"
	"storefront/infra/local/stream"
	"storefront/infra/storetest"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/dynamo"
	"storefront/shared/email"
	"storefront/shared/ledger"
	"storefront/shared/ledger/bucket"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/intake"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
)

// bookkeeper takes the stream of a world's orders into books. Everything has the world's clock.
type bookkeeper struct {
	*world
	client *dynamodb.Client
	shards stream.Shards
	decode dynamo.StreamDecoder
	intake intake.Intake
	files  *bucket.Bucket
	taken  map[string]bool  // records, by sequence number
	booked map[string]int64 // balances of the accounts in the closed books

	bought   map[string]order.ID // by buyer
	disputed string              // the last dispute
}

// newBookkeeper returns a calm world with an embedded DynamoDB.
func newBookkeeper(t *testing.T) *bookkeeper {
	t.Helper()
	w := newWorld(t, 0, 9, mutant{})
	w.calm = true
	clock := w.shop.Clock
	endpoint, client, names := storetest.TablesAt(t, clock.Now)
	store := dynamo.New(client, dynamo.TablesOf(names))
	w.shop = checkouttest.NewShop(t, store, sale, checkouttest.Line{SKU: band, Lots: []int{50}})
	w.shop.Clock, w.shop.Now = clock, clock.Now
	files := fakes3test.Books(t, nil)
	return &bookkeeper{
		world: w, client: client, files: files, taken: map[string]bool{}, booked: map[string]int64{},
		shards: stream.Shards{Streams: dynamodbstreams.NewFromConfig(database.Config(endpoint, database.Region)), AWSRegion: "us-west-2"},
		decode: dynamo.StreamDecoder{Region: market.US, Orders: names["OrdersTable"], Stock: names["StockTable"]},
		intake: intake.Intake{
			Digests: email.NewDigests([]byte("no secret: every test's digests are made with it")), Buyers: store,
			Catalog: catalog.NewCache(store, clock.Now, slog.New(slog.DiscardHandler)), Files: files,
		},
	}
}

// buy has a buyer pay for a band.
func (w *world) buy(buyer string) order.ID {
	w.t.Helper()
	o, err := w.process().Hold(w.t.Context(), w.shop.Request(buyer, "key-"+buyer, checkout.HoldLine{SKU: band, Quantity: 1}))
	if err != nil {
		w.t.Fatal(err)
	}
	w.pay(o.ID, checkout.PayRequest{Method: payment.CardVisa})
	return o.ID
}

// takeIn takes what the stream has that is new into raw files.
func (b *bookkeeper) takeIn() {
	b.t.Helper()
	described, err := b.client.DescribeTable(b.t.Context(), &dynamodb.DescribeTableInput{TableName: &b.decode.Orders})
	if err != nil {
		b.t.Fatal(err)
	}
	records, err := b.shards.All(b.t.Context(), aws.ToString(described.Table.LatestStreamArn))
	if err != nil {
		b.t.Fatal(err)
	}
	records = slices.DeleteFunc(records, func(r json.RawMessage) bool {
		sequence := dynamo.SequenceOf(r)
		old := b.taken[sequence]
		b.taken[sequence] = true
		return old || !b.decode.Accepts(r)
	})
	var incoming []ledger.Incoming
	for _, r := range records {
		event, err := b.decode.Decode(r)
		if errors.Is(err, dynamo.ErrNoEvent) {
			continue
		}
		if err != nil {
			b.t.Fatal(err)
		}
		incoming = append(incoming, event)
	}
	if kept, err := b.intake.Keep(b.t.Context(), incoming); err != nil || kept != len(incoming) {
		b.t.Fatalf("kept %d of %d events, %v", kept, len(incoming), err)
	}
}

// days closes the days that are over, and returns the number of late events by day.
func (b *bookkeeper) days() (late map[string]int) {
	b.t.Helper()
	closed, err := closing.Closer{Objects: b.files, Region: market.US}.CloseDue(b.t.Context(), b.now())
	if err != nil || len(closed) == 0 {
		b.t.Fatalf("%d days are closed, %v", len(closed), err)
	}
	late = map[string]int{}
	for _, day := range closed {
		if day.Status != closing.Closed {
			b.t.Errorf("%s stays open: %+v", day.Date, day.Failed())
		}
		for _, account := range day.Totals.Accounts {
			b.booked[account.Code] += account.Debit - account.Credit
		}
		for _, l := range day.Late {
			late[day.Date] += l.Events
		}
	}
	return late
}

// sellOn lets five days pass with sales, refunds, a lost dispute and payouts, while neither events
// nor schedules come to the function.
func (b *bookkeeper) sellOn() {
	for day := range 5 {
		for n := range 2 {
			id := b.buy(fmt.Sprintf("buyer %d of day %d", n, day))
			if n == 1 {
				b.refund(id, []order.RefundRequest{all, {Reference: "fee", Reason: order.Goodwill, Shipping: true}}[day%2])
			}
		}
		if day == 1 {
			intents := b.bank.Intents()
			b.bank.Decide(b.bank.Dispute(intents[len(intents)-2].ID), false)
		}
		b.shop.Clock.Advance(12 * time.Hour)
		paid := b.bank.PayOut("USD")
		b.paidOut += paid
		if paid < 0 {
			b.counts["payouts from the bank"]++
		} else {
			b.counts["payouts"]++
		}
		b.shop.Clock.Advance(12 * time.Hour)
		b.takeIn()
	}
	b.events = nil
}

// After the function did not run for five days, it goes on from where it was, and the operator's
// command reads the days, too. Even at once they record each movement once, and the close books the
// movements in the next open day.
func TestMissedDays(t *testing.T) {
	t.Parallel()
	for name, runs := range map[string][]func(b *bookkeeper, start time.Time) error{
		"the schedule":                          {(*bookkeeper).schedule},
		"the command":                           {(*bookkeeper).command},
		"two schedules and the command at once": {(*bookkeeper).schedule, (*bookkeeper).schedule, (*bookkeeper).command},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBookkeeper(t)
			b.buy("ada")
			if err := b.run(); err != nil {
				t.Fatal(err)
			}
			b.shop.Clock.Advance(24 * time.Hour)
			start := b.now()
			b.sellOn()
			if b.days(); b.booked["1100"] == 0 {
				t.Fatal("nothing was missed")
			}
			for range 2 { // to run again adds nothing
				var running sync.WaitGroup
				for _, run := range runs {
					running.Go(func() {
						if err := run(b, start); err != nil {
							t.Error(err)
						}
					})
				}
				running.Wait()
			}
			b.agrees()
		})
	}
}

func (b *bookkeeper) schedule(time.Time) error { return b.run() }

// command is what ops payments record does.
func (b *bookkeeper) command(since time.Time) error {
	reader := checkout.Reader{Recorder: b.function().recorder, Account: b.stripe(), Unresolved: b.process().Unresolved}
	return reader.Between(b.t.Context(), since, b.now())
}

// agrees fails the test unless all that happened in the account is recorded once, and booked in the
// next day.
func (b *bookkeeper) agrees() {
	b.t.Helper()
	want := map[payment.MovementKind]int{
		payment.MoneyCaptured: 11, payment.RefundSent: 5, payment.RefundSettled: 5, payment.Disputed: 1, payment.DisputeLost: 1,
		payment.PaidOut: b.counts["payouts"], payment.PayoutReturned: b.counts["payouts from the bank"],
	}
	if diff := cmp.Diff(want, b.kinds()); diff != "" {
		b.t.Errorf("the movements (-want +got)\n%s", diff)
	}
	b.shop.Clock.Advance(24 * time.Hour)
	b.takeIn()
	b.shop.Clock.Advance(24 * time.Hour)
	if late := b.days(); len(late) != 1 {
		b.t.Errorf("late events are in the books of %v, want one day", late)
	}
	balances := map[string]int64{"1050": b.paidOut, "1100": 0, "1110": b.bank.Balance("USD"), "1120": 0, "1130": 0}
	for account, balance := range balances {
		if b.booked[account] != balance {
			b.t.Errorf("account %s has %d in the books, want %d", account, b.booked[account], balance)
		}
	}
}

// kinds returns how many movements of each kind the store has.
func (w *world) kinds() map[payment.MovementKind]int {
	w.t.Helper()
	kinds := map[payment.MovementKind]int{}
	err := w.shop.Store.AllMovements(w.t.Context(), func(m payment.Movement) error {
		kinds[m.Kind]++
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return kinds
}
