package mailbox_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"storefront/infra/local/mailbox"
)

// client is the real SES client, as functions use it.
func client(t *testing.T, box *mailbox.Box) *sesv2.Client {
	t.Helper()
	server := httptest.NewServer(box)
	t.Cleanup(server.Close)
	return sesv2.New(sesv2.Options{
		Region:       "us-west-2",
		BaseEndpoint: aws.String(server.URL),
		Credentials:  credentials.NewStaticCredentialsProvider("storefront", "storefront", ""),
	})
}

func simple(subject string) *sesv2.SendEmailInput {
	return &sesv2.SendEmailInput{
		FromEmailAddress: aws.String("Shop <shop@example.com>"),
		ReplyToAddresses: []string{"help@example.com"},
		Destination:      &types.Destination{ToAddresses: []string{"zoë@example.com"}, BccAddresses: []string{"audit@example.com"}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: &types.Content{Data: aws.String(subject)},
			Body: &types.Body{
				Text: &types.Content{Data: aws.String("Dear Zoë")},
				Html: &types.Content{Data: aws.String("<p>Dear Zoë")},
			},
			Headers: []types.MessageHeader{{Name: aws.String("List-Unsubscribe"), Value: aws.String("<https://example.com/u?token=t>")}},
		}},
	}
}

func TestSend(t *testing.T) {
	t.Parallel()
	box := mailbox.New(10)
	sent, err := client(t, box).SendEmail(t.Context(), simple("Welcome"))
	if err != nil {
		t.Fatal(err)
	}
	caught := box.Messages()
	if len(caught) != 1 || caught[0].ID == "" || caught[0].ID != *sent.MessageId || caught[0].CaughtAt.IsZero() {
		t.Fatalf("caught %v, want the one with id %s", caught, *sent.MessageId)
	}
	want := mailbox.Message{
		From: "Shop <shop@example.com>", To: []string{"zoë@example.com", "audit@example.com"},
		Subject: "Welcome", Text: "Dear Zoë", HTML: "<p>Dear Zoë",
		Headers: map[string]string{"List-Unsubscribe": "<https://example.com/u?token=t>", "Reply-To": "help@example.com"},
	}
	if diff := cmp.Diff(want, caught[0], cmpopts.IgnoreFields(mailbox.Message{}, "ID", "CaughtAt")); diff != "" {
		t.Errorf("the message differs (-want +got):\n%s", diff)
	}
}

func TestSendWhatSESWouldRefuse(t *testing.T) {
	t.Parallel()
	noRecipient, noSender, noBody, badAddress := simple(""), simple(""), simple(""), simple("")
	noRecipient.Destination = nil
	noSender.FromEmailAddress = nil
	noBody.Content.Simple.Body = &types.Body{}
	badAddress.Destination.ToAddresses = []string{"nobody"}
	tests := map[string]struct {
		send *sesv2.SendEmailInput
		says string
	}{
		"no recipient":  {noRecipient, "no recipient"},
		"no sender":     {noSender, `"" is not an e-mail address`},
		"no body":       {noBody, "no body"},
		"a bad address": {badAddress, `"nobody" is not an e-mail address`},
		"a template":    {&sesv2.SendEmailInput{Content: &types.EmailContent{Template: &types.Template{TemplateName: aws.String("t")}}}, "Simple only"},
		"a raw mail":    {&sesv2.SendEmailInput{Content: &types.EmailContent{Raw: &types.RawMessage{Data: []byte("To: a@example.com")}}}, "Simple only"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			box := mailbox.New(10)
			_, err := client(t, box).SendEmail(t.Context(), test.send)
			refused, ok := errors.AsType[*types.BadRequestException](err)
			if !ok || !strings.Contains(refused.ErrorMessage(), test.says) {
				t.Errorf("SendEmail fails with %v, want a BadRequestException that says %q", err, test.says)
			}
			if caught := box.Messages(); len(caught) != 0 {
				t.Errorf("caught %v", caught)
			}
		})
	}
}

func TestBoxKeepsTheNewest(t *testing.T) {
	t.Parallel()
	box := mailbox.New(2)
	c := client(t, box)
	for _, subject := range []string{"first", "second", "third"} {
		if _, err := c.SendEmail(context.Background(), simple(subject)); err != nil {
			t.Fatal(err)
		}
	}
	var subjects []string
	for _, m := range box.Messages() {
		subjects = append(subjects, m.Subject)
	}
	if diff := cmp.Diff([]string{"third", "second"}, subjects); diff != "" {
		t.Errorf("the subjects differ (-want +got):\n%s", diff)
	}
}

func TestOtherOperations(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	mailbox.New(1).ServeHTTP(w, httptest.NewRequest("GET", "/v2/email/identities", nil))
	if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "GET /v2/email/identities") {
		t.Errorf("answers %d %s", w.Code, w.Body)
	}
}

// The pages show every part of a mail. Its HTML is in a frame, where it can do nothing.
func TestPages(t *testing.T) {
	t.Parallel()
	box := mailbox.New(10)
	get := func(path string, want int) string {
		w := httptest.NewRecorder()
		box.Pages().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != want || want == 200 && !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: %d, %v", path, w.Code, w.Header())
		}
		return w.Body.String()
	}
	if page := get("/", 200); !strings.Contains(page, "None yet.") {
		t.Errorf("an empty box: %s", page)
	}
	mail := simple("Hello <script>alert(1)</script>")
	mail.Content.Simple.Body.Html.Data = aws.String("<!doctype html><html><head></head><p>Dear \"Zoë\"<script>alert(2)</script>")
	sent, err := client(t, box).SendEmail(t.Context(), mail)
	if err != nil {
		t.Fatal(err)
	}
	list, message := get("/", 200), get("/"+*sent.MessageId, 200)
	for _, want := range []string{*sent.MessageId, "Hello &lt;script&gt;", "audit@example.com"} {
		if !strings.Contains(list, want) {
			t.Errorf("no %s in %s", want, list)
		}
	}
	for _, want := range []string{
		"Dear Zoë", "List-Unsubscribe", "https://example.com/u?token=t", "help@example.com", `sandbox="allow-popups allow-popups-to-escape-sandbox"`,
		"srcdoc=\"&lt;!doctype html&gt;", "&lt;base target=&#34;_blank&#34;&gt;", "Dear &#34;Zoë&#34;",
	} {
		if !strings.Contains(message, want) {
			t.Errorf("no %s in %s", want, message)
		}
	}
	for _, page := range []string{list, message} {
		if strings.Contains(page, "<script") {
			t.Errorf("a script is in %s", page)
		}
	}
	get("/none", 404)
}

// A developer can have a mail reported. The event names the mail, its recipients and its
// configuration set, and the page says so from then on.
func TestReport(t *testing.T) {
	t.Parallel()
	box := mailbox.New(10)
	mail := simple("Hello")
	mail.ConfigurationSetName = aws.String("shop-mail")
	sent, err := client(t, box).SendEmail(t.Context(), mail)
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]string{mailbox.Bounce: `"detail-type":"Email Bounced"`, mailbox.Complaint: `"detail-type":"Email Complaint Received"`} {
		event, err := box.Report(*sent.MessageId, kind, "us-west-2", time.Now())
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{want, `"messageId":"` + *sent.MessageId, `"destination":["zoë@example.com","audit@example.com"]`, `"ses:configuration-set":["shop-mail"]`} {
			if !strings.Contains(string(event), part) {
				t.Errorf("no %s in %s", part, event)
			}
		}
		w := httptest.NewRecorder()
		box.Pages().ServeHTTP(w, httptest.NewRequest("GET", "/"+*sent.MessageId, nil))
		if !strings.Contains(w.Body.String(), "<dt>Reported</dt><dd>"+kind) {
			t.Errorf("after a %s the page is %s", kind, w.Body)
		}
	}
	for id, kind := range map[string]string{"none": mailbox.Bounce, *sent.MessageId: "Delivery"} {
		if event, err := box.Report(id, kind, "us-west-2", time.Now()); err == nil {
			t.Errorf("a %s of %q: %s", kind, id, event)
		}
	}
}

// FuzzSend checks that every request is answered.
func FuzzSend(f *testing.F) {
	f.Add(`{"FromEmailAddress":"a@example.com","Destination":{"ToAddresses":["b@example.com"]},"Content":{"Simple":{"Subject":{"Data":"s"},"Body":{"Text":{"Data":"t"}}}}}`)
	f.Add(`{"Content":`)
	f.Fuzz(func(t *testing.T, body string) {
		box := mailbox.New(1)
		w := httptest.NewRecorder()
		box.ServeHTTP(w, httptest.NewRequest("POST", "/v2/email/outbound-emails", strings.NewReader(body)))
		if caught := len(box.Messages()) == 1; caught != (w.Code == http.StatusOK) || !caught && w.Code != http.StatusBadRequest {
			t.Errorf("answers %d, caught: %v", w.Code, caught)
		}
	})
}
