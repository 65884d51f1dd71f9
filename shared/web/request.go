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

// IdempotencyKey reads the header of that name: 1 to 255 visible ASCII
// characters without a comma, taken as they are. The API Gateway joins two headers
// of one name by a comma, so a key with one may be two keys, and two keys are no
// key: whoever sends them would not know which of them counts.
func IdempotencyKey(r *http.Request) (string, error) {
	const name = "Idempotency-Key"
	key := single(r, name)
	if key == "" {
		return "", problem.New(problem.IdempotencyKeyMissing,
			"Send an Idempotency-Key header, new for every order, the same when you try again.")
	}
	if len(key) > 255 || strings.Contains(key, ",") || strings.ContainsFunc(key, invisible) {
		return "", problem.Invalid(problem.Field{Name: name, Reason: "must be one of 1 to 255 visible ASCII characters, without a comma"})
	}
	return key, nil
}

// single gives the value of a header that has one. Two become what the API Gateway
// makes of them, which is no value of such a header.
func single(r *http.Request, name string) string { return strings.Join(r.Header.Values(name), ",") }

func invisible(c rune) bool { return c <= ' ' || c > '~' }

// Bearer reads the token of the Authorization header.
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
	After string // what [Cursor] was given for the page before; "": the first page. Not to be trusted
	Limit int    // the most items to answer with, 1 to 100
}

// maxCursor is the most bytes of what a cursor stands for.
const maxCursor = 512

// PageOf reads the parameters cursor and limit (50 when absent).
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
var BadCursor = problem.Field{Name: "cursor", Reason: "must be the next_cursor of an earlier answer"}

// Cursor makes the next_cursor that leads to what follows the item named by
// key, and "" when key is "": there is no next page.
func Cursor(key string) string { return base64.RawURLEncoding.EncodeToString([]byte(key)) }

// param reads a parameter's last value, as a client that appends to an address means it.
func param(query url.Values, name string) (value string, given bool) {
	values := query[name]
	if len(values) == 0 {
		return "", false
	}
	return values[len(values)-1], true
}

// Language chooses the language of an answer among the supported ones: what the
// lang parameter asks for, else what Accept-Language prefers, else the first. It
// says so in the answer's headers.
func Language(w http.ResponseWriter, r *http.Request, supported []string) string {
	w.Header().Add("Vary", "Accept-Language")
	lang, _ := param(r.URL.Query(), "lang")
	chosen := locale.Negotiate(supported, lang, r.Header.Get("Accept-Language"))
	w.Header().Set("Content-Language", chosen)
	return chosen
}
