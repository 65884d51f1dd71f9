package web

import (
	"mime"
	"net/http"
	"net/url"
	"strings"

	"storefront/shared/problem"
)

// OneClick recognises the form that a mail program posts to a List-Unsubscribe
// address (RFC 8058), and returns the token in the query of that address. For any
// other content type oneClick is false, and the body is left unread.
func OneClick(r *http.Request) (token string, oneClick bool, err error) {
	mediaType, params, _ := mime.ParseMediaType(single(r, "Content-Type"))
	if mediaType != "application/x-www-form-urlencoded" && mediaType != "multipart/form-data" {
		return "", false, nil
	}
	body, err := readBody(r)
	if err != nil {
		return "", true, err
	}
	if !hasOneClick(mediaType, params["boundary"], string(body)) {
		return "", true, problem.Invalid(problem.Field{Name: "List-Unsubscribe", Reason: "must be One-Click"})
	}
	token, given := param(r.URL.Query(), "token")
	if !given {
		return "", true, problem.New(problem.Unauthorized, "The query has no token. Use the address exactly as it is in the email.")
	}
	return token, true, nil
}

// hasOneClick reports whether a form has the field of RFC 8058. It ignores other
// parts, even malformed ones, because unsubscribing should not fail on them.
func hasOneClick(mediaType, boundary, body string) bool {
	const field, value = "List-Unsubscribe", "One-Click"
	if mediaType == "application/x-www-form-urlencoded" {
		values, _ := url.ParseQuery(body)
		return values.Get(field) == value
	}
	if boundary == "" {
		return false
	}
	for part := range strings.SplitSeq(body, "--"+boundary) {
		head, content, _ := strings.Cut(part, "\r\n\r\n")
		if partName(head) == field && strings.TrimSuffix(content, "\r\n") == value {
			return true
		}
	}
	return false
}

// partName returns the name of a form's part from its header, or "".
func partName(head string) string {
	for line := range strings.SplitSeq(head, "\r\n") {
		header, disposition, _ := strings.Cut(line, ":")
		if strings.EqualFold(header, "Content-Disposition") {
			_, params, _ := mime.ParseMediaType(disposition)
			return params["name"]
		}
	}
	return ""
}
