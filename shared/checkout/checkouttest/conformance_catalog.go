package checkouttest

import (
	"slices"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/money"
)

// Product is one that is cleared in the US, pending in Germany and blocked in
// India, for reasons of their own.
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
	t.Run("has what was put, and a product as it was put last", func(t *testing.T) {
		t.Parallel()
		p := Product("catalog-band")
		sale := catalog.Sale{
			ID: "catalog-sale", Opens: noon, Closes: noon.Add(time.Hour), Access: catalog.AccessTicket, OrdersPerBuyer: 2,
			Hold: 10 * time.Minute, Salt: []byte("salt"), Lines: []catalog.SaleLine{{SKU: "b", MaxPerOrder: 2}, {SKU: "a", MaxPerOrder: 1}},
		}
		first := p
		first.HSCode = "000000"
		for _, p := range []catalog.Product{first, p} {
			if err := s.PutProduct(t.Context(), p); err != nil {
				t.Fatal(err)
			}
		}
		if put, err := s.PutSale(t.Context(), sale); err != nil || !put {
			t.Fatalf("PutSale = %v, %v, want true", put, err)
		}
		diff(t, "the product", readProduct(t, s, p.SKU), p)
		diff(t, "the sale", readSale(t, s, sale.ID), sale)
	})
	t.Run("never writes a sale again, for its salt names orders", func(t *testing.T) {
		t.Parallel()
		sale := catalog.Sale{ID: "salted-sale", Opens: noon, Access: catalog.AccessOpen, Hold: time.Minute, Salt: []byte("first")}
		other := sale
		other.Salt = []byte("second")
		for i, tt := range []struct {
			sale catalog.Sale
			want bool
		}{{sale, true}, {other, false}} {
			if put, err := s.PutSale(t.Context(), tt.sale); err != nil || put != tt.want {
				t.Errorf("PutSale %d = %v, %v, want %v", i+1, put, err, tt.want)
			}
		}
		diff(t, "the sale", readSale(t, s, sale.ID), sale)
	})
	t.Run("closes a sale, and nothing else of it", func(t *testing.T) {
		t.Parallel()
		sale := catalog.Sale{ID: "closed-sale", Opens: noon, Access: catalog.AccessOpen, Hold: time.Minute, Salt: []byte("salt")}
		if _, err := s.PutSale(t.Context(), sale); err != nil {
			t.Fatal(err)
		}
		for _, at := range []time.Time{noon.Add(time.Hour), noon.Add(time.Minute)} {
			if closed, err := s.CloseSale(t.Context(), sale.ID, at); err != nil || !closed {
				t.Fatalf("CloseSale = %v, %v, want true", closed, err)
			}
			sale.Closes = at
			diff(t, "the sale", readSale(t, s, sale.ID), sale)
		}
	})
	t.Run("closes no sale that is not there", func(t *testing.T) {
		t.Parallel()
		if closed, err := s.CloseSale(t.Context(), "no-sale", noon); err != nil || closed {
			t.Errorf("CloseSale = %v, %v, want false", closed, err)
		}
	})
}

func readCatalog(t *testing.T, s Store) catalog.Snapshot {
	t.Helper()
	snapshot, err := s.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return snapshot
}

func readProduct(t *testing.T, s Store, sku catalog.SKU) catalog.Product {
	t.Helper()
	products := readCatalog(t, s).Products
	i := slices.IndexFunc(products, func(p catalog.Product) bool { return p.SKU == sku })
	if i < 0 {
		t.Fatalf("there is no product %s", sku)
	}
	return products[i]
}

func readSale(t *testing.T, s Store, id catalog.SaleID) catalog.Sale {
	t.Helper()
	sales := readCatalog(t, s).Sales
	i := slices.IndexFunc(sales, func(s catalog.Sale) bool { return s.ID == id })
	if i < 0 {
		t.Fatalf("there is no sale %s", id)
	}
	return sales[i]
}
