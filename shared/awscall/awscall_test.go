package awscall_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/smithy-go"

	"storefront/shared/awscall"
)

type answer struct {
	status int
	header string // X-Amzn-Errortype
	body   string
}

// configured is a configuration source with an endpoint for one service.
type configured struct{ id, address string }

func (c configured) GetServiceBaseEndpoint(_ context.Context, id string) (string, bool, error) {
	return c.address, id == c.id, nil
}

// A call is signed and sent to the service's endpoint. It is repeated after a fault of the service
// or a throttle, but not after a refusal.
func TestPost(t *testing.T) {
	t.Parallel()
	good := answer{200, "", `{"N":7}`}
	for name, tt := range map[string]struct {
		answers []answer
		code    string // of the error; "": none
		calls   int
	}{
		"an answer":                   {[]answer{good}, "", 1},
		"a fault, then an answer":     {[]answer{{500, "", "no JSON"}, good}, "", 2},
		"a throttle, then an answer":  {[]answer{{400, "", `{"__type":"com.amazonaws.sqs#ThrottlingException"}`}, good}, "", 2},
		"faults":                      {[]answer{{503, "", ""}, {503, "", ""}, {503, "", ""}, good}, "503 Service Unavailable", 3},
		"a refusal in a header":       {[]answer{{400, "MessageRejected:http://x/", `{"message":"no"}`}, good}, "MessageRejected", 1},
		"a refusal in the body":       {[]answer{{400, "", `{"code":"BadRequestException"}`}, good}, "BadRequestException", 1},
		"a refusal with a name space": {[]answer{{403, "", `{"__type":"a.b#AccessDenied"}`}, good}, "AccessDenied", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calls := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				signed := r.Header.Get("Authorization")
				if err != nil || string(body) != `{"Q":"u"}` || r.URL.Path != "/p" || r.Header.Get("X-Amz-Target") != "T" || !strings.Contains(signed, "/us-west-2/sqs/aws4_request") || !strings.Contains(signed, "x-amz-target") {
					t.Errorf("%s %v %q %v", r.URL.Path, r.Header, body, err)
				}
				a := tt.answers[calls]
				calls++
				w.Header().Set("X-Amzn-Errortype", a.header)
				w.WriteHeader(a.status)
				if _, err := io.WriteString(w, a.body); err != nil {
					t.Error(err)
				}
			}))
			t.Cleanup(server.Close)
			broken := "http://127.0.0.1:1"
			c := awscall.New(aws.Config{
				Region: "us-west-2", Credentials: credentials.NewStaticCredentialsProvider("id", "key", ""), BaseEndpoint: &broken,
				ConfigSources: []any{configured{"Other", broken}, configured{"SQS", server.URL + "/"}},
				Retryer:       func() aws.Retryer { return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxBackoff = 1 }) },
			}, awscall.Service{ID: "SQS", Host: "sqs", Signing: "sqs"})
			var out struct{ N int }
			err := c.Post(t.Context(), "/p", http.Header{"X-Amz-Target": {"T"}}, struct{ Q string }{"u"}, &out)
			refused, _ := errors.AsType[smithy.APIError](err)
			switch {
			case tt.code == "" && (err != nil || out.N != 7):
				t.Errorf("%+v, %v", out, err)
			case tt.code != "" && (refused == nil || refused.ErrorCode() != tt.code):
				t.Errorf("err = %v, want code %q", err, tt.code)
			}
			if calls != tt.calls {
				t.Errorf("%d calls, want %d", calls, tt.calls)
			}
		})
	}
}

// roundTrip is an HTTP client whose calls all fail.
type roundTrip func(*http.Request) error

func (f roundTrip) Do(r *http.Request) (*http.Response, error) { return nil, f(r) }

// Without a configured endpoint, a call goes to the service's host in the AWS Region.
func TestHost(t *testing.T) {
	t.Parallel()
	errAway := errors.New("away")
	var asked string
	c := awscall.New(aws.Config{
		Region: "eu-central-1", Credentials: credentials.NewStaticCredentialsProvider("id", "key", ""),
		HTTPClient: roundTrip(func(r *http.Request) error { asked = r.URL.String(); return errAway }),
	}, awscall.Service{ID: "SESv2", Host: "email", Signing: "ses"})
	err := c.Post(t.Context(), "/v2/email/outbound-emails", nil, struct{}{}, nil)
	if want := "https://email.eu-central-1.amazonaws.com/v2/email/outbound-emails"; asked != want || !errors.Is(err, errAway) {
		t.Errorf("asked %s, %v, want %s", asked, err, want)
	}
}
