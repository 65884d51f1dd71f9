// Package fakes3 is Amazon S3 in a process, for the laptop and for tests, in memory
// or in a file. It speaks plain HTTP: behind TLS, the checksum that the SDK sends after
// a body would become part of the object.
package fakes3

import (
	"net/http"

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
