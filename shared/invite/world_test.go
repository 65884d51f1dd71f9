package invite_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/email"
	"storefront/shared/invite"
	"storefront/shared/mail"
	"storefront/shared/market"
	"storefront/shared/merchant"
	"storefront/shared/notify"
	"storefront/shared/order"
	"storefront/shared/secret"
	"storefront/shared/stock"
	"storefront/shared/ticket"
	"storefront/shared/token"
	"storefront/shared/waitlist"
	"storefront/shared/waitlist/waitlisttest"
)

const band catalog.SKU = "fitness-band"

var digests = email.NewDigests([]byte(strings.Repeat("d", 32)))

// errKilled ends a run of an inviter at one of its calls, before or after it took effect.
var errKilled = errors.New("the process was killed")

// world is a ticket sale with its waitlist, and all who act on it, one after the other. A
// seed decides what they do and what goes wrong.
type world struct {
	t       *testing.T
	rng     *rand.Rand
	shop    *checkouttest.Shop
	memory  *checkouttest.Memory
	table   *waitlisttest.Memory
	waiting int          // how many have joined
	given   []notify.Ask // what the table's stream has of invitations

	killing     float64 // probability that a call of an inviter kills it
	meeting     float64 // probability that another inviter runs between two of its calls
	adding      func()  // if not nil, is called once, just before a restock adds its units
	phantoms    int     // a mutant's: units that an inviter sees and that are not there
	versionless bool    // a mutant's: books are stored over any version
	graceless   bool    // a mutant's: the units of revoked tickets are free at once
}

func newWorld(t *testing.T, seed uint64, lots ...int) *world {
	t.Helper()
	memory := checkouttest.NewMemory()
	return &world{
		t: t, rng: rand.New(&locked{source: rand.NewPCG(seed, 0)}), memory: memory, table: waitlisttest.NewMemory(),
		shop: checkouttest.NewShop(t, memory, checkouttest.OnlyInvited, checkouttest.Line{SKU: band, Lots: lots}),
	}
}

// locked is a source of randomness for the calls that a sweep makes at once.
type locked struct {
	mu     sync.Mutex
	source rand.Source
}

func (l *locked) Uint64() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.source.Uint64()
}

func (w *world) chance(p float64) bool { return w.rng.Float64() < p }

// join puts shoppers on the list, a moment after those who were there.
func (w *world) join(n int) {
	w.t.Helper()
	for range n {
		w.waiting++
		w.shop.Clock.Advance(time.Millisecond)
		now := w.shop.Clock.Now()
		address := fmt.Sprintf("shopper%d@example.com", w.waiting)
		if err := w.table.JoinConfirmed(w.t.Context(), waitlist.Entry{
			Key: waitlist.NewKey(digests, "us", band, email.IdentityOf(address)), Market: "us", SKU: band, Email: address, Mailbox: fmt.Sprint(w.waiting),
			Locale: "en", Status: waitlist.Confirmed, AskedAt: now, ConfirmedAt: now,
		}); err != nil {
			w.t.Fatal(err)
		}
	}
}

// inviter is a process that invites. Its calls may kill it.
type inviter struct {
	*world
	alone bool // no other inviter runs meanwhile
}

func (i inviter) invite(units int, window time.Duration) (invite.Result, error) {
	sale := i.shop.Sale
	if i.graceless {
		sale.Revoked = slices.Clone(sale.Revoked)
		for n := range sale.Revoked {
			sale.Revoked[n].At = sale.Revoked[n].At.Add(-invite.Grace)
		}
	}
	return i.process().Invite(i.t.Context(), invite.Wish{Sale: sale, SKU: band, Units: units, Window: window, Markets: []market.Code{"us", "de"}})
}

func (i inviter) restock(reference string, units int) (invite.Result, error) {
	return i.process().Restock(i.t.Context(), invite.Wish{Sale: i.shop.Sale, SKU: band, Window: time.Hour, Markets: []market.Code{"us"}}, reference, units)
}

func (i inviter) process() *invite.Inviter {
	return &invite.Inviter{
		Books: i, Queue: i, Stock: i, Clock: func(context.Context) (time.Time, error) { return i.shop.Clock.Now(), nil }, Add: i.add,
	}
}

func (i inviter) add(ctx context.Context, line stock.Line, lots, units int, reference string) error {
	if meet := i.adding; meet != nil {
		i.adding = nil
		meet()
	}
	_, err := call(i, func() (struct{}, error) {
		return struct{}{}, merchant.New(market.US, i.memory).RestockFrom(ctx, i.shop.Clock.Now(), line, lots, units, reference)
	})
	return err
}

// plain adds units without inviting anybody.
func (w *world) plain(units int) error {
	return merchant.New(market.US, w.memory).Restock(w.t.Context(), w.shop.Clock.Now(), w.shop.Line(band), units)
}

// call makes one call of an inviter.
func call[T any](i inviter, do func() (T, error)) (T, error) {
	var none T
	if !i.alone && i.chance(i.meeting) {
		_, _ = inviter{i.world, true}.invite(0, time.Hour) // it may be refused or killed
	}
	if i.chance(i.killing) {
		if i.chance(0.5) {
			_, _ = do() // it took effect, and nobody learned
		}
		return none, errKilled
	}
	return do()
}

func (i inviter) Book(ctx context.Context, line stock.Line) (invite.Book, error) {
	return call(i, func() (invite.Book, error) { return i.table.Book(ctx, line) })
}

func (i inviter) PutBook(ctx context.Context, b invite.Book) (bool, error) {
	return call(i, func() (bool, error) {
		if i.versionless {
			now, err := i.table.Book(ctx, b.Line)
			if err != nil {
				return false, err
			}
			b.Version = now.Version
		}
		return i.table.PutBook(ctx, b)
	})
}

func (i inviter) Queue(ctx context.Context, in []market.Code, sku catalog.SKU, after waitlist.Place, n int) ([]waitlist.Place, error) {
	return call(i, func() ([]waitlist.Place, error) { return i.table.Queue(ctx, in, sku, after, n) })
}

func (i inviter) Invite(ctx context.Context, at waitlist.Place, v waitlist.Invitation) (bool, error) {
	return call(i, func() (bool, error) { return i.table.Invite(ctx, at, v) })
}

func (i inviter) Shelf(ctx context.Context, line stock.Line) (stock.Shelf, error) {
	return call(i, func() (stock.Shelf, error) { return i.memory.Shelf(ctx, line) })
}

func (i inviter) Lots(ctx context.Context, line stock.Line, n int) ([]stock.Lot, error) {
	return call(i, func() ([]stock.Lot, error) {
		lots, err := i.memory.Lots(ctx, line, n)
		if err == nil {
			lots[0].Size += i.phantoms
		}
		return lots, err
	})
}

// collect takes what the stream has.
func (w *world) collect() { w.given = append(w.given, w.table.Asks()...) }

// sender keeps how many mails each address got.
type sender map[string]int

func (s sender) Send(_ context.Context, m mail.Message) error {
	s[m.To]++
	return nil
}

// mailed mails all invitations in batches. Each batch is cut short and replayed. It returns an error
// unless each address got one mail.
func (w *world) mailed() error {
	sent, calls := sender{}, 0
	n := &notify.Notifier{
		Mailboxes: w.table, Owed: w.table, Entries: w.table, Orders: w.memory, Sender: sent, Catalog: w.shop.Process().Catalog,
		Tokens: token.NewSigner(secret.Fixed([]byte(strings.Repeat("k", 32)))), Digests: digests,
		Shop: "https://shop.example.com", API: "https://api.example.com", Now: w.shop.Clock.Now, Log: slog.New(slog.DiscardHandler),
	}
	w.table.Fail(func(call string) bool {
		calls++
		return call == "MailSent" && calls%97 == 0
	})
	defer w.table.Fail(nil)
	failed := 0
	for batch := range slices.Chunk(w.given, 10) {
		for range 3 { // Lambda repeats a whole batch, with the records that were answered
			for _, a := range batch {
				if _, err := n.Answer(w.t.Context(), a); err != nil {
					failed++
				}
			}
		}
	}
	for _, a := range w.given {
		if sent[a.Email] != 1 {
			return fmt.Errorf("%s got %d mails", a.Email, sent[a.Email])
		}
	}
	if len(sent) != len(w.given) || failed == 0 {
		return fmt.Errorf("%d addresses got mail for %d invitations, and %d attempts failed", len(sent), len(w.given), failed)
	}
	return nil
}

// code returns the ticket that was mailed with an invitation.
func (w *world) code(a notify.Ask) ticket.Code {
	return w.shop.Sale.Tickets().Sign(string(band), a.Email, ticket.Ticket{Number: a.Invitation.Ticket, Ends: a.Invitation.Ends})
}

// spent reports whether a ticket has an order that is live or was paid.
func (w *world) spent(a notify.Ask) bool {
	orders, err := w.memory.Buyer(w.t.Context(), w.shop.Sale.TicketKey(band, a.Invitation.Ticket))
	if err != nil {
		w.t.Fatal(err)
	}
	return slices.ContainsFunc(orders, func(o order.Order) bool { return o.Status.Live() || o.Status == order.Refunded })
}

// revoked reports whether a ticket was revoked.
func (w *world) revoked(a notify.Ask) bool {
	return !w.shop.Sale.RevokedAt(band, a.Invitation.Ticket).IsZero()
}

// revoke revokes one ticket or a wave.
func (w *world) revoke() error {
	w.collect()
	if len(w.given) == 0 || len(w.shop.Sale.Revoked) == catalog.MaxRevocations {
		return nil
	}
	first := w.given[w.rng.IntN(len(w.given))].Invitation.Ticket
	last := first
	if w.chance(0.3) {
		book, err := w.table.Book(w.t.Context(), w.shop.Line(band))
		if err != nil {
			return err
		}
		if first, last, err = book.Tickets(book.Waves[len(book.Waves)-1].Number); err != nil {
			return nil //nolint:nilerr // it is not finished
		}
	}
	r, err := invite.Revoke(w.t.Context(), w.memory, w.shop.Line(band), first, last, w.shop.Clock.Now())
	w.shop.Sale.Revoked = append(w.shop.Sale.Revoked, r)
	return err
}

// bounce reports that the mail of an invitation has bounced. The process may be killed.
func (w *world) bounce(a notify.Ask, killed bool) error {
	if killed {
		w.table.Fail(func(call string) bool { return call == "RemoveAs" })
		defer w.table.Fail(nil)
	}
	unwanted := waitlist.Unwanted{Offers: w.memory, Ending: w.table, Digests: digests, Now: w.shop.Clock.Now, Log: slog.New(slog.DiscardHandler)}
	err := unwanted.End(w.t.Context(), a.Email, w.shop.Clock.Now())
	if killed && errors.Is(err, waitlisttest.ErrFault) {
		err = nil
	}
	offered, _ := w.memory.Catalog(w.t.Context())
	sale, unknown := offered.Sale(w.shop.Sale.ID)
	w.shop.Sale.Revoked = sale.Revoked
	return errors.Join(err, unknown)
}

// promised returns an error if more tickets can be used than there are units for them.
func (w *world) promised() error {
	w.collect()
	usable, now := 0, w.shop.Clock.Now()
	for _, a := range w.given {
		if now.Before(a.Invitation.Ends) && !w.spent(a) && !w.revoked(a) {
			usable++
		}
	}
	shelf, err := w.memory.Shelf(w.t.Context(), w.shop.Line(band))
	if err != nil {
		return err
	}
	lots, err := w.memory.Lots(w.t.Context(), w.shop.Line(band), shelf.Lots)
	if err != nil {
		return err
	}
	free := 0
	for _, lot := range lots {
		free += lot.Size
		for id, claim := range lot.Claims {
			o, err := w.memory.Order(w.t.Context(), id)
			if err != nil {
				return err
			}
			if o.KeepsClaims() && o.HasAllocation(band, order.Allocation{Lot: lot.Number, Quantity: claim.Quantity}) {
				free -= claim.Quantity
			}
		}
	}
	if usable > free {
		return fmt.Errorf("%d tickets can be used, and %d units are free", usable, free)
	}
	return nil
}

// inOrder returns an error if somebody was invited twice or passed over, or two have one
// ticket.
func (w *world) inOrder() error {
	w.collect()
	invited, numbers := map[waitlist.Key]bool{}, map[int]bool{}
	var last waitlist.Place
	for _, a := range w.given {
		e, err := w.table.Entry(w.t.Context(), a.Entry)
		if err != nil {
			return err
		}
		place := waitlist.Place{Key: e.Key, At: e.ConfirmedAt}
		if e.Status == "" { // its mail has bounced
			place = last
		}
		switch {
		case invited[a.Entry]:
			return fmt.Errorf("%s was invited twice", a.Entry)
		case numbers[a.Invitation.Ticket]:
			return fmt.Errorf("two have ticket %d", a.Invitation.Ticket)
		case place.Compare(last) < 0:
			return fmt.Errorf("%s was invited after one who came later", a.Entry)
		}
		invited[a.Entry], numbers[a.Invitation.Ticket], last = true, true, place
	}
	waiting, err := w.table.Queue(w.t.Context(), []market.Code{"us"}, band, waitlist.Place{}, 1)
	if err == nil && len(waiting) > 0 && waiting[0].Compare(last) < 0 {
		return fmt.Errorf("%s was passed over", waiting[0].Key)
	}
	return err
}
