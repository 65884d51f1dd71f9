package web

import (
	"mime"
	"net/http"
	"net/url"
	"strings"

	"storefront/shared/problem"
)

// OneClick recognises the form that a mail program posts to a List-Unsubscribe
// address (RFC 8058), and gives the token in the address's query. Any other
// request is not one: oneClick is false and its body is left unread.
func OneClick(r *http.Request) (token string, oneClick bool, err error) {
	mediaType, params, _ := mime.ParseMediaType(single(r, "Content-Type"))
	if mediaType != "application/x-www-form-urlencoded" && mediaType != "multipart/form-data" {
		return "", false, nil
	}
	body, err := readBody(r)
	if err != nil {
		return "", true, err
	}
	if !asksToLeave(mediaType, params["boundary"], string(body)) {
		return "", true, problem.Invalid(problem.Field{Name: "List-Unsubscribe", Reason: "must be One-Click"})
	}
	token, given := param(r.URL.Query(), "token")
	if !given {
		return "", true, problem.New(problem.Unauthorized, "The address lacks the token that the mail had in its query.")
	}
	return token, true, nil
}

// asksToLeave reports whether a form has the field of RFC 8058. Others beside it,
// be they broken, do not matter: whoever wants to leave is let go.
func asksToLeave(mediaType, boundary, body string) bool {
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
		if nameOf(head) == field && strings.TrimSuffix(content, "\r\n") == value {
			return true
		}
	}
	return false
}

// nameOf gives the name of a form's part by its header, or "".
func nameOf(head string) string {
	for line := range strings.SplitSeq(head, "\r\n") {
		header, disposition, _ := strings.Cut(line, ":")
		if strings.EqualFold(header, "Content-Disposition") {
			_, params, _ := mime.ParseMediaType(disposition)
			return params["name"]
		}
	}
	return ""
}
