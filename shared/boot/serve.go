package boot

import (
	"context"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/awslabs/aws-lambda-go-api-proxy/core"

	"storefront/shared/web"
)

// grace is kept back from the function's time, so that the function itself can
// answer a request that runs out of time before the gateway cuts it off.
const grace = 250 * time.Millisecond

// Handler answers the events of an API Gateway HTTP API (payload 2.0) with h.
// Panics are left to h; a [web.Router] recovers from them.
func Handler(h http.Handler) func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	return func(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		return invoke(ctx, h, event)
	}
}

// invoke converts event and response with the API proxy, and repairs what the
// proxy gets wrong on either side.
func invoke(ctx context.Context, h http.Handler, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-grace))
		defer cancel()
	}
	ctx = web.WithRequestID(ctx, event.RequestContext.RequestID)
	var proxy core.RequestAccessorV2
	r, err := proxy.EventToRequest(withoutURL(event))
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, fmt.Errorf("convert event: %w", err)
	}
	repair(r, event)
	w := core.NewProxyResponseWriterV2()
	answer := &answer{proxy: w, header: http.Header{}, bodyless: r.Method == http.MethodHead}
	h.ServeHTTP(answer, r.WithContext(ctx))
	answer.WriteHeader(http.StatusOK) // ignored unless the handler wrote nothing
	return w.GetProxyResponse()
}

// withoutURL returns event without the parts of its URL: the proxy prints a URL
// that it cannot parse, and with it what the shopper sent.
func withoutURL(event events.APIGatewayV2HTTPRequest) events.APIGatewayV2HTTPRequest {
	event.RawPath, event.RawQueryString, event.RequestContext.DomainName = "/", "", ""
	return event
}

// repair makes r what net/http's own server would make of the event: with its URL,
// a remote address with a port, and header values as they were sent. The proxy
// splits most of them at their commas.
func repair(r *http.Request, event events.APIGatewayV2HTTPRequest) {
	r.URL = urlOf(event)
	r.RequestURI = r.URL.RequestURI()
	r.RemoteAddr = net.JoinHostPort(event.RequestContext.HTTP.SourceIP, "0")
	for name, value := range event.Headers {
		r.Header.Set(name, value)
	}
	r.Host = r.Header.Get("Host")
	r.Header.Del("Host")
}

// urlOf returns the URL of an event, without the stage. Despite its name, an HTTP
// API has decoded RawPath, so a percent sign in it stands for itself. Decoding it
// again would give one product two addresses, and a filter or cache that goes by
// path would know only one of them.
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

// answer applies the rules of net/http, which the proxy's writer does not follow: the
// first WriteHeader counts, headers set after it do not, informational statuses are
// ignored, and HEAD gets no body.
type answer struct {
	proxy    http.ResponseWriter
	header   http.Header
	bodyless bool
	begun    bool
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.begun || status < http.StatusOK {
		return
	}
	a.begun = true
	maps.Copy(a.proxy.Header(), a.header)
	a.proxy.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	if a.bodyless {
		return len(b), nil
	}
	return a.proxy.Write(b)
}
