package stack

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"time"

	"storefront/infra/fakes3"
	"storefront/infra/fakesqs"
	"storefront/infra/local/access"
)

// keptMail is how many messages a region's mailbox keeps.
const keptMail = 1000

// guardFunctions returns the guard of the functions of all regions.
func (s *Store) guardFunctions() *access.Guard {
	var callers []*access.Caller
	for _, r := range s.regions {
		for _, f := range r.stack.Functions {
			callers = append(callers, &access.Caller{
				Key: r.accessKey(f), Function: f, Stack: r.stack, Region: r.AWSRegion, Log: r.logger(f.Name),
			})
		}
	}
	return access.New(callers)
}

// serveMail serves all mailboxes at one address, each region's in a path of its own.
func (s *Store) serveMail() (err error) {
	mux := http.NewServeMux()
	for _, r := range s.regions {
		mux.Handle("/"+r.Name+"/", http.StripPrefix("/"+r.Name, s.guard.SES(r.Mail)))
	}
	s.mailURL, err = s.serve(mux)
	return err
}

// serveBuckets serves S3 with the buckets of all regions, whose names differ.
func (s *Store) serveBuckets() (err error) {
	s.buckets = fakes3.New()
	if s.kept != nil {
		s.buckets = fakes3.Open(s.kept.buckets)
	}
	for _, r := range s.regions {
		for _, b := range r.stack.Buckets {
			if err := s.buckets.CreateBucket(b.Name); err != nil {
				return fmt.Errorf("create the bucket %s: %w", b.Name, err)
			}
		}
	}
	var handler http.Handler = s.buckets
	if s.options.AroundBuckets != nil {
		handler = s.options.AroundBuckets(handler)
	}
	s.s3URL, err = s.serve(s.guard.S3(handler))
	return err
}

// serveQueues serves SQS with the queues of all regions, whose names differ.
func (s *Store) serveQueues() (err error) {
	s.queues = fakesqs.New(time.Now)
	if s.kept != nil {
		if s.queues, err = fakesqs.Open(time.Now, s.kept.rest); err != nil {
			return err
		}
	}
	s.sqsURL, err = s.serve(s.guard.SQS(s.queues))
	return err
}

// sendTo returns a function that sends messages to a queue; nil for no queue.
func (s *Store) sendTo(queue string) func(string) {
	if queue == "" {
		return nil
	}
	return func(message string) {
		if _, err := s.queues.Send(queue, message); err != nil {
			s.log.Print(err)
		}
	}
}

// ContainerPorts are the ports at which containers reach what their functions use:
// the database, the first region's mailbox, buckets and queues. A container does not
// reach the loopback interface, so these ports listen on every interface.
type ContainerPorts struct{ DynamoDB, Mail, S3, SQS int }

// SamLocal are the ports in infra/local/env.json, for the containers of sam local.
var SamLocal = ContainerPorts{DynamoDB: 8000, Mail: 8001, S3: 8002, SQS: 8003}

func (s *Store) openToContainers(ports ContainerPorts) error {
	for port, target := range map[int]string{
		ports.DynamoDB: s.data.forFunctions(),
		ports.Mail:     s.regions[0].mailURL(),
		ports.S3:       s.s3URL,
		ports.SQS:      s.sqsURL,
	} {
		to, err := url.Parse(target)
		if err != nil {
			return err
		}
		listener, err := net.Listen("tcp", net.JoinHostPort("", strconv.Itoa(port)))
		if err != nil {
			return fmt.Errorf("open the store to containers: %w", err)
		}
		s.onClose(serve(listener, &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}).Close)
	}
	return nil
}

// serve serves HTTP at a free port of the loopback interface until Close, and returns
// the address.
func (s *Store) serve(handler http.Handler) (url string, err error) {
	listener, err := listen(0)
	if err != nil {
		return "", err
	}
	s.onClose(serve(listener, handler).Close)
	return "http://" + listener.Addr().String(), nil
}

// serve serves HTTP on a listener until the server is closed.
func serve(listener net.Listener, handler http.Handler) *http.Server {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		MaxHeaderBytes:    10 << 10, // API Gateway's limit
	}
	go server.Serve(listener) //nolint:errcheck // ends with Close
	return server
}

// listen listens on a port of the loopback interface; 0 is any free port.
func listen(port int) (net.Listener, error) {
	return net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
}
