package main

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"storefront/infra/fakes3/fakes3test"
	"storefront/infra/ops/target"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/ledger"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
)

// A month's cost of goods is written and booked, and then there is nothing to book until the list is
// corrected. The difference of a locked month goes to the next one. A list of costs with a mistake is
// named with its line.
func TestCosts(t *testing.T) {
	t.Parallel()
	files, chance := fakes3test.Books(t, nil), rand.New(rand.NewPCG(1, 5))
	germany, _ := market.EU.Market("de")
	var events []ledger.Event
	for n := range 12 {
		events = append(events, ledgertest.LifeFrom(chance, germany, n, monday)...)
	}
	rawtest.Put(t, files, rawtest.Number(events), 1_000)
	s := newSession(t, checkouttest.NewMemory())
	s.now = func() time.Time { return monday.AddDate(0, 0, 60) }
	open := s.openLocal
	s.openLocal = func(name string) (region, error) {
		r, err := open(name)
		r.Ledger = func(context.Context) (target.Ledger, error) {
			return target.Ledger{Books: files, Caller: "a controller"}, nil
		}
		return r, err
	}
	s.closeDue(t, files)
	dir := t.TempDir()
	list, out := filepath.Join(dir, "costs.csv"), filepath.Join(dir, "entries.csv")
	const good = "sku,from,cost\nheadphones,2015-05-01,4.5\nfitness-band,2015-05-01,6.05\npower-bank-5000,2015-05-01,3\npower-bank-10400,2015-05-01,5\n"
	costs := "-local eu ledger costs --market de --month 2015-05 --costs " + list + " --out " + out
	for _, step := range []struct {
		name, rows, command string
		code                int
		want                string
	}{
		{"other columns", "sku,cost\nheadphones,1\n", costs, 2, "the columns sku,from,cost"},
		{"no day", "sku,from,cost\nheadphones,May,1\n", costs, 2, "line 2: there must be a product and a day"},
		{"no cost", "sku,from,cost\nheadphones,2015-05-01,1\nheadphones,2015-05-02,0\n", costs, 2, `line 3: the cost "0" must be`},
		{"twice", "sku,from,cost\nheadphones,2015-05-01,1\nheadphones,2015-05-01,2\n", costs, 2, "line 3: headphones has a cost from 2015-05-01 already"},
		{"a product is missing", "sku,from,cost\nheadphones,2015-05-01,1\n", costs, 1, "has no cost of fitness-band on 2015-05-"},
		{"good", good, costs, 0, "this books them:\n  ledger adjust --market de --month 2015-05 --file " + out},
		{"a file that is there", good, costs, 2, "is there already"},
		{"booked", good, "-local eu ledger adjust --market de --month 2015-05 --file " + out + " --reason costs", 0, "they are in the books of 2015-05-31, rev 2"},
		{"booked already", good, costs + ".2", 0, "is booked\nthere is nothing to book\n"},
		{"a corrected list", strings.Replace(good, "6.05", "6.15", 1), costs + ".2", 0, "2 entries in " + out + ".2; this books them:\n  ledger adjust --market de --month 2015-05 --file " + out + ".2"},
		{"a locked month", good, "-local eu ledger lock --month 2015-05 --yes", 0, "2015-05 is locked"},
		{"a corrected list of it", strings.Replace(good, "6.05", "6.15", 1), costs + ".3", 0, "2015-05 is locked, so the difference goes to 2015-06, the next month that is not\n2 entries in " + out + ".3; this books them:\n  ledger adjust --market de --month 2015-06 --file " + out + ".3"},
		{"the difference is booked", good, "-local eu ledger adjust --market de --month 2015-06 --file " + out + ".3 --reason costs", 0, "they are in the books of 2015-06-30, rev 2"},
		{"and then no more", strings.Replace(good, "6.05", "6.15", 1), costs + ".4", 0, "there is nothing to book"},
	} {
		if err := os.WriteFile(list, []byte(step.rows), 0o600); err != nil {
			t.Fatal(err)
		}
		s.shown.Reset()
		if code := s.do(t, step.command); code != step.code || !strings.Contains(s.shown.String(), step.want) {
			t.Errorf("%s: exit %d, want %d and %q:\n%s", step.name, code, step.code, step.want, &s.shown)
		}
	}
}
