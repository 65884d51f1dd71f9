package merchant_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"storefront/infra/audit"
	"storefront/infra/seed"
	"storefront/infra/storetest"
	"storefront/shared/catalog"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/dynamo"
	"storefront/shared/market"
	"storefront/shared/merchant"
	"storefront/shared/order"
	"storefront/shared/stock"
)

var monday = time.Date(2015, 5, 18, 19, 0, 0, 0, time.UTC)

const (
	band  = catalog.SKU("fitness-band")
	phone = catalog.SKU("phone-4i")
	bank  = catalog.SKU("power-bank-5000")
)

// bands is the line that most tests look at.
var bands = stock.Line{Sale: "monday", SKU: band}

// spec is a sale of 60 bands and 30 power banks, two to a buyer.
func spec() merchant.Spec {
	return merchant.Spec{
		ID: "monday", Opens: monday, Closes: monday.Add(24 * time.Hour), Access: catalog.AccessVerified,
		OrdersPerBuyer: 2, Hold: 10 * time.Minute,
		Lines: []merchant.Line{
			{SKU: band, Units: 60, MaxPerOrder: 3},
			{SKU: bank, Units: 30, MaxPerOrder: 1},
		},
	}
}

// newStore returns a store in memory that has the demo.
func newStore(t *testing.T) *checkouttest.Memory {
	t.Helper()
	memory := checkouttest.NewMemory()
	fill(t, memory)
	return memory
}

// onDynamoDB returns a store on tables of its own that has the demo.
func onDynamoDB(t *testing.T) (store *dynamo.Store, client *dynamodb.Client, names map[string]string) {
	t.Helper()
	_, client, names = storetest.Tables(t)
	store = dynamo.New(client, dynamo.TablesOf(names))
	fill(t, store)
	return store, client, names
}

func fill(t *testing.T, store merchant.Store) {
	t.Helper()
	if _, err := seed.Apply(t.Context(), market.US, store, monday); err != nil {
		t.Fatal(err)
	}
}

// create creates the sale of a spec, and returns what sells it.
func create(t *testing.T, store checkouttest.Store, now func() time.Time, spec merchant.Spec) *checkouttest.Shop {
	t.Helper()
	if err := merchant.New(market.US, store).CreateSale(t.Context(), now(), spec); err != nil {
		t.Fatal(err)
	}
	return &checkouttest.Shop{Store: store, Bank: new(checkouttest.Bank), Now: now, Sale: catalog.Sale{ID: spec.ID}}
}

func onMonday() time.Time { return monday }

func hold(t *testing.T, shop *checkouttest.Shop, buyer, key string, sku catalog.SKU) order.Order {
	t.Helper()
	o, err := shop.Hold(t.Context(), buyer, key, sku, 1)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// report audits a sale, which has to tie out.
func report(t *testing.T, store audit.Store, now time.Time, sale catalog.SaleID) audit.Report {
	t.Helper()
	report, err := audit.Run(t.Context(), store, now, sale)
	if err != nil || !report.OK() {
		t.Errorf("audit: found %q, %v", report.Findings, err)
	}
	return report
}

func sizeOf(t *testing.T, store audit.Store, line stock.Line) int {
	t.Helper()
	lines := report(t, store, monday, line.Sale).Lines
	i := slices.IndexFunc(lines, func(l audit.LineReport) bool { return l.Line == line })
	if i < 0 {
		t.Fatalf("no line %s", line)
	}
	return lines[i].Size
}

// brittle is a store of which one write fails, before or after it was applied.
type brittle struct {
	merchant.Store
	writes  chan struct{} // a token for each write that goes well
	applied bool          // the failing write is applied, and its answer lost
}

func failingAfter(n int, applied bool, store merchant.Store) brittle {
	b := brittle{store, make(chan struct{}, n), applied}
	for range n {
		b.writes <- struct{}{}
	}
	return b
}

func (b brittle) try(write func() (bool, error)) (bool, error) {
	select {
	case <-b.writes:
		return write()
	default:
	}
	if b.applied {
		if _, err := write(); err != nil {
			return false, err
		}
	}
	return false, checkouttest.ErrFault
}

func (b brittle) PutLot(ctx context.Context, lot stock.Lot) (bool, error) {
	return b.try(func() (bool, error) { return b.Store.PutLot(ctx, lot) })
}

func (b brittle) AddLots(ctx context.Context, line stock.Line, from, to, units int, reference string) (bool, error) {
	return b.try(func() (bool, error) { return b.Store.AddLots(ctx, line, from, to, units, reference) })
}

func (b brittle) PutSale(ctx context.Context, s catalog.Sale) (bool, error) {
	return b.try(func() (bool, error) { return b.Store.PutSale(ctx, s) })
}
