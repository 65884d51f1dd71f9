package notify_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/mail"
	"storefront/shared/market"
	"storefront/shared/notify"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/secret"
	"storefront/shared/token"
	"storefront/shared/waitlist"
	"storefront/shared/waitlist/waitlisttest"
)

var monday = time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)

// shop is what a notifier reads and sends. It knows one product and no orders.
type shop struct {
	mu   sync.Mutex
	sent []mail.Message
	fail error // of the mails
}

var errCatalog = errors.New("the catalog is away")

func (*shop) Product(_ context.Context, sku catalog.SKU) (catalog.Product, error) {
	switch sku {
	case "band":
		return catalog.Product{SKU: sku, Texts: map[string]catalog.Text{"en": {Name: "Fitness band"}}}, nil
	case "unreadable":
		return catalog.Product{}, errCatalog
	default:
		return catalog.Product{}, problem.New(problem.UnknownProduct, "There is no such product.")
	}
}

// paid is the key of the one order that there is.
const paid = "0k3f8m2q7z1xw9vd"

// Sale returns the sale that the tests invite to, or one with a draw.
func (*shop) Sale(_ context.Context, id catalog.SaleID) (catalog.Sale, error) {
	sealed := lots
	sealed.ID, sealed.Salt = "sealed", nil
	return catalog.Snapshot{Sales: []catalog.Sale{invited, lots, sealed}}.Sale(id)
}

func (*shop) Order(_ context.Context, id order.ID) (order.Order, error) {
	if id.Key != paid {
		return order.Order{ID: id}, nil
	}
	return order.Order{
		ID: id, Market: "us", Status: order.Paid, Buyer: order.Buyer{Email: "ada@example.com", Locale: "es"},
		Lines: []order.Line{{SKU: "band", Quantity: 1}, {SKU: "gone", Quantity: 1}}, Payment: order.Payment{PaidAt: monday},
	}, nil
}

func (s *shop) Send(_ context.Context, m mail.Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail == nil {
		s.sent = append(s.sent, m)
	}
	return s.fail
}

// table is what a notifier stores.
type table interface {
	notify.Mailboxes
	notify.Owed
	notify.Entries
	notify.Draws
}

func (s *shop) notifier(table table) *notify.Notifier {
	return &notify.Notifier{
		Mailboxes: table, Owed: table, Entries: table, Draws: table, Catalog: s, Orders: s, Sender: s,
		Tokens:  token.NewSigner(secret.Fixed([]byte(strings.Repeat("k", 32)))),
		Digests: email.NewDigests([]byte(strings.Repeat("d", 32))),
		Shop:    "https://shop.example.com", API: "https://api.example.com", Now: func() time.Time { return monday }, Log: slog.New(slog.DiscardHandler),
	}
}

func ask(kind notify.Kind, id, address string) notify.Ask {
	return notify.Ask{ID: id, Kind: kind, At: monday, Email: address, Locale: "en", Market: market.Code("us"), SKU: "band", Entry: waitlist.Key("KEY-" + id)}
}

// join puts the entry of an ask on the list, where it waits for its confirmation.
func join(t *testing.T, table *waitlisttest.Memory, a notify.Ask) {
	t.Helper()
	e := waitlist.Entry{
		Key: a.Entry, Market: a.Market, SKU: a.SKU, Email: a.Email, Locale: a.Locale, Status: waitlist.Pending, Ask: a.ID, AskedAt: a.At,
	}
	if _, err := table.Join(t.Context(), e, a.At); err != nil {
		t.Fatal(err)
	}
}

// However many processes answer asks of one mailbox at once, one mail is sent.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	s, table := new(shop), waitlisttest.NewMemory()
	var running sync.WaitGroup
	outcomes := make([]notify.Outcome, 12)
	for i := range outcomes {
		a := ask(notify.Confirm, fmt.Sprint(i), "ada@example.com")
		join(t, table, a)
		running.Go(func() {
			outcome, err := s.notifier(table).Answer(t.Context(), a)
			if err != nil {
				t.Error(err)
			}
			outcomes[i] = outcome
		})
	}
	running.Wait()
	slices.Sort(outcomes)
	if len(s.sent) != 1 || outcomes[0] != notify.Sent || outcomes[1] != notify.TooMany {
		t.Errorf("%d mails, outcomes %q", len(s.sent), outcomes)
	}
}

// stubborn is a table in which others always write first.
type stubborn struct{ *waitlisttest.Memory }

func (stubborn) PutMailbox(context.Context, notify.Mailbox) (bool, error) { return false, nil }

// A mailbox that others write to all the time is tried again later, and nothing is sent
// without a decision that is stored.
func TestContention(t *testing.T) {
	t.Parallel()
	s := new(shop)
	if _, err := s.notifier(stubborn{waitlisttest.NewMemory()}).Answer(t.Context(), ask(notify.Pass, "a", "ada@example.com")); err == nil {
		t.Error("it was answered")
	}
	if len(s.sent) > 0 {
		t.Errorf("mails: %+v", s.sent)
	}
}

// lossy is a table whose reply to the nth write is lost: applied, and reported as failed.
type lossy struct {
	*waitlisttest.Memory
	nth int
}

func (l *lossy) PutMailbox(ctx context.Context, m notify.Mailbox) (bool, error) {
	l.nth--
	if stored, err := l.Memory.PutMailbox(ctx, m); l.nth != 0 || err != nil {
		return stored, err
	}
	return false, waitlisttest.ErrFault
}

// After a lost reply, an answer that is tried again sends the mail once. Only a mark
// that is really lost has it sent again, once more.
func TestLostReply(t *testing.T) {
	t.Parallel()
	for nth := 1; nth <= 2; nth++ {
		s, table := new(shop), &lossy{waitlisttest.NewMemory(), nth}
		for range 4 {
			if _, err := s.notifier(table).Answer(t.Context(), ask(notify.Pass, "a", "ada@example.com")); err != nil && nth != 1 {
				t.Error(err)
			}
		}
		if len(s.sent) != 1 {
			t.Errorf("the reply to write %d is lost: %d mails", nth, len(s.sent))
		}
	}
	s, table := new(shop), waitlisttest.NewMemory()
	puts := 0
	table.Fail(func(call string) bool {
		if call == "PutMailbox" {
			puts++
		}
		return call == "PutMailbox" && puts == 2 // the mark
	})
	for range 4 {
		if outcome, err := s.notifier(table).Answer(t.Context(), ask(notify.Pass, "a", "ada@example.com")); err != nil {
			t.Errorf("%s, %v", outcome, err)
		}
	}
	if len(s.sent) != 2 {
		t.Errorf("the mark fails: %d mails, want one repeat", len(s.sent))
	}
}

// A mail that has nothing to say is not sent and counts for nothing. A catalog that
// cannot be read, or may not have the product yet, is tried again.
func TestNothingToSend(t *testing.T) {
	t.Parallel()
	s, table := new(shop), waitlisttest.NewMemory()
	unknown := ask(notify.Confirm, "a", "ada@example.com")
	unknown.SKU = "gone"
	if _, err := s.notifier(table).Answer(t.Context(), unknown); problem.CodeOf(err) != problem.UnknownProduct {
		t.Errorf("a product that may be new: err = %v", err)
	}
	unknown.At = monday.Add(-catalog.StaleFor)
	link := ask(notify.Link, "b", "ada@example.com")
	for _, a := range []notify.Ask{unknown, link} {
		if outcome, err := s.notifier(table).Answer(t.Context(), a); outcome != notify.Unfounded || err != nil {
			t.Errorf("%s: %s, %v", a.Kind, outcome, err)
		}
	}
	unreadable := ask(notify.Confirm, "c", "ada@example.com")
	unreadable.SKU = "unreadable"
	if _, err := s.notifier(table).Answer(t.Context(), unreadable); !errors.Is(err, errCatalog) {
		t.Errorf("err = %v", err)
	}
	if calls := table.Calls(); len(calls) > 0 || len(s.sent) > 0 {
		t.Errorf("calls %q, mails %+v", calls, s.sent)
	}
	known := ask(notify.Confirm, "d", "ada@example.com")
	join(t, table, known)
	if outcome, err := s.notifier(table).Answer(t.Context(), known); outcome != notify.Sent || err != nil {
		t.Errorf("%s, %v", outcome, err)
	}
	if _, err := s.notifier(table).Answer(t.Context(), ask("advert", "e", "ada@example.com")); err == nil {
		t.Error("a kind of mail that there is not is answered")
	}
}

// A mail that an order asks for is sent however late, and whatever the mailbox refuses or was
// sent, but once. One whose order has no such change is not sent.
func TestOwed(t *testing.T) {
	t.Parallel()
	s, table := new(shop), waitlisttest.NewMemory()
	a := notify.Ask{ID: "paid-1", Kind: notify.Paid, At: monday.Add(-100 * notify.Window), Email: "ada@example.com", Order: order.ID{Key: paid, Slot: 1}}
	n := s.notifier(table)
	if err := table.RefuseMail(t.Context(), n.Digests.Mailbox(email.IdentityOf("ada@example.com")), monday); err != nil {
		t.Fatal(err)
	}
	s.fail = errCatalog
	if _, err := n.Answer(t.Context(), a); !errors.Is(err, errCatalog) {
		t.Errorf("a mail that fails: %v", err)
	}
	s.fail = nil
	for _, want := range []notify.Outcome{notify.Sent, notify.SentOnce, notify.SentOnce} {
		table.Calls()
		if outcome, err := n.Answer(t.Context(), a); outcome != want || err != nil {
			t.Errorf("%s, %v, want %s", outcome, err, want)
		}
		if calls := table.Calls(); len(calls) > 2 {
			t.Errorf("calls %q, want a read and a write at most", calls)
		}
	}
	if len(s.sent) != 1 || s.sent[0].To != "ada@example.com" || !strings.Contains(s.sent[0].Text, "Fitness band × 1") || !strings.Contains(s.sent[0].Text, "gone × 1") {
		t.Errorf("mails %+v", s.sent)
	}
	for _, unfounded := range []notify.Ask{
		{ID: "a", Kind: notify.Shipped, Order: a.Order}, {ID: "b", Kind: notify.Refund, Order: a.Order, Refund: 1}, {ID: "c", Kind: notify.Refund, Order: a.Order},
		{ID: "f", Kind: notify.RefundFailed, Order: a.Order, Refund: 1},
		{ID: "d", Kind: notify.Receipt, Order: a.Order}, {ID: "e", Kind: notify.Paid, Order: order.ID{Key: "0000000000000000", Slot: 1}},
	} {
		if outcome, err := n.Answer(t.Context(), unfounded); outcome != notify.Unfounded || err != nil {
			t.Errorf("%s: %s, %v", unfounded.ID, outcome, err)
		}
	}
}

// A mark that is lost has the mail sent again, and no failure is reported for it.
func TestOwedMarkIsLost(t *testing.T) {
	t.Parallel()
	s, table := new(shop), waitlisttest.NewMemory()
	table.Fail(func(call string) bool { return call == "MarkMailSent" && len(s.sent) == 1 })
	a := notify.Ask{ID: "paid-1", Kind: notify.Paid, At: monday, Email: "ada@example.com", Order: order.ID{Key: paid, Slot: 1}}
	for range 4 {
		if outcome, err := s.notifier(table).Answer(t.Context(), a); err != nil {
			t.Errorf("%s, %v", outcome, err)
		}
	}
	if len(s.sent) != 2 {
		t.Errorf("%d mails, want one repeat", len(s.sent))
	}
}
