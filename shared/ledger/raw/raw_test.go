package raw

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/ledger"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/stock"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func lives(n int) []ledger.Event { return ledgertest.Lives(rand.New(rand.NewPCG(1, 2)), n) }

// The events are the same again, and so are the bytes of their file.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	largest := full()
	largest.Order.Totals.Total.Minor = math.MaxInt64
	for name, want := range map[string][]ledger.Event{
		"none": {}, "lives": lives(500), "one with everything": {full()}, "the largest amount": {largest},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			packed, err := Encode(want)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Decode(packed)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("events differ (-want +got):\n%s", diff)
			}
			if again, err := Encode(got); err != nil || !bytes.Equal(again, packed) {
				t.Errorf("the same events are encoded as other bytes (%v)", err)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	if err := Check(full()); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*ledger.Event){
		"no time":               func(e *ledger.Event) { e.OccurredAt = time.Time{} },
		"a year of five digits": func(e *ledger.Event) { e.Order.CreatedAt = e.Order.CreatedAt.AddDate(10_000, 0, 0) },
		"another's id":          func(e *ledger.Event) { e.ID = "0123456789abcdef-3#6" },
	} {
		e := full()
		change(&e)
		if err := Check(e); !errors.Is(err, ErrFile) {
			t.Errorf("%s: %v, want ErrFile", name, err)
		}
	}
}

// full returns an event with a value in every field of an order but what is personal.
func full() ledger.Event {
	at := time.Date(2015, time.May, 18, 19, 0, 0, int(time.Millisecond), time.UTC)
	usd := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "USD"} }
	id := order.ID{Key: "0123456789abcdef", Slot: 3}
	return ledger.Event{
		ID: "0123456789abcdef-3#5", Type: ledger.Refunded, Region: "us", Market: "us", OccurredAt: at, RecordedAt: at.Truncate(time.Second),
		Sequence: "111000000000000000001", BackfilledAt: at.Add(time.Hour), BuyerRef: "b\"1\" <\u00fc>",
		Order: order.Order{
			ID: id, Sale: "may-18", Market: "us", Status: order.Refunded, Version: 5,
			Lines: []order.Line{{
				SKU: "fitness-band", Quantity: 2, UnitPrice: usd(1499), Total: usd(2998), Tax: usd(217), TaxRate: 72_500,
				Allocations: []order.Allocation{{Lot: 4, Quantity: 1}, {Lot: 17, Quantity: 1}},
			}},
			Totals: order.Totals{
				Subtotal: usd(2998), Shipping: usd(499), Tax: usd(217), Total: usd(3497), TaxIncluded: true, TaxJurisdiction: "US-CA",
				Supply: order.Supply{State: "CA", PostalCode: "94105", RateSource: "TF-2025-01"},
			},
			Payment:   order.Payment{Provider: "sandbox", Reference: "sandbox_1", PaidAt: at.Add(time.Second)},
			CreatedAt: at, UpdatedAt: at.Add(2 * time.Second), HoldExpiresAt: at.Add(3 * time.Second), Extended: true, Declines: 2,
			ShippedAt: at.Add(4 * time.Second), WithdrawnAt: at.Add(7 * time.Second), ErasedAt: at.Add(5 * time.Second),
			Refunds: []order.Refund{{
				Number: 1, At: at.Add(6 * time.Second), Reason: "damaged",
				Lines:    []order.RefundLine{{SKU: "fitness-band", Quantity: 1, Returned: 1, Total: usd(1499), Tax: usd(109)}},
				Shipping: usd(499), Tax: usd(109), Total: usd(1998), Reference: "sandbox_1_refund_1",
			}},
		},
		HSCodes:  map[order.SKU]string{"fitness-band": "851762", "headphones": "851830"},
		Previous: ledger.Previous{Status: order.Shipped, Version: 4, At: at.Add(-time.Second), Refunds: 1},
	}
}

// moved returns an event of a movement with a value in every field.
func moved() ledger.Event {
	at := time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)
	usd := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "USD"} }
	e, err := ledger.NewMovement(ledger.Source{Region: "us", At: at.Add(time.Hour), Sequence: "111000000000000000002"}, payment.Movement{
		ID: "txn_1", Kind: payment.RefundSent, Source: "re_1", OrderID: "0123456789abcdef-3", Market: "us",
		Refund: "0123456789abcdef-3-refund-1", Amount: usd(1998), Fee: usd(-5), At: at,
	})
	if err != nil {
		panic(err) // it is whole
	}
	return e
}

// A movement is read as it was written. It is refused under a version that had no movements.
func TestMovement(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	if err := write(&text, []ledger.Event{moved()}); err != nil {
		t.Fatal(err)
	}
	got, err := read(bytes.NewReader(text.Bytes()))
	if diff := cmp.Diff([]ledger.Event{moved()}, got); err != nil || diff != "" {
		t.Errorf("read %v (-want +got):\n%s", err, diff)
	}
	for _, change := range [][2]string{{`"schema_version":3`, `"schema_version":2`}, {`"kind":"REFUND_SENT"`, `"kind":"REFUND_SEND"`}, {`"movement/txn_1"`, `"movement/txn_2"`}} {
		if _, err := read(strings.NewReader(strings.Replace(text.String(), change[0], change[1], 1))); !errors.Is(err, ErrFile) {
			t.Errorf("with %s: %v", change[1], err)
		}
	}
}

// A new field of an event or order must be kept in the files. This test fails until
// full has a value for it, and then the round trip fails until the files keep it.
func TestFullHasEveryField(t *testing.T) {
	t.Parallel()
	e := full()
	e.Lot = stock.NewLot(stock.LotKey{Line: stock.Line{Sale: "s", SKU: "k"}, Number: 1}, 1) // an event has the one or the other
	e.Order.Request = order.Request{Key: order.Digest{1}, Fingerprint: order.Digest{1}}
	e.Order.Buyer = order.Buyer{Email: "e", Locale: "l", ShipTo: order.Address{Name: "n", Line1: "1", Line2: "2", City: "c", PostalCode: "p", State: "s", Country: "y"}}
	e.Order.Shipment, e.Order.DelayedUntil = order.Shipment{Carrier: "c", Tracking: "t"}, time.Now()
	e.Order.Sealed = order.Sealed{Box: []byte("b"), Since: time.Now()}
	for i := range e.Order.Refunds { // events leave these out
		e.Order.Refunds[i].SettledAt, e.Order.Refunds[i].FailedAt, e.Order.Refunds[i].RepaidAt = time.Now(), time.Now(), time.Now()
	}
	e.Lot.CreatedAt = time.Now()
	e.Lot.Claims[order.ID{}] = stock.Claim{Quantity: 1, Until: time.Now()}
	e.Movement = moved().Movement
	zeroFields(t, reflect.ValueOf(e), "event")
}

// The files do not have the sealed copy of an erased buyer.
func TestNoSealedCopy(t *testing.T) {
	t.Parallel()
	e := full()
	var without, with bytes.Buffer
	if err := write(&without, []ledger.Event{e}); err != nil {
		t.Fatal(err)
	}
	e.Order.Sealed = order.Sealed{Box: []byte("sealed copy"), Since: time.Now()}
	if err := write(&with, []ledger.Event{e}); err != nil || !bytes.Equal(without.Bytes(), with.Bytes()) {
		t.Errorf("the file differs, %v:\n%s", err, &with)
	}
}

func zeroFields(t *testing.T, v reflect.Value, path string) {
	t.Helper()
	switch {
	case v.IsZero():
		t.Errorf("%s is zero: give it a value in full", path)
	case v.Type() == reflect.TypeFor[time.Time]():
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			zeroFields(t, v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct:
		for i := range v.Len() {
			if v.Type().Elem() != reflect.TypeFor[order.Allocation]() {
				zeroFields(t, v.Index(i), path)
			}
		}
	}
}

// Files that programs of all versions have written are read for good. -update writes
// only that of the last one.
func TestVersions(t *testing.T) {
	t.Parallel()
	for version := 1; version <= ledger.SchemaVersion; version++ {
		path := filepath.Join("testdata", fmt.Sprintf("version-%d.ndjson", version))
		want := append(lives(24), full())
		if version >= movementsSince {
			want = append(want, moved())
		}
		if *update && version == ledger.SchemaVersion {
			var text bytes.Buffer
			if err := write(&text, want); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, text.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if version == 1 {
			want[len(want)-1].BackfilledAt = time.Time{}
		}
		for i := range want {
			if version < 3 {
				want[i].Order.Totals.Supply = order.Supply{}
			}
		}
		got, err := read(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("events of version %d (-want +got):\n%s", version, diff)
		}
	}
}

// minimal is an event with only the fields that every event has.
const minimal = `{"schema_version":3,"id":"0123456789abcdef-1#1","type":"HELD","region":"us","market":"us",` +
	`"occurred_at":"2015-05-18T19:00:00.000Z","recorded_at":"2015-05-18T19:00:00.000Z","sequence":"1",` +
	`"order":{"id":"0123456789abcdef-1","sale":"may-18","status":"held","version":1}}`

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	if _, err := read(strings.NewReader(minimal + "\n")); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		old, instead string
		want         error
	}{
		"a line without an end":        {"}}\n", "}}", ErrFile},
		"a line that is cut off":       {"}}\n", "}\n", ErrFile},
		"something after it":           {"}}\n", "}}}\n", ErrFile},
		"an empty line":                {"}}\n", "}}\n\n", ErrFile},
		"a newer version":              {`version":3,"id`, `version":4,"news":{},"id`, ErrSchema},
		"no version":                   {`"schema_version":3,`, "", ErrFile},
		"version 0":                    {`version":3,"id`, `version":0,"id`, ErrFile},
		"a field of no version":        {`"sequence"`, `"news":1,"sequence"`, ErrFile},
		"a field twice":                {`"type":"HELD"`, `"type":"HELD","type":"PAID"`, ErrFile},
		"fields out of order":          {`"region":"us","market":"us"`, `"market":"us","region":"us"`, ErrFile},
		"no market":                    {`"market":"us",`, "", ErrFile},
		"no sequence number":           {`"sequence":"1",`, "", ErrFile},
		"no type":                      {`"type":"HELD",`, "", ErrFile},
		"an id of another version":     {`"id":"0123456789abcdef-1#1"`, `"id":"0123456789abcdef-1#2"`, ErrFile},
		"an invalid order id":          {`"id":"0123456789abcdef-1","sale`, `"id":"ann@example.com","sale`, ErrFile},
		"a lot and an order":           {`"version":1}}`, `"version":1},"lot":{"sale":"s","sku":"k","number":0,"size":1}}`, ErrFile},
		"neither":                      {`,"order":{"id":"0123456789abcdef-1","sale":"may-18","status":"held","version":1}`, "", ErrFile},
		"a version in words":           {`"version":1}}`, `"version":"one"}}`, ErrFile},
		"a version with a fraction":    {`"version":1}}`, `"version":1.0}}`, ErrFile},
		"a number with a leading zero": {`"version":1}}`, `"version":01}}`, ErrFile},
		"a number too large":           {`"version":1}}`, `"version":99999999999999999999}}`, ErrFile},
		"no lines in a list":           {`"version":1}}`, `"version":1,"lines":[]}}`, ErrFile},
		"a blank":                      {`"type":"HELD"`, `"type": "HELD"`, ErrFile},
		"a null":                       {`"version":1}}`, `"version":1,"lines":null}}`, ErrFile},
		"a flag that is false":         {`"version":1}}`, `"version":1,"extended":false}}`, ErrFile},
		"a day that does not exist":    {"2015-05-18T19:00:00.000Z", "2015-02-29T19:00:00.000Z", ErrFile},
		"a time of a time zone":        {"2015-05-18T19:00:00.000Z", "2015-05-18T19:00:00+02:00", ErrFile},
		"a text with a line break":     {"may-18", "may\x0018", ErrFile},
		"a text that is not UTF-8":     {"may-18", "may\xff18", ErrFile},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(minimal+"\n", tt.old, tt.instead, 1)
			if text == minimal+"\n" {
				t.Fatalf("there is no %s to replace", tt.old)
			}
			if got, err := read(strings.NewReader(text)); !errors.Is(err, tt.want) || got != nil {
				t.Errorf("read = %+v, %v, want %v", got, err, tt.want)
			}
		})
	}
}

// With a byte more, less or changed, a file is refused, or the change is in the packing
// alone, such as a name in the header.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	want := lives(3)
	packed, err := Encode(want)
	if err != nil {
		t.Fatal(err)
	}
	for length := range packed {
		if got, err := Decode(packed[:length]); !errors.Is(err, ErrFile) {
			t.Errorf("of %d bytes, the first %d gave %d events, %v", len(packed), length, len(got), err)
		}
	}
	if got, err := Decode(append(bytes.Clone(packed), 0)); !errors.Is(err, ErrFile) {
		t.Errorf("a byte more gave %d events, %v", len(got), err)
	}
	for i := range packed {
		for bit := range 8 {
			damaged := bytes.Clone(packed)
			damaged[i] ^= 1 << bit
			got, err := Decode(damaged)
			if err == nil && !cmp.Equal(want, got) {
				t.Errorf("bit %d of byte %d: other events were read", bit, i)
			}
		}
	}
}

func TestLineTooLong(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	pack := gzip.NewWriter(&packed)
	if _, err := pack.Write(make([]byte, maxLine+1)); err != nil {
		t.Fatal(err)
	}
	if err := pack.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Decode(packed.Bytes()); !errors.Is(err, ErrFile) {
		t.Errorf("Decode = %v, want ErrFile", err)
	}
}

// FuzzRead reads arbitrary text. What read accepts is what write makes of it, and
// encoding/json finds the same event there.
func FuzzRead(f *testing.F) {
	var text bytes.Buffer
	for _, e := range append(lives(20), full()) {
		text.Reset()
		if err := write(&text, []ledger.Event{e}); err != nil {
			f.Fatal(err)
		}
		f.Add(text.String())
	}
	f.Add(minimal + "\n")
	f.Fuzz(func(t *testing.T, line string) {
		events, err := read(strings.NewReader(line))
		if err != nil || len(events) != 1 {
			return
		}
		var again bytes.Buffer
		if err := write(&again, events); err != nil || again.String() != line {
			t.Errorf("written again, %v: %s, want %s", err, again.String(), line)
		}
		var got struct {
			ID    string
			Order struct{ ID, Currency string }
		}
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatalf("encoding/json does not read it: %v: %s", err, line)
		}
		if o := events[0].Order; got.ID != events[0].ID || got.Order.Currency != o.Totals.Total.Currency ||
			events[0].Type != ledger.Allocated && got.Order.ID != o.ID.String() {
			t.Errorf("encoding/json reads %+v, want %+v", got, events[0])
		}
	})
}

func TestKeys(t *testing.T) {
	t.Parallel()
	orders := Key{Region: "eu", Market: "de", Date: "2015-05-18", First: "111000000000000000001", Last: "111000000000000000042"}
	lots := orders
	lots.Lots = true
	for want, key := range map[string]Key{
		"raw/v=1/region=eu/market=de/dt=2015-05-18/111000000000000000001-111000000000000000042.ndjson.gz":      orders,
		"raw/v=1/region=eu/market=de/dt=2015-05-18/lots-111000000000000000001-111000000000000000042.ndjson.gz": lots,
	} {
		if got := key.String(); got != want {
			t.Errorf("String = %s, want %s", got, want)
		}
		if got, err := ParseKey(want); err != nil || got != key {
			t.Errorf("ParseKey(%s) = %+v, %v", want, got, err)
		}
		if !strings.HasPrefix(want, Folder("eu", "de", "2015-05-18")) || !strings.HasPrefix(want, Days("eu", "de")) {
			t.Errorf("%s is in another folder", want)
		}
		for _, wrong := range []string{want + "x", "x" + want, strings.Replace(want, "18", "32", 1), strings.Replace(want, "=de", "=DE", 1), ""} {
			if got, err := ParseKey(wrong); !errors.Is(err, ErrFile) {
				t.Errorf("ParseKey(%q) = %+v, %v, want ErrFile", wrong, got, err)
			}
		}
	}
}

// perFile is how many events a file has when a sale is under way.
const perFile = 500

func BenchmarkDecode(b *testing.B) {
	events := lives(10_000)
	var files [][]byte
	for some := range slices.Chunk(events, perFile) {
		packed, err := Encode(some)
		if err != nil {
			b.Fatal(err)
		}
		files = append(files, packed)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, packed := range files {
			if _, err := Decode(packed); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(len(events)*b.N)/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkEncode(b *testing.B) {
	events := lives(10_000)
	b.ReportAllocs()
	for b.Loop() {
		for some := range slices.Chunk(events, perFile) {
			if _, err := Encode(some); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(len(events)*b.N)/b.Elapsed().Seconds(), "events/s")
}

// An event belongs to the day of its market, and a lot's to files of their own.
func TestDayOf(t *testing.T) {
	t.Parallel()
	e := ledger.Event{Region: market.US, Market: "us", Type: ledger.Held, OccurredAt: time.Date(2015, time.May, 18, 6, 0, 0, 0, time.UTC)}
	lot := e
	lot.Type = ledger.Allocated
	for want, e := range map[Key]ledger.Event{
		{Region: market.US, Market: "us", Date: "2015-05-17"}:             e,
		{Region: market.US, Market: "us", Date: "2015-05-17", Lots: true}: lot,
	} {
		if got, err := DayOf(&e); err != nil || got != want {
			t.Errorf("DayOf = %+v, %v, want %+v", got, err, want)
		}
	}
	e.Market = "xx"
	if _, err := DayOf(&e); !errors.Is(err, ledger.ErrMarket) {
		t.Errorf("DayOf = %v, want ErrMarket", err)
	}
}
