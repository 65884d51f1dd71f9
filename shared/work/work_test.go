package work

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the vectors anew")

var now = time.Date(2026, time.December, 1, 9, 0, 30, 0, time.UTC)

func challenges(sale string, bits int) Challenges {
	return Challenges{Bits: bits, MAC: func(fields ...string) []byte {
		mac := hmac.New(sha256.New, []byte("a salt of "+sale))
		mac.Write([]byte(strings.Join(fields, "\x00")))
		return mac.Sum(nil)
	}}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	const key = "4b1c6a3e-0d5f-4c7e-9a58-2f7f0e8b9d11"
	sale, other := challenges("launch", 12), challenges("other", 12)
	good := Solve(sale.At(now), key)
	minute, rest, _ := strings.Cut(good, ".")
	challenge, number, _ := strings.Cut(rest, ".")
	easier := func() string { // done, but not enough of it
		for n := 0; ; n++ {
			if c := sale.At(now); zeros(seed(c.Text, key), uint32(n)) < c.Bits {
				return fmt.Sprintf("%s.%d", c.Text, n)
			}
		}
	}()
	for name, tt := range map[string]struct {
		done, key string
		after     time.Duration
		want      error
	}{
		"at once":                    {good, key, 0, nil},
		"again with the same key":    {good, key, time.Second, nil},
		"two minutes later":          {good, key, 2 * time.Minute, nil},
		"by a clock that is behind":  {good, key, -Skew, nil},
		"when the challenge is over": {good, key, Lifetime - 30*time.Second, ErrExpired},
		"days later":                 {good, key, 72 * time.Hour, ErrExpired},
		"of a time to come":          {Solve(sale.At(now.Add(2*Skew)), key), key, 0, ErrExpired},
		"with another key":           {good, key + "2", 0, ErrInvalid},
		"on another sale's":          {Solve(other.At(now), key), key, 0, ErrInvalid},
		"too little":                 {easier, key, 0, ErrInvalid},
		"too little, and old":        {easier, key, time.Hour, ErrInvalid},
		"of another minute":          {minute + "1." + challenge + "." + number, key, 0, ErrInvalid},
		"with another signature":     {minute + ".AAAA" + challenge[4:] + "." + number, key, 0, ErrInvalid},
		"with a longer signature":    {minute + "." + challenge + "A." + number, key, 0, ErrInvalid},
		"a field moved":              {minute + "." + challenge + "." + number, "," + key, 0, ErrInvalid},
		"a number in another form":   {minute + "." + challenge + ".0" + number, key, 0, ErrInvalid},
		"a number with a sign":       {minute + "." + challenge + ".+" + number, key, 0, ErrInvalid},
		"a number that is too large": {minute + "." + challenge + ".4294967296", key, 0, ErrInvalid},
		"a minute in another form":   {"0" + good, key, 0, ErrInvalid},
		"no number":                  {minute + "." + challenge + ".", key, 0, ErrInvalid},
		"no challenge":               {number, key, 0, ErrInvalid},
		"nothing":                    {"", key, 0, ErrInvalid},
	} {
		if err := sale.Check(tt.done, tt.key, now.Add(tt.after)); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
}

// A challenge is the same for a minute, and unknown before it.
func TestAt(t *testing.T) {
	t.Parallel()
	sale := challenges("launch", 12)
	c := sale.At(now)
	if again := sale.At(now.Add(29 * time.Second)); again != c {
		t.Errorf("within a minute, %v became %v", c, again)
	}
	next := sale.At(now.Add(30 * time.Second))
	if next.Text == c.Text || !next.Ends.Equal(c.Ends.Add(Step)) {
		t.Errorf("%v is followed by %v", c, next)
	}
	if left := c.Ends.Sub(now); left < 2*time.Minute || left > Lifetime {
		t.Errorf("it is accepted for %v more", left)
	}
}

// vector is work that is done, for the implementations in other languages.
type vector struct {
	Challenge string `json:"challenge"`
	Bits      int    `json:"bits"`
	Key       string `json:"key"`
	Done      string `json:"done"`
}

// The vectors hold this package and the shop's script to one rule; the script's own test
// reads them, too.
func TestVectors(t *testing.T) {
	t.Parallel()
	var vectors []vector
	for i, key := range []string{"k", "HRQ4PUD6NQJ2KBUXC5AQ2QZP5Y", "4b1c6a3e-0d5f-4c7e-9a58-2f7f0e8b9d11", "1:k,", strings.Repeat("~", 255)} {
		for _, bits := range []int{MinBits, 13, 16} {
			c := challenges("launch", bits).At(now.Add(time.Duration(i) * time.Hour))
			vectors = append(vectors, vector{c.Text, bits, key, Solve(c, key)})
		}
	}
	path := filepath.Join("testdata", "vectors.json")
	if *update {
		text, err := json.MarshalIndent(vectors, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var golden []vector
	if err := json.Unmarshal(text, &golden); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(golden, vectors); diff != "" {
		t.Errorf("(-file +package):\n%s", diff)
	}
}

// Whatever is accepted is exactly what Solve could have returned.
func FuzzCheck(f *testing.F) {
	sale := challenges("launch", MinBits)
	good := Solve(sale.At(now), "key")
	for _, seed := range []string{good, "0" + good, good + ".1", "", ".", "..", "-1.a.0", "29400000.AAAAAAAAAAAAAAAAAAAAAA.0"} {
		f.Add(seed, "key")
	}
	f.Fuzz(func(t *testing.T, done, key string) {
		if err := sale.Check(done, key, now); err != nil {
			if !errors.Is(err, ErrInvalid) && !errors.Is(err, ErrExpired) {
				t.Errorf("an error of another kind: %v", err)
			}
			return
		}
		challenge, number, ok := cut(done)
		if !ok || fmt.Sprintf("%s.%d", challenge, number) != done || zeros(seed(challenge, key), number) < sale.Bits {
			t.Errorf("accepted %q with the key %q", done, key)
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	sale := challenges("launch", MinBits)
	done := Solve(sale.At(now), "HRQ4PUD6NQJ2KBUXC5AQ2QZP5Y")
	for b.Loop() {
		if err := sale.Check(done, "HRQ4PUD6NQJ2KBUXC5AQ2QZP5Y", now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHash(b *testing.B) {
	from := seed("challenge", "key")
	for n := uint32(0); b.Loop(); n++ {
		zeros(from, n)
	}
}
