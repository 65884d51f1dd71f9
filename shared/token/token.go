// Package token makes and checks signed tokens: the right to an order, and the links
// in a mail. A token contains its subject in clear text, the id of the key that
// signed it, and a signature.
package token

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"storefront/shared/secret"
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

const (
	// macBytes is the length of a signature. 128 bits cannot be guessed.
	macBytes = 16

	// idBytes is the length of a key's id, which only tells two or three keys apart.
	idBytes = 3

	// idLen and sealLen are the lengths of an id and of what follows a subject, in
	// base64.
	idLen   = 4
	sealLen = idLen + 22
)

// keyID names the use of a key that derives its id. No purpose is named so.
const keyID = "key id"

// Signer signs and checks tokens with a secret. It accepts tokens that were signed
// with the secret's current or previous version.
type Signer struct{ secret *secret.Secret }

// NewSigner returns a signer with a secret.
func NewSigner(secret *secret.Secret) Signer { return Signer{secret: secret} }

// Sign returns the token of a subject, such as an order's id. If the subject needs no
// escaping in a URL, the token needs none.
func (s Signer) Sign(purpose Purpose, subject string) string {
	return subject + "." + seal(s.secret.Signing(), purpose, subject)
}

// Subject returns the subject of a token that Sign made for this purpose. If the
// token names a key that the process does not know, Subject may fetch the secret
// again; see [secret.Secret.Match].
func (s Signer) Subject(purpose Purpose, token string) (string, bool) {
	i := strings.LastIndexByte(token, '.')
	if i < 0 || len(token)-i-1 != sealLen {
		return "", false
	}
	subject, shown := token[:i], token[i+1:]
	signed := false
	s.secret.Match(func(key []byte) bool {
		if shown[:idLen] != id(key) {
			return false
		}
		signed = hmac.Equal([]byte(shown), []byte(seal(key, purpose, subject)))
		return true // a forged token under a known key is no reason to fetch
	})
	if !signed {
		return "", false
	}
	return subject, true
}

// seal returns what follows a token's subject: the id of the key and the signature.
func seal(key []byte, purpose Purpose, subject string) string {
	return id(key) + mac(key, string(purpose), subject, macBytes)
}

// id derives a key's id from it. The id reveals nothing about the key.
func id(key []byte) string { return mac(key, keyID, "", idBytes) }

func mac(key []byte, use, subject string, n int) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(use))
	mac.Write([]byte{0})
	mac.Write([]byte(subject))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:n])
}
