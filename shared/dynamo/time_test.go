package dynamo_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"storefront/infra/storetest"
	"storefront/shared/dynamo"
)

// dated answers every read with nothing, and with a Date.
type dated string

func (d dated) Do(*http.Request) (*http.Response, error) {
	header := http.Header{"Content-Type": {"application/x-amz-json-1.0"}}
	if d != "" {
		header.Set("Date", string(d))
	}
	return &http.Response{StatusCode: http.StatusOK, Header: header, Body: io.NopCloser(strings.NewReader("{}"))}, nil
}

func TestServiceTimeIsTheDateOfTheAnswer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		date dated
		want time.Time
		ok   bool
	}{
		{"Mon, 18 May 2015 19:00:00 GMT", moment, true}, // years from any machine's own
		{"", time.Time{}, false},
		{"soon", time.Time{}, false},
	} {
		client := dynamodb.New(dynamodb.Options{Region: "local", Credentials: aws.AnonymousCredentials{}, HTTPClient: tt.date})
		got, err := dynamo.New(client, dynamo.Tables{Catalog: "catalog"}).ServiceTime(t.Context())
		if (err == nil) != tt.ok || !got.Equal(tt.want) {
			t.Errorf("with the Date %q: got %v, %v, want %v", tt.date, got, err, tt.want)
		}
	}
}

// The DynamoDB of the laptop and of the tests tells the time as AWS does.
func TestServiceTimeOfThisMachinesDynamoDB(t *testing.T) {
	t.Parallel()
	_, client, names := storetest.Tables(t)
	before := time.Now().Truncate(time.Second)
	got, err := dynamo.New(client, dynamo.TablesOf(names)).ServiceTime(t.Context())
	if err != nil || got.Before(before) || got.After(time.Now()) {
		t.Errorf("got %v, %v, want a moment after %v", got, err, before)
	}
}
