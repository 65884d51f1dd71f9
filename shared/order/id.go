package order

import (
	"encoding/base32"
	"errors"
	"strconv"
	"strings"

	"storefront/shared/freetext"
)

// keyBytes is the length of a key before its encoding. With 80 bits, two of a million
// buyers have the same key with a probability below 1e-12.
const keyBytes = 10

// keyEncoding encodes keys without padding, in letters and digits that survive URLs,
// double clicks and dictation.
var keyEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// Key names a buyer's orders in one sale, or in an open sale the order of one request: 16
// letters and digits.
type Key string

// NewKey returns the key of a digest, of which it uses the first 80 bits.
func NewKey(digest []byte) Key { return Key(keyEncoding.EncodeToString(digest[:keyBytes])) }

// ID names one order: the key of a buyer, or of one request in an open sale, and one of
// the key's slots. Slots are numbers from 1 on, in an order that only the sale's salt
// tells, so that an id does not show how many orders its buyer has.
type ID struct {
	Key  Key
	Slot int
}

// ErrID is returned for text that is not an order id.
var ErrID = errors.New("order: not an order id")

// String returns the id as shoppers see it, such as "0k3f8m2q7z1xw9vd-137".
func (id ID) String() string { return string(id.Key) + "-" + strconv.Itoa(id.Slot) }

// ParseID parses an id exactly as String writes it. It fails with ErrID.
func ParseID(s string) (ID, error) {
	key, slot, ok := strings.Cut(s, "-")
	if !ok || len(key) != keyEncoding.EncodedLen(keyBytes) {
		return ID{}, ErrID
	}
	if digest, err := keyEncoding.DecodeString(key); err != nil || len(digest) != keyBytes { // it skips line breaks
		return ID{}, ErrID
	}
	n, err := strconv.Atoi(slot)
	id := ID{Key: Key(key), Slot: n}
	if err != nil || n < 1 || id.String() != s {
		return ID{}, ErrID
	}
	return id, nil
}

// ParseTyped parses an id as a person types it: in upper case, with spaces and dashes
// of any kind, and with o, i and l for the digits that they look like. It fails with
// ErrID.
func ParseTyped(typed string) (ID, error) { return ParseID(freetext.Letters(typed)) }
