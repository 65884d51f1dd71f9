package stack

import (
	"io"
	"net/http"
	"slices"

	"storefront/infra/local/template"
)

// invoked invokes a function with the event that is the body of the request, such as that of a
// schedule, and answers with what the function returns.
func (r *Region) invoked(w http.ResponseWriter, req *http.Request) {
	i := slices.IndexFunc(r.stack.Functions, func(f template.Function) bool { return f.Name == req.PathValue("function") })
	if i < 0 {
		http.NotFound(w, req)
		return
	}
	event, err := io.ReadAll(req.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	payload, err := r.InvokeInTurn(req.Context(), r.stack.Functions[i].LogicalID, event)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(payload) // it fails if the client has gone
}
