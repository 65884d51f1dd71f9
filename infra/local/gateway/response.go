package gateway

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode"
)

// response is a function's response in payload format 2.0.
type response struct {
	StatusCode      json.RawMessage   `json:"statusCode"` // nil: the function gives none
	Headers         map[string]string `json:"headers"`
	Cookies         []string          `json:"cookies"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
}

// respond writes a function's response as HTTP. A malformed one becomes an internal
// server error.
func (a *API) respond(w http.ResponseWriter, r *http.Request, payload []byte) {
	status, headers, body, err := decode(payload)
	if err != nil {
		message(w, http.StatusInternalServerError)
		return
	}
	a.share(headers, r)
	for name, values := range headers {
		w.Header()[name] = values
	}
	w.WriteHeader(status)
	w.Write(body)
}

func decode(payload []byte) (status int, headers http.Header, body []byte, err error) {
	var r response
	err = json.Unmarshal(payload, &r)
	if _, syntax := errors.AsType[*json.SyntaxError](err); syntax {
		return 0, nil, nil, err
	}
	if r.StatusCode == nil { // whatever err is: the payload need not be an object
		return http.StatusOK, http.Header{"Content-Type": {"application/json"}}, inferBody(payload), nil
	}
	if err != nil {
		return 0, nil, nil, err
	}
	status, err = strconv.Atoi(string(r.StatusCode))
	if err != nil || status < 200 || status > 599 {
		return 0, nil, nil, errors.New("the status code is not a number from 200 to 599")
	}
	body = []byte(r.Body)
	if r.IsBase64Encoded {
		body, err = base64.StdEncoding.DecodeString(r.Body)
	}
	headers = r.header()
	for name, values := range headers {
		if strings.ContainsFunc(name+strings.Join(values, ""), unicode.IsControl) { // a line break would begin another header
			return 0, nil, nil, errors.New("a header has a control character")
		}
	}
	return status, headers, body, err
}

// inferBody returns the body that JSON without a statusCode stands for: a string's
// text, or else the JSON itself.
func inferBody(payload []byte) []byte {
	var text *string
	if err := json.Unmarshal(payload, &text); err == nil && text != nil {
		return []byte(*text)
	}
	return payload
}

func (r response) header() http.Header {
	header := http.Header{"Content-Type": {"text/plain; charset=utf-8"}}
	for name, value := range r.Headers {
		header.Set(name, value)
	}
	for _, cookie := range r.Cookies {
		header.Add("Set-Cookie", cookie)
	}
	for _, name := range connectionHeaders {
		header.Del(name)
	}
	return header
}
