package stack

import (
	"encoding/json"
	"net/http"
	"path"
	"strings"

	"storefront/infra/fakes3"
)

// withPages adds the developer's pages to the API. The API's requests bypass their
// mux, which would clean paths.
func (r *Region) withPages(api http.Handler) http.Handler {
	pages := http.NewServeMux()
	pages.HandleFunc("GET /_local/routes", r.showRoutes)
	pages.HandleFunc("GET /_local/mail", r.showMail)
	pages.HandleFunc("POST /_local/mail/{id}", r.report)
	pages.Handle("GET /_local/mail/", http.StripPrefix("/_local/mail", r.Mail.Pages()))
	pages.HandleFunc("GET /_local/files", r.showFiles)
	pages.HandleFunc("POST /_local/invoke/{function}", r.invoked)
	if r.paysByStripe() {
		pages.HandleFunc("POST /_local/payout", r.payOut)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if strings.HasPrefix(req.URL.Path, "/_local/") {
			pages.ServeHTTP(w, req)
			return
		}
		api.ServeHTTP(w, req)
	})
}

func (r *Region) showRoutes(w http.ResponseWriter, _ *http.Request) {
	type route struct {
		Method   string `json:"method,omitempty"`
		Path     string `json:"path"`
		Function string `json:"function"`
	}
	routes := []route{}
	for _, t := range r.stack.Routes {
		routes = append(routes, route(t))
	}
	show(w, map[string]any{"region": r.Name, "routes": routes})
}

// showMail shows the caught mail, to browsers as a page and to others as JSON.
func (r *Region) showMail(w http.ResponseWriter, req *http.Request) {
	if req.URL.Query().Get("format") != "json" && strings.Contains(req.Header.Get("Accept"), "text/html") {
		req.URL.Path = "/"
		r.Mail.Pages().ServeHTTP(w, req)
		return
	}
	show(w, map[string]any{"region": r.Name, "mail": r.Mail.Messages()})
}

// showFiles lists what is in the region's buckets and queues, by logical id.
func (r *Region) showFiles(w http.ResponseWriter, _ *http.Request) {
	buckets, queues := map[string][]fakes3.Object{}, map[string][]string{}
	for _, b := range r.stack.Buckets {
		objects, err := r.store.buckets.Objects(b.Name)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		buckets[b.LogicalID] = objects
	}
	for _, q := range r.stack.Queues {
		queues[q.LogicalID] = r.store.queues.Bodies(path.Base(q.URL))
	}
	show(w, map[string]any{"region": r.Name, "buckets": buckets, "queues": queues})
}

func show(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	encoder.Encode(body) //nolint:errcheck // the client is gone
}
