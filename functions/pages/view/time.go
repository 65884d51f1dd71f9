package view

import (
	"fmt"
	"strconv"
	"time"

	"storefront/functions/pages/words"
)

// number writes a whole number.
func number(p Page, n int) string { return strconv.Itoa(n) }

// clock writes a time of day.
func clock(p Page, t time.Time) string { return p.Reader.Moment(t) }

// dayClock writes a day and a time of day with its zone.
func dayClock(p Page, t time.Time) string { return p.Reader.Moment(t) }

// day writes a day.
func day(p Page, t time.Time) string { return p.Reader.Moment(t) }

// seconds writes a time of day to the second, with its zone.
func seconds(p Page, t time.Time) string { return p.Reader.Moment(t) }

// unit is a part of a countdown.
type unit struct {
	seconds    int
	count      int
	one, other string // words for one and for more
	word       string // for count
	spare      bool   // nothing is left of it, nor of longer ones
}

// countdown splits the time that is left into units, and writes it in ISO 8601.
func countdown(p Page, left time.Duration) (units []unit, iso string) {
	rest := int(max(left, 0).Round(time.Second) / time.Second)
	iso = fmt.Sprintf("PT%dS", rest)
	begun := false
	for i, length := range []int{24 * 3600, 3600, 60, 1} {
		n := rest / length
		rest %= length
		begun = begun || n > 0 || length <= 60
		one, other, word := words.Unit(i, p.say(), n)
		units = append(units, unit{seconds: length, count: n, one: one, other: other, word: word, spare: !begun})
	}
	return units, iso
}
