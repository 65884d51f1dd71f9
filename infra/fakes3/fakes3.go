// Package fakes3 is Amazon S3 in the memory of a process, for the laptop and for
// tests. It speaks plain HTTP: behind TLS, the checksum that the SDK sends after
// a body would become part of the object.
package fakes3

import (
	"net/http"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// Server serves buckets, which are addressed in paths.
type Server struct {
	http.Handler
	backend *s3mem.Backend
}

// New makes a server without buckets.
func New() *Server {
	backend := s3mem.New()
	fake := gofakes3.New(backend, gofakes3.WithTimeSkewLimit(0), gofakes3.WithLogger(gofakes3.DiscardLog()))
	return &Server{Handler: fake.Server(), backend: backend}
}

// CreateBucket adds an empty bucket. One that is there already is an error.
func (s *Server) CreateBucket(name string) error { return s.backend.CreateBucket(name) }

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
