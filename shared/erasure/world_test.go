package erasure_test

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/infra/audit"
	"storefront/infra/fakes3/fakes3test"
	"storefront/infra/sealed"
	"storefront/infra/seed"
	"storefront/infra/storetest"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/dynamo"
	"storefront/shared/email"
	"storefront/shared/erasure"
	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/secret"
	"storefront/shared/stock"
	"storefront/shared/waitlist"
)

var digests = email.NewDigests([]byte("no secret: every test's digests are made with it"))

const (
	band  = catalog.SKU("fitness-band")
	grace = "grace@example.com"
)

// ada is every spelling of one buyer's address.
var ada = email.IdentityOf("adalovelace+forget@gmail.com")

// keys returns the keys of sealed copies.
func keys(t *testing.T) sealed.Keys {
	t.Helper()
	k, err := sealed.NewKeys(market.US, secret.Versions{Current: []byte(strings.Repeat("s", 64))})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// world is a region in DynamoDB with a sale that is open, and an operator who erases.
type world struct {
	*dynamo.Store
	client   *dynamodb.Client
	endpoint string
	names    map[string]string
	shop     *checkouttest.Shop
	eraser   *erasure.Eraser
}

// newWorld opens a sale without a limit.
func newWorld(t *testing.T) *world {
	t.Helper()
	endpoint, client, names := storetest.Tables(t)
	w := &world{Store: dynamo.New(client, dynamo.TablesOf(names)), client: client, endpoint: endpoint, names: names}
	if _, err := seed.Apply(t.Context(), market.US, w.Store, time.Now()); err != nil {
		t.Fatal(err)
	}
	w.shop = &checkouttest.Shop{Store: w.Store, Bank: new(checkouttest.Bank), Now: time.Now, Sale: catalog.Sale{
		ID: "monday", Opens: time.Now().Add(-time.Hour), Access: catalog.AccessOpen, Hold: 10 * time.Minute,
		Salt: []byte("salt"), Lines: []catalog.SaleLine{{SKU: band, MaxPerOrder: 3}},
	}}
	if err := checkouttest.Fill(t.Context(), w.Store, stock.Line{Sale: "monday", SKU: band}, 0, 25, 25); err != nil {
		t.Fatal(err)
	}
	if put, err := w.PutSale(t.Context(), w.shop.Sale); err != nil || !put {
		t.Fatalf("PutSale = %v, %v", put, err)
	}
	w.eraser = &erasure.Eraser{
		Orders: w.Store, Holds: w.shop.Process(), Addresses: w.Store, Buyers: w.Store,
		List: erasure.List{Objects: fakes3test.Books(t, nil)}, Digests: digests, Sealer: keys(t),
	}
	return w
}

// hold holds a band for a buyer.
func (w *world) hold(t *testing.T, address, key string) order.ID {
	t.Helper()
	r := w.shop.Request("", key, checkout.HoldLine{SKU: band, Quantity: 1})
	r.Buyer.Email, r.Buyer.ShipTo.Name, r.Buyer.ShipTo.Line1 = address, "Ada Lovelace", "12 St James's Square"
	o, err := w.shop.Process().Hold(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return o.ID
}

// buy holds a band for a buyer and pays it.
func (w *world) buy(t *testing.T, address, key string) order.ID {
	t.Helper()
	id := w.hold(t, address, key)
	if _, err := w.shop.Process().Pay(t.Context(), id, checkout.PayRequest{Method: payment.CardVisa}); err != nil {
		t.Fatal(err)
	}
	return id
}

// join puts an address on the waitlist.
func (w *world) join(t *testing.T, address string) {
	t.Helper()
	now := time.Now()
	entry := waitlist.Entry{
		Key: waitlist.NewKey(digests, "us", "phone-4i", email.IdentityOf(address)), Market: "us", SKU: "phone-4i", Email: address, Locale: "en",
		Status: waitlist.Pending, Ask: rand.Text(), AskedAt: now,
	}
	if joined, err := w.Join(t.Context(), entry, now); err != nil || !joined {
		t.Fatalf("Join = %v, %v", joined, err)
	}
}

// ref returns the books' reference for an order that a buyer made now.
func (w *world) ref(t *testing.T, who email.Identity, at time.Time) string {
	t.Helper()
	refs, err := w.BuyerRefs(t.Context(), []ledger.Purchase{{Buyer: ledger.BuyerKey(digests, who), At: at}})
	if err != nil {
		t.Fatal(err)
	}
	return refs[0]
}

// forget forgets ada, and compares what became of the orders.
func (w *world) forget(t *testing.T, want erasure.Forgotten) {
	t.Helper()
	done, err := w.eraser.Forget(t.Context(), time.Now(), ada)
	if err != nil || fmt.Sprint(done) != fmt.Sprint(want) {
		t.Errorf("Forget = %+v, %v, want %+v", done, err, want)
	}
}

// audit audits the whole store, which has to tie out.
func (w *world) audit(t *testing.T) {
	t.Helper()
	report, err := audit.Run(t.Context(), w.Store, time.Now(), "")
	if err != nil || !report.OK() {
		t.Errorf("audit: found %q, %v", report.Findings, err)
	}
}

// traces returns what tables still have of ada, beside what belongs to grace.
func (w *world) traces(t *testing.T, also ...string) (found []string) {
	t.Helper()
	for id, table := range w.names {
		out, err := w.client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &table})
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range out.Items {
			text := dump(it)
			for _, personal := range append([]string{"ada.lovelace", "dalovelace", "Lovelace", "St James"}, also...) {
				if strings.Contains(text, personal) && !strings.Contains(text, grace) {
					found = append(found, id+" has "+personal)
				}
			}
		}
	}
	return found
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
	case *types.AttributeValueMemberB:
		return string(v.Value)
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

// endTerm runs the retention before and at the end of an order's term, at which the sealed copy goes.
func (w *world) endTerm(t *testing.T, id order.ID, changed time.Time) {
	t.Helper()
	retention := erasure.Retention{Orders: w.Store, Sales: w.Store}
	terms := erasure.Terms{Unpaid: changed.AddDate(-1, 0, 0)}
	for _, step := range []struct {
		sold time.Time
		want int
	}{{changed.Add(-time.Millisecond), 0}, {changed, 1}, {changed, 0}} {
		terms.Sold = step.sold
		before, err := w.Order(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		done, err := retention.Run(t.Context(), time.Now(), terms)
		if err != nil || done.Orders != step.want {
			t.Errorf("the retention: %+v, %v, want %d orders", done, err, step.want)
		}
		after, err := w.Order(t.Context(), id)
		if err != nil || after.Version != before.Version || after.Sealed.Exists() != (before.Sealed.Exists() && step.want == 0) {
			t.Errorf("after the retention, the order has version %d and the copy %+v, %v", after.Version, after.Sealed, err)
		}
	}
}
