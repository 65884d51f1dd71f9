package format

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/infra/nodetest"
	"storefront/shared/market"
	"storefront/shared/money"
)

// readers returns a reader for each market and each of its languages, and one in English
// for each market.
func readers() []Reader {
	var all []Reader
	for _, m := range markets() {
		for _, language := range append(slices.Clone(m.Languages), "en") {
			if r := (Reader{language, m}); !slices.ContainsFunc(all, func(o Reader) bool { return o.Locale() == r.Locale() }) {
				all = append(all, r)
			}
		}
	}
	return all
}

// question is one that is put to Node.js, and our answer.
type question struct {
	Locale  string         `json:"locale"`
	Zone    string         `json:"zone"`
	Kind    string         `json:"kind"`
	Value   any            `json:"value"`
	Options map[string]any `json:"options"`

	what   string
	reader Reader
	ours   string
}

// options of Intl.
type options = map[string]any

// exceptions are where the pages depart from ICU.
var exceptions = []struct {
	reason  string
	applies func(q question) bool
	change  func(icu string) string
}{
	{
		"English on the continent writes numbers as English does: ICU writes \"10.400\" beside \"€1,234.50\", which readers of English take for ten and a bit",
		func(q question) bool {
			return q.what == "number" && q.reader.Language == "en" && q.reader.Market.Region == market.EU
		},
		nil, // asked of en-GB instead; see ask
	},
	{
		"the shop's style in American English is a.m. and p.m., as ICU writes in American Spanish",
		func(q question) bool { return q.isClock() && q.Locale == "en-US" },
		func(icu string) string { return strings.NewReplacer("AM", "a.m.", "PM", "p.m.").Replace(icu) },
	},
	{
		"German names the unit of a time of day, which ICU leaves out: \"10:00 Uhr\"",
		func(q question) bool { return q.isClock() && q.reader.Language == "de" },
		func(icu string) string { return clock.ReplaceAllString(icu, "$0 Uhr") },
	},
	{
		"Hindi names the unit of a time of day also without a day, and before the zone",
		func(q question) bool { return q.isClock() && q.reader.Language == "hi" },
		func(icu string) string {
			return clock.ReplaceAllString(strings.ReplaceAll(icu, " बजे", ""), "$0 बजे")
		},
	},
	{
		"the first of a month is an ordinal in French, of which ICU's patterns know nothing",
		func(q question) bool { return q.reader.Language == "fr" },
		func(icu string) string { return frenchFirst.ReplaceAllString(icu, "${1}1er$2") },
	},
}

var (
	clock       = regexp.MustCompile(`\d+:\d\d(:\d\d)?`)
	frenchFirst = regexp.MustCompile(`(^| )1( [a-zéû]{3,})`)
	spaces      = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ")
)

func (q question) isClock() bool { return strings.HasPrefix(q.what, "clock") }

// TestIntl holds everything that is written against ICU, which Node.js has in it.
func TestIntl(t *testing.T) {
	t.Parallel()
	var questions []question
	for _, r := range readers() {
		questions = append(questions, numbers(r)...)
		questions = append(questions, days(r)...)
		questions = append(questions, clocks(r)...)
		questions = append(questions, units(r)...)
	}
	used := make([]bool, len(exceptions))
	for i := range questions {
		q := &questions[i]
		q.Locale, q.Zone = q.reader.Locale(), q.reader.Market.TimeZone
		if exceptions[0].applies(*q) {
			q.Locale, used[0] = "en-GB", true
		}
	}
	var answers []string
	nodetest.Run(t, questions, &answers, filepath.Join("testdata", "intl.mjs"))
	if len(answers) != len(questions) {
		t.Fatalf("%d answers to %d questions", len(answers), len(questions))
	}
	for i, q := range questions {
		want := spaces.Replace(answers[i])
		for n, exception := range exceptions {
			if exception.change == nil || !exception.applies(q) {
				continue
			}
			if changed := exception.change(want); changed != want {
				want, used[n] = changed, true
			}
		}
		if got := spaces.Replace(q.ours); got != want {
			t.Errorf("%s %s of %v: %q, ICU has %q", q.reader.Locale(), q.what, q.Value, got, want)
		}
	}
	for i, exception := range exceptions {
		if !used[i] {
			t.Errorf("this exception makes no difference: %s", exception.reason)
		}
	}
	t.Logf("%d answers for %d locales", len(answers), len(readers()))
}

func numbers(r Reader) (list []question) {
	add := func(what, ours string, value any, o options) {
		list = append(list, question{Kind: "number", Value: value, Options: o, what: what, reader: r, ours: ours})
	}
	for _, n := range []int{0, 1, 999, 1000, 1234, 9999, 10400, 99999, 100000, 1234567, 123456789, -1234} {
		add("number", r.Number(n), n, options{})
	}
	for _, rate := range []money.PPM{0, 180_000, 190_000, 66_250, 72_500, 1_000, 100, 1_000_000} {
		add("number", r.Percent(rate), float64(rate)/1e6, options{"style": "percent", "maximumFractionDigits": 4})
	}
	code := r.Market.Currency
	for _, minor := range []int64{0, 1, 99, 100, 1699, 99_999, 100_000, 123_450, 999_999, 1_040_000, 123_456_789, -1699} {
		add("money", r.Money(money.Amount{Minor: minor, Currency: code}), float64(minor)/100,
			options{"style": "currency", "currency": code})
	}
	return list
}

// moments are days of all weekdays and months, before and in summer time, at all kinds of hours.
func moments() (list []time.Time) {
	for month := time.January; month <= time.December; month++ {
		list = append(list, time.Date(2026, month, 1, 12, 0, 0, 0, time.UTC), time.Date(2026, month, int(month)+3, int(2*month)%24, 5, 9, 0, time.UTC))
	}
	for hour := range 24 {
		list = append(list, time.Date(2026, time.December, 1, hour, 30, 0, 0, time.UTC))
	}
	return list
}

func days(r Reader) (list []question) {
	add := func(ours string, at time.Time, o options) {
		list = append(list, question{Kind: "date", Value: at, Options: o, what: "day", reader: r, ours: ours})
	}
	for _, at := range moments() {
		add(r.Day(at), at, options{"weekday": "long", "day": "numeric", "month": "long"})
		add(r.Date(at), at, options{"day": "numeric", "month": "long", "year": "numeric"})
		add(r.on(r.calendar().monthDay, r.local(at)), at, options{"day": "numeric", "month": "long"})
	}
	return list
}

func clocks(r Reader) (list []question) {
	add := func(what, ours string, at time.Time, o options) {
		if r.Market.Country == "IN" {
			o["hourCycle"] = "h23" // the store's clock in India has 24 hours
			o["hour"] = "2-digit"
		}
		list = append(list, question{Kind: "date", Value: at, Options: o, what: what, reader: r, ours: ours})
	}
	hour := "2-digit"
	if r.Market.Country == "US" || r.Language == "es" {
		hour = "numeric"
	}
	for _, at := range moments() {
		add("clock", r.Clock(at), at, options{"hour": hour, "minute": "2-digit"})
		add("clock with zone", r.ZonedClock(at), at, options{"hour": hour, "minute": "2-digit", "timeZoneName": "short"})
		add("clock with seconds", r.ZonedSeconds(at), at, options{"hour": hour, "minute": "2-digit", "second": "2-digit", "timeZoneName": "short"})
		add("clock with day", r.DayClock(at), at, options{"weekday": "long", "day": "numeric", "month": "long", "hour": hour, "minute": "2-digit", "timeZoneName": "short"})
	}
	return list
}

func units(r Reader) (list []question) {
	names := map[int]string{86400: "day", 3600: "hour", 60: "minute", 1: "second"}
	for _, left := range []time.Duration{0, time.Second, 61 * time.Second, 3661 * time.Second, 90061 * time.Second, 180122 * time.Second} {
		for _, unit := range r.Countdown(left).Units {
			list = append(list, question{
				Kind: "unit", Value: unit.Count, Options: options{"unit": names[unit.Seconds]},
				what: "unit", reader: r, ours: unit.Word,
			})
		}
	}
	return list
}

// A line may break after a weekday and around the word between day and time, and nowhere
// else: ~ is a non-breaking space.
func TestMoment(t *testing.T) {
	t.Parallel()
	opens := time.Date(2026, time.December, 1, 20, 0, 0, 0, time.UTC)
	late := time.Date(2026, time.December, 2, 1, 30, 0, 0, time.UTC)
	for _, tt := range []struct {
		language, market string
		at               time.Time
		want             string
	}{
		{"en", "us", opens, "Tuesday, December~1 at 12:00~p.m.~PST (20:00~UTC)"},
		{"en", "us", late, "Tuesday, December~1 at 5:30~p.m.~PST (December~2, 01:30~UTC)"},
		{"es", "us", opens, "martes, 1~de~diciembre, 12:00~p.m.~PST (20:00~UTC)"},
		{"de", "de", opens, "Dienstag, 1.~Dezember um 21:00~Uhr~MEZ (20:00~UTC)"},
		{"en", "nl", opens, "Tuesday, 1~December at 21:00~CET (20:00~UTC)"},
		{"hi", "in", opens, "बुधवार, 2~दिसंबर को 01:30~बजे~IST (1~दिसंबर, 20:00~UTC)"},
	} {
		m, _ := market.Of(market.Code(tt.market))
		r := Reader{tt.language, m}
		if got := strings.ReplaceAll(r.Moment(tt.at), nbsp, "~"); got != tt.want {
			t.Errorf("%s: %q, want %q", r.Locale(), got, tt.want)
		}
	}
}

func TestCountdown(t *testing.T) {
	t.Parallel()
	m, _ := market.Of("de")
	for _, tt := range []struct {
		left     time.Duration
		shown    string
		duration string
	}{
		{-time.Second, "0 Minuten 0 Sekunden", "PT0S"},
		{12*time.Minute + 46*time.Second, "12 Minuten 46 Sekunden", "PT12M46S"},
		{time.Hour + 1500*time.Millisecond, "1 Stunde 0 Minuten 2 Sekunden", "PT1H2S"},
		{48 * time.Hour, "2 Tage 0 Stunden 0 Minuten 0 Sekunden", "P2DT0S"},
		{25 * time.Hour, "1 Tag 1 Stunde 0 Minuten 0 Sekunden", "P1DT1H0S"},
	} {
		c := Reader{"de", m}.Countdown(tt.left)
		var shown []string
		for _, unit := range c.Units {
			shown = append(shown, fmt.Sprint(unit.Count, " ", unit.Word))
		}
		if got := strings.Join(shown, " "); got != tt.shown || c.Duration != tt.duration {
			t.Errorf("%v: %s, %s; want %s, %s", tt.left, got, c.Duration, tt.shown, tt.duration)
		}
	}
}

func TestLeft(t *testing.T) {
	t.Parallel()
	m, _ := market.Of("gb")
	r := Reader{"en", m}
	for left, want := range map[time.Duration]string{
		-time.Minute:         "Less than a minute left",
		29 * time.Second:     "Less than a minute left",
		31 * time.Second:     "About 1 minute left",
		60 * time.Second:     "About 1 minute left",
		601 * time.Second:    "About 10 minutes left",
		2*time.Hour - 1:      "About 2 hours left",
		3*24*time.Hour + 5e9: "About 3 days left",
	} {
		if got := r.Left(left); got != want {
			t.Errorf("%v: %q, want %q", left, got, want)
		}
	}
}
