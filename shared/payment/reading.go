package payment

import "time"

// List is a list at a provider. The store keeps how far it has read it.
type List string

// The lists at a provider.
const (
	Changes  List = "account"  // of the account's balance
	Payments List = "payments" // by when they were begun
	Live     List = "live"     // of payments too, read again while one may still change by itself
)

// Page is a part of a list, the newest first.
type Page struct {
	Movements []Movement // in a page of Changes
	Payments  []Found    // in a page of Payments or Live
	Faults    []error    // each a *Fault: a change that the store does not know (ErrMovement), or a refund that came back
	Oldest    time.Time  // what is in the page is not older
	Last      string     // the provider's id of the last one; the next page is after it
	More      bool       // there is a next page
}

// Reading is how far the store has read a list. A provider lists from the newest to the oldest, so a
// list is read in windows, and a window may take several runs.
type Reading struct {
	Since   time.Time // nothing from before it is left to do; zero: the list was never read
	Until   time.Time // the end of the window that is being read; zero: none is
	After   string    // the last one that was read in the window; empty: none
	Reaches time.Time // what Since will be once the window is read
	Version int64     // how often the reading was kept
}

// Begin returns the reading with a window: the one that is being read, or else one up to now.
func (r Reading) Begin(now time.Time) Reading {
	if !r.Until.IsZero() {
		return r
	}
	now = now.Truncate(time.Second) // providers date by the second
	if r.Since.IsZero() {
		r.Since = now
	}
	r.Until, r.Reaches = now, now
	return r
}

// Advance returns the reading after a page of the window. If something of the page was missed, a
// later window reads it again.
func (r Reading) Advance(p Page, missed bool) Reading {
	if missed && p.Oldest.Before(r.Reaches) {
		r.Reaches = p.Oldest
	}
	if p.More {
		r.After = p.Last
		return r
	}
	return Reading{Since: r.Reaches, Version: r.Version}
}
