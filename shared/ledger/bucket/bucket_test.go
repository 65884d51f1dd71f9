package bucket_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/fakes3/fakes3test"
	"storefront/shared/ledger"
	"storefront/shared/ledger/bucket"
)

var _ ledger.Objects = (*bucket.Bucket)(nil)

func TestPutNewPutsOnce(t *testing.T) {
	t.Parallel()
	b := fakes3test.Books(t, nil)
	for i, want := range []bool{true, false} {
		created, err := b.PutNew(t.Context(), "raw/a=1/x.gz", fmt.Appendf(nil, "body %d", i))
		if err != nil || created != want {
			t.Errorf("PutNew %d = %v, %v, want %v", i, created, err, want)
		}
	}
	if body, err := b.Get(t.Context(), "raw/a=1/x.gz"); err != nil || string(body) != "body 0" {
		t.Errorf("Get = %q, %v", body, err)
	}
}

func TestPutNewAtOnce(t *testing.T) {
	t.Parallel()
	b := fakes3test.Books(t, nil)
	var created atomic.Int32
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			first, err := b.PutNew(t.Context(), "x", fmt.Appendf(nil, "%d", i))
			if err != nil {
				t.Error(err)
			}
			if first {
				created.Add(1)
			}
		})
	}
	group.Wait()
	if created.Load() != 1 {
		t.Errorf("%d of 20 were first", created.Load())
	}
}

func TestPutReplaces(t *testing.T) {
	t.Parallel()
	b := fakes3test.Books(t, nil)
	if body, err := b.Get(t.Context(), "current/x"); !errors.Is(err, ledger.ErrNoObject) {
		t.Errorf("before a put, Get = %q, %v, want ErrNoObject", body, err)
	}
	for _, body := range []string{"one", "two"} {
		if err := b.Put(t.Context(), "current/x", []byte(body)); err != nil {
			t.Fatal(err)
		}
		if got, err := b.Get(t.Context(), "current/x"); err != nil || string(got) != body {
			t.Errorf("Get = %q, %v, want %q", got, err, body)
		}
	}
}

// List reads more than one page of keys.
func TestList(t *testing.T) {
	t.Parallel()
	b := fakes3test.Books(t, nil)
	var want []string
	for i := range 1_050 {
		key := fmt.Sprintf("raw/%04d", i)
		if err := b.Put(t.Context(), key, nil); err != nil {
			t.Fatal(err)
		}
		if i > 20 {
			want = append(want, key)
		}
	}
	if err := b.Put(t.Context(), "rax", nil); err != nil {
		t.Fatal(err)
	}
	got, err := b.List(t.Context(), "raw/", "raw/0020")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	if got, err := b.List(t.Context(), "nothing/", ""); err != nil || len(got) > 0 {
		t.Errorf("List = %q, %v", got, err)
	}
}

// A deleted or replaced object is still there in its versions.
func TestVersions(t *testing.T) {
	t.Parallel()
	b := fakes3test.Books(t, nil)
	for _, body := range []string{"one", "three"} {
		if err := errors.Join(b.Put(t.Context(), "raw/a", []byte(body)), b.Put(t.Context(), "raw/ab", nil)); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Delete(t.Context(), "raw/a"); err != nil {
		t.Fatal(err)
	}
	if body, err := b.Get(t.Context(), "raw/a"); !errors.Is(err, ledger.ErrNoObject) {
		t.Errorf("deleted: %q, %v", body, err)
	}
	all, err := b.Versions(t.Context(), "raw/a")
	if err != nil || len(all) != 2 || all[0].At.Before(all[1].At) {
		t.Fatalf("versions: %+v, %v", all, err)
	}
	for i, want := range []string{"three", "one"} {
		if got, err := b.GetVersion(t.Context(), "raw/a", all[i].ID); err != nil || string(got) != want || int(all[i].Bytes) != len(want) {
			t.Errorf("version %d is %q, %v; want %q", i, got, err, want)
		}
	}
	if all, err := b.Versions(t.Context(), "raw"); err != nil || len(all) > 0 {
		t.Errorf("versions of a prefix: %+v, %v", all, err)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	b := fakes3test.Books(t, func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprint(w, `<Error><Code>SlowDown</Code></Error>`)
		})
	})
	if created, err := b.PutNew(t.Context(), "x", nil); err == nil {
		t.Errorf("PutNew = %v without an error", created)
	}
	if err := b.Put(t.Context(), "x", nil); err == nil {
		t.Error("Put gave no error")
	}
	if _, err := b.Get(t.Context(), "x"); err == nil || errors.Is(err, ledger.ErrNoObject) {
		t.Errorf("Get = %v", err)
	}
	if all, err := b.Versions(t.Context(), "x"); err == nil {
		t.Errorf("Versions = %+v without an error", all)
	}
	if _, err := b.GetVersion(t.Context(), "x", "1"); err == nil {
		t.Error("GetVersion gave no error")
	}
	if err := b.Delete(t.Context(), "x"); err == nil {
		t.Error("Delete gave no error")
	}
	if keys, err := b.List(t.Context(), "", ""); err == nil {
		t.Errorf("List = %q without an error", keys)
	}
}

// Raw files and closed books are locked; copies, open days and erasures are not.
func TestKeeping(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	locks := map[string][2]string{}
	b := fakes3test.Books(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			locks[strings.TrimPrefix(r.URL.Path, "/books/")] = [2]string{r.Header.Get("x-amz-object-lock-mode"), r.Header.Get("x-amz-object-lock-retain-until-date")}
			mu.Unlock()
			next.ServeHTTP(w, r)
		})
	})
	until := time.Now().AddDate(10, 0, 1)
	for key, locked := range map[string]bool{"raw/a": true, "closed/a": true, "current/a": false, "open/a": false, "erasures/a": false} {
		for to, bucket := range map[string]*bucket.Bucket{"new": b.Keeping(10), "put": b.Keeping(10), "free": b, "none": b.Keeping(0)} {
			var err error
			if name := key + to; to == "new" {
				_, err = bucket.PutNew(t.Context(), name, []byte("x"))
			} else {
				err = bucket.Put(t.Context(), name, []byte("x"))
			}
			if err != nil {
				t.Fatal(err)
			}
			got := locks[key+to]
			at, err := time.Parse(time.RFC3339, got[1])
			if want := locked && (to == "new" || to == "put"); want != (got[0] == "COMPLIANCE") || want && (err != nil || at.Sub(until).Abs() > time.Hour) || !want && got[1] != "" {
				t.Errorf("%s: %v", key+to, got)
			}
		}
	}
}
