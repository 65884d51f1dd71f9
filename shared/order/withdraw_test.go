package order_test

import (
	"testing"
	"time"

	"storefront/shared/order"
)

// of returns an order of a market, shipped at a moment unless that is zero.
func of(market string, status order.Status, shipped time.Time) order.Order {
	return order.Order{Market: market, Status: status, ShippedAt: shipped, UpdatedAt: at, Version: 3}
}

// The time to withdraw is the day of shipping, 14 days for the carrier and 14 days after
// that. It ends with a day in the market, also where summer time begins or ends meanwhile.
func TestTimeToWithdraw(t *testing.T) {
	t.Parallel()
	utc := func(text string) time.Time {
		t.Helper()
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for name, tt := range map[string]struct {
		market  string
		shipped string
		until   string
	}{
		"in summer":                    {"de", "2015-05-18T19:00:00Z", "2015-06-15T22:00:00Z"},
		"in winter":                    {"de", "2015-01-05T08:00:00Z", "2015-02-02T23:00:00Z"},
		"the last moment of a day":     {"fr", "2015-05-18T21:59:59.999Z", "2015-06-15T22:00:00Z"},
		"the first moment of a day":    {"fr", "2015-05-18T22:00:00Z", "2015-06-16T22:00:00Z"},
		"London's midnight":            {"gb", "2015-05-18T23:00:00Z", "2015-06-16T23:00:00Z"},
		"London in winter":             {"gb", "2015-12-01T00:00:00Z", "2015-12-30T00:00:00Z"},
		"summer time begins meanwhile": {"es", "2015-03-10T12:00:00Z", "2015-04-07T22:00:00Z"},
		"summer time ends meanwhile":   {"it", "2015-10-10T12:00:00Z", "2015-11-07T23:00:00Z"},
		"over the end of a year":       {"nl", "2015-12-20T12:00:00Z", "2016-01-17T23:00:00Z"},
		"over a leap day":              {"nl", "2016-02-10T12:00:00Z", "2016-03-09T23:00:00Z"},
	} {
		o, want := of(tt.market, order.Shipped, utc(tt.shipped)), utc(tt.until)
		if until, ok := o.Withdrawable(); !ok || !until.Equal(want) {
			t.Errorf("%s: until %v, %v, want %v", name, until, ok, want)
		}
		if !o.MayWithdraw(o.ShippedAt) || !o.MayWithdraw(want.Add(-1)) || o.MayWithdraw(want) {
			t.Errorf("%s: the time does not end at %v", name, want)
		}
	}
}

// Who has a right to withdraw, long after the payment.
func TestMayWithdraw(t *testing.T) {
	t.Parallel()
	late := at.AddDate(10, 0, 0)
	for _, market := range []string{"de", "fr", "es", "it", "nl", "gb"} {
		for _, status := range statuses {
			o := of(market, status, time.Time{})
			if status == order.Shipped {
				o.ShippedAt = late
			}
			if got, want := o.MayWithdraw(late), status == order.Paid || status == order.Shipped; got != want {
				t.Errorf("%s, %q: %v, want %v", market, status, got, want)
			}
			o.WithdrawnAt = at
			if _, ok := o.Withdrawable(); ok || o.MayWithdraw(at) {
				t.Errorf("%s, %q: withdrawn from twice", market, status)
			}
			if got, want := o.RefundDue(), status != order.Refunded; got != want {
				t.Errorf("%q: a refund is due: %v, want %v", status, got, want)
			}
		}
	}
	for _, market := range []string{"us", "in", "", "xx"} {
		if o := of(market, order.Paid, time.Time{}); o.MayWithdraw(at) || o.RefundDue() {
			t.Errorf("%q has a right to withdraw", market)
		}
	}
}

func TestWithdraw(t *testing.T) {
	t.Parallel()
	for _, status := range statuses {
		o := of("de", status, time.Time{})
		m := o.Withdraw(at)
		after, applies := o.Apply(m)
		if want := status == order.Paid || status == order.Shipped; applies != want {
			t.Errorf("%q: it applies: %v, want %v", status, applies, want)
		}
		if !applies {
			continue
		}
		if after.Status != status || after.Version != 4 || !after.WithdrawnAt.After(o.UpdatedAt) || !after.WithdrawnAt.Equal(after.UpdatedAt) {
			t.Errorf("%q: withdrawn %+v", status, after)
		}
		if _, again := after.Apply(after.Withdraw(end)); again {
			t.Errorf("%q: withdrawn from twice", status)
		}
		changed := o
		changed.Version++
		if _, late := changed.Apply(m); late {
			t.Errorf("%q: withdrawn from another version", status)
		}
	}
}

// What was withdrawn from is not shipped, and can be refunded.
func TestAfterWithdrawal(t *testing.T) {
	t.Parallel()
	o := threeBands(order.Paid)
	o = applied(t, o, o.Withdraw(start.Add(time.Hour)))
	if _, shipped := o.Apply(o.Ship(order.Shipment{}, start.Add(2*time.Hour))); shipped || o.Parcel() != nil {
		t.Errorf("it is shipped: %v, parcel %v", shipped, o.Parcel())
	}
	o = refunded(t, o, order.RefundRequest{Reference: "all", Reason: order.Withdrawn, All: true})
	if o.Status != order.Refunded || !o.ReleasesUnits() || o.RefundDue() {
		t.Errorf("refunded: %+v", o)
	}
	sent := threeBands(order.Shipped)
	sent = applied(t, sent, sent.Withdraw(start.Add(time.Hour)))
	if len(sent.Parcel()) != 1 || !sent.Status.Forgettable() {
		t.Errorf("shipped before: %+v", sent)
	}
	sent = refunded(t, sent, damaged("one", 1, 0))
	if !sent.RefundDue() {
		t.Error("a part of the refund ends the withdrawal")
	}
}
