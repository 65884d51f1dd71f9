package draw_test

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/nodetest"
	"storefront/shared/draw"
	"storefront/shared/draw/drand"
	"storefront/shared/email"
	"storefront/shared/stock"
)

var update = flag.Bool("update", false, "write the golden files")

// round1000 is a public round of quicknet: https://api.drand.sh/v2/beacons/quicknet/rounds/1000.
const round1000 = `{"round":1000,"randomness":"fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",` +
	`"signature":"b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"}`

func beacon(t testing.TB) *draw.Beacon {
	t.Helper()
	b, err := draw.ParseBeacon([]byte(round1000))
	if err != nil {
		t.Fatal(err)
	}
	return &b
}

func secretOf(n int) (s draw.Secret) {
	binary.BigEndian.PutUint64(s[8:], uint64(n))
	return s
}

func mailbox(n int) email.Identity { return email.IdentityOf(fmt.Sprintf("shopper%d@example.com", n)) }

// published is a draw with n entries whose round is 1000.
func published(t testing.TB, n int) draw.Published {
	t.Helper()
	p := draw.Published{Beacon: beacon(t)}
	for i := range n {
		p.Commitments = append(p.Commitments, draw.Commit(secretOf(i), mailbox(i)))
	}
	root, err := draw.Root(p.Commitments)
	if err != nil {
		t.Fatal(err)
	}
	made := draw.Quicknet.At(1000).Add(-draw.Lead(n))
	p.Notice = draw.Notice{
		Line: stock.Line{Sale: "vip", SKU: "band"}, Closed: made.Add(-time.Minute), Made: made, Entries: n, Units: 3,
		Root: root, Chain: draw.Quicknet.Hash, Round: 1000,
	}
	return p
}

// vector is a golden file: a draw as it is published, and what follows from it.
type vector struct {
	Published draw.File
	Secret    string // of the first entry
	Mailbox   string
	Ranking   []draw.Hash
}

// The rules are those of the golden file, which the shop's script is held to as well.
func TestVector(t *testing.T) {
	t.Parallel()
	p := published(t, 13)
	ranking, err := p.Ranking()
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.MarshalIndent(vector{p.File(), secretOf(0).String(), mailbox(0).String(), ranking}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "draw.golden.json")
	if *update {
		if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if diff := cmp.Diff(string(want), string(got)+"\n"); err != nil || diff != "" {
		t.Errorf("%v, -want +got:\n%s", err, diff)
	}
	var stored vector
	if err := json.Unmarshal(want, &stored); err != nil {
		t.Fatal(err)
	}
	again, err := stored.Published.Published().Ranking()
	if diff := cmp.Diff(stored.Ranking, again); err != nil || diff != "" {
		t.Errorf("the file: %v, ranking (-want +got):\n%s", err, diff)
	}
}

// The shop's script finds the same as the rules here, for any number of entries.
func TestScriptAgrees(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 100} {
		p := published(t, n)
		want, err := p.Ranking()
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Ranking []draw.Hash
			Own     draw.Hash
		}
		nodetest.Run(t, map[string]any{
			"draw": p.File(), "commitments": append([]draw.Hash{}, p.Commitments...), // [] and not null
			"secret": secretOf(0).String(), "mailbox": mailbox(0).String(),
		}, &got, filepath.Join("testdata", "check.mjs"))
		if !slices.Equal(got.Ranking, want) || got.Own != draw.Commit(secretOf(0), mailbox(0)) {
			t.Errorf("%d entries: the script finds %v, want %v", n, got, want)
		}
	}
}

// The tree is RFC 6962's, by its definition: split at the greatest power of two.
func TestRootIsOfRFC6962(t *testing.T) {
	t.Parallel()
	for n := range 40 {
		p := published(t, n)
		rand.New(rand.NewPCG(1, 1)).Shuffle(n, func(i, j int) {
			p.Commitments[i], p.Commitments[j] = p.Commitments[j], p.Commitments[i]
		})
		got, err := draw.Root(p.Commitments)
		slices.SortFunc(p.Commitments, draw.Hash.Compare)
		if want := treeHash(p.Commitments); err != nil || got != want {
			t.Errorf("%d entries: %v, %v, want %v", n, got, err, want)
		}
	}
	twice := published(t, 3).Commitments
	if _, err := draw.Root(append(twice, twice[1])); !errors.Is(err, draw.ErrTwice) {
		t.Errorf("a commitment twice: %v", err)
	}
}

func TestMissingBeacon(t *testing.T) {
	t.Parallel()
	p := published(t, 5)
	p.Beacon = nil
	if ranking, err := p.Ranking(); !errors.Is(err, draw.ErrWaiting) || ranking != nil {
		t.Errorf("%v, %v", ranking, err)
	}
}

// verify is all that a reader checks.
func verify(p draw.Published) error {
	if _, err := p.Ranking(); err != nil {
		return err
	}
	return drand.Verify(draw.Quicknet, *p.Beacon)
}

// No byte of a beacon, a root or a list can be another one.
func TestEveryFlippedByte(t *testing.T) {
	t.Parallel()
	clone := func() draw.Published {
		p := published(t, 20)
		b := *p.Beacon
		b.Signature = slices.Clone(b.Signature)
		p.Beacon = &b
		return p
	}
	if err := verify(clone()); err != nil {
		t.Fatal(err)
	}
	refused := 0
	flip := func(what string, at func(p *draw.Published) []byte) {
		whole := clone()
		for i := range at(&whole) {
			for _, mask := range []byte{0x01, 0x20, 0x40, 0x80, 0xff} {
				p := clone()
				at(&p)[i] ^= mask
				if err := verify(p); err == nil {
					t.Errorf("%s: byte %d with %#x flipped is accepted", what, i, mask)
				}
				refused++
			}
		}
	}
	flip("root", func(p *draw.Published) []byte { return p.Notice.Root[:] })
	flip("randomness", func(p *draw.Published) []byte { return p.Beacon.Randomness[:] })
	flip("signature", func(p *draw.Published) []byte { return p.Beacon.Signature })
	for n := range 20 {
		flip(fmt.Sprint("entry ", n), func(p *draw.Published) []byte { return p.Commitments[n][:] })
	}
	// A signature whose digest was computed anew is not the chain's.
	for i := range 48 {
		for bit := range 8 {
			b := clone().Beacon
			b.Signature[i] ^= 1 << bit
			forged, err := draw.ParseBeacon([]byte(fmt.Sprintf(`{"round":1000,"signature":"%x"}`, b.Signature)))
			if err != nil || forged.Check(1000) != nil || drand.Verify(draw.Quicknet, forged) == nil {
				t.Errorf("bit %d of byte %d of the signature: %v, or accepted", bit, i, err)
			}
		}
	}
	for bit := range 64 {
		p := clone()
		p.Beacon.Round ^= 1 << bit
		if verify(p) == nil || drand.Verify(draw.Quicknet, *p.Beacon) == nil {
			t.Errorf("bit %d of the beacon's round is accepted", bit)
		}
	}
	t.Logf("%d bytes refused", refused)
}

func TestWrongNotices(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*draw.Published){
		"another count":         func(p *draw.Published) { p.Notice.Entries++ },
		"an entry left out":     func(p *draw.Published) { p.Commitments = p.Commitments[1:] },
		"another round":         func(p *draw.Published) { p.Notice.Round++ },
		"another chain":         func(p *draw.Published) { p.Notice.Chain = "x" },
		"made after its round":  func(p *draw.Published) { p.Notice.Made = draw.Quicknet.At(1000) },
		"a beacon of elsewhere": func(p *draw.Published) { p.Beacon.Round = 999 },
	} {
		p := published(t, 5)
		change(&p)
		if _, err := p.Ranking(); err == nil || errors.Is(err, draw.ErrWaiting) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The times of rounds are drand's.
func TestRounds(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 4, 20, 0, 0, 0, 0, time.UTC)
	if got := draw.Quicknet.At(27946612); !got.Equal(at) {
		t.Errorf("round 27946612 is at %v", got)
	}
	for ms, want := range map[int]uint64{-1: 27946612, 0: 27946612, 1: 27946613, 3000: 27946613, 3001: 27946614} {
		if got := draw.Quicknet.RoundAfter(at.Add(time.Duration(ms) * time.Millisecond)); got != want {
			t.Errorf("%d ms later: round %d, want %d", ms, got, want)
		}
	}
}

func TestHashText(t *testing.T) {
	t.Parallel()
	var h draw.Hash
	for _, text := range []string{"", "00", "FE290BECA10872EF2FB164D2AA4442DE4566183EC51C56FF3CD603D930E54FDD", string(make([]byte, 64))} {
		if h.UnmarshalText([]byte(text)) == nil {
			t.Errorf("%q is a hash", text)
		}
	}
}

// BenchmarkScript has the time that the script's check takes, of a draw of 10,000.
func BenchmarkScript(b *testing.B) {
	p := published(b, 10_000)
	for b.Loop() {
		var got struct{ Took float64 }
		nodetest.Run(b, map[string]any{
			"draw": p.File(), "commitments": p.Commitments, "secret": secretOf(0).String(), "mailbox": mailbox(0).String(),
		}, &got, filepath.Join("testdata", "check.mjs"))
		b.ReportMetric(got.Took, "ms/check")
	}
}

func BenchmarkVerify(b *testing.B) {
	p := published(b, 10_000)
	for b.Loop() {
		if err := verify(p); err != nil {
			b.Fatal(err)
		}
	}
}
