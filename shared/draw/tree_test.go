package draw_test

import (
	"crypto/sha256"
	"slices"

	"storefront/shared/draw"
)

// treeHash is the definition of RFC 6962, section 2.1.
func treeHash(leaves []draw.Hash) draw.Hash {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return sha256.Sum256(append([]byte{0}, leaves[0][:]...))
	}
	k := 1
	for 2*k < len(leaves) {
		k *= 2
	}
	left, right := treeHash(leaves[:k]), treeHash(leaves[k:])
	return sha256.Sum256(slices.Concat([]byte{1}, left[:], right[:]))
}
