// Package problem has the errors that a client may see: a stable code and a sentence
// that is safe to show, with the cause kept for the log. Any other error is internal,
// and the client sees only that.
package problem

import (
	"errors"
	"fmt"
	"time"
)

// Code is the kind of a problem. Codes are part of the API: clients switch on them,
// so a code is never renamed.
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
	UnknownDraw           Code = "unknown_draw"
	DrawNotClosed         Code = "draw_not_closed"
	SaleNotOpen           Code = "sale_not_open"
	SaleClosed            Code = "sale_closed"
	TicketRequired        Code = "ticket_required"
	TicketInvalid         Code = "ticket_invalid"
	TicketExpired         Code = "ticket_expired"
	TicketRevoked         Code = "ticket_revoked"
	TicketUsed            Code = "ticket_used"
	PassRequired          Code = "pass_required"
	PassInvalid           Code = "pass_invalid"
	PassExpired           Code = "pass_expired"
	WorkRequired          Code = "work_required"
	WorkInvalid           Code = "work_invalid"
	WorkExpired           Code = "work_expired"
	NotCleared            Code = "not_cleared"
	SoldOut               Code = "sold_out"
	NotEnoughLeft         Code = "not_enough_left"
	BuyerLimit            Code = "buyer_limit"
	OrderNotFound         Code = "order_not_found"
	HoldExpired           Code = "hold_expired"
	OrderClosed           Code = "order_closed"
	NoWithdrawal          Code = "no_withdrawal"
	PaymentDeclined       Code = "payment_declined"
	Unauthorized          Code = "unauthorized"
	TooManyRequests       Code = "too_many_requests"
	Internal              Code = "internal"
)

// Field is a field at fault in a request, with a reason for a person to read.
type Field struct {
	Name   string `json:"field"`  // JSON path such as "lines[0].quantity", or the name of a header or parameter
	Reason string `json:"reason"` // safe to show; never repeats what was sent
}

// Error is a problem as an error.
type Error struct {
	Code       Code
	Detail     string         // one sentence for a person, safe to show
	Fields     []Field        // with InvalidRequest
	Extra      map[string]any // further members of the response, such as the time of the next release
	RetryAfter time.Duration  // when to try again; 0 if unknown
	Cause      error          // for the log only
}

// New returns a problem with a code and a sentence that is safe to show.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// Invalid returns an InvalidRequest with the fields at fault.
func Invalid(fields ...Field) *Error {
	return &Error{Code: InvalidRequest, Detail: "The request is not valid.", Fields: fields}
}

// Busy returns a TooManyRequests for a dependency that is out of capacity. Trying
// again is safe and may succeed.
func Busy(cause error) *Error {
	return &Error{
		Code:       TooManyRequests,
		Detail:     "The store is very busy. Please try again in a moment.",
		RetryAfter: time.Second,
		Cause:      cause,
	}
}

// With adds a member to the response and returns the problem.
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

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// CodeOf returns the code of the problem in err's chain, Internal for any other
// error, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if p, ok := errors.AsType[*Error](err); ok {
		return p.Code
	}
	return Internal
}

// FieldsOf returns the fields at fault of the problem in err's chain, if it is an
// InvalidRequest.
func FieldsOf(err error) []Field {
	if p, ok := errors.AsType[*Error](err); ok && p.Code == InvalidRequest {
		return p.Fields
	}
	return nil
}
