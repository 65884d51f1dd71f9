// Package ticket has the code of a ticket: the right to buy one unit of a product in a
// sale, in 16 letters and digits that a person can type. A code is signed and kept
// nowhere. Everything that is needed to check it is in the code and in the sale.
package ticket

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"net/url"
	"strings"
	"time"

	"storefront/shared/freetext"
)

// A code has 80 bits: a ticket's number, when it ends, and a signature. Whoever guesses
// 10,000 codes a second for a day finds a valid one with a probability below 1 in 5,000.
// A code does not say of which product and whose it is: the signature covers both.
const (
	numberBits = 20
	stepBits   = 16
	macBits    = 80 - numberBits - stepBits
)

const (
	// MaxNumber is the greatest number of a ticket.
	MaxNumber = 1<<numberBits - 1
	// Step is the unit of time in which a code counts when its ticket ends.
	Step = 5 * time.Minute
	// MaxTime is how long after the start of its sale a ticket can end: 227 days.
	MaxTime = (1<<stepBits - 1) * Step
)

// Ticket is what a code says.
type Ticket struct {
	Number int       // 1 to MaxNumber; no two tickets of one product in a sale share it
	Ends   time.Time // the first moment at which it is not valid any more; see [Signer.End]
}

// Code is the code of a ticket. The zero Code is none.
type Code [10]byte

// encoding has no letters that are taken for others; see [freetext.Letters].
var encoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// String returns the code as shoppers see it, such as "7QK2-M0XD-91RB-ZT4H".
func (c Code) String() string {
	s := strings.ToUpper(encoding.EncodeToString(c[:]))
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:]
}

// Link returns the link with which to buy with a code at a shop, which is its origin, in a
// market and a language.
func (c Code) Link(shop, market, language, sale, sku string) string {
	return shop + "/" + market + "/" + language + "/sales/" + sale + "/checkout?" + url.Values{"sku": {sku}, "ticket": {c.String()}}.Encode()
}

// ErrCode is returned for text that cannot be a code.
var ErrCode = errors.New("ticket: not a code")

// Parse parses a code as a person types it: in lower or upper case, with or without
// dashes and spaces, with O for 0, and with I and L for 1. It fails with ErrCode.
func Parse(typed string) (Code, error) {
	letters := strings.ReplaceAll(freetext.Letters(typed), "-", "")
	var c Code
	if len(letters) != encoding.EncodedLen(len(c)) || strings.ContainsAny(letters, "\r\n") { // which decoding would skip
		return Code{}, ErrCode
	}
	if _, err := encoding.Decode(c[:], []byte(letters)); err != nil {
		return Code{}, ErrCode
	}
	return c, nil
}

// Signer signs and checks the codes of one sale.
type Signer struct {
	key   []byte
	start time.Time
}

// NewSigner returns the signer of a sale that has a key of its own and starts at a moment.
func NewSigner(key []byte, start time.Time) Signer { return Signer{key, start} }

// End returns when a ticket ends that is to be valid until at: at that moment, or at most a
// Step later. It reports whether a code can say so.
func (s Signer) End(at time.Time) (end time.Time, ok bool) {
	steps := (at.Sub(s.start) + Step - 1) / Step
	return s.start.Add(steps * Step), steps > 0 && steps*Step <= MaxTime
}

// Sign returns the code of a ticket for a product. holder is the mailbox that it is bound
// to, or "" if anybody may use it. The ticket's end is one that End returned.
func (s Signer) Sign(sku, holder string, t Ticket) Code {
	content := uint64(t.Number)<<stepBits | uint64(t.Ends.Sub(s.start)/Step) //nolint:gosec // both are in their ranges
	mac := s.sum("sign", sku, holder, content) >> (64 - macBits)
	return join(content^s.mask(mac), mac)
}

// Open returns the ticket of a code that Sign made for this product and holder.
func (s Signer) Open(c Code, sku, holder string) (Ticket, bool) {
	masked, mac := c.split()
	content := masked ^ s.mask(mac)
	t := Ticket{
		Number: int(content >> stepBits),                                   //nolint:gosec // 20 bits
		Ends:   s.start.Add(time.Duration(content&(1<<stepBits-1)) * Step), //nolint:gosec // 16 bits
	}
	signed := s.Sign(sku, holder, t)
	return t, hmac.Equal(signed[:], c[:])
}

// mask hides a ticket's content, so that a code does not tell how many there are, and one
// wrong letter makes all of it wrong.
func (s Signer) mask(mac uint64) uint64 {
	return s.sum("mask", "", "", mac) >> (64 - numberBits - stepBits)
}

// sum returns an HMAC of fields that contain no zero bytes, and of a number.
func (s Signer) sum(use, sku, holder string, n uint64) uint64 {
	h := hmac.New(sha256.New, s.key)
	for _, field := range []string{use, sku, holder} {
		h.Write([]byte(field))
		h.Write([]byte{0})
	}
	h.Write(binary.BigEndian.AppendUint64(nil, n))
	return binary.BigEndian.Uint64(h.Sum(nil))
}

// join makes a code of 36 bits of content and 44 bits of signature.
func join(content, mac uint64) (c Code) {
	binary.BigEndian.PutUint16(c[:2], uint16(content>>(64-macBits))) //nolint:gosec // the rest of 36 bits has 16
	binary.BigEndian.PutUint64(c[2:], content<<macBits|mac)
	return c
}

func (c Code) split() (content, mac uint64) {
	low := binary.BigEndian.Uint64(c[2:])
	return uint64(binary.BigEndian.Uint16(c[:2]))<<(64-macBits) | low>>macBits, low & (1<<macBits - 1)
}
