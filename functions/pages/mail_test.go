package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/pass"
	"storefront/shared/token"
	"storefront/shared/waitlist"
)

// A shopper joins a waitlist, confirms by the mail's link, gets a pass, and leaves. The
// links change nothing; the buttons do.
func TestWaitlist(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, c *counter) {
		join := c.open("/us/en/join?sku=phone-4i").private().form("Join the waitlist")
		asked := join.set("email", "ada@example.com").submit().private().want(200, "Please confirm by mail")
		if again := join.set("email", "grace@example.com").submit(); again.html != asked.html {
			t.Error("another address is answered in another way")
		}
		mail := c.sent.Mails(t)[0]
		confirm, leave := linkIn(t, mail.Text, "/waitlist/confirm?"), linkIn(t, mail.Text, "/waitlist/unsubscribe?")
		for range 2 { // scanners and previews
			c.open(leave).private().want(200, "Leave the waitlist")
			c.open(confirm).private().want(200, "Confirm the waitlist")
		}
		ready := c.open(confirm).form("Yes, put me on the list").submit().private().want(200, "You are ready", "You are on the waitlist", "ada@example.com")
		ready.follow("Choose items").want(200, "Step 1 of 2")
		shown, err := pass.Check(functiontest.Tokens, ready.url.Query().Get("pass"), "us", c.Clock.Now())
		if err != nil || shown.Email != "ada@example.com" {
			t.Errorf("the pass is %+v, %v", shown, err)
		}
		c.open(confirm).form("Yes, put me on the list").submit().want(200, "You are on the waitlist")
		for range 2 {
			c.open(leave).form("Leave").submit().private().want(200, "You have left")
		}
		c.open(confirm).form("Yes, put me on the list").submit().private().want(403, "This link is not valid any more")
	})
}

// A link to confirm ends, and says so before its button is used.
func TestLateConfirmation(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	c.open("/us/en/join?sku=phone-4i").form("Join").set("email", "ada@example.com").submit()
	page := c.open(linkIn(t, c.sent.Mails(t)[0].Text, "/waitlist/confirm?"))
	c.Clock.Advance(waitlist.PendingFor)
	page.form("Yes").submit().want(403, "This link is not valid any more", "seven days")
	c.open(page.url.String()).private().want(403, "This link is not valid any more", "seven days").not("Yes, put me")
}

// Who shows a pass is on the list at once.
func TestJoinWithAPass(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	with := func(address, shown string) *document {
		return c.send("POST", "/us/en/join", "sku=phone-4i&email="+address+"&pass="+shown, nil)
	}
	good := functiontest.PassOf("ada@example.com")
	with("", good).private().want(200, "You are on the waitlist")
	with("Ada@example.com", good).want(200, "You are on the waitlist")
	with("eve@example.com", good).want(422, "Use the address of your pass, ada@example.com")
	with("ada@example.com", "forged").want(403, "This pass is not valid here")
	with("ada@example.com", passUntil(-time.Second)).want(403, "This pass has expired")
	if mails := c.sent.Mails(t); len(mails) > 0 {
		t.Errorf("%d mails", len(mails))
	}
}

func TestBadJoins(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	for _, address := range []string{"", "ada", "ada@", "ada@localhost", strings.Repeat("a", 250) + "@example.com"} {
		d := c.open("/us/en/join?sku=phone-4i").form("Join").set("email", address).submit().private().want(422, `href="#email"`, `id="email-error"`)
		if got := d.form("Join").values.Get("email"); got != address || !strings.HasPrefix(d.title(), "Error: ") {
			t.Errorf("%q is kept as %q under %q", address, got, d.title())
		}
	}
	for _, sku := range []string{"", "none", "US", "phone_4i"} {
		c.send("POST", "/us/en/join", "email=ada@example.com&sku="+sku, nil).want(404)
	}
	if mails := c.sent.Mails(t); len(mails) > 0 || c.Logged.Len() > 0 {
		t.Errorf("mails: %v, log: %s", mails, c.Logged)
	}
}

// A buyer gets a new link by the order's number and address. Everyone gets the same answer.
func TestLookup(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, c *counter) {
		c.fill().submit().want(200)
		id := c.mustOne().ID.String()
		ask := func(number, address string) *document {
			return c.open("/lookup?market=us&lang=en").private().form("Mail me the link").set("order", number, "email", address).submit().private()
		}
		same := ask(strings.ToUpper(id), "ADA@example.com").want(200, "Look into your mail").html
		for _, other := range [][2]string{{id, "eve@example.com"}, {"0000000000000000-1", "ada@example.com"}} {
			if d := ask(other[0], other[1]); d.html != same {
				t.Errorf("%v is answered in another way", other)
			}
		}
		mails := c.sent.Mails(t)
		if len(mails) != 1 {
			t.Fatalf("%d mails", len(mails))
		}
		c.open(linkIn(t, mails[0].Text, "/orders/")).want(200, "Kept for you")
		wrong := ask("none", "ada").want(422, `href="#order"`, `href="#email"`)
		if f := wrong.form("Mail me the link"); f.values.Get("order") != "none" || f.values.Get("email") != "ada" {
			t.Errorf("what was typed is lost: %v", f.values)
		}
	})
}

// Pages that belong to no market are in the language of their query, or of the browser.
func TestLanguageWithoutAMarket(t *testing.T) {
	t.Parallel()
	c := sells(t, market.EU)
	for path, want := range map[string]string{
		"/lookup": "fr", "/lookup?lang=it": "it", "/lookup?lang=xx": "fr", "/lookup?market=de&lang=de": "de-DE", "/lookup?market=de&lang=it": "de-DE",
		"/lookup?market=us&lang=en": "en", "/waitlist/unsubscribe?done=1": "fr",
	} {
		c.send("GET", path, "", french).want(200, `<html lang="`+want+`"`)
	}
}

// french are the headers of a browser that asks for French.
var french = map[string]string{"Accept-Language": "fr-CA,de;q=0.5"}

// A link in a mail opens in the language that it names, whatever the browser asks for,
// and so does all that comes of it.
func TestLanguageOfALink(t *testing.T) {
	t.Parallel()
	c := sells(t, market.EU)
	c.open("/de/de/join?sku=phone-4i").form("Warteliste").set("email", "ada@example.com").submit()
	text := c.sent.Mails(t)[0].Text
	for _, tt := range [][2]string{{"/waitlist/confirm", `<html lang="de-DE"`}, {"/waitlist/unsubscribe", `<html lang="de"`}} {
		path, posts := tt[0], tt[1]
		token := linkIn(t, text, path+"?token=")
		token, _, _ = strings.Cut(strings.TrimPrefix(token, path+"?token="), "&")
		for query, want := range map[string]string{
			"?lang=de&token=": "de", "?lang=de-AT&token=": "de", "?lang=de&market=de&token=": "de-DE", "?token=": "fr", "?lang=xx&token=": "fr",
		} {
			c.send("GET", path+query+token, "", french).private().want(200, `<html lang="`+want+`"`)
			c.send("GET", path+query+"x", "", french).private().want(403, `<html lang="`+want+`"`)
		}
		form := c.send("GET", path+"?lang=de&token="+token, "", french)
		action := form.root
		for n := range form.root.Descendants() {
			if n.Data == "form" {
				action = n
			}
		}
		c.send("POST", attribute(action, "action"), "token="+token, french).want(200, posts)
		c.send("POST", path+"?lang=de", "token=x", french).want(403, `<html lang="de"`)
	}
}

// The links of a mail open pages in the language of the mail, whatever the browser asks for.
func TestMailLinksKeepTheLanguage(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	c.open("/us/es/join?sku=phone-4i").form("Apuntarme").set("email", "ada@example.com").submit()
	c.open("/us/es/pass").form("pase").set("email", "ada@example.com").submit()
	mails := c.sent.Mails(t)
	if len(mails) != 2 {
		t.Fatalf("%d mails", len(mails))
	}
	for _, m := range mails {
		for _, link := range linked.FindAllStringSubmatch(m.Text, -1) {
			c.send("GET", link[1], "", map[string]string{"Accept-Language": "en"}).want(200, `<html lang="es-US"`)
		}
	}
	left := c.open(linkIn(t, mails[0].Text, "/waitlist/unsubscribe?")).form("").submit()
	left.want(200, `<html lang="es-US"`)
}

// A pass page says until when, and leads to the sales that the pass can be used in.
func TestPassPages(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	good := functiontest.PassOf("ada@example.com")
	c.open("/us/en/pass?pass="+good).private().want(200, "You are ready", "ada@example.com", "December 31, 2099", "/us/en/sales/us-launch/checkout?pass="+good)
	for shown, want := range map[string]string{"forged": "not valid here", passUntil(-time.Second): "has expired", passOf("de", c.Clock.Now().Add(time.Hour)): "not valid here"} {
		c.open("/us/en/pass?pass="+shown).private().want(403, want, "Mail me my pass")
		c.open("/us/en/sales/us-launch/checkout?pass="+shown).private().want(403, want, "Mail me my pass")
		body := "q-fitness-band=1&idempotency_key=k&pass=" + shown
		c.send("POST", "/us/en/sales/us-launch/checkout", body, nil).private().want(403, want, "Mail me my pass")
	}
	// A code that was typed in.
	c.open("/us/en/sales/us-launch/checkout?sku=headphones").form("Use my pass").set("pass", good).submit().want(200, "Step 1 of 2")
	c.open("/us/en/pass").form("Use my pass").set("pass", good).submit().want(200, "You are ready")
	bad := c.open("/us/en/sales/us-launch/checkout").form("Mail me my pass").set("email", "ada").submit().private().want(422, `href="#email"`)
	if got := bad.form("Mail me my pass").values.Get("email"); got != "ada" {
		t.Errorf("what was typed is %q", got)
	}
	if mails := c.sent.Mails(t); len(mails) > 0 {
		t.Errorf("%d mails", len(mails))
	}
}

// links in a mail.
var linked = regexp.MustCompile(`https://us\.example\.com(/[^\s"<]+)`)

// Programs that check mail follow every link of it, and every link of the pages behind.
// That changes nothing.
func TestPrefetchingChangesNothing(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, c *counter) {
		c.open("/us/en/join?sku=phone-4i").form("Join").set("email", "ada@example.com").submit()
		c.open("/us/en/pass").form("Mail me my pass").set("email", "ada@example.com").submit()
		held := c.fill().submit().want(200)
		o := c.mustOne()
		c.open("/lookup").form("Mail me the link").set("order", o.ID.String(), "email", "ada@example.com").submit()
		mails := c.sent.Mails(t)
		if len(mails) != 3 {
			t.Fatalf("%d mails", len(mails))
		}
		seen := map[string]bool{}
		var visit func(path string, depth int)
		visit = func(path string, depth int) {
			path, _, _ = strings.Cut(strings.TrimPrefix(path, site), "#")
			if seen[path] || !strings.HasPrefix(path, "/") || depth > 2 || strings.HasPrefix(path, "/v1/") {
				return
			}
			seen[path] = true
			d := c.open(path)
			if d.status >= 500 {
				t.Errorf("%s answered %d", path, d.status)
			}
			for _, link := range d.links() {
				visit(link, depth+1)
			}
		}
		for _, m := range mails {
			for _, link := range linked.FindAllStringSubmatch(m.Text, -1) {
				visit(link[1], 0)
			}
		}
		if len(seen) < 10 {
			t.Errorf("only %d links were followed", len(seen))
		}
		if now := c.mustOne(); now.Version != o.Version || now.Status != order.Held {
			t.Errorf("the order is %+v", now)
		}
		c.Clock.Advance(time.Second)
		if more := c.sent.Mails(t); len(more) != 3 {
			t.Errorf("%d mails more", len(more)-3)
		}
		// The entry still waits for its button, and nobody has left.
		c.open(linkIn(t, confirmation(t, c), "/waitlist/confirm?")).form("Yes").submit().want(200, "You are on the waitlist")
		held.form("Order and pay").submit().want(200, "Thank you")
	})
}

// confirmation returns the text of the mail that asks to confirm.
func confirmation(t *testing.T, c *counter) string {
	t.Helper()
	for _, m := range c.sent.Mails(t) {
		if strings.Contains(m.Text, "/waitlist/confirm?") {
			return m.Text
		}
	}
	t.Fatal("no mail asks to confirm")
	return ""
}

// A token of one purpose does nothing for another.
func TestTokensOfOtherPurposes(t *testing.T) {
	t.Parallel()
	c := sells(t, market.US)
	c.open("/us/en/join?sku=phone-4i").form("Join").set("email", "ada@example.com").submit()
	text := c.sent.Mails(t)[0].Text
	tokenOf := func(path string) string {
		shown, _, _ := strings.Cut(strings.TrimPrefix(linkIn(t, text, path), path), "&")
		return shown
	}
	confirm, leave := tokenOf("/waitlist/confirm?token="), tokenOf("/waitlist/unsubscribe?token=")
	good := functiontest.PassOf("ada@example.com")
	for path, shown := range map[string][]string{
		"/waitlist/confirm":     {leave, good, "", functiontest.Tokens.Sign(token.Order, "0000000000000000-1")},
		"/waitlist/unsubscribe": {confirm, good, "", functiontest.Tokens.Sign(token.Order, "0000000000000000-1")},
	} {
		for _, tok := range shown {
			refused := c.send("POST", path, "token="+tok, nil).private().want(403)
			if d := c.open(path + "?token=" + tok).private().want(403); d.html != refused.html {
				t.Errorf("%s: the link and the form of token %q have different answers", path, tok)
			}
		}
	}
	for _, tok := range []string{confirm, leave} {
		c.open("/us/en/pass?pass=" + tok).want(403)
		c.open("/orders/0000000000000000-1?t=" + tok).want(403)
	}
	c.send("POST", "/waitlist/confirm", "token="+confirm, nil).want(200, "You are on the waitlist")
}
