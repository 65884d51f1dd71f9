package mail_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/mail"
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
