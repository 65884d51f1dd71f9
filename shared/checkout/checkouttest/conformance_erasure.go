package checkouttest

import (
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/erasure"
	"storefront/shared/order"
)

// Each status is tried right before its term, at it and after it.
func testEnded(t *testing.T, s Store) {
	terms := erasure.Terms{Unpaid: noon.AddDate(-50, 0, 0), Sold: noon.AddDate(-60, 0, 0)} // the other tests' orders are younger
	want := map[order.ID]order.Order{}
	for _, status := range order.Statuses() {
		for _, end := range []time.Time{terms.Unpaid, terms.Sold} {
			for _, ago := range []time.Duration{time.Millisecond, 0, -time.Millisecond} {
				for _, o := range []order.Order{
					{UpdatedAt: end.Add(ago)},
					{UpdatedAt: end.Add(ago), ErasedAt: end},
					{UpdatedAt: noon, ErasedAt: noon, Sealed: order.Sealed{Box: []byte("sealed"), Since: end.Add(ago)}},
					{UpdatedAt: end.Add(ago), ErasedAt: end.AddDate(-1, 0, 0), Sealed: order.Sealed{Box: []byte("sealed"), Since: end.AddDate(-2, 0, 0)}},
				} {
					o.ID, o.Status, o.Version = newID(), status, 3
					if existing, err := s.Put(t.Context(), o); err != nil || existing != nil {
						t.Fatalf("Put = %v, %v", existing, err)
					}
					if terms.Over(o) {
						want[o.ID] = order.Order{
							ID: o.ID, Status: status, Version: 3, UpdatedAt: o.UpdatedAt, ErasedAt: o.ErasedAt, Sealed: order.Sealed{Since: o.Sealed.Since},
						}
					}
				}
			}
		}
	}
	got := map[order.ID]order.Order{}
	err := s.Ended(t.Context(), terms, func(o order.Order) error {
		got[o.ID] = o
		return nil
	})
	if err != nil || len(want) != 3*5+3*2*2 {
		t.Errorf("Ended visits %d orders, %v, want %d", len(got), err, 3*5+3*2*2)
	}
	diff(t, "what Ended visits", got, want)
	if err := s.Ended(t.Context(), terms, func(order.Order) error { return ErrFault }); err == nil {
		t.Error("Ended does not return the error of a visit")
	}
}

func testDestroySalt(t *testing.T, s Store) {
	for name, tt := range map[string]struct {
		closes time.Time
		want   bool
	}{
		"before": {noon.Add(-time.Millisecond), true}, "then": {noon, true}, "after": {noon.Add(time.Millisecond), false}, "never": {},
	} {
		sale := catalog.Sale{ID: newLine().Sale, Opens: noon.Add(-time.Hour), Closes: tt.closes, Salt: []byte("salt")}
		if put, err := s.PutSale(t.Context(), sale); err != nil || !put {
			t.Fatalf("PutSale = %v, %v", put, err)
		}
		for again, want := range []bool{tt.want, false} {
			if did, err := s.DestroySalt(t.Context(), sale.ID, noon); err != nil || did != want {
				t.Errorf("closed %s: DestroySalt = %v, %v the %d. time, want %v", name, did, err, again+1, want)
			}
		}
		snapshot, err := s.Catalog(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got, err := snapshot.Sale(sale.ID); err != nil || got.Sealed() != tt.want {
			t.Errorf("closed %s: the sale has the salt %q, %v", name, got.Salt, err)
		}
	}
	if did, err := s.DestroySalt(t.Context(), newLine().Sale, noon); err != nil || did {
		t.Errorf("DestroySalt of no sale = %v, %v", did, err)
	}
}
