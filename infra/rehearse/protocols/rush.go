package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"storefront/infra/faultproxy"
	"storefront/infra/rehearse/latency"
)

// outcome is the result of one crowd.
type outcome struct {
	took    time.Duration // until the last buyer was served or the window closed
	inTime  int           // holds before that
	latency latency.Times // of all holds, from the first try
	soldOut int
	gaveUp  int
	counts  faultproxy.Counts // nil: not counted
}

func (o outcome) held() int     { return len(o.latency) }
func (o outcome) rate() float64 { return float64(o.inTime) / o.took.Seconds() }

// rush lets each seller serve one buyer after the other until all are served or
// the window closes. A buyer who started within the window is served to the end:
// that buyer's calls count, the time past the window does not.
func rush(ctx context.Context, sellers []seller, buyers int, window time.Duration) (outcome, error) {
	var (
		o     outcome
		mu    sync.Mutex
		next  atomic.Int64
		began = time.Now()
	)
	group, ctx := errgroup.WithContext(ctx)
	for _, sell := range sellers {
		group.Go(func() error {
			for time.Since(began) < window {
				buyer := int(next.Add(1))
				if buyer > buyers {
					return nil
				}
				at := time.Now()
				err := sell(ctx, buyer)
				mu.Lock()
				known := o.note(err, at, time.Since(began) <= window)
				mu.Unlock()
				if !known {
					return fmt.Errorf("buyer %d: %w", buyer, err)
				}
			}
			return nil
		})
	}
	err := group.Wait()
	o.took = min(time.Since(began), window)
	o.latency = latency.Sorted(o.latency)
	return o, err
}

// note counts an answer and reports whether a buyer may get it.
func (o *outcome) note(err error, asked time.Time, inTime bool) bool {
	switch {
	case err == nil:
		o.latency = append(o.latency, time.Since(asked))
		if inTime {
			o.inTime++
		}
	case errors.Is(err, errSoldOut):
		o.soldOut++
	case errors.Is(err, errBusy):
		o.gaveUp++
	default:
		return false
	}
	return true
}

// check fails if the protocol oversold or wrongly said "sold out".
func (o outcome) check(units, buyers int) error {
	switch {
	case o.held() > units:
		return fmt.Errorf("%d units were sold to %d buyers", units, o.held())
	case o.soldOut > 0 && buyers-o.soldOut < units:
		return fmt.Errorf("%d of %d buyers of %d units were told that they are sold out", o.soldOut, buyers, units)
	default:
		return nil
	}
}
