package checkouttest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"storefront/shared/checkout"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

func sweepExpires(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{2, 2}}, Line{headphones, []int{2}})
	held := shop.MustHold(t, "ann", "key", 3)
	two, err := shop.Process().Hold(t.Context(), shop.Request("ben", "key", checkout.HoldLine{SKU: band, Quantity: 1}, checkout.HoldLine{SKU: headphones, Quantity: 1}))
	if err != nil {
		t.Fatal(err)
	}
	shop.MustPay(t, two.ID)
	shop.Clock.Advance(shop.Sale.Hold - time.Second)
	if r := shop.MustSweep(t); r.Expired != 0 || r.Released != 0 {
		t.Errorf("before the end the sweep did %+v", r)
	}
	shop.Clock.Advance(2 * time.Second)
	if r := shop.MustSweep(t); r.Expired != 1 || r.Released != 2 {
		t.Errorf("after the end the sweep did %+v, want one hold expired and its claims in two lots released", r)
	}
	if o := readOrder(t, s, held.ID); o.Status != order.Expired {
		t.Errorf("the order is %s", o.Status)
	}
	shop.WantLeft(t, band, 3)
	shop.WantLeft(t, headphones, 1)
	shop.TiesOut(t)
}

func sweepLeavesInFlight(t *testing.T, s Store) {
	for _, units := range []int{2, 1} { // with one unit the lot is empty, so the sweep reads every order
		t.Run(fmt.Sprintf("with one of %d units reserved", units), func(t *testing.T) {
			t.Parallel()
			shop := NewShop(t, s, nil, Line{band, []int{units}})
			shop.MustReserve(t, 0, newID(), 1, shop.Clock.Now().Add(shop.Sale.Hold))
			for range 2 {
				if r := shop.MustSweep(t); r.Released != 0 || r.Abandoned != 0 {
					t.Errorf("the sweep did %+v to a request in flight", r)
				}
			}
			shop.WantLeft(t, band, units-1)
		})
	}
}

func sweepAbandoned(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{2}})
	id := newID()
	shop.MustReserve(t, 0, id, 2, shop.Clock.Now())
	shop.Clock.Advance(time.Second)
	if r := shop.MustSweep(t); r.Abandoned != 1 || r.Released != 1 {
		t.Errorf("the sweep did %+v, want a tombstone and a claim released", r)
	}
	late := heldOrder(id)
	existing, err := s.Put(t.Context(), late)
	if err != nil || existing == nil || existing.Status != order.Abandoned {
		t.Errorf("the late order met %+v, %v, want a tombstone", existing, err)
	}
	shop.WantLeft(t, band, 2)
	shop.TiesOut(t)
}

func sweepMends(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1, 1, 1}})
	shop.MustHold(t, "ann", "key", 1)
	shelf := readShelf(t, s, shop.Line(band))
	for number := range 3 { // take the empty lot off the list, and list the others
		if shelf.KnownEmpty(number) {
			unmark(t, s, shop.Line(band), number)
		} else {
			mark(t, s, shop.Line(band), number, readShelf(t, s, shop.Line(band)), true)
		}
	}
	for range 2 { // the first sweep may begin a new epoch, in which its marks fail
		shop.MustSweep(t)
	}
	after := readShelf(t, s, shop.Line(band))
	for number := range 3 {
		if after.KnownEmpty(number) != shelf.KnownEmpty(number) {
			t.Errorf("lot %d is listed: %v, want %v", number, after.KnownEmpty(number), shelf.KnownEmpty(number))
		}
	}
	if r := shop.MustSweep(t); r.Mended != 0 {
		t.Errorf("a mended shelf was mended: %+v", r)
	}
	shop.MustHold(t, "ben", "key", 2)
	shop.TiesOut(t)
}

func sweepIsQuiet(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{2, 1}})
	shop.MustHold(t, "ann", "key", 2)
	shop.MustPay(t, shop.MustHold(t, "ben", "key", 1).ID)
	for range 2 {
		shop.MustSweep(t)
	}
	lots, shelf := readLots(t, s, shop.Line(band), 2), readShelf(t, s, shop.Line(band))
	if r := shop.MustSweep(t); r != (checkout.Report{}) {
		t.Errorf("the sweep did %+v", r)
	}
	diff(t, "the lots", readLots(t, s, shop.Line(band), 2), lots)
	diff(t, "the shelf", readShelf(t, s, shop.Line(band)), shelf)
	if want := (stock.Count{Size: 3, Held: 2, Sold: 1, NextRelease: shelf.Count.NextRelease, Epoch: shelf.Epoch()}); shelf.Count != want || want.NextRelease.IsZero() {
		t.Errorf("the shelf counts %+v, want %+v and a next release", shelf.Count, want)
	}
}

func sweepTwice(t *testing.T, s Store) {
	shop := NewShop(t, s, OpenToAll, Line{band, []int{5, 5, 5, 5}})
	for i := range 4 { // requests that died
		shop.MustReserve(t, i, newID(), 1, shop.Clock.Now())
	}
	for i := range 6 {
		o := shop.MustHold(t, "ann", fmt.Sprint("held ", i), 2)
		if i%3 == 0 {
			shop.MustPay(t, o.ID)
		}
	}
	shop.Clock.Advance(time.Hour)
	if err := errors.Join(atOnce(4, func(int) error {
		_, err := shop.Sweep(t.Context())
		return err
	})...); err != nil {
		t.Error(err)
	}
	shop.TiesOut(t)
	shop.WantLeft(t, band, 16)
}

func soldOutIsFinal(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1, 1}})
	ann, ben := shop.MustHold(t, "ann", "key", 1), shop.MustHold(t, "ben", "key", 1)
	_, err := shop.Hold(t.Context(), "cat", "key", band, 1)
	WantCode(t, "the third of two units", err, problem.SoldOut)
	for _, step := range []struct {
		do   func()
		want stock.Availability
	}{
		{func() { shop.MustSweep(t) }, stock.OnHold},
		{func() { shop.MustPay(t, ann.ID); shop.MustSweep(t) }, stock.OnHold},
		{func() { shop.MustPay(t, ben.ID); shop.MustSweep(t) }, stock.SoldOut},
	} {
		step.do()
		if got := readShelf(t, s, shop.Line(band)).Availability(); got != step.want {
			t.Errorf("shoppers are told %s, want %s", got, step.want)
		}
	}
	shop.TiesOut(t)
}

func restock(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1}})
	shop.MustHold(t, "ann", "key", 1)
	_, err := shop.Hold(t.Context(), "ben", "key", band, 1)
	WantCode(t, "the second of one unit", err, problem.SoldOut)
	shop.MustFill(t, band, 1, 1)
	shop.MustHold(t, "ben", "key", 1)
	shop.TiesOut(t)
}
