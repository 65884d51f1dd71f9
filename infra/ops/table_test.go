package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"storefront/shared/checkout/checkouttest"
	"storefront/shared/email"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/waitlist"
)

var snakeCase = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// namesOf returns the names of each object of JSON Lines, each kind of object once. Every name
// must be in snake case.
func namesOf(t *testing.T, lines string) (kinds []string) {
	t.Helper()
	for line := range strings.Lines(lines) {
		var object map[string]any
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			t.Errorf("%q: %v", line, err)
		}
		if kind := strings.Join(slices.Sorted(maps.Keys(object)), " "); !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
		checkNames(t, object)
	}
	return kinds
}

func checkNames(t *testing.T, value any) {
	t.Helper()
	switch v := value.(type) {
	case []any:
		for _, element := range v {
			checkNames(t, element)
		}
	case map[string]any:
		for name, member := range v {
			if !snakeCase.MatchString(name) {
				t.Errorf("the name %q is not in snake case", name)
			}
			checkNames(t, member)
		}
	}
}

// With --json, the output has objects alone, with the same names whatever there is.
func TestJSON(t *testing.T) {
	t.Parallel()
	s := newSession(t, checkouttest.NewMemory())
	var programs, people bytes.Buffer
	s.out = &output{to: &programs, aside: &output{to: &people}}
	s.err = s.out.aside
	s.do(t, "-local us seed")
	if err := s.waitlist.JoinConfirmed(t.Context(), waitlist.Entry{
		Key: waitlist.NewKey(digests, "us", "headphones", email.IdentityOf("ada@example.com")), Market: "us", SKU: "headphones", Email: "ada@example.com", Locale: "en", Status: waitlist.Confirmed, AskedAt: monday, ConfirmedAt: monday,
	}); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, command := range strings.Split(strings.TrimSpace(s.read(t, "json.txt")), "\n") {
		if !strings.HasPrefix(command, "ops ") {
			continue
		}
		programs.Reset()
		if code := s.enter(t, "$ "+command); code != 0 {
			t.Errorf("%s: exit %d:\n%s", command, code, &people)
		}
		fmt.Fprintf(&all, "%s\n", command)
		for _, kind := range namesOf(t, programs.String()) {
			fmt.Fprintf(&all, "  %s\n", kind)
		}
	}
	s.shown.Reset()
	s.shown.WriteString(all.String())
	s.golden(t, "json.txt")
}

// Each command is run by a test, which checks what it prints with --json; see session.enter.
func TestEachCommandIsRun(t *testing.T) {
	t.Parallel()
	var all []byte
	for _, pattern := range []string{"testdata/*.txt", "*_test.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, text...)
		}
	}
	for name := range commands {
		if run := regexp.MustCompile(`[" ]` + name + `\b`); !run.Match(all) {
			t.Errorf("no test runs %s", name)
		}
	}
}

// A table fits the terminal: texts are cut, and what would be wrong if it were cut is not.
func TestFit(t *testing.T) {
	t.Parallel()
	id := order.ID{Key: "0123456789abcdef", Slot: 12}
	table := func(o *output) {
		o.table(func(row func(...any)) {
			row("CREATED", "WHAT", "TOTAL", "ORDER")
			row(monday, "a reason that somebody gave at great length, in Zürich", money.Amount{Minor: 1499, Currency: "USD"}, id)
			row(time.Time{}, "short", money.Amount{Minor: 1, Currency: "USD"}, id)
		})
	}
	for _, width := range []int{0, 200, 80, 69, 40} {
		var b, objects bytes.Buffer
		table(&output{to: &b, width: width, objects: &output{to: &objects}})
		text := b.String()
		for line := range strings.Lines(text) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); width > 0 && n > width {
				t.Errorf("at %d, a line has %d letters:\n%s", width, n, text)
			}
		}
		for _, whole := range []string{"2015-05-18T19:00:00Z", "USD 14.99", id.String()} {
			if !strings.Contains(text, whole) {
				t.Errorf("at %d, %s is not whole:\n%s", width, whole, text)
			}
		}
		if cut := strings.Contains(text, "…"); cut != (width > 0 && width < 100) {
			t.Errorf("at %d, a text is cut: %v\n%s", width, cut, text)
		}
		if listed := strings.Count(text, "created") == 2; listed != (width == 40) {
			t.Errorf("at %d, rows are lists: %v\n%s", width, listed, text)
		}
		if strings.Contains(objects.String(), "…") {
			t.Errorf("an object is cut: %s", &objects)
		}
	}
}
