package view

import "time"

// number writes a whole number.
func number(p Page, n int) string { return p.Reader.Number(n) }

// clock writes a time of day with its zone.
func clock(p Page, t time.Time) string { return p.Reader.ZonedClock(t) }

// dayClock writes a day and a time of day with its zone.
func dayClock(p Page, t time.Time) string { return p.Reader.DayClock(t) }

// day writes a day that has no time of day.
func day(p Page, t time.Time) string { return p.Reader.CalendarDate(t) }

// seconds writes a time of day to the second, with its zone.
func seconds(p Page, t time.Time) string { return p.Reader.ZonedSeconds(t) }
