package dynamo

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// userAgent tells AWS who calls. The SDK's own says more.
const userAgent = "storefront aws-sdk-go-v2/" + aws.SDKVersion

// attempt sends a call once and reads its answer. Its errors are the SDK's, which
// is how its retries know what to try again.
func (c *client) attempt(ctx context.Context, op *operation, header http.Header, body []byte, out smithy.Deserializable) error {
	request, err := c.request(ctx, header, body)
	if err != nil {
		return err
	}
	answer, err := c.options.HTTPClient.Do(request)
	if err != nil {
		if ctx.Err() != nil {
			return &smithy.CanceledError{Err: ctx.Err()}
		}
		return &smithyhttp.RequestSendError{Err: err}
	}
	defer answer.Body.Close() //nolint:errcheck // it was read, or cannot be
	response := &smithyhttp.Response{Response: answer}
	if err = check(answer); err == nil {
		err = c.options.Protocol.DeserializeResponse(ctx, op, dynamodb.TypeRegistry, response, out)
	}
	if err != nil {
		return &awshttp.ResponseError{
			ResponseError: &smithyhttp.ResponseError{Response: response, Err: err},
			RequestID:     answer.Header.Get("X-Amzn-Requestid"),
		}
	}
	return nil
}

// request makes an attempt's own request, signed unless the client is anonymous.
// Its body is one that net/http knows to be in memory.
func (c *client) request(ctx context.Context, header http.Header, body []byte) (*http.Request, error) {
	address := *c.url
	request := &http.Request{
		Method: http.MethodPost,
		URL:    &address,
		Header: http.Header{
			"Accept-Encoding": {"identity"},
			"Content-Type":    header["Content-Type"],
			"User-Agent":      {userAgent},
			"X-Amz-Target":    header["X-Amz-Target"],
		},
		ContentLength: int64(len(body)),
		GetBody:       func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil },
	}
	request.Body, _ = request.GetBody()
	request = request.WithContext(ctx)
	if c.options.Credentials == nil {
		return request, nil
	}
	credentials, err := c.options.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, fmt.Errorf("get credentials: %w", err)
	}
	sum := sha256.Sum256(body)
	err = c.options.HTTPSignerV4.SignHTTP(ctx, credentials, request, hex.EncodeToString(sum[:]), "dynamodb", c.options.Region, time.Now())
	if err != nil {
		return nil, fmt.Errorf("sign request: %w", err)
	}
	return request, nil
}

// check holds an answer to the checksum that DynamoDB gives along with it.
func check(answer *http.Response) error {
	header := answer.Header.Get("X-Amz-Crc32")
	if header == "" {
		return nil
	}
	want, err := strconv.ParseUint(header, 10, 32)
	if err != nil {
		return &smithy.DeserializationError{Err: fmt.Errorf("checksum %q of the answer: %w", header, err)}
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return &smithy.DeserializationError{Err: fmt.Errorf("read the answer: %w", err)}
	}
	if crc32.ChecksumIEEE(body) != uint32(want) {
		return &smithy.DeserializationError{Err: errors.New("the answer is not the one that its checksum is of")}
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return nil
}
