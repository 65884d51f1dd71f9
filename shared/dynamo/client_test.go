package dynamo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
	"github.com/google/go-cmp/cmp"
)

// wire is a DynamoDB that gives its answers one after the other, the last again
// and again, and keeps what it was asked.
type wire struct {
	answers []reply
	asked   []*http.Request
	bodies  []string
}

// reply is an answer, or the error that comes instead.
type reply struct {
	status   int
	body     string
	checksum string
	err      error
}

func (w *wire) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	w.asked, w.bodies = append(w.asked, r), append(w.bodies, string(body))
	a := w.answers[min(len(w.asked), len(w.answers))-1]
	if a.err != nil {
		return nil, a.err
	}
	header := http.Header{"Content-Type": {"application/x-amz-json-1.0"}, "X-Amzn-Requestid": {"REQUEST"}}
	if a.checksum != "" {
		header.Set("X-Amz-Crc32", a.checksum)
	}
	return &http.Response{StatusCode: a.status, Header: header, Body: io.NopCloser(strings.NewReader(a.body))}, nil
}

// options are those of a client of a region in AWS.
func (w *wire) options() dynamodb.Options {
	return dynamodb.Options{Region: "us-west-2", Credentials: credentials.NewStaticCredentialsProvider("AKID", "hush", "session"), HTTPClient: w}
}

// direct is a client that leaves out the SDK's middleware, or fails the test.
func (w *wire) direct(t testing.TB) *client {
	t.Helper()
	c := newClient(dynamodb.New(w.options()))
	if c.url == nil {
		t.Fatal("calls go the SDK's way")
	}
	return c
}

// sdk is a client all of whose calls go the SDK's way.
func (w *wire) sdk() *client {
	o := w.options()
	o.APIOptions = append(o.APIOptions, func(*middleware.Stack) error { return nil })
	return newClient(dynamodb.New(o))
}

var table = "table"

// callsOf are the calls that need not go the SDK's way.
var callsOf = map[string]func(context.Context, *client) (any, error){
	"GetItem": func(ctx context.Context, c *client) (any, error) {
		return c.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: pk("a"), ConsistentRead: aws.Bool(true)})
	},
	"PutItem": func(ctx context.Context, c *client) (any, error) {
		return c.PutItem(ctx, &dynamodb.PutItemInput{
			TableName: &table, Item: item{
				"pk": &types.AttributeValueMemberS{Value: "a\"<é\n"}, "n": number(-1), "b": &types.AttributeValueMemberB{Value: []byte{0, 255}},
				"l": &types.AttributeValueMemberL{Value: []types.AttributeValue{&types.AttributeValueMemberBOOL{Value: true}}},
			},
			ConditionExpression:                 aws.String("attribute_not_exists(pk)"),
			ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
		})
	},
	"Query": func(ctx context.Context, c *client) (any, error) {
		return c.Query(ctx, &dynamodb.QueryInput{
			TableName: &table, KeyConditionExpression: aws.String("pk = :a"), ExpressionAttributeValues: item{":a": number(1)},
			ExclusiveStartKey: pk("b"),
		})
	},
	"UpdateItem": func(ctx context.Context, c *client) (any, error) {
		return c.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName: &table, Key: pk("a"), UpdateExpression: aws.String("SET #a = :one"),
			ExpressionAttributeNames: map[string]string{"#a": "a"}, ExpressionAttributeValues: item{":one": number(1)},
			ReturnValues: types.ReturnValueUpdatedNew,
		})
	},
}

// Without the SDK's middleware, DynamoDB is asked the same, and its answers mean
// the same: what they hold, what they are called, and how often it is asked again.
func TestACallIsTheSDKs(t *testing.T) {
	t.Parallel()
	failed := func(status int, code, more string) reply {
		return reply{status: status, body: fmt.Sprintf(`{"__type":"com.amazonaws.dynamodb.v20120810#%s","message":"so it is"%s}`, code, more)}
	}
	ok := reply{status: 200, body: `{"Item":{"pk":{"S":"a"},"m":{"M":{"n":{"N":"1"}}}},"Attributes":{"left":{"N":"3"},"s":{"NS":["1","2"]}},` +
		`"Items":[{"pk":{"S":"b"}}],"Count":1,"LastEvaluatedKey":{"pk":{"S":"b"}},"ConsumedCapacity":{"CapacityUnits":0.5}}`}
	summed := ok
	summed.checksum = fmt.Sprint(crc32.ChecksumIEEE([]byte(ok.body)))
	for name, answers := range map[string][]reply{
		"all is well":               {ok},
		"with a checksum":           {summed},
		"nothing there":             {{status: 200, body: `{}`}},
		"no body":                   {{status: 200}},
		"a condition failed":        {failed(400, "ConditionalCheckFailedException", `,"Item":{"pk":{"S":"a"}}`)},
		"throttled, then well":      {failed(400, "ProvisionedThroughputExceededException", ""), ok},
		"throttled":                 {failed(400, "ThrottlingException", "")},
		"broken, then well":         {failed(500, "InternalServerError", ""), {status: 503, body: `<html>`}, ok},
		"broken":                    {failed(500, "InternalServerError", "")},
		"no such table":             {failed(400, "ResourceNotFoundException", "")},
		"an error that nobody knew": {failed(400, "NewException", "")},
		"a wrong call":              {failed(400, "ValidationException", "")},
		"no JSON":                   {{status: 200, body: `<html>`}},
		"an error that is no JSON":  {{status: 400, body: `<html>`}},
		"cut off":                   {{status: 200, body: `{"Item":{"pk"`}},
		"a lost connection":         {{err: errors.New("connection reset by peer")}, ok},
		"no connection":             {{err: errors.New("connection refused")}},
		"an unknown attempt":        {{err: context.DeadlineExceeded}, ok},
	} {
		for operation, do := range callsOf {
			t.Run(name+": "+operation, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					direct, sdk := wire{answers: answers}, wire{answers: answers}
					got, err := do(t.Context(), direct.direct(t))
					want, wantErr := do(t.Context(), sdk.sdk())
					if diff := cmp.Diff(want, got, values...); wantErr == nil && diff != "" {
						t.Errorf("(-SDK +got):\n%s", diff)
					}
					const noAnswer = "https response error StatusCode: 0, RequestID: , " // says nothing
					if wantText := strings.Replace(fmt.Sprint(wantErr), noAnswer, "", 1); fmt.Sprint(err) != wantText {
						t.Errorf("it fails with\n%v\nand the SDK's way with\n%v", err, wantErr)
					}
					if old, _ := refused(wantErr); old != nil {
						if met, _ := refused(err); !cmp.Equal(met, old, values...) {
							t.Errorf("met %v, want %v", met, old)
						}
					}
					sameRequests(t, &direct, &sdk)
				})
			})
		}
	}
}

// values compares what answers hold, and not what the SDK keeps of the call.
var values = []cmp.Option{
	cmp.Exporter(func(reflect.Type) bool { return true }),
	cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".ResultMetadata" }, cmp.Ignore()),
}

// sameRequests fails the test unless both were asked the same, but for headers
// that tell AWS who calls, when, and which attempt it is.
func sameRequests(t *testing.T, got, want *wire) {
	t.Helper()
	if len(got.asked) != len(want.asked) {
		t.Fatalf("%d attempts, and %d the SDK's way", len(got.asked), len(want.asked))
	}
	for i, w := range want.asked {
		g := got.asked[i]
		if g.Method != w.Method || g.URL.String() != w.URL.String() || g.Host != w.Host || g.ContentLength != w.ContentLength {
			t.Errorf("%s %s to %s of %d bytes, want %s %s to %s of %d",
				g.Method, g.URL, g.Host, g.ContentLength, w.Method, w.URL, w.Host, w.ContentLength)
		}
		if !sameJSON(t, got.bodies[i], want.bodies[i]) {
			t.Errorf("asked %s, want %s", got.bodies[i], want.bodies[i])
		}
		headers := w.Header.Clone()
		for _, name := range []string{"Amz-Sdk-Invocation-Id", "Amz-Sdk-Request", "Authorization", "Content-Length", "User-Agent", "X-Amz-Date"} {
			headers.Del(name)
		}
		for name, values := range headers {
			if !slices.Equal(g.Header[name], values) {
				t.Errorf("%s: %q, want %q", name, g.Header[name], values)
			}
		}
		if scope := g.Header.Get("Authorization"); !strings.Contains(scope, "AKID/") || !strings.Contains(scope, "/us-west-2/dynamodb/aws4_request") {
			t.Errorf("signed %q; has %v", scope, slices.Sorted(maps.Keys(g.Header)))
		}
	}
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var va, vb any
	if err := errors.Join(json.Unmarshal([]byte(a), &va), json.Unmarshal([]byte(b), &vb)); err != nil {
		t.Fatal(err)
	}
	return cmp.Equal(va, vb)
}

func TestAnAnswerThatIsNotWhatItsChecksumIsOf(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]reply{
		"another sum":     {status: 200, body: `{}`, checksum: "1"},
		"a sum of no use": {status: 200, body: `{}`, checksum: "x"},
	} {
		w := wire{answers: []reply{a}}
		if _, err := w.direct(t).GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table, Key: pk("a")}); err == nil || !strings.Contains(err.Error(), "checksum") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A clock that is wrong is corrected by what DynamoDB's answer says of the time.
func TestAClockThatIsWrong(t *testing.T) {
	t.Parallel()
	w := wire{answers: []reply{
		{status: 400, body: `{"__type":"com.amazon.coral.service#InvalidSignatureException","message":"Signature expired"}`},
		{status: 200, body: `{"Item":{"pk":{"S":"a"}}}`},
	}}
	out, err := w.direct(t).GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table, Key: pk("a")})
	if err != nil || out.Item == nil || w.asked[1].Header.Get("Amz-Sdk-Request") == "" {
		t.Errorf("%+v, %v", out, err)
	}
}

// A client whose options change what is done for a call is not second-guessed.
func TestOptionsThatKeepToTheSDKsWay(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*dynamodb.Options){
		"middleware":             func(o *dynamodb.Options) { o.APIOptions = []func(*middleware.Stack) error{nil} },
		"an interceptor":         func(o *dynamodb.Options) { o.Interceptors.AddBeforeExecution(nil) },
		"a log":                  func(o *dynamodb.Options) { o.ClientLogMode = aws.LogRequest },
		"an endpoint of its own": func(o *dynamodb.Options) { o.Region = "local" },
		"no region":              func(o *dynamodb.Options) { o.Region = "" },
	} {
		if c := newClient(dynamodb.New((&wire{}).options(), change)); c.url != nil {
			t.Errorf("%s: calls do not go the SDK's way", name)
		}
	}
}

func TestACallThatIsCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	cancel()
	w := wire{answers: []reply{{status: 200, body: `{}`}}}
	if _, err := w.direct(t).GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: pk("a")}); !errors.Is(err, context.Canceled) || len(w.asked) > 0 {
		t.Errorf("%v after %d attempts", err, len(w.asked))
	}
}

// answering gives every call one answer.
type answering []byte

func (a answering) Do(r *http.Request) (*http.Response, error) {
	_, err := io.Copy(io.Discard, r.Body)
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(a))}, err
}

// BenchmarkCall is the cost of a call beside its way to DynamoDB and back.
func BenchmarkCall(b *testing.B) {
	w := &wire{}
	o := w.options()
	o.HTTPClient = answering(`{"Attributes":{"left":{"N":"3"}}}`)
	direct := newClient(dynamodb.New(o))
	sdk := w.sdk()
	o.APIOptions = sdk.options.APIOptions
	sdk = newClient(dynamodb.New(o))
	for name, c := range map[string]*client{"direct": direct, "SDK": sdk} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := callsOf["UpdateItem"](b.Context(), c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
