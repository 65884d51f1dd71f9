package browser

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"storefront/infra/rehearse/crowd"
	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/merchant"
	"storefront/shared/order"
	"storefront/shared/pass"
)

// operator serves what the scripts need and shoppers cannot do: sales, what becomes of
// paid orders, the sweep, crowds. It returns its address.
func (s store) operator(t *testing.T) string {
	mux := http.NewServeMux()
	handle := func(pattern string, do func(r region, req *http.Request) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, req *http.Request) {
			var answer any
			err := fmt.Errorf("there is no region %q", req.PathValue("region"))
			if r := s.Region(req.PathValue("region")); r != nil {
				answer, err = do(region{r}, req)
			}
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			json.NewEncoder(w).Encode(answer) //nolint:errcheck // the script is gone
		})
	}
	handle("POST /{region}/sales", sell)
	handle("POST /{region}/sales/{sale}/close", func(r region, req *http.Request) (any, error) {
		return nil, r.merchant().CloseSale(req.Context(), time.Now(), catalog.SaleID(req.PathValue("sale")))
	})
	handle("POST /{region}/sales/{sale}/rush", func(r region, req *http.Request) (any, error) {
		return nil, rush(t, r, req)
	})
	handle("GET /{region}/passes/{market}/{email}", func(r region, req *http.Request) (any, error) {
		return pass.Pass{
			Market: market.Code(req.PathValue("market")), Email: req.PathValue("email"), Expires: time.Now().Add(time.Hour),
		}.Sign(r.tokens()), nil
	})
	handle("POST /{region}/orders/{id}/{what}", aftersale)
	handle("POST /{region}/draws/{sale}/{what}", drawLots)
	handle("POST /{region}/sweep", func(r region, req *http.Request) (any, error) {
		_, err := r.InvokeInTurn(req.Context(), "SweepFunction", []byte("{}"))
		return nil, err
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// sell creates a sale. Times are in seconds, those of the day from now.
func sell(r region, req *http.Request) (any, error) {
	wanted := struct {
		merchant.Spec
		Opens, Closes, Hold int
	}{Spec: merchant.Spec{Access: catalog.AccessVerified, OrdersPerBuyer: 1}}
	if err := json.NewDecoder(req.Body).Decode(&wanted); err != nil {
		return nil, err
	}
	now := time.Now()
	spec := wanted.Spec
	spec.Opens = now.Add(time.Duration(wanted.Opens) * time.Second)
	spec.Closes = now.Add(time.Duration(wanted.Closes) * time.Second)
	spec.Hold = time.Duration(wanted.Hold) * time.Second
	return nil, r.merchant().CreateSale(req.Context(), now, spec)
}

// rush sends 300 shoppers at once to a sale, and fails unless it ties out.
func rush(t *testing.T, r region, req *http.Request) error {
	o := crowd.Demo(300)
	o.URL, o.Market, o.Concurrency, o.Tokens = r.URL, r.market().Markets()[0], o.Buyers, r.tokens()
	o.Sale.ID = catalog.SaleID(req.PathValue("sale"))
	return crowd.Rehearse(req.Context(), t.Output(), r.market(), data(r.Region), o)
}

// aftersale ships or refunds an order.
func aftersale(r region, req *http.Request) (any, error) {
	id, err := order.ParseID(req.PathValue("id"))
	if err != nil {
		return nil, err
	}
	switch what := req.PathValue("what"); what {
	case "ship":
		_, err = r.afterSale().Ship(req.Context(), id, 0, order.Shipment{})
	case "refund":
		_, err = r.afterSale().Refund(req.Context(), id, 0, order.RefundRequest{Reference: "browser", Reason: order.Goodwill, All: true})
	default:
		err = fmt.Errorf("an order cannot be made to %s", what)
	}
	return nil, err
}
