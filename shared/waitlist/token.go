package waitlist

import (
	"strconv"
	"strings"
	"time"

	"storefront/shared/token"
)

// ConfirmToken returns the token that confirms the entry for its ask, until the entry
// expires.
func (e Entry) ConfirmToken(tokens token.Signer) string {
	end := e.AskedAt.Add(PendingFor).Unix()
	return tokens.Sign(token.Confirm, strings.Join([]string{string(e.Key), e.Ask, strconv.FormatInt(end, 10)}, "."))
}

// parseConfirm returns what a token names that ConfirmToken made.
func parseConfirm(tokens token.Signer, shown string) (key Key, ask string, end time.Time, ok bool) {
	subject, ok := tokens.Subject(token.Confirm, shown)
	fields := strings.Split(subject, ".")
	if !ok || len(fields) != 3 {
		return "", "", time.Time{}, false
	}
	seconds, err := strconv.ParseInt(fields[2], 10, 64)
	return Key(fields[0]), fields[1], time.Unix(seconds, 0), err == nil
}

// LeaveToken returns the token that takes an entry off the list. It does not end.
func LeaveToken(tokens token.Signer, key Key) string {
	return tokens.Sign(token.Unsubscribe, string(key))
}

// mailboxMark begins the subject of a token that names a mailbox. No key has a dot.
const mailboxMark = "mail."

// RefusalToken returns the token with which the owner of a mailbox refuses mail that
// others can ask for. It does not end.
func RefusalToken(tokens token.Signer, mailbox string) string {
	return tokens.Sign(token.Unsubscribe, mailboxMark+mailbox)
}

// parseLeave returns the entry or the mailbox of a token that LeaveToken or
// RefusalToken made.
func parseLeave(tokens token.Signer, shown string) (key Key, mailbox string, ok bool) {
	subject, ok := tokens.Subject(token.Unsubscribe, shown)
	if digest, named := strings.CutPrefix(subject, mailboxMark); named {
		return "", digest, ok
	}
	return Key(subject), "", ok
}
