package web

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"net/http"
	"strconv"
	"time"

	"storefront/shared/problem"
)

// kind is the status and the title of a problem's code.
type kind struct {
	status int
	title  string
}

// kinds has every code of the API. An invalid request is 400 if it could not be
// read, and 422 if it was read and has fields at fault.
var kinds = map[problem.Code]kind{
	problem.InvalidRequest:        {http.StatusBadRequest, "Invalid request"},
	problem.IdempotencyKeyMissing: {http.StatusBadRequest, "Idempotency key missing"},
	problem.IdempotencyKeyReused:  {http.StatusUnprocessableEntity, "Idempotency key reused"},
	problem.UnknownRoute:          {http.StatusNotFound, "Unknown route"},
	problem.MethodNotAllowed:      {http.StatusMethodNotAllowed, "Method not allowed"},
	problem.UnknownMarket:         {http.StatusNotFound, "Unknown market"},
	problem.UnknownProduct:        {http.StatusNotFound, "Unknown product"},
	problem.UnknownSale:           {http.StatusNotFound, "Unknown sale"},
	problem.UnknownDraw:           {http.StatusNotFound, "Unknown draw"},
	problem.DrawNotClosed:         {http.StatusNotFound, "Draw not closed"},
	problem.SaleNotOpen:           {http.StatusForbidden, "Sale not open"},
	problem.SaleClosed:            {http.StatusForbidden, "Sale closed"},
	problem.TicketRequired:        {http.StatusForbidden, "Ticket required"},
	problem.TicketInvalid:         {http.StatusForbidden, "Ticket invalid"},
	problem.TicketExpired:         {http.StatusForbidden, "Ticket expired"},
	problem.TicketRevoked:         {http.StatusForbidden, "Ticket revoked"},
	problem.TicketUsed:            {http.StatusConflict, "Ticket used"},
	problem.PassRequired:          {http.StatusForbidden, "Pass required"},
	problem.PassInvalid:           {http.StatusForbidden, "Pass not valid"},
	problem.PassExpired:           {http.StatusForbidden, "Pass expired"},
	problem.WorkRequired:          {http.StatusForbidden, "Work required"},
	problem.WorkInvalid:           {http.StatusForbidden, "Work not valid"},
	problem.WorkExpired:           {http.StatusForbidden, "Work expired"},
	problem.NotCleared:            {http.StatusForbidden, "Not cleared for this market"},
	problem.SoldOut:               {http.StatusConflict, "Sold out"},
	problem.NotEnoughLeft:         {http.StatusConflict, "Not enough left"},
	problem.BuyerLimit:            {http.StatusConflict, "Buyer limit reached"},
	problem.OrderNotFound:         {http.StatusNotFound, "Order not found"},
	problem.HoldExpired:           {http.StatusConflict, "Hold expired"},
	problem.OrderClosed:           {http.StatusConflict, "Order closed"},
	problem.NoWithdrawal:          {http.StatusConflict, "No right of withdrawal"},
	problem.PaymentDeclined:       {http.StatusPaymentRequired, "Payment declined"},
	problem.Unauthorized:          {http.StatusUnauthorized, "Unauthorized"},
	problem.TooManyRequests:       {http.StatusTooManyRequests, "Too many requests"},
	problem.Internal:              {http.StatusInternalServerError, "Internal error"},
}

// StatusOf returns the HTTP status of the problem in err's chain, or 500.
func StatusOf(err error) int {
	p, ok := errors.AsType[*problem.Error](err)
	if !ok {
		return http.StatusInternalServerError
	}
	if a, ok := errors.AsType[*answer](err); ok && a.status != 0 {
		return a.status
	}
	if status := kindOf(p).status; status != 0 {
		return status
	}
	return http.StatusInternalServerError // a code that the API lacks
}

// kindOf returns the kind of a problem, with its status.
func kindOf(p *problem.Error) kind {
	kind := kinds[p.Code]
	if len(p.Fields) > 0 && p.Code == problem.InvalidRequest {
		kind.status = http.StatusUnprocessableEntity
	}
	return kind
}

// answer is a problem with details of its HTTP response.
type answer struct {
	problem *problem.Error
	status  int // 0: the status of the code
	header  http.Header
}

func (a *answer) Error() string { return a.problem.Error() }
func (a *answer) Unwrap() error { return a.problem }

// internal returns the problem that is shown in place of another error.
func internal(cause error) *problem.Error {
	return &problem.Error{
		Code:   problem.Internal,
		Detail: "Something went wrong on our side. Please try again.",
		Cause:  cause,
	}
}

// prepare sets the headers of the response to p, which is in err's chain, and returns
// its kind with the status to send.
func prepare(w http.ResponseWriter, err error, p *problem.Error) kind {
	kind := kindOf(p)
	if a, ok := errors.AsType[*answer](err); ok {
		maps.Copy(w.Header(), a.header)
		if a.status != 0 {
			kind.status = a.status
		}
	}
	if kind.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	if p.RetryAfter > 0 {
		w.Header().Set("Retry-After", seconds(p.RetryAfter))
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Del("ETag")
	return kind
}

// document returns the body for p. Members of Extra cannot replace the standard
// members.
func document(kind kind, requestID string, p *problem.Error) []byte {
	members := make(map[string]any, len(p.Extra)+7)
	for name, value := range p.Extra {
		members[name] = view(value)
	}
	maps.Copy(members, map[string]any{
		"type":       "urn:problem-type:storefront:" + string(p.Code),
		"title":      kind.title,
		"status":     kind.status,
		"detail":     p.Detail,
		"code":       p.Code,
		"request_id": requestID,
	})
	if len(p.Fields) > 0 {
		members["fields"] = p.Fields
	}
	body, err := json.Marshal(members)
	if err != nil { // an Extra that JSON cannot encode must not hide the problem
		bare := *p
		bare.Extra = nil
		return document(kind, requestID, &bare)
	}
	return body
}

// seconds rounds up: a client that retried too early would be refused again.
func seconds(d time.Duration) string {
	return strconv.Itoa(int(math.Ceil(d.Seconds())))
}
