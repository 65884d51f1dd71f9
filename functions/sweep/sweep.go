package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/metric"
	"storefront/shared/stock"
)

// sweeper sweeps every line of every sale that may have holds.
type sweeper struct {
	catalog catalog.Source
	lines   *checkout.Sweep
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
	return err
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
