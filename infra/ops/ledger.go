package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"storefront/infra/books"
	"storefront/infra/ops/target"
	"storefront/shared/catalog"
	"storefront/shared/dynamo"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/intake"
	"storefront/shared/ledger/verify"
	"storefront/shared/market"
	"storefront/shared/money"
)

// readBooks parses the flags of a command about the books, and opens the files of
// the books.
func (c *call) readBooks(ctx context.Context, required ...string) (ledger.Objects, error) {
	found, err := c.openLedger(ctx, required...)
	return found.Books, err
}

// openLedger parses the flags of a command about the books, and opens the books with all that belongs
// to them, such as the name of the operator.
func (c *call) openLedger(ctx context.Context, required ...string) (target.Ledger, error) {
	if err := c.parse(required...); err != nil {
		return target.Ledger{}, err
	}
	return c.Ledger(ctx)
}

// closer returns a Closer of the region that does not compare the events with the orders.
func (c *call) closer(files ledger.Objects) closing.Closer {
	return closing.Closer{Objects: files, Anchors: c.store, Region: c.Region}
}

func replayLedger(ctx context.Context, c *call) error {
	if err := c.parse(); err != nil {
		return err
	}
	found, err := c.Ledger(ctx)
	if err != nil {
		return err
	}
	in, err := c.intake(ctx, found.Books)
	if err != nil {
		return err
	}
	done, err := books.Replay{
		Records:     dynamo.StreamDecoder{Region: c.Region, Orders: c.Tables.Orders, Stock: c.Tables.Stock},
		DeadLetters: found.DeadLetters, Shards: found.Shards, Intake: in,
	}.Run(ctx)
	c.out.print("took in %s of %s\n", count(done.Events, "event"), count(done.Messages, "message"))
	left := c.out.left(done.Left)
	return cmp.Or(err, left)
}

// intake returns the intake that writes events to raw files.
func (c *call) intake(ctx context.Context, files intake.Files) (*intake.Intake, error) {
	digests, err := c.Digests(ctx)
	return &intake.Intake{Digests: digests, Buyers: c.Store, Catalog: catalog.NewCache(c.store, c.now, slog.Default()), Files: files}, err
}

func backfillLedger(ctx context.Context, c *call) error {
	var code market.Code
	var date string
	c.flags.Func("market", "", into(&code, c.parseMarket))
	c.flags.Func("date", "", into(&date, parseDay))
	export := c.flags.String("export", "", "")
	c.yesFlag(false)
	if err := c.parse("market", "date"); err != nil {
		return err
	}
	name, key, isS3 := strings.Cut(strings.TrimPrefix(*export, "s3://"), "/")
	if *export != "" && (!strings.HasPrefix(*export, "s3://") || !isS3 || key == "") {
		return misused("--export must be as in s3://BUCKET/PREFIX/AWSDynamoDB/EXPORT")
	}
	found, err := c.Ledger(ctx)
	if err != nil {
		return err
	}
	fill := books.Backfill{Books: c.closer(found.Books).Books(), Orders: c.store, Store: c.store}
	if *export != "" {
		fill.Orders = books.Export{Bucket: found.Bucket(name), Key: key, Table: c.Tables.Orders}
	}
	if fill.Intake, err = c.intake(ctx, found.Books); err != nil {
		return err
	}
	now, err := c.confirm(ctx, "This writes the lost events of %s in market %s of %s to its raw files.", date, code, c.Name)
	if err != nil {
		return err
	}
	done, err := fill.Run(ctx, code, date, now)
	if err != nil {
		return err
	}
	for _, id := range done.Events {
		c.out.print("wrote %s\n", id)
	}
	c.out.print("wrote %s that had been lost, of %s that had changed by %s\n", count(len(done.Events), "event"), count(done.Orders, "order"), date)
	return c.out.left(done.Left)
}

func closeLedger(ctx context.Context, c *call) error {
	var r closing.Request
	c.flags.Func("market", "", into(&r.Market, c.parseMarket))
	c.flags.Func("date", "", into(&r.Date, parseDay))
	c.flags.BoolVar(&r.Rebuild, "rebuild", false, "")
	c.reasonFlag(&r.Reason)
	c.flags.Func("suspend", "", func(id string) error {
		r.Suspend = append(r.Suspend, id)
		return nil
	})
	provisional := c.flags.Bool("provisional", false, "")
	var dir string
	c.flags.Func("out", "", into(&dir, folder))
	c.yesFlag(false)
	found, err := c.openLedger(ctx, "market", "date")
	switch {
	case err != nil:
		return err
	case (r.Rebuild || len(r.Suspend) > 0) != (r.Reason != ""):
		return misused("--rebuild and --suspend need --reason, and only they do")
	case *provisional && r.Rebuild:
		return misused("--provisional and --rebuild exclude each other")
	case !*provisional && dir != "":
		return misused("--out is for --provisional; pull copies closed books")
	case *provisional:
		now, err := c.serviceTime(ctx)
		if err != nil {
			return err
		}
		return c.provisional(ctx, found.Books, r, dir, now)
	}
	r.By = found.Caller
	now, err := c.confirm(ctx, "This closes the books of %s in market %s of %s for good.", r.Date, r.Market, c.Name)
	if err != nil {
		return err
	}
	closer := c.closer(found.Books)
	closer.Orders = c.store
	m, err := closer.Close(ctx, r, now)
	if err != nil {
		return err
	}
	if err := inSuspense(m, r.Suspend); err != nil {
		return err
	}
	return c.showClosed(m)
}

// showClosed shows the books of a day that was closed, or why the day stays open.
func (c *call) showClosed(m closing.Manifest) error {
	if m.Status != closing.Closed {
		c.out.print("%s stays open\n", m.Date)
		c.showFailed(m)
		return errFindings
	}
	closed := record{{"date", m.Date}, {"rev", m.Rev}, {"events", events(m)}, {"raw files", len(m.Inputs)}, {"accounts", accounts(m)}}
	c.out.record(closed, func() {
		c.out.print("%s is closed, rev %d: %s of %s\n", m.Date, m.Rev, count(events(m), "event"), count(len(m.Inputs), "raw file"))
		c.out.accounts(m)
	})
	return nil
}

// inSuspense returns an error if the books of a closed day lack an event that was to be put in
// suspense, because the day was closed before or a rule books the event.
func inSuspense(m closing.Manifest, events []string) error {
	if m.Status != closing.Closed {
		return nil
	}
	for _, id := range events {
		if !slices.ContainsFunc(m.Suspended, func(s closing.Suspended) bool { return s.Event == id }) {
			return fmt.Errorf("suspend %s: %s is closed, rev %d, and its books do not have the event in suspense", id, m.Date, m.Rev)
		}
	}
	return nil
}

func (c *call) showFailed(m closing.Manifest) {
	for _, check := range m.Failed() {
		c.out.print("  %s: %s\n", check.Name, count(check.Failures, "failure"))
		for _, finding := range check.Findings {
			c.out.record(record{{"check", check.Name}, {"finding", finding}}, func() { c.out.print("    %s\n", finding) })
		}
	}
}

// accounts returns a day's debits and credits in each account.
func accounts(m closing.Manifest) (all []record) {
	for _, a := range m.Totals.Accounts {
		all = append(all, record{
			{"account", a.Code}, {"name", a.Name},
			{"debit", money.Amount{Minor: a.Debit, Currency: a.Currency}}, {"credit", money.Amount{Minor: a.Credit, Currency: a.Currency}},
		})
	}
	return all
}

func (o *output) accounts(m closing.Manifest) {
	for _, a := range m.Totals.Accounts {
		o.print("  %s  debit %s, credit %s  %s\n", a.Code, minor(a.Currency, a.Debit), minor(a.Currency, a.Credit), a.Name)
	}
}

// events returns how many events are in the books of a day.
func events(m closing.Manifest) int {
	sum := 0
	for _, n := range m.Totals.Events {
		sum += n
	}
	return sum
}

func listDays(ctx context.Context, c *call) error {
	var code market.Code
	c.flags.Func("market", "", into(&code, c.parseMarket))
	files, err := c.readBooks(ctx)
	if err != nil {
		return err
	}
	var broken []string
	c.out.table(func(row func(...any)) {
		row("MARKET", "DAY", "STATUS", "REV", "EVENTS", "LATE", "RAW FILES", "FAILED")
		for _, m := range c.Region.Markets() {
			if err != nil || code != "" && m.Code != code {
				continue
			}
			var history closing.History
			history, err = c.closer(files).Books().History(ctx, m.Code, "", "")
			broken = append(broken, history.Broken...)
			if err == nil && history.Begins == "" {
				row(m.Code, "-", "no events", "", "", "", "", "")
			}
			for _, day := range history.Days {
				dayRow(row, m.Code, day)
			}
		}
	})
	if err == nil {
		var locks []string
		locks, err = c.showLocks(ctx, files)
		broken = append(broken, locks...)
	}
	for _, finding := range broken {
		c.out.record(record{{"finding", finding}}, func() { c.out.print("%s\n", finding) })
		err = cmp.Or(err, errFindings)
	}
	return err
}

func dayRow(row func(...any), code market.Code, day closing.Day) {
	if !day.Closed() {
		var failed []string
		for _, check := range day.Failed {
			failed = append(failed, string(check.Name))
		}
		row(code, day.Date, "open", "", "", "", "", strings.Join(failed, " "))
		return
	}
	late := 0
	for _, l := range day.Live.Late {
		late += l.Events
	}
	row(code, day.Date, "closed", day.Live.Rev, events(day.Live), late, len(day.Live.Inputs), "")
}

func pullLedger(ctx context.Context, c *call) error {
	var code market.Code
	var from, to string
	c.flags.Func("market", "", into(&code, c.parseMarket))
	c.flags.Func("from", "", into(&from, parseDay))
	c.flags.Func("to", "", into(&to, parseDay))
	var dir string
	c.flags.Func("out", "", into(&dir, folder))
	events := c.flags.Bool("raw", false, "")
	files, err := c.readBooks(ctx, "market", "from", "to", "out")
	if err != nil {
		return err
	}
	if to < from {
		return misused("--to must not come before --from")
	}
	pull := books.Pull{Books: c.closer(files).Books(), Dir: dir}
	var done books.Pulled
	if c.progress {
		pull.Progress = c.err.progress
	}
	if *events {
		if c.progress {
			pull.Progress = c.err.files
		}
		done, err = pull.RunRaw(ctx, code, from, to)
	} else {
		done, err = pull.Run(ctx, code, from, to)
	}
	if c.progress {
		c.err.print("\n")
	}
	if err != nil {
		return err
	}
	switch {
	case done.Begins == "":
		c.out.print("market %s has had no events yet\n", code)
	case from < done.Begins:
		c.out.print("the books of market %s begin with %s\n", code, done.Begins)
	}
	c.out.print("%s of books in %s: %s, %d already present; %.1f MB downloaded\n",
		count(done.Days, "day"), dir, count(done.Files, "file"), done.Kept, float64(done.Bytes)/1e6)
	return c.out.left(done.Left)
}

func verifyLedger(ctx context.Context, c *call) error {
	var code market.Code
	var r verify.Range
	var date string
	c.flags.Func("market", "", into(&code, c.parseMarket))
	c.flags.Func("date", "", into(&date, parseDay))
	c.flags.Func("from", "", into(&r.First, parseDay))
	c.flags.Func("to", "", into(&r.Last, parseDay))
	restore := c.flags.Bool("restore", false, "")
	var head string
	c.flags.Func("head", "", into(&head, parseDigest))
	found, err := c.openLedger(ctx)
	switch {
	case err != nil:
		return err
	case head != "" && (r.First != "" || r.Last != "" || *restore):
		return misused("--head is for one manifest: it takes --market and --date, as the mail has them, and no other flag")
	case head != "":
		return c.verifyHead(ctx, found.Books, code, date, head)
	case date != "" && (r.First != "" || r.Last != ""), date == "" && (r.First == "" || r.Last == ""):
		return misused("either --date, or --from and --to are required")
	case r.Last < r.First:
		return misused("--to must not come before --from")
	}
	r.First, r.Last = cmp.Or(r.First, date), cmp.Or(r.Last, date)
	r.Compare = r.First
	for _, m := range c.Region.Markets() {
		if code == "" || m.Code == code {
			r.Markets = append(r.Markets, m.Code)
		}
	}
	v := verify.Verifier{Books: found.Books, Region: c.Region, Store: c.store, Heads: c.store}
	if *restore {
		v.Restore = found.Books
	}
	all, err := v.Run(ctx, r)
	if err != nil {
		return err
	}
	days := 0
	for _, v := range all {
		err, days = cmp.Or(c.showVerification(r, v), err), days+len(v.Days)
	}
	if days == 0 { // nothing was proved
		err = cmp.Or(err, errFindings)
	}
	return err
}

func (c *call) showVerification(r verify.Range, v verify.Verification) error {
	switch {
	case len(v.Days) > 0 || len(v.Wrong) > 0:
	case v.Begins == "":
		c.out.print("market %s has had no events yet\n", v.Market)
		return nil
	case v.Begins > r.Last:
		c.out.print("the books of market %s begin with %s\n", v.Market, v.Begins)
		return nil
	default:
		c.out.print("market %s has no closed day from %s to %s\n", v.Market, r.First, r.Last)
		return errFindings
	}
	c.showSums(v)
	c.out.print("\nmarket %s, %s of %s to %s: %s, against %s and %s\n",
		v.Market, count(len(v.Days), "closed day"), r.First, r.Last, count(v.Files, "file"), count(v.Orders, "order"), count(v.Lots, "lot"))
	for _, void := range v.Void {
		c.out.record(record{{"market", v.Market}, {"void", void}}, func() { c.out.print("%s\n", void) })
	}
	return c.out.findings(v.Wrong, "everything agrees")
}

func (c *call) showSums(v verify.Verification) {
	var sums []record
	for _, sum := range v.Sums {
		sums = append(sums, record{{"market", v.Market}, {"what", sum.What}, {"books", sum.Books}, {"store", sum.Store}, {"currency", sum.Currency}})
	}
	c.out.records(sums, func() {
		c.out.gridWith(tabwriter.AlignRight, func(row func(...any)) {
			row("", "books", "store", "")
			for _, sum := range v.Sums {
				if sum.Currency == "" {
					row(sum.What, sum.Books, sum.Store, "")
				} else {
					row(strings.TrimSuffix(sum.What, " "+sum.Currency), minor(sum.Currency, sum.Books), minor(sum.Currency, sum.Store), "")
				}
			}
		})
	})
}

func parseDay(text string) (string, error) {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return "", errors.New("must be a date as in 2015-05-18")
	}
	return text, nil
}

// parseMarket parses the code of a market of the region.
func (c *call) parseMarket(text string) (market.Code, error) {
	var codes []string
	for _, m := range c.Region.Markets() {
		codes = append(codes, string(m.Code))
	}
	slices.Sort(codes)
	if !slices.Contains(codes, text) {
		return "", fmt.Errorf("must be a market of region %s: %s", c.Region, strings.Join(codes, ", "))
	}
	return market.Code(text), nil
}
