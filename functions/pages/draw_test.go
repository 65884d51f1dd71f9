package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/draw/drawing"
	"storefront/shared/draw/drawing/drawingtest"
	"storefront/shared/market"
	"storefront/shared/waitlist/waitlisttest"
)

const drawPath = "/sales/vip/draw?sku=fitness-band"

// drawn returns the pages of a region with a draw for bands, the sale, and its waitlist.
func drawn(t *testing.T, region market.Region) (*front, catalog.Sale, *waitlisttest.Memory) {
	t.Helper()
	f := &front{Shop: functiontest.Open(t, region, checkouttest.NewMemory()), browser: &browser{t: t}}
	sale := drawingtest.Sale("fitness-band")
	f.Sell(t, sale.ID, 1, func(s *catalog.Sale) { *s = sale }, "fitness-band")
	s, table := pagesOf(t, f.Shop), waitlisttest.NewMemory()
	s.origin, s.draws = "https://shop.example.com", table
	f.router = s.router(f.Log)
	return f, sale, table
}

// at sets the clock, and returns the page of the draw at that time.
func (f *front) at(now time.Time, rest string) *document {
	f.t.Helper()
	f.Clock.Set(now)
	return f.get("/us/en" + drawPath + rest)
}

// TestDrawPage reads the page of a draw in each of its states, without JavaScript.
func TestDrawPage(t *testing.T) {
	t.Parallel()
	f, sale, table := drawn(t, market.US)
	const entries, units = drawing.PageSize + 150, 120
	enter := `<form class="flow" action="/us/en/join" method="post"><input type="hidden" name="sku" value="fitness-band"`
	f.at(drawingtest.EntriesClose.Add(-time.Hour), "").
		want(200, "Draw: Fitness band", "Entries are open", "Entries close on", "(15:24 UTC)", enter, `data-until="2023-08-23T15:24:24.000Z"`, "It does not prove").
		not("data-draw", "What is fixed")
	f.at(drawingtest.EntriesClose, "").want(200, "Entries are closed", "We are fixing the list").not(enter, "data-draw")
	n, err := drawingtest.Close(t.Context(), table, sale, "us", entries, units)
	if err != nil {
		t.Fatal(err)
	}
	f.at(drawingtest.Made, "").want(200, "The list is fixed", n.Root.String(), "<dd>650</dd>", "<dd>120</dd>", "Round 1000 of drand’s quicknet", "(15:59 UTC)",
		`data-until="2023-08-23T15:59:24.000Z"`, `hidden data-`, `data-draw="/v1/us/sales/vip/draw?sku=fitness-band"`, "<noscript>").not(enter, "Random number<", "data-rank")
	f.at(drawingtest.RoundAt, "").want(200, "Waiting for the random number", "no other number takes its place").not("data-rank", "data-until")
	run, err := drawingtest.Run(t.Context(), table, sale)
	if err != nil {
		t.Fatal(err)
	}
	ranking, err := run.Published.Ranking()
	if err != nil {
		t.Fatal(err)
	}
	later := drawingtest.RoundAt.Add(time.Hour)
	row := func(rank int) string {
		return fmt.Sprintf(`<li><b>%d</b> <code data-rank="%d">%s</code></li>`, rank, rank, ranking[rank-1])
	}
	f.at(later, "").want(200, "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd", "<h3>Drawn</h3>", row(1), row(100),
		`href="/us/en/sales/vip/draw?sku=fitness-band&amp;page=2#ranks"`).not("<h3>Reserve</h3>", row(101), "Earlier places")
	f.at(later, "&page=2").want(200, "<h3>Drawn</h3>", row(101), row(120), "<h3>Reserve</h3>", row(121), row(200), "2 / 7")
	f.at(later, "&page=6").want(200, row(501), row(600))
	f.at(later, "&page=7").want(200, row(601), row(650), "Earlier places").not("Later places", "<h3>Drawn</h3>")
	for _, page := range []string{"8", "0", "-1", "x", "99999999999999999999"} {
		f.at(later, "&page="+page).want(404)
	}
	f.get("/us/en/sales/vip").want(200, `href="/us/en`+drawPath+`"`, "About the draw: Fitness band")
}

// A shopper who comes to the product or to the sale learns how to enter, until when, and what happens
// then. Nobody is told to get ready for a sale that only a ticket opens.
func TestEnterFromProductAndSale(t *testing.T) {
	t.Parallel()
	f, sale, _ := drawn(t, market.US)
	const form = `action="/us/en/join" method="post"><input type="hidden" name="sku" value="fitness-band"`
	const ticket, about = "I have a ticket", `href="/us/en` + drawPath + `"`
	product := func() *document { return f.get("/us/en/products/fitness-band") }
	f.Clock.Set(sale.EntriesClose.Add(-time.Second))
	product().want(200, form, "Enter the draw", "Entries close on", "(15:24 UTC)", "If you are drawn, we mail you a ticket", about).
		not("Get ready", ticket, "in the order in which they confirm")
	f.get("/us/en/sales/vip").want(200, drawPath+`#enter"`, "Enter the draw", "Entries close on", about).not(ticket, "whom we have invited")
	f.Clock.Set(sale.EntriesClose)
	product().want(200, "Entries closed on", about, ticket, "/us/en/sales/vip/checkout").not(form, "Get ready")
	f.get("/us/en/sales/vip").want(200, ticket).not("#enter")
	f.Clock.Set(sale.Opens)
	product().want(200, ticket, about, "/us/en/sales/vip/checkout").not(form, "Buy Fitness band", "Quantity")
}

// Tickets of a sale come from the waitlist, so the product's page has it before and while units are left.
func TestTicketsComeFromTheWaitlist(t *testing.T) {
	t.Parallel()
	f := &front{Shop: functiontest.Open(t, market.US, checkouttest.NewMemory()), browser: &browser{t: t}}
	f.Sell(t, "vip", 1, func(s *catalog.Sale) { s.Access, s.Opens = catalog.AccessTicket, functiontest.Opening.Add(time.Hour) }, "fitness-band")
	f.router = pagesOf(t, f.Shop).router(f.Log)
	f.Clock.Set(functiontest.Opening.Add(25 * time.Hour)) // the demo's sale is over
	f.get("/us/en/products/fitness-band").want(200, `name="sku" value="fitness-band"`, "I have a ticket", "in the order in which they confirm", "/us/en/sales/vip/checkout").
		not("Get ready", "Buy Fitness band", "Quantity")
}

// The page exists in each language of each market, and its address names the product.
func TestDrawPageInEachLanguage(t *testing.T) {
	t.Parallel()
	for _, region := range market.Regions() {
		f, sale, table := drawn(t, region)
		if _, err := drawingtest.Close(t.Context(), table, sale, region.Markets()[0].Code, 3, 1); err != nil {
			t.Fatal(err)
		}
		if _, err := drawingtest.Run(t.Context(), table, sale); err != nil {
			t.Fatal(err)
		}
		f.Clock.Set(drawingtest.RoundAt.Add(time.Minute))
		titles := map[string]bool{}
		for _, reader := range readers(region) {
			p := f.get(reader+drawPath).want(200, `<link rel="canonical" href="https://shop.example.com`+reader+drawPath+`"`, `data-rank="3"`)
			p.not("%!", "%s")
			for _, other := range readers(region) {
				if other[:3] == reader[:3] {
					p.want(200, `href="`+other+drawPath+`"`)
				}
			}
			_, title, _ := strings.Cut(p.html, "<title>")
			title, _, _ = strings.Cut(title, "</title>")
			titles[title] = true
		}
		if len(titles) < len(readers(region)) {
			t.Errorf("region %s: the titles are %v", region, titles)
		}
	}
}

// A request for something that is not a draw finds no page, and reads no table.
func TestNoDrawPage(t *testing.T) {
	t.Parallel()
	f, _, table := drawn(t, market.US)
	table.Fail(func(string) bool { return true })
	for _, path := range []string{
		"/us/en/sales/vip/draw", "/us/en/sales/vip/draw?sku=", "/us/en/sales/vip/draw?sku=nothing", "/us/en/sales/vip/draw?sku=headphones",
		"/us/en/sales/us-launch/draw?sku=fitness-band", "/us/en/sales/vip/draw?sku=%22%3E%3Cb%3E",
	} {
		f.get(path).want(404, "There is no such draw").not("<b>")
	}
	f.get("/us/en/sales/nothing/draw?sku=fitness-band").want(404, "There is no such sale")
	f.get("/us/en" + drawPath).want(500)
}
