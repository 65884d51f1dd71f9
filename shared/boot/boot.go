// Package boot starts a function: it reads the environment once, makes the
// clients the function needs and nothing else, and serves HTTP behind an API
// Gateway HTTP API. Starting is fast because nothing is looked for: region,
// credentials and endpoints are all in a function's environment, so the SDK's
// config package and its search through files and services stay out.
package boot

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"storefront/shared/market"
)

// Env reads a function's environment and remembers what is wrong with it, so
// that one failed start names every mistake. Values never appear in errors:
// some are secrets.
type Env struct {
	get    func(string) string
	faults []string
}

// NewEnv reads variables with get, such as [os.Getenv].
func NewEnv(get func(string) string) *Env { return &Env{get: get} }

// Required gives a variable that must be set.
func (e *Env) Required(name string) string {
	value := e.get(name)
	if value == "" {
		e.wrong("%s is not set", name)
	}
	return value
}

// Optional gives a variable, or fallback when it is not set.
func (e *Env) Optional(name, fallback string) string {
	if value := e.get(name); value != "" {
		return value
	}
	return fallback
}

// OneOf gives a variable that must be one of values.
func (e *Env) OneOf(name string, values ...string) string {
	value := e.get(name)
	if !slices.Contains(values, value) {
		e.wrong("%s must be one of %s", name, strings.Join(values, ", "))
	}
	return value
}

// Region gives the store's region, in STORE_REGION.
func (e *Env) Region() market.Region {
	region, err := market.ParseRegion(e.get("STORE_REGION"))
	if err != nil {
		e.wrong("STORE_REGION must be one of %v", market.Regions())
	}
	return region
}

// URL gives a variable that must be an absolute http or https address, without
// its trailing slash.
func (e *Env) URL(name string) string {
	value := e.get(name)
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		e.wrong("%s must be an address that starts with https:// or http://", name)
	}
	return strings.TrimSuffix(value, "/")
}

// Hours gives a variable that must be a whole number of hours.
func (e *Env) Hours(name string) time.Duration {
	n, err := strconv.Atoi(e.get(name))
	if err != nil || n < 0 {
		e.wrong("%s must be a whole number of hours", name)
	}
	return time.Duration(n) * time.Hour
}

// Err says all that is wrong with what was read so far.
func (e *Env) Err() error {
	if len(e.faults) == 0 {
		return nil
	}
	return errors.New("environment: " + strings.Join(e.faults, "; "))
}

func (e *Env) wrong(format string, args ...any) {
	e.faults = append(e.faults, fmt.Sprintf(format, args...))
}
