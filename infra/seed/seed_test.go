package seed_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"

	"storefront/infra/seed"
	"storefront/shared/catalog"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/merchant"
)

func products(t *testing.T) map[catalog.SKU]catalog.Product {
	t.Helper()
	all, err := seed.Products()
	if err != nil {
		t.Fatal(err)
	}
	bySKU := make(map[catalog.SKU]catalog.Product, len(all))
	for _, p := range all {
		if _, twice := bySKU[p.SKU]; twice {
			t.Errorf("product %s is there twice", p.SKU)
		}
		bySKU[p.SKU] = p
	}
	return bySKU
}

var monday = time.Date(2015, 5, 18, 19, 0, 0, 0, time.UTC)

func sales(t *testing.T, region market.Region) []merchant.Spec {
	t.Helper()
	all, err := seed.Sales(region, monday)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatalf("nothing is sold in region %s", region)
	}
	return all
}

func markets() []market.Market {
	var all []market.Market
	for _, region := range market.Regions() {
		all = append(all, region.Markets()...)
	}
	return all
}

func TestTheDemoHasItsSixProducts(t *testing.T) {
	t.Parallel()
	known := products(t)
	want := []catalog.SKU{"power-bank-5000", "power-bank-10400", "headphones", "fitness-band", "phone-4i", "phone-note"}
	for _, sku := range want {
		if _, ok := known[sku]; !ok {
			t.Errorf("product %s is missing", sku)
		}
	}
	if len(known) != len(want) {
		t.Errorf("%d products, want %d", len(known), len(want))
	}
}

func TestEveryProductCanBeShownInItsMarkets(t *testing.T) {
	t.Parallel()
	for sku, p := range products(t) {
		t.Run(string(sku), func(t *testing.T) {
			t.Parallel()
			if !catalog.ValidName(string(sku)) {
				t.Error("the SKU is not a valid name")
			}
			if len(p.HSCode) != 6 || strings.Trim(p.HSCode, "0123456789") != "" {
				t.Errorf("HS code %q is not six digits", p.HSCode)
			}
			checkTexts(t, p)
			for _, m := range markets() {
				offer, ok := p.Offers[m.Code]
				if !ok {
					t.Errorf("not known in market %s", m.Code)
					continue
				}
				for _, spoken := range m.Languages {
					if _, ok := p.Texts[spoken]; !ok {
						t.Errorf("market %s has no text in %q", m.Code, spoken)
					}
				}
				checkOffer(t, m, offer)
			}
			if len(p.Offers) != len(markets()) {
				t.Errorf("offers in %d markets, of which there are %d", len(p.Offers), len(markets()))
			}
		})
	}
}

func checkTexts(t *testing.T, p catalog.Product) {
	t.Helper()
	seen := make(map[string]string)
	for spoken, text := range p.Texts {
		if tag, err := language.Parse(spoken); err != nil || tag.String() != spoken {
			t.Errorf("language %q: read as %v, %v", spoken, tag, err)
		}
		if n := utf8.RuneCountInString(text.Name); n < 3 || n > 60 || strings.TrimSpace(text.Name) != text.Name {
			t.Errorf("name %q in %q does not fit a list of products", text.Name, spoken)
		}
		if n := utf8.RuneCountInString(text.Description); n < 40 || n > 300 {
			t.Errorf("description in %q has %d characters", spoken, n)
		}
		if other, same := seen[text.Description]; same {
			t.Errorf("the descriptions in %q and %q are the same: one is not translated", spoken, other)
		}
		seen[text.Description] = spoken
	}
}

func checkOffer(t *testing.T, m market.Market, offer catalog.Offer) {
	t.Helper()
	if _, err := currency.ParseISO(offer.Price.Currency); err != nil {
		t.Errorf("market %s: currency %q: %v", m.Code, offer.Price.Currency, err)
	}
	if offer.Price.Currency != m.Currency || offer.Price.Minor <= 0 {
		t.Errorf("market %s pays in %s, the price is %v", m.Code, m.Currency, offer.Price)
	}
	reasons := []market.ClearanceReason{
		market.HardwareCertification, market.SoftwareTesting, market.Logistics, market.Patents,
	}
	clearance := offer.Clearance
	switch clearance.Status {
	case market.Cleared:
		if clearance.Reason != "" {
			t.Errorf("market %s: cleared, yet for a reason: %q", m.Code, clearance.Reason)
		}
	case market.Pending, market.Blocked:
		if !slices.Contains(reasons, clearance.Reason) {
			t.Errorf("market %s: not cleared, for reason %q", m.Code, clearance.Reason)
		}
	default:
		t.Errorf("market %s: clearance status %q", m.Code, clearance.Status)
	}
	if clearance.Since.IsZero() || !strings.HasSuffix(clearance.Evidence, "(demo)") {
		t.Errorf("market %s: clearance since %v on evidence %q, which must show that it is made up",
			m.Code, clearance.Since, clearance.Evidence)
	}
}

func TestPhonesAreSoldInIndiaOnly(t *testing.T) {
	t.Parallel()
	type standing struct {
		status market.ClearanceStatus
		reason market.ClearanceReason
	}
	cleared := standing{status: market.Cleared}
	pending := func(reason market.ClearanceReason) standing { return standing{market.Pending, reason} }
	want := map[catalog.SKU]map[market.Region]standing{
		"phone-4i": {
			market.US: pending(market.HardwareCertification), market.EU: pending(market.SoftwareTesting),
			market.UK: pending(market.Logistics), market.IN: cleared,
		},
		"phone-note": {
			market.US: {market.Blocked, market.Patents}, market.EU: pending(market.Logistics),
			market.UK: pending(market.SoftwareTesting), market.IN: cleared,
		},
	}
	for sku, p := range products(t) {
		for _, m := range markets() {
			expected := cleared
			if phone, ok := want[sku]; ok {
				expected = phone[m.Region]
			}
			got := standing{p.Offers[m.Code].Clearance.Status, p.Offers[m.Code].Clearance.Reason}
			if got != expected {
				t.Errorf("%s in market %s: got %v, want %v", sku, m.Code, got, expected)
			}
		}
	}
}

// Applying the demo also checks its names, bounds and SKUs.
func TestTheDemoIsApplied(t *testing.T) {
	t.Parallel()
	known := products(t)
	for _, region := range market.Regions() {
		done, err := seed.Apply(t.Context(), region, checkouttest.NewMemory(), monday)
		if err != nil || len(done.Created) != len(sales(t, region)) {
			t.Errorf("region %s: %+v, %v", region, done, err)
		}
		for _, sale := range sales(t, region) {
			if sale.Opens.Before(monday) || !sale.Closes.After(sale.Opens) || sale.OrdersPerBuyer != 1 || sale.Access != catalog.AccessVerified {
				t.Errorf("%s: from %v to %v, %q, %d orders per buyer", sale.ID, sale.Opens, sale.Closes, sale.Access, sale.OrdersPerBuyer)
			}
			for _, line := range sale.Lines {
				if line.Units < line.MaxPerOrder {
					t.Errorf("%s: %d units of %s, %d per order", sale.ID, line.Units, line.SKU, line.MaxPerOrder)
				}
				for _, m := range region.Markets() {
					if status := known[line.SKU].Offers[m.Code].Clearance.Status; status != market.Cleared {
						t.Errorf("%s sells %s, but in market %s it is %q", sale.ID, line.SKU, m.Code, status)
					}
				}
			}
		}
	}
}

func TestTheStory(t *testing.T) {
	t.Parallel()
	us := sales(t, market.US)[0]
	var units int
	for _, line := range us.Lines {
		units += line.Units
	}
	if us.ID != "us-launch" || us.Opens != monday || len(us.Lines) != 4 || units != 2015 {
		t.Errorf("%s opens after %v with %d units of %d accessories; want 2015 of 4, at once",
			us.ID, us.Opens.Sub(monday), units, len(us.Lines))
	}
	for region, id := range map[market.Region]catalog.SaleID{market.EU: "eu-launch", market.UK: "uk-launch"} {
		if sale := sales(t, region)[0]; sale.ID != id || sale.Opens.Sub(monday) != 3*time.Hour {
			t.Errorf("region %s: %s opens after %v, want %s after three hours", region, sale.ID, sale.Opens.Sub(monday), id)
		}
	}
	in := sales(t, market.IN)[0]
	for _, phone := range []catalog.SKU{"phone-4i", "phone-note"} {
		sold := slices.ContainsFunc(in.Lines, func(l merchant.Line) bool { return l.SKU == phone })
		if in.ID != "in-launch" || in.Opens != monday || !sold {
			t.Errorf("%s opens after %v, %s sold: %v", in.ID, in.Opens.Sub(monday), phone, sold)
		}
	}
}
