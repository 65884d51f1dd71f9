package merchant_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/audit"
	"storefront/infra/seed"
	"storefront/shared/catalog"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/merchant"
	"storefront/shared/stock"
)

func TestASaleHasWhatItWasCreatedWith(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	create(t, s, onMonday, spec())
	snapshot, err := s.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got, err := snapshot.Sale("monday")
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Salt) != 32 || slices.Max(got.Salt) == 0 {
		t.Errorf("salt %x", got.Salt)
	}
	got.Salt = nil
	want := catalog.Sale{
		ID: "monday", Opens: monday, Closes: monday.Add(24 * time.Hour), Access: catalog.AccessVerified, OrdersPerBuyer: 2,
		Hold: 10 * time.Minute, Lines: []catalog.SaleLine{{SKU: band, MaxPerOrder: 3}, {SKU: bank, MaxPerOrder: 1}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	shelf, err := s.Shelf(t.Context(), bands)
	if err != nil || shelf.Lots != 3 || shelf.Count != (stock.Count{Size: 60, Left: 60}) {
		t.Errorf("shelf %+v, %v", shelf, err)
	}
	if size := sizeOf(t, s, bands); size != 60 {
		t.Errorf("%d units", size)
	}
}

func TestASaleThatExistsIsNotReplaced(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	create(t, s, onMonday, spec())
	err := merchant.New(market.US, s).CreateSale(t.Context(), monday, spec())
	if !errors.Is(err, merchant.ErrExists) || err.Error() != "sale monday exists already" {
		t.Errorf("got %v", err)
	}
}

func TestMistakesInASale(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		spoil func(*merchant.Spec)
		want  string
	}{
		"no id":                  {func(s *merchant.Spec) { s.ID = "" }, "id must be 1 to 40 lower-case letters, digits and inner hyphens"},
		"an id with a space":     {func(s *merchant.Spec) { s.ID = "my sale" }, "id must be 1 to 40 lower-case letters, digits and inner hyphens"},
		"no opening":             {func(s *merchant.Spec) { s.Opens = time.Time{} }, "opens must say when the sale opens"},
		"closes as it opens":     {func(s *merchant.Spec) { s.Closes = s.Opens }, "closes must be after the sale opens"},
		"over already":           {func(s *merchant.Spec) { s.Opens, s.Closes = monday.Add(-2), monday.Add(-1) }, "closes must be in the future"},
		"no access":              {func(s *merchant.Spec) { s.Access = "" }, "access must be open, verified, ticket or draw"},
		"a negative limit":       {func(s *merchant.Spec) { s.OrdersPerBuyer = -1 }, "orders-per-buyer must be 0, for no limit, to 20"},
		"a limit over all slots": {func(s *merchant.Spec) { s.OrdersPerBuyer = 21 }, "orders-per-buyer must be 0, for no limit, to 20"},
		"a limit for strangers": {func(s *merchant.Spec) { s.Access = catalog.AccessOpen },
			"orders-per-buyer needs a sale whose access is verified or ticket: in an open one nobody proves who they are, so a stranger could use up a buyer's orders"},
		"a draw without an end of entries": {func(s *merchant.Spec) { s.Access = catalog.AccessDraw }, "entries-close must be in the future, and before the sale opens"},
		"entries until it opens": {func(s *merchant.Spec) { s.Access, s.EntriesClose = catalog.AccessDraw, s.Opens },
			"entries-close must be in the future, and before the sale opens"},
		"entries of no draw":      {func(s *merchant.Spec) { s.EntriesClose = s.Opens.Add(-1) }, "entries-close needs a sale whose access is draw"},
		"a hold too short":        {func(s *merchant.Spec) { s.Hold = 9 * time.Second }, "hold must be whole seconds from 10s to 1h0m0s"},
		"a hold too long":         {func(s *merchant.Spec) { s.Hold = time.Hour + 1 }, "hold must be whole seconds from 10s to 1h0m0s"},
		"a hold of half a second": {func(s *merchant.Spec) { s.Hold = 10500 * time.Millisecond }, "hold must be whole seconds from 10s to 1h0m0s"},
		"work of no weight":       {func(s *merchant.Spec) { s.Access, s.OrdersPerBuyer, s.Work = catalog.AccessOpen, 0, 9 }, "work must be 0, for none, or 10 to 22"},
		"work without end":        {func(s *merchant.Spec) { s.Access, s.OrdersPerBuyer, s.Work = catalog.AccessOpen, 0, 23 }, "work must be 0, for none, or 10 to 22"},
		"work beside a pass":      {func(s *merchant.Spec) { s.Work = 18 }, "work needs a sale whose access is open: a pass or a ticket stands in for it"},
		"no lines":                {func(s *merchant.Spec) { s.Lines = nil }, "line must be given 1 to 20 times"},
		"a SKU twice":             {func(s *merchant.Spec) { s.Lines[1].SKU = band }, "line has fitness-band twice"},
		"an unknown SKU":          {func(s *merchant.Spec) { s.Lines[0].SKU = "sock" }, `line has "sock", which is not in the catalog`},
		"no units":                {func(s *merchant.Spec) { s.Lines[0].Units = 0 }, "line must have 1 to 100000 units of fitness-band"},
		"too many units":          {func(s *merchant.Spec) { s.Lines[0].Units = 100_001 }, "line must have 1 to 100000 units of fitness-band"},
		"orders of nothing":       {func(s *merchant.Spec) { s.Lines[0].MaxPerOrder = 0 }, "line must allow 1 to 25 units of fitness-band in an order"},
		"several at once": {func(s *merchant.Spec) { s.ID, s.Access = "-", "x" },
			"id must be 1 to 40 lower-case letters, digits and inner hyphens; access must be open, verified, ticket or draw"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStore(t)
			wrong := spec()
			tt.spoil(&wrong)
			err := merchant.New(market.US, s).CreateSale(t.Context(), monday, wrong)
			if _, ok := errors.AsType[merchant.Mistakes](err); !ok || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if _, err := s.Shelf(t.Context(), bands); err == nil {
				t.Error("stock was written all the same")
			}
		})
	}
}

func TestAProductMustBeKnownInTheRegion(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	elsewhere := catalog.Product{SKU: "cap", Offers: map[market.Code]catalog.Offer{"de": {}}}
	if err := s.PutProduct(t.Context(), elsewhere); err != nil {
		t.Fatal(err)
	}
	wrong := spec()
	wrong.Lines[0].SKU = "cap"
	err := merchant.New(market.US, s).CreateSale(t.Context(), monday, wrong)
	if err == nil || err.Error() != "line has cap, which no market of region us knows" {
		t.Errorf("got %v", err)
	}
}

// Five lots, two shelves and the sale are eight writes.
func TestAnInterruptedCreationIsInvisibleAndRepeatingFinishesIt(t *testing.T) {
	t.Parallel()
	onDynamoDB, _, _ := onDynamoDB(t)
	for where, s := range map[string]checkouttest.Store{"in memory": newStore(t), "on DynamoDB": onDynamoDB} {
		for n := range 8 {
			for _, applied := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, write %d, applied %v", where, n+1, applied), func(t *testing.T) {
					t.Parallel()
					sale := spec()
					sale.ID = catalog.SaleID(fmt.Sprintf("monday-%d-%v", n, applied))
					err := merchant.New(market.US, failingAfter(n, applied, s)).CreateSale(t.Context(), monday, sale)
					if !errors.Is(err, checkouttest.ErrFault) {
						t.Fatalf("got %v", err)
					}
					created := n == 7 && applied
					snapshot, err := s.Catalog(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					if _, err := snapshot.Sale(sale.ID); (err == nil) != created {
						t.Errorf("the sale can be seen: %v", err)
					}
					err = merchant.New(market.US, s).CreateSale(t.Context(), monday, sale)
					if created != errors.Is(err, merchant.ErrExists) || !created && err != nil {
						t.Errorf("repeated: %v", err)
					}
					want := audit.Tally{Size: 90, Left: 90}
					if got := report(t, s, monday, sale.ID).Total(); got != want {
						t.Errorf("got %+v, want %+v", got, want)
					}
				})
			}
		}
	}
}

func TestAnInterruptedCreationIsNotMixedWithAnother(t *testing.T) {
	t.Parallel()
	for n := 3; n < 7; n++ { // all bands are in lots after three
		s := newStore(t)
		if err := merchant.New(market.US, failingAfter(n, false, s)).CreateSale(t.Context(), monday, spec()); err == nil {
			t.Fatal("nothing failed")
		}
		other := spec()
		other.Lines[0].Units = 59
		err := merchant.New(market.US, s).CreateSale(t.Context(), monday, other)
		if err == nil || !strings.Contains(err.Error(), "stocked fitness-band with another number of units: repeat that one, or choose another id") {
			t.Errorf("after %d writes: %v", n, err)
		}
	}
}

func TestASaleIsClosedOnce(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	create(t, s, onMonday, spec())
	us := merchant.New(market.US, s)
	if err := us.CloseSale(t.Context(), monday.Add(time.Hour), "monday"); err != nil {
		t.Fatal(err)
	}
	snapshot, err := s.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sale, err := snapshot.Sale("monday")
	if err != nil || sale.StatusAt(monday.Add(time.Hour)) != catalog.StatusClosed {
		t.Errorf("%+v, %v", sale, err)
	}
	err = us.CloseSale(t.Context(), monday.Add(2*time.Hour), "monday")
	if err == nil || err.Error() != "sale monday has been over since 2015-05-18T20:00:00Z" {
		t.Errorf("closed again: %v", err)
	}
	err = us.CloseSale(t.Context(), monday, "tuesday")
	if err == nil || err.Error() != `there is no sale "tuesday" in region us` {
		t.Errorf("an unknown sale: %v", err)
	}
}

func TestSalesAreListedByWhenTheyOpen(t *testing.T) {
	t.Parallel()
	s := newStore(t) // has us-launch, open at once
	later, earlier := spec(), spec()
	later.ID, later.Opens = "later", monday.Add(time.Hour)
	earlier.ID, earlier.Opens = "earlier", monday.Add(-time.Hour)
	create(t, s, onMonday, later)
	create(t, s, onMonday, earlier)
	sales, err := merchant.New(market.US, s).Sales(t.Context(), monday)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, sale := range sales {
		got = append(got, fmt.Sprintf("%s %s %d", sale.ID, sale.Status, sale.Counts[0].Left))
	}
	if want := []string{"earlier open 60", "us-launch open 1000", "later upcoming 60"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSeedingAgainChangesNothingThatSells(t *testing.T) {
	t.Parallel()
	for _, region := range market.Regions() {
		t.Run(string(region), func(t *testing.T) {
			t.Parallel()
			store := checkouttest.NewMemory()
			first, err := seed.Apply(t.Context(), region, store, monday)
			if err != nil || len(first.Products) != 6 || len(first.Created) != 1 || len(first.Kept) != 0 {
				t.Fatalf("first: %+v, %v", first, err)
			}
			before, err := store.Catalog(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			second, err := seed.Apply(t.Context(), region, store, monday.Add(time.Hour))
			if err != nil || !slices.Equal(second.Kept, first.Created) || len(second.Created) != 0 {
				t.Fatalf("second: %+v, %v", second, err)
			}
			after, err := store.Catalog(t.Context())
			if diff := cmp.Diff(before, after); diff != "" || err != nil {
				t.Errorf("%v, -before +after:\n%s", err, diff)
			}
			if total := report(t, store, monday, "").Total(); total.Left == 0 || total.Left != total.Size {
				t.Errorf("got %+v", total)
			}
		})
	}
}
