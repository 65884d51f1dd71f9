package stack

import (
	"fmt"
	"net/http"
)

// keptMail is how many messages a region's mailbox keeps.
const keptMail = 1000

// mail is where functions send mail: one address, with a path for each region.
type mail struct {
	url    string
	server *http.Server
}

func listenMail(regions []*Region) (*mail, error) {
	listener, err := listen(0)
	if err != nil {
		return nil, fmt.Errorf("start the mailbox: %w", err)
	}
	mux := http.NewServeMux()
	for _, r := range regions {
		mux.Handle("/"+r.Name+"/", http.StripPrefix("/"+r.Name, r.Mail))
	}
	return &mail{url: "http://" + listener.Addr().String(), server: serve(listener, mux)}, nil
}

// endpoint is a region's AWS_ENDPOINT_URL_SESV2.
func (m *mail) endpoint(r *Region) string { return m.url + "/" + r.Name }

func (m *mail) close() error { return m.server.Close() }
