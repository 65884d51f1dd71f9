// Package drand checks the signatures of a chain of randomness. It is separate from package
// draw, so that functions do not include its library.
package drand

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/cloudflare/circl/sign/bls"

	"storefront/shared/draw"
)

// Verify returns an error unless the chain signed the beacon. The scheme is
// bls-unchained-g1-rfc9380, whose message is the digest of the round's number.
func Verify(c draw.Chain, b draw.Beacon) error {
	if err := b.Check(b.Round); err != nil {
		return err
	}
	text, err := hex.DecodeString(c.Key)
	if err != nil {
		return fmt.Errorf("drand: key of the chain: %w", err)
	}
	var key bls.PublicKey[bls.KeyG2SigG1]
	if err := key.UnmarshalBinary(text); err != nil {
		return fmt.Errorf("drand: key of the chain: %w", err)
	}
	message := sha256.Sum256(binary.BigEndian.AppendUint64(nil, b.Round))
	if !bls.Verify(&key, message[:], b.Signature) {
		return errors.New("drand: the signature of the beacon is not the chain's")
	}
	return nil
}
