package closing_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"storefront/infra/fakes3/fakes3test"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw"
	"storefront/shared/ledger/raw/rawtest"
)

func manifestOf(date string, rev int) string {
	return closing.Folder("eu", "de", date, rev) + closing.ManifestName
}

// A day that was closed before there were anchors is proved by the days after it.
func TestRestoreFromBeforeAnchors(t *testing.T) {
	t.Parallel()
	b := &books{Bucket: fakes3test.Books(t, nil)}
	rawtest.Put(t, b, lives(20), 50)
	b.closer = closer(b)
	b.mustClose(t, first, second)
	b.closer = anchored(b)
	b.mustClose(t, third)
	single := b.under(t, raw.Folder("eu", "de", first))
	b.lose(t, single)
	seen, err := closing.Inspector{Objects: b, Anchors: b.closer.Anchors, Region: "eu", Restore: b}.Run(t.Context(), "de", first, first)
	if err != nil || seen.Restored != 1 || len(seen.Findings) != 1 || !strings.HasPrefix(seen.Findings[0], single) {
		t.Errorf("a single day: restored %d: %q, %v", seen.Restored, seen.Findings, err)
	}
	damaged := map[string]string{}
	for _, key := range []string{manifestOf(first, 1), manifestOf(second, 1), b.under(t, raw.Folder("eu", "de", first))} {
		damaged[key] = b.get(t, key)
		b.lose(t, key)
	}
	if seen := b.inspect(t, true); seen.Restored != 3 || len(seen.Findings) != 3 {
		t.Errorf("restored %d: %q", seen.Restored, seen.Findings)
	}
	for key, was := range damaged {
		if b.get(t, key) != was {
			t.Errorf("%s is not as it was", key)
		}
	}
	if seen := b.inspect(t, true); len(seen.Findings) > 0 {
		t.Errorf("the next night: %q", seen.Findings)
	}
	b.mustClose(t, "2015-05-21")
}

// If all closed books of a market are gone, the orders' table still has the digests of their
// manifests, and these have those of all else.
func TestRestoreAllBooksOfAMarket(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	was := map[string]string{}
	for _, prefix := range []string{"closed/", "current/", raw.Folder("eu", "de", first), raw.Folder("eu", "de", second)} {
		keys, err := b.List(t.Context(), prefix, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range keys {
			was[key] = b.get(t, key)
			b.lose(t, key)
		}
	}
	if seen := b.inspect(t, true); seen.Restored != len(was) || len(seen.Findings) != len(was) {
		t.Errorf("restored %d of %d: %q", seen.Restored, len(was), seen.Findings)
	}
	for key, body := range was {
		if b.get(t, key) != body {
			t.Errorf("%s is not as it was", key)
		}
	}
	if seen := b.inspect(t, true); len(seen.Findings) > 0 {
		t.Errorf("the next night: %q", seen.Findings)
	}
	b.mustClose(t, third)
}

// forgetful is a bucket that keeps no versions of some objects.
type forgetful struct {
	*books
	keys []string
}

func (f forgetful) Versions(ctx context.Context, key string) ([]ledger.Version, error) {
	if slices.Contains(f.keys, key) {
		return nil, nil
	}
	return f.books.Versions(ctx, key)
}

// inspectWith is inspect with other versions.
func (b *books) inspectWith(t *testing.T, versions closing.Versions) closing.Inspection {
	t.Helper()
	i := closing.Inspector{Objects: b, Anchors: b.closer.Anchors, Region: "eu", Restore: versions}
	seen, err := i.Run(t.Context(), "de", first, "2015-06-01")
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

// Nothing is restored from a manifest that is not proved, even if the bucket has had what it states.
func TestNothingIsRestoredFromAForgedManifest(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	manifest, input := manifestOf(second, 1), b.under(t, raw.Folder("eu", "de", second))
	was, truth := b.get(t, input), b.get(t, manifest)
	forged := string(alter(t, []byte(was)))
	b.put(t, input, forged) // a version that a forged manifest can name
	b.put(t, input, was)
	b.put(t, manifest, restate(t, truth, input, forged))
	b.put(t, manifestOf(second, 2), strings.Replace(restate(t, truth, input, forged), `"rev": 1`, `"rev": 2`, 1))
	forgetful := forgetful{b, []string{manifest, closing.CurrentKey("eu", "de", second, closing.ManifestName)}}
	if seen := b.inspectWith(t, forgetful); seen.Restored > 0 || len(seen.Findings) == 0 || b.get(t, input) != was {
		t.Errorf("restored %d: %q", seen.Restored, seen.Findings)
	}
	if seen := b.inspect(t, true); seen.Restored != 1 || b.get(t, input) != was || b.get(t, manifest) != truth {
		t.Errorf("restored %d: %q", seen.Restored, seen.Findings)
	}
	seen := b.inspect(t, true)
	if len(seen.Findings) != 1 || !strings.HasPrefix(seen.Findings[0], manifestOf(second, 2)+" is not anchored") {
		t.Errorf("the next night: %q", seen.Findings)
	}
}

// restate returns a manifest that states the digest and size of another body of an input.
func restate(t *testing.T, manifest, key, body string) string {
	t.Helper()
	at := strings.Index(manifest, `"key": "`+key)
	if at < 0 {
		t.Fatalf("%s is not in the manifest", key)
	}
	head, tail := manifest[:at], manifest[at:]
	for field, value := range map[string]string{"bytes": strconv.Itoa(len(body)), "sha256": fmt.Sprintf(`"%x"`, sha256.Sum256([]byte(body)))} {
		_, old, _ := strings.Cut(tail, `"`+field+`": `)
		old = old[:strings.IndexAny(old, ",\n")]
		tail = strings.Replace(tail, `"`+field+`": `+old, `"`+field+`": `+value, 1)
	}
	return head + tail
}

// If no version is as the books state, the finding says what to do.
func TestNoVersionFits(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	for prefix, remedy := range map[string]string{
		raw.Folder("eu", "de", second):                               "put the same file there from a copy, such as one of ledger pull --raw; until then, no later day is closed, and ledger backfill does not help",
		closing.Folder("eu", "de", second, 1) + "journal.parquet":    "put the same file there from a copy, such as one of ledger pull",
		closing.Folder("eu", "de", second, 1) + closing.ManifestName: "put the same file there from a copy, such as one of ledger pull",
	} {
		key := b.under(t, prefix)
		was := b.get(t, key)
		b.put(t, key, "other")
		name := key[strings.LastIndex(key, "/")+1:]
		seen := b.inspectWith(t, forgetful{b, []string{key, closing.CurrentKey("eu", "de", second, name)}})
		if seen.Restored > 0 || !slices.ContainsFunc(seen.Findings, func(f string) bool {
			return strings.HasPrefix(f, key+" was changed") && strings.HasSuffix(f, ": "+remedy)
		}) {
			t.Errorf("restored %d: %q", seen.Restored, seen.Findings)
		}
		b.put(t, key, was) // as the finding says
		if seen := b.inspect(t, true); len(seen.Findings) > 0 {
			t.Errorf("after it was put there: %q", seen.Findings)
		}
	}
}

// A stray file breaks nothing: it is a finding. A stray copy is removed, because finance's queries
// would read it.
func TestStrayFiles(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	stray := map[string]bool{ // those that are removed
		"closed/v=1/region=eu/market=de/notes.txt":                              false, // under closed/
		"closed/v=1/region=eu/market=de/dt=" + second + "/rev=01/manifest.json": false, // like a rev
		closing.Folder("eu", "de", second, 2) + "notes.txt":                     false, // in a later rev
		closing.Folder("eu", "de", second, 999_999_999) + "journal.parquet":     false, // a table in a far rev
		manifestOf(second, 999_999_999):                                         false, // a manifest of a far rev
		closing.Folder("eu", "de", second, 1) + "notes.txt":                     false, // in a day's folder
		"closed/v=1/region=eu/locks/notes.txt":                                  false, // beside the locks
		closing.CurrentKey("eu", "de", second, "journal.parquet") + ".2":        true,  // beside a copy
		closing.CurrentKey("eu", "de", "2015-05-25", "journal.parquet"):         true,  // a copy of an open day
		closing.CurrentKey("eu", "de", "2099-01-01", "journal.parquet"):         true,  // a copy of a far day
		closing.CurrentKey("eu", "de", "today", "journal.parquet"):              true,  // a copy of no day
		closing.CurrentKey("eu", "xx", second, "journal.parquet"):               true,  // a copy of no market
		closing.CurrentKey("eu", "de", first[:8]+"01", "journal.parquet"):       true,  // a copy of an early day
		"current/notes.txt": true, // under current/
	}
	for key := range stray {
		b.put(t, key, "x")
	}
	for _, restore := range []bool{false, true} {
		seen := b.inspectFrom(t, "2015-05-01", restore)
		if len(seen.Findings) != len(stray) {
			t.Errorf("restoring, %t: %d, %q", restore, seen.Restored, seen.Findings)
		}
		for key, removed := range stray {
			i := slices.IndexFunc(seen.Findings, func(f string) bool { return strings.HasPrefix(f, key+" ") })
			if i < 0 || strings.HasSuffix(seen.Findings[i], " is removed") != (removed && restore) {
				t.Errorf("%s, restoring, %t: %q", key, restore, seen.Findings)
			}
			if _, err := b.Get(t.Context(), key); (removed && restore) != errors.Is(err, ledger.ErrNoObject) {
				t.Errorf("%s, restoring, %t: %v", key, restore, err)
			}
		}
	}
	b.mustClose(t, second, third)
	for key, removed := range stray {
		if !removed {
			b.lose(t, key)
		}
	}
	if seen := b.inspectFrom(t, "2015-05-01", true); len(seen.Findings) > 0 {
		t.Errorf("after all: %q", seen.Findings)
	}
}

// A day can be rebuilt, whatever number a stray revision has.
func TestARebuildBesideAStrayRevision(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	for _, name := range []string{"journal.parquet", closing.ManifestName} {
		b.put(t, closing.Folder("eu", "de", second, 999_999_999)+name, "x")
	}
	r := closing.Request{Market: "de", Date: second, Rebuild: true, Reason: "a new rule", By: "a controller"}
	for rev := 2; rev < 4; rev++ {
		if m, err := b.closer.Close(t.Context(), r, later); err != nil || m.Status != closing.Closed || m.Rev != rev {
			t.Errorf("rev %d is %s: %+v, %v", m.Rev, m.Status, m.Failed(), err)
		}
	}
	b.mustClose(t, third)
}

// during is a bucket in which something happens before the first read of a copy.
type during struct {
	*books
	once sync.Once
	do   func()
}

func (d *during) Get(ctx context.Context, key string) ([]byte, error) {
	if strings.HasPrefix(key, "current/") {
		d.once.Do(d.do)
	}
	return d.books.Get(ctx, key)
}

// If a day is rebuilt while it is inspected, the copies are those of the newer books.
func TestARebuildMeetsAnInspection(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	d := &during{books: b, do: func() {
		r := closing.Request{Market: "de", Date: first, Rebuild: true, Reason: "a new rule", By: "a controller"}
		if m, err := b.closer.Close(t.Context(), r, later); err != nil || m.Rev != 2 {
			t.Errorf("rev %d, %v", m.Rev, err)
		}
	}}
	seen, err := closing.Inspector{Objects: d, Anchors: b.closer.Anchors, Region: "eu", Restore: b}.Run(t.Context(), "de", first, second)
	if err != nil || len(seen.Findings) > 0 || seen.Restored > 0 {
		t.Errorf("restored %d: %q, %v", seen.Restored, seen.Findings, err)
	}
	if b.get(t, closing.CurrentKey("eu", "de", first, closing.ManifestName)) != b.get(t, manifestOf(first, 2)) {
		t.Error("the copy is not of the newer books")
	}
	if seen := b.inspect(t, true); len(seen.Findings) > 0 {
		t.Errorf("the next night: %q", seen.Findings)
	}
}

// Copies stay when the books that they are of are lost for good.
func TestCopiesOfLostBooksStay(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	lost := []string{manifestOf(first, 1), manifestOf(second, 1)}
	for _, key := range lost {
		b.lose(t, key)
	}
	for _, date := range []string{first, second} {
		lost = append(lost, closing.CurrentKey("eu", "de", date, closing.ManifestName))
	}
	seen := b.inspectWith(t, forgetful{b, lost})
	if seen.Restored > 0 || len(seen.Findings) < 18 {
		t.Errorf("restored %d: %q", seen.Restored, seen.Findings)
	}
	b.get(t, closing.CurrentKey("eu", "de", second, "journal.parquet"))
}

// A lock is what the orders' table has, and the files of a locked month are restored as others are.
func TestRestoreInALockedMonth(t *testing.T) {
	t.Parallel()
	const lock = "closed/v=1/region=eu/locks/month=2015-05.json"
	b := newBooks(t)
	if tried, err := b.closer.CloseDue(t.Context(), june); err != nil || tried[len(tried)-1].Status != closing.Closed {
		t.Fatal(err)
	}
	if _, err := b.closer.LockMonth(t.Context(), may, "a controller", "filed", june); err != nil {
		t.Fatal(err)
	}
	for name, damage := range map[string]func(key string){
		"lost":        func(key string) { b.lose(t, key) },
		"changed":     func(key string) { b.put(t, key, strings.Replace(b.get(t, key), "filed", "filled", 1)) },
		"overwritten": func(key string) { b.put(t, key, "other") },
	} {
		was := map[string]string{}
		for _, key := range []string{lock, b.under(t, raw.Folder("eu", "de", second)), manifestOf(second, 1)} {
			was[key] = b.get(t, key)
			damage(key)
			if body, err := b.Get(t.Context(), key); err == nil && string(body) == was[key] {
				delete(was, key) // it has no such text
			}
		}
		seen := b.inspect(t, true)
		if len(seen.Findings) != len(was) || seen.Restored != len(was) {
			t.Errorf("%s: restored %d, %q", name, seen.Restored, seen.Findings)
		}
		for key, body := range was {
			if b.get(t, key) != body || !slices.ContainsFunc(seen.Findings, func(f string) bool {
				return strings.HasPrefix(f, key+" ") && strings.HasSuffix(f, ", and is restored")
			}) {
				t.Errorf("%s, %s: %q", key, name, seen.Findings)
			}
		}
	}
	forged := strings.Replace(lock, may, "2015-06", 1)
	b.put(t, forged, b.get(t, lock))
	seen := b.inspect(t, true)
	if seen.Restored > 0 || !slices.ContainsFunc(seen.Findings, func(f string) bool {
		return strings.HasPrefix(f, forged+" is not in the orders' table, so nobody has locked 2015-06")
	}) || len(seen.Findings) > 2 {
		t.Errorf("a forged lock: %q", seen.Findings)
	}
}

// Under Object Lock, what is restored is a version on top of the damaged one, and is locked as all
// else.
func TestRestoreUnderObjectLock(t *testing.T) {
	t.Parallel()
	var locked []string
	b := newBooks(t)
	b.Bucket = fakes3test.Books(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPut {
				locked = append(locked, r.Header.Get("X-Amz-Object-Lock-Mode")+" "+strings.TrimPrefix(r.URL.Path, "/books/"))
				r.Header.Del("X-Amz-Object-Lock-Mode")
				r.Header.Del("X-Amz-Object-Lock-Retain-Until-Date")
			}
			next.ServeHTTP(w, r)
		})
	}).Keeping(10)
	rawtest.Put(t, b, lives(20), 50)
	b.closer = anchored(b)
	b.mustClose(t, first, second)
	key := b.under(t, raw.Folder("eu", "de", second))
	was := b.get(t, key)
	b.put(t, key, "other")
	locked = nil
	b.healed(t, key, was, " was changed")
	b.mustClose(t, third)
	if len(locked) == 0 || locked[0] != "COMPLIANCE "+key {
		t.Errorf("put %q", locked)
	}
	if all, err := b.Versions(t.Context(), key); err != nil || len(all) != 3 {
		t.Errorf("%d versions, %v", len(all), err)
	}
}
