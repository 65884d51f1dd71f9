package checkouttest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

func sweepExpires(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{2, 2}}, Line{headphones, []int{2}})
	held := hold(t, shop, "ann", "key", 3)
	two, err := shop.Process().Hold(t.Context(), shop.Request("ben", "key", checkout.HoldLine{SKU: band, Quantity: 1}, checkout.HoldLine{SKU: headphones, Quantity: 1}))
	if err != nil {
		t.Fatal(err)
	}
	pay(t, shop, two.ID)
	shop.Clock.Advance(shop.Sale.Hold - time.Second)
	if r := sweep(t, shop); r.Expired != 0 || r.Released != 0 {
		t.Errorf("before the end the sweep did %+v", r)
	}
	shop.Clock.Advance(2 * time.Second)
	if r := sweep(t, shop); r.Expired != 1 || r.Released != 2 {
		t.Errorf("after the end the sweep did %+v, want one hold expired and its claims in two lots released", r)
	}
	if o := readOrder(t, s, held.ID); o.Status != order.Expired {
		t.Errorf("the order is %s", o.Status)
	}
	wantLeft(t, shop, band, 3)
	wantLeft(t, shop, headphones, 1)
	shop.TiesOut(t)
}

func sweepLeavesInFlight(t *testing.T, s Store) {
	for _, units := range []int{2, 1} { // with one the lot is empty, and the sweep asks for every order
		t.Run(fmt.Sprintf("with one of %d units taken", units), func(t *testing.T) {
			t.Parallel()
			shop := NewShop(t, s, nil, Line{band, []int{units}})
			until := shop.Clock.Now().Add(shop.Sale.Hold)
			if _, err := s.Reserve(t.Context(), shop.Lot(band, 0), newID(), 1, until); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if r := sweep(t, shop); r.Released != 0 || r.Abandoned != 0 {
					t.Errorf("the sweep did %+v to a request on its way", r)
				}
			}
			wantLeft(t, shop, band, units-1)
		})
	}
}

func sweepAbandoned(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{2}})
	id := newID()
	if _, err := s.Reserve(t.Context(), shop.Lot(band, 0), id, 2, shop.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	shop.Clock.Advance(time.Second)
	if r := sweep(t, shop); r.Abandoned != 1 || r.Released != 1 {
		t.Errorf("the sweep did %+v, want a tombstone and a claim released", r)
	}
	late := heldOrder(id)
	existing, err := s.Put(t.Context(), late)
	if err != nil || existing == nil || existing.Status != order.Abandoned {
		t.Errorf("the late order met %+v, %v, want a tombstone", existing, err)
	}
	wantLeft(t, shop, band, 2)
	shop.TiesOut(t)
}

func sweepMends(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1, 1, 1}})
	hold(t, shop, "ann", "key", 1)
	shelf := readShelf(t, s, shop.Line(band))
	for number := range 3 { // the taken lot off the list, the others on it
		if shelf.KnownEmpty(number) {
			unmark(t, s, shop.Line(band), number)
		} else {
			mark(t, s, shop.Line(band), number, readShelf(t, s, shop.Line(band)), true)
		}
	}
	for range 2 { // what is mended first may begin a new epoch
		sweep(t, shop)
	}
	after := readShelf(t, s, shop.Line(band))
	for number := range 3 {
		if after.KnownEmpty(number) != shelf.KnownEmpty(number) {
			t.Errorf("lot %d is listed: %v, want %v", number, after.KnownEmpty(number), shelf.KnownEmpty(number))
		}
	}
	if r := sweep(t, shop); r.Mended != 0 {
		t.Errorf("a mended shelf was mended: %+v", r)
	}
	hold(t, shop, "ben", "key", 2)
	shop.TiesOut(t)
}

func sweepIsQuiet(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{2, 1}})
	hold(t, shop, "ann", "key", 2)
	pay(t, shop, hold(t, shop, "ben", "key", 1).ID)
	for range 2 {
		sweep(t, shop)
	}
	lots, err := s.Lots(t.Context(), shop.Line(band), 2)
	if err != nil {
		t.Fatal(err)
	}
	shelf := readShelf(t, s, shop.Line(band))
	if r := sweep(t, shop); r != (checkout.Report{}) {
		t.Errorf("the sweep did %+v", r)
	}
	after, err := s.Lots(t.Context(), shop.Line(band), 2)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, "the lots", after, lots)
	diff(t, "the shelf", readShelf(t, s, shop.Line(band)), shelf)
	if want := (stock.Count{Size: 3, Held: 2, Sold: 1, NextRelease: shelf.Count.NextRelease, Epoch: shelf.Epoch()}); shelf.Count != want || want.NextRelease.IsZero() {
		t.Errorf("the shelf counts %+v, want %+v and a next release", shelf.Count, want)
	}
}

func sweepTwice(t *testing.T, s Store) {
	shop := NewShop(t, s, func(sale *catalog.Sale) { sale.OrdersPerBuyer = 0 }, Line{band, []int{5, 5, 5, 5}})
	for i := range 6 {
		o := hold(t, shop, "ann", fmt.Sprint("held ", i), 2)
		if i%3 == 0 {
			pay(t, shop, o.ID)
		}
	}
	for i := range 4 { // requests that died
		if _, err := s.Reserve(t.Context(), shop.Lot(band, i), newID(), 1, shop.Clock.Now()); err != nil {
			t.Fatal(err)
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
	wantLeft(t, shop, band, 16)
}

func soldOutIsFinal(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1, 1}})
	availability := func() stock.Availability { return readShelf(t, s, shop.Line(band)).Availability() }
	ann, ben := hold(t, shop, "ann", "key", 1), hold(t, shop, "ben", "key", 1)
	_, err := shop.Hold(t.Context(), "cat", "key", band, 1)
	wantCode(t, "the third of two units", err, problem.SoldOut)
	for _, step := range []struct {
		do   func()
		want stock.Availability
	}{
		{func() { sweep(t, shop) }, stock.OnHold},
		{func() { pay(t, shop, ann.ID); sweep(t, shop) }, stock.OnHold},
		{func() { pay(t, shop, ben.ID); sweep(t, shop) }, stock.SoldOut},
	} {
		step.do()
		if got := availability(); got != step.want {
			t.Errorf("shoppers are told %s, want %s", got, step.want)
		}
	}
	shop.TiesOut(t)
}

func restock(t *testing.T, s Store) {
	shop := NewShop(t, s, nil, Line{band, []int{1}})
	hold(t, shop, "ann", "key", 1)
	_, err := shop.Hold(t.Context(), "ben", "key", band, 1)
	wantCode(t, "the second of one unit", err, problem.SoldOut)
	if err := Fill(t.Context(), s, shop.Line(band), 1, 1); err != nil {
		t.Fatal(err)
	}
	hold(t, shop, "ben", "key", 1)
	shop.TiesOut(t)
}
