package checkouttest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
)

// Op names a call to a [Memory] or a [Bank].
type Op string

// The calls that faults may hit. Operators' calls are not among them.
const (
	OpReserve    Op = "reserve"
	OpRelease    Op = "release"
	OpReschedule Op = "reschedule"
	OpLots       Op = "lots"
	OpPeek       Op = "peek"
	OpShelf      Op = "shelf"
	OpMarkEmpty  Op = "mark"
	OpUnmark     Op = "unmark"
	OpRecord     Op = "record"
	OpPut        Op = "put"
	OpMove       Op = "move"
	OpOrder      Op = "order"
	OpBuyer      Op = "buyer"
	OpOrders     Op = "orders"
	OpAuthorize  Op = "authorize"
	OpCapture    Op = "capture"
	OpVoid       Op = "void"
	OpRefund     Op = "refund"

	OpRecordMovement Op = "record-movement"
	OpMovements      Op = "movements"
	OpFinding        Op = "finding"
	OpReading        Op = "reading"
	OpKeepReading    Op = "keep-reading"
)

// Writes reports whether the call may change something.
func (op Op) Writes() bool {
	switch op {
	case OpReserve, OpRelease, OpReschedule, OpMarkEmpty, OpUnmark, OpRecord, OpPut, OpMove,
		OpAuthorize, OpCapture, OpVoid, OpRefund, OpRecordMovement, OpFinding, OpKeepReading:
		return true
	default:
		return false
	}
}

// Fault is what goes wrong with one call. With the zero Fault nothing does.
type Fault struct {
	Lost      error // the request is lost: nothing is applied, and the caller gets this error
	Twice     bool  // the first answer is lost and the client repeats the call: it is applied twice, and the second answer counts
	ReplyLost error // the answer is lost: the call is applied, and the caller gets this error
}

// Hook decides about each call before it is made. key names the lot, the line, the
// order, the buyer or the authorisation. A hook may block, which delays the call.
type Hook func(op Op, key string) Fault

// ErrFault is an error for faults.
var ErrFault = errors.New("checkouttest: the store could not be reached")

// Always returns a hook that breaks every call of an operation.
func Always(op Op, fault Fault) Hook {
	return func(called Op, _ string) Fault {
		if called == op {
			return fault
		}
		return Fault{}
	}
}

// breakable is state under a lock, whose calls a hook can break.
type breakable struct {
	hook atomic.Pointer[Hook]
	mu   sync.Mutex
}

// Break sets the hook for every call from now on. With nil nothing goes wrong.
func (b *breakable) Break(hook Hook) { b.hook.Store(&hook) }

// call runs apply under the lock, with the fault that the hook wants.
func call[R any](ctx context.Context, b *breakable, op Op, key string, apply func() (R, error)) (R, error) {
	var none R
	var fault Fault
	if hook := b.hook.Load(); hook != nil && *hook != nil {
		fault = (*hook)(op, key)
	}
	if err := ctx.Err(); err != nil {
		return none, err
	}
	if fault.Lost != nil {
		return none, fault.Lost
	}
	result, err := locked(b, apply)
	if fault.Twice {
		result, err = locked(b, apply)
	}
	if fault.ReplyLost != nil {
		return none, fault.ReplyLost
	}
	return result, err
}

// callErr is call for what returns no more than an error.
func callErr(ctx context.Context, b *breakable, op Op, key string, apply func() error) error {
	_, err := call(ctx, b, op, key, func() (struct{}, error) { return struct{}{}, apply() })
	return err
}

func locked[R any](b *breakable, apply func() (R, error)) (R, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return apply()
}
