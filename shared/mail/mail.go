// Package mail has the store's mails to shoppers, with their texts in the languages
// of the markets, and sends them with Amazon SES. Addresses never appear in errors,
// because errors are logged.
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

// maxHeader is the longest header that SES accepts, with its name.
const maxHeader = 996

// check fails if a value could break out of its header. Texts may contain anything.
func (m Message) check() error {
	if m.To == "" || strings.ContainsFunc(m.To, outsideAddress) {
		return errors.New("recipient is not a bare address")
	}
	if m.Subject == "" || strings.ContainsFunc(m.Subject, control) {
		return errors.New("subject is empty or has control characters")
	}
	if strings.ContainsFunc(m.Unsubscribe, outsideURL) {
		return errors.New("unsubscribe URL has invalid characters")
	}
	if most := maxHeader - len("List-Unsubscribe: <>"); len(m.Unsubscribe) > most {
		return fmt.Errorf("unsubscribe URL is longer than %d bytes", most)
	}
	return nil
}

func control(c rune) bool        { return c < ' ' || c >= 0x7f && c <= 0x9f }
func outsideURL(c rune) bool     { return c <= ' ' || c > '~' || c == '<' || c == '>' }
func outsideAddress(c rune) bool { return c <= ' ' || c == 0x7f || strings.ContainsRune(`<>,;"()`, c) }
