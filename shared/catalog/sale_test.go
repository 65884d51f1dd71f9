package catalog_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/order"
)

var opens = time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)

func TestStatusAt(t *testing.T) {
	t.Parallel()
	hour := catalog.Sale{Opens: opens, Closes: opens.Add(time.Hour)}
	endless := catalog.Sale{Opens: opens}
	never := catalog.Sale{Opens: opens, Closes: opens}
	for _, tt := range []struct {
		name string
		sale catalog.Sale
		at   time.Time
		want catalog.SaleStatus
	}{
		{"just before it opens", hour, opens.Add(-1), catalog.StatusUpcoming},
		{"when it opens", hour, opens, catalog.StatusOpen},
		{"just before it closes", hour, hour.Closes.Add(-1), catalog.StatusOpen},
		{"when it closes", hour, hour.Closes, catalog.StatusClosed},
		{"without an end, long after", endless, opens.AddDate(1, 0, 0), catalog.StatusOpen},
		{"without an end, before", endless, opens.Add(-1), catalog.StatusUpcoming},
		{"closed as it opens", never, opens, catalog.StatusClosed},
		{"closed before it opens", catalog.Sale{Opens: opens, Closes: opens.Add(-time.Hour)}, opens.Add(-time.Minute), catalog.StatusClosed},
		{"in another time zone", hour, opens.In(time.FixedZone("PDT", -7*60*60)), catalog.StatusOpen},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.sale.StatusAt(tt.at); got != tt.want {
				t.Errorf("the sale is %s, want %s", got, tt.want)
			}
		})
	}
}

// A sweep must not stop before the last hold of a sale may have ended.
func TestMayHaveHolds(t *testing.T) {
	t.Parallel()
	sale := catalog.Sale{Opens: opens, Closes: opens.Add(time.Hour), Hold: catalog.MaxHold}
	lastHold := sale.Closes.Add(2 * catalog.MaxHold) // made as the sale closed, and extended
	for _, tt := range []struct {
		name string
		at   time.Time
		want bool
	}{
		{"before the sale", opens.Add(-1), false},
		{"as it opens", opens, true},
		{"as it closes", sale.Closes, true},
		{"at the end of the last hold", lastHold, true},
		{"an hour later, for what failed", lastHold.Add(time.Hour), true},
		{"a week later", lastHold.AddDate(0, 0, 7), false},
	} {
		if got := sale.MayHaveHolds(tt.at); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	if endless := (catalog.Sale{Opens: opens}); !endless.MayHaveHolds(opens.AddDate(1, 0, 0)) {
		t.Error("a sale without an end has no holds after a year")
	}
}

// A sale's salt ends when units can no longer be on hold, and not before.
func TestSaltEnds(t *testing.T) {
	t.Parallel()
	opens := time.Date(2015, 5, 18, 19, 0, 0, 0, time.UTC)
	sale := catalog.Sale{Opens: opens, Closes: opens.Add(time.Hour)}
	for at := opens; at.Before(opens.AddDate(0, 0, 4)); at = at.Add(time.Minute) {
		if ends := !sale.Closes.After(catalog.SaltEnds(at)); ends == sale.MayHaveHolds(at) {
			t.Fatalf("at %s the salt ends: %v, and units may be on hold: %v", at, ends, !ends)
		}
	}
}

func TestOrderKey(t *testing.T) {
	t.Parallel()
	ann, ben := email.IdentityOf("ann"), email.IdentityOf("ben")
	verified := catalog.Sale{ID: "sale", Access: catalog.AccessVerified, Salt: []byte("salt")}
	open := catalog.Sale{ID: "sale", Access: catalog.AccessOpen, Salt: []byte("salt")}
	otherSale, otherSalt := verified, verified
	otherSale.ID, otherSalt.Salt = "other", []byte("other")
	for _, tt := range []struct {
		name string
		a, b order.Key
		same bool
	}{
		{"a verified buyer asks again", verified.OrderKey(ann, "key"), verified.OrderKey(ann, "key"), true},
		{"a verified buyer has another request", verified.OrderKey(ann, "key"), verified.OrderKey(ann, "other"), true},
		{"another verified buyer", verified.OrderKey(ann, "key"), verified.OrderKey(ben, "key"), false},
		{"the same buyer in another sale", verified.OrderKey(ann, "key"), otherSale.OrderKey(ann, "key"), false},
		{"the same name under another salt", verified.OrderKey(ann, "key"), otherSalt.OrderKey(ann, "key"), false},
		{"in an open sale, a buyer asks again", open.OrderKey(ann, "key"), open.OrderKey(ann, "key"), true},
		{"in an open sale, another request", open.OrderKey(ann, "key"), open.OrderKey(ann, "other"), false},
		{"in an open sale, another buyer under the same request key", open.OrderKey(ann, "key"), open.OrderKey(ben, "key"), false},
		{"names that run together alike", open.OrderKey(ann, "key"), open.OrderKey(email.IdentityOf("annk"), "ey"), false},
	} {
		if (tt.a == tt.b) != tt.same {
			t.Errorf("%s: the keys are %s and %s", tt.name, tt.a, tt.b)
		}
	}
	id := order.ID{Key: verified.OrderKey(email.IdentityOf("ann@example.com"), "key"), Slot: 1}
	if back, err := order.ParseID(id.String()); err != nil || back != id {
		t.Errorf("the key makes no order id: %v, %v", back, err)
	}
	if strings.Contains(id.String(), "ann") {
		t.Errorf("the key %s tells who it is", id)
	}
}

func TestSlots(t *testing.T) {
	t.Parallel()
	sale := catalog.Sale{ID: "sale", Access: catalog.AccessVerified, Salt: []byte("salt")}
	other := sale
	other.Salt = []byte("other")
	firsts := map[int]bool{}
	for n := range 1000 {
		key := sale.OrderKey(email.IdentityOf(fmt.Sprint(n)), "")
		slots := sale.Slots(key)
		seen := map[int]bool{}
		for _, slot := range slots {
			if slot < 1 || slot > 99 || seen[slot] {
				t.Fatalf("key %s has the slots %v", key, slots)
			}
			seen[slot] = true
		}
		if len(slots) != catalog.MaxSlots || !slices.Equal(slots, sale.Slots(key)) || slices.Equal(slots, other.Slots(key)) {
			t.Fatalf("key %s has the slots %v, then %v, and %v under another salt", key, slots, sale.Slots(key), other.Slots(key))
		}
		firsts[slots[0]] = true
	}
	if len(firsts) < 99 {
		t.Errorf("the first slots of 1000 buyers are only %d numbers, so that a slot tells that it is the first", len(firsts))
	}
}

func TestSaleLine(t *testing.T) {
	t.Parallel()
	sale := catalog.Sale{Lines: []catalog.SaleLine{{SKU: "band", MaxPerOrder: 2}, {SKU: "phone", MaxPerOrder: 1}}}
	if line, ok := sale.Line("phone"); !ok || line != sale.Lines[1] {
		t.Errorf("Line = %+v, %v", line, ok)
	}
	if line, ok := sale.Line("headphones"); ok {
		t.Errorf("a product of another sale is %+v", line)
	}
}

func FuzzValidName(f *testing.F) {
	for _, name := range []string{
		"", "a", "power-bank-5000", "-", "-a", "a-", "a--b", "A", "a b", "a/b", "a#b", "é", "a\n",
		strings.Repeat("a", catalog.MaxNameLength), strings.Repeat("a", catalog.MaxNameLength+1),
	} {
		f.Add(name)
	}
	valid := regexp.MustCompile(`\A[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?\z`)
	f.Fuzz(func(t *testing.T, name string) {
		if got, want := catalog.ValidName(name), valid.MatchString(name); got != want {
			t.Errorf("ValidName(%q) = %v, want %v", name, got, want)
		}
	})
}
