package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"storefront/infra/eventually"
	"storefront/infra/faultproxy"
	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/waitlist"
)

// TestReportsEndMail lets readers join lists of the running store, by double opt-in. Then SES
// reports a mail to each, as a developer requests on the page of the caught mail. An address that
// bounces or complains is off every list, has no ticket, and gets no more mail, whoever asks.
func TestReportsEndMail(t *testing.T) {
	t.Parallel()
	s := open(t, faultproxy.Spec{})
	post := s.poster(t)
	if stored, err := s.data.PutSale(t.Context(), catalog.Sale{
		ID: "vip", Opens: time.Now(), Access: catalog.AccessTicket, Salt: []byte("salt"), Lines: []catalog.SaleLine{{SKU: "phone-4i", MaxPerOrder: 1}},
	}); err != nil || !stored {
		t.Fatal(stored, err)
	}
	tickets := 0
	for _, report := range []string{"Bounce", "Complaint"} {
		t.Run(report, func(t *testing.T) {
			reader := strings.ToLower(report) + "@example.com"
			join := func() {
				post("/v1/us/waitlist", 202, map[string]string{"sku": "phone-4i", "email": reader, "locale": "en"})
			}
			join()
			mail := s.mailTo(t, reader, "confirm?token=")
			post("/v1/waitlist/confirm", 200, map[string]string{"token": tokenIn(t, mail, "confirm")})
			entry := func() waitlist.Entry {
				e, err := s.data.Entry(t.Context(), waitlist.NewKey(email.NewDigests([]byte(s.region.Secret("DigestSecret"))), "us", "phone-4i", email.IdentityOf(reader)))
				if err != nil {
					t.Fatal(err)
				}
				return e
			}
			e := entry()
			tickets++
			given, err := s.data.Invite(t.Context(), waitlist.Place{Key: e.Key, At: e.ConfirmedAt}, waitlist.Invitation{
				Sale: "vip", Ticket: tickets, At: time.Now(), Ends: time.Now().Add(time.Hour),
			})
			if err != nil || !given || entry().Status != waitlist.Invited {
				t.Fatalf("the entry is %+v, %v", e, err)
			}
			invitation := s.mailTo(t, reader, "ticket=")
			_, page := s.send(t, "/_local/mail/"+invitation.ID, url.Values{"report": {report}})
			if !strings.Contains(page, "<dt>Reported</dt><dd>"+report) {
				t.Errorf("the mail's page is %s", page)
			}
			eventually.True(t, "the entry is gone", func() bool { return entry().Status == "" })
			offered, err := s.data.Catalog(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if vip, err := offered.Sale("vip"); err != nil || len(vip.Revoked) != tickets || vip.Revoked[tickets-1].Last != tickets {
				t.Errorf("revoked: %+v, %v", vip.Revoked, err)
			}
			join()
			post("/v1/us/passes", 202, map[string]string{"email": reader, "locale": "en"})
			s.asksAnswered(t, post, strings.ToLower(report)+".example")
			for _, m := range s.region.Mail.Messages() {
				if m.To[0] == reader && m.ID != mail.ID && m.ID != invitation.ID {
					t.Errorf("a mail after the report: %s", m.Subject)
				}
			}
		})
	}
	answer, err := http.PostForm(s.region.URL+"/_local/mail/none", url.Values{"report": {"Bounce"}})
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusBadRequest {
		t.Errorf("a report of no mail: %d", answer.StatusCode)
	}
}
