package stripe

import (
	"context"
	"net/url"
)

// Account is what the store reads of a merchant's account.
type Account struct {
	Country        string            `json:"country"`
	Currency       string            `json:"default_currency"` // in lower case
	ChargesEnabled bool              `json:"charges_enabled"`
	PayoutsEnabled bool              `json:"payouts_enabled"`
	Capabilities   map[string]string `json:"capabilities"`
	Requirements   struct {
		Due            []string `json:"currently_due"`
		DisabledReason string   `json:"disabled_reason"`
	} `json:"requirements"`
}

// Endpoint is an address to which an account's events are sent.
type Endpoint struct {
	ID      string   `json:"id"`
	URL     string   `json:"url"`
	Status  string   `json:"status"` // enabled or disabled
	Events  []string `json:"enabled_events"`
	Version string   `json:"api_version"` // empty: the account's
}

// Account returns the account of the key.
func (p *Provider) Account(ctx context.Context) (a Account, err error) {
	err = p.get(ctx, "/v1/account", nil, &a)
	return a, err
}

// Endpoints returns where the account's events are sent, in the mode of the key.
func (p *Provider) Endpoints(ctx context.Context) ([]Endpoint, error) {
	var all []Endpoint
	for e, err := range each(ctx, p, "/v1/webhook_endpoints", nil, func(e Endpoint) string { return e.ID }) {
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// MayList returns an error if the key may not read a kind of objects, such as "refunds".
func (p *Provider) MayList(ctx context.Context, kind string) error {
	var page struct{}
	return p.get(ctx, "/v1/"+kind, url.Values{"limit": {"1"}}, &page)
}

// Status returns the HTTP status of the API's answer in err's chain, or 0 if there is none.
func Status(err error) int { return failureOf(err).status }
