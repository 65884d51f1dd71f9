package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/draw"
	"storefront/shared/draw/drawing"
	"storefront/shared/draw/drawing/drawingtest"
	"storefront/shared/market"
	"storefront/shared/problem"
	"storefront/shared/waitlist/waitlisttest"
)

// drawsOf returns the draws of a shop. A shop in memory has none.
func drawsOf(shop *functiontest.Shop) drawing.Draws {
	if stored, ok := shop.Store.(drawing.Draws); ok {
		return stored
	}
	return waitlisttest.NewMemory()
}

const theDraw = "/v1/us/sales/vip/draw?sku=fitness-band"

// drawn returns the function, a sale that draws bands, and the table of its draw.
func drawn(t *testing.T, shop *functiontest.Shop) (http.Handler, catalog.Sale, drawingtest.Table) {
	t.Helper()
	sale := drawingtest.Sale("fitness-band")
	if _, err := shop.Store.PutSale(t.Context(), sale); err != nil {
		t.Fatal(err)
	}
	table, ok := shop.Store.(drawingtest.Table)
	if !ok {
		table = waitlisttest.NewMemory()
	}
	return handlers{region: shop.Region, catalog: shop.Catalog(), draws: table, now: shop.Clock.Now}.router(shop.Log), sale, table
}

// drawnEvents returns the function with a draw of 13 entries and a beacon, for the sample events.
func drawnEvents(t *testing.T, shop *functiontest.Shop) http.Handler {
	handler, sale, table := drawn(t, shop)
	if _, err := drawingtest.Close(t.Context(), table, sale, "us", 13, 3); err != nil {
		t.Fatal(err)
	}
	if _, err := drawingtest.Run(t.Context(), table, sale); err != nil {
		t.Fatal(err)
	}
	return handler
}

// TestDraw reads a draw by the API, from before it is closed until it has its beacon. A client
// computes the same ranking from it as the store.
func TestDraw(t *testing.T) {
	t.Parallel()
	functiontest.Everywhere(t, market.US, func(t *testing.T, shop *functiontest.Shop) {
		handler, sale, table := drawn(t, shop)
		client := functiontest.NewClient(t, handler)
		const entries = "/v1/us/sales/vip/draw/entries?sku=fitness-band&page="
		if early := client.Get(theDraw); !strings.Contains(early.Body, `"entries_close_at":"2023-08-23T15:24:24Z"`) {
			t.Errorf("before it is closed: %s", early.Body)
		}
		client.Get(theDraw).Refused(404, problem.DrawNotClosed)
		client.Get(entries+"1").Refused(404, problem.DrawNotClosed)
		if _, err := drawingtest.Close(t.Context(), table, sale, "us", drawing.PageSize+1, 3); err != nil {
			t.Fatal(err)
		}
		if closed := client.Get(theDraw).Want(200); strings.Contains(closed.Body, "beacon") {
			t.Errorf("before the round: %s", closed.Body)
		}
		stored, err := drawingtest.Run(t.Context(), table, sale)
		if err != nil {
			t.Fatal(err)
		}
		answer := client.Get(theDraw).Want(200)
		published, err := draw.ParseFile([]byte(answer.Body))
		if err != nil {
			t.Fatal(err)
		}
		client.Get(theDraw, "If-None-Match", answer.Header.Get("ETag")).Want(304)
		for page := 1; len(published.Commitments) < published.Notice.Entries; page++ {
			var list draw.List
			client.Get(fmt.Sprint(entries, page)).Want(200).Read(&list)
			published.Commitments = append(published.Commitments, list.Commitments...)
		}
		ranking, err := published.Ranking()
		want, _ := stored.Published.Ranking()
		if err != nil || !slices.Equal(ranking, want) || len(ranking) != drawing.PageSize+1 {
			t.Errorf("the client ranks %d entries, %v; the store ranks %d in another order", len(ranking), err, len(want))
		}
		if past := client.Get(entries+"3").Refused(422, problem.InvalidRequest); len(past.Fields) != 1 || past.Fields[0].Name != "page" {
			t.Errorf("past the end: %v", past)
		}
	})
}

// A request for something that is not a draw is refused without reading the table.
func TestNoDraw(t *testing.T) {
	t.Parallel()
	shop, _ := region(t, market.US)
	handler, _, table := drawn(t, shop)
	table.(*waitlisttest.Memory).Fail(func(string) bool { return true })
	client := functiontest.NewClient(t, handler)
	for _, tt := range []struct {
		path  string
		code  problem.Code
		field string
	}{
		{"sales/vip/draw", problem.InvalidRequest, "sku"},
		{"sales/vip/draw?sku=", problem.InvalidRequest, "sku"},
		{"sales/vip/draw?sku=A%23B", problem.InvalidRequest, "sku"},
		{"sales/vip/draw?sku=headphones", problem.UnknownDraw, ""},
		{"sales/vip/draw?sku=nothing", problem.UnknownDraw, ""},
		{"sales/us-launch/draw?sku=fitness-band", problem.UnknownDraw, ""},
		{"sales/nothing/draw?sku=fitness-band", problem.UnknownSale, ""},
		{"sales/vip/draw/entries?page=1", problem.InvalidRequest, "sku"},
		{"sales/vip/draw/entries?sku=fitness-band", problem.InvalidRequest, "page"},
		{"sales/vip/draw/entries?sku=fitness-band&page=0", problem.InvalidRequest, "page"},
		{"sales/vip/draw/entries?sku=fitness-band&page=-1", problem.InvalidRequest, "page"},
		{"sales/vip/draw/entries?sku=fitness-band&page=100001", problem.InvalidRequest, "page"},
		{"sales/vip/draw/entries?sku=fitness-band&page=1e3", problem.InvalidRequest, "page"},
		{"sales/us-launch/draw/entries?sku=fitness-band&page=1", problem.UnknownDraw, ""},
	} {
		status := 404
		if tt.field != "" {
			status = 422
		}
		var names []string
		for _, f := range client.Get("/v1/us/"+tt.path).Refused(status, tt.code).Fields {
			names = append(names, f.Name)
		}
		if got := strings.Join(names, " "); got != tt.field {
			t.Errorf("%s names the fields %q, want %q", tt.path, got, tt.field)
		}
	}
}
