package store

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
)

// ContainerPorts are where containers reach what their functions use: the
// database, and the first region's mailbox. From within a container this machine
// is not the loopback interface, so these ports listen on every interface.
type ContainerPorts struct{ DynamoDB, Mail int }

// SamLocal is what infra/local/env.json says to the containers of sam local.
var SamLocal = ContainerPorts{DynamoDB: 8000, Mail: 8001}

func (s *Store) openToContainers(ports ContainerPorts) error {
	for port, target := range map[int]string{
		ports.DynamoDB: s.database.forFunctions(),
		ports.Mail:     s.mail.endpoint(s.regions[0]),
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
