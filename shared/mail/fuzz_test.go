package mail_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"storefront/shared/mail"
	"storefront/shared/order"
)

// everyMail returns a mail of each kind. It has text in each field that comes from a person, a
// product, a shop or a token.
func everyMail(t *testing.T, language, text string) []mail.Message {
	t.Helper()
	at := time.Date(2015, time.May, 19, 12, 0, 0, 0, time.UTC)
	link := "https://shop.example.com/?" + text
	o := aboutOrder(t, language, "us", text)
	o.Buyer.ShipTo = order.Address{Name: text, Line1: text, Line2: text, City: text, PostalCode: text, State: "CA", Country: "us"}
	o.Lines[0].SKU = order.SKU(text)
	o.Shipment = order.Shipment{Carrier: text, Tracking: text}
	o.Shop, o.Link, o.Terms = text, link, link
	drawn := mail.Draw{
		To: text, Reader: o.Reader, Shop: text, Product: text, Entries: 3, Units: 1, Root: text, Round: 1000, At: at,
		Commitment: text, Secret: text, Identity: text, Rank: 2, Link: link, Leave: link, OneClick: link,
	}
	return []mail.Message{
		drawn.Closed(), drawn.Undrawn(),
		mail.Confirmation{To: text, Language: language, Shop: text, Product: text, Confirm: link, Leave: link, OneClick: link}.Message(),
		mail.Pass{To: text, Language: language, Shop: text, Pass: text, Link: link, Refuse: link}.Message(),
		mail.OrderLink{To: text, Language: language, Shop: text, Order: text, Link: link}.Message(),
		mail.Invitation{To: text, Language: language, Shop: text, Product: text, Ticket: text, Opens: at, Ends: at, Link: link, Leave: link, OneClick: link}.Message(),
		mail.Withdrawal{To: text, Language: language, Shop: text, Order: text, Name: text, At: at, Link: link}.Message(),
		o.Paid(), o.Shipped(), o.Refunded(o.Refunds[0]),
	}
}

// markup returns the tags of an HTML page, with the names of their attributes.
func markup(page string) string {
	var tags strings.Builder
	for z := html.NewTokenizer(strings.NewReader(page)); z.Next() != html.ErrorToken; {
		t := z.Token()
		if t.Type == html.TextToken {
			continue
		}
		tags.WriteString(t.Type.String() + " " + t.Data)
		for _, a := range t.Attr {
			tags.WriteString(" " + a.Key)
		}
		tags.WriteString("\n")
	}
	return tags.String()
}

// Typed text cannot change the form of a mail. Each header is one line, or the mail is refused. The
// text has as many lines, and the HTML has the same markup, as with a plain word.
func FuzzTypedText(f *testing.F) {
	for _, text := range []string{
		"Ada", "x\r\nBcc: eve@example.com", "\n\n* Total", "<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "</title></style>", "&lt;b&gt;", "{product}", "<!--", "]]>",
		"\u0085x", "\u2028x", "\x00", "\xff<b>", "a@example.com,b@example.com", "' onclick='x",
	} {
		f.Add(text, "en")
	}
	f.Add("<b>\r\n", "hi")
	f.Fuzz(func(t *testing.T, text, language string) {
		plain := everyMail(t, language, "word")
		for i, m := range everyMail(t, language, text) {
			if m.Check() == nil && strings.ContainsAny(m.To+m.Subject+m.Unsubscribe, "\r\n\x00") {
				t.Errorf("mail %d: headers %q, %q, %q", i, m.To, m.Subject, m.Unsubscribe)
			}
			if strings.ContainsAny(m.Subject, "\r\n") {
				t.Errorf("mail %d: subject %q", i, m.Subject)
			}
			if got, want := strings.Count(m.Text, "\n"), strings.Count(plain[i].Text, "\n"); got != want && text != "" || strings.Contains(m.Text, "\r") {
				t.Errorf("mail %d: %d lines, want %d:\n%q", i, got, want, m.Text)
			}
			if got, want := markup(m.HTML), markup(plain[i].HTML); got != want && text != "" {
				t.Errorf("mail %d: markup\n%s, want\n%s", i, got, want)
			}
		}
	})
}
