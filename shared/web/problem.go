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

// kind is what HTTP makes of a problem's code.
type kind struct {
	status int
	title  string
}

// kinds has every code of the API. A request that could not be read is 400; one
// that was read and whose fields are at fault is 422.
var kinds = map[problem.Code]kind{
	problem.InvalidRequest:        {http.StatusBadRequest, "Invalid request"},
	problem.IdempotencyKeyMissing: {http.StatusBadRequest, "Idempotency key missing"},
	problem.IdempotencyKeyReused:  {http.StatusUnprocessableEntity, "Idempotency key reused"},
	problem.UnknownRoute:          {http.StatusNotFound, "Unknown route"},
	problem.MethodNotAllowed:      {http.StatusMethodNotAllowed, "Method not allowed"},
	problem.UnknownMarket:         {http.StatusNotFound, "Unknown market"},
	problem.UnknownProduct:        {http.StatusNotFound, "Unknown product"},
	problem.UnknownSale:           {http.StatusNotFound, "Unknown sale"},
	problem.SaleNotOpen:           {http.StatusForbidden, "Sale not open"},
	problem.SaleClosed:            {http.StatusForbidden, "Sale closed"},
	problem.TicketRequired:        {http.StatusForbidden, "Ticket required"},
	problem.NotCleared:            {http.StatusForbidden, "Not cleared for this market"},
	problem.SoldOut:               {http.StatusConflict, "Sold out"},
	problem.NotEnoughLeft:         {http.StatusConflict, "Not enough left"},
	problem.BuyerLimit:            {http.StatusConflict, "Buyer limit reached"},
	problem.OrderNotFound:         {http.StatusNotFound, "Order not found"},
	problem.HoldExpired:           {http.StatusConflict, "Hold expired"},
	problem.OrderClosed:           {http.StatusConflict, "Order closed"},
	problem.PaymentDeclined:       {http.StatusPaymentRequired, "Payment declined"},
	problem.Unauthorized:          {http.StatusUnauthorized, "Unauthorized"},
	problem.TooManyRequests:       {http.StatusTooManyRequests, "Too many requests"},
	problem.Internal:              {http.StatusInternalServerError, "Internal error"},
}

// answer is a problem with what only HTTP knows of it.
type answer struct {
	problem *problem.Error
	status  int // instead of the code's own; 0: the code's own
	header  http.Header
}

func (a *answer) Error() string { return a.problem.Error() }
func (a *answer) Unwrap() error { return a.problem }

// internal hides an error that is not a problem.
func internal(cause error) *problem.Error {
	return &problem.Error{
		Code:   problem.Internal,
		Detail: "Something went wrong on our side. Please try again.",
		Cause:  cause,
	}
}

// writeProblem answers with p, found in err's chain, as RFC 9457 has it.
func writeProblem(w http.ResponseWriter, requestID string, err error, p *problem.Error) {
	kind := kinds[p.Code]
	if len(p.Fields) > 0 && p.Code == problem.InvalidRequest {
		kind.status = http.StatusUnprocessableEntity
	}
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
	write(w, kind.status, "application/problem+json", document(kind, requestID, p))
}

// document is the problem's body. Its own members win over Extra's.
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
	if err != nil { // an Extra that JSON cannot hold must not hide the problem itself
		bare := *p
		bare.Extra = nil
		return document(kind, requestID, &bare)
	}
	return body
}

// seconds rounds up: a client that comes back early is only refused again.
func seconds(d time.Duration) string {
	return strconv.Itoa(int(math.Ceil(d.Seconds())))
}
