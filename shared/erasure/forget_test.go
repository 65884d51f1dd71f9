package erasure_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/email"
	"storefront/shared/erasure"
	"storefront/shared/ledger"
	"storefront/shared/order"
	"storefront/shared/payment"
)

// After a buyer was forgotten under any spelling of the address, no table has anything
// of them, and the store ties out.
func TestForget(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cancelled, paid, another := w.hold(t, "ada.lovelace@gmail.com", "one"), w.buy(t, "a.dalovelace+1@googlemail.com", "two"), w.hold(t, grace, "one")
	if _, err := w.shop.Process().Cancel(t.Context(), cancelled); err != nil {
		t.Fatal(err)
	}
	w.join(t, "adalovelace+2@gmail.com")
	w.join(t, grace)
	ref := w.ref(t, ada, time.Now())

	w.forget(t, erasure.Forgotten{Buyers: 1, Erased: []order.ID{cancelled}, Waiting: []order.ID{paid}, Removed: 1})
	if again := w.ref(t, ada, time.Now()); again != ref {
		t.Errorf("the buyer of an order under way is %s, was %s", again, ref)
	}
	if _, err := w.shop.AfterSale().Ship(t.Context(), paid, 0, order.Shipment{}); err != nil {
		t.Fatal(err)
	}
	was, err := w.Order(t.Context(), paid)
	if err != nil {
		t.Fatal(err)
	}
	w.forget(t, erasure.Forgotten{Buyers: 1, Erased: []order.ID{paid}, Sealed: 1})
	w.forget(t, erasure.Forgotten{Buyers: 1})
	if found := w.traces(t, ref); len(found) > 0 {
		t.Errorf("after it: %q", found)
	}
	if o, err := w.Order(t.Context(), cancelled); err != nil || o.Sealed.Exists() {
		t.Errorf("an order that was never paid keeps %+v, %v", o.Sealed, err)
	}
	o, err := w.Order(t.Context(), paid)
	if err != nil || !o.Sealed.Since.Equal(was.UpdatedAt) {
		t.Errorf("the copy of the paid order is %+v, %v", o.Sealed, err)
	}
	if got, err := keys(t).Open(o); err != nil || got != (order.Buyer{Locale: was.Buyer.Locale, ShipTo: was.Buyer.ShipTo}) {
		t.Errorf("the copy has %+v, %v, want name and address of %+v", got, err, was.Buyer)
	}
	w.endTerm(t, paid, was.UpdatedAt)
	if o, err := w.Order(t.Context(), another); err != nil || o.Buyer.Email != grace {
		t.Errorf("another buyer's order has %q, %v", o.Buyer.Email, err)
	}
	w.audit(t)
}

// Every item with the buyer's address goes, whatever it is for. That somebody wants no
// mail stays known, under a digest.
func TestForgetFindsAddressesAnywhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	items := map[string]map[string]types.AttributeValue{
		"PASS#one":   {"to": text("ada.lovelace@gmail.com")},
		"LINK#two":   {"mail": &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"email": text("adalovelace+3@gmail.com")}}},
		"PASS#three": {"to": text(grace)},
		"MAIL#four":  {"refused_at": &types.AttributeValueMemberN{Value: "1431975600000"}, "language": text("en")},
	}
	for key, it := range items {
		it["pk"] = text(key)
		if _, err := w.client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: new(w.names["WaitlistTable"]), Item: it}); err != nil {
			t.Fatal(err)
		}
	}
	w.forget(t, erasure.Forgotten{Buyers: 1, Removed: 2})
	out, err := w.client.Scan(t.Context(), &dynamodb.ScanInput{TableName: new(w.names["WaitlistTable"])})
	if err != nil || len(out.Items) != 3 || len(w.traces(t)) > 0 { // with her mailbox, under a digest
		t.Errorf("%d items are left, and of her %q, %v", len(out.Items), w.traces(t), err)
	}
}

// Whoever held a unit in a buyer's name, nobody is owed it.
func TestForgetEndsHolds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	held := w.hold(t, "ada.lovelace@gmail.com", "a stranger's")
	w.forget(t, erasure.Forgotten{Buyers: 1, Erased: []order.ID{held}})
	if o, err := w.Order(t.Context(), held); err != nil || o.Status != order.Cancelled || o.Buyer != (order.Buyer{}) {
		t.Errorf("the order is %+v, %v", o, err)
	}
	lots, err := w.Lots(t.Context(), w.shop.Line(band), 2)
	if err != nil || lots[0].Left+lots[1].Left != 50 {
		t.Errorf("the lots have %d and %d left, %v", lots[0].Left, lots[1].Left, err)
	}
	w.audit(t)
	_, err = w.shop.Process().Pay(t.Context(), held, checkout.PayRequest{Method: payment.CardVisa})
	if err == nil {
		t.Error("a forgotten order was paid")
	}
}

// meanwhile is holds to which something else happens first.
type meanwhile struct {
	erasure.Holds
	first func(order.ID) error
}

func (m meanwhile) Cancel(ctx context.Context, id order.ID) (order.Order, error) {
	if err := m.first(id); err != nil {
		return order.Order{}, err
	}
	return m.Holds.Cancel(ctx, id)
}

func TestForgetMeetsOthers(t *testing.T) {
	t.Parallel()
	pay := func(w *world, t *testing.T) func(order.ID) error {
		return func(id order.ID) error {
			_, err := w.shop.Process().Pay(t.Context(), id, checkout.PayRequest{Method: payment.CardVisa})
			return err
		}
	}
	t.Run("a payment", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		held := w.hold(t, "ada.lovelace@gmail.com", "one")
		w.eraser.Holds = meanwhile{w.eraser.Holds, pay(w, t)}
		w.forget(t, erasure.Forgotten{Buyers: 1, Waiting: []order.ID{held}})
		if o, err := w.Order(t.Context(), held); err != nil || o.Status != order.Paid || o.Buyer.Email == "" {
			t.Errorf("the order is %+v, %v", o, err)
		}
		w.audit(t)
	})
	t.Run("the end of the hold", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		held := w.hold(t, "ada.lovelace@gmail.com", "one")
		w.eraser.Holds = meanwhile{w.eraser.Holds, func(id order.ID) error {
			_, _, err := w.Move(t.Context(), id, order.Expire(time.Now().Add(time.Hour)))
			return err
		}}
		w.forget(t, erasure.Forgotten{Buyers: 1, Erased: []order.ID{held}})
	})
	t.Run("a store that fails", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		held := w.hold(t, "ada.lovelace@gmail.com", "one")
		holds := w.eraser.Holds
		w.eraser.Holds = meanwhile{holds, func(order.ID) error { return checkouttest.ErrFault }}
		if _, err := w.eraser.Forget(t.Context(), time.Now(), ada); !errors.Is(err, checkouttest.ErrFault) {
			t.Errorf("Forget: %v", err)
		}
		w.eraser.Holds = holds
		w.forget(t, erasure.Forgotten{Buyers: 1, Erased: []order.ID{held}})
	})
	t.Run("a refund", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		shipped := w.buy(t, "ada.lovelace@gmail.com", "one")
		if _, err := w.shop.AfterSale().Ship(t.Context(), shipped, 0, order.Shipment{}); err != nil {
			t.Fatal(err)
		}
		w.forget(t, erasure.Forgotten{Buyers: 1, Erased: []order.ID{shipped}, Sealed: 1})
		o, err := w.shop.AfterSale().Refund(t.Context(), shipped, 0, order.RefundRequest{Reference: "one", Reason: order.Damaged, All: true})
		if err != nil || o.Status != order.Refunded {
			t.Errorf("a forgotten buyer's refund: %+v, %v", o, err)
		}
		w.audit(t)
	})
}

// An order that another clock has dated after the erasure is as forgotten as the others.
func TestForgetDespiteClocks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	held := w.hold(t, "ada.lovelace@gmail.com", "one")
	o, err := w.Order(t.Context(), held)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.eraser.Forget(t.Context(), o.CreatedAt.Add(-time.Minute), ada); err != nil {
		t.Fatal(err)
	}
	if got := w.ref(t, ada, o.CreatedAt); got != ledger.ErasedRef {
		t.Errorf("a late record of the order gets the reference %s", got)
	}

	restored := newWorld(t)
	restored.eraser.List = w.eraser.List
	restored.join(t, "adalovelace@gmail.com") // dated by a clock that is ahead of the operator's
	if _, err := restored.eraser.Forget(t.Context(), o.CreatedAt.Add(-time.Minute), ada); err != nil {
		t.Fatal(err)
	}
	restored.shop.Now = func() time.Time { return o.CreatedAt } // the backup has it again
	held = restored.hold(t, "ada.lovelace@gmail.com", "one")
	if done, err := restored.eraser.Reapply(t.Context(), time.Now()); err != nil || len(done.Erased) != 1 || done.Erased[0] != held {
		t.Errorf("Reapply = %+v, %v", done, err)
	}
}

// What a restored backup brings back is erased again: what was made before an erasure,
// and nothing else.
func TestReapply(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if done, err := w.eraser.Reapply(t.Context(), time.Now()); err != nil || done.Buyers != 0 {
		t.Errorf("without a list: %+v, %v", done, err)
	}
	shipped := w.buy(t, "ada.lovelace@gmail.com", "one")
	if _, err := w.shop.AfterSale().Ship(t.Context(), shipped, 0, order.Shipment{}); err != nil {
		t.Fatal(err)
	}
	held := w.hold(t, "ada.lovelace@gmail.com", "two")
	graces := w.buy(t, grace, "one")
	w.join(t, "adalovelace+2@gmail.com")
	w.join(t, grace)
	ref := w.ref(t, ada, time.Now())

	// The erasure was listed, and its traces are lost with the tables.
	elsewhere := newWorld(t)
	elsewhere.eraser.List = w.eraser.List
	elsewhere.forget(t, erasure.Forgotten{Buyers: 1})
	w.shop.Now = func() time.Time { return time.Now().Add(time.Second) }
	later := w.hold(t, "ada.lovelace@gmail.com", "three")

	for _, want := range []erasure.Forgotten{
		{Buyers: 1, Erased: []order.ID{shipped, held}, Removed: 1},
		{Buyers: 1},
	} {
		done, err := w.eraser.Reapply(t.Context(), time.Now())
		if err != nil || done.Buyers != want.Buyers || len(done.Erased) != len(want.Erased) || len(done.Waiting) != 0 || done.Removed != want.Removed {
			t.Errorf("Reapply = %+v, %v, want %+v", done, err, want)
		}
	}
	for id, address := range map[order.ID]string{shipped: "", held: "", later: "ada.lovelace@gmail.com", graces: grace} {
		if o, err := w.Order(t.Context(), id); err != nil || o.Buyer.Email != address {
			t.Errorf("order %s has the address %q, %v, want %q", id, o.Buyer.Email, err, address)
		}
	}
	if again := w.ref(t, ada, time.Now()); again == ref || again == ledger.ErasedRef {
		t.Errorf("the buyer who came back is %s", again)
	}
	w.audit(t)
}

// The list says who was erased to nobody but who has the secret.
func TestTheListNamesNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.forget(t, erasure.Forgotten{Buyers: 1})
	keys, err := w.eraser.List.Objects.List(t.Context(), "", "")
	if err != nil || len(keys) != 1 {
		t.Fatalf("%q, %v", keys, err)
	}
	body, err := w.eraser.List.Objects.Get(t.Context(), keys[0])
	if err != nil || string(body) != keys[0]+"\n" {
		t.Errorf("%s is %q, %v", keys[0], body, err)
	}
	other := email.NewDigests([]byte("another secret, as long as the first one is"))
	if ledger.BuyerKey(other, ada) == ledger.BuyerKey(digests, ada) {
		t.Error("the digest does not depend on the secret")
	}
}
