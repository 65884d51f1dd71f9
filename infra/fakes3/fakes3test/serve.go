// Package fakes3test runs S3 in memory for a test.
package fakes3test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Serve serves buckets for a test and returns an AWS configuration for them, which
// does not retry. If around is not nil, it wraps the buckets' handler.
func Serve(tb testing.TB, buckets http.Handler, around func(http.Handler) http.Handler) aws.Config {
	tb.Helper()
	if around != nil {
		buckets = around(buckets)
	}
	server := httptest.NewServer(buckets)
	tb.Cleanup(server.Close)
	return aws.Config{
		Region:       "us-west-2",
		BaseEndpoint: &server.URL,
		Retryer:      func() aws.Retryer { return aws.NopRetryer{} },
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	}
}
