package main

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"storefront/shared/market"
	"storefront/shared/problem"
)

func TestMarketsAreTheRegionsOwn(t *testing.T) {
	t.Parallel()
	for name, codes := range map[market.Region][]string{
		market.US: {"us"}, market.EU: {"de", "fr", "es", "it", "nl"}, market.UK: {"gb"}, market.IN: {"in"},
	} {
		_, client := region(t, name)
		var got struct {
			Markets []struct {
				Code             string   `json:"code"`
				Languages        []string `json:"languages"`
				PricesIncludeTax bool     `json:"prices_include_tax"`
			} `json:"markets"`
		}
		client.Get("/v1/markets").Want(200).Read(&got)
		var found []string
		for _, m := range got.Markets {
			found = append(found, m.Code)
			if m.PricesIncludeTax != (name != market.US) {
				t.Errorf("market %s: prices include tax: %v", m.Code, m.PricesIncludeTax)
			}
		}
		if !slices.Equal(found, codes) {
			t.Errorf("region %s has markets %q, want %q", name, found, codes)
		}
	}
}

type shownProduct struct {
	SKU         string `json:"sku"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Language    string `json:"language"`
	Price       struct {
		Minor    int64  `json:"amount_minor"`
		Currency string `json:"currency"`
	} `json:"price"`
	Clearance struct {
		Status     string    `json:"status"`
		Reason     string    `json:"reason"`
		ExpectedAt time.Time `json:"expected_at,omitzero"`
	} `json:"clearance"`
}

type page struct {
	Products   []shownProduct `json:"products"`
	Sales      []shownSale    `json:"sales"`
	NextCursor string         `json:"next_cursor"`
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		region   market.Region
		path     string
		accept   string
		language string
		product  string
	}{
		"the market's first":              {market.EU, "/v1/fr/products/fitness-band", "", "fr", "Bracelet"},
		"what the browser prefers":        {market.US, "/v1/us/products/headphones", "es-MX,es;q=0.9,en;q=0.8", "es", "Auriculares"},
		"by weight, not by order":         {market.EU, "/v1/de/products/headphones", "en;q=0.5,de;q=0.9", "de", "Kopfhörer"},
		"what the market does not speak":  {market.EU, "/v1/de/products/headphones", "ja", "de", "Kopfhörer"},
		"what the address asks for":       {market.IN, "/v1/in/products/headphones?lang=hi", "en", "hi", "हेडफ़ोन"},
		"what the address asks for wrong": {market.IN, "/v1/in/products/headphones?lang=tlh", "hi", "hi", "हेडफ़ोन"},
		"both wrong":                      {market.IN, "/v1/in/products/headphones?lang=tlh", "ja", "en", "Headphones"},
		"the last of two":                 {market.IN, "/v1/in/products/headphones?lang=en&lang=hi", "", "hi", "हेडफ़ोन"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, client := region(t, tt.region)
			answer := client.Get(tt.path, "Accept-Language", tt.accept).Want(200)
			var got shownProduct
			answer.Read(&got)
			if got.Language != tt.language || !strings.Contains(got.Name, tt.product) {
				t.Errorf("in %s: %q, want %q in %s", got.Language, got.Name, tt.product, tt.language)
			}
			if answer.Header.Get("Content-Language") != tt.language || answer.Header.Get("Vary") != "Accept-Language" {
				t.Errorf("headers: %v", answer.Header)
			}
		})
	}
}

// A product may be known where it may not be sold, and says why.
func TestClearance(t *testing.T) {
	t.Parallel()
	tests := []struct {
		region market.Region
		path   string
		status string
		reason string
	}{
		{market.US, "/v1/us/products/fitness-band", "cleared", ""},
		{market.US, "/v1/us/products/phone-4i", "pending", "hardware_certification"},
		{market.US, "/v1/us/products/phone-note", "blocked", "patents"},
		{market.IN, "/v1/in/products/phone-4i", "cleared", ""},
		{market.IN, "/v1/in/products/phone-note", "cleared", ""},
	}
	for _, tt := range tests {
		_, client := region(t, tt.region)
		var got shownProduct
		client.Get(tt.path).Want(200).Read(&got)
		if got.Clearance.Status != tt.status || got.Clearance.Reason != tt.reason {
			t.Errorf("%s: %+v, want %s %s", tt.path, got.Clearance, tt.status, tt.reason)
		}
	}
}

func TestAPendingClearanceSaysWhenItIsHopedFor(t *testing.T) {
	t.Parallel()
	shop, client := region(t, market.US)
	snapshot, err := shop.Store.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	hoped := time.Date(2015, time.August, 1, 0, 0, 0, 0, time.UTC)
	for _, p := range snapshot.Products {
		offer := p.Offers["us"]
		offer.Clearance.Expected = hoped
		p.Offers["us"] = offer
		if err := shop.Store.PutProduct(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	var got shownProduct
	client.Get("/v1/us/products/phone-4i").Want(200).Read(&got)
	if !got.Clearance.ExpectedAt.Equal(hoped) {
		t.Errorf("expected at %v, want %v", got.Clearance.ExpectedAt, hoped)
	}
}

// Pages of any size, put together, are the whole list in its order.
func TestPages(t *testing.T) {
	t.Parallel()
	all := []string{"fitness-band", "headphones", "phone-4i", "phone-note", "power-bank-10400", "power-bank-5000"}
	for limit := 1; limit <= 7; limit++ {
		_, client := region(t, market.US)
		path := "/v1/us/products?limit=" + strconv.Itoa(limit)
		var got []string
		var next page
		for cursor := ""; ; cursor = "&cursor=" + next.NextCursor {
			next = page{}
			client.Get(path + cursor).Want(200).Read(&next)
			for _, p := range next.Products {
				got = append(got, p.SKU)
			}
			if next.NextCursor == "" || len(got) > len(all) {
				break
			}
			if len(next.Products) != limit {
				t.Errorf("limit %d: a page of %d", limit, len(next.Products))
			}
		}
		if !slices.Equal(got, all) {
			t.Errorf("limit %d: %q, want %q", limit, got, all)
		}
	}
}

func TestPagesThatAreNone(t *testing.T) {
	t.Parallel()
	_, client := region(t, market.US)
	for query, field := range map[string]string{
		"limit=0": "limit", "limit=101": "limit", "limit=-1": "limit", "limit=x": "limit", "limit=": "limit",
		"cursor=": "cursor", "cursor=*": "cursor", "cursor=Y": "cursor", "limit=1&limit=0": "limit",
	} {
		for _, list := range []string{"/v1/us/products?", "/v1/us/sales?"} {
			refused := client.Get(list+query).Refused(422, problem.InvalidRequest)
			if len(refused.Fields) != 1 || refused.Fields[0].Name != field {
				t.Errorf("%s: at fault %v, want %s", query, refused.Fields, field)
			}
		}
	}
	var empty page
	client.Get("/v1/us/products?cursor=enp6").Want(200).Read(&empty)
	if empty.Products == nil || len(empty.Products) != 0 || empty.NextCursor != "" {
		t.Errorf("behind the last product: %+v", empty)
	}
}

func TestWhatThereIsNot(t *testing.T) {
	t.Parallel()
	_, client := region(t, market.US)
	for path, code := range map[string]problem.Code{
		"/v1/de/products":                        problem.UnknownMarket,
		"/v1/US/products":                        problem.UnknownMarket,
		"/v1/de/products/fitness-band":           problem.UnknownMarket,
		"/v1/de/sales":                           problem.UnknownMarket,
		"/v1/de/sales/us-launch":                 problem.UnknownMarket,
		"/v1/de/sales/us-launch/availability":    problem.UnknownMarket,
		"/v1/us/products/selfie-stick":           problem.UnknownProduct,
		"/v1/us/products/Fitness-Band":           problem.UnknownProduct,
		"/v1/us/products/%2e%2e":                 problem.UnknownProduct,
		"/v1/us/sales/eu-launch":                 problem.UnknownSale,
		"/v1/us/sales/eu-launch/availability":    problem.UnknownSale,
		"/":                                      problem.UnknownRoute,
		"/v1":                                    problem.UnknownRoute,
		"/v1/":                                   problem.UnknownRoute,
		"/v1/us":                                 problem.UnknownRoute,
		"/v1/us/reviews":                         problem.UnknownRoute,
		"/v1/us/sales/us-launch/availability/x":  problem.UnknownRoute,
		"/v2/markets":                            problem.UnknownRoute,
		"/v1/orders/0000000000000000-1/receipts": problem.UnknownRoute,
	} {
		client.Get(path).Refused(404, code)
	}
}

// The API sends here what matches no route, and with it the wrong methods of
// every function's paths.
func TestWrongMethods(t *testing.T) {
	t.Parallel()
	_, client := region(t, market.US)
	for request, allow := range map[string]string{
		"POST /v1/markets":                      "GET, HEAD",
		"DELETE /v1/us/products":                "GET, HEAD",
		"PATCH /v1/us/sales/us-launch":          "GET, HEAD",
		"GET /v1/us/waitlist":                   "POST",
		"GET /v1/waitlist/confirm":              "POST",
		"GET /v1/waitlist/unsubscribe":          "POST",
		"GET /v1/us/checkouts":                  "POST",
		"PUT /v1/us/checkouts":                  "POST",
		"POST /v1/orders/0000000000000000-1":    "GET",
		"GET /v1/orders/0000000000000000-1/pay": "POST",
	} {
		method, path, _ := strings.Cut(request, " ")
		answer := client.Do(method, path, "")
		answer.Refused(405, problem.MethodNotAllowed)
		if got := answer.Header.Get("Allow"); got != allow {
			t.Errorf("%s: Allow is %q, want %q", request, got, allow)
		}
	}
}

func TestHowLongCachesMayAnswer(t *testing.T) {
	t.Parallel()
	_, client := region(t, market.US)
	const (
		days    = "public, max-age=0, s-maxage=30, stale-while-revalidate=300"
		seconds = "public, max-age=0, s-maxage=2, stale-while-revalidate=10"
		second  = "public, max-age=0, s-maxage=1, stale-while-revalidate=1"
	)
	for path, policy := range map[string]string{
		"/v1/markets":                         days,
		"/v1/us/products":                     days,
		"/v1/us/products/fitness-band":        days,
		"/v1/us/sales":                        seconds,
		"/v1/us/sales/us-launch":              seconds,
		"/v1/us/sales/us-launch/availability": second,
	} {
		first := client.Get(path).Want(200)
		tag := first.Header.Get("ETag")
		again := client.Get(path, "If-None-Match", `"x", `+tag).Want(304)
		head := client.Do("HEAD", path, "").Want(200)
		if again.Body != "" || again.Header.Get("ETag") != tag || head.Header.Get("ETag") != tag {
			t.Errorf("%s: again %q with %q", path, again.Body, again.Header)
		}
		for _, header := range []string{first.Header.Get("Cache-Control"), again.Header.Get("Cache-Control")} {
			if header != policy {
				t.Errorf("%s: Cache-Control is %q, want %q", path, header, policy)
			}
		}
		client.Get(path, "If-None-Match", `"x"`).Want(200)
	}
}
