package main

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

// front is a region in memory with the demo, and the pages of a process that has just
// started.
type front struct {
	*functiontest.Shop
	*browser
}

// european is where the shop of region eu is, for the others.
const european = "https://eu.example.com"

func open(t testing.TB, region market.Region) *front {
	t.Helper()
	f := &front{Shop: functiontest.Open(t, region, checkouttest.NewMemory()), browser: &browser{t: t}}
	f.restart()
	return f
}

// restart starts another process.
func (f *front) restart() {
	f.t.Helper()
	s := pagesOf(f.t, f.Shop)
	s.origin, s.shops = "https://shop.example.com", map[market.Region]string{market.EU: european}
	f.router = s.router(f.Log)
}

// get requests a page. headers alternates names and values.
func (f *front) get(path string, headers ...string) *document {
	f.t.Helper()
	h := map[string]string{}
	for i := 0; i < len(headers); i += 2 {
		h[headers[i]] = headers[i+1]
	}
	return f.send(http.MethodGet, path, "", h)
}

// hold takes one unit of a sale with a single product.
func (f *front) hold(sale catalog.SaleID, sku catalog.SKU, n int) order.Order {
	f.t.Helper()
	us, _ := market.US.Market("us")
	o, err := f.Checkout().Hold(f.t.Context(), checkout.HoldRequest{
		Market: us, Sale: sale, IdempotencyKey: "key", Lines: []checkout.HoldLine{{SKU: sku, Quantity: 1}},
		Buyer: order.Buyer{Email: strconv.Itoa(n) + "@example.com", Locale: "en", ShipTo: order.Address{State: "CA"}},
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return o
}

func (f *front) pay(o order.Order) {
	f.t.Helper()
	if _, err := f.Checkout().Pay(f.t.Context(), o.ID, checkout.PayRequest{Method: payment.CardVisa}); err != nil {
		f.t.Fatal(err)
	}
}

// What the home and the page of a sale say from before the opening until after the end:
// the API's words, one thing to do, and nothing that is sold out before it is.
func TestASaleFromBeforeTheOpeningUntilAfterTheEnd(t *testing.T) {
	t.Parallel()
	f := open(t, market.US)
	opens := f.Clock.Now().Add(48 * time.Hour) // when the demo's sale is over
	closes := opens.Add(time.Hour)
	f.Sell(t, "ten", 10, func(s *catalog.Sale) { s.Opens, s.Closes = opens, closes }, "headphones")
	is := func(state, line, headline, to, button string) {
		t.Helper()
		f.Clock.Advance(time.Second)
		for _, path := range []string{"/us/en", "/us/en/sales/ten"} {
			p := f.get(path).want(200, `<p class="state" data-state="`+state+`"`, `>`+headline)
			if !strings.Contains(p.html, `href="`+to+`"`) || !strings.Contains(p.html, `>`+button+`<`) {
				t.Errorf("%s (%s) does not lead to %s by %q", path, state, to, button)
			}
			if got := p.state("headphones"); got != line {
				t.Errorf("%s: headphones are %s, want %s", path, got, line)
			}
			if line != "sold_out" {
				p.not(">Sold out", "Sold out:", `data-state="sold_out"`)
			}
		}
	}
	f.Clock.Set(opens.Add(-time.Minute))
	is("upcoming", "upcoming", "Not open yet", "/us/en/sales/ten/checkout", "Get ready")
	f.Clock.Set(opens)
	is("open", "in_stock", "Open now in the United States", "/us/en/sales/ten/checkout", "Choose and buy")
	var orders []order.Order
	for n := range 9 {
		orders = append(orders, f.hold("ten", "headphones", n))
	}
	f.Sweep(t)
	is("low", "low", "Few left", "/us/en/sales/ten/checkout", "Choose and buy")
	orders = append(orders, f.hold("ten", "headphones", 9))
	f.Sweep(t)
	is("held", "held", "All on hold", "/us/en/sales/ten", "Check again")
	for _, o := range orders {
		f.pay(o)
	}
	f.Sweep(t)
	is("sold_out", "sold_out", "Sold out", "/us/en/products/headphones", "Join a waitlist")
	f.Clock.Set(closes)
	is("closed", "closed", "Sale closed", "/us/en/products/headphones", "Join a waitlist")
}

// A sale is what its best line is.
func TestAllLinesTogether(t *testing.T) {
	t.Parallel()
	f := open(t, market.US)
	f.Sell(t, "two", 1, func(s *catalog.Sale) { s.Opens = functiontest.Opening.Add(time.Second) }, "headphones", "fitness-band")
	f.pay(f.hold("two", "headphones", 1))
	f.Sweep(t)
	p := f.get("/us/en/sales/two").want(200, "Open now in the United States", "Sold out: Headphones")
	if p.state("headphones") != "sold_out" || p.state("fitness-band") != "in_stock" {
		t.Error("the lines are mixed up")
	}
	held := f.hold("two", "fitness-band", 2)
	f.Sweep(t)
	f.Clock.Advance(time.Second)
	f.get("/us/en/sales/two").want(200, `<p class="state" data-state="held">All on hold`, "may come back")
	if held.HoldExpiresAt.IsZero() {
		t.Error("the hold has no end")
	}
}

// The open sale that opened last is what a home is about, then the next, then the last.
func TestSeveralSales(t *testing.T) {
	t.Parallel()
	f := open(t, market.US)
	now := f.Clock.Now()
	sell := func(id catalog.SaleID, opens, lasts time.Duration) {
		f.Sell(t, id, 3, func(s *catalog.Sale) { s.Opens, s.Closes = now.Add(opens), now.Add(opens+lasts) }, "headphones")
	}
	sell("fresh", -time.Second, time.Hour)
	sell("later", 3*time.Hour, time.Hour)
	sell("soon", 2*time.Hour, time.Hour)
	sell("over", -2*time.Hour, time.Hour)
	more := func(wantMain string, wantMore ...string) {
		t.Helper()
		f.Clock.Advance(time.Second)
		html := f.get("/us/en").want(200, "/us/en/sales/"+wantMain+`/`).not("/us/en/sales/over").html
		_, others, _ := strings.Cut(html, "More sales")
		others, _, _ = strings.Cut(others, "</section>")
		at := 0
		for _, id := range wantMore {
			i := strings.Index(others, `/us/en/sales/`+id+`"`)
			if i < at {
				t.Errorf("%s is not in its place among the other sales: %s", id, others)
			}
			at = i
		}
		if n := strings.Count(others, "/us/en/sales/"); n != len(wantMore) {
			t.Errorf("%d other sales, want %q", n, wantMore)
		}
	}
	more("fresh", "us-launch", "soon", "later")
	f.Clock.Set(now.Add(25 * time.Hour))
	f.Sell(t, "next", 3, func(s *catalog.Sale) { s.Opens = now.Add(30 * time.Hour) }, "headphones")
	more("next")
}

// What the seed's region tells: phones that are known and not sold, with the reason.
func TestKnownAndNotHereYet(t *testing.T) {
	t.Parallel()
	us := open(t, market.US).get("/us/en").want(200, "Known, not here yet", "Phone 4i", "hardware certification pending", "patents",
		"This device has not been authorized as required by the rules of the Federal Communications Commission.")
	if us.state("phone-4i") != "not_cleared" || us.state("phone-note") != "not_cleared" {
		t.Error("a phone is for sale in the US")
	}
	if n := strings.Count(us.html, "Federal Communications Commission"); n != 1 {
		t.Errorf("%d notices, want that of the phone which waits for its certification", n)
	}
	open(t, market.US).get("/us/es").want(200, `<span lang="en">This device has not been authorized`)
	open(t, market.EU).get("/de/de").want(200).not("Federal Communications Commission")
	in := open(t, market.IN).get("/in/hi").want(200).not("not_cleared")
	if in.state("phone-4i") != "in_stock" {
		t.Error("the phone is not for sale in India")
	}
}

// What may not be sold has no price, even in a sale.
func TestWhatMayNotBeSoldHasNoPrice(t *testing.T) {
	t.Parallel()
	f := open(t, market.US)
	f.Sell(t, "phones", 5, nil, "phone-4i")
	f.get("/us/en/sales/phones").want(200, `data-state="not_cleared"`).not(`class="price"`, "checkout", "Choose and buy")
}

func TestNoSale(t *testing.T) {
	t.Parallel()
	f := open(t, market.US)
	snapshot, err := f.Store.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	empty := checkouttest.NewMemory()
	for _, p := range snapshot.Products {
		if err := empty.PutProduct(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	f.Store = empty
	f.restart()
	f.get("/us/en").want(200, "No sale at the moment", "Headphones", "Not in a sale now", "Known, not here yet").
		not(">Sold out", "countdown", "sales/")
}

// Who may buy decides what a shopper does first.
func TestWaysIntoASale(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		access       catalog.Access
		before, then string
	}{
		{catalog.AccessOpen, "/us/en/sales/x/checkout", "/us/en/sales/x/checkout"},
		{catalog.AccessVerified, `/us/en/pass">Get my pass`, `/us/en/pass">Get my pass`},
		{catalog.AccessTicket, `/us/en/sales/x/checkout">I have a ticket`, `/us/en/sales/x/checkout">I have a ticket`},
	} {
		f := open(t, market.US)
		opens := f.Clock.Now().Add(time.Hour)
		f.Sell(t, "x", 3, func(s *catalog.Sale) { s.Access, s.Opens = tt.access, opens }, "headphones")
		f.get("/us/en/sales/x").want(200, tt.before, `class="countdown"`)
		f.Clock.Set(opens)
		p := f.get("/us/en/sales/x").want(200, tt.then)
		if n := strings.Count(p.html, `<a class="button`); n != 1 {
			t.Errorf("access %s: %d buttons, want one", tt.access, n)
		}
	}
}

// A shelf that cannot be read is no shelf without units, and no reason to hide when a
// sale opens.
func TestStockThatIsNotKnown(t *testing.T) {
	t.Parallel()
	f := open(t, market.US)
	f.Sell(t, "next", 3, func(s *catalog.Sale) { s.Opens = f.Clock.Now().Add(time.Hour) }, "headphones")
	for _, tt := range []struct {
		fault  error
		status int
		says   string
	}{
		{checkouttest.ErrFault, 500, "Something went wrong on our side"},
		{problem.Busy(checkouttest.ErrFault), 429, "The shop is very busy"},
	} {
		f.Store.(*checkouttest.Memory).Break(func(op checkouttest.Op, _ string) checkouttest.Fault {
			if op == checkouttest.OpShelf {
				return checkouttest.Fault{Lost: tt.fault}
			}
			return checkouttest.Fault{}
		})
		p := f.get("/us/en").want(tt.status, tt.says, `href="/us/en">Try again`).not(">Sold out")
		if p.header.Get("Cache-Control") != "no-store" || p.header.Get("X-Robots-Tag") != "noindex" {
			t.Errorf("headers of a failure: %v", p.header)
		}
		f.get("/us/en/sales/next").want(200, "Not open yet").not(">Sold out", "units in all")
	}
}

// With a warm process a page costs no read, without one a read of the catalog and one of all
// shelves.
func TestReads(t *testing.T) {
	t.Parallel()
	f := open(t, market.US)
	store := &readCounter{Store: f.Store, reads: map[string]int{}}
	f.Store = store
	for _, path := range []string{"/us/en", "/us/en/sales/us-launch"} {
		f.restart()
		clear(store.reads)
		f.get(path).want(200)
		if store.reads["catalog"] != 1 || store.reads["shelves"] != 1 {
			t.Errorf("%s, cold: %v", path, store.reads)
		}
		clear(store.reads)
		f.Clock.Advance(checkout.ShelfAge - 1)
		for _, again := range []string{path, "/us/es", "/us/es/sales/us-launch"} {
			f.get(again).want(200)
		}
		if len(store.reads) != 0 {
			t.Errorf("%s, warm: %v", path, store.reads)
		}
	}
}

// readCounter is a store that counts what pages read.
type readCounter struct {
	checkouttest.Store
	reads  map[string]int
	broken error // of the catalog; nil: it can be read
}

func (c *readCounter) Catalog(ctx context.Context) (catalog.Snapshot, error) {
	c.reads["catalog"]++
	if c.broken != nil {
		return catalog.Snapshot{}, c.broken
	}
	return c.Store.Catalog(ctx)
}

func (c *readCounter) ShelvesOf(ctx context.Context, lines []stock.Line) ([]stock.Shelf, error) {
	c.reads["shelves"]++
	return c.Store.ShelvesOf(ctx, lines)
}

func TestHowLongCachesMayKeepPages(t *testing.T) {
	t.Parallel()
	f := open(t, market.US)
	for path, policy := range map[string]string{
		"/us/en":                 "public, max-age=0, s-maxage=1, stale-while-revalidate=1",
		"/us/en/sales/us-launch": "public, max-age=0, s-maxage=1, stale-while-revalidate=1",
		"/us/en/terms":           "public, max-age=0, s-maxage=30, stale-while-revalidate=300",
		"/":                      "public, max-age=0, s-maxage=5, stale-while-revalidate=10",
		"/robots.txt":            "public, max-age=3600",
		"/us/en/nothing":         "no-store",
	} {
		p := f.get(path)
		if got := p.header.Get("Cache-Control"); got != policy {
			t.Errorf("%s: %q, want %q", path, got, policy)
		}
		if tag := p.header.Get("ETag"); tag != "" {
			f.get(path, "If-None-Match", tag).want(304)
		}
	}
}

// A visitor who chooses a market learns when its sale opens, in the market's own time, or how the
// sale stands. Of other regions the shop knows nothing, and says that their shops do.
func TestTheChoiceOfAMarketSaysWhenItsSaleOpens(t *testing.T) {
	t.Parallel()
	const elsewhere = "sales of their own, at their own times"
	f := open(t, market.EU)
	f.get("/").want(200, `data-state="upcoming"`, "Opens Tuesday, 19 May at 00:00").not(elsewhere)
	f.get("/", "Accept-Language", "de-DE").want(200, "Öffnet am Dienstag, 19. Mai")
	f = open(t, market.US)
	f.get("/").want(200, `data-state="open"`, "Open now", elsewhere, european+"/de/de").not(`data-state="upcoming"`)
	f.get("/us/en").want(200, "Other countries have sales of their own", `href="/">`)
	f.Clock.Advance(25 * time.Hour)
	f.get("/").want(200, `data-state="closed"`, "Sale closed").not("Open now")
	f.Store = &readCounter{Store: f.Store, reads: map[string]int{}, broken: errors.New("no table")}
	f.restart()
	f.get("/").want(200, `href="/us/es"`, european+"/de/de").not("data-state")
}

// A catalog that cannot be read leaves a page that says so.
func TestNoCatalog(t *testing.T) {
	t.Parallel()
	f := open(t, market.US)
	f.Store = &readCounter{Store: f.Store, reads: map[string]int{}, broken: errors.New("no table")}
	f.restart()
	f.get("/us/es").want(500, `<html lang="es-US"`).not("no table")
}
