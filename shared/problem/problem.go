// Package problem is what the store says when it cannot do what was asked: a
// stable code and a sentence that is safe to show, with the cause kept for the
// log. Any other error is an internal one and is answered generically.
package problem

import (
	"errors"
	"fmt"
	"time"
)

// Code names a kind of problem. Codes are part of the API: clients switch on
// them, so a code is never renamed.
type Code string

// The codes of the API.
const (
	InvalidRequest        Code = "invalid_request"
	IdempotencyKeyMissing Code = "idempotency_key_missing"
	IdempotencyKeyReused  Code = "idempotency_key_reused"
	UnknownRoute          Code = "unknown_route"
	MethodNotAllowed      Code = "method_not_allowed"
	UnknownMarket         Code = "unknown_market"
	UnknownProduct        Code = "unknown_product"
	UnknownSale           Code = "unknown_sale"
	SaleNotOpen           Code = "sale_not_open"
	SaleClosed            Code = "sale_closed"
	TicketRequired        Code = "ticket_required"
	NotCleared            Code = "not_cleared"
	SoldOut               Code = "sold_out"
	NotEnoughLeft         Code = "not_enough_left"
	BuyerLimit            Code = "buyer_limit"
	OrderNotFound         Code = "order_not_found"
	HoldExpired           Code = "hold_expired"
	OrderClosed           Code = "order_closed"
	PaymentDeclined       Code = "payment_declined"
	Unauthorized          Code = "unauthorized"
	TooManyRequests       Code = "too_many_requests"
	Internal              Code = "internal"
)

// Field is one thing wrong with a request: where, and why in words for a person.
type Field struct {
	Name   string `json:"field"`  // JSON path such as "lines[0].quantity", a header's or a parameter's name
	Reason string `json:"reason"` // safe to show; never repeats what was sent
}

// Error is a problem on its way to whoever asked.
type Error struct {
	Code       Code
	Detail     string         // one sentence for a person, safe to show
	Fields     []Field        // with InvalidRequest
	Extra      map[string]any // further members of the answer, such as the time of the next release
	RetryAfter time.Duration  // when asking again makes sense; 0: not said
	Cause      error          // for the log alone
}

// New makes a problem from a code and a sentence that is safe to show.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// Invalid is an InvalidRequest that names the fields at fault.
func Invalid(fields ...Field) *Error {
	return &Error{Code: InvalidRequest, Detail: "The request is not valid.", Fields: fields}
}

// Busy is a TooManyRequests for a dependency that is out of capacity for now:
// asking again is safe and may well succeed.
func Busy(cause error) *Error {
	return &Error{
		Code:       TooManyRequests,
		Detail:     "The store is very busy. Please try again in a moment.",
		RetryAfter: time.Second,
		Cause:      cause,
	}
}

// With adds a member to the answer and returns the problem.
func (e *Error) With(name string, value any) *Error {
	if e.Extra == nil {
		e.Extra = map[string]any{}
	}
	e.Extra[name] = value
	return e
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Detail, e.Cause)
	}
	return fmt.Sprintf("%s: %s", e.Code, e.Detail)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// CodeOf gives the code of a problem anywhere in err's chain, and Internal for
// any other error that is not nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if p, ok := errors.AsType[*Error](err); ok {
		return p.Code
	}
	return Internal
}
