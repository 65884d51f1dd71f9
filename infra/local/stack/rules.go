package stack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"storefront/infra/local/stream"
)

// publish invokes the functions whose rules match an event, as EventBridge does, and waits for
// them. It does not try again: the developer sees the error.
func (r *Region) publish(ctx context.Context, event []byte) error {
	var read map[string]any
	if err := json.Unmarshal(event, &read); err != nil {
		return fmt.Errorf("read event: %w", err)
	}
	for _, rule := range r.stack.Rules {
		matches, err := stream.Filter([]string{rule.Pattern})
		if err != nil {
			return fmt.Errorf("rule %s: %w", rule.Name, err)
		}
		if !matches(read) {
			continue
		}
		if _, err := r.InvokeInTurn(ctx, rule.Function, event); err != nil {
			return fmt.Errorf("rule %s: %w", rule.Name, err)
		}
	}
	return nil
}

// report reports a caught mail as SES does. A form on the mail's page asks for it.
func (r *Region) report(w http.ResponseWriter, req *http.Request) {
	id := req.PathValue("id")
	event, err := r.Mail.Report(id, req.PostFormValue("report"), r.AWSRegion, time.Now())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := r.publish(req.Context(), event); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	http.Redirect(w, req, "/_local/mail/"+url.PathEscape(id), http.StatusSeeOther)
}
