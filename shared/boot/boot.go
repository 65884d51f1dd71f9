// Package boot starts a function: it reads the environment once, makes the AWS
// clients that the function needs, and serves HTTP behind an API Gateway HTTP API.
// A function finds its region, credentials and endpoints in its environment, so
// it starts without the SDK's config package, which searches files and services.
package boot

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"storefront/shared/market"
)

// Env reads a function's environment and collects what is wrong with it, so that
// one failed start names every mistake. Errors never contain values, because some
// are secrets.
type Env struct {
	get    func(string) string
	faults []string
	aws    *aws.Config // nil until it is asked for
}

// NewEnv returns an environment whose variables get returns, such as [os.Getenv].
func NewEnv(get func(string) string) *Env { return &Env{get: get} }

// Required returns a variable that must be set.
func (e *Env) Required(name string) string {
	value := e.get(name)
	if value == "" {
		e.wrong("%s is not set", name)
	}
	return value
}

// Optional returns a variable, or fallback if it is not set.
func (e *Env) Optional(name, fallback string) string {
	if value := e.get(name); value != "" {
		return value
	}
	return fallback
}

// OneOf returns a variable that must be one of values.
func (e *Env) OneOf(name string, values ...string) string {
	value := e.get(name)
	if !slices.Contains(values, value) {
		e.wrong("%s must be one of %s", name, strings.Join(values, ", "))
	}
	return value
}

// Region returns the store's region, which STORE_REGION names.
func (e *Env) Region() market.Region {
	region, err := market.ParseRegion(e.get("STORE_REGION"))
	if err != nil {
		e.wrong("STORE_REGION must be one of %v", market.Regions())
	}
	return region
}

// URL returns a variable that must be an absolute http or https URL, without its
// trailing slash.
func (e *Env) URL(name string) string {
	value := e.get(name)
	if !isURL(value) {
		e.wrong("%s must be a URL that starts with https:// or http://", name)
	}
	return strings.TrimSuffix(value, "/")
}

// Origins returns a variable that lists the origins of regions' shops, such as
// "eu=https://eu.example.com uk=https://uk.example.com". It may be empty.
func (e *Env) Origins(name string) map[market.Region]string {
	origins := map[market.Region]string{}
	for entry := range strings.FieldsSeq(e.get(name)) {
		region, origin, _ := strings.Cut(entry, "=")
		parsed, err := market.ParseRegion(region)
		if err != nil || !isURL(origin) {
			e.wrong("%s must list regions with their URLs, such as eu=https://eu.example.com", name)
			return nil
		}
		origins[parsed] = strings.TrimSuffix(origin, "/")
	}
	return origins
}

// isURL reports whether a value is an absolute http or https URL.
func isURL(value string) bool {
	u, err := url.Parse(value)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

// Address returns a variable that must be a bare e-mail address, or empty.
func (e *Env) Address(name string) string {
	value := e.get(name)
	local, domain, _ := strings.Cut(value, "@")
	if value != "" && (local == "" || domain == "" || strings.ContainsAny(domain, "@") || strings.ContainsFunc(value, outsideAddress)) {
		e.wrong("%s must be an e-mail address, or empty", name)
	}
	return value
}

func outsideAddress(c rune) bool { return c <= ' ' || c == 0x7f || strings.ContainsRune(`<>,;"()`, c) }

// Hours returns a variable that must be a whole number of hours.
func (e *Env) Hours(name string) time.Duration {
	n, err := strconv.Atoi(e.get(name))
	if err != nil || n < 0 {
		e.wrong("%s must be a whole number of hours", name)
	}
	return time.Duration(n) * time.Hour
}

// Years returns a variable that must be a whole number of years.
func (e *Env) Years(name string) int {
	n, err := strconv.Atoi(e.get(name))
	if err != nil || n < 0 {
		e.wrong("%s must be a whole number of years", name)
	}
	return n
}

// Count returns a variable that must be a whole number from 1 on.
func (e *Env) Count(name string) int {
	n, err := strconv.Atoi(e.get(name))
	if err != nil || n < 1 {
		e.wrong("%s must be a whole number from 1 on", name)
	}
	return n
}

// Err returns an error that names everything wrong with the variables read so
// far, or nil.
func (e *Env) Err() error {
	if len(e.faults) == 0 {
		return nil
	}
	return errors.New("environment: " + strings.Join(e.faults, "; "))
}

func (e *Env) wrong(format string, args ...any) {
	e.faults = append(e.faults, fmt.Sprintf(format, args...))
}
