// Package fakes3 is Amazon S3 in a process, for the laptop and for tests, in memory
// or in a file. It speaks plain HTTP: behind TLS, the checksum that the SDK sends after
// a body would become part of the object.
package fakes3

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3bolt"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"go.etcd.io/bbolt"
)

// Server serves buckets, which are addressed in paths.
type Server struct {
	http.Handler
	backend gofakes3.Backend
}

// New makes a server without buckets, which keeps nothing.
func New() *Server { return serve(s3mem.New()) }

// Open makes a server of the buckets in a file.
func Open(file *bbolt.DB) *Server { return serve(s3bolt.New(file)) }

func serve(backend gofakes3.Backend) *Server {
	fake := gofakes3.New(backend, gofakes3.WithTimeSkewLimit(0), gofakes3.WithLogger(gofakes3.DiscardLog()))
	return &Server{Handler: fake.Server(), backend: backend}
}

// CreateBucket adds a bucket, unless it is there already.
func (s *Server) CreateBucket(name string) error {
	exists, err := s.backend.BucketExists(name)
	if err != nil || exists {
		return err
	}
	return s.backend.CreateBucket(name)
}

// Object is something in a bucket.
type Object struct {
	Key   string `json:"key"`
	Bytes int64  `json:"bytes"`
}

// Objects lists a bucket by key.
func (s *Server) Objects(bucket string) ([]Object, error) {
	list, err := s.backend.ListBucket(bucket, nil, gofakes3.ListBucketPage{})
	if err != nil {
		return nil, err
	}
	objects := make([]Object, len(list.Contents))
	for i, c := range list.Contents {
		objects[i] = Object{Key: c.Key, Bytes: c.Size}
	}
	return objects, nil
}

// Serve runs the server for a test, behind whatever around makes of it, and gives
// a configuration of AWS that leads to it, with one attempt at each call.
func (s *Server) Serve(tb testing.TB, around func(http.Handler) http.Handler) aws.Config {
	tb.Helper()
	handler := s.Handler
	if around != nil {
		handler = around(handler)
	}
	server := httptest.NewServer(handler)
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
