package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/draw"
	"storefront/shared/draw/drand"
	"storefront/shared/draw/drawing"
	"storefront/shared/dynamo"
	"storefront/shared/email"
	"storefront/shared/invite"
	"storefront/shared/mail"
	"storefront/shared/market"
	"storefront/shared/stock"
	"storefront/shared/waitlist"
)

// TestDraw follows the entrants of a draw. They join, confirm, and are told that the draw is
// closed. After round 1000 of quicknet each has a ticket or a place in the reserve. Mails are asked
// for by DynamoDB's stream. Processes are killed, mails fail, and records are repeated.
func TestDraw(t *testing.T) {
	t.Parallel()
	const people, units = 240, 12
	e := newEntrants(t, units)
	for n := range people {
		e.join(fmt.Sprintf("shopper%d@example.com", n))
	}
	for _, m := range e.mails("Confirm your place on the waitlist: Headphones") {
		e.confirm(m)
	}
	e.shop.Clock.Set(made.Add(-draw.Lead(people)))
	p := e.close()
	closed := e.mails("The draw is closed: Headphones")
	if len(closed) != people || p.Notice.Entries != people || p.Notice.Round != 1000 {
		t.Fatalf("%d of %d entrants are told that the draw is closed: %+v", len(closed), people, p.Notice)
	}
	gone := map[string]bool{}
	for n, m := range closed {
		e.check(m, p)
		if n%12 == 0 {
			gone[m.To] = true
			e.leave(m)
		}
	}
	e.shop.Clock.Set(made)
	ranking := e.run()
	drawn, undrawn := e.mails("Your turn: Headphones"), e.mails("Not drawn this time: Headphones")
	if len(drawn) != units || len(drawn)+len(undrawn) != people-len(gone) {
		t.Errorf("%d tickets for %d units, and %d places in the reserve, for %d", len(drawn), units, len(undrawn), people-len(gone))
	}
	for _, m := range slices.Concat(drawn, undrawn) {
		if gone[m.To] {
			t.Errorf("%s has left, or is told twice", m.To)
		}
		gone[m.To] = true
	}
	for _, m := range undrawn {
		rank := 1 + slices.Index(ranking, e.commitment(m.To))
		for _, want := range []string{fmt.Sprintf("\n%d of %d\n", rank, people), fmt.Sprintf("\n%d\n", rank-units)} {
			if !strings.Contains(m.Text, want) {
				t.Errorf("no %q in\n%s", want, m.Text)
			}
		}
	}
	if all := e.mails(""); len(all) > 0 || e.killed == 0 || e.failed == 0 {
		t.Errorf("%d further mails, %d processes killed, %d mails failed", len(all), e.killed, e.failed)
	}
}

// made is when round 1000 was made.
var made = draw.Quicknet.At(1000)

// entrants are the people in a draw, with its store and the function that mails.
type entrants struct {
	t    *testing.T
	shop *functiontest.Shop
	list *waitlist.Waitlist
	sale catalog.Sale
	wish drawing.Wish

	mu             sync.Mutex
	rng            *rand.Rand
	sent           []mail.Message // since the last call of mails
	killed, failed int
}

func newEntrants(t *testing.T, units int) *entrants {
	t.Helper()
	e := &entrants{t: t, shop: functiontest.OnDynamoDB(t, "us"), rng: rand.New(rand.NewPCG(1, 2))}
	e.list = e.shop.Asking().Waitlist
	e.shop.Clock.Set(made.Add(-2 * time.Hour))
	e.shop.Sell(t, "lots", units, func(s *catalog.Sale) {
		s.Access, s.Opens, s.EntriesClose = catalog.AccessDraw, made.Add(time.Hour), made.Add(-40*time.Minute)
		e.sale = *s
	}, "headphones")
	e.wish = drawing.Wish{Sale: e.sale, SKU: "headphones", Units: units, Markets: []market.Code{"us"}}
	e.shop.Records(t, "notify") // of the demo
	return e
}

func (e *entrants) line() stock.Line { return stock.Line{Sale: e.sale.ID, SKU: e.wish.SKU} }

// happens returns true with the given probability, and counts how often it does.
func (e *entrants) happens(probability float64, count *int) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.rng.Float64() >= probability {
		return false
	}
	*count++
	return true
}

func (e *entrants) join(address string) {
	e.t.Helper()
	m, _ := market.Of("us")
	if err := e.list.Join(e.t.Context(), waitlist.Request{Market: m, SKU: e.wish.SKU, Email: address, Locale: "en"}); err != nil {
		e.t.Fatal(err)
	}
}

var (
	confirmLink = regexp.MustCompile(`/waitlist/confirm\?token=([^&\s]+)`)
	leaveLink   = regexp.MustCompile(`/v1/waitlist/unsubscribe\?token=(.+)$`)
	hashes      = regexp.MustCompile(`(?m)^[0-9a-f]{32,64}$`)
)

func (e *entrants) confirm(m mail.Message) {
	e.t.Helper()
	e.shop.Clock.Advance(time.Millisecond)
	if _, err := e.list.Confirm(e.t.Context(), confirmLink.FindStringSubmatch(m.Text)[1]); err != nil {
		e.t.Fatal(err)
	}
}

func (e *entrants) leave(m mail.Message) {
	e.t.Helper()
	if err := e.list.Unsubscribe(e.t.Context(), leaveLink.FindStringSubmatch(m.Unsubscribe)[1]); err != nil {
		e.t.Fatal(err)
	}
}

// check follows the instructions in the mail that the draw is closed.
func (e *entrants) check(m mail.Message, p draw.Published) {
	e.t.Helper()
	found := hashes.FindAllString(m.Text, -1)
	if len(found) != 3 || found[0] != p.Notice.Root.String() || found[1] != e.commitment(m.To).String() {
		e.t.Fatalf("%s is told %q", m.To, found)
	}
	secret := e.sale.DrawSecret(e.wish.SKU, email.IdentityOf(m.To))
	if found[2] != secret.String() || !slices.Contains(p.Commitments, e.commitment(m.To)) {
		e.t.Errorf("%s has the secret %s, and is in the list: %v", m.To, found[2], slices.Contains(p.Commitments, e.commitment(m.To)))
	}
}

func (e *entrants) commitment(address string) draw.Hash {
	who := email.IdentityOf(address)
	return draw.Commit(e.sale.DrawSecret(e.wish.SKU, who), who)
}

var errKilled = errors.New("the process was killed")

// untilDone runs processes until one is not killed.
func (e *entrants) untilDone(run func() error) {
	e.t.Helper()
	for range 200 {
		err := run()
		if err == nil {
			return
		}
		if !errors.Is(err, errKilled) {
			e.t.Fatal(err)
		}
	}
	e.t.Fatal("it is never done")
}

// close closes the draw as ops does, and returns what is published about it.
func (e *entrants) close() draw.Published {
	e.t.Helper()
	e.untilDone(func() error {
		n, _, err := e.drawer().Close(e.t.Context(), e.wish)
		if err == nil {
			_, err = e.drawer().TellClosed(e.t.Context(), n)
		}
		return err
	})
	p, err := e.drawer().Published(e.t.Context(), e.line())
	if err != nil {
		e.t.Fatal(err)
	}
	return p
}

// run runs the draw as ops does, and returns its ranking.
func (e *entrants) run() (ranking []draw.Hash) {
	e.t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "infra", "ops", "testdata", "round1000.json"))
	if err != nil {
		e.t.Fatal(err)
	}
	b, err := draw.ParseBeacon(text)
	if err != nil {
		e.t.Fatal(err)
	}
	e.untilDone(func() error {
		drawn, err := e.drawer().Run(e.t.Context(), e.line(), &b)
		if err != nil {
			return err
		}
		if err := e.invite(drawn); err != nil {
			return err
		}
		if ranking, err = drawn.Published.Ranking(); err != nil {
			return err
		}
		_, err = drawn.TellUndrawn(e.t.Context())
		return err
	})
	return ranking
}

func (e *entrants) invite(drawn *drawing.Drawn) error {
	s := e.process()
	book, err := s.Book(e.t.Context(), e.line())
	if err != nil || book.Invited() {
		return err
	}
	inviter := invite.Inviter{Books: s, Queue: drawn, Stock: s, Clock: e.now}
	_, err = inviter.Invite(e.t.Context(), invite.Wish{Sale: e.sale, SKU: e.wish.SKU, Window: time.Hour, Markets: e.wish.Markets})
	return err
}

func (e *entrants) now(context.Context) (time.Time, error) { return e.shop.Clock.Now(), nil }

func (e *entrants) drawer() *drawing.Drawer {
	s := e.process()
	return &drawing.Drawer{Store: s, Queue: s, Entries: s, Clock: e.now, Verify: drand.Verify}
}

// mortal is the store as seen by a process that may be killed right after a write.
type mortal struct {
	*dynamo.Store
	e *entrants
}

func (e *entrants) process() mortal { return mortal{e.shop.Store.(*dynamo.Store), e} }

func (m mortal) PutPage(ctx context.Context, line stock.Line, number int, entries []drawing.Entry) (bool, error) {
	return m.survive(m.Store.PutPage(ctx, line, number, entries))(0.3)
}

func (m mortal) PutNotice(ctx context.Context, n draw.Notice) (bool, error) {
	return m.survive(m.Store.PutNotice(ctx, n))(0.3)
}

func (m mortal) PutBook(ctx context.Context, b invite.Book) (bool, error) {
	return m.survive(m.Store.PutBook(ctx, b))(0.3)
}

func (m mortal) Invite(ctx context.Context, at waitlist.Place, i waitlist.Invitation) (bool, error) {
	return m.survive(m.Store.Invite(ctx, at, i))(0.03)
}

func (m mortal) Tell(ctx context.Context, at waitlist.Place, n waitlist.News) (bool, error) {
	return m.survive(m.Store.Tell(ctx, at, n))(0.02)
}

// survive returns the results of a write, or errKilled if the process is killed.
func (m mortal) survive(done bool, err error) func(probability float64) (bool, error) {
	return func(probability float64) (bool, error) {
		if done && m.e.happens(probability, &m.e.killed) {
			return false, errKilled
		}
		return done, err
	}
}

// Send sends a mail, or fails.
func (e *entrants) Send(_ context.Context, m mail.Message) error {
	if e.happens(0.05, &e.failed) {
		return errFault
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.sent = append(e.sent, m)
	return m.Check()
}

// mails gives the function each record of the stream twice. It removes the mails whose subject
// begins with subject from those sent, and returns them.
func (e *entrants) mails(subject string) (found []mail.Message) {
	e.t.Helper()
	c := newWorld(e.t).process()
	store := e.shop.Store.(*dynamo.Store)
	c.notifier.Mailboxes, c.notifier.Owed, c.notifier.Entries, c.notifier.Draws, c.notifier.Sender = store, store, store, store, e
	c.notifier.Catalog, c.notifier.Now = e.shop.Catalog(), e.shop.Clock.Now
	records := e.shop.Records(e.t, "notify")
	shard(e.t, c, slices.Concat(records, records))
	e.sent = slices.DeleteFunc(e.sent, func(m mail.Message) bool {
		if !strings.HasPrefix(m.Subject, subject) {
			return false
		}
		found = append(found, m)
		return true
	})
	return found
}
