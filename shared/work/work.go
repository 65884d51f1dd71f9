// Package work implements the proof of work that a sale may require for each order placed
// without a pass. It takes a phone about half a second. The store issues a new challenge
// each minute. The client looks for a number whose hash, together with the challenge and
// the request's Idempotency-Key, begins with enough zero bits. The store checks the number
// with one HMAC and two hashes, and keeps no state.
//
// Work is good for one order: another key needs new work, and the same key leads to the
// same order. Work cannot be done far ahead. A challenge is unknown before its minute, and
// is accepted no longer than Lifetime.
//
// Work makes thousands of orders expensive for a program that runs on one machine. It does
// not tell people from programs, and a farm of machines can afford it. One core of a server
// does the work of some 25 phones, and may begin a few minutes before the sale opens. Where
// that matters, a sale should require a pass or a ticket. A shopper without JavaScript shows
// a pass instead of doing work.
package work

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// MinBits and MaxBits bound the work that a sale may require. On average they take 1,000
// and 4 million hashes.
// A phone's browser makes about 400,000 hashes a second.
const (
	MinBits = 10
	MaxBits = 22
)

const (
	// Step is how long one challenge is issued.
	Step = time.Minute
	// Lifetime is how long a challenge is accepted, counted from when it is first issued. A
	// shopper has at least two minutes from when the page asks for a challenge.
	Lifetime = 3 * Step
	// Skew is the most that the clocks of two processes may differ.
	Skew = Step
)

// macBytes is the length of a challenge's signature. 128 bits cannot be guessed.
const macBytes = 16

// rule names this version of the scheme. It is hashed too, so that work done under another
// rule is not valid.
const rule = "storefront work 1"

// Challenges makes the challenges of a sale and checks the work on them.
type Challenges struct {
	MAC  func(fields ...string) []byte // keyed by a secret of the sale
	Bits int                           // zero bits that the hash must begin with
}

// Challenge is what a client works on.
type Challenge struct {
	Text string
	Bits int
	Ends time.Time // from then on it is not accepted
}

// At returns the challenge that is issued at a given time.
func (c Challenges) At(now time.Time) Challenge {
	minute := now.Unix() / int64(Step/time.Second)
	return Challenge{Text: c.sign(minute), Bits: c.Bits, Ends: start(minute).Add(Lifetime)}
}

func (c Challenges) sign(minute int64) string {
	text := strconv.FormatInt(minute, 10)
	return text + "." + base64.RawURLEncoding.EncodeToString(c.MAC(rule, text)[:macBytes])
}

func start(minute int64) time.Time { return time.Unix(minute*int64(Step/time.Second), 0).UTC() }

var (
	// ErrInvalid is returned for text that is not work for this sale and key.
	ErrInvalid = errors.New("work: not done for this sale and key")
	// ErrExpired is returned for work whose challenge is not accepted now.
	ErrExpired = errors.New("work: the challenge has expired")
)

// Check checks work that was done for a request under an Idempotency-Key. It fails with
// ErrInvalid or ErrExpired.
func (c Challenges) Check(done, key string, now time.Time) error {
	challenge, number, ok := cut(done)
	if !ok {
		return ErrInvalid
	}
	text, _, _ := strings.Cut(challenge, ".")
	minute, err := strconv.ParseInt(text, 10, 64)
	if err != nil || !hmac.Equal([]byte(challenge), []byte(c.sign(minute))) {
		return ErrInvalid
	}
	if zeros(seed(challenge, key), number) < c.Bits {
		return ErrInvalid
	}
	given := start(minute)
	if given.After(now.Add(Skew)) || !now.Before(given.Add(Lifetime)) {
		return ErrExpired
	}
	return nil
}

// cut splits work into the challenge and the number. It accepts one form of each number.
func cut(done string) (challenge string, number uint32, ok bool) {
	i := strings.LastIndexByte(done, '.')
	if i < 0 {
		return "", 0, false
	}
	n, err := strconv.ParseUint(done[i+1:], 10, 32)
	if err != nil || strconv.FormatUint(n, 10) != done[i+1:] {
		return "", 0, false
	}
	return done[:i], uint32(n), true
}

// Solve does the work on a challenge for a request under an Idempotency-Key. It takes
// 2^Bits hashes on average.
func Solve(c Challenge, key string) string {
	from := seed(c.Text, key)
	for n := uint32(0); ; n++ {
		if zeros(from, n) >= c.Bits {
			return c.Text + "." + strconv.FormatUint(uint64(n), 10)
		}
	}
}

// seed returns the hash of everything that the work is bound to. Each field is preceded by
// its length, so that different lists of fields give different texts.
func seed(challenge, key string) [sha256.Size]byte {
	var text []byte
	for _, field := range []string{rule, challenge, key} {
		text = strconv.AppendInt(text, int64(len(field)), 10)
		text = append(text, ':')
		text = append(text, field...)
		text = append(text, ',')
	}
	return sha256.Sum256(text)
}

// zeros returns how many zero bits the hash of a seed and a number begins with. It counts
// at most 32.
func zeros(from [sha256.Size]byte, number uint32) int {
	var text [sha256.Size + 4]byte
	copy(text[:], from[:])
	binary.BigEndian.PutUint32(text[sha256.Size:], number)
	sum := sha256.Sum256(text[:])
	return bits.LeadingZeros32(binary.BigEndian.Uint32(sum[:]))
}
