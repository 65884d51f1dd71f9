// Package sealed encrypts what tax law wants kept of a buyer who was erased: the name and address
// on the order's invoice, and its language. Only operators have the key. It is not in package
// shared, so no function can depend on it.
//
// One secret is enough for both directions: whoever may forget a buyer in a region may also read its
// orders. With a pair of keys, the public one would have to be kept somewhere too.
package sealed

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/secret"
)

// Errors of keys and copies.
var (
	ErrKey  = errors.New("sealed: the secret has no such key")
	ErrCopy = errors.New("sealed: not a copy of this order")
)

// idBytes is the length of the id of a key, with which a box begins.
const idBytes = 8

// Keys are the keys of a region.
type Keys struct {
	region market.Region
	all    []key // the first one seals; each opens what it has sealed
}

type key struct {
	id   []byte
	aead cipher.AEAD
}

// NewKeys returns the keys in a secret. Each line is a key. The first line of the current version
// seals. A rotation puts a new line before the others, because copies are kept for years and the
// service deletes old versions of a secret. The previous version counts too, in case the secret was
// rotated without its old lines. NewKeys fails with secret.ErrShort.
func NewKeys(region market.Region, v secret.Versions) (Keys, error) {
	k := Keys{region: region}
	lines := slices.Concat(bytes.Fields(v.Current), bytes.Fields(v.Previous))
	if len(bytes.Fields(v.Current)) == 0 {
		return Keys{}, fmt.Errorf("read the key of sealed copies: it %w", secret.ErrShort)
	}
	for _, line := range lines {
		if len(line) < secret.MinBytes {
			return Keys{}, fmt.Errorf("read the key of sealed copies: each line %w", secret.ErrShort)
		}
		next, err := newKey(line)
		if err != nil {
			return Keys{}, fmt.Errorf("make a key of sealed copies: %w", err)
		}
		k.all = append(k.all, next)
	}
	return k, nil
}

func newKey(line []byte) (key, error) {
	id, err := hkdf.Key(sha256.New, line, nil, "storefront sealed copy, id", idBytes)
	if err != nil {
		return key{}, err
	}
	secretKey, err := hkdf.Key(sha256.New, line, nil, "storefront sealed copy, key", 32)
	if err != nil {
		return key{}, err
	}
	block, err := aes.NewCipher(secretKey)
	if err != nil {
		return key{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return key{id, aead}, err
}

// kept is what a copy has of a buyer: what the invoice prints.
type kept struct {
	Locale string
	ShipTo order.Address
}

// Seal returns the sealed copy of an order's buyer. Open opens it only for the same order, in the same
// region. Seal fails with ErrKey if there are no keys.
func (k Keys) Seal(o order.Order) ([]byte, error) {
	if len(k.all) == 0 {
		return nil, ErrKey
	}
	text, err := json.Marshal(kept{o.Buyer.Locale, o.Buyer.ShipTo})
	if err != nil {
		return nil, fmt.Errorf("seal order %s: %w", o.ID, err)
	}
	with := k.all[0]
	return with.aead.Seal(slices.Clone(with.id), nil, text, k.bound(o.ID)), nil
}

// Open returns what the sealed copy of an order has of its buyer. It fails with ErrKey if the secret
// does not have the key, and with ErrCopy if the copy is of another order or was changed.
func (k Keys) Open(o order.Order) (order.Buyer, error) {
	box := o.Sealed.Box
	if len(box) < idBytes {
		return order.Buyer{}, fmt.Errorf("%w: %s", ErrCopy, o.ID)
	}
	n := slices.IndexFunc(k.all, func(of key) bool { return bytes.Equal(of.id, box[:idBytes]) })
	if n < 0 {
		return order.Buyer{}, fmt.Errorf("%w: %s, of order %s: put its line back into the secret", ErrKey, hex.EncodeToString(box[:idBytes]), o.ID)
	}
	text, err := k.all[n].aead.Open(nil, nil, box[idBytes:], k.bound(o.ID))
	if err != nil {
		return order.Buyer{}, fmt.Errorf("%w: %s", ErrCopy, o.ID)
	}
	var found kept
	if err := json.Unmarshal(text, &found); err != nil {
		return order.Buyer{}, fmt.Errorf("%w: %s", ErrCopy, o.ID) // the error could quote the text
	}
	return order.Buyer{Locale: found.Locale, ShipTo: found.ShipTo}, nil
}

// bound returns the additional data of the encryption, which binds a copy to its region and order.
func (k Keys) bound(id order.ID) []byte {
	return fmt.Appendf(nil, "storefront sealed copy, v=1, region=%s, order=%s", k.region, id)
}
