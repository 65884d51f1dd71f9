// Package lambda runs function binaries as AWS Lambda runs them: as processes that
// speak the Runtime API, with the function's own environment, timeout and log. Each
// process works on one invocation at a time.
//
// One difference from Lambda is deliberate. Lambda starts an execution environment
// for every invocation that finds the others busy, up to the function's
// concurrency. A laptop has no room for hundreds of processes, so a few processes
// serve the invocations, and the others wait, for at most the function's timeout.
// Beyond the concurrency, an invocation is throttled as in Lambda.
package lambda

import (
	"errors"
	"fmt"
)

// MaxPayload is the most bytes that an event or a response may have.
const MaxPayload = 6 << 20

var (
	// ErrThrottled means that the function is at its concurrency, or that no
	// process was free within its timeout. The function did not see the event.
	ErrThrottled = errors.New("rate exceeded")

	// ErrTooLarge means that the event has more than MaxPayload bytes. The
	// function did not see it.
	ErrTooLarge = fmt.Errorf("the event is larger than %d bytes", MaxPayload)

	// ErrNotBuilt means that the function has no binary yet.
	ErrNotBuilt = errors.New("the function is not built")

	// ErrClosed means that the function is shutting down and did not see the event.
	ErrClosed = errors.New("the function is shut down")
)

// The error types that Lambda itself reports.
const (
	TypeTimeout   = "Sandbox.Timedout"
	TypeExit      = "Runtime.ExitError"
	TypeInit      = "Runtime.InitError" // the process ended before its first poll
	TypeTooLarge  = "Function.ResponseSizeTooLarge"
	TypeUnhandled = "Runtime.Unhandled"
)

// FunctionError is the error of an invocation that reached its function: the error
// that the function returned, or the end of its process. The function may have done
// its work, or a part of it.
type FunctionError struct {
	Type    string `json:"errorType"` // the function's own type, or one of the types above
	Message string `json:"errorMessage"`
}

func (e *FunctionError) Error() string { return e.Type + ": " + e.Message }
