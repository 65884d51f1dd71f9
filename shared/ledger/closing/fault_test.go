package closing_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/fakes3/fakes3test"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw/rawtest"
)

// late returns a bucket in which the first day is closed, and the second day has late
// files of the first, with duplicates.
func late(t *testing.T) *memory {
	t.Helper()
	m, events := newMemory(), few(6)
	today := on(events, first)
	lastID := today[len(today)-1].Order.ID
	rawtest.Put(t, m, without(events, func(e ledger.Event) bool { return e.Order.ID == lastID }), 10)
	mustClose(t, m, first)
	rawtest.Put(t, m, events, 13)
	return m
}

// Any call may fail, before or after it took effect, alone or with all calls after it.
// The next close then closes the day, and all files are as without the fault.
func TestFaultAtAnyCall(t *testing.T) {
	t.Parallel()
	base := late(t)
	reference := base.clone()
	mustClose(t, reference, second)
	for name, tt := range map[string]struct{ applied, dead bool }{
		"503":                            {false, false},
		"503 of a call that took effect": {true, false},
		"the process dies":               {false, true},
		"the process dies before it has an answer": {true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for n := 1; ; n++ {
				m := base.clone()
				if !interrupt(t, m, n, tt.applied, tt.dead) {
					if n < 20 {
						t.Errorf("there were only %d calls, want 20 at least", n)
					}
					return
				}
				mustClose(t, m, second)
				if diff := cmp.Diff(reference.kept("closed/", "current/"), m.kept("closed/", "current/")); diff != "" {
					t.Fatalf("after call %d failed (-want +got):\n%s", n, diff)
				}
			}
		})
	}
}

// interrupt closes the second day while the n-th call fails, if there is one.
func interrupt(t *testing.T, m *memory, n int, applied, dead bool) bool {
	t.Helper()
	calls := m.fail(n, applied, dead)
	defer func() { m.before, m.after = nil, nil }()
	_, err := closer(m).Close(t.Context(), closing.Request{Market: "de", Date: second}, later)
	made := int(calls.Load())
	if made >= n && !errors.Is(err, errDown) {
		t.Errorf("call %d of %d failed, and Close = %v", n, made, err)
	}
	return made >= n
}

// Several closes at once, each with its own clock, write the same bytes.
func TestClosesAtOnce(t *testing.T) {
	t.Parallel()
	m := late(t)
	manifests := make([]closing.Manifest, 8)
	var group sync.WaitGroup
	for i := range manifests {
		group.Go(func() {
			var err error
			r := closing.Request{Market: "de", Date: second}
			if manifests[i], err = closer(m).Close(t.Context(), r, later.Add(time.Duration(i)*time.Minute)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for _, other := range manifests[1:] {
		if diff := cmp.Diff(manifests[0], other); diff != "" {
			t.Errorf("two closes returned different manifests:\n%s", diff)
		}
	}
	if n := len(m.kept(closing.Folder("eu", "de", second, 1))); n != 10 { // eight files, the manifest and the cut-off
		t.Errorf("there are %d files, want 10", n)
	}
}

// A close that is about to write is overtaken by one that knows another file. Both
// write the same books, and the file is in them once.
func TestOvertakenClose(t *testing.T) {
	t.Parallel()
	m, events := newMemory(), lives(50)
	lots := without(on(events, first), func(e ledger.Event) bool { return !isLot(e) })
	rawtest.Put(t, m, without(events, isLot), 10)
	var once sync.Once
	var theirs closing.Manifest
	m.before = func(call, _ string) error {
		if call == "PutNew" {
			once.Do(func() {
				m.before = nil
				rawtest.Put(t, m, lots, 50)
				theirs = closeDay(t, m, first)
			})
		}
		return nil
	}
	ours := closeDay(t, m, first)
	if diff := cmp.Diff(theirs, ours); diff != "" || ours.Totals.Events[ledger.Allocated] != len(lots) {
		t.Errorf("%d of %d lots are booked (-theirs +ours):\n%s", ours.Totals.Events[ledger.Allocated], len(lots), diff)
	}
}

// A rebuild leaves behind what another version of the program began to write.
func TestFilesOfAnotherProgram(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(20), 10)
	m.objects[closing.Folder("eu", "de", first, 1)+"journal.parquet"] = []byte("other")
	r := closing.Request{Market: "de", Date: first}
	if got, err := closer(m).Close(t.Context(), r, later); !errors.Is(err, closing.ErrOtherBytes) {
		t.Errorf("%+v, %v", got, err)
	}
	r.Rebuild, r.Reason, r.By = true, "a file of another program", "a controller"
	got, err := closer(m).Close(t.Context(), r, later)
	if err != nil || got.Status != closing.Closed || got.Rev != 2 || got.Supersedes != nil {
		t.Errorf("rev %d is %s, %v", got.Rev, got.Status, err)
	}
	mustClose(t, m, second)
}

// The books on S3 are the same as in memory.
func TestS3(t *testing.T) {
	t.Parallel()
	want := late(t)
	b := fakes3test.Books(t, nil)
	for key, body := range want.kept("") {
		if err := b.Put(t.Context(), key, []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	mustClose(t, want, second)
	mustClose(t, b, second)
	for key, body := range want.kept("") {
		got, err := b.Get(t.Context(), key)
		if err != nil || string(got) != body {
			t.Errorf("%s differs: %v", key, err)
		}
	}
}
