package format

import (
	"fmt"
	"strings"
	"time"

	"storefront/shared/phrase"
)

// Unit is a part of a countdown, such as 12 minutes.
type Unit struct {
	Seconds int // in one of the unit
	Count   int
	Word    string // the unit's word for Count
	One     string // its word for one, such as "minute"
	Other   string // and for other numbers
}

// Countdown is what is left until a moment.
type Countdown struct {
	Units    []Unit // minutes and seconds, behind days and hours if there are any
	Duration string // in ISO 8601, such as "PT12M46S"
}

// Countdown returns what is left of a time. A second that has begun counts, so that
// nothing is left only when the moment has come.
func (r Reader) Countdown(left time.Duration) Countdown {
	rest := int((max(left, 0) + time.Second - 1) / time.Second)
	c := Countdown{Duration: iso(rest)}
	for _, unit := range []struct {
		seconds int
		words   phrase.Plural
	}{{24 * 3600, phrase.Day}, {3600, phrase.Hour}, {60, phrase.Minute}, {1, phrase.Second}} {
		n := rest / unit.seconds
		rest %= unit.seconds
		if n == 0 && len(c.Units) == 0 && unit.seconds > 60 {
			continue
		}
		one, other := unit.words.Forms(r.Language)
		c.Units = append(c.Units, Unit{
			Seconds: unit.seconds, Count: n, One: one, Other: other,
			Word: unit.words.Form(r.Language, n).In(r.Language),
		})
	}
	return c
}

// iso returns seconds as a duration of ISO 8601 in the form that HTML reads.
func iso(seconds int) string {
	var text strings.Builder
	text.WriteByte('P')
	if days := seconds / 86400; days > 0 {
		fmt.Fprintf(&text, "%dD", days)
	}
	text.WriteByte('T')
	rest := seconds % 86400
	if h := rest / 3600; h > 0 {
		fmt.Fprintf(&text, "%dH", h)
	}
	if m := rest % 3600 / 60; m > 0 {
		fmt.Fprintf(&text, "%dM", m)
	}
	fmt.Fprintf(&text, "%dS", rest%60)
	return text.String()
}

// Left writes about how much is left of a time, such as "About 10 minutes left".
func (r Reader) Left(left time.Duration) string {
	switch {
	case left < time.Minute/2:
		return phrase.LessLeft.In(r.Language)
	case left < time.Hour:
		return phrase.MinutesLeft.Of(r.Language, nearest(left, time.Minute))
	case left < 24*time.Hour:
		return phrase.HoursLeft.Of(r.Language, nearest(left, time.Hour))
	default:
		return phrase.DaysLeft.Of(r.Language, nearest(left, 24*time.Hour))
	}
}

func nearest(left, unit time.Duration) int { return int(left.Round(unit) / unit) }
