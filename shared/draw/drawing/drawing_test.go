package drawing_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/catalog"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/draw"
	"storefront/shared/draw/drand"
	"storefront/shared/draw/drawing"
	"storefront/shared/email"
	"storefront/shared/invite"
	"storefront/shared/market"
	"storefront/shared/stock"
	"storefront/shared/waitlist"
	"storefront/shared/waitlist/waitlisttest"
)

const band catalog.SKU = "fitness-band"

var (
	// round1000 is a public round of quicknet: https://api.drand.sh/v2/beacons/quicknet/rounds/1000.
	round1000 = `{"round":1000,"signature":"b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"}`
	drawnAt   = draw.Quicknet.At(1000)
	closes    = drawnAt.Add(-40 * time.Minute)
	line      = stock.Line{Sale: "vip", SKU: band}
	sale      = catalog.Sale{
		ID: line.Sale, Opens: drawnAt.Add(time.Hour), Access: catalog.AccessDraw, EntriesClose: closes, OrdersPerBuyer: 1,
		Hold: 10 * time.Minute, Salt: []byte("salt"), Lines: []catalog.SaleLine{{SKU: band, MaxPerOrder: 1}},
	}
)

func beacon(t testing.TB) *draw.Beacon {
	t.Helper()
	b, err := draw.ParseBeacon([]byte(round1000))
	if err != nil {
		t.Fatal(err)
	}
	return &b
}

// world is a waitlist, a clock, and those who draw.
type world struct {
	t       *testing.T
	table   *waitlisttest.Memory
	now     time.Time
	people  int
	killing float64
	mu      sync.Mutex
	rng     *rand.Rand
	verify  func(draw.Chain, draw.Beacon) error
}

// newWorld returns a world in which a draw that is closed now has round 1000.
func newWorld(t *testing.T, seed uint64) *world {
	t.Helper()
	return &world{t: t, table: waitlisttest.NewMemory(), now: drawnAt.Add(-draw.Lead(0)), rng: rand.New(rand.NewPCG(seed, 0)), verify: drand.Verify}
}

func (w *world) join(m market.Code, address string, at time.Time) waitlist.Place {
	w.t.Helper()
	w.people++
	e := waitlist.Entry{
		Key: waitlist.Key(fmt.Sprintf("KEY%06d", w.people)), Market: m, SKU: band, Email: address, Mailbox: email.IdentityOf(address).String(), Locale: "en",
		Status: waitlist.Confirmed, AskedAt: at, ConfirmedAt: at,
	}
	if err := w.table.JoinConfirmed(w.t.Context(), e); err != nil {
		w.t.Fatal(err)
	}
	return waitlist.Place{Key: e.Key, At: at}
}

// crowd lets n people join in time.
func (w *world) crowd(n int) {
	for i := range n {
		w.join("us", fmt.Sprintf("shopper%d@example.com", i), closes.Add(time.Duration(i-n)*time.Millisecond))
	}
}

// dies reports whether a process is killed now.
func (w *world) dies() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.rng.Float64() < w.killing
}

var errKilled = errors.New("the process was killed")

// lossy is the table for a process that may be killed after a write took effect.
type lossy struct {
	*waitlisttest.Memory
	w *world
}

func (l lossy) PutPage(ctx context.Context, line stock.Line, number int, entries []drawing.Entry) (bool, error) {
	stored, err := l.Memory.PutPage(ctx, line, number, entries)
	if err == nil && l.w.dies() {
		return false, errKilled
	}
	return stored, err
}

func (l lossy) PutNotice(ctx context.Context, n draw.Notice) (bool, error) {
	stored, err := l.Memory.PutNotice(ctx, n)
	if err == nil && l.w.dies() {
		return false, errKilled
	}
	return stored, err
}

func (l lossy) PutBeacon(ctx context.Context, line stock.Line, b draw.Beacon) error {
	err := l.Memory.PutBeacon(ctx, line, b)
	if err == nil && l.w.dies() {
		return errKilled
	}
	return err
}

func (w *world) drawer() *drawing.Drawer {
	return &drawing.Drawer{
		Store: lossy{w.table, w}, Queue: w.table, Entries: w.table, Verify: w.verify,
		Clock: func(context.Context) (time.Time, error) { return w.now, nil },
	}
}

var wish = drawing.Wish{Sale: sale, SKU: band, Units: 3, Markets: []market.Code{"us", "de"}}

func (w *world) close() draw.Notice {
	w.t.Helper()
	n, _, err := w.drawer().Close(w.t.Context(), wish)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *world) published() draw.Published {
	w.t.Helper()
	p, err := w.drawer().Published(w.t.Context(), line)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// Who is in a draw: each mailbox once, if it was on the list in time and has not left.
func TestWhoIsIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	w.join("us", "ada@example.com", closes.Add(-4*time.Second))
	left := w.join("us", "left@example.com", closes.Add(-3*time.Second))
	w.join("de", "Ada@Example.com", closes.Add(-2*time.Second))
	w.join("fr", "elsewhere@example.com", closes.Add(-2*time.Second))
	w.join("de", "grace@example.com", closes.Add(-time.Millisecond))
	w.join("us", "late@example.com", closes)
	if err := w.table.Remove(t.Context(), left.Key); err != nil {
		t.Fatal(err)
	}
	n := w.close()
	var want []draw.Hash
	for _, address := range []string{"ada@example.com", "grace@example.com"} {
		who := email.IdentityOf(address)
		want = append(want, draw.Commit(sale.DrawSecret(band, who), who))
	}
	p := w.published()
	if diff := cmp.Diff(want, p.Commitments); diff != "" {
		t.Errorf("the list (-want +got):\n%s", diff)
	}
	if n.Entries != 2 || n.Round != 1000 || !n.Made.Before(drawnAt) || n.Units != 3 || n.Chain != draw.Quicknet.Hash || p.Notice != n {
		t.Errorf("notice %+v, published %+v", n, p.Notice)
	}
}

// Whatever dies at whatever point, and whoever leaves meanwhile, the draw is the one that
// the first notice has, and all are invited once and in the order in which they were drawn.
func TestCrashes(t *testing.T) {
	t.Parallel()
	const people = 3*drawing.PageSize/2 + 7
	for seed := range uint64(8) {
		w := newWorld(t, seed)
		w.crowd(people)
		w.killing = 0.3
		w.table.Fail(func(call string) bool { return call != "Entry" && call != "Invite" && w.dies() })
		var n draw.Notice
		for done := false; !done; {
			got, _, err := w.drawer().Close(t.Context(), wish)
			if n.Entries > 0 && err == nil && got != n {
				t.Fatalf("seed %d: notice %+v, then %+v", seed, n, got)
			}
			if err == nil {
				done, n = n.Entries > 0, got
			}
			w.now = w.now.Add(time.Millisecond) // a notice that was made anew would differ
		}
		w.now = drawnAt
		b := *beacon(t)
		if n.Round != 1000 {
			w.verify = func(draw.Chain, draw.Beacon) error { return nil } // the notice took longer than 3 seconds
			b = draw.BeaconOf(n.Round, []byte("not quicknet's"))
		}
		var drawn *drawing.Drawn
		for err := errKilled; err != nil; {
			drawn, err = w.drawer().Run(t.Context(), line, &b)
			if err != nil && !errors.Is(err, errKilled) && !errors.Is(err, waitlisttest.ErrFault) {
				t.Fatal(err)
			}
		}
		w.table.Fail(nil)
		ranking, err := drawn.Published.Ranking()
		if err != nil || len(ranking) != n.Entries {
			t.Fatalf("seed %d: %d of %d entries are ranked, %v", seed, len(ranking), n.Entries, err)
		}
		w.invitedInOrder(seed, drawn, ranking)
	}
}

// invitedInOrder invites in waves whose processes are killed.
func (w *world) invitedInOrder(seed uint64, drawn *drawing.Drawn, ranking []draw.Hash) {
	w.t.Helper()
	const units = 250
	memory := checkouttest.NewMemory()
	lots := slices.Repeat([]int{25}, units/25)
	shop := checkouttest.NewShop(w.t, memory, func(s *catalog.Sale) { *s = sale; s.Opens = w.now }, checkouttest.Line{SKU: band, Lots: lots})
	wanted := invite.Wish{Sale: shop.Sale, SKU: band, Units: units, Window: 24 * time.Hour, Markets: wish.Markets}
	w.killing = 0.005
	w.table.Fail(func(call string) bool { return call != "Entry" && w.dies() })
	var invited []draw.Hash
	for runs := 0; len(invited) < units && runs < 100; runs++ {
		_, err := (&invite.Inviter{Books: w.table, Queue: drawn, Stock: memory, Clock: func(context.Context) (time.Time, error) { return w.now, nil }}).Invite(w.t.Context(), wanted)
		if err != nil && !errors.Is(err, waitlisttest.ErrFault) && !strings.Contains(err.Error(), "free unit") {
			w.t.Fatal(err)
		}
		for _, a := range w.table.Asks() {
			who := email.IdentityOf(a.Email)
			invited = append(invited, draw.Commit(sale.DrawSecret(band, who), who))
		}
	}
	w.table.Fail(nil)
	if diff := cmp.Diff(ranking[:units], invited); diff != "" {
		w.t.Errorf("seed %d: invited (-want +got):\n%s", seed, diff)
	}
}

// A draw waits for its round, and takes no other beacon.
func TestTheBeaconDecides(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	w.crowd(5)
	if _, err := w.drawer().Run(t.Context(), line, beacon(t)); err == nil {
		t.Error("a draw runs that was not closed")
	}
	w.close()
	d := w.drawer()
	if _, err := d.Run(t.Context(), line, nil); !errors.Is(err, draw.ErrWaiting) {
		t.Errorf("without a beacon: %v", err)
	}
	for name, b := range map[string]draw.Beacon{
		"of another round":            draw.BeaconOf(999, beacon(t).Signature),
		"with another signature":      draw.BeaconOf(1000, make([]byte, 48)),
		"whose randomness is not its": {Round: 1000, Signature: beacon(t).Signature},
	} {
		if _, err := d.Run(t.Context(), line, &b); err == nil {
			t.Errorf("it takes a beacon %s", name)
		}
		if _, err := d.Drawn(t.Context(), line); !errors.Is(err, draw.ErrWaiting) {
			t.Errorf("a beacon %s was stored: %v", name, err)
		}
	}
	if _, err := d.Run(t.Context(), line, beacon(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Run(t.Context(), line, nil); err != nil {
		t.Errorf("again, without it: %v", err)
	}
}

// Who has left since entries closed is passed over, and the next comes instead.
func TestWhoLeftIsPassedOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	w.crowd(6)
	w.close()
	drawn, err := w.drawer().Run(t.Context(), line, beacon(t))
	if err != nil {
		t.Fatal(err)
	}
	all, err := drawn.Queue(t.Context(), wish.Markets, band, waitlist.Place{}, 10)
	if err != nil || len(all) != 6 {
		t.Fatalf("%v, %v", all, err)
	}
	if err := w.table.Remove(t.Context(), all[1].Key); err != nil {
		t.Fatal(err)
	}
	w.join("us", "late@example.com", drawnAt)
	for name, tt := range map[string]struct {
		after waitlist.Place
		n     int
		want  []waitlist.Place
	}{
		"the first two":       {waitlist.Place{}, 2, []waitlist.Place{all[0], all[2]}},
		"after one that left": {all[1], 1, []waitlist.Place{all[2]}},
		"the rest":            {all[3], 10, all[4:]},
	} {
		got, err := drawn.Queue(t.Context(), wish.Markets, band, tt.after, tt.n)
		if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v, -want +got:\n%s", name, err, diff)
		}
	}
	if got, err := drawn.Queue(t.Context(), []market.Code{"de"}, band, waitlist.Place{}, 10); err != nil || len(got) > 0 {
		t.Errorf("another market has %v, %v", got, err)
	}
}

func TestWrongDraws(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*drawing.Wish, *world){
		"another access":     func(d *drawing.Wish, _ *world) { d.Sale.Access = catalog.AccessTicket },
		"a sale that ended":  func(d *drawing.Wish, w *world) { d.Sale.Closes = w.now },
		"no salt":            func(d *drawing.Wish, _ *world) { d.Sale.Salt = nil },
		"no such line":       func(d *drawing.Wish, _ *world) { d.SKU = "sock" },
		"no market":          func(d *drawing.Wish, _ *world) { d.Markets = nil },
		"before all entered": func(_ *drawing.Wish, w *world) { w.now = closes.Add(drawing.Settled - 1) },
	} {
		w, d := newWorld(t, 1), wish
		change(&d, w)
		if _, stored, err := w.drawer().Close(t.Context(), d); err == nil || stored {
			t.Errorf("%s: %v, %v", name, stored, err)
		}
	}
}
