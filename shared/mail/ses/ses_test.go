package ses_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/google/go-cmp/cmp"

	"storefront/shared/mail"
	"storefront/shared/mail/ses"
)

// inPlaceOfSES starts a server in SES's place that answers with status and body. It returns
// a sender and a func that returns what the server received.
func inPlaceOfSES(t *testing.T, status int, body string) (*ses.Sender, func() (path string, sent map[string]any)) {
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
		Credentials:  credentials.NewStaticCredentialsProvider("id", "key", ""),
		Retryer:      func() aws.Retryer { return aws.NopRetryer{} },
	}
	return ses.New(cfg, "shop@example.com", "shop-mail"), func() (string, map[string]any) { return path, sent }
}

func TestSend(t *testing.T) {
	t.Parallel()
	sender, received := inPlaceOfSES(t, 200, `{"MessageId":"1"}`)
	err := sender.Send(t.Context(), mail.Message{
		To: "ä@example.com", Subject: "Grüße", Text: "line\r\nline", HTML: "<p>ß", Unsubscribe: "https://shop.example.com/?t=1",
	})
	if err != nil {
		t.Fatal(err)
	}
	content := func(s string) any { return map[string]any{"Data": s, "Charset": "UTF-8"} }
	header := func(name, value string) any { return map[string]any{"Name": name, "Value": value} }
	want := map[string]any{
		"FromEmailAddress":     "shop@example.com",
		"ConfigurationSetName": "shop-mail",
		"Destination":          map[string]any{"ToAddresses": []any{"ä@example.com"}},
		"Content": map[string]any{"Simple": map[string]any{
			"Subject": content("Grüße"),
			"Body":    map[string]any{"Text": content("line\r\nline"), "Html": content("<p>ß")},
			"Headers": []any{
				header("Auto-Submitted", "auto-generated"),
				header("List-Unsubscribe", "<https://shop.example.com/?t=1>"),
				header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
				header("List-Id", "<waitlist.shop.example.com>"),
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
	sender, received := inPlaceOfSES(t, 200, `{"MessageId":"1"}`)
	if err := sender.Send(t.Context(), mail.Message{To: "a@example.com", Subject: "s"}); err != nil {
		t.Fatal(err)
	}
	_, sent := received()
	if body, err := json.Marshal(sent); err != nil || strings.Contains(string(body), "List-") {
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
			sender, received := inPlaceOfSES(t, 200, `{"MessageId":"1"}`)
			m := good
			spoil(&m)
			err := sender.Send(t.Context(), m)
			if !errors.Is(err, mail.ErrUnsendable) {
				t.Fatalf("err = %v", err)
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
	sender, _ := inPlaceOfSES(t, 400, `{"__type":"MessageRejected","message":"Email address is not verified: a@example.com"}`)
	err := sender.Send(t.Context(), mail.Message{To: "a@example.com", Subject: "s"})
	if !errors.Is(err, mail.ErrUnsendable) || strings.Contains(err.Error(), "@") || !strings.Contains(err.Error(), "MessageRejected") {
		t.Errorf("err = %v", err)
	}
}

func TestUnreachableSES(t *testing.T) {
	t.Parallel()
	nowhere := "http://127.0.0.1:1"
	sender := ses.New(aws.Config{
		Region: "us-west-2", BaseEndpoint: &nowhere, Credentials: credentials.NewStaticCredentialsProvider("id", "key", ""),
		Retryer: func() aws.Retryer { return aws.NopRetryer{} },
	}, "shop@example.com", "shop-mail")
	err := sender.Send(t.Context(), mail.Message{To: "a@example.com", Subject: "s"})
	if err == nil || errors.Is(err, mail.ErrUnsendable) || strings.Contains(err.Error(), "@") {
		t.Errorf("err = %v", err)
	}
}

// A refusal that passes, such as of too many mails in a second, does not make a mail
// unsendable.
func TestBusySES(t *testing.T) {
	t.Parallel()
	for code, tooFast := range map[string]bool{
		"TooManyRequestsException": true, "LimitExceededException": true, "SendingPausedException": false, "MailFromDomainNotVerifiedException": false,
	} {
		sender, _ := inPlaceOfSES(t, 400, `{"__type":"`+code+`","message":"not now"}`)
		err := sender.Send(t.Context(), mail.Message{To: "a@example.com", Subject: "s"})
		if err == nil || errors.Is(err, mail.ErrUnsendable) || errors.Is(err, mail.ErrTooFast) != tooFast || !strings.Contains(err.Error(), code) {
			t.Errorf("%s: err = %v", code, err)
		}
	}
}
