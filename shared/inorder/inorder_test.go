package inorder_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"storefront/shared/inorder"
)

func numbers(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func TestResultsComeInOrder(t *testing.T) {
	t.Parallel()
	var got []int
	var waiting, most atomic.Int64
	work := func(_ context.Context, n int) (int, error) {
		for at := waiting.Add(1); ; {
			if was := most.Load(); at <= was || most.CompareAndSwap(was, at) {
				break
			}
		}
		time.Sleep(rand.N(100 * time.Microsecond)) // so that later ones end earlier
		return n, nil
	}
	err := inorder.Each(t.Context(), numbers(1000), work, func(n int) error {
		waiting.Add(-1)
		got = append(got, n)
		return nil
	})
	if err != nil || !slices.Equal(got, numbers(1000)) {
		t.Errorf("%d, %v", got, err)
	}
	if limit := int64(runtime.GOMAXPROCS(0) + 2); most.Load() > limit { // the queue, and one before and after it
		t.Errorf("%d results waited, which is more than %d", most.Load(), limit)
	}
}

func TestTheFirstErrorInOrderEndsIt(t *testing.T) {
	t.Parallel()
	early, late := errors.New("early"), errors.New("late")
	for name, tt := range map[string]struct {
		work, take map[int]error
		want       error
		taken      int
	}{
		"of the work":                    {work: map[int]error{3: early}, want: early, taken: 3},
		"of the taking":                  {take: map[int]error{3: early}, want: early, taken: 4},
		"an earlier one that comes late": {work: map[int]error{3: early, 4: late}, want: early, taken: 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var working atomic.Int64
			var taken int
			err := inorder.Each(t.Context(), numbers(1000), func(_ context.Context, n int) (int, error) {
				working.Add(1)
				defer working.Add(-1)
				if errors.Is(tt.work[n], early) {
					time.Sleep(time.Millisecond)
				}
				return n, tt.work[n]
			}, func(n int) error {
				taken++
				return tt.take[n]
			})
			if !errors.Is(err, tt.want) || taken != tt.taken {
				t.Errorf("%d were taken, %v", taken, err)
			}
			if n := working.Load(); n != 0 {
				t.Errorf("%d calls outlive it", n)
			}
		})
	}
}

func TestItEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	taken := 0
	err := inorder.Each(ctx, numbers(1000), func(_ context.Context, n int) (int, error) { return n, nil }, func(n int) error {
		if taken++; n == 10 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || taken > 10+runtime.GOMAXPROCS(0)+3 {
		t.Errorf("%d were taken, %v", taken, err)
	}
}
