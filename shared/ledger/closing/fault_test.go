package closing_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/fakes3"
	"storefront/infra/fakes3/fakes3test"
	"storefront/shared/ledger"
	"storefront/shared/ledger/bucket"
	"storefront/shared/ledger/closing"
)

// late is a bucket with a first day that is closed, and a second one that has late
// files of the first, which are in part duplicates.
func late(t *testing.T) *memory {
	t.Helper()
	m, events := newMemory(), lives(20)
	today, _ := on(events, first)
	var early, whole = today[:0:0], events[:0:0]
	for _, e := range events {
		whole = append(whole, e)
		if e.Order.ID != today[len(today)-1].Order.ID {
			early = append(early, e)
		}
	}
	put(t, m, early, 30)
	mustClose(t, m, first)
	put(t, m, whole, 40)
	return m
}

// Whichever call fails, and whether or not it took effect, once or until the
// process is dead: whoever tries again closes the day, and all files are what they
// would have been.
func TestAFaultAtAnyCall(t *testing.T) {
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
						t.Errorf("there were only %d calls", n)
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
	var mu sync.Mutex
	calls := 0
	fail := func(call, key string) error {
		mu.Lock()
		defer mu.Unlock()
		if calls++; calls == n || dead && calls > n {
			return errDown
		}
		return nil
	}
	if applied {
		m.after = fail
	} else {
		m.before = fail
	}
	defer func() { m.before, m.after = nil, nil }()
	_, err := closer(m).Close(t.Context(), closing.Request{Market: "de", Date: second}, later)
	mu.Lock()
	defer mu.Unlock()
	if calls >= n && !errors.Is(err, errDown) {
		t.Errorf("call %d of %d failed, and close gave %v", n, calls, err)
	}
	return calls >= n
}

// Closes at once have clocks of their own, and write the same.
func TestManyClosesAtOnce(t *testing.T) {
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
			t.Errorf("two closes gave other manifests:\n%s", diff)
		}
	}
	if n := len(m.kept(closing.Folder("eu", "de", second, 1))); n != 8 { // six files, the manifest and the cut-off
		t.Errorf("there are %d files", n)
	}
}

// A close that is about to write is overtaken by one that knows another file: it
// writes what that one does, and the file is in the books once.
func TestACloseThatIsOvertaken(t *testing.T) {
	t.Parallel()
	m, events := newMemory(), lives(50)
	today, _ := on(events, first)
	lots := slices.DeleteFunc(slices.Clone(today), func(e ledger.Event) bool { return e.Type != ledger.Allocated })
	put(t, m, slices.DeleteFunc(slices.Clone(events), func(e ledger.Event) bool { return e.Type == ledger.Allocated }), 10)
	var once sync.Once
	var theirs closing.Manifest
	m.before = func(call, _ string) error {
		if call == "PutNew" {
			once.Do(func() {
				m.before = nil
				put(t, m, lots, 50)
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

// A close that another version of the program began, and did not finish, is left
// behind by books made anew.
func TestFilesOfAnotherProgram(t *testing.T) {
	t.Parallel()
	m := newMemory()
	put(t, m, lives(20), 10)
	m.objects[closing.Folder("eu", "de", first, 1)+"journal.parquet"] = []byte("other")
	r := closing.Request{Market: "de", Date: first}
	if got, err := closer(m).Close(t.Context(), r, later); !errors.Is(err, closing.ErrOtherBytes) {
		t.Errorf("%+v, %v", got, err)
	}
	r.Rebuild = true
	got, err := closer(m).Close(t.Context(), r, later)
	if err != nil || got.Status != closing.Closed || got.Rev != 2 || got.Supersedes != nil {
		t.Errorf("rev %d is %s, %v", got.Rev, got.Status, err)
	}
	mustClose(t, m, second)
}

// On S3 the books are what they are in memory.
func TestOnS3(t *testing.T) {
	t.Parallel()
	want := late(t)
	server := fakes3.New()
	if err := server.CreateBucket("books"); err != nil {
		t.Fatal(err)
	}
	b := bucket.New(fakes3test.Serve(t, server, nil), "books")
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
			t.Errorf("%s is otherwise: %v", key, err)
		}
	}
}
