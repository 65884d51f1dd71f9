package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// row is one protocol with one crowd: medians of its rounds.
type row struct {
	Buyers         int
	Way            string
	Protocol       string
	HoldsPerSecond float64
	Ratio          float64 // holds/s of lots ÷ holds/s of this protocol; 0 if it has none
	P50            float64
	P99            float64
	GaveUp         float64 // buyers who used all their tries
	Wire           *wire   // nil: not counted
}

// wire is what the proxy counted.
type wire struct {
	Writes    float64
	Reads     float64
	Calls     float64 // round trips, including refused and repeated ones
	Throttled float64 // share of the calls
}

func newRow(buyers int, w way, p protocol, rounds []outcome) row {
	of := func(figure func(outcome) float64) float64 { return median(rounds, figure) }
	r := row{
		Buyers: buyers, Way: w.name, Protocol: p.name,
		HoldsPerSecond: of(outcome.rate),
		P50:            of(func(o outcome) float64 { return milliseconds(o.latency.Percentile(50)) }),
		P99:            of(func(o outcome) float64 { return milliseconds(o.latency.Percentile(99)) }),
		GaveUp:         of(func(o outcome) float64 { return float64(o.gaveUp) }),
	}
	if w.proxy {
		r.Wire = &wire{
			Writes:    of(func(o outcome) float64 { return ratio(o.counts.Units().Write, float64(o.held())) }),
			Reads:     of(func(o outcome) float64 { return ratio(o.counts.Units().Read, float64(o.held())) }),
			Calls:     of(func(o outcome) float64 { return ratio(float64(o.counts.Calls()), float64(o.held())) }),
			Throttled: of(func(o outcome) float64 { return ratio(float64(throttled(o)), float64(o.counts.Calls())) }),
		}
	}
	return r
}

// ratio returns a ÷ b, or 0 if b is 0.
func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

func throttled(o outcome) (sum int) {
	for _, operation := range o.counts {
		sum += operation.Throttled
	}
	return sum
}

// median returns the middle figure of the rounds, or the mean of the middle two.
func median(rounds []outcome, figure func(outcome) float64) float64 {
	figures := make([]float64, len(rounds))
	for i, o := range rounds {
		figures[i] = figure(o)
	}
	slices.SortFunc(figures, cmp.Compare)
	middle := len(figures) / 2
	if len(figures)%2 == 1 {
		return figures[middle]
	}
	return (figures[middle-1] + figures[middle]) / 2
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func writeTable(out io.Writer, s settings, rows []row) error {
	fmt.Fprintf(out, "%d at once, %d for each unit; medians of %d rounds of up to %v; limit: %s\n",
		s.concurrency, s.demand, s.rounds, s.window, s.limit)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "buyers\tway\tprotocol\tholds/s\tlots ÷ this\tp50 ms\tp99 ms\tgave up\twrites/hold\treads/hold\tcalls/hold\tthrottled\t")
	for _, r := range rows {
		fmt.Fprintf(w, "%d\t%s\t%s\t%.0f\t%.1f\t%.0f\t%.0f\t%.0f\t%s\t\n",
			r.Buyers, r.Way, r.Protocol, r.HoldsPerSecond, r.Ratio, r.P50, r.P99, r.GaveUp, r.Wire)
	}
	return w.Flush()
}

// String returns the last four columns of a table row.
func (w *wire) String() string {
	if w == nil {
		return "–\t–\t–\t–"
	}
	return fmt.Sprintf("%.2f\t%.2f\t%.2f\t%.0f %%", w.Writes, w.Reads, w.Calls, 100*w.Throttled)
}
