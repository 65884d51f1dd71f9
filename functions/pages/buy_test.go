package main

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/functions/pages/words"
	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/metric"
	"storefront/shared/order"
	"storefront/shared/payment"
)

const keep = "Keep these items for me"

// adas is where ada buys in the demo's sale, with her pass.
func adas(query string) string {
	return "/us/en/sales/us-launch/checkout?pass=" + functiontest.PassOf("ada@example.com") + query
}

// where is an address in California.
var where = []string{"name", "Ada Lovelace", "line1", "1 Market Street", "city", "San Francisco", "state", "CA", "postal_code", "94105"}

// fill returns the checkout's form for a band, filled by ada.
func (c *counter) fill() *form {
	c.t.Helper()
	return c.open(adas("&sku=fitness-band")).private().form(keep).set(where...)
}

// orders returns every order of the shop.
func (c *counter) orders() []order.Order {
	c.t.Helper()
	var all []order.Order
	err := c.Store.AllOrders(c.t.Context(), func(o order.Order) error {
		all = append(all, o)
		return nil
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return all
}

// A shopper without scripts asks for a pass, opens its mail's link, buys, extends, pays
// and sees the receipt. Every page on the way is private.
func TestPurchase(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, c *counter) {
		ask := c.open("/us/en/sales/us-launch/checkout?sku=fitness-band").private().want(200, "This sale asks for a pass")
		ask.form("Mail me my pass").set("email", "ada@example.com").submit().private().want(200, "a pass is on its way")

		ready := c.open(linkIn(t, c.sent.Mails(t)[0].Text, "/us/en/pass?pass=")).private().want(200, "You are ready", "ada@example.com")
		form := ready.follow("Choose items").private().form(keep).set(where...)
		if got := form.values.Get("email"); got != "ada@example.com" {
			t.Errorf("the form's address is %q", got)
		}
		held := form.set("q-fitness-band", "2").submit().private().want(200, "Kept for you until 12:10", "About 10 minutes left", "Ada Lovelace",
			"San Francisco, CA 94105", "$29.98", "$4.99", "Sales tax, CA, 7.25%", "$2.17", "$37.14")
		held.html = beforeButton(t, held.html, "Order and pay $37.14")
		held.want(200, `<th scope="row">Total</th>`)

		c.Clock.Advance(9 * time.Minute)
		extended := c.open(held.url.String()).form("Take 10").submit().private().want(200, "Kept for you until 12:20", "You have taken more time already")
		paid := extended.form("Order and pay").submit().private().want(200, "Thank you. It is yours.", "Thursday, May 21", "Total paid", "$37.14", "Storefront Demo Inc.")
		paid.not("Take 10", "Cancel and give", "Withdraw from contract")
		if orders := c.orders(); len(orders) != 1 || orders[0].Status != order.Paid || orders[0].Lines[0].Quantity != 2 {
			t.Errorf("orders: %+v", orders)
		}
	})
}

// linkIn returns the first link of a mail that begins with a path.
func linkIn(t *testing.T, mail, path string) string {
	t.Helper()
	_, rest, found := strings.Cut(mail, site+path)
	link, _, _ := strings.Cut(rest, "\n")
	if !found {
		t.Fatalf("no link to %s in %s", path, mail)
	}
	return path + link
}

// beforeButton returns what a page has between the totals and a button.
func beforeButton(t *testing.T, html, button string) string {
	t.Helper()
	before, _, found := strings.Cut(html, button)
	table := strings.LastIndex(before, "<table")
	if !found || table < 0 {
		t.Fatalf("no totals before the button %q", button)
	}
	if between := before[strings.LastIndex(before, "</table>"):]; strings.Contains(between, "<p") || strings.Contains(between, "<input") {
		t.Errorf("between the total and the button is %s", between)
	}
	return before[table:]
}

// However often a form is sent, it makes one order.
func TestOneOrder(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, c *counter) {
		form := c.fill()
		first := form.submit().want(200, "Kept for you")
		for range 2 { // a double click, or back and the button again
			if again := form.submit().want(200, "Kept for you"); again.url.String() != first.url.String() {
				t.Errorf("the form leads to %s, and first to %s", again.url, first.url)
			}
		}
		c.open(first.url.String()).want(200, "Kept for you")                                   // a reload
		c.fill().submit().want(409, "Find my order", "You have an order in this sale already") // another tab, of a sale with one order for each
		form.set("q-fitness-band", "2").submit().want(422, "This form was sent before with other contents")
		for range 2 {
			first.form("Order and pay").submit().want(200, "Thank you")
		}
		form.set("q-fitness-band", "1").submit().want(200, "Thank you") // the first tab, after the payment
		if orders := c.orders(); len(orders) != 1 {
			t.Errorf("there are %d orders", len(orders))
		}
		if n := c.Count(t, metric.BuyerLimit); n != 1 {
			t.Errorf("%d refusals for the limit are counted", n)
		}
	})
}

// In an open sale no pass is asked for, and two tabs are two orders.
func TestOpenSaleNeedsNoPass(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	c.Sell(t, "everyone", 5, nil, "fitness-band")
	for range 2 {
		c.open("/us/en/sales/everyone/checkout?sku=fitness-band&quantity=2").form(keep).set(where...).set("email", "ada@example.com").submit().want(200, "Kept for you")
	}
	orders := c.orders()
	if len(orders) != 2 || orders[0].Lines[0].Quantity != 2 || orders[0].Buyer.Locale != "en" {
		t.Errorf("orders: %+v", orders)
	}
}

// Every refusal of a hold has its own text, keeps what was typed, and offers a way on.
func TestRefusals(t *testing.T) {
	t.Parallel()
	last := func(c *counter, state string) { // somebody else has the last pair
		c.Sell(c.t, "last", 1, nil, "headphones", "fitness-band")
		held := c.open("/us/en/sales/last/checkout?sku=headphones").form(keep).set(where...).set("email", "eve@example.com").submit().want(200, "Kept for you")
		if state == "paid" {
			held.form("Order and pay").submit().want(200, "Thank you")
		}
		c.Sweep(c.t)
		c.Clock.Advance(time.Second)
	}
	const open = "/us/en/sales/last/checkout?sku=headphones"
	for name, tt := range map[string]struct {
		before func(c *counter)
		at     string
		change []string
		wait   time.Duration // between opening the form and sending it
		status int
		texts  []string
	}{
		"all on hold": {func(c *counter) { last(c, "held") }, open, []string{"q-headphones", "1"}, 0, 409,
			[]string{"Headphones may come back at 12:10", "All on hold", "Check again", "Back to my items", "Join the waitlist", "nothing was charged"}},
		"sold out": {func(c *counter) { last(c, "paid") }, open, []string{"q-headphones", "1"}, 0, 409,
			[]string{"Headphones is sold out", "Back to my items", "Join the waitlist", "The rest of this sale"}},
		"fewer left": {func(c *counter) {
			c.Sell(c.t, "last", 3, nil, "headphones")
			c.open(open).form(keep).set(where...).set("email", "eve@example.com").submit()
		}, open, []string{"q-headphones", "3"}, 0, 409, []string{"At most 2 of Headphones can be had now", `id="q-headphones-error"`, "Error: "}},
		"not open yet": {func(c *counter) {
			c.Sell(c.t, "last", 3, func(s *catalog.Sale) { s.Opens = functiontest.Opening.Add(time.Hour) }, "headphones")
		}, open, nil, 0, 403, []string{"opens on Monday, May 18", "Error: "}},
		"closed since": {func(c *counter) {
			c.Sell(c.t, "last", 3, func(s *catalog.Sale) { s.Closes = functiontest.Opening.Add(time.Minute) }, "headphones")
		}, open, nil, 2 * time.Minute, 403, []string{"This sale ended on Monday, May 18"}},
		"a ticket's": {func(c *counter) {
			c.Sell(c.t, "last", 3, func(s *catalog.Sale) { s.Access = catalog.AccessTicket }, "headphones")
		}, open, nil, 0, 403, []string{"whom we have invited"}},
		"not cleared": {func(c *counter) { c.Sell(c.t, "last", 3, nil, "headphones", "phone-4i") }, open + "&sku=phone-4i", nil, 0, 403,
			[]string{"may not be sold in your country yet", "/us/en/products/phone-4i"}},
		"the pass expired since": {nil, "/us/en/sales/us-launch/checkout?sku=headphones&pass=" + passUntil(time.Minute), nil, 2 * time.Minute, 403,
			[]string{"This pass has expired", "Mail me my pass"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := sells(t, market.US)
			if tt.before != nil {
				tt.before(c)
			}
			form := c.open(tt.at).form(keep)
			if _, there := form.values["q-headphones"]; !there {
				form.values.Set("q-headphones", "1") // it was there when the shopper opened the form
			}
			form.values.Set("email", "ada@example.com")
			form.set(where...)
			for i := 0; i < len(tt.change); i += 2 {
				form.values.Set(tt.change[i], tt.change[i+1])
			}
			if strings.Contains(tt.at, "phone-4i") {
				form.values.Set("q-phone-4i", "1")
			}
			c.Clock.Advance(tt.wait)
			before := len(c.orders())
			d := form.submit().private().want(tt.status, tt.texts...)
			if !strings.Contains(d.html, "Mail me my pass") && !strings.Contains(d.html, "1 Market Street") {
				t.Errorf("what was typed is lost: %s", d.html)
			}
			if orders := c.orders(); len(orders) != before {
				t.Errorf("%d orders, and before %d", len(orders), before)
			}
		})
	}
}

// passUntil returns ada's pass that ends some time after the demo has begun.
func passUntil(after time.Duration) string {
	return passOf("us", functiontest.Opening.Add(5*time.Second+after))
}

// From the page of a hold that was refused, the shopper gets back to the form, or tries
// again when units have come back.
func TestBackFromSoldOut(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, c *counter) {
		c.Sell(t, "last", 1, nil, "headphones")
		path := "/us/en/sales/last/checkout?sku=headphones"
		form := c.open(path).form(keep).set(where...).set("email", "ada@example.com")
		eve := c.open(path).form(keep).set(where...).set("email", "eve@example.com").submit().want(200, "Kept for you")
		gone := form.submit().want(409, "may come back at 12:10")
		gone.form("Check again").submit().want(409, "may come back at 12:10")
		back := gone.form("Back to my items").submit().want(200, "Ada Lovelace", "1 Market Street", "ada@example.com")
		if got := back.form(keep).values.Get("q-headphones"); got != "1" {
			t.Errorf("the form has %q pairs", got)
		}
		eve.form("Cancel and give").submit().want(200, "You cancelled this order")
		c.Clock.Advance(time.Second)
		gone.form("Check again").submit().want(200, "Kept for you")
	})
}

// If it is unknown whether an order was made, the button may be pressed again.
func TestStoreFails(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	memory := c.Store.(*checkouttest.Memory)
	form := c.fill()
	memory.Break(checkouttest.Always(checkouttest.OpPut, checkouttest.Fault{ReplyLost: checkouttest.ErrFault}))
	form.submit().want(500, "Something went wrong on our side")
	memory.Break(nil)
	form.submit().want(200, "Kept for you")
	if orders := c.orders(); len(orders) != 1 {
		t.Errorf("there are %d orders", len(orders))
	}
}

// What is at fault is named beside its field and in the summary, and what was typed stays.
func TestBadForms(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ß", 101)
	for name, tt := range map[string]struct {
		change []string
		faults string // ids of the controls
	}{
		"no item":                 {[]string{"q-fitness-band", "0"}, "q-fitness-band"},
		"a quantity that is none": {[]string{"q-fitness-band", "one"}, "q-fitness-band"},
		"a negative quantity":     {[]string{"q-fitness-band", "-1"}, "q-fitness-band"},
		"over the sale's":         {[]string{"q-fitness-band", "3"}, "q-fitness-band"},
		"over every sale's":       {[]string{"q-fitness-band", "1001"}, "q-fitness-band"},
		"no name":                 {[]string{"name", ""}, "name"},
		"a name of spaces":        {[]string{"name", "  "}, "name"},
		"a long name":             {[]string{"name", long}, "name"},
		"a name of two lines":     {[]string{"name", "Ada\nLovelace"}, "name"},
		"a name that turns":       {[]string{"name", "Ada\u202eLovelace"}, "name"},
		"no street":               {[]string{"line1", ""}, "line1"},
		"a long second line":      {[]string{"line2", long}, "line2"},
		"no city":                 {[]string{"city", ""}, "city"},
		"no state":                {[]string{"state", ""}, "state"},
		"a state that is none":    {[]string{"state", "ZZ"}, "state"},
		"no postal code":          {[]string{"postal_code", ""}, "postal_code"},
		"another state's code":    {[]string{"postal_code", "97201"}, "postal_code"},
		"another country's code":  {[]string{"postal_code", "EC1A 1BB"}, "postal_code"},
		"another's address":       {[]string{"email", "eve@example.com"}, "email"},
		"no address at all":       {[]string{"email", "ada"}, "email"},
		"several at once":         {[]string{"q-fitness-band", "0", "name", "", "city", "", "postal_code", "1"}, "q-fitness-band name city postal_code"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := sells(t, market.US)
			d := c.fill().set(tt.change...).submit().private().want(422)
			if !strings.HasPrefix(d.title(), "Error: ") {
				t.Errorf("the title is %q", d.title())
			}
			var linked []string
			for _, link := range d.links() {
				if id, ok := strings.CutPrefix(link, "#"); ok && id != "content" && id != "markets" {
					linked = append(linked, id)
				}
			}
			if got := strings.Join(linked, " "); got != tt.faults {
				t.Errorf("the summary links to %q, want %q", got, tt.faults)
			}
			for _, id := range linked {
				d.want(422, `id="`+id+`-error"`)
			}
			again := d.form(keep)
			for i := 0; i < len(tt.change); i += 2 {
				name := tt.change[i]
				if name == "email" || name == "state" || strings.HasPrefix(name, "q-") {
					continue // what cannot be chosen cannot be shown as chosen
				}
				if got, want := again.values.Get(name), tt.change[i+1]; got != strings.ReplaceAll(want, "\n", "") && got != want {
					t.Errorf("%s was typed as %q, and is now %q", name, want, got)
				}
			}
			if orders := c.orders(); len(orders) > 0 {
				t.Errorf("orders: %+v", orders)
			}
		})
	}
}

// What people type is text on every page, never markup.
func TestTypedMarkup(t *testing.T) {
	t.Parallel()
	const attack = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`
	c := sells(t, market.US)
	clean := func(d *document) {
		t.Helper()
		d.not("<script>alert", "<img src=x")
		if !strings.Contains(d.html, "alert(1)") {
			t.Errorf("%s does not show what was typed", d.path)
		}
	}
	form := c.fill()
	for _, name := range []string{"name", "line1", "line2", "city", "postal_code"} {
		form.set(name, attack)
	}
	clean(form.submit().want(422))
	held := c.fill().set("name", attack, "line1", attack, "line2", attack, "city", attack).submit().want(200)
	clean(held)
	clean(held.form("Order and pay").submit().want(200))
	quoted := url.QueryEscape(attack)
	clean(c.send("POST", "/lookup", "order="+quoted+"&email="+quoted, nil).want(422))
	clean(c.send("POST", "/us/en/pass", "email="+quoted, nil).want(422))
	clean(c.send("POST", "/us/en/join", "sku=phone-4i&email="+quoted, nil).want(422))
	clean(c.open("/lookup?order=" + quoted).want(200))
	for _, path := range []string{"/us/en/pass?pass=", "/us/en/sales/us-launch/checkout?sku=", "/us/en/sales/us-launch/checkout?pass=", "/us/en/join?sku=", "/waitlist/confirm?token=", "/orders/" + url.PathEscape(attack) + "?t="} {
		c.open(path+quoted).not("<script>alert", "<img src=x")
	}
}

// Forms of other sites are refused, and forms that are none, or too large.
func TestForeignForms(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	held := c.fill().submit().want(200)
	order := held.form("Order and pay")
	paths := map[string]string{
		order.action: order.values.Encode(), "/lookup": "order=0000000000000000-1&email=ada@example.com", "/us/en/pass": "email=ada@example.com",
		"/us/en/join": "sku=phone-4i&email=ada@example.com", "/waitlist/confirm": "token=x", "/waitlist/unsubscribe": "token=x",
		"/us/en/sales/us-launch/checkout": c.fill().values.Encode(),
	}
	for _, action := range []string{"extend", "cancel", "withdraw"} {
		paths[strings.TrimSuffix(order.action, "pay")+action] = order.values.Encode()
	}
	for path, body := range paths {
		for name, header := range map[string]map[string]string{
			"another site":            {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
			"another host of ours":    {"Sec-Fetch-Site": "same-site", "Origin": "https://eu.example.com"},
			"an old browser, no site": {"Sec-Fetch-Site": "", "Origin": "null"},
			"an old browser":          {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
		} {
			d := c.send("POST", path, body, header)
			if d.status != 403 || !strings.Contains(d.html, "This was sent from another site") {
				t.Errorf("%s from %s: answered %d", path, name, d.status)
			}
		}
		c.send("POST", path, `{"token":"x"}`, map[string]string{"Content-Type": "application/json"}).want(415)
		c.send("POST", path, body+"&x="+strings.Repeat("x", 64<<10), nil).want(413)
		c.send("POST", path, body+"&email=a&email=b", nil).want(400)
	}
	if len(c.sent.Mails(t)) > 0 || c.orders()[0].Status != "held" || c.orders()[0].Extended {
		t.Errorf("something was done: %+v", c.orders())
	}
	// Behind the edge, the host is another than the shop's.
	r := map[string]string{"Sec-Fetch-Site": "", "Origin": site}
	c.send("POST", order.action, order.values.Encode(), r).want(200, "Thank you")
}

// A page of another market, language or sale is a page of the reader's shop that says so.
func TestUnknownCheckouts(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	for _, path := range []string{"/de/de/sales/us-launch/checkout", "/us/de/sales/us-launch/checkout", "/us/en/sales/none/checkout", "/us/en/sales/US%20launch/checkout", "/us/en/join?sku=none", "/us/en/join"} {
		c.open(path).want(404).private()
	}
	c.Sell(t, "over", 1, func(s *catalog.Sale) { s.Closes = functiontest.Opening.Add(time.Second) }, "headphones")
	c.Clock.Advance(2 * time.Second)
	c.open("/us/en/sales/over/checkout").want(200, "This sale has ended").private()
}

// Before a sale opens, a shopper gets ready: with the form, or for the pass that it needs.
// Nothing says that anything is sold out.
func TestBeforeTheOpening(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	for id, access := range map[catalog.SaleID]catalog.Access{"soon": catalog.AccessOpen, "soon-verified": catalog.AccessVerified} {
		c.Sell(t, id, 5, func(s *catalog.Sale) {
			s.Opens, s.Access, s.OrdersPerBuyer = functiontest.Opening.Add(time.Hour), access, 0
		}, "headphones")
	}
	c.open("/us/en/sales/soon-verified/checkout").want(200, "Get ready: the sale opens on Monday, May 18").not("old out")
	form := c.open("/us/en/sales/soon/checkout?sku=headphones").want(200, "This sale opens on Monday, May 18").form(keep)
	form.set(where...).set("email", "ada@example.com")
	early := form.submit().want(403, "This sale opens on", "Ada Lovelace")
	early.not("old out")
	c.Clock.Advance(time.Hour)
	early.form(keep).submit().want(200, "Kept for you")
}

// Everything is in the market's own order and words.
func TestAddressesOfMarkets(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		region market.Region
		path   string
		where  []string
		texts  []string
	}{
		"Germany": {market.EU, "/de/de", []string{"name", "Grete Hermann", "line1", "Unter den Linden 1", "city", "Berlin", "postal_code", "10117"},
			[]string{"Zahlungspflichtig bestellen", "10117 Berlin", "MwSt., 19"}},
		"Germany in English": {market.EU, "/de/en", []string{"name", "Grete Hermann", "line1", "Unter den Linden 1", "city", "Berlin", "postal_code", "10117"},
			[]string{"Order with obligation to pay", "10117 Berlin"}},
		"France":          {market.EU, "/fr/fr", []string{"name", "Sophie Germain", "line1", "1 rue de Savoie", "city", "Paris", "postal_code", "75006"}, []string{"Commande avec obligation de paiement"}},
		"Spain":           {market.EU, "/es/es", []string{"name", "A", "line1", "1", "city", "Madrid", "postal_code", "28001"}, []string{"Pedido con obligación de pago"}},
		"Italy":           {market.EU, "/it/it", []string{"name", "A", "line1", "1", "city", "Roma", "postal_code", "00184"}, []string{"Ordine con obbligo di pagare"}},
		"Netherlands":     {market.EU, "/nl/nl", []string{"name", "A", "line1", "1", "city", "Amsterdam", "postal_code", "1012 AB"}, []string{"Bestelling met betalingsverplichting"}},
		"the UK":          {market.UK, "/gb/en", []string{"name", "A", "line1", "1", "city", "London", "postal_code", "EC1A 1BB"}, []string{"Order with obligation to pay", "London, EC1A 1BB"}},
		"the US":          {market.US, "/us/es", where, []string{"Pedir y pagar", "San Francisco, CA 94105"}},
		"India":           {market.IN, "/in/hi", []string{"name", "A", "line1", "1", "city", "Bengaluru", "state", "KA", "postal_code", "560001"}, []string{"ऑर्डर करें और"}},
		"India, no state": {market.IN, "/in/en", []string{"name", "A", "line1", "1", "city", "Bengaluru", "postal_code", "560001"}, []string{"Order and pay", "Bengaluru 560001"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := sells(t, tt.region)
			c.Sell(t, "all", 5, nil, "fitness-band")
			form := c.open(tt.path + "/sales/all/checkout?sku=fitness-band").form(words.CheckoutKeep.In(tt.path[4:]))
			form.set(tt.where...).set("email", "a@example.com").submit().want(200, tt.texts...)
		})
	}
}

// shipped returns the use cases of the shop's operator.
func (c *counter) operator() *checkout.AfterSale {
	return &checkout.AfterSale{Checkout: checkout.New(c.Store, payment.Sandbox{}, c.Clock.Now, c.Log), Inventory: c.Store, Clock: checkouttest.ClockOf(c.Clock.Now)}
}

// mustOne returns the only order.
func (c *counter) mustOne() order.Order {
	c.t.Helper()
	orders := slices.DeleteFunc(c.orders(), func(o order.Order) bool { return o.Status == order.Abandoned })
	if len(orders) != 1 {
		c.t.Fatalf("there are %d orders", len(orders))
	}
	return orders[0]
}
