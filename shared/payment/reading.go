package payment

import "time"

// Page is a part of what happened in the account of a provider, the newest first.
type Page struct {
	Movements []Movement
	Faults    []error   // each a *Fault: a change that the store does not know (ErrMovement), or a refund that came back
	Oldest    time.Time // when the page's last change was made
	Last      string    // the provider's id of that change; the next page is after it
	More      bool      // there is a next page
}

// Reading is how far the store has read a provider's account. A provider lists its changes from the
// newest to the oldest, so they are read in windows, and a window may take several runs.
type Reading struct {
	Since   time.Time // all movements from before it are recorded; zero: the account was never read
	Until   time.Time // the end of the window that is being read; zero: none is
	After   string    // the last change that was read in the window; empty: none
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

// Advance returns the reading after a page of the window. If a movement of the page was missed, a
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
