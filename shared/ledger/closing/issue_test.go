package closing_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"storefront/shared/checkout/checkouttest"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
	"storefront/shared/order"
)

// dying is a store whose calls fail after a number of them.
type dying struct {
	*checkouttest.Memory
	calls int
}

var errDead = errors.New("the process has died")

func (d *dying) dies() bool {
	d.calls--
	return d.calls < 0
}

func (d *dying) Issue(ctx context.Context, all []ledger.Issued) error {
	if d.dies() {
		return errors.Join(errDead, d.Memory.Issue(ctx, all[:len(all)/2]))
	}
	return d.Memory.Issue(ctx, all)
}

func (d *dying) SetIssuedThrough(ctx context.Context, code market.Code, head ledger.Head) error {
	if d.dies() {
		return errDead
	}
	return d.Memory.SetIssuedThrough(ctx, code, head)
}

// The numbers of all closed days are stored in the end, wherever a process dies. After that,
// nothing is written again.
func TestIssueAfterDeaths(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(200), 50)
	days := []closing.Manifest{mustClose(t, m, first), mustClose(t, m, second)}
	store := &dying{Memory: checkouttest.NewMemory()}
	for deaths := 0; ; deaths++ {
		store.calls = deaths
		if _, err := closer(m).Issue(t.Context(), store, "de"); err == nil {
			break
		} else if !errors.Is(err, errDead) || deaths > 10 {
			t.Fatal(err)
		}
	}
	want := 0
	for _, day := range days {
		all, err := closing.Documents(t.Context(), m, day)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range all {
			want++
			id, err := order.ParseID(d.OrderID)
			if err != nil {
				t.Fatal(err)
			}
			of, err := store.DocumentsOf(t.Context(), id)
			if err != nil || !slices.Contains(of, d.Issued()) {
				t.Errorf("order %s has %+v, %v, and not %s", id, of, err, d.Name())
			}
		}
	}
	if want < 50 {
		t.Errorf("there are only %d documents", want)
	}
	store.calls = 0
	if n, err := closer(m).Issue(t.Context(), store, "de"); n != 0 || err != nil {
		t.Errorf("stored %d again, %v", n, err)
	}
	if n, err := closer(m).Issue(t.Context(), store, "fr"); n != 0 || err != nil {
		t.Errorf("stored %d of a market without books, %v", n, err)
	}
}
