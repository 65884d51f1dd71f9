package main

import (
	"encoding/json"
	"testing"

	"go.yaml.in/yaml/v3"

	"storefront/shared/contract"
	"storefront/shared/market"
)

// The contract's examples are for the demo, and the tests' secret signs their
// tokens, so sending them one after the other succeeds.
func TestContractExamples(t *testing.T) {
	t.Parallel()
	var document struct {
		Paths map[string]struct {
			Post struct {
				RequestBody struct {
					Content map[string]struct {
						Example map[string]any `yaml:"example"`
					} `yaml:"content"`
				} `yaml:"requestBody"`
			} `yaml:"post"`
		} `yaml:"paths"`
	}
	if err := yaml.Unmarshal(contract.Document, &document); err != nil {
		t.Fatal(err)
	}
	_, sent, client := region(t, market.US)
	for _, call := range []struct {
		path, at string
		status   int
	}{
		{"/v1/{market}/waitlist", "/v1/us/waitlist", 202},
		{"/v1/waitlist/confirm", "/v1/waitlist/confirm", 200},
		{"/v1/waitlist/unsubscribe", "/v1/waitlist/unsubscribe", 200},
		{"/v1/{market}/passes", "/v1/us/passes", 202},
		{"/v1/orders/lookup", "/v1/orders/lookup", 202},
	} {
		body, err := json.Marshal(document.Paths[call.path].Post.RequestBody.Content["application/json"].Example)
		if err != nil {
			t.Fatal(err)
		}
		client.Post(call.at, string(body)).Want(call.status)
	}
	if mails := sent.Mails(t); len(mails) != 1 { // the entry has left by then, and the order is not there
		t.Errorf("%d mails were sent", len(mails))
	}
}
