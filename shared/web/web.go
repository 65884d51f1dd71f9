// Package web is the store's HTTP layer: handlers that return errors, a router that
// turns errors into problem documents, and functions that read requests strictly
// and write responses. It does not depend on Lambda.
package web

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
)

// HandlerFunc answers a request or returns an error. It may return an error only if
// it has written nothing; the [Router] then writes the response.
type HandlerFunc func(w http.ResponseWriter, r *http.Request) error

// JSON answers with v. If v cannot be encoded, JSON fails and writes nothing.
func JSON(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode response: %w", err)
	}
	write(w, status, "application/json", body)
	return nil
}

// write writes a whole response. It ignores a failed write, which means that the
// client is gone.
func write(w http.ResponseWriter, status int, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

type requestIDKey struct{}

// WithRequestID returns a context with the id of a request, which logs and problems
// show.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// RequestID returns the id that [WithRequestID] set, or "".
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

func newRequestID() string { return rand.Text() }
