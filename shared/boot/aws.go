package boot

import (
	"context"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Bounds of a call. An attempt times out long before the function does. The
// deadline of the request, which is earlier than the function's, ends all attempts.
//
// A retry makes a conditional write ambiguous: the first attempt may have been
// applied and only its reply lost. That is safe, because every write of the store
// is idempotent under its order's key and recognises its own work.
const (
	connectTimeout = 1 * time.Second
	attemptTimeout = 2 * time.Second
	attempts       = 3
	firstPause     = 50 * time.Millisecond // upper bound; doubled before the third attempt
)

// AWS returns the configuration of AWS clients, made from the variables that
// Lambda sets and the SDK's own AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE>. It
// is the same at each call, so that all clients share their connections.
func (e *Env) AWS() aws.Config {
	if e.aws == nil {
		cfg := e.newAWS()
		e.aws = &cfg
	}
	return *e.aws
}

func (e *Env) newAWS() aws.Config {
	credentials := aws.Credentials{
		AccessKeyID:     e.Required("AWS_ACCESS_KEY_ID"),
		SecretAccessKey: e.Required("AWS_SECRET_ACCESS_KEY"),
		SessionToken:    e.get("AWS_SESSION_TOKEN"),
		Source:          "environment",
	}
	cfg := aws.Config{
		Region: e.Required("AWS_REGION"),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return credentials, nil
		}),
		HTTPClient:    calls{newHTTPClient().GetTransport(), attemptTimeout},
		Retryer:       newRetryer,
		ConfigSources: []any{endpoints{e.get}},
	}
	if address := e.get("AWS_ENDPOINT_URL"); address != "" {
		cfg.BaseEndpoint = &address
	}
	return cfg
}

// filesTimeout bounds an attempt at a call that carries a file of some 100 MB.
const filesTimeout = 60 * time.Second

// ForFiles returns cfg for a client whose calls carry large files.
func ForFiles(cfg aws.Config) aws.Config {
	cfg.HTTPClient = newHTTPClient().WithTimeout(filesTimeout)
	return cfg
}

// DynamoDB returns a client of DynamoDB.
func DynamoDB(cfg aws.Config) *dynamodb.Client { return dynamodb.NewFromConfig(cfg) }

// newHTTPClient returns a client that keeps connections open between invocations.
// It does not offer HTTP/2, because AWS's data endpoints speak HTTP/1.1 only.
func newHTTPClient() *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = connectTimeout }).
		WithTransportOptions(func(t *http.Transport) {
			t.TLSHandshakeTimeout = connectTimeout
			t.MaxIdleConnsPerHost = t.MaxIdleConns // a client calls one host
			t.Protocols = new(http.Protocols)
			t.Protocols.SetHTTP1(true)
		})
}

// newRetryer returns a retryer whose pauses are random, up to a bound that
// doubles: processes that were throttled together must not retry together.
func newRetryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = attempts
		o.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) {
			return rand.N(firstPause << max(attempt-1, 0)), nil
		})
	})
}

// endpoints is a configuration source of the SDK with the endpoints that are set
// for single services.
type endpoints struct{ get func(string) string }

// GetServiceBaseEndpoint returns the endpoint of one service, if it is set.
func (s endpoints) GetServiceBaseEndpoint(_ context.Context, sdkID string) (string, bool, error) {
	name := "AWS_ENDPOINT_URL_" + strings.ToUpper(strings.ReplaceAll(sdkID, " ", "_"))
	address := s.get(name)
	return address, address != "", nil
}
