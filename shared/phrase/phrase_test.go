package phrase

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// message is a call of All in the source, and plurals one of Count.
type (
	message struct {
		at    token.Position
		texts []string
	}
	plurals struct {
		at         token.Position
		one, other *message
	}
)

// TestMessages holds the languages of every message against each other. It reads them from
// the source, where also those are that a function returns.
func TestMessages(t *testing.T) {
	t.Parallel()
	messages, pairs := read(t)
	for _, m := range messages {
		for i, text := range m.texts {
			language := Languages()[i]
			if strings.TrimSpace(text) == "" {
				t.Errorf("%v: nothing in %q", m.at, language)
			}
			if got, want := verbs(text), verbs(m.texts[0]); !slices.Equal(got, want) {
				t.Errorf("%v: %q has the values %v in %q, and %v in English", m.at, text, got, language, want)
			}
			if got, want := placeholders(text), placeholders(m.texts[0]); !slices.Equal(got, want) {
				t.Errorf("%v: %q has the placeholders %v in %q, and %v in English", m.at, text, got, language, want)
			}
			if got, want := outer(text), outer(m.texts[0]); got != want {
				t.Errorf("%v: %q has the spaces %q around it in %q, and %q in English", m.at, text, got, language, want)
			}
		}
	}
	for _, p := range pairs {
		if one, other := verbs(p.one.texts[0]), verbs(p.other.texts[0]); !slices.Equal(one, other) {
			t.Errorf("%v: the form for one has the values %v, the other %v", p.at, one, other)
		}
	}
	t.Logf("%d messages, %d with two forms", len(messages), len(pairs))
}

// familiar has how languages address a friend. The shop addresses everyone formally.
var familiar = map[string]*regexp.Regexp{
	"de": regexp.MustCompile(`(?i)(^|\PL)(du|dich|dir|dein|deine|deinen|deiner|deines|deinem)(\PL|$)`),
	"fr": regexp.MustCompile(`(?i)(^|\PL)(tu|toi|ton|tes|t’as|t’es)(\PL|$)`),
	"es": regexp.MustCompile(`(?i)(^|\PL)(tú|tu|tus|ti|te|contigo|tuyo|tuya)(\PL|$)`),
	"it": regexp.MustCompile(`(?i)(^|\PL)(tu|tuo|tua|tuoi|tue|ti|te)(\PL|$)`),
	"nl": regexp.MustCompile(`(?i)(^|\PL)(je|jij|jou|jouw|jullie)(\PL|$)`),
}

// Pages and mails address their readers in the same way.
func TestFormOfAddress(t *testing.T) {
	t.Parallel()
	messages, _ := read(t)
	for _, m := range messages {
		for i, text := range m.texts {
			if pattern := familiar[Languages()[i]]; pattern != nil && pattern.MatchString(text) {
				t.Errorf("%v: %q", m.at, text)
			}
		}
	}
}

func TestVerbs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"at 200 % zoom":                 "[]",
		"%s and %d":                     "[1s 2d]",
		"%[2]d before %[1]s":            "[1s 2d]",
		"%[1]s now, %[1]s later":        "[1s 1s]",
		"%[2]s, then the one after: %s": "[2s 3s]",
	} {
		if got := fmt.Sprint(verbs(text)); got != want {
			t.Errorf("verbs(%q) = %s, want %s", text, got, want)
		}
	}
}

// sources are the packages with texts. That of the pages calls All, Europe and Count by short
// names of its own.
var sources = []string{".", "../mail", "../../functions/pages/words"}

// read returns the messages of the sources.
func read(t *testing.T) (messages []*message, pairs []plurals) {
	t.Helper()
	var files []string
	for _, dir := range sources {
		found, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || found == nil {
			t.Fatalf("%s: %d files, %v", dir, len(found), err)
		}
		files = append(files, found...)
	}
	fset, found := token.NewFileSet(), map[ast.Expr]*message{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		var calls []*ast.CallExpr // of plural
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			switch {
			case !ok:
			case named(call, "plural", "Count"):
				calls = append(calls, call)
			case named(call, "all", "All", "phrase.All", "inEurope", "Europe", "phrase.Europe"):
				if texts := constants(fset, call.Args); texts != nil {
					found[call] = &message{fset.Position(call.Pos()), texts}
					messages = append(messages, found[call])
				}
			}
			return true
		})
		for _, call := range calls {
			one, other := found[call.Args[0]], found[call.Args[1]]
			if one == nil || other == nil {
				t.Fatalf("%v: a form that this test cannot read", fset.Position(call.Pos()))
			}
			pairs = append(pairs, plurals{fset.Position(call.Pos()), one, other})
		}
	}
	if len(messages) == 0 || len(pairs) == 0 {
		t.Fatal("no messages found")
	}
	return messages, pairs
}

func named(call *ast.CallExpr, names ...string) bool {
	var name string
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = "phrase." + f.Sel.Name
	}
	return slices.Contains(names, name)
}

// constants returns the values of constant texts, or nil if one is computed.
func constants(fset *token.FileSet, args []ast.Expr) []string {
	texts := make([]string, 0, len(args))
	for _, arg := range args {
		info := types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
		if err := types.CheckExpr(fset, nil, token.NoPos, arg, &info); err != nil || info.Types[arg].Value == nil {
			return nil
		}
		texts = append(texts, constant.StringVal(info.Types[arg].Value))
	}
	return texts
}

var verb = regexp.MustCompile(`%(?:\[(\d+)\])?([a-z])`)

// verbs returns the values that a text uses, each as its number and its verb, in the order
// of the numbers.
func verbs(text string) []string {
	type value struct {
		n    int
		verb string
	}
	var values []value
	n := 0
	for _, match := range verb.FindAllStringSubmatch(text, -1) {
		n++
		if match[1] != "" {
			n, _ = strconv.Atoi(match[1]) // the pattern has digits alone
		}
		values = append(values, value{n, match[2]})
	}
	slices.SortStableFunc(values, func(a, b value) int { return cmp.Compare(a.n, b.n) })
	list := make([]string, 0, len(values))
	for _, v := range values {
		list = append(list, strconv.Itoa(v.n)+v.verb)
	}
	return list
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// placeholders returns the placeholders of a letter's text, sorted.
func placeholders(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return found
}

// outer returns the spaces before and after a text, around a dot.
func outer(text string) string {
	left := len(text) - len(strings.TrimLeft(text, " "))
	right := len(text) - len(strings.TrimRight(text, " "))
	return strings.Repeat(" ", left) + "." + strings.Repeat(" ", right)
}
