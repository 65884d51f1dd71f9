package closing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/order"
)

// Even if events have personal data of their buyers, no file has it: raw, closed or
// current, in any format.
func TestBooksHaveNoPersonalData(t *testing.T) {
	t.Parallel()
	planted := []string{
		"ada@planted.example", "Planted Lovelace", "12 Planted Square", "Planted Floor", "Plantedtown", "PL4 NTD", "planted-locale",
		"plantedkey012345", "plantedprint0123",
	}
	events := lives(60)
	for i := range events {
		o := &events[i].Order
		o.Buyer = order.Buyer{Email: planted[0], Locale: planted[6], ShipTo: order.Address{
			Name: planted[1], Line1: planted[2], Line2: planted[3], City: planted[4], PostalCode: planted[5],
		}}
		copy(o.Request.Key[:], planted[7])
		copy(o.Request.Fingerprint[:], planted[8])
	}
	m := newMemory()
	rawtest.Put(t, m, events, 20)
	if _, err := closer(m).CloseDue(t.Context(), later); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for key, body := range m.kept("raw/", "closed/", "current/", "open/") {
		kind := key[strings.LastIndex(key, ".")+1:]
		text := body + content(t, kind, body)
		if kind == "json" || strings.Contains(text, "fitness-band") { // the file was read
			kinds[kind]++
		}
		for _, secret := range planted {
			if strings.Contains(text, secret) {
				t.Errorf("%s contains %q", key, secret)
			}
		}
	}
	for _, kind := range []string{"gz", "json", "parquet"} {
		if kinds[kind] == 0 {
			t.Errorf("no file .%s was read: %v", kind, kinds)
		}
	}
}

// content returns the content of a packed file.
func content(t *testing.T, kind, body string) string {
	t.Helper()
	switch kind {
	case "gz":
		return unzip(t, []byte(body))
	case "parquet":
		rows, err := parquet.Read[any](strings.NewReader(body), int64(len(body)))
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(rows)
	default:
		return ""
	}
}
