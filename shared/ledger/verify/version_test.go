package verify_test

import (
	"archive/zip"
	"fmt"
	"io"
	"path"
	"strings"
	"testing"
	"time"

	"storefront/infra/fakes3/fakes3test"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// versionOne returns the books of six days in Germany that a program of version 1 has
// closed, with their copies, and a store with the orders and lots.
func versionOne(t *testing.T) *week {
	t.Helper()
	archive, err := zip.OpenReader("testdata/version-1.zip")
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	w := &week{files: fakes3test.Books(t, nil)}
	last, lots := map[order.ID]order.Order{}, map[int]stock.Lot{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.files.Put(t.Context(), f.Name, body); err != nil {
			t.Fatal(err)
		}
		if date, name, closed := strings.Cut(strings.TrimPrefix(f.Name, "closed/v=1/region=eu/market=de/dt="), "/rev=1/"); closed && name != "cutoff.json" {
			if err := w.files.Put(t.Context(), closing.CurrentKey("eu", "de", date, path.Base(name)), body); err != nil {
				t.Fatal(err)
			}
		}
		if !strings.HasPrefix(f.Name, "raw/") {
			continue
		}
		events, err := raw.Decode(body)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Type == ledger.Allocated {
				lots[e.Lot.Number] = e.Lot
			} else if e.Order.Version > last[e.Order.ID].Version {
				last[e.Order.ID] = e.Order
			}
		}
	}
	for _, o := range last {
		w.orders = append(w.orders, o)
	}
	for n := range len(lots) {
		w.lots = append(w.lots, lots[n])
	}
	return w
}

// Books of version 1 are verified with the names and columns that they have. They can
// be rebuilt, and then are of the last version.
func TestBooksOfVersion1(t *testing.T) {
	t.Parallel()
	w := versionOne(t)
	if v := w.verify(t, "2015-05-18", "2015-05-23"); len(v.Wrong) > 0 || len(v.Days) != 6 || len(v.Sums) < 20 {
		t.Fatalf("%d days: %s", len(v.Days), strings.Join(v.Wrong, "\n"))
	}
	c := closing.Closer{Objects: w.files, Region: market.EU}
	now := time.Date(2015, time.May, 25, 0, 0, 0, 0, time.UTC)
	for n := range 6 {
		r := closing.Request{Market: "de", Date: fmt.Sprintf("2015-05-%d", 18+n), Rebuild: true, Reason: "a new rule", By: "a controller"}
		if m, err := c.Close(t.Context(), r, now); err != nil || m.Status != closing.Closed || m.Schema != ledger.SchemaVersion {
			t.Fatalf("%s: %+v, %v", r.Date, m.Failed(), err)
		}
	}
	if v := w.verify(t, "2015-05-18", "2015-05-23"); len(v.Wrong) > 0 || len(v.Days) != 6 {
		t.Errorf("rebuilt, %d days: %s", len(v.Days), strings.Join(v.Wrong, "\n"))
	}
}
