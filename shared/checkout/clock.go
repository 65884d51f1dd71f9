package checkout

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// MaxClockSkew is how far an operator's clock may be from the service's.
const MaxClockSkew = 60 * time.Second

// ErrClock says that an operator's clock is not the service's, and that nothing
// was done.
var ErrClock = errors.New("checkout: this machine's clock is wrong")

// Clock tells the time by which the store dates what an operator does.
type Clock func(context.Context) (time.Time, error)

// ServiceClock returns a clock that tells the service's time, so that one clock
// dates a region's orders and books, on whatever machine an operator works. It fails
// with ErrClock if the machine's own clock is more than MaxClockSkew away, since an
// operator with a wrong clock also decides wrongly.
func ServiceClock(service Clock, own func() time.Time) Clock {
	return func(ctx context.Context) (time.Time, error) {
		at, err := service(ctx)
		if err != nil {
			return time.Time{}, fmt.Errorf("ask the service what time it is: %w", err)
		}
		if skew := own().Sub(at); skew.Abs() > MaxClockSkew {
			return time.Time{}, fmt.Errorf("%w: it says %s and the service says %s: put it right first", ErrClock,
				own().UTC().Format(time.RFC3339), at.UTC().Format(time.RFC3339))
		}
		return at, nil
	}
}
