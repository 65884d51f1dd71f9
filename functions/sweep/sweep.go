package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/market"
	"storefront/shared/metric"
	"storefront/shared/stock"
	"storefront/shared/waitlist"
)

// sweeper sweeps every line of every sale that may have holds. Now and then it counts the
// queues of the waitlist.
type sweeper struct {
	region  market.Region
	catalog catalog.Source
	lines   *checkout.Sweep
	queues  waitlist.Queues
	metrics *metric.Writer
	now     func() time.Time
	log     *slog.Logger
}

// sweep sweeps all lines. After an error in one it continues with the others, and
// fails at the end so that an alarm is raised. The next sweep does the rest.
func (s sweeper) sweep(ctx context.Context) error {
	snapshot, err := s.catalog.Catalog(ctx)
	if err != nil {
		return err
	}
	var errs []error
	var left, held int
	for _, sale := range snapshot.Sales {
		if !sale.MayHaveHolds(s.now()) {
			continue
		}
		for _, line := range sale.Lines {
			count, err := s.line(ctx, stock.Line{Sale: sale.ID, SKU: line.SKU})
			errs = append(errs, err)
			held += count.Held
			if sale.StatusAt(s.now()) == catalog.StatusOpen {
				left += count.Left
			}
		}
	}
	err = errors.Join(errs...)
	if err == nil { // without a line, the sums would be too small
		s.metrics.Write(metric.Values{metric.StockLeft: left, metric.UnitsOnHold: held})
	}
	return errors.Join(err, s.count(ctx, snapshot.Products))
}

// countEvery is after how many minutes the queues are counted again.
const countEvery = 5

// count counts the queue of every product in every market that knows it.
func (s sweeper) count(ctx context.Context, products []catalog.Product) error {
	now := s.now()
	if now.Minute()%countEvery != 0 {
		return nil
	}
	var errs []error
	for _, p := range products {
		for _, m := range s.region.Markets() {
			if _, known := p.Offers[m.Code]; known {
				errs = append(errs, waitlist.Count(ctx, s.queues, m.Code, p.SKU, now))
			}
		}
	}
	return errors.Join(errs...)
}

func (s sweeper) line(ctx context.Context, line stock.Line) (stock.Count, error) {
	swept, err := s.lines.Line(ctx, line)
	if report := swept.Report; report != (checkout.Report{}) {
		s.log.InfoContext(ctx, "swept",
			slog.String("sale", string(line.Sale)), slog.String("sku", string(line.SKU)),
			slog.Int("expired", report.Expired), slog.Int("abandoned", report.Abandoned),
			slog.Int("released", report.Released), slog.Int("settled", report.Settled), slog.Int("mended", report.Mended))
	}
	if err != nil {
		return stock.Count{}, fmt.Errorf("sweep %s: %w", line, err)
	}
	return swept.Count, nil
}
