package closing_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
)

// alter changes what a raw file says of its first order, and nothing that a rule of
// booking would notice.
func alter(t *testing.T, body []byte) []byte {
	t.Helper()
	events, err := raw.Decode(body)
	if err != nil {
		t.Fatal(err)
	}
	for i := range events {
		if events[i].Type != ledger.Allocated {
			events[i].Order.Totals.TaxJurisdiction = "US-OR"
		}
	}
	if body, err = raw.Encode(events); err != nil {
		t.Fatal(err)
	}
	return body
}

// Books are rebuilt only of the raw files that they were made of, byte by byte.
func TestRebuildOfOtherInputs(t *testing.T) {
	t.Parallel()
	events := lives(200)
	for name, damage := range map[string]func(*memory, string){
		"a changed field": func(m *memory, key string) { m.objects[key] = alter(t, m.objects[key]) },
		"a lost file":     func(m *memory, key string) { delete(m.objects, key) },
		"other bytes, same events": func(m *memory, key string) {
			m.objects[key] = gzipped(t, unzip(t, m.objects[key]))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMemory()
			rawtest.Put(t, m, events, 50)
			mustClose(t, m, first, second)
			damage(m, rawKey(m, second))
			got, err := closer(m).Close(t.Context(), closing.Request{Market: "de", Date: second, Rebuild: true, Reason: "a new rule", By: "a controller"}, later)
			if err != nil || got.Status != closing.Open || !slices.Contains(failed(got), closing.RawFilesWhole) {
				t.Errorf("%s: %+v, %v", got.Status, got.Failed(), err)
			}
		})
	}
}

// A close looks at the raw files of the day before once more.
func TestCloseAfterABookedFileWasChanged(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(200), 50)
	mustClose(t, m, first, second)
	var ends string // a file of which the third day needs no version
	for key := range m.kept(raw.Folder("eu", "de", second)) {
		if strings.Contains(key, "lots-") || ends == "" {
			ends = key
		}
	}
	m.objects[ends] = alter(t, m.objects[ends])
	if got := closeDay(t, m, third); !slices.Contains(failed(got), closing.RawFilesWhole) {
		t.Errorf("%s is %s: %+v", third, got.Status, got.Failed())
	}
}

// A close puts any damaged copy of the last closed day right again.
func TestCloseRestoresCopies(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(50), 50)
	mustClose(t, m, first)
	good := m.kept("current/")
	for key := range good {
		for name, body := range map[string][]byte{"changed": []byte("other"), "deleted": nil} {
			if m.objects[key] = body; body == nil {
				delete(m.objects, key)
			}
			mustClose(t, m, first)
			if !maps.Equal(good, m.kept("current/")) {
				t.Errorf("%s, %s, stays so", key, name)
			}
		}
	}
}

// unversioned is a bucket that keeps no versions.
type unversioned struct{ *memory }

func (unversioned) Versions(context.Context, string) ([]ledger.Version, error) { return nil, nil }

func (unversioned) GetVersion(_ context.Context, key, _ string) ([]byte, error) {
	return nil, fmt.Errorf("%w: %s", ledger.ErrNoObject, key)
}

func (u unversioned) Delete(_ context.Context, key string) error {
	return u.call("Delete", key, func() { delete(u.objects, key) })
}

func inspect(t *testing.T, m *memory, restore bool) closing.Inspection {
	t.Helper()
	i := closing.Inspector{Objects: m, Region: market.EU}
	if restore {
		i.Restore = unversioned{m}
	}
	got, err := i.Run(t.Context(), "de", first, "2015-05-23")
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// An inspection finds any file that is changed, deleted or stray, among all files of
// the closed days, and puts copies right.
func TestInspect(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(60), 50)
	mustClose(t, m, first, second, third)
	if got := inspect(t, m, false); len(got.Findings) > 0 || got.Days != 3 || got.Files < 3*15 {
		t.Fatalf("good books: %+v", got)
	}
	booked := map[string]bool{}
	for _, date := range []string{first, second, third} {
		for key := range m.kept(raw.Folder("eu", "de", date)) {
			booked[key] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(m.objects)) {
		if strings.HasPrefix(key, "raw/") && !booked[key] {
			continue // of a day that is not closed
		}
		for name, body := range map[string][]byte{
			"another byte": append(bytes.Clone(m.objects[key][:len(m.objects[key])-1]), m.objects[key][len(m.objects[key])-1]^1),
			"cut off":      m.objects[key][:len(m.objects[key])/2],
			"deleted":      nil,
		} {
			damaged := m.clone()
			if damaged.objects[key] = body; body == nil {
				delete(damaged.objects, key)
			}
			if got := inspect(t, damaged, true); len(got.Findings) == 0 {
				t.Errorf("%s, %s, is not found", key, name)
			}
			if got := inspect(t, damaged, false); strings.HasPrefix(key, "current/") && len(got.Findings) > 0 {
				t.Errorf("%s, %s, is not put right: %v", key, name, got.Findings)
			}
		}
	}
	for _, key := range []string{
		closing.CurrentKey("eu", "de", "2015-05-23", "journal.parquet"),
		closing.CurrentKey("eu", "de", second, "journal.parquet") + ".2",
		closing.Folder("eu", "de", second, 1) + "notes.txt",
	} {
		stray := m.clone()
		stray.objects[key] = []byte("x")
		if got := inspect(t, stray, false); len(got.Findings) == 0 {
			t.Errorf("%s is not found", key)
		}
	}
}
