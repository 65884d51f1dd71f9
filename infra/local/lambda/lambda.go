// Package lambda runs function binaries on a laptop as AWS Lambda runs them:
// as processes of their own that speak the Runtime API, one invocation at a
// time each, with the function's own environment, timeout and log.
//
// It differs from Lambda in one thing, on purpose. Lambda starts an execution
// environment for every invocation that finds the others busy, up to the
// function's concurrency; a laptop has no room for hundreds of them. So up to
// the same concurrency invocations are let in, a few processes run them, and
// the rest wait their turn, for the function's timeout at most. Beyond the
// concurrency an invocation is throttled, as in Lambda.
package lambda

import (
	"errors"
	"fmt"
)

// MaxPayload is how many bytes an event or a response may have.
const MaxPayload = 6 << 20

var (
	// ErrThrottled means that the function runs as many invocations as its
	// concurrency allows, or that no process was free within its timeout. The
	// function did not see the event.
	ErrThrottled = errors.New("rate exceeded")

	// ErrTooLarge means that the event has more than MaxPayload bytes. The
	// function did not see it.
	ErrTooLarge = fmt.Errorf("the event is larger than %d bytes", MaxPayload)

	// ErrNotBuilt means that the function has no binary yet.
	ErrNotBuilt = errors.New("the function is not built")

	// ErrClosed means that the function is shutting down and did not see the event.
	ErrClosed = errors.New("the function is shut down")
)

// The types of error that Lambda itself reports.
const (
	TypeTimeout   = "Sandbox.Timedout"
	TypeExit      = "Runtime.ExitError"
	TypeInit      = "Runtime.InitError"
	TypeTooLarge  = "Function.ResponseSizeTooLarge"
	TypeUnhandled = "Runtime.Unhandled"
)

// FunctionError is what an invocation that reached its function failed with:
// an error the function returned, or the end that its process came to. The
// function may have done its work, or a part of it.
type FunctionError struct {
	Type    string `json:"errorType"` // the function's own, or one of the types above
	Message string `json:"errorMessage"`
}

func (e *FunctionError) Error() string { return e.Type + ": " + e.Message }
