package faultproxy

import (
	"strconv"
	"testing"
	"time"
)

func put(key string) access {
	return access{input: input{TableName: "stock"}, partition: key, write: true, units: 1}
}

// admitted returns how many of n writes to a key a limiter admits at once.
func admitted(l *limiter, now time.Time, key string, n int) int {
	count := 0
	for range n {
		if l.admit(now, []access{put(key)}) == nil {
			count++
		}
	}
	return count
}

func TestLimiter(t *testing.T) {
	t.Parallel()
	start := time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)
	after := start.Add
	want := func(t *testing.T, what string, got, want int) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %d writes are admitted, want %d", what, got, want)
		}
	}
	t.Run("a key has its burst, then its rate", func(t *testing.T) {
		t.Parallel()
		l := newLimiter(MustParse("partition-wcu=100,burst=2s"))
		want(t, "at first", admitted(l, start, "a", 500), 200)
		want(t, "a tenth of a second later", admitted(l, after(100*time.Millisecond), "a", 500), 10)
		want(t, "long after", admitted(l, after(time.Hour), "a", 500), 200)
	})
	t.Run("keys, tables and reads have separate units", func(t *testing.T) {
		t.Parallel()
		l := newLimiter(MustParse("partition-wcu=100,partition-rcu=100"))
		want(t, "a key", admitted(l, start, "a", 500), 100)
		want(t, "another key", admitted(l, start, "b", 500), 100)
		for _, other := range []access{
			{input: input{TableName: "orders"}, partition: "a", write: true, units: 1},
			{input: input{TableName: "stock"}, partition: "a", units: 1},
			{input: input{TableName: "stock", IndexName: "queue"}, partition: "a", write: true, units: 1},
		} {
			if l.admit(start, []access{other}) != nil {
				t.Errorf("%+v is refused", other)
			}
		}
	})
	t.Run("keys share their table's", func(t *testing.T) {
		t.Parallel()
		l := newLimiter(MustParse("partition-wcu=100,table-wcu=150"))
		want(t, "a key", admitted(l, start, "a", 500), 100)
		want(t, "another key", admitted(l, start, "b", 500), 50)
		want(t, "no key", admitted(l, after(100*time.Millisecond), "", 500), 15)
	})
	t.Run("a debt is paid back first", func(t *testing.T) {
		t.Parallel()
		l := newLimiter(MustParse("partition-wcu=100"))
		want(t, "at first", admitted(l, start, "a", 1), 1)
		l.settle(start, put("a"), 149) // it cost 150
		want(t, "in debt", admitted(l, after(400*time.Millisecond), "a", 500), 0)
		want(t, "out of it", admitted(l, after(600*time.Millisecond), "a", 500), 10)
	})
	t.Run("a transaction takes all or nothing", func(t *testing.T) {
		t.Parallel()
		l := newLimiter(MustParse("partition-wcu=2"))
		want(t, "a key", admitted(l, start, "a", 500), 2)
		if refused := l.admit(start, []access{put("b"), put("a")}); len(refused) != 1 || refused[0].partition != "a" {
			t.Errorf("refused are %+v, want the key that has nothing left", refused)
		}
		want(t, "the other key", admitted(l, start, "b", 500), 2)
	})
	t.Run("a request dearer than a burst waits for a full one", func(t *testing.T) {
		t.Parallel()
		l := newLimiter(MustParse("partition-wcu=2"))
		big := put("a")
		big.units = 10
		if l.admit(start, []access{big}) != nil {
			t.Error("the request is never admitted")
		}
		want(t, "before it is paid", admitted(l, after(4*time.Second), "a", 1), 0)
		want(t, "after", admitted(l, after(5*time.Second), "a", 500), 2)
	})
	t.Run("unused keys are forgotten", func(t *testing.T) {
		t.Parallel()
		l := newLimiter(MustParse("partition-wcu=10"))
		want(t, "a hot key", admitted(l, start, "hot", 10), 10)
		for i := range 5 * sweepAbove {
			now := after(time.Duration(i) * time.Millisecond)
			if i%100 == 0 {
				admitted(l, now, "hot", 2)
			}
			admitted(l, now, strconv.Itoa(i), 1)
		}
		if len(l.buckets) > 2*sweepAbove {
			t.Errorf("%d buckets are left", len(l.buckets))
		}
		want(t, "the hot key", admitted(l, after(5*sweepAbove*time.Millisecond), "hot", 10), 0)
	})
}
