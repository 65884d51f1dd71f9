package main

import (
	"strings"
	"testing"

	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/work"
)

// A browser with the script does the work. One without is shown how to buy with a pass.
func TestWorkSale(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	c.Sell(t, "worked", 5, func(s *catalog.Sale) { s.Work = work.MinBits }, "fitness-band")
	sale, err := c.Catalog().Sale(t.Context(), "worked")
	if err != nil {
		t.Fatal(err)
	}
	const page = "/us/en/sales/worked/checkout?sku=fitness-band"
	worked := func() *form {
		f := c.open(page).want(200, `data-work="/v1/us/sales/worked"`, "/static/work-", "needs JavaScript", `href="/us/en/pass"`).
			form(keep).set(where...).set("email", "ada@example.com")
		return f.set("work", work.Solve(sale.Challenges().At(c.Clock.Now()), f.values.Get("idempotency_key")))
	}
	worked().submit().want(200, "Kept for you")

	late, replayed := worked(), worked()
	replayed.set("idempotency_key", "another-key").submit().private().want(403, "Press the button again", "1 Market Street", "data-work=")
	c.Clock.Set(c.Clock.Now().Add(work.Lifetime))
	late.submit().want(403, "Press the button again", "1 Market Street")

	without := c.open(page).form(keep).set(where...).set("email", "ada@example.com").submit().private()
	without.want(403, "Your pass is needed", "perhaps because it has no JavaScript", "ada@example.com", "1 Market Street")
	without.not("data-work=")
	proved := c.open(page+"&pass="+functiontest.PassOf("ada@example.com")).want(200, "ada@example.com").not("data-work=")
	proved.form(keep).set(where...).submit().want(200, "Kept for you")
	if orders := c.orders(); len(orders) != 2 {
		t.Errorf("there are %d orders", len(orders))
	}
}

// Who is told to come back need not fill in the form again, and the work is done there.
func TestWorkWhereAllIsOnHold(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	c.Sell(t, "last", 1, func(s *catalog.Sale) { s.Work = work.MinBits }, "fitness-band")
	sale, err := c.Catalog().Sale(t.Context(), "last")
	if err != nil {
		t.Fatal(err)
	}
	worked := func(f *form) *form {
		return f.set("work", work.Solve(sale.Challenges().At(c.Clock.Now()), f.values.Get("idempotency_key")))
	}
	fill := func(who string) *form {
		return worked(c.open("/us/en/sales/last/checkout?sku=fitness-band").form(keep).set(where...).set("email", who))
	}
	first := fill("ada@example.com").submit().want(200, "Kept for you")
	held := fill("eve@example.com").submit().want(409, "All on hold", `data-work="/v1/us/sales/last"`)
	first.form("Cancel and give").submit()
	worked(held.form("Check again")).submit().want(200, "Kept for you")
}

// A sandbox would keep a script from being a worker.
func TestScriptsHaveNoSandbox(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	for name, sandboxed := range map[string]bool{"work.js": false, "favicon.svg": true} {
		r := c.open(pagesOf(t, c.Shop).files.URL(name))
		if csp := r.header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "sandbox") != sandboxed {
			t.Errorf("%s has the policy %q", name, csp)
		}
	}
}
