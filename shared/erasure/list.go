package erasure

import (
	"context"
	"fmt"
	"strings"
	"time"

	"storefront/shared/ledger"
)

// folder is where the erasures of a region are listed, in the bucket of its books: a
// restore of its tables does not bring back an earlier list. An object is named by time
// and buyer, as a digest, and has nothing else in it. The template deletes it when all
// backups that still have the buyer are gone.
const folder = "erasures/v=1/"

// stamp is how the name of an object says when the erasure was. Names sort by it.
const stamp = "20060102T150405.000Z"

// List is the erasures of a region.
type List struct{ Objects ledger.Objects }

// add lists an erasure. Adding it again changes nothing.
func (l List) add(ctx context.Context, buyer string, at time.Time) error {
	key := folder + at.UTC().Format(stamp) + "/" + buyer
	if _, err := l.Objects.PutNew(ctx, key, []byte(key+"\n")); err != nil {
		return fmt.Errorf("list the erasure: %w", err)
	}
	return nil
}

// last returns when each buyer was erased last.
func (l List) last(ctx context.Context) (map[string]time.Time, error) {
	keys, err := l.Objects.List(ctx, folder, "")
	if err != nil {
		return nil, fmt.Errorf("read the list of erasures: %w", err)
	}
	last := make(map[string]time.Time, len(keys))
	for _, key := range keys {
		when, buyer, _ := strings.Cut(strings.TrimPrefix(key, folder), "/")
		at, err := time.Parse(stamp, when)
		if err != nil || buyer == "" {
			return nil, fmt.Errorf("read the list of erasures: %s is none", key)
		}
		last[buyer] = at // keys are in the order of time
	}
	return last, nil
}
