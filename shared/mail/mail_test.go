package mail_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/format"
	"storefront/shared/mail"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/receipt"
)

var update = flag.Bool("update", false, "write the golden files")

func confirmation(language, product string) mail.Confirmation {
	return mail.Confirmation{
		To: "a@example.com", Language: language, Shop: "shop.example.com", Product: product,
		Confirm:  "https://shop.example.com/waitlist/confirm?token=t&lang=" + language,
		Leave:    "https://shop.example.com/waitlist/unsubscribe?token=t",
		OneClick: "https://shop.example.com/v1/waitlist/unsubscribe?token=t",
	}
}

func TestConfirmation(t *testing.T) {
	t.Parallel()
	for language, product := range map[string]string{
		"en": "Fitness band", "de": "Fitnessband", "es": "Pulsera de actividad", "fr": "Bracelet connecté",
		"hi": "फ़िटनेस बैंड", "it": "Braccialetto fitness", "nl": "Fitnessband",
	} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			m := confirmation(language, product).Message()
			golden(t, "confirmation."+language, m)
		})
	}
}

func TestOrderLink(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "de", "es", "fr", "hi", "it", "nl"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			m := mail.OrderLink{
				To: "a@example.com", Language: language, Shop: "shop.example.com", Order: "0k3f8m2q7z1xw9vd-1",
				Link: "https://shop.example.com/orders/0k3f8m2q7z1xw9vd-1?t=token",
			}.Message()
			golden(t, "orderlink."+language, m)
		})
	}
}

func TestPass(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "de", "es", "fr", "hi", "it", "nl"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			m := mail.Pass{
				To: "a@example.com", Language: language, Shop: "shop.example.com", Pass: "us.1434653999.YWRh.token",
				Link:   "https://shop.example.com/us/" + language + "/pass?pass=us.1434653999.YWRh.token",
				Refuse: "https://shop.example.com/waitlist/unsubscribe?token=t",
			}.Message()
			golden(t, "pass."+language, m)
		})
	}
}

func TestInvitation(t *testing.T) {
	t.Parallel()
	opens := time.Date(2015, time.May, 19, 12, 0, 0, 0, time.FixedZone("PDT", -7*60*60))
	for _, language := range []string{"en", "de", "es", "fr", "hi", "it", "nl"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			m := mail.Invitation{
				To: "a@example.com", Language: language, Shop: "shop.example.com", Product: "Fitness band <1>", Ticket: "7QK2-M0XD-91RB-ZT4H",
				Opens: opens, Ends: opens.Add(24 * time.Hour),
				Link:     "https://shop.example.com/us/" + language + "/sales/vip/checkout?sku=fitness-band&ticket=7QK2-M0XD-91RB-ZT4H",
				Leave:    "https://shop.example.com/waitlist/unsubscribe?token=t",
				OneClick: "https://shop.example.com/v1/waitlist/unsubscribe?token=t",
			}.Message()
			golden(t, "invitation."+language, m)
		})
	}
}

func TestDraw(t *testing.T) {
	t.Parallel()
	for language, with := range orders {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			m, _ := market.Of(market.Code(with.market))
			d := mail.Draw{
				To: "a.b@gmail.com", Reader: format.Reader{Language: language, Market: m}, Shop: "shop.example.com", Product: with.product,
				Entries: 10_400, Units: 250, Root: strings.Repeat("0a", 32), Round: 1000, At: time.Date(2023, 8, 23, 15, 59, 24, 0, time.UTC),
				Commitment: strings.Repeat("c3", 32), Secret: strings.Repeat("5e", 16), Identity: "ab@gmail.com", Rank: 1251,
				Link:     "https://shop.example.com/us/" + language + "/sales/vip/draw?sku=fitness-band",
				Leave:    "https://shop.example.com/waitlist/unsubscribe?token=t",
				OneClick: "https://shop.example.com/v1/waitlist/unsubscribe?token=t",
			}
			for kind, m := range map[string]mail.Message{"closed": d.Closed(), "undrawn": d.Undrawn()} {
				golden(t, kind+"."+language, m)
				if err := m.Check(); err != nil || strings.Contains(m.Text, "%!") {
					t.Errorf("%s: %v in:\n%s", kind, err, m.Text)
				}
			}
		})
	}
}

func TestWithdrawal(t *testing.T) {
	t.Parallel()
	at := time.Date(2015, time.May, 20, 9, 30, 5, 123e6, time.FixedZone("CEST", 2*60*60))
	for _, language := range []string{"en", "de", "es", "fr", "hi", "it", "nl"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			m := mail.Withdrawal{
				To: "grete@example.com", Language: language, Shop: "shop.example.com", Order: "0k3f8m2q7z1xw9vd-1", Name: "Grete O'Hermann", At: at,
				Link: "https://shop.example.com/orders/0k3f8m2q7z1xw9vd-1?t=token",
			}.Message()
			golden(t, "withdrawal."+language, m)
		})
	}
}

// orders are what the mails about orders are shown with, in each language.
var orders = map[string]struct{ market, product string }{
	"en": {"us", "Fitness band"}, "de": {"de", "Fitnessarmband"}, "fr": {"fr", "Bracelet connecté"}, "es": {"es", "Pulsera de actividad"},
	"it": {"it", "Braccialetto fitness"}, "nl": {"nl", "Fitnessband"}, "hi": {"in", "फ़िटनेस बैंड"},
}

// aboutOrder returns an order of a market for a reader, whose first product the store has
// forgotten.
func aboutOrder(t *testing.T, language, code, product string) mail.Order {
	t.Helper()
	m, known := market.Of(market.Code(code))
	if !known {
		t.Fatalf("no market %q", code)
	}
	amount := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: m.Currency} }
	paid := time.Date(2015, time.May, 18, 19, 1, 0, 0, time.UTC)
	o := order.Order{
		ID: order.ID{Key: "0k3f8m2q7z1xw9vd", Slot: 1}, Market: code, Status: order.Shipped,
		Buyer: order.Buyer{Email: "grete@example.com", Locale: language, ShipTo: order.Address{
			Name: "Grete O'Hermann <b>\nBcc: eve@example.com", Line1: "1 Main Street", City: "Springfield", PostalCode: "12345", Country: m.Country,
		}},
		Lines: []order.Line{
			{SKU: "old-band", Quantity: 1, Total: amount(999), TaxRate: 190_000},
			{SKU: "fitness-band", Quantity: 2, Total: amount(2998), TaxRate: 190_000},
		},
		Totals:    order.Totals{Shipping: amount(499), Tax: amount(718), Total: amount(4496), TaxIncluded: code != "us", TaxJurisdiction: "US-CA"},
		Payment:   order.Payment{PaidAt: paid},
		ShippedAt: paid.Add(26 * time.Hour), Shipment: order.Shipment{Carrier: "DHL", Tracking: "00340434161094042557"},
		Refunds: []order.Refund{{
			Number: 1, FailedAt: paid.AddDate(0, 0, 9), Shipping: amount(499), Tax: amount(319), Total: amount(1998),
			Lines: []order.RefundLine{{SKU: "fitness-band", Quantity: 1, Total: amount(1499)}, {SKU: "old-band", Total: amount(100)}},
		}},
	}
	return mail.Order{
		Order: receipt.Order{Order: o, Reader: format.Reader{Language: language, Market: m}, Names: map[order.SKU]string{"fitness-band": product}},
		Shop:  "shop.example.com", Seller: m.Region.Seller(),
		Link:  "https://shop.example.com/orders/0k3f8m2q7z1xw9vd-1?t=token",
		Terms: "https://shop.example.com/" + code + "/" + language + "/terms",
	}
}

func TestOrders(t *testing.T) {
	t.Parallel()
	for language, with := range orders {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			o := aboutOrder(t, language, with.market, with.product)
			delayed := o
			delayed.DelayedUntil = delayed.ShipBy().AddDate(0, 0, 10)
			for kind, m := range map[string]mail.Message{"paid": o.Paid(), "delay": delayed.Delayed(), "shipped": o.Shipped(), "refund": o.Refunded(o.Refunds[0]), "refund-failed": o.RefundFailed(o.Refunds[0])} {
				golden(t, kind+"."+language, m)
				if err := m.Check(); err != nil {
					t.Errorf("%s: %v", kind, err)
				}
				if n := utf8.RuneCountInString(m.Subject); n > 70 {
					t.Errorf("%s: the subject %q has %d characters", kind, m.Subject, n)
				}
			}
		})
	}
}

// What a buyer typed begins no line of its own, and is no markup.
func TestTypedText(t *testing.T) {
	t.Parallel()
	for _, m := range []mail.Message{aboutOrder(t, "en", "us", "x\r\nBcc: eve@example.com").Paid(), aboutOrder(t, "en", "us", "<i>").Shipped()} {
		for _, bad := range []string{"\nBcc:", "<b>", "<i>", "\r"} {
			if strings.Contains(m.HTML, bad) || strings.Contains(m.Text, bad) && !strings.HasPrefix(bad, "<") {
				t.Errorf("%q is in:\n%s\n%s", bad, m.Text, m.HTML)
			}
		}
	}
	c := confirmation("en", "Band\r\nBcc: eve@example.com")
	if m := c.Message(); m.Check() != nil || strings.ContainsAny(m.Subject, "\r\n") {
		t.Errorf("subject %q: %v", m.Subject, m.Check())
	}
}

func golden(t *testing.T, name string, m mail.Message) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	got := strings.Join([]string{"To: " + m.To, "Subject: " + m.Subject, "List-Unsubscribe: " + m.Unsubscribe, "", m.Text, m.HTML}, "\n")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func TestOtherLanguages(t *testing.T) {
	t.Parallel()
	for language, sameAs := range map[string]string{"de-AT": "de", "EN-gb": "en", "pt": "en", "": "en", "-": "en"} {
		got, want := confirmation("", "x"), confirmation("", "x")
		got.Language, want.Language = language, sameAs
		if diff := cmp.Diff(want.Message(), got.Message()); diff != "" {
			t.Errorf("%q is not written as %q (-want +got):\n%s", language, sameAs, diff)
		}
	}
}

func TestValuesAreEscaped(t *testing.T) {
	t.Parallel()
	c := confirmation("en", `<b>"Band" & {confirm_url} {shop}</b>`)
	c.Confirm = `https://shop.example.com/?a=1&b="><script>`
	m := c.Message()
	for _, want := range []string{
		`&lt;b&gt;&#34;Band&#34; &amp; {confirm_url} {shop}&lt;/b&gt;`,
		`href="https://shop.example.com/?a=1&amp;b=&#34;&gt;&lt;script&gt;"`,
	} {
		if !strings.Contains(m.HTML, want) {
			t.Errorf("no %s in:\n%s", want, m.HTML)
		}
	}
	if !strings.Contains(m.Text, c.Product) || !strings.Contains(m.Subject, c.Product) {
		t.Errorf("the text is escaped:\n%s\n%s", m.Subject, m.Text)
	}
}
