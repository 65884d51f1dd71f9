// Package inorder processes items concurrently, and takes the results in the order of the items.
package inorder

import (
	"context"
	"runtime"
	"sync"
)

// Each calls work for every item, several at once, and passes the results to take in the order of
// the items. It calls take in its own goroutine. Only a few results wait for take at any time. After
// the first error of work or take in that order, or when ctx ends, Each starts no more calls, waits
// for those under way, and returns the error.
func Each[T, R any](ctx context.Context, items []T, work func(context.Context, T) (R, error), take func(R) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var working sync.WaitGroup
	defer func() {
		cancel()
		working.Wait()
	}()
	type result struct {
		of  R
		err error
	}
	queue := make(chan chan result, runtime.GOMAXPROCS(0)) // bounds the results that wait
	working.Go(func() {
		defer close(queue)
		for _, item := range items {
			done := make(chan result, 1)
			select {
			case queue <- done:
			case <-ctx.Done():
				return
			}
			working.Go(func() {
				of, err := work(ctx, item)
				done <- result{of, err}
			})
		}
	})
	for done := range queue {
		r := <-done
		if r.err != nil {
			return r.err
		}
		if err := take(r.of); err != nil {
			return err
		}
	}
	return ctx.Err()
}
