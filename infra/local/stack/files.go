package stack

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"time"

	"storefront/infra/fakes3"
	"storefront/infra/fakesqs"
)

// files is where functions keep files and failures: S3 and SQS, one of each for
// all regions, whose buckets and queues have names of their own.
type files struct {
	s3URL, sqsURL string
	buckets       *fakes3.Server
	queues        *fakesqs.Server
	servers       []*http.Server
}

func listenFiles(kept *kept, regions []*Region, aroundBuckets func(http.Handler) http.Handler) (*files, error) {
	f := &files{buckets: fakes3.New(), queues: fakesqs.New(time.Now)}
	if kept != nil {
		var err error
		f.buckets = fakes3.Open(kept.buckets)
		if f.queues, err = fakesqs.Open(time.Now, kept.rest); err != nil {
			return nil, err
		}
	}
	for _, r := range regions {
		for _, b := range r.stack.Buckets {
			if err := f.buckets.CreateBucket(b.Name); err != nil {
				return nil, fmt.Errorf("create the bucket %s: %w", b.Name, err)
			}
		}
	}
	var s3 http.Handler = f.buckets
	if aroundBuckets != nil {
		s3 = aroundBuckets(s3)
	}
	for url, handler := range map[*string]http.Handler{&f.s3URL: s3, &f.sqsURL: f.queues} {
		listener, err := listen(0)
		if err != nil {
			return f, fmt.Errorf("start buckets and queues: %w", err)
		}
		*url = "http://" + listener.Addr().String()
		f.servers = append(f.servers, serve(listener, handler))
	}
	return f, nil
}

// failures returns what puts messages into a queue; nil for no queue.
func (f *files) failures(queue string, log io.Writer) func(string) {
	if queue == "" {
		return nil
	}
	return func(message string) {
		if _, err := f.queues.Send(queue, message); err != nil {
			fmt.Fprintf(log, "%v\n", err) //nolint:errcheck // a log that is gone stops nothing
		}
	}
}

// show lists what is in a region's buckets and queues, by their logical ids.
func (f *files) show(w http.ResponseWriter, r *Region) {
	buckets, queues := map[string][]fakes3.Object{}, map[string][]string{}
	for _, b := range r.stack.Buckets {
		objects, err := f.buckets.Objects(b.Name)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		buckets[b.LogicalID] = objects
	}
	for _, q := range r.stack.Queues {
		queues[q.LogicalID] = f.queues.Bodies(path.Base(q.URL))
	}
	show(w, map[string]any{"region": r.Name, "buckets": buckets, "queues": queues})
}

func (f *files) close() error {
	var errs []error
	for _, server := range f.servers {
		errs = append(errs, server.Close())
	}
	return errors.Join(errs...)
}
