package merchant

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/market"
)

// Seeded is what a seeding found and did.
type Seeded struct {
	Products []catalog.SKU    // put
	Created  []catalog.SaleID // new
	Kept     []catalog.SaleID // there already, and left as they are
}

// Seed puts products, as catalog.Product.In has them, and creates those of the sales that the region does not
// have. Seeding again changes no sale and no stock. If a product is cleared in a
// market and lacks what the market's law wants to be shown, Seed changes nothing and
// fails with Incomplete.
func (m *Merchant) Seed(ctx context.Context, now time.Time, products []catalog.Product, sales []Spec) (Seeded, error) {
	var done Seeded
	if gaps := incomplete(products); len(gaps) > 0 {
		return done, gaps
	}
	for _, p := range products {
		if err := m.store.PutProduct(ctx, p.In(m.region)); err != nil {
			return done, err
		}
		done.Products = append(done.Products, p.SKU)
	}
	snapshot, err := m.store.Catalog(ctx)
	if err != nil {
		return done, err
	}
	snapshot.Products = products // which the snapshot may be too old to have
	for _, sale := range sales {
		switch err := m.create(ctx, now, sale, snapshot); {
		case errors.Is(err, ErrExists):
			done.Kept = append(done.Kept, sale.ID)
		case err != nil:
			return done, err
		default:
			done.Created = append(done.Created, sale.ID)
		}
	}
	return done, nil
}

// Incomplete are the products that are cleared in a market without having all that
// the market's law wants to be shown. All of them are named at once.
type Incomplete []Gap

// Gap is what a product lacks in one market; see catalog.Product.Missing.
type Gap struct {
	SKU    catalog.SKU
	Market market.Code
	Fields []string // empty: there is no such market, so that nobody knows its law
}

func (g Gap) String() string {
	if len(g.Fields) == 0 {
		return fmt.Sprintf("%s is cleared in %q, which is no market", g.SKU, g.Market)
	}
	return fmt.Sprintf("%s is cleared in %s without %s", g.SKU, g.Market, strings.Join(g.Fields, ", "))
}

func (gaps Incomplete) Error() string {
	sentences := make([]string, len(gaps))
	for i, gap := range gaps {
		sentences[i] = gap.String()
	}
	return strings.Join(sentences, "; ")
}

// incomplete looks at the markets of all regions, as a product is stored with them.
func incomplete(products []catalog.Product) Incomplete {
	var gaps Incomplete
	for _, p := range products {
		for _, code := range slices.Sorted(maps.Keys(p.Offers)) {
			if p.Offers[code].Clearance.Status != market.Cleared {
				continue
			}
			gap := Gap{SKU: p.SKU, Market: code}
			to, known := market.Of(code)
			if known {
				gap.Fields = p.Missing(to)
			}
			if !known || len(gap.Fields) > 0 {
				gaps = append(gaps, gap)
			}
		}
	}
	return gaps
}
