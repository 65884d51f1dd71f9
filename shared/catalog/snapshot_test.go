package catalog_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/problem"
)

// source is a catalog that counts how often it is read, and may fail.
type source struct {
	reads int
	err   error
}

func (s *source) Catalog(context.Context) (catalog.Snapshot, error) {
	s.reads++
	return catalog.Snapshot{
		Products: []catalog.Product{{SKU: "band"}},
		Sales:    []catalog.Sale{{ID: "sale", OrdersPerBuyer: s.reads}},
	}, s.err
}

func TestCacheAges(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	type step struct {
		after time.Duration // since the first step
		err   error         // of the source, from now on
		reads int           // of the source, up to now
		age   int           // the reading that is given; 0: an error
	}
	for _, tt := range []struct {
		name  string
		steps []step
	}{
		{"a fresh catalog is not read again", []step{{0, nil, 1, 1}, {catalog.FreshFor - 1, nil, 1, 1}}},
		{"an older one is", []step{{0, nil, 1, 1}, {catalog.FreshFor, nil, 2, 2}, {2*catalog.FreshFor - 1, nil, 2, 2}}},
		{"a stale one is better than none", []step{{0, nil, 1, 1}, {catalog.FreshFor, broken, 2, 1}, {catalog.StaleFor - 1, broken, 3, 1}}},
		{"but not for ever", []step{{0, nil, 1, 1}, {catalog.StaleFor, broken, 2, 0}}},
		{"one that was never read is an error", []step{{0, broken, 1, 0}, {time.Second, broken, 2, 0}}},
		{"it recovers", []step{{0, broken, 1, 0}, {1, nil, 2, 2}, {catalog.StaleFor, broken, 3, 2}, {catalog.StaleFor + 1, broken, 4, 0}, {catalog.StaleFor + 2, nil, 5, 5}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			now, src := opens, new(source)
			cache := catalog.NewCache(src, func() time.Time { return now }, slog.New(slog.DiscardHandler))
			for i, step := range tt.steps {
				now, src.err = opens.Add(step.after), step.err
				sale, err := cache.Sale(t.Context(), "sale")
				if src.reads != step.reads || sale.OrdersPerBuyer != step.age {
					t.Errorf("step %d: reading %d of %d, want %d of %d", i, sale.OrdersPerBuyer, src.reads, step.age, step.reads)
				}
				if (step.age == 0) != errors.Is(err, broken) {
					t.Errorf("step %d: %v", i, err)
				}
			}
		})
	}
}

// growing is a catalog that gets a sale and a product.
type growing struct {
	reads int
	grown bool
}

func (g *growing) Catalog(context.Context) (catalog.Snapshot, error) {
	g.reads++
	if !g.grown {
		return catalog.Snapshot{}, nil
	}
	return catalog.Snapshot{Products: []catalog.Product{{SKU: "band"}}, Sales: []catalog.Sale{{ID: "sale"}}}, nil
}

// A process that has just read the catalog finds a new name at once. However many
// unknown names are asked for, it reads the catalog once a second.
func TestCacheLooksAgain(t *testing.T) {
	t.Parallel()
	sale := func(c *catalog.Cache) error { _, err := c.Sale(t.Context(), "sale"); return err }
	product := func(c *catalog.Cache) error { _, err := c.Product(t.Context(), "band"); return err }
	for name, find := range map[string]func(*catalog.Cache) error{"a sale": sale, "a product": product} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now, src := opens, new(growing)
			cache := catalog.NewCache(src, func() time.Time { return now }, slog.New(slog.DiscardHandler))
			if _, err := cache.Snapshot(t.Context()); err != nil {
				t.Fatal(err)
			}
			src.grown = true
			now = now.Add(time.Millisecond)
			if err := find(cache); err != nil || src.reads != 2 {
				t.Errorf("what is new: %v after %d readings, want it after a second one", err, src.reads)
			}
			for range 100 {
				if _, err := cache.Sale(t.Context(), "other"); problem.CodeOf(err) != problem.UnknownSale {
					t.Errorf("another sale: %v, want %s", err, problem.UnknownSale)
				}
			}
			if src.reads != 2 {
				t.Errorf("the catalog was read %d times for unknown names within a second, want twice", src.reads)
			}
			now = now.Add(catalog.FreshFor)
			if _, err := cache.Sale(t.Context(), "other"); problem.CodeOf(err) != problem.UnknownSale || src.reads != 3 {
				t.Errorf("a second later: %v after %d readings, want it after a third one", err, src.reads)
			}
		})
	}
}

func TestCacheFinds(t *testing.T) {
	t.Parallel()
	cache := catalog.NewCache(new(source), time.Now, slog.New(slog.DiscardHandler))
	if sale, err := cache.Sale(t.Context(), "sale"); err != nil || sale.ID != "sale" {
		t.Errorf("Sale = %+v, %v", sale, err)
	}
	if _, err := cache.Sale(t.Context(), "other"); problem.CodeOf(err) != problem.UnknownSale {
		t.Errorf("another sale: %v, want %s", err, problem.UnknownSale)
	}
	if p, err := cache.Product(t.Context(), "band"); err != nil || p.SKU != "band" {
		t.Errorf("Product = %+v, %v", p, err)
	}
	if _, err := cache.Product(t.Context(), "phone"); problem.CodeOf(err) != problem.UnknownProduct {
		t.Errorf("another product: %v, want %s", err, problem.UnknownProduct)
	}
}
