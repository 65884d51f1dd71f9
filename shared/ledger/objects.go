package ledger

import (
	"context"
	"errors"
	"time"
)

// ErrNoObject means that a key has no object.
var ErrNoObject = errors.New("ledger: no such object")

// Objects stores files by key. Each call takes effect as a whole or not at all. A
// call that fails may have taken effect, and may be repeated.
type Objects interface {
	// PutNew stores an object unless the key has one, and reports whether it did.
	// Of several calls at once, one does.
	PutNew(ctx context.Context, key string, body []byte) (created bool, err error)

	// Put stores an object, and replaces any that is there.
	Put(ctx context.Context, key string, body []byte) error

	// Get returns an object as the last put left it. It fails with ErrNoObject if there is none.
	Get(ctx context.Context, key string) ([]byte, error)

	// List returns the keys that begin with prefix and come after another key,
	// sorted by their bytes. It includes every object that was put before.
	List(ctx context.Context, prefix, after string) ([]string, error)
}

// Version is one version of an object, as a put left it.
type Version struct {
	ID    string
	At    time.Time // when it was put
	Bytes int64
}
