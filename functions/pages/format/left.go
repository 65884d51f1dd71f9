package format

import (
	"fmt"
	"strings"
	"time"

	"storefront/functions/pages/words"
)

// Unit is a part of a countdown, such as 12 minutes.
type Unit struct {
	Name  string // as the shop's script knows it, such as "minutes"
	Count int
	One   string // the unit's word for one, such as "minute"
	Other string // and for other numbers
	Word  string // for Count
	Spare bool   // is not shown: nothing is left of it
}

// Countdown is what is left until a moment, in whole seconds.
type Countdown struct {
	Units    []Unit // days, hours, minutes and seconds
	Duration string // in ISO 8601, such as "PT12M46S"
}

// Countdown returns what is left of a time. What has passed has nothing left.
func (r Reader) Countdown(left time.Duration) Countdown {
	rest := int(max(left, 0).Round(time.Second) / time.Second)
	c := Countdown{Duration: iso(rest)}
	begun := false
	for _, unit := range []struct {
		name    string
		seconds int
		words   words.Plural
	}{{"days", 24 * 3600, words.Day}, {"hours", 3600, words.Hour}, {"minutes", 60, words.Minute}, {"seconds", 1, words.Second}} {
		n := rest / unit.seconds
		rest %= unit.seconds
		begun = begun || n > 0 || unit.seconds <= 60
		one, other := unit.words.Forms(r.Language)
		c.Units = append(c.Units, Unit{
			Name: unit.name, Count: n, One: one, Other: other,
			Word: unit.words.Form(r.Language, n).In(r.Language), Spare: !begun,
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
	case left < time.Minute:
		return words.LessLeft.In(r.Language)
	case left < time.Hour:
		return words.MinutesLeft.Of(r.Language, nearest(left, time.Minute))
	case left < 24*time.Hour:
		return words.HoursLeft.Of(r.Language, nearest(left, time.Hour))
	default:
		return words.DaysLeft.Of(r.Language, nearest(left, 24*time.Hour))
	}
}

func nearest(left, unit time.Duration) int { return int(left.Round(unit) / unit) }
