package main

import (
	"context"
	"log/slog"
	"time"

	"storefront/shared/erasure"
)

// eraser erases what was kept for its term.
type eraser struct {
	retention  erasure.Retention
	unpaidDays int
	soldYears  int
	now        func() time.Time
	log        *slog.Logger
}

// margin is kept back of the function's time, so that a run that is cut short says how
// far it came. The next day's run does the rest.
const margin = 30 * time.Second

// erase erases the orders and salts whose terms are over, and logs how many.
func (e eraser) erase(ctx context.Context) error {
	if end, limited := ctx.Deadline(); limited {
		var stop context.CancelFunc
		ctx, stop = context.WithDeadline(ctx, end.Add(-margin))
		defer stop()
	}
	now := e.now()
	done, err := e.retention.Run(ctx, now, erasure.TermsAt(now, e.unpaidDays, e.soldYears))
	e.log.InfoContext(ctx, "erased", slog.Int("orders", done.Orders), slog.Int("salts", done.Salts), slog.Bool("whole", err == nil))
	return err
}
