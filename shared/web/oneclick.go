package web

import (
	"bytes"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"

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
	if form(mediaType, params["boundary"], body).Get("List-Unsubscribe") != "One-Click" {
		return "", true, problem.Invalid(problem.Field{Name: "List-Unsubscribe", Reason: "must be One-Click"})
	}
	token, given := param(r.URL.Query(), "token")
	if !given {
		return "", true, problem.Invalid(problem.Field{Name: "token", Reason: "must be in the query"})
	}
	return token, true, nil
}

// form reads the fields of a form; one that is broken has none.
func form(mediaType, boundary string, body []byte) url.Values {
	if mediaType == "application/x-www-form-urlencoded" {
		values, _ := url.ParseQuery(string(body))
		return values
	}
	parts, err := multipart.NewReader(bytes.NewReader(body), boundary).ReadForm(maxBody)
	if err != nil {
		return nil
	}
	return parts.Value
}
