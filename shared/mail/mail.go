// Package mail is what the store writes to shoppers: messages, their texts in
// the languages of the markets, and the sender that hands them to Amazon SES.
// Addresses never appear in errors, because errors are logged.
package mail

import (
	"errors"
	"fmt"
	"strings"
)

// Message is one mail to one reader.
type Message struct {
	To          string // a bare address
	Subject     string
	Text        string // the same as HTML, for who reads without
	HTML        string
	Unsubscribe string // https address that takes a one-click POST (RFC 8058); "": none
}

// maxHeader is the longest that SES lets a header be, with its name.
const maxHeader = 996

// check refuses what would break out of its header. The texts are free.
func (m Message) check() error {
	if m.To == "" || strings.ContainsFunc(m.To, outsideAddress) {
		return errors.New("recipient is not a bare address")
	}
	if m.Subject == "" || strings.ContainsFunc(m.Subject, control) {
		return errors.New("subject is empty or has control characters")
	}
	if strings.ContainsFunc(m.Unsubscribe, outsideURL) {
		return errors.New("unsubscribe address has characters that no address has")
	}
	if most := maxHeader - len("List-Unsubscribe: <>"); len(m.Unsubscribe) > most {
		return fmt.Errorf("unsubscribe address is longer than %d bytes", most)
	}
	return nil
}

func control(c rune) bool        { return c < ' ' || c >= 0x7f && c <= 0x9f }
func outsideURL(c rune) bool     { return c <= ' ' || c > '~' || c == '<' || c == '>' }
func outsideAddress(c rune) bool { return c <= ' ' || c == 0x7f || strings.ContainsRune(`<>,;"()`, c) }
