// Package web is the store's HTTP: handlers that return errors, one place that
// turns an error into an answer, strict reading of requests and exact writing
// of answers. It knows nothing of Lambda.
package web

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
)

// HandlerFunc answers a request or says why it cannot. It returns an error only
// before it has written anything; the [Router] writes the error's answer.
type HandlerFunc func(w http.ResponseWriter, r *http.Request) error

// JSON answers with v. Nothing is written when v cannot be encoded.
func JSON(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	write(w, status, "application/json", body)
	return nil
}

// write sends a whole answer. A failed write means that the client is gone:
// there is nobody left to tell.
func write(w http.ResponseWriter, status int, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

type requestIDKey struct{}

// WithRequestID names the request that ctx belongs to, in logs and problems.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// RequestID is the name given by [WithRequestID], or "".
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

func newRequestID() string { return rand.Text() }
