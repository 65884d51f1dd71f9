package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"storefront/shared/money"
)

// output is where a command prints. It keeps the first error and prints nothing
// after it, so that a command need not check each line.
type output struct {
	to  io.Writer
	err error
}

func (o *output) Write(p []byte) (n int, err error) {
	if o.err == nil {
		n, o.err = o.to.Write(p)
	}
	return n, o.err
}

func (o *output) print(format string, args ...any) {
	fmt.Fprintf(o, format, args...)
}

// table prints rows with aligned columns.
func (o *output) table(fill func(row func(cells ...any))) { o.tableWith(0, fill) }

func (o *output) tableWith(flags uint, fill func(row func(cells ...any))) {
	w := tabwriter.NewWriter(o, 0, 0, 2, ' ', flags)
	fill(func(cells ...any) {
		format := strings.TrimSuffix(strings.Repeat("%v\t", len(cells)), "\t") + "\n"
		fmt.Fprintf(w, format, cells...)
	})
	w.Flush() //nolint:errcheck // o keeps the error
}

// maxFindings bounds how many findings are printed. If more is wrong, these show it.
const maxFindings = 100

// findings prints what is wrong. It returns errFindings, or nil if there is nothing.
func (o *output) findings(all []string, none string) error {
	if len(all) == 0 {
		o.print("%s\n", none)
		return nil
	}
	o.print("findings: %d\n", len(all))
	for _, finding := range all[:min(len(all), maxFindings)] {
		o.print("  %s\n", finding)
	}
	if more := len(all) - maxFindings; more > 0 {
		o.print("  and %d more\n", more)
	}
	return errFindings
}

// left prints why something was left undone. It returns errFindings, or nil if
// nothing was.
func (o *output) left(reasons []string) error {
	for _, reason := range reasons {
		o.print("left: %s\n", reason)
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

// files is like progress, of files.
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
