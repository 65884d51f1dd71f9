// Package mailbox catches the mail that functions send. It stands in for
// Amazon SES: functions find it through AWS_ENDPOINT_URL_SESV2.
package mailbox

import (
	"crypto/rand"
	"encoding/hex"
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

// Message is a caught mail. It is never sent.
type Message struct {
	ID       string            `json:"id"`
	CaughtAt time.Time         `json:"caught_at"`
	From     string            `json:"from"`
	To       []string          `json:"to"` // all who would get it
	Subject  string            `json:"subject"`
	Text     string            `json:"text,omitempty"`
	HTML     string            `json:"html,omitempty"`
	Headers  map[string]string `json:"headers,omitempty"` // beyond those above, such as List-Unsubscribe
}

// maxRequest is how many bytes a request may have: SES takes mail of 40 MB.
const maxRequest = 40 << 20

// Box keeps the last messages in memory. It serves SES version 2's
// "SendEmail".
type Box struct {
	mux  *http.ServeMux
	keep int

	mu       sync.Mutex
	messages []Message // the oldest first
}

// New makes a box that keeps so many messages, the newest.
func New(keep int) *Box {
	b := &Box{mux: http.NewServeMux(), keep: keep}
	b.mux.HandleFunc("POST /v2/email/outbound-emails", b.send)
	return b
}

// Messages gives what was caught, the newest first.
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
	if _, pattern := b.mux.Handler(r); pattern == "" {
		refuse(w, http.StatusNotFound, "NotFoundException", fmt.Sprintf("the mailbox does not know %s %s", r.Method, r.URL.Path))
		return
	}
	b.mux.ServeHTTP(w, r)
}

func (b *Box) send(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		refuse(w, http.StatusBadRequest, "BadRequestException", err.Error())
		return
	}
	message, err := parse(body)
	if err != nil {
		refuse(w, http.StatusBadRequest, "BadRequestException", err.Error())
		return
	}
	message.ID, message.CaughtAt = messageID(), time.Now().UTC()
	b.add(message)
	reply(w, http.StatusOK, map[string]string{"MessageId": message.ID})
}

// request is what SendEmail takes, as far as the box understands it.
type request struct {
	FromEmailAddress string
	Destination      struct{ ToAddresses, CcAddresses, BccAddresses []string }
	ReplyToAddresses []string
	Content          struct {
		Simple   *simple
		Raw      *struct{ Data []byte }
		Template json.RawMessage
	}
}

type simple struct {
	Subject struct{ Data string }
	Body    struct{ Text, Html struct{ Data string } }
	Headers []struct{ Name, Value string }
}

func parse(body []byte) (Message, error) {
	var r request
	if err := json.Unmarshal(body, &r); err != nil {
		return Message{}, fmt.Errorf("the request is no SendEmail: %w", err)
	}
	var m Message
	var err error
	switch {
	case r.Content.Simple != nil:
		m = r.Content.Simple.message()
	case r.Content.Raw != nil:
		m, err = parseRaw(r.Content.Raw.Data)
	default:
		err = errors.New("the mailbox takes Simple and Raw content only")
	}
	if err != nil {
		return Message{}, err
	}
	if r.FromEmailAddress != "" {
		m.From = r.FromEmailAddress
	}
	if to := slices.Concat(r.Destination.ToAddresses, r.Destination.CcAddresses, r.Destination.BccAddresses); len(to) > 0 {
		m.To = to
	}
	if len(r.ReplyToAddresses) > 0 {
		m.setHeader("Reply-To", r.ReplyToAddresses...)
	}
	return m, m.check()
}

func (s *simple) message() Message {
	m := Message{Subject: s.Subject.Data, Text: s.Body.Text.Data, HTML: s.Body.Html.Data}
	for _, h := range s.Headers {
		m.setHeader(h.Name, h.Value)
	}
	return m
}

// check refuses what SES would refuse to send.
func (m *Message) check() error {
	if len(m.To) == 0 {
		return errors.New("the mail has no recipient")
	}
	for _, address := range append([]string{m.From}, m.To...) {
		if _, err := mail.ParseAddress(address); err != nil {
			return fmt.Errorf("%q is no e-mail address", address)
		}
	}
	if m.Text == "" && m.HTML == "" {
		return errors.New("the mail has no body")
	}
	return nil
}

func (m *Message) setHeader(name string, values ...string) {
	if m.Headers == nil {
		m.Headers = map[string]string{}
	}
	m.Headers[name] = strings.Join(values, ", ")
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body) //nolint:errcheck // the function is gone
}

func refuse(w http.ResponseWriter, status int, kind, why string) {
	w.Header().Set("X-Amzn-Errortype", kind)
	reply(w, status, map[string]string{"message": why})
}

func messageID() string {
	b := make([]byte, 16)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
