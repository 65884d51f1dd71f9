package checkouttest

import (
	"context"
	"errors"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/email"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/work"
)

// AsksForWork makes a sale one that is open to all who do some work.
func AsksForWork(sale *catalog.Sale) {
	OpenToAll(sale)
	sale.Work = work.MinBits
}

// Worked returns the work for a request under a key on the challenge of now.
func (s *Shop) Worked(key string) string {
	return work.Solve(s.Sale.Challenges().At(s.Now()), key)
}

// HoldWorked makes a buyer's request for a unit of the first product, with work and without
// a pass, in a process of its own.
func (s *Shop) HoldWorked(ctx context.Context, done, buyer, key string) (order.Order, error) {
	r := s.Request(buyer, key, checkout.HoldLine{SKU: s.Sale.Lines[0].SKU, Quantity: 1})
	r.Proved, r.Work = email.Identity{}, done
	return s.Process().Hold(ctx, r)
}

func workOnce(t *testing.T, s Store) {
	shop := NewShop(t, s, AsksForWork, Line{band, []int{25}})
	done := shop.Worked("key")
	first, err := shop.HoldWorked(t.Context(), done, "ann", "key")
	if err != nil {
		t.Fatal(err)
	}
	same := func(what, done string) {
		t.Helper()
		if o, err := shop.HoldWorked(t.Context(), done, "ann", "key"); err != nil || o.ID != first.ID {
			t.Errorf("the order, asked for %s: %v, %v", what, o.ID, err)
		}
	}
	same("again", done)
	_, err = shop.HoldWorked(t.Context(), done, "ben", "key")
	WantCode(t, "the work for another buyer", err, problem.IdempotencyKeyReused)
	shop.Clock.Advance(work.Step)
	same("with other work", shop.Worked("key"))
	shop.Clock.Advance(work.Lifetime)
	same("after the challenge has expired", done)
	_, err = shop.HoldWorked(t.Context(), done, "ben", "key")
	WantCode(t, "another buyer under the same key, with work that has expired", err, problem.IdempotencyKeyReused)
	shop.WantLeft(t, band, 24)
	shop.TiesOut(t)
}

func workRefused(t *testing.T, s Store) {
	shop := NewShop(t, s, AsksForWork, Line{band, []int{25}})
	other := NewShop(t, s, AsksForWork, Line{band, []int{25}})
	early := shop.Worked("key")
	for name, tt := range map[string]struct {
		done  string
		after time.Duration
		want  problem.Code
	}{
		"none":                   {"", 0, problem.WorkRequired},
		"another key's":          {shop.Worked("another key"), 0, problem.WorkInvalid},
		"another sale's":         {other.Worked("key"), 0, problem.WorkInvalid},
		"what is no work at all": {"work", 0, problem.WorkInvalid},
		"old work":               {early, work.Lifetime, problem.WorkExpired},
	} {
		process := *shop
		process.Now = func() time.Time { return shop.Now().Add(tt.after) }
		_, err := process.HoldWorked(t.Context(), tt.done, "ann", "key")
		WantCode(t, name, err, tt.want)
		if p, ok := errors.AsType[*problem.Error](err); !ok || p.Extra["work"] != shop.Sale.Challenges().At(process.Now()) {
			t.Errorf("%s: the refusal has no challenge: %v", name, err)
		}
	}
	shop.WantLeft(t, band, 25)
	shop.TiesOut(t)
}

// passForWork: whoever shows a pass need not work, and makes as many orders as one mailbox
// can make in any other sale.
func passForWork(t *testing.T, s Store) {
	shop := NewShop(t, s, AsksForWork, Line{band, []int{25, 25}})
	for n := range catalog.MaxSlots {
		if _, err := shop.Hold(t.Context(), "ann", string(rune('a'+n)), band, 1); err != nil {
			t.Fatalf("order %d with a pass: %v", n+1, err)
		}
	}
	_, err := shop.Hold(t.Context(), "ann", "one more", band, 1)
	WantCode(t, "one order more with a pass", err, problem.TooManyRequests)
	if _, err := shop.HoldWorked(t.Context(), shop.Worked("key"), "ann", "key"); err != nil {
		t.Errorf("an order with work: %v", err)
	}
	shop.TiesOut(t)
}
