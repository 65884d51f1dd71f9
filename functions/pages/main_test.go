package main

import (
	"testing"

	"storefront/infra/functiontest"
)

func TestEnvironment(t *testing.T) {
	t.Parallel()
	functiontest.Environment(t, "pages", wire)
}
