package web

import (
	"net/http"
	"net/url"
	"unicode/utf8"

	"storefront/shared/problem"
)

// Form reads the form in r's body. It has the bounds of [Decode]: the content type must
// be that of forms, text must be Unicode, and a field may appear once.
func Form(r *http.Request) (url.Values, error) {
	if err := checkContentType(r, "application/x-www-form-urlencoded"); err != nil {
		return nil, err
	}
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, problem.New(problem.InvalidRequest, "The body is not a valid form.")
	}
	for name, values := range form {
		if len(values) > 1 || !utf8.ValidString(name) || !utf8.ValidString(values[0]) {
			return nil, problem.New(problem.InvalidRequest, "A field of the form appears twice or is not valid UTF-8.")
		}
	}
	return form, nil
}
