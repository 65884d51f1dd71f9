package crowd_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"storefront/infra/audit"
	"storefront/infra/rehearse/crowd"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/pass"
	"storefront/shared/payment"
	"storefront/shared/problem"
	"storefront/shared/secret"
	"storefront/shared/stock"
	"storefront/shared/token"
	"storefront/shared/web"
)

const band = catalog.SKU("fitness-band")

var us, _ = market.Of("us")

// tokens signs the crowd's passes.
var tokens = token.NewSigner(secret.Fixed([]byte("no secret: every test signs with it")))

// shop is a small store that speaks the API.
type shop struct {
	*checkouttest.Memory
	*checkouttest.Shop
	buy *checkout.Checkout
}

// newShop opens a sale of bands, one to each buyer. If with is not nil, it changes the sale
// first.
func newShop(t *testing.T, units int, with func(*catalog.Sale)) *shop {
	t.Helper()
	memory := checkouttest.NewMemory()
	s := checkouttest.NewShop(t, memory, func(sale *catalog.Sale) {
		sale.ID, sale.Opens, sale.Hold, sale.Lines[0].MaxPerOrder = "flash", time.Now().Add(-time.Second), time.Hour, 1
		if with != nil {
			with(sale)
		}
	}, checkouttest.Line{SKU: band, Lots: stock.Split(units)})
	s.Now = time.Now
	return &shop{memory, s, s.Process()}
}

// handler serves what a crowd asks for. An order's token is its id.
func (s *shop) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/us/checkouts", func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Pass  string
			Work  string
			Sale  catalog.SaleID
			Lines []checkout.HoldLine
			Email string
		}
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			panic(err)
		}
		request := s.Request("", r.Header.Get("Idempotency-Key"), body.Lines...)
		request.Sale, request.Buyer.Email, request.Work, request.Proved = body.Sale, body.Email, body.Work, email.Identity{}
		if s.Sale.Access == catalog.AccessVerified {
			shown, err := pass.Check(tokens, body.Pass, "us", time.Now())
			if err != nil {
				reply(w, 0, order.Order{}, err)
				return
			}
			request.Proved = shown.Identity()
		}
		o, err := s.buy.Hold(r.Context(), request)
		reply(w, http.StatusCreated, o, err)
	})
	mux.HandleFunc("GET /v1/us/sales/flash", func(w http.ResponseWriter, _ *http.Request) {
		challenge := web.WorkOf(s.Sale.Challenges().At(time.Now()))
		if err := json.NewEncoder(w).Encode(map[string]any{"work": challenge}); err != nil {
			panic(err)
		}
	})
	serve := func(pattern string, do func(*http.Request, order.ID) (order.Order, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			id, err := order.ParseID(r.PathValue("id"))
			if err != nil || r.Header.Get("Authorization") != "Bearer "+id.String() {
				reply(w, 0, order.Order{}, problem.New(problem.Unauthorized, "no"))
				return
			}
			o, err := do(r, id)
			reply(w, http.StatusOK, o, err)
		})
	}
	serve("GET /v1/orders/{id}", func(r *http.Request, id order.ID) (order.Order, error) {
		return s.buy.Read(r.Context(), id)
	})
	serve("POST /v1/orders/{id}/cancel", func(r *http.Request, id order.ID) (order.Order, error) {
		return s.buy.Cancel(r.Context(), id)
	})
	serve("POST /v1/orders/{id}/pay", func(r *http.Request, id order.ID) (order.Order, error) {
		paid, err := s.buy.Pay(r.Context(), id, checkout.PayRequest{Method: payment.CardVisa})
		return paid.Order, err
	})
	return mux
}

func reply(w http.ResponseWriter, status int, o order.Order, err error) {
	var body any
	if code := problem.CodeOf(err); err != nil {
		body, status = map[string]any{"code": code}, http.StatusConflict
		if code == problem.TooManyRequests {
			status = http.StatusTooManyRequests
		}
	} else {
		var lines []map[string]any
		for _, l := range o.Lines {
			lines = append(lines, map[string]any{"sku": l.SKU, "quantity": l.Quantity})
		}
		body = map[string]any{"order": map[string]any{"id": o.ID.String(), "status": o.Status, "sale": o.Sale, "lines": lines}, "token": o.ID.String()}
	}
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		panic(err)
	}
}

// rehearse sends a crowd to a shop through the handler between, and returns the
// findings and the total.
func (s *shop) rehearse(t *testing.T, between func(http.Handler) http.Handler, change func(*crowd.Options)) ([]string, crowd.Progress) {
	t.Helper()
	server := httptest.NewServer(between(s.handler()))
	defer server.Close()
	options := crowd.Options{
		URL: server.URL, Market: us, Sale: s.Sale, Tokens: tokens, Buyers: 60, Concurrency: 8, Duration: time.Minute,
		Pay: 0.7, Cancel: 0.1, Retry: 0.3, Greedy: 0.3, Refresh: 0.3,
		Left: map[catalog.SKU]int{band: 40},
	}
	change(&options)
	result, err := crowd.Run(t.Context(), options, func(crowd.Progress) {})
	if err != nil {
		t.Fatal(err)
	}
	report, err := audit.Run(t.Context(), s.Memory, time.Now(), "flash")
	if err != nil {
		t.Fatal(err)
	}
	findings, err := result.Check(t.Context(), s.Memory, report)
	if err != nil {
		t.Fatal(err)
	}
	return findings, result.Total()
}

// recorded returns the body that a handler would have answered.
func recorded(h http.Handler, r *http.Request) string {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Body.String()
}
