package closing

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
)

// rawFile is the result of reading a raw file.
type rawFile struct {
	key    raw.Key
	name   string // the key in the bucket
	bytes  int
	sha256 string
	events []ledger.Event
	err    error // why it is not a raw file
}

// readAll reads files, several at once, and passes them to each in their order. It
// fails if the bucket or each does. A missing or damaged file is not an error; its
// err says what is wrong.
func readAll(ctx context.Context, objects ledger.Objects, names []string, each func(rawFile) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var reading sync.WaitGroup
	defer func() { // no read outlives the call
		cancel()
		reading.Wait()
	}()
	type result struct {
		file rawFile
		err  error
	}
	queue := make(chan chan result, runtime.GOMAXPROCS(0)) // bounds how many files are read ahead
	reading.Go(func() {
		defer close(queue)
		for _, name := range names {
			done := make(chan result, 1)
			select {
			case queue <- done:
			case <-ctx.Done():
				return
			}
			reading.Go(func() {
				file, err := readOne(ctx, objects, name)
				done <- result{file, err}
			})
		}
	})
	for done := range queue {
		r := <-done
		if r.err != nil {
			return r.err
		}
		if err := each(r.file); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// readOne reads a file. It fails only if the bucket does.
func readOne(ctx context.Context, objects ledger.Objects, name string) (rawFile, error) {
	f := rawFile{name: name}
	if f.key, f.err = raw.ParseKey(name); f.err != nil {
		return f, nil //nolint:nilerr // f carries it to the findings
	}
	body, err := objects.Get(ctx, name)
	if errors.Is(err, ledger.ErrNoObject) {
		f.err = err
		return f, nil
	}
	if err != nil {
		return f, err
	}
	f.bytes, f.sha256 = len(body), digest(body)
	f.events, f.err = raw.Decode(body)
	return f, nil
}
