package web

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"storefront/shared/locale"
	"storefront/shared/problem"
)

// IdempotencyKey returns the Idempotency-Key header: 1 to 255 visible ASCII
// characters without a comma. API Gateway joins two headers of one name with a
// comma, so a key with a comma may be two keys, and it would be unclear which of
// them counts.
func IdempotencyKey(r *http.Request) (string, error) {
	const name = "Idempotency-Key"
	key := single(r, name)
	if key == "" {
		return "", problem.New(problem.IdempotencyKeyMissing,
			"Send an Idempotency-Key header: a new key for each order, the same key when you try again.")
	}
	if !ValidIdempotencyKey(key) {
		return "", problem.Invalid(problem.Field{Name: name, Reason: "must be 1 to 255 visible ASCII characters without a comma"})
	}
	return key, nil
}

// ValidIdempotencyKey reports whether a text may be an Idempotency-Key.
func ValidIdempotencyKey(key string) bool {
	return key != "" && len(key) <= 255 && !strings.Contains(key, ",") && !strings.ContainsFunc(key, invisible)
}

// single returns the value of a header that should be there once. Two are joined as
// API Gateway joins them, which makes the value invalid.
func single(r *http.Request, name string) string { return strings.Join(r.Header.Values(name), ",") }

func invisible(c rune) bool { return c <= ' ' || c > '~' }

// Bearer returns the token in the Authorization header.
func Bearer(r *http.Request) (string, error) {
	scheme, token, _ := strings.Cut(single(r, "Authorization"), " ")
	token = strings.Trim(token, " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" || strings.Contains(token, ",") || strings.ContainsFunc(token, invisible) {
		return "", problem.New(problem.Unauthorized, "Send the order's token as Authorization: Bearer TOKEN.")
	}
	return token, nil
}

// Page is the part of a list that a client asks for.
type Page struct {
	After string // the key in the cursor; "" for the first page. A client can make it up
	Limit int    // the most items to return, 1 to 100
}

// maxCursor is the most bytes of the key in a cursor.
const maxCursor = 512

// PageOf returns the page that the parameters cursor and limit (by default 50) ask
// for.
func PageOf(r *http.Request) (Page, error) {
	page := Page{Limit: 50}
	query := r.URL.Query()
	var faults []problem.Field
	if limit, given := param(query, "limit"); given {
		n, err := strconv.Atoi(limit)
		if err != nil || n < 1 || n > 100 {
			faults = append(faults, problem.Field{Name: "limit", Reason: "must be a whole number from 1 to 100"})
		}
		page.Limit = n
	}
	if cursor, given := param(query, "cursor"); given {
		after, err := base64.RawURLEncoding.DecodeString(cursor)
		if err != nil || len(after) == 0 || len(after) > maxCursor || Cursor(string(after)) != cursor { // decoding skips line breaks
			faults = append(faults, BadCursor)
		}
		page.After = string(after)
	}
	if len(faults) > 0 {
		return Page{}, problem.Invalid(faults...)
	}
	return page, nil
}

// BadCursor is the fault of a cursor that the store did not make.
var BadCursor = problem.Field{Name: "cursor", Reason: "must be a next_cursor from an earlier response"}

// Cursor returns the next_cursor of a page whose last item has this key. If key is
// "", there is no next page, and Cursor returns "".
func Cursor(key string) string { return base64.RawURLEncoding.EncodeToString([]byte(key)) }

// param returns the last value of a parameter: a client that appends to an address
// means that one.
func param(query url.Values, name string) (value string, given bool) {
	values := query[name]
	if len(values) == 0 {
		return "", false
	}
	return values[len(values)-1], true
}

// Param returns a query parameter of the request, or "" if it is missing.
func Param(r *http.Request, name string) string {
	value, _ := param(r.URL.Query(), name)
	return value
}

// Language returns the language of the response: the supported one that the lang
// parameter asks for, else the one that Accept-Language prefers, else the first. It
// sets Content-Language and Vary.
func Language(w http.ResponseWriter, r *http.Request, supported []string) string {
	w.Header().Add("Vary", "Accept-Language")
	lang, _ := param(r.URL.Query(), "lang")
	chosen := locale.Negotiate(supported, lang, r.Header.Get("Accept-Language"))
	w.Header().Set("Content-Language", chosen)
	return chosen
}
