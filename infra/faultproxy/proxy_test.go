package faultproxy_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"storefront/infra/faultproxy"
	"storefront/infra/local/database"
	"storefront/infra/storetest"
)

// fixture is a proxy for tables of a test's own.
type fixture struct {
	proxy           *faultproxy.Proxy
	client          *dynamodb.Client // through the proxy; it never retries
	direct          *dynamodb.Client
	stock, waitlist string // tables; the waitlist has an index
}

type item = map[string]types.AttributeValue

func start(tb testing.TB, spec string) fixture { return startAt(tb, spec, time.After) }

// startAt lets a test replace time.After.
func startAt(tb testing.TB, spec string, after func(time.Duration) <-chan time.Time) fixture {
	tb.Helper()
	endpoint, direct, names := storetest.Tables(tb)
	options := faultproxy.Options{Upstream: endpoint, Spec: faultproxy.MustParse(spec)}
	proxy, err := faultproxy.StartAt(tb.Context(), options, after)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := proxy.Close(); err != nil {
			tb.Error(err)
		}
	})
	through := database.Client(proxy.URL()).Options()
	through.Retryer = aws.NopRetryer{}
	return fixture{
		proxy: proxy, client: dynamodb.New(through), direct: direct,
		stock: names["StockTable"], waitlist: names["WaitlistTable"],
	}
}

func s(value string) types.AttributeValue { return &types.AttributeValueMemberS{Value: value} }

func key(pk string) item { return item{"pk": s(pk)} }

// add adds one to the units of a lot, which then count how often it was applied.
func (f fixture) add(ctx context.Context, pk string) error {
	_, err := f.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &f.stock, Key: key(pk), UpdateExpression: aws.String("ADD units :one"),
		ExpressionAttributeValues: item{":one": &types.AttributeValueMemberN{Value: "1"}},
	})
	return err
}

// units reads the units past the proxy.
func (f fixture) units(t *testing.T, pk string) string {
	t.Helper()
	out, err := f.direct.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &f.stock, Key: key(pk), ConsistentRead: aws.Bool(true)})
	if err != nil {
		t.Fatal(err)
	}
	if n, ok := out.Item["units"].(*types.AttributeValueMemberN); ok {
		return n.Value
	}
	return "0"
}

func isA[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// isLost reports whether the error is only a broken connection.
func isLost(err error) bool {
	var connection interface{ ConnectionError() bool }
	return err != nil && !isA[smithy.APIError](err) && errors.As(err, &connection) && connection.ConnectionError()
}

func succeeds(err error) bool { return err == nil }

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		spec    string
		is      func(error) bool // the error that the SDK returns
		applied string
		calls   int // that DynamoDB sees, by the units they consume
	}{
		{"", succeeds, "1", 1},
		{"latency=1ms±1ms", succeeds, "1", 1},
		{"500=1", isA[*types.InternalServerError], "0", 0},
		{"throttle=1", isA[*types.ThrottlingException], "0", 0},
		{"cut-before=1", isLost, "0", 0},
		{"cut-after=1", isLost, "1", 1},
		{"cut-late=1ms@1", isLost, "1", 1},
		{"delay=1ms@1", succeeds, "1", 1},
		{"dup=1", succeeds, "2", 2},
		{"500=1,UpdateItem:500=0", succeeds, "1", 1},
		{"PutItem:500=1", succeeds, "1", 1},
	} {
		t.Run(tt.spec, func(t *testing.T) {
			t.Parallel()
			f := start(t, tt.spec)
			if err := f.add(t.Context(), "a"); !tt.is(err) {
				t.Errorf("the SDK returns %v", err)
			}
			if err := f.proxy.Idle(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := f.units(t, "a"); got != tt.applied {
				t.Errorf("the update was applied %s times, want %s", got, tt.applied)
			}
			got := f.proxy.Counts()["UpdateItem"]
			if got.Calls != 1 || got.Units().Write != float64(tt.calls) {
				t.Errorf("the counts are %+v, want 1 call of %d write units", got, tt.calls)
			}
		})
	}
}

func TestFaultsAreCounted(t *testing.T) {
	t.Parallel()
	f := start(t, "UpdateItem:throttle=1")
	_ = f.add(t.Context(), "a") // throttled
	f.proxy.SetSpec(faultproxy.MustParse("UpdateItem:cut-before=1"))
	_ = f.add(t.Context(), "a") // cut
	_ = f.add(t.Context(), "a") // cut
	got := f.proxy.Counts()["UpdateItem"]
	if got.Calls != 3 || got.Throttled != 1 || got.Faults[faultproxy.Throttle] != 1 || got.Faults[faultproxy.CutBefore] != 2 || got.BytesIn == 0 || got.BytesOut == 0 {
		t.Errorf("the counts are %+v", got)
	}
	f.proxy.Reset()
	if got := f.proxy.Counts(); len(got) != 0 {
		t.Errorf("after a reset, the counts are %+v", got)
	}
}

// The SDK retries a request whose reply is lost, so a write is applied twice.
func TestALostReplyIsRetriedByTheSDK(t *testing.T) {
	t.Parallel()
	f := start(t, "seed=2,UpdateItem:cut-after=0.5")
	f.client = database.Client(f.proxy.URL())
	for range 10 {
		if err := f.add(t.Context(), "a"); err != nil && !isLost(err) {
			t.Fatal(err)
		}
	}
	got := f.proxy.Counts()["UpdateItem"]
	if got.Calls <= 10 || f.units(t, "a") != fmt.Sprint(got.Calls) {
		t.Errorf("%s updates were applied in %d calls, want one in each of more than 10", f.units(t, "a"), got.Calls)
	}
}

// A write takes place long after its client has stopped waiting or lost its
// connection.
func TestAWriteOutlivesItsClient(t *testing.T) {
	t.Parallel()
	for _, spec := range []string{"UpdateItem:delay=10m@1", "UpdateItem:cut-late=10m@1", "UpdateItem:latency=10m"} {
		t.Run(spec, func(t *testing.T) {
			t.Parallel()
			held, passed := make(chan time.Duration, 1), make(chan time.Time)
			f := startAt(t, spec, func(d time.Duration) <-chan time.Time {
				held <- d
				return passed
			})
			ctx, leave := context.WithCancel(t.Context())
			sent := make(chan error)
			go func() { sent <- f.add(ctx, "a") }()
			if d := <-held; d != 10*time.Minute {
				t.Errorf("the request is held for %v, want 10m", d)
			}
			leave()
			if err := <-sent; err == nil {
				t.Fatal("the client got a reply")
			}
			if got := f.units(t, "a"); got != "0" {
				t.Errorf("applied %s times while it is held", got)
			}
			close(passed)
			if err := f.proxy.Idle(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := f.units(t, "a"); got != "1" {
				t.Errorf("applied %s times in the end", got)
			}
		})
	}
}

func TestCloseDropsHeldRequests(t *testing.T) {
	t.Parallel()
	f := start(t, "UpdateItem:cut-late=10m@1")
	if err := f.add(t.Context(), "a"); !isLost(err) {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.proxy.Idle(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Idle = %v while a request is held", err)
	}
	if err := f.proxy.Close(); err != nil {
		t.Fatal(err)
	}
	if got := f.units(t, "a"); got != "0" {
		t.Errorf("applied %s times", got)
	}
	if got := f.proxy.Counts()["UpdateItem"]; got.Lost != 1 {
		t.Errorf("the counts are %+v, want one lost", got)
	}
	if err := f.add(t.Context(), "a"); !isLost(err) {
		t.Errorf("a closed proxy answers with %v", err)
	}
}

func TestNoDynamoDB(t *testing.T) {
	t.Parallel()
	f := start(t, "")
	dead, err := faultproxy.Start(t.Context(), faultproxy.Options{Upstream: "http://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	defer dead.Close()
	options := f.client.Options()
	options.BaseEndpoint = aws.String(dead.URL())
	f.client = dynamodb.New(options)
	if err := f.add(t.Context(), "a"); err == nil || !strings.Contains(err.Error(), "ServiceUnavailable: fault proxy: dial tcp 127.0.0.1:1") {
		t.Errorf("the SDK returns %v", err)
	}
}

func TestStartReportsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		options faultproxy.Options
		want    string
	}{
		{faultproxy.Options{}, `"" is not the address of a local DynamoDB`},
		{faultproxy.Options{Upstream: "127.0.0.1:8000"}, "is not the address of a local DynamoDB"},
		{faultproxy.Options{Upstream: "http://127.0.0.1:8000", Addr: "0.0.0.0:0"}, "is not a loopback address"},
		{faultproxy.Options{Upstream: "http://127.0.0.1:8000", Addr: ":0"}, "is not a loopback address"},
	} {
		if _, err := faultproxy.Start(t.Context(), tt.options); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Start(%+v): %v, want an error with %q", tt.options, err, tt.want)
		}
	}
}

// Without faults the proxy answers as the DynamoDB behind it: what it asks for the
// counts does not reach clients that did not ask.
func TestRepliesAreThoseOfDynamoDB(t *testing.T) {
	t.Parallel()
	f := start(t, "partition-wcu,partition-rcu,table-wcu,table-rcu")
	lot := item{"pk": s("a"), "html": s("<a href='?a&b'>€</a>"), "claims": &types.AttributeValueMemberM{Value: item{"x": s("y")}}}
	whole := cmp.Exporter(func(reflect.Type) bool { return true }) // the types have unexported fields
	askCapacity := func(which types.ReturnConsumedCapacity) request {
		return func(table *string) any {
			return &dynamodb.GetItemInput{TableName: table, Key: key("a"), ReturnConsumedCapacity: which}
		}
	}
	for _, tt := range []struct {
		name    string
		request request
	}{
		{"a put", putOf(lot)},
		{"a get", getOf(key("a"), false)},
		{"a get that asks for its capacity", askCapacity(types.ReturnConsumedCapacityTotal)},
		{"a get that does not ask", askCapacity(types.ReturnConsumedCapacityNone)},
		{"a get of nothing", getOf(key("none"), false)},
		{"a query", queryOf("a", false)},
		{"a batch", batchGetOf(false, "a", "none")},
		{"a failed condition", putIf(key("a"), "attribute_not_exists(pk)", "")},
		{"a failed condition that asks for the item", putIf(key("a"), "attribute_not_exists(pk)", "ALL_OLD")},
		{"a table that does not exist", func(*string) any {
			return &dynamodb.GetItemInput{TableName: aws.String("none"), Key: key("a")}
		}},
		{"a request that is wrong", getOf(item{"sk": s("a")}, false)},
		{"a description", func(*string) any { return &dynamodb.DescribeTableInput{TableName: &f.waitlist} }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			options := f.direct.Options()
			options.Retryer = aws.NopRetryer{}
			want, wantErr := send(t.Context(), dynamodb.New(options), tt.request(&f.stock))
			got, gotErr := send(t.Context(), f.client, tt.request(&f.stock))
			if diff := cmp.Diff(say(want, wantErr), say(got, gotErr), whole, cmpopts.IgnoreTypes(middleware.Metadata{})); diff != "" {
				t.Errorf("the proxy changes the reply:\n%s", diff)
			}
		})
	}
}

// say returns what a client sees of a reply, but for the request's id.
func say(out any, err error) any {
	if apiErr, ok := errors.AsType[smithy.APIError](err); ok {
		return apiErr
	}
	if err != nil {
		return err.Error()
	}
	return out
}

// One client's requests meet the same faults in every run.
func TestFaultsAreReproducible(t *testing.T) {
	t.Parallel()
	run := func() (outcomes []bool) {
		f := start(t, "seed=11,500=0.3,cut-after=0.2")
		for range 30 {
			outcomes = append(outcomes, f.add(t.Context(), "a") == nil)
		}
		return outcomes
	}
	first, second := run(), run()
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("two runs differ:\n%s", diff)
	}
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	f := start(t, "seed=7")
	call := func(method, path, body string) (int, string) {
		req, err := http.NewRequestWithContext(t.Context(), method, f.proxy.URL()+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		content, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(content)
	}
	if err := f.add(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "/_faults/counts", "", 200, `"UpdateItem": {`},
		{"DELETE", "/_faults/counts", "", 200, ""},
		{"GET", "/_faults/counts", "", 200, "{}"},
		{"GET", "/_faults/spec", "", 200, "seed=7\n"},
		{"PUT", "/_faults/spec", "501=1", 400, `there is no setting "501"`},
		{"PUT", "/_faults/spec", "500=1", 200, ""},
		{"GET", "/_faults/spec", "", 200, "500=1\n"},
		{"GET", "/", "", 405, ""},
	} {
		if status, got := call(tt.method, tt.path, tt.body); status != tt.status || !strings.Contains(got, tt.want) {
			t.Errorf("%s %s is answered with %d, %q, want %d, %q", tt.method, tt.path, status, got, tt.status, tt.want)
		}
	}
	if err := f.add(t.Context(), "a"); !isA[*types.InternalServerError](err) {
		t.Errorf("with the new spec, the SDK returns %v", err)
	}
}

// It does not run in parallel with others, whose goroutines look the same.
func TestCloseLeavesNoGoroutine(t *testing.T) {
	f := start(t, "cut-late=10m@0.2,delay=10m@0.2,cut-after=0.2,500=0.2")
	ctx, cancel := context.WithCancel(t.Context())
	var clients sync.WaitGroup
	var answered atomic.Int64
	for i := range 20 {
		clients.Go(func() {
			_ = f.add(ctx, fmt.Sprint(i)) // some of it fails
			answered.Add(1)
		})
	}
	for answered.Load() < 10 {
		runtime.Gosched()
	}
	if err := f.proxy.Close(); err != nil {
		t.Fatal(err)
	}
	cancel()
	clients.Wait()
	deadline := time.After(10 * time.Second)
	for {
		left := goroutines()
		if left == "" {
			return
		}
		select {
		case <-deadline:
			t.Fatalf("the proxy left behind:\n%s", left)
		case <-time.After(time.Millisecond):
		}
	}
}

// goroutines returns the stacks of the goroutines that the proxy has started.
func goroutines() string {
	buffer := make([]byte, 1<<20)
	var left []string
	for stack := range strings.SplitSeq(string(buffer[:runtime.Stack(buffer, true)]), "\n\n") {
		if strings.Contains(stack, "faultproxy.(") || strings.Contains(stack, "created by storefront/infra/faultproxy.") {
			left = append(left, stack)
		}
	}
	return strings.Join(left, "\n\n")
}
