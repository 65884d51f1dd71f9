package stack

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
)

// ContainerPorts are where containers reach what their functions use: the
// database, the first region's mailbox, buckets and queues. From within a
// container this machine is not the loopback interface, so these ports listen on
// every interface.
type ContainerPorts struct{ DynamoDB, Mail, S3, SQS int }

// SamLocal is what infra/local/env.json says to the containers of sam local.
var SamLocal = ContainerPorts{DynamoDB: 8000, Mail: 8001, S3: 8002, SQS: 8003}

func (s *Store) openToContainers(ports ContainerPorts) error {
	for port, target := range map[int]string{
		ports.DynamoDB: s.data.forFunctions(),
		ports.Mail:     s.mail.endpoint(s.regions[0]),
		ports.S3:       s.files.s3URL,
		ports.SQS:      s.files.sqsURL,
	} {
		to, err := url.Parse(target)
		if err != nil {
			return err
		}
		listener, err := net.Listen("tcp", net.JoinHostPort("", strconv.Itoa(port)))
		if err != nil {
			return fmt.Errorf("open the store to containers: %w", err)
		}
		s.containers = append(s.containers, serve(listener, forward(to)))
	}
	return nil
}

func forward(to *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}
}
