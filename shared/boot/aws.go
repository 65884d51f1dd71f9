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

// How long an attempt at a call may take and how often it is made. An attempt
// is given up long before the function is; the request's deadline, which comes
// before the function's, ends them all.
//
// A retry makes a conditional write ambiguous: the first attempt may have been
// applied though its reply was lost. That is safe, because every write of the
// store is idempotent under its order's key and recognises its own work.
const (
	connectTimeout = 1 * time.Second
	attemptTimeout = 2 * time.Second
	attempts       = 3
	firstPause     = 50 * time.Millisecond // at most; doubled before the third attempt
)

// AWS is the configuration of AWS clients from the variables that Lambda sets
// and the SDK's own AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE>.
func (e *Env) AWS() aws.Config {
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

// filesTimeout is for an attempt at a call that carries a file of some 100 MB.
const filesTimeout = 60 * time.Second

// ForFiles is the configuration of a client whose calls carry large files.
func ForFiles(cfg aws.Config) aws.Config {
	cfg.HTTPClient = newHTTPClient().WithTimeout(filesTimeout)
	return cfg
}

// DynamoDB is a client of DynamoDB.
func DynamoDB(cfg aws.Config) *dynamodb.Client { return dynamodb.NewFromConfig(cfg) }

// newHTTPClient keeps connections open between invocations. AWS's endpoints
// for data speak HTTP/1.1 only, so HTTP/2 is not even offered.
func newHTTPClient() *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = connectTimeout }).
		WithTransportOptions(func(t *http.Transport) {
			t.TLSHandshakeTimeout = connectTimeout
			t.MaxIdleConnsPerHost = t.MaxIdleConns // one host is all there is
			t.Protocols = new(http.Protocols)
			t.Protocols.SetHTTP1(true)
		})
}

// newRetryer pauses for a random part of a doubling time: processes that were
// throttled together must not come back together.
func newRetryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = attempts
		o.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) {
			return rand.N(firstPause << max(attempt-1, 0)), nil
		})
	})
}

// endpoints tells each client of the SDK the address set for its service.
type endpoints struct{ get func(string) string }

// GetServiceBaseEndpoint is what the SDK asks of its configuration sources.
func (s endpoints) GetServiceBaseEndpoint(_ context.Context, sdkID string) (string, bool, error) {
	name := "AWS_ENDPOINT_URL_" + strings.ToUpper(strings.ReplaceAll(sdkID, " ", "_"))
	address := s.get(name)
	return address, address != "", nil
}
