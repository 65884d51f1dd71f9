package checkouttest

import (
	"context"
	"maps"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// Mailed implements report.Marks.
func (m *Memory) Mailed(context.Context) (ledger.Mailed, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return cloneMailed(m.mailed), nil
}

// PutMailed implements report.Marks.
func (m *Memory) PutMailed(_ context.Context, mark ledger.Mailed) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if mark.Version != m.mailed.Version {
		return false, nil
	}
	m.mailed = cloneMailed(mark)
	m.mailed.Version++
	return true, nil
}

func cloneMailed(mark ledger.Mailed) ledger.Mailed {
	mark.Through = maps.Clone(mark.Through)
	revs := map[market.Code]map[string]int{}
	for code, days := range mark.Revs {
		revs[code] = maps.Clone(days)
	}
	if mark.Revs != nil {
		mark.Revs = revs
	}
	return mark
}
