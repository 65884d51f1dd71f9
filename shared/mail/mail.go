// Package mail has the store's mails to shoppers, with their texts in the languages
// of the markets. Package ses below it sends them.
package mail

import (
	"errors"
	"fmt"
	"strings"
)

// Message is a mail to one recipient.
type Message struct {
	To          string // a bare address
	Subject     string
	Text        string // the same as HTML, in plain text
	HTML        string
	Unsubscribe string // https URL that takes a one-click POST (RFC 8058), or ""
}

// ErrUnsendable is the error for a message that can never be sent.
var ErrUnsendable = errors.New("the message can never be sent")

// ErrTooFast is the error for a message that was not sent, because too many were sent just
// before it.
var ErrTooFast = errors.New("too many messages at once")

// maxHeader is the longest header that SES accepts, with its name.
const maxHeader = 996

// Check fails with [ErrUnsendable] if a value could break out of its header. Texts may
// contain anything.
func (m Message) Check() error {
	if m.To == "" || strings.ContainsFunc(m.To, outsideAddress) {
		return fmt.Errorf("%w: recipient is not a bare address", ErrUnsendable)
	}
	if m.Subject == "" || strings.ContainsFunc(m.Subject, control) {
		return fmt.Errorf("%w: subject is empty or has control characters", ErrUnsendable)
	}
	if strings.ContainsFunc(m.Unsubscribe, outsideURL) {
		return fmt.Errorf("%w: unsubscribe URL has invalid characters", ErrUnsendable)
	}
	if most := maxHeader - len("List-Unsubscribe: <>"); len(m.Unsubscribe) > most {
		return fmt.Errorf("%w: unsubscribe URL is longer than %d bytes", ErrUnsendable, most)
	}
	return nil
}

func control(c rune) bool        { return c < ' ' || c >= 0x7f && c <= 0x9f }
func outsideURL(c rune) bool     { return c <= ' ' || c > '~' || c == '<' || c == '>' }
func outsideAddress(c rune) bool { return c <= ' ' || c == 0x7f || strings.ContainsRune(`<>,;"()`, c) }
