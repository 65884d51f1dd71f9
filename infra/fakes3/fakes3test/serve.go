// Package fakes3test runs S3 in memory for a test.
package fakes3test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"storefront/infra/fakes3"
	"storefront/shared/ledger/bucket"
)

// Books returns an empty bucket for the books. Calls go through around, unless it is
// nil, and are not retried.
func Books(tb testing.TB, around func(http.Handler) http.Handler) *bucket.Bucket {
	tb.Helper()
	buckets := fakes3.New()
	if err := buckets.CreateBucket("books"); err != nil {
		tb.Fatal(err)
	}
	var handler http.Handler = buckets
	if around != nil {
		handler = around(handler)
	}
	server := httptest.NewServer(handler)
	tb.Cleanup(server.Close)
	return bucket.New(aws.Config{
		Region:       "us-west-2",
		BaseEndpoint: &server.URL,
		Retryer:      func() aws.Retryer { return aws.NopRetryer{} },
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	}, "books")
}
