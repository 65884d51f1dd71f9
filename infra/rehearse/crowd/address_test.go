package crowd

import (
	"testing"

	"storefront/shared/market"
)

func TestEveryMarketTakesTheCrowdsAddress(t *testing.T) {
	t.Parallel()
	for _, region := range market.Regions() {
		for _, m := range region.Markets() {
			a := addressIn(m)
			code, delivers := m.PostalCode(a.PostalCode)
			state, known := m.State(a.State)
			if !delivers || !known || !m.InState(code, state) || a.Country != m.Country || a.Line1 == "" || a.City == "" {
				t.Errorf("market %s: %+v", m.Code, a)
			}
		}
	}
}
