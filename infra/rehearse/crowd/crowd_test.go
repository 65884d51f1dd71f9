package crowd_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"storefront/infra/rehearse/crowd"
	"storefront/shared/catalog"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/problem"
)

func TestAGoodShopTiesOut(t *testing.T) {
	t.Parallel()
	undisturbed := func(h http.Handler) http.Handler { return h }
	// A third of the requests is refused for now, and some answers are lost.
	busy := func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch rand.IntN(6) {
			case 0:
				w.WriteHeader(http.StatusTooManyRequests)
			case 1:
				w.WriteHeader(http.StatusServiceUnavailable)
			case 2:
				recorded(h, r)
				panic(http.ErrAbortHandler) // nothing is answered
			default:
				h.ServeHTTP(w, r)
			}
		})
	}
	tests := map[string]struct {
		units   int
		with    func(*catalog.Sale)
		between func(http.Handler) http.Handler
		options func(*crowd.Options)
		told    func(crowd.Progress) bool
	}{
		"that sells out": {40, nil, undisturbed, func(*crowd.Options) {}, func(p crowd.Progress) bool {
			units := p.Units[band]
			return units.Paid+units.Held+units.Left == 40 && p.Refused[problem.SoldOut] > 0 && p.Lost == 0
		}},
		"with more than enough": {200, nil, undisturbed, func(*crowd.Options) {}, func(p crowd.Progress) bool {
			return p.Refused[problem.SoldOut] == 0 && p.Refused[problem.BuyerLimit] > 0
		}},
		"that asks for work": {40, checkouttest.AsksForWork, undisturbed, func(*crowd.Options) {}, func(p crowd.Progress) bool {
			units := p.Units[band]
			return units.Paid+units.Held+units.Left == 40 && p.Refused[problem.SoldOut] > 0 && len(p.Refused) == 1
		}},
		"that is busy": {40, nil, busy, func(o *crowd.Options) { o.Buyers, o.Concurrency = 50, 50 }, func(p crowd.Progress) bool {
			return p.Retries > 0
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			findings, total := newShop(t, tt.units, tt.with).rehearse(t, tt.between, tt.options)
			if len(findings) > 0 || !tt.told(total) {
				t.Errorf("found %q, told %v", findings, total)
			}
		})
	}
}

// replacing answers the first requests of a path in another way than the shop.
func replacing(path string, times int64, with func(http.Handler, http.ResponseWriter, *http.Request)) func(http.Handler) http.Handler {
	var done atomic.Int64
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, path) && done.Add(1) <= times {
				with(h, w, r)
				return
			}
			h.ServeHTTP(w, r)
		})
	}
}

func TestFaultsOfAShopAreFound(t *testing.T) {
	t.Parallel()
	const promise = `{"order":{"id":"0123456789abcdef-%d","status":"held","sale":"flash","lines":[{"sku":%q,"quantity":1}]},"token":"t"}`
	say := func(status int, text string) func(http.Handler, http.ResponseWriter, *http.Request) {
		return func(_ http.Handler, w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, text)
		}
	}
	alike := func(o *crowd.Options) { // everybody buys once, and pays
		o.Pay, o.Cancel, o.Retry, o.Greedy, o.Refresh = 1, 0, 0, 0, 0
	}
	leave := func(o *crowd.Options) { alike(o); o.Pay = 0 }
	impatient := func(o *crowd.Options) { leave(o); o.Retry = 1 }
	// asRead answers a payment with the order as it is, changed.
	asRead := func(change func(string) string) func(http.Handler, http.ResponseWriter, *http.Request) {
		return func(h http.Handler, w http.ResponseWriter, r *http.Request) {
			r.Method, r.URL.Path = http.MethodGet, strings.TrimSuffix(r.URL.Path, "/pay")
			fmt.Fprint(w, change(recorded(h, r)))
		}
	}
	var made atomic.Int64
	twoOrders := func(_ http.Handler, w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(201)
		fmt.Fprintf(w, promise, made.Add(1), band)
	}
	promised := say(201, fmt.Sprintf(promise, 1, band))
	lie := asRead(func(body string) string { return strings.Replace(body, "held", "paid", 1) })
	tests := []struct {
		name, path string // of the requests that are answered otherwise
		times      int64
		with       func(http.Handler, http.ResponseWriter, *http.Request)
		options    func(*crowd.Options)
		want       string
	}{
		{"a promised order is lost", "/checkouts", 1, promised, leave, "order 0123456789abcdef-1 was promised but is missing"},
		{"a request makes two orders", "/checkouts", 1000, twoOrders, impatient, "one Idempotency-Key made two orders: "},
		{"two buyers get one order", "/checkouts", 2, promised, leave, "order 0123456789abcdef-1 was promised to two buyers"},
		{"another product is sold", "/checkouts", 1, say(201, fmt.Sprintf(promise, 1, "sock")), leave,
			"a checkout was answered 201 with another order than requested"},
		{"a good request is refused", "/checkouts", 1, say(422, `{"code":"invalid_request"}`), leave, "a checkout was answered 422 invalid_request"},
		{"a new buyer has too many orders", "/checkouts", 1, say(409, `{"code":"buyer_limit"}`), leave,
			"a buyer without an order was refused for the buyer limit"},
		{"a line with units is said to be sold out", "/checkouts", 3, say(409, `{"code":"sold_out"}`), alike,
			"fitness-band was said to be sold out 3 times, but 43 units of it were never claimed"},
		{"a failed payment is tried again", "/pay", 1, say(500, ""), alike, ""},
		{"an order cannot be paid", "/pay", 1, say(409, `{"code":"order_closed"}`), alike, "was answered 409 order_closed"},
		{"a payment is said to be done but is not", "/pay", 1, lie, alike, "was said to be paid but is held"},
		{"a payment is answered with a held order", "/pay", 1, asRead(strings.TrimSpace), alike, "/pay was answered with "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			findings, _ := newShop(t, 100, nil).rehearse(t, replacing(tt.path, tt.times, tt.with), tt.options)
			all := strings.Join(findings, "\n")
			if tt.want == "" && len(findings) > 0 || !strings.Contains(all, tt.want) {
				t.Errorf("found %q, want %q", findings, tt.want)
			}
		})
	}
}

// Shoppers look at the page of the sale beside the crowd, in each language. The buyers of
// this test wait until both pages were seen.
func TestViews(t *testing.T) {
	t.Parallel()
	seen := map[string]chan struct{}{"/us/en/sales/flash": make(chan struct{}), "/us/es/sales/flash": make(chan struct{})}
	status := map[string]int{"/us/en/sales/flash": 200, "/us/es/sales/flash": 404}
	between := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if status[r.URL.Path] == 0 {
				for _, page := range seen {
					<-page
				}
				next.ServeHTTP(w, r)
				return
			}
			w.Header().Set("Cache-Control", "s-maxage=60")
			w.WriteHeader(status[r.URL.Path])
			close(seen[r.URL.Path]) // fails if it is asked for twice
		})
	}
	findings, total := newShop(t, 100, nil).rehearse(t, between, func(o *crowd.Options) { o.Views, o.Pay, o.Cancel = 10_000, 0, 0 })
	if len(findings) == 0 || findings[0] != "/us/es/sales/flash was answered 404" || total.Reached != 2 {
		t.Errorf("%d views reached the store, found %q", total.Reached, findings)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	good := crowd.Options{
		URL: "http://127.0.0.1:1", Market: us, Sale: catalog.Sale{Lines: []catalog.SaleLine{{SKU: band, MaxPerOrder: 1}}},
		Buyers: 1, Concurrency: 1, Duration: time.Second,
	}
	tests := map[string]struct {
		spoil func(*crowd.Options)
		want  string
	}{
		"nobody":                   {func(o *crowd.Options) { o.Buyers = 0 }, "a crowd must have 1 to 100000 buyers"},
		"too many":                 {func(o *crowd.Options) { o.Buyers = 100_001 }, "a crowd must have 1 to 100000 buyers"},
		"none at once":             {func(o *crowd.Options) { o.Concurrency = 0 }, "1 to 512 buyers can shop at once"},
		"too many at once":         {func(o *crowd.Options) { o.Concurrency = 513 }, "1 to 512 buyers can shop at once"},
		"fewer views than none":    {func(o *crowd.Options) { o.Views = -1 }, "a sale has 0 to 10000 views in a second"},
		"too many views":           {func(o *crowd.Options) { o.Views = 10_001 }, "a sale has 0 to 10000 views in a second"},
		"no time":                  {func(o *crowd.Options) { o.Duration = 0 }, "a rehearsal lasts up to 15m0s"},
		"too long":                 {func(o *crowd.Options) { o.Duration = time.Hour }, "a rehearsal lasts up to 15m0s"},
		"nothing to buy":           {func(o *crowd.Options) { o.Sale.Lines = nil }, "the sale has no lines"},
		"passes of nobody":         {func(o *crowd.Options) { o.Sale.Access = catalog.AccessVerified }, "the sale asks for passes, and nothing signs them"},
		"more than all":            {func(o *crowd.Options) { o.Pay, o.Cancel = 0.6, 0.6 }, "the shares of paid and cancelled orders exceed 1 together"},
		"a share above one":        {func(o *crowd.Options) { o.Retry = 1.1 }, "a share must be 0 to 1"},
		"another machine":          {func(o *crowd.Options) { o.URL = "http://192.0.2.1:3000" }, "a crowd visits only this machine, such as http://127.0.0.1:3000, not 192.0.2.1:3000"},
		"a name":                   {func(o *crowd.Options) { o.URL = "http://localhost.example.com" }, "a crowd visits only this machine, such as http://127.0.0.1:3000, not localhost.example.com"},
		"this machine in disguise": {func(o *crowd.Options) { o.URL = "http://127.0.0.1@example.com" }, "a crowd visits only this machine, such as http://127.0.0.1:3000, not example.com"},
		"no address":               {func(o *crowd.Options) { o.URL = "127.0.0.1:3000" }, "the store's address is not an HTTP URL"},
	}
	for name, tt := range tests {
		o := good
		tt.spoil(&o)
		if _, err := crowd.Run(t.Context(), o, nil); err == nil || err.Error() != tt.want {
			t.Errorf("%s: got %v, want %s", name, err, tt.want)
		}
	}
}

func TestACrowdStopsWithItsContext(t *testing.T) {
	t.Parallel()
	s := newShop(t, 40, nil)
	ctx, cancel := context.WithCancel(t.Context())
	unanswered := replacing("/checkouts", 1000, func(_ http.Handler, _ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) //nolint:errcheck // only then the server sees that the client is gone
		cancel()
		<-r.Context().Done() // never answered
	})
	server := httptest.NewServer(unanswered(s.handler()))
	defer server.Close()
	_, err := crowd.Run(ctx, crowd.Options{
		URL: server.URL, Market: us, Sale: s.Sale, Tokens: tokens, Buyers: 1000, Concurrency: 4, Duration: time.Minute,
	}, func(crowd.Progress) {})
	if err == nil {
		t.Error("Run returned no error after its context had ended")
	}
}

func TestProgressIsOneLine(t *testing.T) {
	t.Parallel()
	p := crowd.Progress{
		Elapsed: 12 * time.Second, Answers: 455, P50: 12 * time.Millisecond, P99: 180 * time.Millisecond,
		Units:   map[catalog.SKU]crowd.Units{band: {Paid: 900, Held: 90, Left: 10}, "headphones": {Paid: 115}},
		Refused: map[problem.Code]int{problem.SoldOut: 300, problem.BuyerLimit: 7}, Retries: 3, Lost: 1,
		Views: 4000, Reached: 5,
	}
	want := " 12.0 s   455 answers  p50   12 ms  p99  180 ms  fitness-band 900/90/10 headphones 115/0/0  7 buyer_limit  300 sold_out  3 retries, 1 lost  4000 views, of which 5 reached the store"
	if got := p.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
