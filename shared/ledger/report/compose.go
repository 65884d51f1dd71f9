package report

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/verify"
	"storefront/shared/mail"
	"storefront/shared/market"
)

// lookBack is how many days back rebuilt books are looked for. Older months are locked by then.
const lookBack = 400

// compose returns the mail, and what to store once it is sent.
func (r Reporter) compose(ctx context.Context, was ledger.Mailed, v Verified, now time.Time) (mail.Message, ledger.Mailed, error) {
	entity, _ := ledger.Entity(r.Books.Region) // a region has one
	b := mail.Books{To: r.To, Entity: entity.Code, Region: r.Books.Region, Today: now, Last: was.At, Failed: v.Failed}
	next := ledger.Mailed{At: now, Through: map[market.Code]string{}, Revs: map[market.Code]map[string]int{}}
	for _, m := range r.Books.Region.Markets() {
		if err := r.closed(ctx, m, was, &next, &b); err != nil {
			return mail.Message{}, next, err
		}
		if err := r.open(ctx, m.Code, now, &b); err != nil {
			return mail.Message{}, next, err
		}
	}
	for _, of := range v.Markets {
		b.Verified = append(b.Verified, verified(of))
	}
	return b.Message(), next, nil
}

// closed adds the days of a market whose books were not mailed yet. A day that cannot be read is
// reported as wrong, and is tried again with the next mail.
func (r Reporter) closed(ctx context.Context, m market.Market, was ledger.Mailed, next *ledger.Mailed, b *mail.Books) error {
	since := ledger.AddDays(b.Today.Format(time.DateOnly), -lookBack)
	if through := was.Through[m.Code]; through != "" {
		since = min(since, ledger.AddDays(through, 1))
	}
	live, err := r.Books.Books().Revisions(ctx, m.Code, since)
	if err != nil {
		return err
	}
	last, revs := was.Through[m.Code], map[string]int{}
	for date := range live {
		last = max(last, date)
	}
	for _, date := range slices.Sorted(maps.Keys(live)) {
		rev, mailed := live[date], mailedOf(was, m.Code, date)
		if was.At.IsZero() && date != last { // the first mail has the last day alone
			mailed = rev
		}
		if rev > mailed {
			read, err := r.day(ctx, m, date, rev, b)
			if err != nil {
				return err
			}
			if !read {
				rev = mailed
			}
		}
		if rev != 1 {
			revs[date] = rev
		}
	}
	b.Wrong = append(b.Wrong, gone(was, m.Code, since, live)...)
	next.Through[m.Code], next.Revs[m.Code] = last, revs
	return nil
}

// mailedOf returns the revision of a day's books that was mailed; 0 is none.
func mailedOf(was ledger.Mailed, code market.Code, date string) int {
	if date > was.Through[code] {
		return 0
	}
	if rev, stored := was.Revs[code][date]; stored {
		return rev
	}
	return 1
}

// gone returns the books that were mailed and are not there any more.
func gone(was ledger.Mailed, code market.Code, since string, live map[string]int) (all []string) {
	check := func(date string) {
		if rev := mailedOf(was, code, date); date >= since && live[date] < rev {
			all = append(all, fmt.Sprintf("%s, %s: rev %d was mailed, and is gone", code, date, rev))
		}
	}
	for _, date := range slices.Sorted(maps.Keys(was.Revs[code])) {
		check(date)
	}
	if last := was.Through[code]; last != "" && was.Revs[code][last] == 0 {
		check(last)
	}
	return all
}

// day adds the books of a day, and reports whether their manifest could be read.
func (r Reporter) day(ctx context.Context, m market.Market, date string, rev int, b *mail.Books) (read bool, err error) {
	wrong := func(err error) error {
		if !errors.Is(err, closing.ErrManifest) && !errors.Is(err, ledger.ErrNoObject) {
			return err
		}
		b.Wrong = append(b.Wrong, fmt.Sprintf("%s, %s, rev %d: %v", m.Code, date, rev, err))
		return nil
	}
	manifest, digest, err := closing.ReadManifest(ctx, r.Books.Objects, r.Books.Region, m.Code, date, rev)
	if err != nil {
		return false, wrong(err)
	}
	posted, err := r.postings(ctx, manifest)
	if err != nil && wrong(err) != nil {
		return false, err
	}
	day := mail.ClosedBooks{
		Market: m.Code, Date: date, SHA256: digest, Figures: figures(m, manifest, posted),
		Check: fmt.Sprintf("go run ./infra/ops %s ledger verify --market %s --date %s --head %s", r.Ops, m.Code, date, digest),
	}
	if manifest.Reason != "" {
		day.Why = fmt.Sprintf("Closed by %s, because: %s", manifest.By, manifest.Reason)
	}
	if manifest.Supersedes != nil {
		day.Why += fmt.Sprintf(". These books supersede rev %d.", manifest.Supersedes.Rev)
	}
	for _, s := range manifest.Suspended {
		day.Suspended = append(day.Suspended, fmt.Sprintf("%s, %s: %s", s.Event, s.Type, s.Cause))
	}
	b.Closed = append(b.Closed, day)
	return true, nil
}

// open adds the first day of a market that is due and not closed.
func (r Reporter) open(ctx context.Context, code market.Code, now time.Time, b *mail.Books) error {
	due, err := r.Books.Due(ctx, code, now)
	if err != nil || len(due) == 0 {
		return err
	}
	open := mail.OpenBooks{Market: code, Date: due[0], Waiting: len(due) - 1}
	body, err := r.Books.Objects.Get(ctx, closing.OpenKey(r.Books.Region, code, due[0]))
	if err != nil && !errors.Is(err, ledger.ErrNoObject) {
		return err
	}
	var found closing.Manifest
	if err != nil || json.Unmarshal(body, &found) != nil || len(found.Failed()) == 0 {
		open.Why = []string{"No close has come to its end yet: see the log of the function close."}
	}
	for _, check := range found.Failed() {
		why := fmt.Sprintf("%s (%s): %d found", failed[check.Name], check.Name, check.Failures)
		if len(check.Findings) > 0 {
			why += ", such as: " + check.Findings[0]
		}
		open.Why = append(open.Why, why)
	}
	b.Open = append(b.Open, open)
	return nil
}

// failed says what a failed check means.
var failed = map[closing.CheckName]string{
	closing.PreviousClosed:  "The day before is not closed",
	closing.Chained:         "A manifest lacks the digest of the one before, or a raw file is in the books of two days",
	closing.RawFilesWhole:   "A raw file cannot be read, or was changed after it was booked",
	closing.DuplicatesSame:  "An event came twice and differs",
	closing.NoVersionGaps:   "A version of an order is missing",
	closing.VersionsAgree:   "Two versions of an order contradict each other",
	closing.OrdersBooked:    "An order in the store is not in the raw files, or differs from them",
	closing.ClocksAgree:     "An event is dated by a wrong clock",
	closing.Bookable:        "No rule books an event",
	closing.Balanced:        "Debits and credits differ",
	closing.RefundsPaid:     "An order refunds more than was paid",
	closing.NumbersContinue: "A rebuild would change the numbers of documents",
	closing.UnitsTieOut:     "Units sold or returned differ from the stock moves",
}

// shown is how many findings of a market are in the mail.
const shown = 5

func verified(of verify.Verification) mail.VerifiedBooks {
	v := mail.VerifiedBooks{Market: of.Market, Days: len(of.Days), Files: of.Files, Findings: len(of.Wrong)}
	for _, finding := range of.Wrong[:min(shown, len(of.Wrong))] {
		v.First = append(v.First, withoutDetails(finding))
	}
	return v
}

// details are what a finding says of an order line. They are long, and in the log.
var details = regexp.MustCompile(`(line [A-Z_]+ of \S+ at \S+),.*`)

func withoutDetails(finding string) string {
	return strings.TrimSpace(details.ReplaceAllString(finding, "$1"))
}
