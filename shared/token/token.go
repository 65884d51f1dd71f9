// Package token signs what the store hands out to be shown again: the right to
// an order, the links of a mail. A token says in clear what it is for, and its
// signature that the store made it.
package token

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// Purpose keeps tokens of one use from being shown for another.
type Purpose string

// What tokens are for.
const (
	Order       Purpose = "order"       // read, pay, extend and cancel an order
	Confirm     Purpose = "confirm"     // confirm an entry of the waitlist
	Unsubscribe Purpose = "unsubscribe" // leave the waitlist
)

// macBytes is the length of a signature: 128 bits cannot be guessed.
const macBytes = 16

// Signer signs and checks tokens with one secret.
type Signer struct{ secret []byte }

// NewSigner makes a signer from a secret of at least 32 bytes.
func NewSigner(secret []byte) Signer { return Signer{secret: secret} }

// Sign makes the token of a subject, such as an order's id. It is of letters
// that need no escaping in a URL, as long as the subject is.
func (s Signer) Sign(purpose Purpose, subject string) string {
	return subject + "." + s.mac(purpose, subject)
}

// Subject gives the subject of a token that Sign made for this purpose.
func (s Signer) Subject(purpose Purpose, token string) (string, bool) {
	i := strings.LastIndexByte(token, '.')
	if i < 0 || !hmac.Equal([]byte(token[i+1:]), []byte(s.mac(purpose, token[:i]))) {
		return "", false
	}
	return token[:i], true
}

func (s Signer) mac(purpose Purpose, subject string) string {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte(purpose))
	mac.Write([]byte{0})
	mac.Write([]byte(subject))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:macBytes])
}
