// Package draw has the rules of a draw. A draw decides by chance, not by who came first,
// who on a waitlist may buy in a sale.
//
// When entries have closed, the store publishes their number, the root of a hash tree over
// all of them, and a future round of a public source of randomness. Once the round exists,
// anybody can compute who was drawn, so the store has nothing left to choose.
//
// An entry is published as a commitment, which hides the address. Whoever knows its secret can
// show whose it is.
package draw

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"storefront/shared/email"
)

// Hash is a SHA-256 digest. As text it is 64 lower-case hexadecimal digits.
type Hash [sha256.Size]byte

// String returns the hash as text.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText implements encoding.TextMarshaler.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler. It accepts only what String returns, so
// that each hash has one text.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(h)) || !bytes.Equal(text, bytes.ToLower(text)) {
		return fmt.Errorf("draw: %q is not a hash", text)
	}
	_, err := hex.Decode(h[:], text)
	return err
}

// Secret hides an address in a commitment.
type Secret [16]byte

// String returns the secret as lower-case hexadecimal digits.
func (s Secret) String() string { return hex.EncodeToString(s[:]) }

// A hashed text begins with a byte that tells its kind, so that no text passes for one of
// another kind. Leaves and nodes are hashed as in RFC 6962. The text of a score has no such
// byte; it is the only one of 96 bytes.
const (
	leafMark       = 0
	nodeMark       = 1
	commitmentMark = 2
)

// Commit returns the commitment of an entry. It is bound to the mailbox, so that the store
// cannot give two entrants the same commitment.
func Commit(secret Secret, who email.Identity) Hash {
	return sha256.Sum256(slices.Concat([]byte{commitmentMark}, secret[:], []byte(who.String())))
}

// Compare orders hashes by their bytes.
func (h Hash) Compare(other Hash) int { return bytes.Compare(h[:], other[:]) }

// ErrTwice is returned for a list that contains a commitment twice.
var ErrTwice = errors.New("draw: the list has a commitment twice")

// Root returns the root of the hash tree over a draw's commitments, which may be in any
// order. It is the tree of RFC 6962 over the commitments sorted by their bytes. Root fails
// with ErrTwice if a commitment is there twice.
func Root(commitments []Hash) (Hash, error) {
	level := slices.SortedFunc(slices.Values(commitments), Hash.Compare)
	if len(slices.Compact(slices.Clone(level))) != len(level) {
		return Hash{}, ErrTwice
	}
	if len(level) == 0 {
		return sha256.Sum256(nil), nil
	}
	for i, c := range level {
		level[i] = sha256.Sum256(slices.Concat([]byte{leafMark}, c[:]))
	}
	// Pairing neighbours, and moving up a last one without a neighbour as it is, gives the
	// same tree as splitting at the greatest power of two.
	for len(level) > 1 {
		var above []Hash
		for pair := range slices.Chunk(level, 2) {
			if len(pair) == 1 {
				above = append(above, pair[0])
				continue
			}
			above = append(above, sha256.Sum256(slices.Concat([]byte{nodeMark}, pair[0][:], pair[1][:])))
		}
		level = above
	}
	return level[0], nil
}

// Rank returns a draw's commitments in the order in which they are drawn: the lowest score
// first. A score is the hash of the randomness, the root and the commitment.
func Rank(randomness, root Hash, commitments []Hash) []Hash {
	type scored struct{ score, commitment Hash }
	all := make([]scored, len(commitments))
	for i, c := range commitments {
		all[i] = scored{sha256.Sum256(slices.Concat(randomness[:], root[:], c[:])), c}
	}
	slices.SortFunc(all, func(a, b scored) int {
		return cmp.Or(a.score.Compare(b.score), a.commitment.Compare(b.commitment))
	})
	ranked := make([]Hash, len(all))
	for i, s := range all {
		ranked[i] = s.commitment
	}
	return ranked
}
