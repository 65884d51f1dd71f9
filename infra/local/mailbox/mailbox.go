// Package mailbox catches the mail that functions send. It stands in for Amazon
// SES: functions find it through AWS_ENDPOINT_URL_SESV2.
package mailbox

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"time"
)

// Message is a caught mail.
type Message struct {
	ID       string            `json:"id"`
	CaughtAt time.Time         `json:"caught_at"`
	From     string            `json:"from"`
	To       []string          `json:"to"` // all recipients: To, Cc and Bcc
	Subject  string            `json:"subject"`
	Text     string            `json:"text,omitempty"`
	HTML     string            `json:"html,omitempty"`
	Headers  map[string]string `json:"headers,omitempty"` // other headers, such as List-Unsubscribe

	Configuration string `json:"configuration,omitempty"` // configuration set
	Reported      string `json:"reported,omitempty"`      // what a developer had SES report of it last
}

// maxRequest is how many bytes a request may have: SES takes mail of 40 MB.
const maxRequest = 40 << 20

// Box keeps the newest messages in memory. It serves SendEmail of the SES API,
// version 2, with content of the kind Simple.
type Box struct {
	keep int

	mu       sync.Mutex
	messages []Message // the oldest first
}

// New returns a box that keeps the given number of messages.
func New(keep int) *Box { return &Box{keep: keep} }

// Messages returns the caught messages, the newest first.
func (b *Box) Messages() []Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	messages := append([]Message{}, b.messages...)
	slices.Reverse(messages)
	return messages
}

func (b *Box) add(m Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.messages = append(b.messages, m)
	if len(b.messages) > b.keep {
		b.messages = slices.Delete(b.messages, 0, len(b.messages)-b.keep)
	}
}

// ServeHTTP answers as SES does.
func (b *Box) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.URL.Path != "/v2/email/outbound-emails" {
		refuse(w, http.StatusNotFound, "NotFoundException", fmt.Sprintf("the mailbox does not serve %s %s", r.Method, r.URL.Path))
		return
	}
	message, err := read(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		refuse(w, http.StatusBadRequest, "BadRequestException", err.Error())
		return
	}
	message.ID, message.CaughtAt = rand.Text(), time.Now().UTC()
	b.add(message)
	reply(w, http.StatusOK, map[string]string{"MessageId": message.ID})
}

// request is the part of a SendEmail request that the box understands.
type request struct {
	FromEmailAddress     string
	Destination          struct{ ToAddresses, CcAddresses, BccAddresses []string }
	ReplyToAddresses     []string
	ConfigurationSetName string
	Content              struct {
		Simple *struct {
			Subject struct{ Data string }
			Body    struct{ Text, Html struct{ Data string } }
			Headers []struct{ Name, Value string }
		}
	}
}

func read(body io.Reader) (Message, error) {
	var r request
	if err := json.NewDecoder(body).Decode(&r); err != nil {
		return Message{}, fmt.Errorf("read the SendEmail request: %w", err)
	}
	content := r.Content.Simple
	if content == nil {
		return Message{}, errors.New("the mailbox takes mail of the kind Simple only")
	}
	m := Message{
		From:    r.FromEmailAddress,
		To:      slices.Concat(r.Destination.ToAddresses, r.Destination.CcAddresses, r.Destination.BccAddresses),
		Subject: content.Subject.Data,
		Text:    content.Body.Text.Data,
		HTML:    content.Body.Html.Data,
		Headers: map[string]string{},

		Configuration: r.ConfigurationSetName,
	}
	for _, h := range content.Headers {
		m.Headers[h.Name] = h.Value
	}
	if len(r.ReplyToAddresses) > 0 {
		m.Headers["Reply-To"] = strings.Join(r.ReplyToAddresses, ", ")
	}
	return m, m.check()
}

// check refuses what SES refuses to send.
func (m *Message) check() error {
	if len(m.To) == 0 {
		return errors.New("the mail has no recipient")
	}
	for _, address := range append([]string{m.From}, m.To...) {
		if _, err := mail.ParseAddress(address); err != nil {
			return fmt.Errorf("%q is not an e-mail address", address)
		}
	}
	if m.Text == "" && m.HTML == "" {
		return errors.New("the mail has no body")
	}
	return nil
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body) //nolint:errcheck // the function is gone
}

func refuse(w http.ResponseWriter, status int, kind, reason string) {
	w.Header().Set("X-Amzn-Errortype", kind)
	reply(w, status, map[string]string{"message": reason})
}
