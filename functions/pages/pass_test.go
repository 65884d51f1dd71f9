package main

import (
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/market"
	"storefront/shared/pass"
)

// passOf returns a pass of ada's.
func passOf(in market.Code, end time.Time) string {
	return pass.Pass{Market: in, Email: "ada@example.com", Expires: end}.Sign(functiontest.Tokens)
}
