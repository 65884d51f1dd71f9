// Package fakes3 implements Amazon S3, for the laptop and for tests, in memory or in
// a file. It uses no TLS: with TLS, the SDK sends a checksum after the body, which
// would become part of the object. All buckets keep the older versions of objects.
package fakes3

import (
	"net/http"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3bolt"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"go.etcd.io/bbolt"
)

// Server serves buckets by path-style URLs.
type Server struct {
	http.Handler
	backend gofakes3.Backend
}

// New returns a server without buckets, which keeps them in memory.
func New() *Server { return serve(s3mem.New()) }

// Open returns a server with the buckets in a file.
func Open(file *bbolt.DB) *Server { return serve(s3bolt.New(file)) }

func serve(latest gofakes3.Backend) *Server {
	backend := &versions{Backend: latest}
	fake := gofakes3.New(backend, gofakes3.WithTimeSkewLimit(0), gofakes3.WithLogger(gofakes3.DiscardLog()))
	return &Server{Handler: fake.Server(), backend: backend}
}

// CreateBucket creates a bucket unless it exists.
func (s *Server) CreateBucket(name string) error { return s.backend.CreateBucket(name) }

// Object is the key and size of an object.
type Object struct {
	Key   string `json:"key"`
	Bytes int64  `json:"bytes"`
}

// Objects lists the objects of a bucket, sorted by key.
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
