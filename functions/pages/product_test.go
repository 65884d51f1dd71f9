package main

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/stock"
)

// shelf is the stock that a test wants shown.
type shelf stock.Shelf

func (s shelf) ShelvesOf(_ context.Context, lines []stock.Line) ([]stock.Shelf, error) {
	return slices.Repeat([]stock.Shelf{stock.Shelf(s)}, len(lines)), nil
}

// Stock in each state.
var (
	plenty = shelf{Lots: 10, Pages: []stock.Page{{}}, Count: stock.Count{Size: 250, Left: 250}}
	few    = shelf{Lots: 10, Pages: []stock.Page{{}}, Count: stock.Count{Size: 250, Left: 20}}
	held   = shelf{Lots: 1, Pages: []stock.Page{{Empty: map[int]bool{0: true}}}, Count: stock.Count{
		Size: 25, Held: 3, NextRelease: functiontest.Opening.Add(10 * time.Minute),
	}}
	gone = shelf{Lots: 1, Pages: []stock.Page{{Empty: map[int]bool{0: true}}}, Count: stock.Count{Size: 25}}
)

// productShop is the shop of a region that has some stock.
func productShop(t *testing.T, region *functiontest.Shop, stock shelves) *browser {
	t.Helper()
	s := pagesOf(t, region)
	s.origin, s.shelves = "https://shop.example", stock
	return &browser{t: t, router: s.router(region.Log)}
}

// What a product's page says and lets one do, in every state.
func TestProductStates(t *testing.T) {
	t.Parallel()
	late := 25 * time.Hour // the demo's sale is over
	for _, tt := range []struct {
		name   string
		region market.Region
		path   string
		after  time.Duration // since the demo was seeded
		stock  shelf
		state  string
		says   []string
		hides  []string
		to     string // where the button leads
		joins  bool
	}{
		{
			"in stock", market.US, "/us/en/products/fitness-band", 5 * time.Second, plenty, "in_stock",
			[]string{"In stock", "$14.99 plus sales tax of your state, plus $4.99 delivery per order", "Quantity 1 2", "Buy Fitness band", "kept for 10 minutes", "The sale closes Tuesday, May 19 at 12:00 p.m. PDT", "Stock as of 12:00:05 p.m. PDT"},
			[]string{"Sold out", "waitlist"}, "/us/en/sales/us-launch/checkout", false,
		},
		{
			"few left", market.US, "/us/en/products/fitness-band", time.Minute, few, "low",
			[]string{"Few left", "Buy Fitness band"}, []string{"Sold out"}, "/us/en/sales/us-launch/checkout", false,
		},
		{
			"all on hold", market.US, "/us/en/products/headphones", time.Minute, held, "held",
			[]string{"All on hold", "A hold ends at 12:10 p.m. PDT", "Check again"}, []string{"Sold out", "Buy "}, "/us/en/products/headphones", true,
		},
		{
			"sold out", market.US, "/us/en/products/headphones", time.Minute, gone, "sold_out",
			[]string{"Sold out", "Join the waitlist in the United States"}, []string{"may come back", "Buy "}, "", true,
		},
		{
			"before the opening, whatever the shelf says", market.EU, "/de/en/products/fitness-band", time.Minute, gone, "upcoming",
			[]string{"€16.99 incl. 19% VAT, plus €4.99 delivery per order", "Get ready", "From Tuesday, 19 May at 00:00 CEST"},
			[]string{"Sold out", "Quantity", "waitlist"}, "/de/en/sales/eu-launch/checkout", false,
		},
		{
			"after the sale", market.US, "/us/en/products/fitness-band", late, gone, "closed",
			[]string{"Sale closed", "The sale closed Tuesday, May 19 at 12:00 p.m. PDT"}, []string{"Sold out", "Buy "}, "", true,
		},
		{
			"not cleared", market.US, "/us/en/products/phone-4i", time.Minute, plenty, "not_cleared",
			[]string{"Not for sale in the United States yet", "Reason: hardware certification pending", "So since May 4, 2015. There is no date yet", "Join the waitlist", "Federal Communications Commission",
				"Where it stands United States Hardware certification pending Germany, France, Spain, Italy, Netherlands Software testing under way", "India May be sold"},
			[]string{"$", "Buy ", "Sold out", "Warranty"}, "", true,
		},
		{
			"not cleared for patents", market.US, "/us/en/products/phone-note", time.Minute, plenty, "not_cleared",
			[]string{"Reason: patents", "So since May 4, 2015. There is no price"}, []string{"$", "Federal Communications Commission"}, "", true,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			region := functiontest.Open(t, tt.region, checkouttest.NewMemory())
			region.Clock.Set(functiontest.Opening.Add(tt.after))
			page := productShop(t, region, tt.stock).open(tt.path).want(200)
			state := page.find("p", "class", "state")
			if len(state) != 1 || attribute(state[0], "data-state") != tt.state {
				t.Errorf("the state is %q, want %s", attribute(state[0], "data-state"), tt.state)
			}
			read := page.main()
			for _, want := range tt.says {
				if !strings.Contains(read, want) {
					t.Errorf("the page does not say %q: %s", want, read)
				}
			}
			for _, not := range tt.hides {
				if strings.Contains(read, not) {
					t.Errorf("the page says %q: %s", not, read)
				}
			}
			if got := leadsTo(page); got != tt.to {
				t.Errorf("the button leads to %q, want %q", got, tt.to)
			}
			join := slices.ContainsFunc(page.find("form", "method", "post"), func(n *html.Node) bool { return strings.HasSuffix(attribute(n, "action"), "/join") })
			if join != tt.joins {
				t.Errorf("the page has a waitlist: %v, want %v", join, tt.joins)
			}
		})
	}
}

// leadsTo returns where the page's button leads that is no waitlist's.
func leadsTo(page *document) string {
	for _, form := range page.find("form", "method", "get") {
		return attribute(form, "action")
	}
	for _, link := range page.find("a", "class", "button") {
		if href := attribute(link, "href"); strings.HasPrefix(href, "/") {
			return href
		}
	}
	return ""
}

// What the law of each market wants shown with a product that is sold there.
func TestProductLaw(t *testing.T) {
	t.Parallel()
	maker := "Maker Example Devices Co., Ltd., 12 Demo Road, Shenzhen 518000, China care@maker.example"
	for _, tt := range []struct {
		region market.Region
		path   string
		says   []string
	}{
		{market.US, "/us/en/products/fitness-band", []string{maker, "Responsible in the United States Storefront Demo, Inc.", "Made in China", "Contains a lithium cell", "Ships by Thursday, May 21 at the latest", "you can wait or have your money back", "warranty before you buy"}},
		{market.EU, "/de/en/products/fitness-band", []string{maker, "Responsible in the EU Storefront Demo GmbH, Musterstraße 1, 10115 Berlin, Deutschland produktsicherheit@shop.example", "Model FB-1", "Contains a lithium cell", "Legal guarantee: at least 2 years", "official notice", "14 days from delivery"}},
		{market.UK, "/gb/en/products/headphones", []string{maker, "Responsible in the EU and Northern Ireland", "plus £3.99 delivery per order", "Consumer Rights Act 2015", "14 days from delivery"}},
		{market.IN, "/in/en/products/phone-4i", []string{maker, "As on the package Product Phone 4i", "Maximum retail price ₹", "inclusive of all taxes", "Net quantity 1 N", "Country of origin China", "Importer Storefront Demo India", "Consumer care", "+91", "incl. 18% GST"}},
	} {
		region := functiontest.Open(t, tt.region, checkouttest.NewMemory())
		read := productShop(t, region, plenty).open(tt.path).want(200).main()
		for _, want := range tt.says {
			if !strings.Contains(read, want) {
				t.Errorf("%s does not say %q: %s", tt.path, want, read)
			}
		}
	}
}

// Every product has its page in every language of every market that knows it, with a
// picture, what it shows, and what shared links and search engines read.
func TestEveryProductHasItsPages(t *testing.T) {
	t.Parallel()
	for _, name := range market.Regions() {
		region := functiontest.Open(t, name, checkouttest.NewMemory())
		shop := productShop(t, region, plenty)
		offered, err := region.Store.Catalog(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range offered.Products {
			for _, m := range name.Markets() {
				for _, language := range m.Languages {
					path := "/" + string(m.Code) + "/" + language + "/products/" + string(p.SKU)
					checkHead(t, path, p.TextIn(language), shop.open(path).want(200))
				}
			}
		}
	}
}

func checkHead(t *testing.T, path string, wants catalog.Text, page *document) {
	t.Helper()
	pictures := page.find("img", "fetchpriority", "high")
	if len(pictures) != 1 || attribute(pictures[0], "src") == "" || attribute(pictures[0], "alt") != wants.Alt {
		t.Errorf("%s has no picture of %q", path, wants.Alt)
	}
	if titles := page.find("h1", "", ""); len(titles) != 1 || text(titles[0]) != wants.Name {
		t.Errorf("%s does not have the name %q as its title", path, wants.Name)
	}
	for _, property := range []string{"og:title", "og:description", "og:image", "og:url", "og:locale"} {
		if found := page.find("meta", "property", property); len(found) != 1 || attribute(found[0], "content") == "" {
			t.Errorf("%s has no %s", path, property)
		}
	}
	if found := page.find("link", "rel", "canonical"); len(found) != 1 || attribute(found[0], "href") != "https://shop.example"+path {
		t.Errorf("%s has no canonical address", path)
	}
	for dt := range page.find("main", "", "")[0].Descendants() {
		if dt.Data == "dt" && dt.Type == html.ElementNode && text(dt) == "" {
			t.Errorf("%s has a fact without a name", path)
		}
	}
}

func TestProductsThatAreNone(t *testing.T) {
	t.Parallel()
	region := functiontest.Open(t, market.US, checkouttest.NewMemory())
	shop := productShop(t, region, plenty)
	for _, path := range []string{"/us/en/products/selfie-stick", "/us/de/products/headphones", "/de/de/products/headphones", "/us/en/products/%2e%2e"} {
		if kept := shop.open(path).want(404).header.Get("Cache-Control"); kept != "no-store" {
			t.Errorf("%s: a page that is not there may be kept: %s", path, kept)
		}
	}
}

// Caches keep the page of a product as long as its answer in the API, and shortly while
// it says what can be had.
func TestHowLongProductsAreKept(t *testing.T) {
	t.Parallel()
	region := functiontest.Open(t, market.US, checkouttest.NewMemory())
	shop := productShop(t, region, plenty)
	for path, want := range map[string]string{
		"/us/en/products/headphones": "public, max-age=0, s-maxage=1, stale-while-revalidate=1",
		"/us/en/products/phone-4i":   "public, max-age=0, s-maxage=30, stale-while-revalidate=300",
	} {
		page := shop.open(path).want(200)
		if got := page.header.Get("Cache-Control"); got != want || page.header.Get("ETag") == "" {
			t.Errorf("%s may be kept as %q, want %q with an ETag", path, got, want)
		}
	}
}

func TestProductPagesReadNothingWhenWarm(t *testing.T) {
	t.Parallel()
	region := open(t, market.US)
	store := &readCounter{Store: region.Store, reads: map[string]int{}}
	region.Store = store
	region.restart()
	region.get("/us/en/products/headphones").want(200)
	if store.reads["catalog"] != 1 || store.reads["shelves"] != 1 {
		t.Errorf("cold: %v", store.reads)
	}
	clear(store.reads)
	region.Clock.Advance(checkout.ShelfAge - 1)
	for _, path := range []string{"/us/en/products/headphones", "/us/es/products/headphones", "/us/en/products/phone-4i"} {
		region.get(path).want(200)
	}
	if len(store.reads) != 0 {
		t.Errorf("warm: %v", store.reads)
	}
}

// Of several sales of a product, its page speaks of the one that a shopper can buy in.
func TestSaleOfAProduct(t *testing.T) {
	t.Parallel()
	now := functiontest.Opening
	sale := func(id string, opens, closes time.Duration) catalog.Sale {
		return catalog.Sale{ID: catalog.SaleID(id), Opens: now.Add(opens), Closes: now.Add(closes), Lines: []catalog.SaleLine{{SKU: "band", MaxPerOrder: 3}}}
	}
	over, older := sale("over", -3*time.Hour, -time.Hour), sale("older", -9*time.Hour, -2*time.Hour)
	open, next, later := sale("open", -time.Hour, time.Hour), sale("next", time.Hour, 2*time.Hour), sale("later", 3*time.Hour, 4*time.Hour)
	other := catalog.Sale{ID: "other", Opens: now, Lines: []catalog.SaleLine{{SKU: "phone", MaxPerOrder: 1}}}
	for want, sales := range map[catalog.SaleID][]catalog.Sale{
		"open": {over, later, open, next, other}, "next": {over, later, next}, "over": {older, over, other}, "": {other},
	} {
		got, line := look{now: now, offered: catalog.Snapshot{Sales: sales}}.saleOf("band")
		if got.ID != want || (want != "") != (line.MaxPerOrder == 3) {
			t.Errorf("of %d sales: %q with %+v, want %q", len(sales), got.ID, line, want)
		}
	}
}
