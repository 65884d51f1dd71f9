package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/report"
	"storefront/shared/ledger/verify"
	"storefront/shared/market"
)

// closer closes the days of the region's books, and verifies them.
type closer struct {
	books   closing.Closer
	kept    closing.Versions // of the books' files
	store   verify.Store
	anchors anchors
	mail    *report.Reporter // nil: finance gets no mail
	now     func() time.Time
	log     *slog.Logger
}

// anchors keeps outside the bucket what its files are compared with: the digests of manifests, the
// locks, and the numbers of documents.
type anchors interface {
	closing.Issued
	closing.Anchors
}

// request is the event of the function. An empty one, as from the hourly schedule,
// closes all days that are due.
type request struct {
	Market  market.Code `json:"market"`
	Date    string      `json:"date"`
	Rebuild bool        `json:"rebuild"`
	Reason  string      `json:"reason"` // of a rebuild, which needs one
	By      string      `json:"by"`     // who asks for it
	Verify  bool        `json:"verify"` // the books of the last days of all markets
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

// close closes the requested day, or all days that are due, or verifies the books.
func (c closer) close(ctx context.Context, r request) (response, error) {
	if r == (request{Verify: true}) {
		return response{Days: []outcome{}}, c.verify(ctx)
	}
	if r == (request{}) {
		tried, err := c.books.CloseDue(ctx, c.now())
		out := c.report(ctx, tried)
		for _, m := range tried {
			if m.Status != closing.Closed {
				err = errors.Join(err, errOpen)
				break
			}
		}
		return out, errors.Join(err, c.issue(ctx))
	}
	m, err := c.books.Close(ctx, closing.Request{Market: r.Market, Date: r.Date, Rebuild: r.Rebuild, Reason: r.Reason, By: r.By}, c.now())
	if err != nil {
		return response{}, err
	}
	return c.report(ctx, []closing.Manifest{m}), nil
}

// issue stores the numbers of the documents of closed days where the shop reads them.
func (c closer) issue(ctx context.Context) error {
	var errs []error
	for _, m := range c.books.Region.Markets() {
		issued, err := c.books.Issue(ctx, c.anchors, m.Code)
		errs = append(errs, err)
		if issued > 0 {
			c.log.InfoContext(ctx, "documents issued", slog.String("market", string(m.Code)), slog.Int("documents", issued))
		}
	}
	return errors.Join(errs...)
}

// How many days the nightly run reads, and how many of them it compares with the
// store. The raw files of all days that it reads may be needed by the next close, whose day can be
// the day before yesterday in UTC. A day needs to be compared only once, because a later change
// of its books would change their digests.
const (
	inspectedDays = 37
	comparedDays  = 3
)

// errWrong makes the nightly run fail, so that the alarm on errors sees it.
var errWrong = errors.New("the books are not as they were closed, or not as the store: see the log")

// forMail is the time that is kept for the mail, however long the verification takes.
const forMail = 90 * time.Second

// verify reads all files of the last inspectedDays again, restores those that are lost or
// changed, and compares the last comparedDays with the orders and lots. Whatever it
// finds, finance gets its mail.
func (c closer) verify(ctx context.Context) error {
	all, err := c.verifyInTime(ctx)
	for _, v := range all {
		attributes := []any{slog.String("market", string(v.Market)), slog.Int("days", len(v.Days)), slog.Int("files", v.Files), slog.Int("orders", v.Orders)}
		if len(v.Wrong) == 0 {
			c.log.InfoContext(ctx, "books verified", attributes...)
			continue
		}
		c.log.ErrorContext(ctx, "books are wrong", append(attributes, slog.Int("failures", len(v.Wrong)),
			slog.Any("findings", v.Wrong[:min(len(v.Wrong), shownFindings)]))...)
		err = errWrong
	}
	if c.mail == nil {
		return err
	}
	return errors.Join(err, c.mail.Report(ctx, report.Verified{Markets: all, Failed: err != nil && !errors.Is(err, errWrong)}))
}

// verifyInTime verifies the books, and stops early enough for the mail.
func (c closer) verifyInTime(ctx context.Context) ([]verify.Verification, error) {
	if end, ok := ctx.Deadline(); ok && c.mail != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, end.Add(-forMail))
		defer cancel()
	}
	today := c.now().UTC().Format(time.DateOnly)
	r := verify.Range{
		First: ledger.AddDays(today, -inspectedDays), Compare: ledger.AddDays(today, -comparedDays), Last: ledger.AddDays(today, 1),
	}
	for _, m := range c.books.Region.Markets() {
		r.Markets = append(r.Markets, m.Code)
	}
	return verify.Verifier{Books: c.books.Objects, Region: c.books.Region, Store: c.store, Heads: c.anchors, Restore: c.kept}.Run(ctx, r)
}

// shownFindings bounds how many findings are in a line of the log.
const shownFindings = 100

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
