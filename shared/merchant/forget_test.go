package merchant_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/checkout"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/merchant"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/waitlist"
)

// After a buyer was forgotten under any spelling of the address, no table has anything of them, and the store ties out.
func TestForgetOnDynamoDB(t *testing.T) {
	t.Parallel()
	store, client, names := onDynamoDB(t)
	us := merchant.New(market.US, store)
	now := time.Now()
	sale := spec()
	sale.Opens, sale.Closes, sale.OrdersPerBuyer = now, time.Time{}, 3
	shop := create(t, store, time.Now, sale)
	buy := shop.Process()
	const grace = "grace@example.com"
	ada, other := email.IdentityOf("adalovelace+forget@gmail.com"), email.IdentityOf(grace)
	holdBand := func(email, key string) order.ID {
		t.Helper()
		r := shop.Request("", key, checkout.HoldLine{SKU: band, Quantity: 1})
		r.Buyer.Email, r.Buyer.ShipTo.Name, r.Buyer.ShipTo.Line1 = email, "Ada Lovelace", "12 St James's Square"
		o, err := buy.Hold(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return o.ID
	}
	cancelled, paid, another := holdBand("ada.lovelace@gmail.com", "one"), holdBand("a.dalovelace+1@googlemail.com", "two"), holdBand(grace, "one")
	if _, err := buy.Cancel(t.Context(), cancelled); err != nil {
		t.Fatal(err)
	}
	if _, err := buy.Pay(t.Context(), paid, checkout.PayRequest{Method: payment.CardVisa}); err != nil {
		t.Fatal(err)
	}
	entry := waitlist.Entry{
		Key: waitlist.KeyOf("us", "phone-4i", email.IdentityOf("adalovelace+2@gmail.com")), Market: "us", SKU: "phone-4i", Email: "adalovelace+2@gmail.com", Locale: "en",
		Status: waitlist.Pending, Ask: "ASK1", AskedAt: now,
	}
	if _, err := store.Join(t.Context(), entry, now); err != nil {
		t.Fatal(err)
	}
	refs, err := store.BuyerRefs(t.Context(), []email.Identity{email.IdentityOf("ada.love.lace@gmail.com"), other})
	if err != nil {
		t.Fatal(err)
	}

	done, err := us.Forget(t.Context(), time.Now(), ada, store)
	if err != nil || fmt.Sprint(done) != fmt.Sprint(merchant.Forgotten{Erased: []order.ID{cancelled}, Waiting: []order.ID{paid}}) {
		t.Errorf("before the goods are sent: %v, %v", done, err)
	}
	if again, err := store.BuyerRefs(t.Context(), []email.Identity{ada}); err != nil || again[ada] != refs[ada] {
		t.Errorf("the buyer of an order under way is %v, was %v, %v", again, refs, err)
	}
	if _, err := shop.AfterSale().Ship(t.Context(), paid, 0); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		done, err = us.Forget(t.Context(), time.Now(), ada, store)
		if err != nil || len(done.Waiting) > 0 {
			t.Errorf("after it: %v, %v", done, err)
		}
	}
	for id, table := range names {
		out, err := client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &table})
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range out.Items {
			for _, personal := range []string{"ada.lovelace", "dalovelace", "Lovelace", "St James", refs[ada]} {
				if strings.Contains(dump(it), personal) && !strings.Contains(dump(it), grace) {
					t.Errorf("%s still has %q", id, personal)
				}
			}
		}
	}
	if o, err := store.Order(t.Context(), another); err != nil || o.Buyer.Email != grace {
		t.Errorf("another buyer's order has %q, %v", o.Buyer.Email, err)
	}
	report(t, store, time.Now(), "")
}

// dump returns all names and texts of an item.
func dump(item map[string]types.AttributeValue) string {
	var text strings.Builder
	for name, value := range item {
		fmt.Fprintf(&text, "%s=%s ", name, words(value))
	}
	return text.String()
}

func words(value types.AttributeValue) string {
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		return v.Value
	case *types.AttributeValueMemberM:
		return dump(v.Value)
	case *types.AttributeValueMemberL:
		var all []string
		for _, element := range v.Value {
			all = append(all, words(element))
		}
		return strings.Join(all, " ")
	default:
		return ""
	}
}
