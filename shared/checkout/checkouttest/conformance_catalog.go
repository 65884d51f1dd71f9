package checkouttest

import (
	"slices"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/money"
)

// Product returns a product that is cleared in the US, pending in Germany and blocked in
// India.
func Product(sku catalog.SKU) catalog.Product {
	return catalog.Product{
		SKU: sku, HSCode: "851762",
		Texts: map[string]catalog.Text{
			"en": {Name: "Fitness band", Description: "Counts steps."},
			"de": {Name: "Fitnessband", Description: "Zählt Schritte."},
		},
		Offers: map[market.Code]catalog.Offer{
			"us": {Price: money.Amount{Minor: 1499, Currency: "USD"}, Clearance: market.Clearance{Status: market.Cleared, Since: noon}},
			"de": {Price: money.Amount{Minor: 1999, Currency: "EUR"}, Clearance: market.Clearance{
				Status: market.Pending, Reason: market.HardwareCertification, Evidence: "file 7", Since: noon, Expected: noon.AddDate(0, 1, 0),
			}},
			"in": {Price: money.Amount{Minor: 999_00, Currency: "INR"}, Clearance: market.Clearance{Status: market.Blocked, Reason: market.Patents}},
		},
	}
}

func testCatalog(t *testing.T, s Store) {
	t.Run("has a product as it was put last", func(t *testing.T) {
		t.Parallel()
		p := Product("catalog-band")
		first := p
		first.HSCode = "000000"
		for _, p := range []catalog.Product{first, p} {
			if err := s.PutProduct(t.Context(), p); err != nil {
				t.Fatal(err)
			}
		}
		products := readCatalog(t, s).Products
		i := slices.IndexFunc(products, func(other catalog.Product) bool { return other.SKU == p.SKU })
		diff(t, "the product", products[max(i, 0)], p)
	})
	for id, closes := range map[catalog.SaleID]time.Time{"open-sale": {}, "closing-sale": noon.Add(2 * time.Hour)} {
		t.Run("puts a sale once, since its salt names orders, and changes only when it closes, and what is revoked: "+string(id), func(t *testing.T) {
			t.Parallel()
			sale := catalog.Sale{
				ID: id, Opens: noon, Closes: closes, Access: catalog.AccessDraw, EntriesClose: noon.Add(-time.Hour), OrdersPerBuyer: 2, Hold: 10 * time.Minute, Work: 18,
				Salt: []byte("salt"), Lines: []catalog.SaleLine{{SKU: "b", MaxPerOrder: 2}, {SKU: "a", MaxPerOrder: 1}},
			}
			wantStored := func() {
				t.Helper()
				sales := readCatalog(t, s).Sales
				i := slices.IndexFunc(sales, func(other catalog.Sale) bool { return other.ID == id })
				diff(t, "the sale", sales[max(i, 0)], sale)
			}
			if closed, err := s.CloseSale(t.Context(), id, noon); err != nil || closed {
				t.Errorf("CloseSale of no sale = %v, %v, want false", closed, err)
			}
			other := sale
			other.Salt = []byte("other")
			for i, put := range []catalog.Sale{sale, other} {
				if got, err := s.PutSale(t.Context(), put); err != nil || got != (i == 0) {
					t.Errorf("PutSale %d = %v, %v, want %v", i+1, got, err, i == 0)
				}
				wantStored()
			}
			for _, sale.Closes = range []time.Time{noon.Add(time.Hour), noon.Add(time.Minute)} {
				if closed, err := s.CloseSale(t.Context(), id, sale.Closes); err != nil || !closed {
					t.Fatalf("CloseSale = %v, %v, want true", closed, err)
				}
				wantStored()
			}
			for n := range catalog.MaxRevocations + 1 {
				r, fits := catalog.Revocation{SKU: "b", First: n, Last: n + 1, At: noon}, n < catalog.MaxRevocations
				if added, err := s.RevokeTickets(t.Context(), id, r); err != nil || added != fits {
					t.Fatalf("RevokeTickets %d = %v, %v, want %v", n, added, err, fits)
				}
				if fits {
					sale.Revoked = append(sale.Revoked, r)
				}
			}
			wantStored()
			if added, err := s.RevokeTickets(t.Context(), "no-"+id, catalog.Revocation{SKU: "b", First: 1, Last: 1, At: noon}); err != nil || added {
				t.Errorf("RevokeTickets of no sale = %v, %v, want false", added, err)
			}
		})
	}
}

func readCatalog(t *testing.T, s Store) catalog.Snapshot {
	t.Helper()
	snapshot, err := s.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return snapshot
}
