package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"storefront/shared/checkout/checkouttest"
)

// From the list of orders to the carrier: a file of parcels is written, filled in and read
// back.
func TestParcels(t *testing.T) {
	t.Parallel()
	store := checkouttest.NewMemory()
	s := newSession(t, store)
	s.do(t, "-local us seed")
	s.now = func() time.Time { return monday.Add(time.Hour / 10) }
	ada := buyAt(t, store, monday.Add(time.Minute), "ada", true, one("fitness-band"), one("headphones")).String()
	grace := buyAt(t, store, monday.Add(2*time.Minute), "=grace()", true, one("fitness-band")).String()
	alan := buyAt(t, store, monday.Add(3*time.Minute), "alan", false, one("headphones")).String()
	dir := t.TempDir()
	write := func(name string, rows ...string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const header = "tracking,carrier,order,version" // a spreadsheet may order columns anew
	write("filled.csv", header, "1Z 999,UPS,"+ada+",2", ",,"+grace+",2", "1Z 998,UPS,"+alan+",1", "1Z 997,UPS,0000000000000000-1,2")
	write("twice.csv", header, "1Z 999,UPS,"+grace+",2", "1Z 999,UPS,"+grace+",2")
	write("headless.csv", "order,version,carrier", ada+",2,UPS")
	write("markup.csv", header, "<b>,UPS,"+grace+",2")
	s.follow(t, "parcels.txt", ada, "order-of-ada", grace, "order-of-grace", alan, "order-of-alan", dir, "DIR")

	written, err := os.ReadFile(filepath.Join(dir, "parcels.csv"))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.NewReplacer("ADA", ada, "GRACE", grace).Replace(`order,version,name,line1,line2,city,postal_code,state,country,parcel,carrier,tracking
ADA,2,ada,1 Market St,Apt 7,San Francisco,94105,CA,US,"1 of fitness-band, 1 of headphones",,
GRACE,2,'=grace(),1 Market St,Apt 7,San Francisco,94105,CA,US,1 of fitness-band,,
`)
	if string(written) != want {
		t.Errorf("the file of parcels is\n%s, want\n%s", written, want)
	}
	if info, err := os.Stat(filepath.Join(dir, "parcels.csv")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the addresses: %v, %v", info.Mode(), err)
	}
}
