package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"storefront/shared/checkout/checkouttest"
	"storefront/shared/draw/drawing"
	"storefront/shared/draw/drawing/drawingtest"
	"storefront/shared/waitlist/waitlisttest"
)

// A draw with two pages of entries is verified from its address in the API. It is refused if a page
// lacks an entry or has a changed digit.
func TestVerifyFromTheAPI(t *testing.T) {
	t.Parallel()
	table, sale := waitlisttest.NewMemory(), drawingtest.Sale("band")
	if _, err := drawingtest.Close(t.Context(), table, sale, "us", drawing.PageSize+1, 2); err != nil {
		t.Fatal(err)
	}
	drawn, err := drawingtest.Run(t.Context(), table, sale)
	if err != nil {
		t.Fatal(err)
	}
	ranking, err := drawn.Published.Ranking()
	if err != nil {
		t.Fatal(err)
	}
	spoil := func(page int, body string) string { return body }
	answer := func(w http.ResponseWriter, page int, v any, err error) {
		text, wrong := json.Marshal(v)
		if err != nil || wrong != nil {
			http.Error(w, fmt.Sprint(err, wrong), http.StatusUnprocessableEntity)
			return
		}
		fmt.Fprint(w, spoil(page, string(text)))
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/us/sales/vip/draw", func(w http.ResponseWriter, r *http.Request) {
		p, err := drawing.Notice(r.Context(), table, sale, "band")
		answer(w, 0, p.File(), err)
	})
	mux.HandleFunc("GET /v1/us/sales/vip/draw/entries", func(w http.ResponseWriter, r *http.Request) {
		number, err := strconv.Atoi(r.FormValue("page"))
		if err == nil && r.FormValue("sku") != "band" {
			err = fmt.Errorf("the product is %q", r.FormValue("sku"))
		}
		if err != nil {
			answer(w, 0, nil, err)
			return
		}
		list, err := drawing.List(r.Context(), table, sale, "band", number)
		answer(w, number, list, err)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	at := server.URL + "/v1/us/sales/vip/draw?sku=band"
	for _, test := range []struct {
		command, want string
		refused       bool
		spoil         func(page int, body string) string
	}{
		{"draw verify " + at, "1  " + ranking[0].String() + "\n2  " + ranking[1].String() + "\n\n", false, nil},
		{"draw verify --file " + at + " --commitment " + ranking[500].String(), "501  " + ranking[500].String() + "\n\n", false, nil},
		{"draw verify " + server.URL + "/v1/us/sales/other/draw?sku=band", "404 Not Found", true, nil},
		{"draw verify " + at, "the root of the list is", true, func(page int, body string) string {
			flipped := ranking[7].String()[:63] + strconv.FormatUint(uint64(ranking[7][31]&15^1), 16)
			return strings.Replace(body, ranking[7].String(), flipped, 1)
		}},
		{"draw verify " + at, "page 2 of the list is empty", true, func(page int, body string) string {
			if page == 2 {
				return `{"commitments":[]}`
			}
			return body
		}},
	} {
		spoil = test.spoil
		if spoil == nil {
			spoil = func(_ int, body string) string { return body }
		}
		s := newSession(t, checkouttest.NewMemory())
		if refused := s.do(t, test.command) != 0; refused != test.refused || !strings.Contains(s.shown.String(), test.want) {
			t.Errorf("%s shows\n%s\nwant %q", test.command, s.shown.String(), test.want)
		}
	}
}
