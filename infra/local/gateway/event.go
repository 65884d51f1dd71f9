package gateway

import (
	"encoding/base64"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"

	"storefront/infra/local/lambda"
)

// event is a request in payload format 2.0. It has no authentication, which is the
// client's certificate in mutual TLS.
type event struct {
	events.APIGatewayV2HTTPRequest
	RequestContext requestContext `json:"requestContext"`
}

type requestContext struct {
	events.APIGatewayV2HTTPRequestContext
	Authentication *struct{} `json:"authentication,omitempty"` // nil
}

func (a *API) event(r *http.Request, route *route, parameters map[string]string, body []byte, id string) event {
	now := a.now().UTC()
	e := event{APIGatewayV2HTTPRequest: events.APIGatewayV2HTTPRequest{
		Version:               "2.0",
		RouteKey:              route.key,
		RawPath:               r.URL.Path, // an HTTP API passes the path decoded, despite the name
		RawQueryString:        r.URL.RawQuery,
		Cookies:               cookies(r.Header),
		Headers:               headers(r, len(body), now),
		QueryStringParameters: query(r.URL.RawQuery),
		PathParameters:        parameters,
	}}
	e.RequestContext.APIGatewayV2HTTPRequestContext = events.APIGatewayV2HTTPRequestContext{
		RouteKey:     route.key,
		AccountID:    lambda.Account,
		Stage:        "$default",
		RequestID:    id,
		APIID:        a.id,
		DomainName:   r.Host,
		DomainPrefix: r.Host[:strings.IndexAny(r.Host+".", ".:")],
		Time:         now.Format("02/Jan/2006:15:04:05 -0700"), // the Common Log Format
		TimeEpoch:    now.UnixMilli(),
		HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
			Method:    r.Method,
			Path:      r.URL.Path,
			Protocol:  r.Proto,
			SourceIP:  sourceIP(r),
			UserAgent: r.UserAgent(),
		},
	}
	if isText(r.Header.Get("Content-Type")) && utf8.Valid(body) {
		e.Body = string(body)
	} else if len(body) > 0 {
		e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	return e
}

// connectionHeaders concern one connection only, and are not passed on.
var connectionHeaders = []string{"Connection", "Content-Length", "Keep-Alive", "Te", "Trailer", "Transfer-Encoding", "Upgrade"}

// headers returns a request's headers as an event has them: without cookies, which
// the event has elsewhere, and with what API Gateway adds.
func headers(r *http.Request, length int, now time.Time) map[string]string {
	list := map[string]string{}
	for name, value := range joined(r.Header) {
		if name != "Cookie" && !slices.Contains(connectionHeaders, name) {
			list[strings.ToLower(name)] = value
		}
	}
	list["host"] = r.Host
	list["content-length"] = strconv.Itoa(length)
	list["x-forwarded-for"] = strings.TrimPrefix(list["x-forwarded-for"]+", "+sourceIP(r), ", ")
	list["x-forwarded-proto"] = "http"
	list["x-forwarded-port"] = "80"
	if _, port, err := net.SplitHostPort(r.Host); err == nil {
		list["x-forwarded-port"] = port
	}
	if list["x-amzn-trace-id"] == "" {
		list["x-amzn-trace-id"] = lambda.TraceRoot(now)
	}
	return list
}

// joined joins the values of each header or parameter by commas.
func joined(values map[string][]string) map[string]string {
	list := map[string]string{}
	for name, v := range values {
		list[name] = strings.Join(v, ",")
	}
	return list
}

// query returns the parameters, decoded. What cannot be decoded stays as it is.
func query(raw string) map[string]string {
	values := url.Values{}
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if name != "" {
			values.Add(unescape(name), unescape(value))
		}
	}
	return joined(values)
}

func unescape(s string) string {
	if decoded, err := url.QueryUnescape(s); err == nil {
		return decoded
	}
	return s
}

// cookies returns each cookie as it was sent, such as "name=value".
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

// isText reports whether an event has a body of this type as it is, rather than in
// base64. A form is in base64, and so is a body without a type.
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

// sourceIP returns the client's address without its port.
func sourceIP(r *http.Request) string {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	return host
}
