package fakestripe

import "net/http"

// Account is the merchant's account. A test may change it before the server serves.
type Account struct {
	ID             string            `json:"id"`
	Object         string            `json:"object"`
	Country        string            `json:"country"`
	Currency       string            `json:"default_currency"`
	ChargesEnabled bool              `json:"charges_enabled"`
	PayoutsEnabled bool              `json:"payouts_enabled"`
	Details        bool              `json:"details_submitted"`
	Capabilities   map[string]string `json:"capabilities"`
	Requirements   Requirements      `json:"requirements"`
	Type           string            `json:"type"`
}

// Requirements is what the provider still wants to know of a merchant.
type Requirements struct {
	Due            []string `json:"currently_due"`
	DisabledReason *string  `json:"disabled_reason"`
}

// Endpoint is where events are sent. It makes none be sent: see [Options.Deliver].
type Endpoint struct {
	ID       string            `json:"id"`
	Object   string            `json:"object"`
	Version  *string           `json:"api_version"`
	Created  int64             `json:"created"`
	Events   []string          `json:"enabled_events"`
	Livemode bool              `json:"livemode"`
	Metadata map[string]string `json:"metadata"`
	Status   string            `json:"status"`
	URL      string            `json:"url"`
}

// newAccount returns the account of a merchant who may do all that the store needs.
func newAccount() Account {
	return Account{
		ID: "acct_fake", Object: "account", Country: "US", Currency: "usd", ChargesEnabled: true, PayoutsEnabled: true, Details: true,
		Capabilities: map[string]string{"card_payments": "active", "transfers": "active"},
		Requirements: Requirements{Due: []string{}}, Type: "standard",
	}
}

// SendTo adds an address to which all events are sent.
func (s *Server) SendTo(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endpoints = append(s.endpoints, &Endpoint{
		ID: s.id("we"), Object: "webhook_endpoint", Created: s.Now().Unix(), Events: []string{"*"}, Metadata: map[string]string{}, Status: "enabled", URL: url,
	})
}

func (s *Server) getAccount(*http.Request) (any, *Error) { return s.Account, nil }

func (s *Server) listEndpoints(r *http.Request) (any, *Error) {
	list, err := page(r, s.endpoints, func(e *Endpoint) string { return e.ID }, func(*Endpoint) bool { return true })
	return list, err
}
