package token_test

import (
	"context"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"storefront/shared/secret"
	"storefront/shared/token"
)

func signer(letter string) token.Signer {
	return token.NewSigner(secret.Fixed([]byte(strings.Repeat(letter, 32))))
}

func TestSubject(t *testing.T) {
	t.Parallel()
	s := signer("k")
	tok := s.Sign(token.Order, "0k3f8m2q7z1xw9vd-1")

	if subject, ok := s.Subject(token.Order, tok); !ok || subject != "0k3f8m2q7z1xw9vd-1" {
		t.Errorf("got %q, %v", subject, ok)
	}
	if !regexp.MustCompile(`^0k3f8m2q7z1xw9vd-1\.[A-Za-z0-9_-]{26}$`).MatchString(tok) {
		t.Errorf("%q is long, or needs escaping in a URL", tok)
	}
	dot := strings.LastIndexByte(tok, '.') + 1
	other := signer("x").Sign(token.Order, "0k3f8m2q7z1xw9vd-1")
	for name, refused := range map[string]bool{
		"another purpose":         is(s.Subject(token.Confirm, tok)),
		"another secret":          is(signer("x").Subject(token.Order, tok)),
		"another key's id":        is(s.Subject(token.Order, other[:dot+4]+tok[dot+4:])),
		"another key's signature": is(s.Subject(token.Order, tok[:dot+4]+other[dot+4:])),
		"another subject":         is(s.Subject(token.Order, strings.Replace(tok, "-1.", "-2.", 1))),
		"cut short":               is(s.Subject(token.Order, tok[:len(tok)-1])),
		"a letter too much":       is(s.Subject(token.Order, tok+"A")),
		"no key's id":             is(s.Subject(token.Order, tok[:dot]+tok[dot+4:])),
		"no signature":            is(s.Subject(token.Order, "0k3f8m2q7z1xw9vd-1")),
		"empty":                   is(s.Subject(token.Order, "")),
	} {
		if refused {
			t.Errorf("%s: accepted", name)
		}
	}
}

func is(_ string, ok bool) bool { return ok }

// Only a token with the id of an unknown key is a reason to fetch the secret.
func TestSubjectFetchesForUnknownKeys(t *testing.T) {
	t.Parallel()
	fetches, now := 0, time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)
	versions := secret.Versions{Current: []byte(strings.Repeat("k", 32)), Since: now.Add(-time.Hour)}
	fetch := func(context.Context) (secret.Versions, error) { fetches++; return versions, nil }
	rotating, err := secret.New(t.Context(), "x", fetch, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s := token.NewSigner(rotating)
	tok := s.Sign(token.Order, "a")
	now = now.Add(time.Minute)
	for _, known := range []string{tok, tok[:len(tok)-2] + "__", "b" + tok[1:], tok[:8], "a.", "a", "", "a.b.c"} {
		s.Subject(token.Order, known)
	}
	if fetches != 1 {
		t.Errorf("%d fetches for a known key and for texts that are no token", fetches)
	}
	versions = secret.Versions{Current: []byte(strings.Repeat("n", 32)), Previous: versions.Current, Since: now}
	if _, ok := s.Subject(token.Order, signer("n").Sign(token.Order, "a")); !ok || fetches != 2 {
		t.Errorf("a token under the new key: accepted %v after %d fetches", ok, fetches)
	}
	if _, ok := s.Subject(token.Order, tok); !ok {
		t.Error("a token under the previous key is refused")
	}
}

func FuzzSubject(f *testing.F) {
	s := signer("k")
	f.Add(s.Sign(token.Order, "a"))
	f.Add("a.b.c")
	f.Add("a." + strings.Repeat("é", 13))
	f.Fuzz(func(t *testing.T, tok string) {
		if subject, ok := s.Subject(token.Order, tok); ok && s.Sign(token.Order, subject) != tok {
			t.Errorf("%q was accepted, and was never signed", tok)
		}
	})
}
