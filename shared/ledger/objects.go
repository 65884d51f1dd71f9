package ledger

import (
	"context"
	"errors"
)

// ErrNoObject says that there is no object of a key.
var ErrNoObject = errors.New("ledger: no such object")

// Objects keeps files by key, for good. Each call either takes effect as a whole
// or not at all; one that fails may have taken effect, and may be made again.
type Objects interface {
	// PutNew stores an object unless there is one of that key, whatever it
	// holds, and says whether it did. Of several at once one does.
	PutNew(ctx context.Context, key string, body []byte) (created bool, err error)

	// Put stores an object in the place of any that is there.
	Put(ctx context.Context, key string, body []byte) error

	// Get reads an object, as the last put left it, or fails with ErrNoObject.
	Get(ctx context.Context, key string) ([]byte, error)

	// List gives the keys that begin with prefix and come after another key, in
	// the order of their bytes. What was put before is listed.
	List(ctx context.Context, prefix, after string) ([]string, error)
}
