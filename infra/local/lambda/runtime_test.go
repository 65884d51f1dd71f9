package lambda

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
)

// On a busy machine, a process polls before the call that started it returns. A process
// whose id is not known could be neither killed nor measured, so its requests wait.
func TestRequestsWaitForTheProcessID(t *testing.T) {
	t.Parallel()
	r := &Runtime{}
	p := newProcess(r.Function("", Config{}), "")
	r.processes.Store(p.id, p)
	served := 0
	requests := func(ctx context.Context) {
		req := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
		req.SetPathValue("process", p.id)
		r.of(func(http.ResponseWriter, *http.Request, *process) { served++ }).ServeHTTP(httptest.NewRecorder(), req)
	}

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if requests(gone); served != 0 {
		t.Error("a request was served before the process's id was known")
	}
	p.started(1)
	if requests(t.Context()); served != 1 {
		t.Error("the request was not served")
	}
}
