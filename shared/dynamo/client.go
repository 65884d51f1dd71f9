package dynamo

import (
	"context"
	"errors"
	"io"
	"net/url"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/schemas"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/auth"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// client makes the calls that a hold consists of without the stack of middleware
// that the SDK puts up and takes down for each call, which takes more of a
// processor than all else in the call. What makes a call right is the SDK's own
// all the same: its types and what writes and reads them, its errors, its
// signature, its retries. The other calls go the SDK's way.
type client struct {
	*dynamodb.Client
	options dynamodb.Options
	url     *url.URL       // of DynamoDB; nil: every call goes the SDK's way
	retries *retry.Attempt // makes attempts until one is the last
}

// newClient makes a client of one of the SDK's. All calls go the SDK's way when
// its options change what is done for a call, or its endpoint is more than an
// address. Tracers and meters hear only of calls that do.
func newClient(c *dynamodb.Client) *client {
	d := &client{Client: c, options: c.Options()}
	o := &d.options
	if o.Region == "" || len(o.APIOptions) > 0 || intercepts(o.Interceptors) || o.ClientLogMode != 0 {
		return d
	}
	endpoint, err := o.EndpointResolverV2.ResolveEndpoint(context.Background(),
		dynamodb.EndpointParameters{Region: &o.Region, Endpoint: o.BaseEndpoint}.WithDefaults())
	if err != nil {
		return d // whoever calls first is told
	}
	if _, special := auth.GetAuthOptions(&endpoint.Properties); special || len(endpoint.Headers) > 0 {
		return d
	}
	if d.url = &endpoint.URI; d.url.Path == "" {
		d.url.Path = "/"
	}
	d.retries = retry.NewAttemptMiddleware(o.Retryer, func(request any) any { return request })
	return d
}

// intercepts reports whether there is any interceptor.
func intercepts(r smithyhttp.InterceptorRegistry) bool {
	for _, list := range reflect.ValueOf(r).Fields() {
		if list.Len() > 0 {
			return true
		}
	}
	return false
}

// operation is a call that DynamoDB takes.
type operation = smithy.OperationSchema

var (
	getItem    = smithy.NewOperationSchema(schemas.GetItem, schemas.GetItemInput, schemas.GetItemOutput)
	putItem    = smithy.NewOperationSchema(schemas.PutItem, schemas.PutItemInput, schemas.PutItemOutput)
	queryItems = smithy.NewOperationSchema(schemas.Query, schemas.QueryInput, schemas.QueryOutput)
	updateItem = smithy.NewOperationSchema(schemas.UpdateItem, schemas.UpdateItemInput, schemas.UpdateItemOutput)
)

// GetItem is the SDK's.
func (c *client) GetItem(ctx context.Context, in *dynamodb.GetItemInput) (*dynamodb.GetItemOutput, error) {
	return call(ctx, c, getItem, in, new(dynamodb.GetItemOutput), c.Client.GetItem)
}

// PutItem is the SDK's.
func (c *client) PutItem(ctx context.Context, in *dynamodb.PutItemInput) (*dynamodb.PutItemOutput, error) {
	return call(ctx, c, putItem, in, new(dynamodb.PutItemOutput), c.Client.PutItem)
}

// Query is the SDK's.
func (c *client) Query(ctx context.Context, in *dynamodb.QueryInput) (*dynamodb.QueryOutput, error) {
	return call(ctx, c, queryItems, in, new(dynamodb.QueryOutput), c.Client.Query)
}

// UpdateItem is the SDK's.
func (c *client) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput) (*dynamodb.UpdateItemOutput, error) {
	return call(ctx, c, updateItem, in, new(dynamodb.UpdateItemOutput), c.Client.UpdateItem)
}

// call makes a call and fills out with its answer, or goes the SDK's way. That
// also corrects a clock so wrong that DynamoDB takes no signature of its time.
func call[In smithy.Serializable, Out smithy.Deserializable](
	ctx context.Context, c *client, op *operation, in In, out Out,
	sdk func(context.Context, In, ...func(*dynamodb.Options)) (Out, error),
) (Out, error) {
	if c.url == nil {
		return sdk(ctx, in)
	}
	err := c.do(ctx, op, in, out)
	if err == nil {
		return out, nil
	}
	if refused, ok := errors.AsType[smithy.APIError](err); ok && refused.ErrorCode() == "InvalidSignatureException" {
		return sdk(ctx, in)
	}
	var none Out
	return none, &smithy.OperationError{ServiceID: dynamodb.ServiceID, OperationName: op.ID().Name, Err: err}
}

// do writes a call down and makes attempts at it, as many as the SDK would.
func (c *client) do(ctx context.Context, op *operation, in smithy.Serializable, out smithy.Deserializable) error {
	request := smithyhttp.NewStackRequest().(*smithyhttp.Request)
	if err := c.options.Protocol.SerializeRequest(ctx, op, in, request); err != nil {
		return err
	}
	body, err := io.ReadAll(request.GetStream())
	if err != nil {
		return err
	}
	attempt := func(ctx context.Context, _ middleware.FinalizeInput) (_ middleware.FinalizeOutput, _ middleware.Metadata, err error) {
		err = c.attempt(ctx, op, request.Header, body, out)
		return
	}
	_, _, err = c.retries.HandleFinalize(ctx, middleware.FinalizeInput{}, middleware.FinalizeHandlerFunc(attempt))
	return err
}
