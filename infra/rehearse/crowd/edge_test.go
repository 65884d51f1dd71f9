package crowd

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// origin is a store that the edge asks. It takes 100 ms to answer.
type origin struct {
	t      *testing.T
	policy string // Cache-Control
	down   atomic.Bool
	asked  atomic.Int64 // how often
	busy   atomic.Bool
}

func (o *origin) answer(_ context.Context, r Request) (Answer, error) {
	if o.busy.Swap(true) {
		o.t.Error("a page is asked for twice at once")
	}
	o.asked.Add(1)
	now := time.Now()
	time.Sleep(100 * time.Millisecond)
	o.busy.Store(false)
	if o.down.Load() {
		return Answer{}, errors.New("down")
	}
	return Answer{Status: http.StatusOK, Body: []byte(r.Path + now.Format(time.RFC3339Nano)), header: http.Header{"Cache-Control": {o.policy}}}, nil
}

// However many look, the store is asked once in the time that a page is kept for, and while
// it is asked again, all but the first see the old page at once.
func TestEdge(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		policy string
		asked  int           // in ten seconds
		oldest time.Duration // age of a page that is shown, since the store began to make it
		waits  time.Duration // longest, after the first page
	}{
		{"public, max-age=0, s-maxage=1, stale-while-revalidate=1", 10, 1200 * time.Millisecond, 0},
		{"public, s-maxage=1", 10, 1100 * time.Millisecond, 100 * time.Millisecond},
		{"public, s-maxage=1, stale-while-revalidate=x", 10, 1100 * time.Millisecond, 100 * time.Millisecond},
		{"no-store", 100, 100 * time.Millisecond, 100 * time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			store := &origin{t: t, policy: tt.policy}
			e := newEdge(store.answer)
			var oldest, waited time.Duration
			for began := time.Now(); time.Since(began) < 10*time.Second; time.Sleep(time.Millisecond) {
				asked := time.Now()
				a, err := e.get(t.Context(), "/page/")
				if err != nil {
					t.Fatal(err)
				}
				made, err := time.Parse(time.RFC3339Nano, strings.TrimPrefix(string(a.Body), "/page/"))
				if err != nil {
					t.Fatal(err)
				}
				oldest = max(oldest, time.Since(made))
				if store.asked.Load() > 1 {
					waited = max(waited, time.Since(asked))
				}
			}
			e.asking.Wait()
			if n := int(store.asked.Load()); n != e.asked || n < tt.asked-1 || n > tt.asked+1 {
				t.Errorf("%s: the store was asked %d times, want about %d", tt.policy, n, tt.asked)
			}
			if oldest > tt.oldest || waited > tt.waits {
				t.Errorf("%s: a page was %v old, a view took %v", tt.policy, oldest, waited)
			}
		})
	}
}

func TestShoppersLookInEveryOtherSecond(t *testing.T) {
	t.Parallel()
	for since, want := range map[time.Duration]time.Duration{
		0: 0, 400 * time.Millisecond: 400 * time.Millisecond, time.Second: time.Second, 1900 * time.Millisecond: time.Second,
		2500 * time.Millisecond: 1500 * time.Millisecond, 4 * time.Second: 2 * time.Second,
	} {
		if got := looked(since); got != want {
			t.Errorf("after %v: %v, want %v", since, got, want)
		}
	}
}

// While the store fails, the old page is shown for as long as it may be.
func TestEdgeOfAStoreThatFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &origin{t: t, policy: "s-maxage=1, stale-while-revalidate=1"}
		e := newEdge(store.answer)
		for _, step := range []struct {
			after time.Duration
			down  bool
			fails bool
		}{
			{0, false, false},
			{500 * time.Millisecond, true, false},
			{time.Second, true, false},
			{time.Second, true, true},
			{time.Second, false, false},
		} {
			time.Sleep(step.after)
			store.down.Store(step.down)
			if a, err := e.get(t.Context(), "/"); (err != nil) != step.fails || err == nil && a.Status != http.StatusOK {
				t.Errorf("after %v more: %d, %v", step.after, a.Status, err)
			}
		}
		e.asking.Wait()
	})
}
