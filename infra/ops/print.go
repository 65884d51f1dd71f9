package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"storefront/shared/money"
	"storefront/shared/phrase"
)

// output is where a command prints. It keeps the first error and prints nothing
// after it, so that a command need not check each line.
//
// With --json it prints JSON Lines: an object for each row of a table and for each record.
// Everything else is for people, and goes to where errors go.
type output struct {
	to      io.Writer
	err     error
	json    bool
	aside   *output // for what is for people, with --json
	objects *output // also gets all objects, if not nil: a test's
	width   int     // of the terminal; 0 if it is none
}

func (o *output) Write(p []byte) (n int, err error) {
	if o.err == nil {
		n, o.err = o.to.Write(p)
	}
	return n, o.err
}

func (o *output) write(p []byte) { o.Write(p) } //nolint:errcheck // o keeps the error

// notes returns where to print text for people.
func (o *output) notes() *output {
	if o.json {
		return o.aside
	}
	return o
}

// print prints a sentence.
func (o *output) print(format string, args ...any) {
	fmt.Fprintf(o.notes(), format, args...)
}

// maxFindings bounds how many findings are printed. If more is wrong, these show it.
const maxFindings = 100

// findings prints what is wrong. It returns errFindings, or nil if there is nothing.
func (o *output) findings(all []string, none string) error {
	if len(all) == 0 {
		o.print("%s\n", none)
		return nil
	}
	var records []record
	for _, finding := range all {
		records = append(records, record{{"finding", finding}})
	}
	o.records(records, func() {
		o.print("findings: %d\n", len(all))
		for _, finding := range all[:min(len(all), maxFindings)] {
			o.print("  %s\n", finding)
		}
		if more := len(all) - maxFindings; more > 0 {
			o.print("  and %d more\n", more)
		}
	})
	return errFindings
}

// left prints why something was left undone. It returns errFindings, or nil if
// nothing was.
func (o *output) left(reasons []string) error {
	for _, reason := range reasons {
		o.record(record{{"left", reason}}, func() { o.print("left: %s\n", reason) })
	}
	if len(reasons) > 0 {
		return errFindings
	}
	return nil
}

// progress draws a bar of bytes over the one that it drew before.
func (o *output) progress(done, all int) {
	o.bar(done, all, fmt.Sprintf("%.1f of %.1f MB", float64(done)/1e6, float64(all)/1e6))
}

// files is like progress, but counts files.
func (o *output) files(done, all int) { o.bar(done, all, fmt.Sprintf("%d of %d files", done, all)) }

// bar draws a bar, and a text beside it, over the one that it drew before.
func (o *output) bar(done, all int, text string) {
	const width = 40
	filled := width
	if all > 0 {
		filled = width * done / all
	}
	o.print("\r[%-*s] %s", width, strings.Repeat("=", filled), text)
}

// count says how many there are of something; see [phrase.English].
func count(n int, noun string) string { return phrase.English(n, noun) }

// when formats a time, or returns "-" if there is none.
func when(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}

// amount formats money. All of the store's currencies have two decimals.
func amount(a money.Amount) string { return minor(a.Currency, a.Minor) }

// minor formats an amount in minor units, which may be negative.
func minor(currency string, n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s %s%d.%02d", currency, sign, n/100, n%100)
}
