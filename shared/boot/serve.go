package boot

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/awslabs/aws-lambda-go-api-proxy/httpadapter"

	"storefront/shared/web"
)

// grace is kept back from the function's time, so that a request that runs out
// of it is answered by the function and not cut off by the gateway.
const grace = 250 * time.Millisecond

// Handler answers the events of an API Gateway HTTP API (payload 2.0) with h,
// such as a [web.Router], which catches panics.
func Handler(h http.Handler) func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	return func(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		return invoke(ctx, h, event)
	}
}

// invoke has the API proxy convert event and answer. What the proxy would get
// wrong it is not given: the request is set right before h sees it, and the
// answer is complete before the proxy does.
func invoke(ctx context.Context, h http.Handler, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-grace))
		defer cancel()
	}
	ctx = web.WithRequestID(ctx, event.RequestContext.RequestID)
	body, err := bodyOf(event)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	proxy := httpadapter.NewV2(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := newAnswer()
		h.ServeHTTP(answer, mend(r, event))
		answer.sendTo(w, r.Method)
	}))
	return proxy.ProxyWithContext(ctx, plain(event, body))
}

// plain is an event without what the proxy would get wrong: it splits headers
// on their commas, and prints what it cannot parse as it came from the shopper.
// mend puts back what is left out.
func plain(event events.APIGatewayV2HTTPRequest, body string) events.APIGatewayV2HTTPRequest {
	event.RawPath = "/"
	event.RawQueryString = ""
	event.QueryStringParameters = nil
	event.Headers = nil
	event.Cookies = nil
	event.RequestContext.DomainName = ""
	event.Body, event.IsBase64Encoded = body, false
	return event
}

// mend gives a request what its event says, as net/http's own server would
// have it: header values as they were sent, a host, the address of whoever asks,
// and a path without the stage.
func mend(r *http.Request, event events.APIGatewayV2HTTPRequest) *http.Request {
	r.URL = urlOf(event)
	r.RequestURI = r.URL.RequestURI()
	r.RemoteAddr = net.JoinHostPort(event.RequestContext.HTTP.SourceIP, "0")
	for name, value := range event.Headers {
		r.Header.Set(name, value)
	}
	if len(event.Cookies) > 0 {
		r.Header.Set("Cookie", strings.Join(event.Cookies, "; "))
	}
	r.Host = r.Header.Get("Host")
	r.Header.Del("Host")
	return r
}

// urlOf reads the path without its stage. An HTTP API decodes it, despite its
// name: a percent sign in it is one that was sent encoded, and means itself. To
// decode it again would give one product two addresses, of which whoever filters
// or caches by path knows one.
func urlOf(event events.APIGatewayV2HTTPRequest) *url.URL {
	path := event.RawPath
	if stage := event.RequestContext.Stage; stage != "" && stage != "$default" {
		if rest, ok := strings.CutPrefix(path, "/"+stage); ok && (rest == "" || rest[0] == '/') {
			path = rest
		}
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return &url.URL{Path: path, RawQuery: event.RawQueryString}
}

func bodyOf(event events.APIGatewayV2HTTPRequest) (string, error) {
	if !event.IsBase64Encoded {
		return event.Body, nil
	}
	body, err := base64.StdEncoding.DecodeString(event.Body)
	if err != nil {
		return "", fmt.Errorf("event body: %w", err)
	}
	return string(body), nil
}

// answer collects what a handler writes, by net/http's rules: the first
// WriteHeader counts, headers set after it do not, and no WriteHeader is a 200.
type answer struct {
	header http.Header
	sent   http.Header // as they were at the first WriteHeader; nil before it
	status int
	body   bytes.Buffer
}

func newAnswer() *answer { return &answer{header: http.Header{}} }

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.sent != nil || status < http.StatusOK { // an informational status is not the answer's
		return
	}
	a.sent, a.status = a.header.Clone(), status
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

// sendTo gives the whole answer to the proxy, without the body that a HEAD
// request must not get.
func (a *answer) sendTo(w http.ResponseWriter, method string) {
	a.WriteHeader(http.StatusOK)
	maps.Copy(w.Header(), a.sent)
	w.WriteHeader(a.status)
	if method != http.MethodHead && a.body.Len() > 0 {
		_, _ = w.Write(a.body.Bytes()) // into memory: cannot fail
	}
}
