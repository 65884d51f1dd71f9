package main

import (
	"fmt"
	"testing"
	"time"

	"storefront/shared/checkout/checkouttest"
	"storefront/shared/waitlist"
)

// Four wait for headphones, and nobody for a band.
func TestInvite(t *testing.T) {
	t.Parallel()
	s := newSession(t, checkouttest.NewMemory())
	s.do(t, "-local us seed")
	for n := range 4 {
		at := monday.Add(time.Duration(n-4) * time.Minute)
		if err := s.waitlist.JoinConfirmed(t.Context(), waitlist.Entry{
			Key: waitlist.Key(fmt.Sprint("KEY", n)), Market: "us", SKU: "headphones", Email: fmt.Sprintf("shopper%d@example.com", n), Mailbox: fmt.Sprint(n), Locale: "en",
			Status: waitlist.Confirmed, AskedAt: at, ConfirmedAt: at,
		}); err != nil {
			t.Fatal(err)
		}
	}
	s.follow(t, "invite.txt")
	for n, ask := range s.waitlist.Asks() {
		if want := fmt.Sprintf("shopper%d@example.com", n); ask.Email != want || ask.Invitation.Ticket != n+1 {
			t.Errorf("ticket %d goes to %s, want %s", ask.Invitation.Ticket, ask.Email, want)
		}
	}
}
