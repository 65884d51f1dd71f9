package checkouttest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"storefront/shared/money"
	"storefront/shared/order"
)

// heldOrder is an order with something in every field that a held one has.
func heldOrder(id order.ID) order.Order {
	usd := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "USD"} }
	return order.Order{
		ID: id, Sale: "may-18", Market: "us", Status: order.Held, Version: 1,
		Request: order.Request{Key: order.Digest{1, 2, 3}, Fingerprint: order.Digest{4, 5, 6}},
		Buyer: order.Buyer{Email: "ann@example.com", Locale: "en", ShipTo: order.Address{
			Name: "Ann Example", Line1: "1 Main Street", Line2: "Apartment 2", City: "Springfield",
			PostalCode: "90001", State: "CA", Country: "US",
		}},
		Lines: []order.Line{
			{SKU: "fitness-band", Quantity: 2, UnitPrice: usd(1499), Total: usd(2998), Tax: usd(217), TaxRate: 72_500,
				Allocations: []order.Allocation{{Lot: 0, Quantity: 1}, {Lot: 17, Quantity: 1}}},
			{SKU: "headphones", Quantity: 1, UnitPrice: usd(7999), Total: usd(7999), Tax: usd(580), TaxRate: 72_500,
				Allocations: []order.Allocation{{Lot: 3, Quantity: 1}}},
		},
		Totals: order.Totals{
			Subtotal: usd(10997), Shipping: usd(499), Tax: usd(797), Total: usd(12293), TaxJurisdiction: "US-CA",
			Supply: order.Supply{State: "CA", PostalCode: "94105", RateSource: "TF-2025-01"},
		},
		CreatedAt: noon.Add(-10*time.Minute + time.Millisecond), UpdatedAt: noon.Add(-10*time.Minute + time.Millisecond),
		HoldExpiresAt: noon,
	}
}

func putOrder(t *testing.T, s Store, o order.Order) order.Order {
	t.Helper()
	existing, err := s.Put(t.Context(), o)
	if err != nil || existing != nil {
		t.Fatalf("Put(%s) met %+v, %v, want it new", o.ID, existing, err)
	}
	return o
}

func readOrder(t *testing.T, s Store, id order.ID) order.Order {
	t.Helper()
	o, err := s.Order(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func testPut(t *testing.T, s Store) {
	rejected := heldOrder(newID())
	rejected.Status = order.Rejected
	for name, o := range map[string]order.Order{
		"a held order":     heldOrder(newID()),
		"a rejected order": rejected,
		"a tombstone":      order.Tombstone(newID(), "may-18", noon),
	} {
		t.Run("stores "+name, func(t *testing.T) {
			t.Parallel()
			putOrder(t, s, o)
			diff(t, "the order", readOrder(t, s, o.ID), o)
		})
		t.Run("returns what is there instead of overwriting "+name, func(t *testing.T) {
			t.Parallel()
			first := o
			first.ID = newID()
			putOrder(t, s, first)
			other := heldOrder(first.ID)
			other.Buyer.Email = "ben@example.com"
			for _, late := range []order.Order{other, order.Tombstone(first.ID, "may-18", noon), first} {
				existing, err := s.Put(t.Context(), late)
				if err != nil || existing == nil {
					t.Fatalf("Put = %v, %v, want the first order", existing, err)
				}
				diff(t, "the existing order", *existing, first)
			}
			diff(t, "the stored order", readOrder(t, s, first.ID), first)
		})
	}
}

func testMove(t *testing.T, s Store) {
	at := noon.Add(-time.Minute)
	payment := order.Payment{Provider: "sandbox", Reference: "sandbox_1", PaidAt: at}
	statuses := append(order.Statuses(), order.Absent)
	for _, from := range statuses {
		for _, to := range statuses {
			for _, stands := range statuses {
				if stands == order.Absent {
					continue
				}
				if stands != from && from != order.Held { // that a move wants another status is said once
					continue
				}
				t.Run(fmt.Sprintf("from %q to %q of one that is %s", from, to, stands), func(t *testing.T) {
					t.Parallel()
					o := heldOrder(newID())
					o.Status = stands
					checkMove(t, s, putOrder(t, s, o), order.Move{From: from, To: to, At: at, Payment: payment, HoldExpiresAt: noon.Add(time.Hour)})
				})
			}
		}
	}

	late, early := order.Expire(noon), order.Expire(noon.Add(-time.Millisecond))
	extend := order.Extend(noon.Add(time.Hour), at)
	for _, tt := range []struct {
		name  string
		moves []order.Move
	}{
		{"expires an order at the end of its hold", []order.Move{late}},
		{"expires no order before", []order.Move{early}},
		{"expires no order that was extended", []order.Move{extend, late}},
		{"expires an extended order at its later end", []order.Move{extend, order.Expire(noon.Add(time.Hour))}},
		{"extends once", []order.Move{extend, order.Extend(noon.Add(2*time.Hour), at)}},
		{"extends an order past its end that nobody closed", []order.Move{order.Extend(noon.Add(time.Hour), noon.Add(time.Second))}},
		{"pays an order past its end that nobody closed", []order.Move{order.Pay(order.Payment{Reference: "r", PaidAt: noon.Add(time.Second)})}},
		{"pays once", []order.Move{order.Pay(payment), order.Pay(order.Payment{Provider: "other", Reference: "other", PaidAt: noon})}},
		{"pays an extended order", []order.Move{extend, order.Pay(payment)}},
		{"counts declined payments up to a bound, then a payment", append(slices.Repeat([]order.Move{order.Decline(at)}, order.MaxDeclines+1), order.Pay(payment), order.Decline(at))},
		{"lets a payment or a cancellation win, not both", []order.Move{order.Pay(payment), order.Cancel(at)}},
		{"lets a cancellation or a payment win, not both", []order.Move{order.Cancel(at), order.Pay(payment)}},
		{"refunds nothing without a refund", []order.Move{order.Pay(payment), {From: order.Paid, To: order.Refunded, At: noon}}},
		{"refunds what was paid", []order.Move{order.Pay(payment), refund(order.Paid, order.Refunded, 1, 2)}},
		{"ships what was paid", []order.Move{order.Pay(payment), ship(2)}},
		{"ships what has no tracking number", []order.Move{order.Pay(payment), {From: order.Paid, To: order.Shipped, At: noon}}},
		{"ships nothing that was paid for meanwhile", []order.Move{order.Pay(payment), ship(1)}},
		{"delays what was paid, once, without a version", []order.Move{order.Pay(payment), delay(2), delay(2), ship(2)}},
		{"keeps the latest reports about each refund, without a version", []order.Move{
			order.Pay(payment), word(order.Paid, 1, order.Settled, 1), refund(order.Paid, order.Paid, 1, 2), refund(order.Paid, order.Refunded, 2, 3),
			word(order.Refunded, 1, order.Settled, 5), word(order.Refunded, 1, order.Settled, 5), word(order.Paid, 2, order.Settled, 5), word(order.Refunded, 2, order.Failed, 6),
			word(order.Refunded, 2, order.Failed, 5), word(order.Refunded, 2, order.Failed, 7), word(order.Refunded, 3, order.Failed, 8),
			word(order.Refunded, 2, order.Repaid, 9), word(order.Refunded, 2, order.Repaid, 8), word(order.Refunded, 2, order.Failed, 9),
		}},
		{"keeps no report about another refund", []order.Move{
			order.Pay(payment), refund(order.Paid, order.Refunded, 1, 2),
			{From: order.Refunded, To: order.Refunded, At: noon, Word: &order.Word{Refund: 1, Reference: "refund-2", Outcome: order.Settled, At: noon}},
		}},
		{"delays nothing that changed meanwhile", []order.Move{order.Pay(payment), delay(1)}},
		{"delays nothing that was withdrawn from, or shipped", []order.Move{order.Pay(payment), withdraw(order.Paid, 2), delay(3), refund(order.Paid, order.Refunded, 1, 3), delay(4)}},
		{"delays nothing on hold", []order.Move{delay(1)}},
		{"refunds in parts, before and after it ships", []order.Move{
			order.Pay(payment), refund(order.Paid, order.Paid, 1, 2), ship(3), refund(order.Shipped, order.Shipped, 2, 4), refund(order.Shipped, order.Refunded, 3, 5),
		}},
		{"refunds money without units", []order.Move{
			order.Pay(payment), refundMoney(2, 1, order.RefundLine{SKU: "fitness-band"}), refundMoney(3, 2), ship(4), refundMoney(5, 3),
		}},
		{"refunds once what was computed once", []order.Move{
			order.Pay(payment), refund(order.Paid, order.Paid, 1, 2), refund(order.Paid, order.Paid, 1, 2),
		}},
		{"lets the buyer withdraw from what was paid, once", []order.Move{order.Pay(payment), withdraw(order.Paid, 2), withdraw(order.Paid, 3)}},
		{"lets the buyer withdraw from what was shipped", []order.Move{order.Pay(payment), ship(2), withdraw(order.Shipped, 3), refund(order.Shipped, order.Refunded, 1, 4)}},
		{"lets nobody withdraw from what changed meanwhile", []order.Move{order.Pay(payment), withdraw(order.Paid, 1)}},
		{"ships nothing that was withdrawn from, and refunds it", []order.Move{
			order.Pay(payment), withdraw(order.Paid, 2), ship(3), refund(order.Paid, order.Refunded, 1, 3), withdraw(order.Refunded, 4),
		}},
		{"lets nobody withdraw from a hold", []order.Move{withdraw(order.Held, 1)}},
		{"erases the buyer of an order that ended, once", []order.Move{order.Cancel(at), erase(order.Cancelled, 2), erase(order.Cancelled, 3)}},
		{"erases the buyer of an order that was shipped", []order.Move{order.Pay(payment), ship(2), erase(order.Shipped, 3)}},
		{"keeps a sealed copy of the buyer of an order that was shipped, once", []order.Move{order.Pay(payment), ship(2), forget(order.Shipped, 3), forget(order.Shipped, 4), erase(order.Shipped, 4)}},
		{"keeps the sealed copy when the order is refunded later", []order.Move{order.Pay(payment), ship(2), forget(order.Shipped, 3), refund(order.Shipped, order.Refunded, 1, 4)}},
		{"keeps no copy of who never paid", []order.Move{order.Cancel(at), forget(order.Cancelled, 2)}},
		{"keeps no copy of who still waits for the goods", []order.Move{order.Pay(payment), forget(order.Paid, 2)}},
		{"removes a sealed copy, once, without a version", []order.Move{order.Pay(payment), ship(2), forget(order.Shipped, 3), unseal(3), unseal(4), unseal(4), refund(order.Shipped, order.Refunded, 1, 4)}},
		{"removes no sealed copy where there is none", []order.Move{order.Pay(payment), ship(2), erase(order.Shipped, 3), unseal(4)}},
		{"erases no buyer who still waits for the goods", []order.Move{erase(order.Held, 1), order.Pay(payment), erase(order.Paid, 2)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := putOrder(t, s, heldOrder(newID()))
			for _, m := range tt.moves {
				o = checkMove(t, s, o, m)
			}
		})
	}

	t.Run("moves nothing where there is no order", func(t *testing.T) {
		t.Parallel()
		id := newID()
		for _, m := range []order.Move{order.Cancel(at), {From: order.Absent, To: order.Held, At: at}, {At: at}} {
			o, moved, err := s.Move(t.Context(), id, m)
			if err != nil || moved {
				t.Errorf("Move(%+v) = %v, %v, want it not to apply", m, moved, err)
			}
			diff(t, "the absent order", o, order.Order{ID: id})
		}
	})
}

func ship(version int) order.Move {
	return order.Move{
		From: order.Paid, To: order.Shipped, At: noon, Version: version, Shipment: order.Shipment{Carrier: "UPS", Tracking: "1Z 999"},
	}
}

func delay(version int) order.Move {
	return order.Move{From: order.Paid, To: order.Paid, At: noon, Version: version, DelayedUntil: noon.Add(240 * time.Hour)}
}

// word returns the move for what became of a refund, some minutes after noon.
func word(from order.Status, n int, outcome order.Outcome, minutes int) order.Move {
	at := noon.Add(time.Duration(minutes) * time.Minute)
	return order.Move{From: from, To: from, At: at, Word: &order.Word{Refund: n, Reference: fmt.Sprintf("refund-%d", n), Outcome: outcome, At: at}}
}

func withdraw(from order.Status, version int) order.Move {
	return order.Move{From: from, To: from, At: noon.Add(time.Second), Version: version, Withdraws: true}
}

func erase(from order.Status, version int) order.Move {
	return order.Move{From: from, To: from, At: noon.Add(time.Hour), Version: version, Erases: true}
}

// forget erases, and keeps a sealed copy.
func forget(from order.Status, version int) order.Move {
	m := erase(from, version)
	m.Sealed = &order.Sealed{Box: []byte("sealed"), Since: noon}
	return m
}

func unseal(version int) order.Move {
	return order.Move{From: order.Shipped, To: order.Shipped, At: noon, Version: version, Unseals: true}
}

// refund refunds a unit. Its amount tells which refund it is.
func refund(from, to order.Status, n, version int) order.Move {
	amount := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "USD"} }
	return order.Move{From: from, To: to, At: noon.Add(time.Duration(n) * time.Minute), Version: version, Refund: &order.Refund{
		Number: n, At: noon.Add(time.Duration(n) * time.Minute), Reason: order.Damaged,
		Lines:    []order.RefundLine{{SKU: "fitness-band", Quantity: 1, Returned: n % 2, Total: amount(100 + int64(n)), Tax: amount(int64(n))}},
		Shipping: amount(0), Tax: amount(int64(n)), Total: amount(100 + int64(n)), Reference: fmt.Sprintf("refund-%d", n),
	}}
}

// refundMoney refunds lines without units, or shipping alone.
func refundMoney(version, n int, lines ...order.RefundLine) order.Move {
	status := order.Paid
	if version > 4 {
		status = order.Shipped
	}
	m := refund(status, status, n, version)
	for i := range lines {
		lines[i].Total, lines[i].Tax = m.Refund.Lines[0].Total, m.Refund.Lines[0].Tax
	}
	m.Refund.Lines, m.Refund.Shipping = lines, money.Amount{Minor: 499, Currency: "USD"}
	return m
}

// checkMove makes a move and expects what order.Order.Apply says.
func checkMove(t *testing.T, s Store, before order.Order, m order.Move) order.Order {
	t.Helper()
	want, applies := before.Apply(m)
	got, moved, err := s.Move(t.Context(), before.ID, m)
	if err != nil || moved != applies {
		t.Errorf("Move(%+v) = %v, %v, want %v", m, moved, err, applies)
	}
	diff(t, "the order returned", got, want)
	diff(t, "the order stored", readOrder(t, s, before.ID), want)
	return want
}

func testOrder(t *testing.T, s Store) {
	o := putOrder(t, s, heldOrder(newID()))
	for name, absent := range map[string]order.ID{"of another buyer": newID(), "in another slot": {Key: o.ID.Key, Slot: 2}} {
		diff(t, "the order "+name, readOrder(t, s, absent), order.Order{ID: absent})
	}
}

func testBuyer(t *testing.T, s Store) {
	key := newKey()
	var got []order.ID
	read := func() {
		orders, err := s.Buyer(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range orders {
			got = append(got, o.ID)
		}
	}
	read()
	diff(t, "the orders before the first", got, []order.ID{})
	for _, slot := range []int{10, 2, 1, 9, 11, 3} {
		putOrder(t, s, heldOrder(order.ID{Key: key, Slot: slot}))
	}
	putOrder(t, s, heldOrder(newID()))
	read()
	diff(t, "the orders", got, []order.ID{{Key: key, Slot: 1}, {Key: key, Slot: 2}, {Key: key, Slot: 3}, {Key: key, Slot: 9}, {Key: key, Slot: 10}, {Key: key, Slot: 11}})
}

func testOrders(t *testing.T, s Store) {
	ann, ben := putOrder(t, s, heldOrder(newID())), putOrder(t, s, heldOrder(newID()))
	var many []order.ID
	all := map[order.ID]order.Order{}
	for range 205 { // more than fit into one batch
		o := putOrder(t, s, order.Tombstone(newID(), "may-18", noon))
		many, all[o.ID] = append(many, o.ID), o
	}
	for _, tt := range []struct {
		name string
		ids  []order.ID
		want map[order.ID]order.Order
	}{
		{"returns nothing for nothing", nil, nil},
		{"leaves out what does not exist, and accepts ids twice", []order.ID{ann.ID, newID(), ben.ID, ann.ID}, map[order.ID]order.Order{ann.ID: ann, ben.ID: ben}},
		{"returns more than fit into one batch", many, all},
	} {
		orders, err := s.Orders(t.Context(), tt.ids)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		diff(t, tt.name+": the result", orders, tt.want)
	}
}

func testAllOrders(t *testing.T, s Store) {
	ann, ben := putOrder(t, s, heldOrder(newID())), putOrder(t, s, heldOrder(newID()))
	visited := map[order.ID]int{}
	err := s.AllOrders(t.Context(), func(o order.Order) error {
		visited[o.ID]++
		return nil
	})
	if err != nil || visited[ann.ID] != 1 || visited[ben.ID] != 1 {
		t.Errorf("AllOrders visited the two orders %d and %d times, %v", visited[ann.ID], visited[ben.ID], err)
	}
	enough, visits := errors.New("enough"), 0
	err = s.AllOrders(t.Context(), func(order.Order) error {
		visits++
		return enough
	})
	if !errors.Is(err, enough) || visits != 1 {
		t.Errorf("AllOrders = %v after %d visits, want %v after one", err, visits, enough)
	}
}
