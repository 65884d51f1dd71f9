package closing

import (
	"context"
	"errors"

	"storefront/shared/inorder"
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
	return inorder.Each(ctx, names, func(ctx context.Context, name string) (rawFile, error) {
		return readOne(ctx, objects, name)
	}, each)
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
