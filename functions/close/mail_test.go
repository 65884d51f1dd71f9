package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/report"
	"storefront/shared/mail"
	"storefront/shared/order"
)

// errFault is a passing fault.
var errFault = errors.New("a fault")

// desk gets the mails to finance, and stores what was mailed. before, if not nil, is called before and
// after each call with the name of the call. Its error is that of the call.
type desk struct {
	*checkouttest.Memory

	mu     sync.Mutex
	sent   []mail.Message
	around func(call string) error
}

func (d *desk) call(name string, do func() error) error {
	for _, at := range []string{"before ", "after "} {
		d.mu.Lock()
		around := d.around
		d.mu.Unlock()
		if around != nil {
			if err := around(at + name); err != nil {
				return err
			}
		}
		if at == "before " {
			if err := do(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *desk) Send(_ context.Context, m mail.Message) error {
	if err := m.Check(); err != nil {
		return err
	}
	return d.call("send", func() error {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.sent = append(d.sent, m)
		return nil
	})
}

func (d *desk) Mailed(ctx context.Context) (m ledger.Mailed, err error) {
	err = d.call("read", func() (err error) {
		m, err = d.Memory.Mailed(ctx)
		return err
	})
	return m, err
}

func (d *desk) PutMailed(ctx context.Context, m ledger.Mailed) (stored bool, err error) {
	err = d.call("put", func() (err error) {
		stored, err = d.Memory.PutMailed(ctx, m)
		return err
	})
	return stored, err
}

// withDesk makes the runs of a week mail finance.
func (w *week) withDesk() *desk {
	d := &desk{Memory: checkouttest.NewMemory()}
	w.closer.mail = w.reporter(d)
	return d
}

func (w *week) reporter(d *desk) *report.Reporter {
	return &report.Reporter{
		Books: w.closer.books, Marks: d, Sender: d, To: "finance@example.com", Ops: "-env eu",
		Now:   func() time.Time { return w.closer.now() },
		Pause: func(context.Context, time.Duration) error { return nil },
		Log:   slog.New(slog.NewTextHandler(&w.log, nil)),
	}
}

// night runs the nightly event, some hours after the hourly ones.
func (w *week) night(t *testing.T) error {
	t.Helper()
	_, err := w.closer.close(t.Context(), request{Verify: true})
	return err
}

func show(m mail.Message) []byte {
	return []byte(strings.Join([]string{"To: " + m.To, "Subject: " + m.Subject, "", m.Text, m.HTML}, "\n"))
}

var errDown = errors.New("the table is down")

// down is a store that does not answer.
type down struct{ sold }

func (down) AllOrders(context.Context, func(order.Order) error) error { return errDown }

// The mails of nights of any kind.
func TestMailsToFinance(t *testing.T) {
	t.Parallel()
	type night struct {
		on     int // the day after which it is
		change func(*testing.T, *week, bool)
	}
	suspend := func(t *testing.T, w *week, closed bool) {
		t.Helper()
		if closed {
			return
		}
		i := slices.IndexFunc(w.events, func(e ledger.Event) bool {
			return e.Type == ledger.Paid && e.Market == "de" && dayOf(t, e) == w.days[2]
		})
		id := w.events[i].ID
		books := w.closer.books
		books.Rules = func(e ledger.Event) (ledger.Entries, error) {
			if e.ID == id {
				return ledger.Entries{}, fmt.Errorf("%w: its tax is more than its price", ledger.ErrEvent)
			}
			return ledger.Book(e)
		}
		end, err := ledger.Midnight("de", w.days[3])
		if err != nil {
			t.Fatal(err)
		}
		m, err := books.Close(t.Context(), closing.Request{Market: "de", Date: w.days[2], Suspend: []string{id}, Reason: "the provider was asked", By: "a controller"}, end)
		if err != nil || m.Status != closing.Closed {
			t.Fatalf("%s: %+v, %v", m.Status, m.Failed(), err)
		}
	}
	for name, tt := range map[string]night{
		"first":  {on: 1},
		"closed": {on: 2},
		"open": {on: 2, change: func(_ *testing.T, w *week, closed bool) {
			for _, key := range w.keys(w.days[2], "market=de", "raw/") {
				if !closed {
					delete(w.files.objects, key)
				}
			}
		}},
		"findings": {on: 2, change: func(_ *testing.T, w *week, closed bool) {
			for _, key := range w.keys(w.days[1], "raw/") {
				if closed {
					w.files.objects[key] = []byte("other")
				}
			}
		}},
		"manifest": {on: 2, change: func(_ *testing.T, w *week, closed bool) {
			if closed {
				clear(w.files.put) // so that nothing can be restored
				w.files.objects[closing.Folder("eu", "de", w.days[2], 1)+closing.ManifestName] = []byte("{}")
				w.files.objects[closing.Folder("eu", "fr", w.days[2], 1)+"journal.csv.gz"] = nil
			}
		}},
		"rebuilt": {on: 2, change: func(t *testing.T, w *week, closed bool) {
			t.Helper()
			if !closed {
				return
			}
			r := closing.Request{Market: "de", Date: w.days[1], Rebuild: true, Reason: "a new rule of booking", By: "a controller"}
			if _, err := w.closer.books.Close(t.Context(), r, w.closer.now()); err != nil {
				t.Fatal(err)
			}
		}},
		"suspense": {on: 2, change: suspend},
		"unverified": {on: 2, change: func(_ *testing.T, w *week, closed bool) {
			if closed {
				w.closer.store = down{}
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWeek(t, 0)
			d, days := w.withDesk(), w.days
			w.days = days[:tt.on+1]
			w.closer.now = func() time.Time { return time.Time{} }
			w.run(t, func(day int, closed bool) {
				w.days = days
				if tt.change != nil && day == tt.on {
					tt.change(t, w, closed)
				}
			})
			if len(d.sent) != tt.on+1 {
				t.Fatalf("%d nights had %d mails; the log says\n%s", tt.on+1, len(d.sent), &w.log)
			}
			got := d.sent[tt.on]
			if name == "first" {
				got = d.sent[0]
			}
			functiontest.Golden(t, "mail-"+name, show(got))
		})
	}
}

// keys returns the keys of a day's files that have all parts.
func (w *week) keys(day string, parts ...string) (keys []string) {
	for key := range w.files.objects {
		if strings.Contains(key, "/dt="+day+"/") && !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(key, part) }) {
			keys = append(keys, key)
		}
	}
	return keys
}

func dayOf(t *testing.T, e ledger.Event) string {
	t.Helper()
	date, err := ledger.Date(e.Market, e.OccurredAt)
	if err != nil {
		t.Fatal(err)
	}
	return date
}

// newNight returns a week of which two days have passed, and the mail of the first was sent.
func newNight(t *testing.T) (*week, *desk) {
	t.Helper()
	w := newWeek(t, 0)
	d, days := w.withDesk(), w.days
	w.days = days[:2]
	w.run(t, func(day int, closed bool) {
		if day == 1 {
			w.closer.mail = nil // of the second night
		}
	})
	w.days = days
	w.closer.mail = w.reporter(d)
	return w, d
}

// A night's mail is sent once, however often the run is repeated and however many run at once. The
// next night has another.
func TestANightHasOneMail(t *testing.T) {
	t.Parallel()
	w, d := newNight(t)
	var runs sync.WaitGroup
	reporter := w.reporter(d)
	for range 8 {
		runs.Go(func() {
			if err := reporter.Report(t.Context(), report.Verified{}); err != nil {
				t.Error(err)
			}
		})
	}
	runs.Wait()
	now := w.closer.now()
	for _, later := range []time.Duration{0, time.Minute, time.Hour, 11 * time.Hour} {
		w.closer.now = func() time.Time { return now.Add(later) }
		if err := w.night(t); err != nil {
			t.Error(err)
		}
	}
	if len(d.sent) != 2 {
		t.Errorf("two nights had the mails %q", d.subjects())
	}
	w.closer.now = func() time.Time { return now.Add(13 * time.Hour) }
	if err := w.night(t); err != nil {
		t.Error(err)
	}
	if want := []string{
		"Books of eu, 17 May 2015: closed and verified", "Books of eu, 18 May 2015: closed and verified", "Books of eu, 19 May 2015: nothing closed, verified",
	}; !slices.Equal(d.subjects(), want) {
		t.Errorf("the mails are %q, want %q", d.subjects(), want)
	}
}

func (d *desk) subjects() []string {
	var all []string
	for _, m := range d.sent {
		all = append(all, m.Subject)
	}
	return all
}

// Any call may fail, before or after it took effect, alone or with all calls after it, as if the
// process had died. The run fails then, unless another attempt to send succeeds. In the end each day
// is mailed once or, if the note of a sent mail was lost, twice with the same digest.
func TestFaultsOfTheMail(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ applied, dead bool }{
		"fails":                           {false, false},
		"fails after it took effect":      {true, false},
		"the process dies":                {false, true},
		"the process dies after the call": {true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for nth := 1; ; nth++ {
				w, d := newNight(t)
				calls, dead, at := 0, false, "before "
				if tt.applied {
					at = "after "
				}
				d.around = func(call string) error {
					if dead {
						return errFault
					}
					if !strings.HasPrefix(call, at) {
						return nil
					}
					if calls++; calls != nth {
						return nil
					}
					dead = tt.dead
					return errFault
				}
				err := w.night(t)
				if calls < nth {
					if nth < 5 {
						t.Errorf("there were only %d calls", calls)
					}
					return
				}
				if sending := nth == 3 && !tt.dead; !errors.Is(err, errFault) && !sending {
					t.Errorf("call %d: the run ends with %v", nth, err)
				}
				d.around = nil
				for range 2 { // the next two nights
					now := w.closer.now()
					w.closer.now = func() time.Time { return now.Add(24 * time.Hour) }
					if err := w.night(t); err != nil {
						t.Errorf("call %d: %v", nth, err)
					}
				}
				most := 1
				if nth > 3 || nth == 3 && tt.applied { // it was sent, and nobody knows
					most = 2
				}
				if n := d.mailed("de, 18 May 2015"); n < 1 || n > most {
					t.Errorf("call %d: the day is in %d mails, want at most %d: %q", nth, n, most, d.subjects())
				}
			}
		})
	}
}

// mailed returns how many mails have a text.
func (d *desk) mailed(text string) (n int) {
	for _, m := range d.sent {
		if strings.Contains(m.Text, text) {
			n++
		}
	}
	return n
}

// A mail that cannot be sent is an error, and does not keep the books from being verified. It can be
// tried again at once.
func TestAMailThatFails(t *testing.T) {
	t.Parallel()
	for name, refusal := range map[string]error{"for good": mail.ErrUnsendable, "too fast": mail.ErrTooFast} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, d := newNight(t)
			tries := 0
			d.around = func(call string) error {
				if call == "before send" {
					tries++
					return refusal
				}
				return nil
			}
			w.log.Reset()
			if err := w.night(t); !errors.Is(err, refusal) || !strings.Contains(w.log.String(), "books verified") {
				t.Errorf("the night: %v; the log says\n%s", err, &w.log)
			}
			if once := errors.Is(refusal, mail.ErrUnsendable); once != (tries == 1) {
				t.Errorf("it was tried %d times", tries)
			}
			d.around = nil
			if err := w.night(t); err != nil || d.mailed("de, 18 May 2015") != 1 {
				t.Errorf("again: %v, %q", err, d.subjects())
			}
		})
	}
}

// No mail says who or where a buyer is, not even one about order lines that are wrong.
func TestAMailHasNoBuyer(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	c, _ := process(t, &log, all)
	orders := c.store.(sold).orders
	if got := invoke(t, c, "every-hour"); !strings.HasPrefix(got, `{"days":[{`) {
		t.Fatalf("the schedule: %s", got)
	}
	c.store = sold{}
	found, err := c.verifyInTime(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found[0].Wrong = slices.DeleteFunc(found[0].Wrong, func(finding string) bool { return !strings.Contains(finding, " line ") })
	d := &desk{Memory: checkouttest.NewMemory()}
	w := &week{closer: c}
	if err := w.reporter(d).Report(t.Context(), report.Verified{Markets: found}); err != nil {
		t.Fatal(err)
	}
	mailed := string(show(d.sent[0]))
	if !strings.Contains(mailed, " have line ") {
		t.Errorf("no finding is about an order line:\n%s", mailed)
	}
	findings, places := strings.Join(found[0].Wrong, "\n"), 0 // these are in the log
	for _, o := range orders {
		b := o.Buyer
		for _, personal := range []string{b.Email, b.ShipTo.Name, b.ShipTo.Line1, b.ShipTo.City, o.Totals.Supply.PostalCode} {
			if personal != "" && strings.Contains(mailed+findings, personal) {
				t.Errorf("%q is in the mail or the log:\n%s\n%s", personal, mailed, findings)
			}
		}
		if o.Totals.Supply.PostalCode != "" {
			places++
		}
	}
	if places == 0 {
		t.Error("no order has a ZIP Code")
	}
}
