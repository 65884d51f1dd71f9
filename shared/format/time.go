package format

import (
	"strconv"
	"strings"
	"time"
)

// local returns a time in the market's zone.
func (r Reader) local(t time.Time) time.Time { return t.In(zoneOf(r.Market)) }

// Day writes the day of a time in the market's zone, such as "Tuesday, December 1".
func (r Reader) Day(t time.Time) string { return r.on(r.calendar().day, r.local(t)) }

// Date writes the day with its year, such as "December 1, 2026".
func (r Reader) Date(t time.Time) string { return r.on(r.calendar().date, r.local(t)) }

// CalendarDate writes a date that has no time of day, and so the same everywhere, such as
// the day of a certificate. It is the day at that moment in UTC.
func (r Reader) CalendarDate(t time.Time) string { return r.on(r.calendar().date, t.UTC()) }

// on fills a layout of a [calendar]. Lines break only after a weekday, so that a day stays with
// its month.
func (r Reader) on(layout string, day time.Time) string {
	c := r.calendar()
	var text strings.Builder
	breaks := strings.IndexByte(layout, ' ')
	if !strings.HasPrefix(layout, "W") {
		breaks = -1
	}
	for i, part := range layout {
		switch part {
		case 'W':
			text.WriteString(c.weekdays[day.Weekday()])
		case 'D':
			text.WriteString(r.dayOfMonth(day))
		case 'M':
			text.WriteString(c.months[day.Month()-1])
		case 'Y':
			text.WriteString(strconv.Itoa(day.Year()))
		case ' ':
			if i == breaks {
				text.WriteByte(' ')
			} else {
				text.WriteString(nbsp)
			}
		default:
			text.WriteRune(part)
		}
	}
	return text.String()
}

// dayOfMonth writes a day's number. The first is an ordinal in French.
func (r Reader) dayOfMonth(t time.Time) string {
	if r.Language == "fr" && t.Day() == 1 {
		return "1er"
	}
	return strconv.Itoa(t.Day())
}

// Clock writes the time of day in the market's zone, such as "12:31 p.m.", without a
// space at which a line could break.
func (r Reader) Clock(t time.Time) string { return r.clock(t, "", "") }

// ZonedClock writes the time of day with the zone, such as "12:31 p.m. PST".
func (r Reader) ZonedClock(t time.Time) string { return r.clock(t, "", r.zone(t)) }

// ZonedSeconds writes the time of day to the second, such as "12:31:14 p.m. PST".
func (r Reader) ZonedSeconds(t time.Time) string { return r.clock(t, ":05", r.zone(t)) }

// clock writes a time of day with seconds in a layout of package time, and a zone.
func (r Reader) clock(t time.Time, seconds, zone string) string {
	t = r.local(t)
	var text string
	switch {
	case r.Market.Country == "US":
		half := "a.m."
		if t.Hour() >= 12 {
			half = "p.m."
		}
		text = t.Format("3:04"+seconds) + nbsp + half
	case r.Language == "es":
		text = strings.TrimPrefix(t.Format("15:04"+seconds), "0")
	case r.Language == "de":
		text = t.Format("15:04"+seconds) + nbsp + "Uhr"
	case r.Language == "hi":
		text = t.Format("15:04"+seconds) + nbsp + "बजे"
	default:
		text = t.Format("15:04" + seconds)
	}
	if zone == "" {
		return text
	}
	return text + nbsp + zone
}

// zone returns the short name of the market's zone at a time, such as "MEZ".
func (r Reader) zone(t time.Time) string {
	name, offset := r.local(t).Zone()
	switch {
	case r.Language == "de" && name == "CET":
		return "MEZ"
	case r.Language == "de" && name == "CEST":
		return "MESZ"
	case r.Language == "fr":
		return "UTC+" + strconv.Itoa(offset/3600)
	default:
		return name
	}
}

// DayClock writes a day and a time of day with the zone, such as "Tuesday, December 1
// at 12:00 p.m. PST".
func (r Reader) DayClock(t time.Time) string {
	return r.Day(t) + r.calendar().join + r.ZonedClock(t)
}

// Moment writes a day and a time of day in the market's zone and in UTC, such as
// "Tuesday, December 1 at 12:00 p.m. PST (20:00 UTC)".
func (r Reader) Moment(t time.Time) string { return r.DayClock(t) + " (" + r.utc(t) + ")" }

// utc writes the time of day in UTC, with the day if it is another one there.
func (r Reader) utc(t time.Time) string {
	text := t.UTC().Format("15:04") + nbsp + "UTC"
	if t.UTC().Day() == r.local(t).Day() {
		return text
	}
	return r.on(r.calendar().monthDay, t.UTC()) + ", " + text
}
