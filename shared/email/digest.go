package email

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
)

// Digests names things of an identity without revealing it: the items of tables whose
// keys outlive the person's data. Only who has the secret can tell whose a digest is.
// The secret does not rotate, because the names derive from it.
type Digests struct{ secret []byte }

// NewDigests returns digests under a secret, which must have at least 32 bytes.
func NewDigests(secret []byte) Digests { return Digests{secret} }

// digestBytes is the length of a digest before its encoding. With 128 bits, no two
// identities share one.
const digestBytes = 16

// Of returns the digest of an identity: 22 letters, digits, hyphens and underscores.
// A purpose, such as "waitlist", keeps digests for one use from being found by another.
// Details, such as a SKU, tell the things of one identity apart.
func (d Digests) Of(purpose string, who Identity, details ...string) string {
	mac := hmac.New(sha256.New, d.secret)
	for _, field := range append([]string{purpose, who.address}, details...) {
		var length [4]byte
		binary.BigEndian.PutUint32(length[:], uint32(len(field))) //nolint:gosec // an address or a name is short
		mac.Write(length[:])                                      // so that no two lists of fields are written alike
		mac.Write([]byte(field))
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:digestBytes])
}

// Mailbox returns the digest under which the mails to an identity are counted.
func (d Digests) Mailbox(who Identity) string { return d.Of("mail", who) }
