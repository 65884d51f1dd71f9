package checkouttest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// A revision of a day has one digest, for good. Once a month is locked, no revision of its days
// gets one.
func testAnchors(t *testing.T, s Store) {
	t.Helper()
	month := fmt.Sprintf("%04d-05", 1000+rand.IntN(1000)) // the suite may run again on the same table
	of := func(day string, rev int) ledger.AnchorKey {
		return ledger.AnchorKey{Market: "nl", Date: month + day, Rev: rev}
	}
	want := ledger.Anchors{Month: month, Digests: map[ledger.AnchorKey]string{}, Files: map[ledger.AnchoredFile]bool{}}
	same := func(when string) {
		t.Helper()
		got, err := s.AnchorsOf(t.Context(), month)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Fatalf("%s: %v (-want +got):\n%s", when, err, diff)
		}
	}
	same("before all")
	for _, step := range []struct {
		name   string
		key    ledger.AnchorKey
		digest string
		want   bool
	}{
		{"a first revision", of("-18", 1), "a", true},
		{"the same again", of("-18", 1), "a", true},
		{"another digest of it", of("-18", 1), "b", false},
		{"the next revision", of("-18", 2), "b", true},
		{"another day", of("-19", 1), "c", true},
		{"another market", ledger.AnchorKey{Market: "de", Date: month + "-18", Rev: 1}, "d", true},
	} {
		got, err := s.Anchor(t.Context(), step.key, step.digest)
		if err != nil || got != step.want {
			t.Errorf("%s: %t, %v", step.name, got, err)
		}
		if _, there := want.Digests[step.key]; got && !there {
			want.Digests[step.key] = step.digest
			want.Changes++
		}
		same(step.name)
	}
	cut, other := ledger.AnchoredFile{Key: "closed/cutoff.json", SHA256: "f"}, ledger.AnchoredFile{Key: "closed/cutoff.json", SHA256: "g"}
	for _, f := range []ledger.AnchoredFile{cut, cut, other} {
		if done, err := s.AnchorFile(t.Context(), month, f); err != nil || !done {
			t.Errorf("digest %s of a file: %t, %v", f.SHA256, done, err)
		}
		if !want.Files[f] {
			want.Changes++
		}
		want.Files[f] = true
		same("digest " + f.SHA256 + " of a file")
	}
	stale := want
	stale.Changes--
	if done, err := s.AnchorLock(t.Context(), stale, "{}"); err != nil || done {
		t.Errorf("a lock of what has changed since: %t, %v", done, err)
	}
	same("a refused lock")
	testLocksAtOnce(t, s, want)
	want.Lock = "{}"
	want.Changes++
	same("locked")
	if done, err := s.Anchor(t.Context(), of("-19", 2), "e"); err != nil || done {
		t.Errorf("a revision of a locked month: %t, %v", done, err)
	}
	if done, err := s.Anchor(t.Context(), of("-18", 2), "b"); err != nil || !done {
		t.Errorf("a revision from before the lock, again: %t, %v", done, err)
	}
	if done, err := s.AnchorFile(t.Context(), month, ledger.AnchoredFile{Key: cut.Key, SHA256: "h"}); err != nil || done {
		t.Errorf("a file of a locked month: %t, %v", done, err)
	}
	if done, err := s.AnchorFile(t.Context(), month, cut); err != nil || !done {
		t.Errorf("a file from before the lock, again: %t, %v", done, err)
	}
	same("after the lock")
	testAdopted(t, s)
}

// testLocksAtOnce locks a month several times at once. One of them does.
func testLocksAtOnce(t *testing.T, s Store, since ledger.Anchors) {
	t.Helper()
	done := [4]bool{}
	var group sync.WaitGroup
	for i := range done {
		group.Go(func() {
			var err error
			if done[i], err = s.AnchorLock(t.Context(), since, "{}"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	n := 0
	for _, did := range done {
		if did {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d of %d locks were kept", n, len(done))
	}
}

// testAdopted sets the days that were closed before there were anchors. Only the first call does.
func testAdopted(t *testing.T, s Store) {
	t.Helper()
	if err := s.SetAdopted(t.Context(), map[market.Code]string{"nl": "2015-05-18", "de": ""}); err != nil {
		t.Fatal(err)
	}
	first, err := s.Adopted(t.Context())
	if err != nil || len(first) == 0 {
		t.Fatalf("adopted %v, %v", first, err)
	}
	if err := s.SetAdopted(t.Context(), map[market.Code]string{"nl": "2015-05-19"}); err != nil {
		t.Fatal(err)
	}
	if again, err := s.Adopted(t.Context()); err != nil || !maps.Equal(first, again) {
		t.Errorf("adopted again: %v, %v, and was %v", again, err, first)
	}
}
