package main

import (
	"net/http"
	"testing"

	"storefront/infra/functiontest"
)

func TestEnvironment(t *testing.T) {
	t.Parallel()
	functiontest.Environment(t, "pages", wire)
}

func TestEvents(t *testing.T) {
	t.Parallel()
	functiontest.Events(t, "pages", nil, func(t *testing.T, s *functiontest.Shop) http.Handler { return serve(t, s).router })
}
