package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/google/go-cmp/cmp"

	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/waitlist"
)

func TestEnvironment(t *testing.T) {
	t.Parallel()
	functiontest.Environment(t, "feedback", wire)
}

// lists is the waitlists of a region, on which ada has two places in two spellings of her
// address, and grace has one.
type lists struct {
	shop *functiontest.Shop
	functiontest.Asking
	feedback
}

func open(t *testing.T, shop *functiontest.Shop) lists {
	t.Helper()
	l := lists{shop: shop, Asking: shop.Asking()}
	l.feedback = feedback{
		unwanted: waitlist.Unwanted{Offers: shop.Store, Ending: l.Outbox.Table, Digests: functiontest.Digests, Now: shop.Clock.Now, Log: shop.Log},
		log:      shop.Log,
	}
	l.join(t, "ada@example.com", "fitness-band")
	l.join(t, "ADA@example.com", "phone-4i")
	l.join(t, "grace@example.com", "fitness-band")
	return l
}

// join puts an address on a list, which its owner has proved.
func (l lists) join(t *testing.T, address string, sku catalog.SKU) {
	t.Helper()
	us, _ := market.US.Market("us")
	if err := l.Waitlist.Join(t.Context(), waitlist.Request{Market: us, SKU: sku, Email: address, Locale: "en", Proved: true}); err != nil {
		t.Fatal(err)
	}
}

// places returns which products an address waits for.
func (l lists) places(t *testing.T, address string) string {
	t.Helper()
	var skus []string
	for _, sku := range []catalog.SKU{"fitness-band", "phone-4i"} {
		e, err := l.Outbox.Table.Entry(t.Context(), waitlist.NewKey(functiontest.Digests, "us", sku, email.IdentityOf(address)))
		if err != nil {
			t.Fatal(err)
		}
		if e.Confirmed() {
			skus = append(skus, string(sku))
		}
	}
	return strings.Join(skus, " ")
}

// refuses reports whether a mailbox refuses mail that others can ask for.
func (l lists) refuses(t *testing.T, address string) bool {
	t.Helper()
	m, err := l.Outbox.Table.Mailbox(t.Context(), functiontest.Digests.Mailbox(email.IdentityOf(address)))
	if err != nil {
		t.Fatal(err)
	}
	return !m.RefusedAt.IsZero()
}

// invoke invokes the function as EventBridge does.
func (l lists) invoke(t *testing.T, payload []byte) error {
	t.Helper()
	_, err := lambda.NewHandler(l.hear).Invoke(t.Context(), payload)
	return err
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "events", "feedback", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// Each report has its effect, however often it comes, and on nobody else. One that the
// template's rule keeps out has none.
func TestReports(t *testing.T) {
	t.Parallel()
	for name, ends := range map[string]bool{
		"bounce": true, "bounce-forwarded": true, "bounce-full-mailbox": false, "bounce-of-another-stack": false,
		"complaint": true, "complaint-not-spam": false,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			functiontest.Everywhere(t, market.US, func(t *testing.T, shop *functiontest.Shop) {
				l := open(t, shop)
				for range 2 {
					if functiontest.Passes(t, "feedback", name) {
						if err := l.invoke(t, sample(t, name)); err != nil {
							t.Fatal(err)
						}
					}
					want := "fitness-band phone-4i"
					if ends {
						want = ""
					}
					if got := l.places(t, "ada@example.com"); got != want || l.refuses(t, "ada@example.com") != ends {
						t.Errorf("ada waits for %q and refuses mail: %v", got, l.refuses(t, "ada@example.com"))
					}
				}
				// A wave would invite who is in the queue.
				queue, err := l.Outbox.Table.Queue(t.Context(), []market.Code{"us"}, "fitness-band", waitlist.Place{}, 10)
				if want := map[bool]int{true: 1, false: 2}[ends]; err != nil || len(queue) != want {
					t.Errorf("the queue has %v, %v, want %d", queue, err, want)
				}
				if got := l.places(t, "grace@example.com"); got != "fitness-band" || l.refuses(t, "grace@example.com") {
					t.Errorf("grace waits for %q", got)
				}
				if strings.Contains(shop.Logged.String(), "@example.com") {
					t.Errorf("logged: %s", shop.Logged)
				}
			})
		})
	}
}

// What cannot be read fails, so that it becomes a dead letter. The error names what is wrong,
// without the address.
func TestBadReports(t *testing.T) {
	t.Parallel()
	l := open(t, functiontest.Open(t, market.US, checkouttest.NewMemory()))
	good := string(sample(t, "bounce"))
	for name, tt := range map[string]struct{ old, new, want string }{
		"no recipient":     {`"destination": [`, `"destination": [], "was": [`, "mail.destination has 0 addresses"},
		"two recipients":   {`"destination": [`, `"destination": ["b@example.com",`, "mail.destination has 2 addresses"},
		"no address":       {`"destination": [`, `"destination": ["ada lovelace, ada@example.com"], "was": [`, "mail.destination has no valid address"},
		"another shape":    {`"destination": [`, `"destination": "ada@example.com", "was": [`, "read report"},
		"no report":        {`"bounce": {`, `"delivery": {`, "want either a bounce or a complaint"},
		"two reports":      {`"bounce": {`, `"complaint": {}, "bounce": {`, "want either a bounce or a complaint"},
		"another time":     {`"timestamp": "2015-05-18T19:00:08.000Z"`, `"timestamp": "ada@example.com"`, "timestamp is not in RFC 3339"},
		"no time":          {`"timestamp": "2015-05-18T19:00:08.000Z"`, `"at": ""`, "timestamp is not in RFC 3339"},
		"nothing":          {good, `{}`, "mail.destination has 0 addresses"},
		"another document": {good, `"ada@example.com"`, "read report"},
	} {
		t.Run(name, func(t *testing.T) {
			bad := strings.Replace(good, tt.old, tt.new, 1)
			err := l.invoke(t, []byte(bad))
			if bad == good || err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "@") {
				t.Errorf("err = %v, want %q", err, tt.want)
			}
		})
	}
	if got := l.places(t, "ada@example.com"); got != "fitness-band phone-4i" || strings.Contains(l.shop.Logged.String(), "@") {
		t.Errorf("ada waits for %q, logged: %s", got, l.shop.Logged)
	}
}

// After any fault, the report that comes again does what is left.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"RefuseMail", "Entry", "RemoveAs"} {
		l := open(t, functiontest.Open(t, market.US, checkouttest.NewMemory()))
		failed := false
		l.Outbox.Memory(t).Fail(func(c string) bool {
			fails := c == call && !failed
			failed = failed || fails
			return fails
		})
		if err := l.invoke(t, sample(t, "complaint")); err == nil || strings.Contains(err.Error(), "@") {
			t.Errorf("%s fails: err = %v", call, err)
		}
		if err := l.invoke(t, sample(t, "complaint")); err != nil || l.places(t, "ada@example.com") != "" || !l.refuses(t, "ada@example.com") {
			t.Errorf("%s fails: %v, ada waits for %q", call, err, l.places(t, "ada@example.com"))
		}
	}
}

// What was asked for before the report and is still to be sent is not sent.
func TestMailUnderWay(t *testing.T) {
	t.Parallel()
	functiontest.Everywhere(t, market.US, func(t *testing.T, shop *functiontest.Shop) {
		l := open(t, shop)
		us, _ := market.US.Market("us")
		if err := l.Waitlist.Join(t.Context(), waitlist.Request{Market: us, SKU: "phone-note", Email: "ada@example.com", Locale: "en"}); err != nil {
			t.Fatal(err)
		}
		if err := l.Asker.ForPass(t.Context(), "us", "ada@example.com", "en"); err != nil {
			t.Fatal(err)
		}
		if err := l.invoke(t, sample(t, "bounce")); err != nil {
			t.Fatal(err)
		}
		if sent := l.Outbox.Mails(t); len(sent) > 0 {
			t.Errorf("%d mails are sent: %s", len(sent), sent[0].Subject)
		}
	})
}

// A report revokes only the ticket of its address, even if the report is repeated or was cut
// short. A ticket that has ended needs no revocation.
func TestTicketOfAnUnwantedAddress(t *testing.T) {
	t.Parallel()
	functiontest.Everywhere(t, market.US, func(t *testing.T, shop *functiontest.Shop) {
		l := open(t, shop)
		now := shop.Clock.Now()
		if stored, err := shop.Store.PutSale(t.Context(), catalog.Sale{
			ID: "vip", Opens: now, Access: catalog.AccessTicket, Hold: time.Hour, Salt: []byte("salt"), Lines: []catalog.SaleLine{{SKU: "fitness-band", MaxPerOrder: 1}, {SKU: "phone-4i", MaxPerOrder: 1}},
		}); err != nil || !stored {
			t.Fatal(stored, err)
		}
		for ticket, i := range []struct {
			sku  catalog.SKU
			ends time.Time
		}{1: {"fitness-band", now.Add(time.Hour)}, 2: {"fitness-band", now.Add(time.Hour)}, 3: {"phone-4i", now}} {
			if ticket == 0 {
				continue
			}
			queue, err := l.Outbox.Table.Queue(t.Context(), []market.Code{"us"}, i.sku, waitlist.Place{}, 1)
			if err != nil || len(queue) != 1 {
				t.Fatal(queue, err)
			}
			if given, err := l.Outbox.Table.Invite(t.Context(), queue[0], waitlist.Invitation{Sale: "vip", Ticket: ticket, At: now.Add(-time.Minute), Ends: i.ends}); err != nil || !given {
				t.Fatal(given, err)
			}
		}
		first, err := l.Outbox.Table.Entry(t.Context(), waitlist.NewKey(functiontest.Digests, "us", "fitness-band", email.IdentityOf("ada@example.com")))
		if err != nil || first.Status != waitlist.Invited {
			t.Fatal(first, err)
		}
		want := []catalog.Revocation{{SKU: "fitness-band", First: first.Invitation.Ticket, Last: first.Invitation.Ticket, At: now.UTC().Truncate(time.Millisecond)}}
		for range 2 {
			if err := l.invoke(t, sample(t, "bounce")); err != nil {
				t.Fatal(err)
			}
			offered, err := shop.Store.Catalog(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			sale, err := offered.Sale("vip")
			if diff := cmp.Diff(want, sale.Revoked); err != nil || diff != "" || l.places(t, "ada@example.com") != "" {
				t.Errorf("%v, ada waits for %q, revoked (-want +got):\n%s", err, l.places(t, "ada@example.com"), diff)
			}
			shop.Clock.Advance(time.Minute)
		}
	})
}

// Bounces cannot use up the revocations that a sale keeps for operators. A report beyond that is
// still handled, and the log names the ticket that keeps its unit.
func TestTooManyBounces(t *testing.T) {
	t.Parallel()
	l := open(t, functiontest.Open(t, market.US, checkouttest.NewMemory()))
	now := l.shop.Clock.Now()
	sale := catalog.Sale{ID: "vip", Opens: now, Access: catalog.AccessTicket, Hold: time.Hour, Salt: []byte("salt"), Lines: []catalog.SaleLine{{SKU: "fitness-band", MaxPerOrder: 1}}}
	for n := range catalog.MaxRevocations - catalog.OperatorsRevocations {
		sale.Revoked = append(sale.Revoked, catalog.Revocation{SKU: "fitness-band", First: 10 + n, Last: 10 + n, At: now})
	}
	if stored, err := l.shop.Store.PutSale(t.Context(), sale); err != nil || !stored {
		t.Fatal(stored, err)
	}
	ada := waitlist.NewKey(functiontest.Digests, "us", "fitness-band", email.IdentityOf("ada@example.com"))
	e, err := l.Outbox.Table.Entry(t.Context(), ada)
	if err != nil {
		t.Fatal(err)
	}
	i := waitlist.Invitation{Sale: "vip", Ticket: 1, At: now, Ends: now.Add(time.Hour)}
	if given, err := l.Outbox.Table.Invite(t.Context(), waitlist.Place{Key: ada, At: e.ConfirmedAt.UTC().Truncate(time.Millisecond)}, i); err != nil || !given {
		t.Fatal(given, err)
	}
	if err := l.invoke(t, sample(t, "bounce")); err != nil || l.places(t, "ada@example.com") != "" {
		t.Errorf("%v, ada waits for %q", err, l.places(t, "ada@example.com"))
	}
	if logged := l.shop.Logged.String(); !strings.Contains(logged, "too many revocations") || !strings.Contains(logged, `"ticket":1`) {
		t.Errorf("logged: %s", logged)
	}
	if added, err := l.shop.Store.RevokeTickets(t.Context(), "vip", catalog.Revocation{SKU: "fitness-band", First: 1, Last: 9, At: now}); err != nil || !added {
		t.Errorf("an operator's revocation: %v, %v", added, err)
	}
}

// A report takes effect at once, without a schedule or another report. It takes a write for the
// mailbox first, a read for each product and market, and a write for each entry.
func TestCallsOfAReport(t *testing.T) {
	t.Parallel()
	l := open(t, functiontest.Open(t, market.US, checkouttest.NewMemory()))
	offered, err := l.shop.Store.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"RefuseMail": 1, "RemoveAs": 2} // ada waits for two products
	for _, product := range offered.Products {
		want["Entry"] += len(product.Offers)
	}
	table := l.Outbox.Memory(t)
	table.Calls()
	if err := l.invoke(t, sample(t, "bounce")); err != nil {
		t.Fatal(err)
	}
	calls, got := table.Calls(), map[string]int{}
	for _, call := range calls {
		got[call]++
	}
	if diff := cmp.Diff(want, got); diff != "" || calls[0] != "RefuseMail" {
		t.Errorf("calls %q (-want +got):\n%s", calls, diff)
	}
}
