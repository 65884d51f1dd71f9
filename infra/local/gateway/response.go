package gateway

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
)

// response is what a function may answer in payload format 2.0.
type response struct {
	StatusCode      json.RawMessage   `json:"statusCode"` // nil: none is given
	Headers         map[string]string `json:"headers"`
	Cookies         []string          `json:"cookies"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
}

// respond turns a function's response into HTTP, or, when it is malformed,
// into an internal server error.
func respond(w http.ResponseWriter, payload []byte) {
	status, body, headers, err := decode(payload)
	if err != nil {
		message(w, http.StatusInternalServerError)
		return
	}
	for name, values := range headers {
		w.Header()[name] = values
	}
	w.WriteHeader(status)
	w.Write(body) //nolint:errcheck // the client is gone
}

func decode(payload []byte) (status int, body []byte, headers http.Header, err error) {
	var r response
	err = json.Unmarshal(payload, &r)
	if _, syntax := errors.AsType[*json.SyntaxError](err); syntax {
		return 0, nil, nil, err
	}
	if r.StatusCode == nil { // what else is wrong with it is no matter
		status, body, headers = infer(payload)
		return status, body, headers, nil
	}
	if err != nil {
		return 0, nil, nil, err
	}
	return r.structure()
}

// infer takes any JSON without a statusCode for the body of a good answer.
func infer(payload []byte) (int, []byte, http.Header) {
	headers := http.Header{"Content-Type": {"application/json"}}
	var text string
	if json.Unmarshal(payload, &text) == nil && payload[0] == '"' {
		return http.StatusOK, []byte(text), headers
	}
	return http.StatusOK, payload, headers
}

// structure takes the response for what it says.
func (r response) structure() (int, []byte, http.Header, error) {
	status, err := strconv.Atoi(string(r.StatusCode))
	if err != nil || status < 200 || status > 599 {
		return 0, nil, nil, errors.New("the status is none of HTTP's")
	}
	body := []byte(r.Body)
	if r.IsBase64Encoded {
		decoded, err := base64.StdEncoding.DecodeString(r.Body)
		if err != nil {
			return 0, nil, nil, err
		}
		body = decoded
	}
	headers := http.Header{"Content-Type": {"text/plain; charset=utf-8"}}
	for name, value := range r.Headers {
		headers.Set(name, value)
	}
	for _, cookie := range r.Cookies {
		headers.Add("Set-Cookie", cookie)
	}
	for _, name := range []string{"Connection", "Content-Length", "Keep-Alive", "Trailer", "Transfer-Encoding", "Upgrade"} {
		headers.Del(name) // they are the connection's, not the function's
	}
	return status, body, headers, validate(headers)
}

// validate refuses what could end a header early.
func validate(headers http.Header) error {
	for name, values := range headers {
		for _, value := range append(values, name) {
			if strings.ContainsAny(value, "\r\n\x00") {
				return errors.New("a header has a line break")
			}
		}
	}
	return nil
}
