// Package awscall calls single operations of AWS services that speak JSON. The SDK's client of a
// service includes all of its operations. The clients of SES and SQS would make up a tenth of a
// function's archive and a fifth of its start, for one operation each. The SDK still signs, sends
// and retries the calls.
package awscall

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go"
	smithytime "github.com/aws/smithy-go/time"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Service is an AWS service.
type Service struct {
	ID      string // the SDK's name for it, as in AWS_ENDPOINT_URL_<ID>
	Host    string // the first label of its host name in each AWS Region
	Signing string // its name in signatures
}

// Caller calls a service.
type Caller struct {
	cfg     aws.Config
	service Service
	signer  *v4.Signer
}

// New returns a caller with the endpoint, the HTTP client and the retries of cfg.
func New(cfg aws.Config, s Service) *Caller {
	if cfg.HTTPClient == nil {
		cfg.HTTPClient = http.DefaultClient
	}
	if cfg.Retryer == nil {
		cfg.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
	}
	return &Caller{cfg: cfg, service: s, signer: v4.NewSigner()}
}

// maxAnswer bounds an answer, in bytes. Ten messages of SQS have at most 2.5 MB, but more as JSON.
const maxAnswer = 16 << 20

// Post posts in as JSON to a path of the service, with header. It decodes the answer into out,
// unless out is nil. If the service refuses the call, the error is a [smithy.APIError]. After any
// other error, the call may have been made.
func (c *Caller) Post(ctx context.Context, path string, header http.Header, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("encode call: %w", err)
	}
	endpoint, err := c.endpoint(ctx)
	if err != nil {
		return fmt.Errorf("find endpoint: %w", err)
	}
	retryer := c.cfg.Retryer()
	for attempt := 1; ; attempt++ {
		err := c.attempt(ctx, endpoint+path, header, body, out)
		if err == nil || attempt >= max(1, retryer.MaxAttempts()) || !retryer.IsErrorRetryable(err) || ctx.Err() != nil {
			return err
		}
		pause, late := retryer.RetryDelay(attempt, err)
		if late != nil {
			return err
		}
		if smithytime.SleepWithContext(ctx, pause) != nil {
			return err
		}
	}
}

// endpoint returns the configured address of the service, or its address in the AWS Region.
func (c *Caller) endpoint(ctx context.Context) (string, error) {
	for _, source := range c.cfg.ConfigSources {
		if s, ok := source.(interface {
			GetServiceBaseEndpoint(ctx context.Context, sdkID string) (string, bool, error)
		}); ok {
			if address, found, err := s.GetServiceBaseEndpoint(ctx, c.service.ID); err != nil || found {
				return strings.TrimSuffix(address, "/"), err
			}
		}
	}
	if c.cfg.BaseEndpoint != nil {
		return strings.TrimSuffix(*c.cfg.BaseEndpoint, "/"), nil
	}
	return "https://" + c.service.Host + "." + c.cfg.Region + ".amazonaws.com", nil
}

func (c *Caller) attempt(ctx context.Context, url string, header http.Header, body []byte, out any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	maps.Copy(request.Header, header)
	credentials, err := c.cfg.Credentials.Retrieve(ctx)
	if err != nil {
		return fmt.Errorf("get credentials: %w", err)
	}
	sum := sha256.Sum256(body)
	if err := c.signer.SignHTTP(ctx, credentials, request, hex.EncodeToString(sum[:]), c.service.Signing, c.cfg.Region, time.Now()); err != nil {
		return fmt.Errorf("sign call: %w", err)
	}
	response, err := c.cfg.HTTPClient.Do(request)
	if err != nil {
		return &smithyhttp.RequestSendError{Err: err}
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return &smithyhttp.RequestSendError{Err: err}
	}
	if response.StatusCode != http.StatusOK {
		return &smithyhttp.ResponseError{Response: &smithyhttp.Response{Response: response}, Err: refusal(response, answer)}
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("decode answer: %w", err)
	}
	return nil
}

// refusal returns the error in an answer. Services put its code in a header or in the body. Some
// put a namespace before it or an address after it.
func refusal(response *http.Response, answer []byte) error {
	var said struct {
		Type    string `json:"__type"`
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	_ = json.Unmarshal(answer, &said) // if a proxy's answer is not JSON, the status has to do
	code, _, _ := strings.Cut(cmp.Or(response.Header.Get("X-Amzn-Errortype"), said.Type, said.Code, response.Status), ":")
	code = code[strings.LastIndexByte(code, '#')+1:]
	return &smithy.GenericAPIError{Code: code, Message: said.Message}
}
