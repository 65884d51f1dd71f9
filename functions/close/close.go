package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"storefront/shared/ledger/closing"
	"storefront/shared/market"
)

// closer closes the days of the region's books.
type closer struct {
	books closing.Closer
	now   func() time.Time
	log   *slog.Logger
}

// request is the event of the function. An empty one, as from the schedule, closes
// all days that are due.
type request struct {
	Market  market.Code `json:"market"`
	Date    string      `json:"date"`
	Rebuild bool        `json:"rebuild"`
}

// response has the outcome of each day that was tried.
type response struct {
	Days []outcome `json:"days"`
}

type outcome struct {
	Market market.Code     `json:"market"`
	Date   string          `json:"date"`
	Status closing.Status  `json:"status"`
	Rev    int             `json:"rev"`
	Failed []closing.Check `json:"failed,omitempty"`
}

// errOpen makes a scheduled run fail if a day could not be closed, so that the alarm
// on errors sees it. A request for one day gets its answer in the response.
var errOpen = errors.New("a day that is due stays open: see its manifest")

// close closes the requested day, or all days that are due.
func (c closer) close(ctx context.Context, r request) (response, error) {
	if r == (request{}) {
		tried, err := c.books.CloseDue(ctx, c.now())
		out := c.report(ctx, tried)
		for _, m := range tried {
			if m.Status != closing.Closed {
				err = errors.Join(err, errOpen)
				break
			}
		}
		return out, err
	}
	m, err := c.books.Close(ctx, closing.Request{Market: r.Market, Date: r.Date, Rebuild: r.Rebuild}, c.now())
	if err != nil {
		return response{}, err
	}
	return c.report(ctx, []closing.Manifest{m}), nil
}

// report logs the outcomes and returns them.
func (c closer) report(ctx context.Context, tried []closing.Manifest) response {
	out := response{Days: []outcome{}}
	for _, m := range tried {
		out.Days = append(out.Days, outcome{m.Market, m.Date, m.Status, m.Rev, m.Failed()})
		day := []any{slog.String("market", string(m.Market)), slog.String("date", m.Date)}
		for _, check := range m.Failed() {
			c.log.ErrorContext(ctx, "day stays open", append(day, slog.String("check", string(check.Name)),
				slog.Int("failures", check.Failures), slog.Any("findings", check.Findings))...)
		}
		if m.Status == closing.Closed {
			c.log.InfoContext(ctx, "day closed", append(day, slog.Int("rev", m.Rev), slog.Int("raw_files", len(m.Inputs)))...)
		}
	}
	return out
}
