package fakestripe

import (
	"net/http"
)

// Fault is what goes wrong with a call.
type Fault int

// The faults.
const (
	None        Fault = iota
	ErrorBefore       // status 500, nothing was done; kept under the call's key
	ErrorAfter        // status 500, and it was done; kept under the call's key
	LostReply         // it was done, and the connection is cut
	RateLimited       // status 429
	LockTimeout       // status 429: another call changes the object
	KeyInUse          // status 409: another call with the key is under way
)

// refusal is the answer to a call that meets the fault.
func (f Fault) refusal() *Error {
	switch f {
	case RateLimited:
		return &Error{status: http.StatusTooManyRequests, Type: invalidRequest, Code: "rate_limit", Message: "Too many requests."}
	case LockTimeout:
		return &Error{status: http.StatusTooManyRequests, Type: invalidRequest, Code: "lock_timeout", Message: "This object cannot be accessed right now."}
	case KeyInUse:
		return &Error{status: http.StatusConflict, Type: "idempotency_error", Code: "idempotency_key_in_use", Message: "There is currently another in-progress request using this key."}
	default:
		return &Error{status: http.StatusInternalServerError, Type: "api_error", Message: "An unknown error occurred."}
	}
}

// Error is an error of the API.
type Error struct {
	status      int
	Type        string  `json:"type"`
	Code        string  `json:"code,omitempty"`
	DeclineCode string  `json:"decline_code,omitempty"`
	Param       string  `json:"param,omitempty"`
	Message     string  `json:"message"`
	Intent      *Intent `json:"payment_intent,omitempty"`
}

const invalidRequest = "invalid_request_error"

func invalid(param, message string) *Error {
	return &Error{status: http.StatusBadRequest, Type: invalidRequest, Param: param, Message: message}
}

func missing(param, id string) *Error {
	return &Error{status: http.StatusNotFound, Type: invalidRequest, Code: "resource_missing", Param: param, Message: "No such object: '" + id + "'"}
}
