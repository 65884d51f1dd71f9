package mail_test

import (
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
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

// ses starts a server in SES's place that answers with status and body. It returns
// a sender and a func that returns what the server received.
func ses(t *testing.T, status int, body string) (*mail.SES, func() (path string, sent map[string]any)) {
	t.Helper()
	var path string
	var sent map[string]any
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path = r.Method + " " + r.URL.Path
		if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		if _, err := w.Write([]byte(body)); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	cfg := aws.Config{
		Region:       "us-west-2",
		BaseEndpoint: &server.URL,
		Credentials:  aws.AnonymousCredentials{},
		Retryer:      func() aws.Retryer { return aws.NopRetryer{} },
	}
	return mail.NewSES(cfg, "shop@example.com"), func() (string, map[string]any) { return path, sent }
}

func TestSend(t *testing.T) {
	t.Parallel()
	sender, received := ses(t, 200, `{"MessageId":"1"}`)
	err := sender.Send(t.Context(), mail.Message{
		To: "ä@example.com", Subject: "Grüße", Text: "line\r\nline", HTML: "<p>ß", Unsubscribe: "https://shop.example.com/?t=1",
	})
	if err != nil {
		t.Fatal(err)
	}
	content := func(s string) any { return map[string]any{"Data": s, "Charset": "UTF-8"} }
	header := func(name, value string) any { return map[string]any{"Name": name, "Value": value} }
	want := map[string]any{
		"FromEmailAddress": "shop@example.com",
		"Destination":      map[string]any{"ToAddresses": []any{"ä@example.com"}},
		"Content": map[string]any{"Simple": map[string]any{
			"Subject": content("Grüße"),
			"Body":    map[string]any{"Text": content("line\r\nline"), "Html": content("<p>ß")},
			"Headers": []any{
				header("Auto-Submitted", "auto-generated"),
				header("List-Unsubscribe", "<https://shop.example.com/?t=1>"),
				header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
			},
		}},
	}
	path, sent := received()
	if diff := cmp.Diff(want, sent); diff != "" || path != "POST /v2/email/outbound-emails" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func TestSendWithoutUnsubscribe(t *testing.T) {
	t.Parallel()
	sender, received := ses(t, 200, `{"MessageId":"1"}`)
	if err := sender.Send(t.Context(), mail.Message{To: "a@example.com", Subject: "s"}); err != nil {
		t.Fatal(err)
	}
	_, sent := received()
	if body, err := json.Marshal(sent); err != nil || strings.Contains(string(body), "List-Unsubscribe") {
		t.Errorf("%s, %v", body, err)
	}
}

func TestBadMessages(t *testing.T) {
	t.Parallel()
	good := mail.Message{To: "a@example.com", Subject: "Hello", Unsubscribe: "https://shop.example.com/"}
	tests := map[string]func(*mail.Message){
		"line break in the recipient":   func(m *mail.Message) { m.To = "a@example.com\r\nBcc: b@example.com" },
		"two recipients":                func(m *mail.Message) { m.To = "a@example.com,b@example.com" },
		"recipient with a name":         func(m *mail.Message) { m.To = "A <a@example.com>" },
		"no recipient":                  func(m *mail.Message) { m.To = "" },
		"line break in the subject":     func(m *mail.Message) { m.Subject = "Hello\nBcc: b@example.com" },
		"carriage return in it":         func(m *mail.Message) { m.Subject = "Hello\r" },
		"NEL in it":                     func(m *mail.Message) { m.Subject = "Hello\u0085" },
		"no subject":                    func(m *mail.Message) { m.Subject = "" },
		"line break in the unsubscribe": func(m *mail.Message) { m.Unsubscribe += "\r\nX: y" },
		"end of the unsubscribe":        func(m *mail.Message) { m.Unsubscribe += ">,<mailto:b@example.com" },
		"unsubscribe not ASCII":         func(m *mail.Message) { m.Unsubscribe += "ä" },
		"a very long unsubscribe":       func(m *mail.Message) { m.Unsubscribe += strings.Repeat("x", 960) },
	}
	for name, spoil := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sender, received := ses(t, 200, `{"MessageId":"1"}`)
			m := good
			spoil(&m)
			err := sender.Send(t.Context(), m)
			if err == nil {
				t.Fatal("it was sent")
			}
			if strings.Contains(err.Error(), "@") {
				t.Errorf("the error shows an address: %v", err)
			}
			if path, _ := received(); path != "" {
				t.Errorf("SES was asked: %s", path)
			}
		})
	}
}

func TestErrorHasNoAddress(t *testing.T) {
	t.Parallel()
	sender, _ := ses(t, 400, `{"__type":"MessageRejected","message":"Email address is not verified: a@example.com"}`)
	err := sender.Send(t.Context(), mail.Message{To: "a@example.com", Subject: "s"})
	if err == nil || strings.Contains(err.Error(), "@") || !strings.Contains(err.Error(), "MessageRejected") {
		t.Errorf("err = %v", err)
	}
}

func TestUnreachableSES(t *testing.T) {
	t.Parallel()
	nowhere := "http://127.0.0.1:1"
	sender := mail.NewSES(aws.Config{
		Region: "us-west-2", BaseEndpoint: &nowhere, Credentials: aws.AnonymousCredentials{},
		Retryer: func() aws.Retryer { return aws.NopRetryer{} },
	}, "shop@example.com")
	if err := sender.Send(t.Context(), mail.Message{To: "a@example.com", Subject: "s"}); err == nil || strings.Contains(err.Error(), "@") {
		t.Errorf("err = %v", err)
	}
}
