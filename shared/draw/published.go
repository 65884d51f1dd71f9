package draw

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"storefront/shared/stock"
)

// Notice is what the store publishes about a draw when entries have closed. It never changes.
type Notice struct {
	Line    stock.Line
	Closed  time.Time // entries that were confirmed before it count
	Made    time.Time // when the notice was stored
	Entries int
	Units   int    // how many are drawn; the others are the reserve, in their order
	Root    Hash   // see Root
	Chain   string // hash of the chain of randomness; see Quicknet
	Round   uint64 // of the chain
}

// Beacon is a round of a chain of randomness.
type Beacon struct {
	Round      uint64
	Randomness Hash // digest of the signature
	Signature  []byte
}

// Published is all that the store publishes of a draw.
type Published struct {
	Notice      Notice
	Beacon      *Beacon // nil before the round
	Commitments []Hash  // in any order
}

// ErrWaiting is returned until the beacon of a draw's round is there. No other round can
// replace it.
var ErrWaiting = errors.New("draw: it waits for its round, and nothing else takes the round's place")

// Ranking checks what was published, and returns the commitments in the order in which they
// are drawn. It does not check the beacon's signature; package drand does. If only the beacon
// is missing, it fails with ErrWaiting.
func (p Published) Ranking() ([]Hash, error) {
	root, err := Root(p.Commitments)
	n := p.Notice
	switch {
	case err != nil:
		return nil, err
	case len(p.Commitments) != n.Entries:
		return nil, fmt.Errorf("draw: the list has %d entries, and the notice says %d", len(p.Commitments), n.Entries)
	case root != n.Root:
		return nil, fmt.Errorf("draw: the root of the list is %s, and the notice says %s", root, n.Root)
	case n.Chain != Quicknet.Hash:
		return nil, fmt.Errorf("draw: the chain of randomness is %q, not quicknet's", n.Chain)
	case !n.Made.Before(Quicknet.At(n.Round)):
		return nil, fmt.Errorf("draw: round %d was there at %s, before the notice", n.Round, Quicknet.At(n.Round).Format(time.RFC3339))
	case p.Beacon == nil:
		return nil, ErrWaiting
	}
	if err := p.Beacon.Check(n.Round); err != nil {
		return nil, err
	}
	return Rank(p.Beacon.Randomness, root, p.Commitments), nil
}

// Check returns an error unless the beacon is of the given round and its randomness is the
// digest of its signature. Package drand checks whether the signature is the chain's.
func (b Beacon) Check(round uint64) error {
	switch {
	case b.Round != round:
		return fmt.Errorf("draw: the beacon is of round %d, not %d", b.Round, round)
	case b.Randomness != sha256.Sum256(b.Signature):
		return errors.New("draw: the beacon's randomness is not the digest of its signature")
	}
	return nil
}

// Chain is a chain of randomness: one round each Period.
type Chain struct {
	Hash    string
	Key     string    // the public key of those who sign it, in hexadecimal digits
	Genesis time.Time // of round 1
	Period  time.Duration
}

// Quicknet is the League of Entropy's chain of that name:
// https://api.drand.sh/v2/beacons/quicknet/info.
var Quicknet = Chain{
	Hash: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
	Key: "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451" +
		"0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
	Genesis: time.Unix(1692803367, 0).UTC(),
	Period:  3 * time.Second,
}

// At returns when a round is made.
func (c Chain) At(round uint64) time.Time {
	return c.Genesis.Add(time.Duration(round-1) * c.Period) //nolint:gosec // a round of these centuries
}

// RoundAfter returns the first round that is made at t or later. t must be after the chain's
// start.
func (c Chain) RoundAfter(t time.Time) uint64 {
	return uint64((t.Sub(c.Genesis)+c.Period-1)/c.Period) + 1 //nolint:gosec // t is after the start
}

// Lead returns the time between a notice and its round. It is at least half an hour, and long
// enough to mail the notice to all entrants before the round.
func Lead(entries int) time.Duration {
	return max(30*time.Minute, 10*time.Minute+time.Duration(entries)*time.Second/mailsPerSecond)
}

// mailsPerSecond is the lowest rate at which mail goes out.
const mailsPerSecond = 10

// beaconFile is a beacon as drand publishes it.
type beaconFile struct {
	Round      uint64 `json:"round"`
	Randomness string `json:"randomness,omitempty"` // version 2 of its API leaves it out
	Signature  string `json:"signature"`
}

// ParseBeacon parses a beacon as drand publishes it, in either version of its API.
func ParseBeacon(text []byte) (Beacon, error) {
	var f beaconFile
	if err := json.Unmarshal(text, &f); err != nil {
		return Beacon{}, fmt.Errorf("draw: beacon: %w", err)
	}
	signature, err := hex.DecodeString(f.Signature)
	if err != nil {
		return Beacon{}, fmt.Errorf("draw: the beacon's signature: %w", err)
	}
	b := BeaconOf(f.Round, signature)
	if f.Randomness != "" {
		err = b.Randomness.UnmarshalText([]byte(f.Randomness))
	}
	return b, err
}

// BeaconOf returns the beacon of a round that has a signature.
func BeaconOf(round uint64, signature []byte) Beacon {
	return Beacon{Round: round, Signature: signature, Randomness: sha256.Sum256(signature)}
}

// MarshalJSON returns the beacon as drand publishes it.
func (b Beacon) MarshalJSON() ([]byte, error) {
	return json.Marshal(beaconFile{b.Round, b.Randomness.String(), hex.EncodeToString(b.Signature)})
}

// UnmarshalJSON is like ParseBeacon.
func (b *Beacon) UnmarshalJSON(text []byte) (err error) {
	*b, err = ParseBeacon(text)
	return err
}
