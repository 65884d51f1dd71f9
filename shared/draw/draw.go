// Package draw has the rules of a draw: who of a waitlist may buy in a sale, when chance
// decides, and not who came first.
//
// When entries have closed, the store publishes how many there are, the root of a hash tree
// over all of them, and a round of a public source of randomness that does not exist yet.
// When it does, anybody can compute who was drawn: nothing is left for the store to choose.
//
// An entry is published as a commitment, which hides the address. Its owner gets the secret
// of the commitment by mail.
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

// UnmarshalText implements encoding.TextUnmarshaler. It takes what String returns alone, so
// that a hash has one text.
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

// What is hashed begins with a byte that says what it is, so that nothing passes for
// something else. The hashes of leaves and nodes are those of RFC 6962. A score is the only
// one of 96 bytes, and begins with no such byte.
const (
	leafMark       = 0
	nodeMark       = 1
	commitmentMark = 2
)

// Commit returns the commitment of an entry. It is bound to the mailbox, so that one
// commitment cannot be told to two entrants.
func Commit(secret Secret, who email.Identity) Hash {
	return sha256.Sum256(slices.Concat([]byte{commitmentMark}, secret[:], []byte(who.String())))
}

// Compare orders hashes by their bytes.
func (h Hash) Compare(other Hash) int { return bytes.Compare(h[:], other[:]) }

// ErrTwice is returned for a list that has a commitment twice.
var ErrTwice = errors.New("draw: the list has a commitment twice")

// Root returns the root of the hash tree over a draw's commitments, in any order: the tree
// of RFC 6962 over the commitments in the order of their bytes. It fails with ErrTwice.
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
	// To pair neighbours, and to take one without a neighbour up as it is, makes the same
	// tree as to split at the greatest power of two.
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
