package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"storefront/shared/checkout/checkouttest"
	"storefront/shared/email"
	"storefront/shared/notify"
	"storefront/shared/waitlist"
)

// A draw from its sale to its reserve, with a public round of quicknet. Twelve enter.
func TestDraw(t *testing.T) {
	t.Parallel()
	s := newSession(t, checkouttest.NewMemory())
	now := time.Date(2023, 8, 23, 15, 0, 0, 0, time.UTC)
	s.now = func() time.Time { return now }
	s.do(t, "-local us seed")
	for n := range 12 {
		at, address := now.Add(time.Duration(n)*time.Minute), fmt.Sprintf("shopper%d@example.com", n)
		if err := s.waitlist.JoinConfirmed(t.Context(), waitlist.Entry{
			Key: waitlist.NewKey(digests, "us", "headphones", email.IdentityOf(address)), Market: "us", SKU: "headphones", Email: address, Mailbox: fmt.Sprint(n), Locale: "en",
			Status: waitlist.Confirmed, AskedAt: at, ConfirmedAt: at,
		}); err != nil {
			t.Fatal(err)
		}
	}
	s.do(t, "-local us sale create --id lot --opens 2023-08-23T17:00:00Z --access draw --entries-close 2023-08-23T15:20:00Z --line headphones=3")
	s.do(t, "-local us draw close --sale lot --sku headphones")
	s.do(t, "-local us invite --sale lot --sku headphones")
	s.do(t, "-local us restock --sale lot --line headphones=2 --invite")
	now = time.Date(2023, 8, 23, 15, 29, 24, 0, time.UTC)
	dir, beacon := t.TempDir(), filepath.Join("testdata", "round1000.json")
	for _, command := range []string{
		"-local us draw close --sale lot --sku headphones",
		"-local us draw close --sale lot --sku headphones --units 9",
		"-local us mail show --email shopper3@example.com",
		"-local us resend --market us --sku headphones --kind closed --email shopper3@example.com --reason lost",
		"-local us resend --market us --sku headphones --kind undrawn --email shopper3@example.com --reason early",
		"-local us draw export --sale lot --sku headphones --out " + dir,
		"draw verify --file " + filepath.Join(dir, "draw.json"),
		"-local us invite --sale lot --sku headphones",
		"-local us draw run --sale lot --sku headphones --beacon testdata/none.json",
		"-local us draw run --sale lot --sku headphones --units 2 --window 30m --beacon " + beacon,
		"-local us draw run --sale lot --sku headphones --beacon " + beacon,
		"-local us draw export --sale lot --sku headphones --out " + dir,
		"draw verify --file " + filepath.Join(dir, "draw.json"),
		"-local us invite --sale lot --sku headphones",
		"-local us restock --sale lot --line headphones=2 --invite",
		"-local us waitlist show --sale lot",
	} {
		s.do(t, command)
	}
	// The sale's salt is random, and so are the commitments.
	s.shown = *bytes.NewBufferString(hashes.ReplaceAllString(s.shown.String(), "HASH"))
	s.golden(t, "draw.txt", dir, "DIR")
	mails := map[notify.Kind]int{}
	for _, ask := range s.waitlist.Asks() {
		mails[ask.Kind]++
	}
	if want := map[notify.Kind]int{notify.Closed: 13, notify.Undrawn: 9, notify.Invite: 5}; !maps.Equal(mails, want) {
		t.Errorf("mails %v, want %v", mails, want)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
	}
	if want := []string{"draw.js", "draw.json", "index.html", "index.js"}; !slices.Equal(names, want) {
		t.Errorf("the folder has %q, want %q", names, want)
	}
}

var hashes = regexp.MustCompile(`\b[0-9a-f]{64}\b`)

// Four wait for headphones, and nobody for a band.
func TestInvite(t *testing.T) {
	t.Parallel()
	s := newSession(t, checkouttest.NewMemory())
	s.do(t, "-local us seed")
	s.fourWait(t)
	s.follow(t, "invite.txt")
	for n, ask := range s.waitlist.Asks() {
		if want := fmt.Sprintf("shopper%d@example.com", n); ask.Email != want || ask.Invitation.Ticket != n+1 {
			t.Errorf("ticket %d goes to %s, want %s", ask.Invitation.Ticket, ask.Email, want)
		}
	}
}

// fourWait puts four people on the waitlist for headphones.
func (s *session) fourWait(t *testing.T) {
	t.Helper()
	for n := range 4 {
		at := monday.Add(time.Duration(n-4) * time.Minute)
		if err := s.waitlist.JoinConfirmed(t.Context(), waitlist.Entry{
			Key: waitlist.Key(fmt.Sprint("KEY", n)), Market: "us", SKU: "headphones", Email: fmt.Sprintf("shopper%d@example.com", n), Mailbox: fmt.Sprint(n), Locale: "en",
			Status: waitlist.Confirmed, AskedAt: at, ConfirmedAt: at,
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// A restock is cut short after its units are added and before its wave is started.
func TestRestockCutShort(t *testing.T) {
	t.Parallel()
	s := newSession(t, checkouttest.NewMemory())
	s.do(t, "-local us seed")
	s.fourWait(t)
	s.do(t, "-local us sale create --id vip --opens now --access ticket --line headphones=1")
	stored := 0
	s.waitlist.Fail(func(call string) bool {
		if call == "PutBook" {
			stored++
		}
		return stored == 2
	})
	s.do(t, "-local us restock --sale vip --line headphones=2 --invite --reference truck-1")
	s.waitlist.Fail(nil)
	for _, command := range []string{
		"-local us waitlist show --sale vip",
		"-local us restock --sale vip --line headphones=2 --invite",
		"-local us restock --sale vip --line headphones=1",
		"-local us invite --sale vip --sku headphones --units 4",
		"-local us restock --sale vip --line headphones=2 --invite --reference truck-1",
		"-local us waitlist show --sale vip",
		"-local us sale list",
	} {
		s.do(t, command)
	}
	s.golden(t, "restock.txt")
}
