// Package token makes and checks signed tokens: the right to an order, and the links
// in a mail. A token contains its subject in clear text and a signature.
package token

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// Purpose keeps a token for one use from being accepted for another.
type Purpose string

// The purposes of tokens.
const (
	Order       Purpose = "order"       // read, extend, pay and cancel an order
	Confirm     Purpose = "confirm"     // confirm an entry of the waitlist
	Unsubscribe Purpose = "unsubscribe" // leave the waitlist
	Pass        Purpose = "pass"        // buy as the reader of an address's mail; see package pass
)

// macBytes is the length of a signature. 128 bits cannot be guessed.
const macBytes = 16

// Signer signs and checks tokens with one secret.
type Signer struct{ secret []byte }

// NewSigner returns a signer with a secret, which must have at least 32 bytes.
func NewSigner(secret []byte) Signer { return Signer{secret: secret} }

// Sign returns the token of a subject, such as an order's id. If the subject needs no
// escaping in a URL, the token needs none.
func (s Signer) Sign(purpose Purpose, subject string) string {
	return subject + "." + s.mac(purpose, subject)
}

// Subject returns the subject of a token that Sign made for this purpose.
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
