package mail

import (
	"fmt"
	"strings"
	"time"

	"storefront/shared/market"
	"storefront/shared/phrase"
	"storefront/shared/receipt"
)

// Books tells finance what has happened to the books of a region since the last such mail. Its
// digests are kept where nobody who can write to the books can change them. It is in English.
type Books struct {
	To       string // a bare address
	Entity   string // the legal entity
	Region   market.Region
	Today    time.Time
	Last     time.Time // of the last such mail; zero if this is the first
	Closed   []ClosedBooks
	Open     []OpenBooks
	Verified []VerifiedBooks // in the order of the markets
	Failed   bool            // the verification did not come to its end
	Wrong    []string        // what should be above and cannot be read, or is gone
}

// ClosedBooks is a day that was closed, or closed again.
type ClosedBooks struct {
	Market    market.Code
	Date      string // as 2006-01-02
	SHA256    string // of the manifest
	Why       string // who closed it and why, if an operator did
	Figures   []receipt.Row
	Suspended []string // events in suspense
	Check     string   // the command that looks for the manifest
}

// OpenBooks is the first day of a market that should be closed and is not.
type OpenBooks struct {
	Market  market.Code
	Date    string
	Waiting int      // later days that are due, too
	Why     []string // what has failed
}

// VerifiedBooks is what the verification of a market has found.
type VerifiedBooks struct {
	Market   market.Code
	Days     int
	Files    int
	Findings int
	First    []string // of the findings
}

// Message returns the mail. It depends on the books alone.
func (b Books) Message() Message {
	d := document{language: "en", subject: "Books of " + string(b.Region) + ", " + longDay(b.day()) + ": " + b.state()}
	d.add(paragraph(b.Entity + ". " + b.lead()))
	b.addWrong(&d)
	b.addOpen(&d)
	for _, c := range b.Closed {
		c.add(&d)
	}
	if len(b.Verified) > 0 {
		d.add(heading("Verified"), b.verified())
	}
	d.add(paragraph("Keep this mail. Each manifest has the digest of the one before, so a digest proves all days up to its own. " +
		"If a process has died, a day may be in two mails, with the same digest."))
	m := d.message()
	m.To = b.To
	return m
}

func (b Books) verified() rows {
	var all rows
	for _, v := range b.Verified {
		seen := "no books yet"
		if v.Days > 0 || v.Findings > 0 {
			seen = phrase.English(v.Days, "day") + ", " + phrase.English(v.Files, "file") + ", " + phrase.English(v.Findings, "finding")
		}
		all = append(all, receipt.Row{Label: string(v.Market), Amount: seen})
	}
	return all
}

// day returns the last day that the mail is about.
func (b Books) day() string {
	last := ""
	for _, c := range b.Closed {
		last = max(last, c.Date)
	}
	for _, o := range b.Open {
		last = max(last, o.Date)
	}
	if last == "" {
		last = b.Today.UTC().Format(time.DateOnly)
	}
	return last
}

func (b Books) findings() (n int) {
	for _, v := range b.Verified {
		n += v.Findings
	}
	return n + len(b.Wrong)
}

func (b Books) openDays() (n int) {
	for _, o := range b.Open {
		n += 1 + o.Waiting
	}
	return n
}

func (b Books) suspended() (n int) {
	for _, c := range b.Closed {
		n += len(c.Suspended)
	}
	return n
}

// state returns the state of the books in a few words, what is wrong first.
func (b Books) state() string {
	var parts []string
	if n := b.findings(); n > 0 {
		parts = append(parts, phrase.English(n, "finding"))
	}
	if b.Failed {
		parts = append(parts, "not verified")
	}
	if n := b.openDays(); n > 0 {
		parts = append(parts, phrase.English(n, "day")+" open")
	}
	if len(parts) > 0 {
		return strings.Join(parts, ", ")
	}
	if len(b.Closed) == 0 {
		return "nothing closed, verified"
	}
	return "closed and verified"
}

func (b Books) lead() string {
	lead := "This is the first mail. It has the last closed day of each market, whose digest proves the days before."
	if !b.Last.IsZero() {
		lead = were(len(b.Closed), "No day was", "day") + " closed since the mail of " + b.Last.UTC().Format("2 January 2006, 15:04 UTC") + "."
	}
	if n := b.openDays(); n > 0 {
		lead += " " + phrase.English(n, "day") + " should be closed and cannot be yet."
	}
	if n := b.suspended(); n > 0 {
		lead += " In suspense: " + phrase.English(n, "event") + "."
	}
	if n := b.findings(); n > 0 {
		lead += " Something is wrong with the books: see the findings."
	} else if !b.Failed {
		lead += " The books were verified: 0 differences."
	}
	if b.Failed {
		lead += " The verification did not come to its end: see the log of the function close."
	}
	return lead
}

func (b Books) addWrong(d *document) {
	if b.findings() == 0 {
		return
	}
	d.add(heading("Findings"))
	if len(b.Wrong) > 0 {
		d.add(fact{"Cannot be read", b.Wrong})
	}
	for _, v := range b.Verified {
		if v.Findings == 0 {
			continue
		}
		lines := v.First
		if more := v.Findings - len(lines); more > 0 {
			lines = append(lines[:len(lines):len(lines)], fmt.Sprintf("and %d more: see the log of the function close", more))
		}
		d.add(fact{fmt.Sprintf("%s: %s", v.Market, phrase.English(v.Findings, "finding")), lines})
	}
}

func (b Books) addOpen(d *document) {
	if len(b.Open) == 0 {
		return
	}
	d.add(heading("Open"))
	for _, o := range b.Open {
		lines := o.Why
		if o.Waiting > 0 {
			lines = append(lines[:len(lines):len(lines)], phrase.English(o.Waiting, "later day")+" of the market waiting for it")
		}
		d.add(fact{string(o.Market) + ", " + longDay(o.Date), lines})
	}
}

func (c ClosedBooks) add(d *document) {
	d.add(heading(string(c.Market) + ", " + longDay(c.Date)))
	if c.Why != "" {
		d.add(paragraph(c.Why))
	}
	d.add(rows(c.Figures))
	if len(c.Suspended) > 0 {
		d.add(fact{"In suspense: " + phrase.English(len(c.Suspended), "event"), c.Suspended})
	}
	d.add(code{"SHA-256 of the manifest", c.SHA256}, code{"Are these still the books? Ask with", c.Check})
}

// were begins a sentence about n things.
func were(n int, none, noun string) string {
	switch n {
	case 0:
		return none
	case 1:
		return "1 " + noun + " was"
	default:
		return phrase.English(n, noun) + " were"
	}
}

// longDay writes a day, such as "27 November 2026".
func longDay(date string) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return day.Format("2 January 2006")
}
