package gateway

import (
	"crypto/rand"
	"encoding/base64"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"storefront/infra/local/lambda"
)

// event is a request in payload format 2.0.
type event struct {
	Version               string            `json:"version"`
	RouteKey              string            `json:"routeKey"`
	RawPath               string            `json:"rawPath"`
	RawQueryString        string            `json:"rawQueryString"`
	Cookies               []string          `json:"cookies,omitempty"`
	Headers               map[string]string `json:"headers"`
	QueryStringParameters map[string]string `json:"queryStringParameters,omitempty"`
	RequestContext        requestContext    `json:"requestContext"`
	PathParameters        map[string]string `json:"pathParameters,omitempty"`
	Body                  string            `json:"body,omitempty"`
	IsBase64Encoded       bool              `json:"isBase64Encoded"`
}

type requestContext struct {
	AccountID    string      `json:"accountId"`
	APIID        string      `json:"apiId"`
	DomainName   string      `json:"domainName"`
	DomainPrefix string      `json:"domainPrefix"`
	HTTP         contextHTTP `json:"http"`
	RequestID    string      `json:"requestId"`
	RouteKey     string      `json:"routeKey"`
	Stage        string      `json:"stage"`
	Time         string      `json:"time"` // in the Common Log Format
	TimeEpoch    int64       `json:"timeEpoch"`
}

type contextHTTP struct {
	Method    string `json:"method"`
	Path      string `json:"path"`
	Protocol  string `json:"protocol"`
	SourceIP  string `json:"sourceIp"`
	UserAgent string `json:"userAgent"`
}

func (a *API) event(r *http.Request, route *route, parameters map[string]string, body []byte, id string) event {
	now := a.now().UTC()
	e := event{
		Version:               "2.0",
		RouteKey:              route.key,
		RawPath:               r.URL.Path, // an HTTP API hands the path on decoded, despite the name
		RawQueryString:        r.URL.RawQuery,
		Cookies:               cookies(r.Header),
		Headers:               headers(r, len(body), now),
		QueryStringParameters: query(r.URL.RawQuery),
		PathParameters:        parameters,
		RequestContext: requestContext{
			AccountID:    lambda.Account,
			APIID:        a.id,
			DomainName:   r.Host,
			DomainPrefix: prefix(r.Host),
			HTTP: contextHTTP{
				Method:    r.Method,
				Path:      r.URL.Path,
				Protocol:  r.Proto,
				SourceIP:  sourceIP(r),
				UserAgent: r.UserAgent(),
			},
			RequestID: id,
			RouteKey:  route.key,
			Stage:     "$default",
			Time:      now.Format("02/Jan/2006:15:04:05 -0700"),
			TimeEpoch: now.UnixMilli(),
		},
	}
	if len(body) == 0 {
		return e
	}
	if isText(r.Header.Get("Content-Type")) && utf8.Valid(body) {
		e.Body = string(body)
	} else {
		e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	return e
}

// headers gives all headers but the cookies, which an event has elsewhere, and
// those that concern one connection only. A header that came several times is
// joined by commas.
func headers(r *http.Request, length int, now time.Time) map[string]string {
	joined := map[string]string{}
	for name, values := range r.Header {
		joined[strings.ToLower(name)] = strings.Join(values, ",")
	}
	for _, name := range []string{"cookie", "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"} {
		delete(joined, name)
	}
	joined["host"] = r.Host
	joined["content-length"] = strconv.Itoa(length)
	joined["x-forwarded-for"] = strings.TrimPrefix(joined["x-forwarded-for"]+", "+sourceIP(r), ", ")
	joined["x-forwarded-proto"] = "http"
	joined["x-forwarded-port"] = "80"
	if _, port, err := net.SplitHostPort(r.Host); err == nil {
		joined["x-forwarded-port"] = port
	}
	if joined["x-amzn-trace-id"] == "" {
		joined["x-amzn-trace-id"] = traceID(now)
	}
	return joined
}

// cookies gives each cookie as it was sent, such as "name=value".
func cookies(h http.Header) []string {
	var list []string
	for _, line := range h.Values("Cookie") {
		for cookie := range strings.SplitSeq(line, ";") {
			if cookie = strings.TrimSpace(cookie); cookie != "" {
				list = append(list, cookie)
			}
		}
	}
	return list
}

// query gives the query's parameters, decoded; one that came several times is
// joined by commas. What cannot be decoded stays as it is.
func query(raw string) map[string]string {
	if raw == "" {
		return nil
	}
	joined := map[string]string{}
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if name = unescape(name); name == "" {
			continue
		}
		if before, repeated := joined[name]; repeated {
			joined[name] = before + "," + unescape(value)
		} else {
			joined[name] = unescape(value)
		}
	}
	return joined
}

func unescape(s string) string {
	if decoded, err := url.QueryUnescape(s); err == nil {
		return decoded
	}
	return s
}

// isText says whether a body of this type stands in an event as it is. All
// others are base64, a form and a body without a type among them.
func isText(contentType string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	switch media {
	case "application/json", "application/xml", "application/javascript":
		return true
	}
	return strings.HasPrefix(media, "text/")
}

func sourceIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

func prefix(host string) string {
	first, _, _ := strings.Cut(host, ".")
	first, _, _ = strings.Cut(first, ":")
	return first
}

// requestID makes an id of the shape API Gateway's have.
func requestID() string {
	b := make([]byte, 11)
	rand.Read(b) // never fails
	return base64.URLEncoding.EncodeToString(b)
}

func traceID(now time.Time) string {
	const hex = "0123456789abcdef"
	b := make([]byte, 24)
	rand.Read(b) // never fails
	for i := range b {
		b[i] = hex[b[i]&0xf]
	}
	return "Root=1-" + strconv.FormatInt(now.Unix(), 16) + "-" + string(b)
}
