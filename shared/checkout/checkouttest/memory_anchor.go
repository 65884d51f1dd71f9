package checkouttest

import (
	"context"
	"maps"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// anchors are the digests of the books, by month.
type anchors struct {
	anchored map[string]ledger.Anchors
	adopted  map[market.Code]string
}

// AnchorsOf implements closing.Anchored.
func (m *Memory) AnchorsOf(_ context.Context, month string) (ledger.Anchors, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.anchorsOf(month), nil
}

func (m *Memory) anchorsOf(month string) ledger.Anchors {
	a := m.anchored[month]
	a.Month, a.Digests = month, maps.Clone(a.Digests)
	if a.Digests == nil {
		a.Digests = map[ledger.AnchorKey]string{}
	}
	if a.Files = maps.Clone(a.Files); a.Files == nil {
		a.Files = map[ledger.AnchoredFile]bool{}
	}
	return a
}

// Adopted implements closing.Anchored.
func (m *Memory) Adopted(context.Context) (map[market.Code]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.adopted), nil
}

// Anchor implements closing.Anchors.
func (m *Memory) Anchor(_ context.Context, key ledger.AnchorKey, digest string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.anchorsOf(ledger.MonthOf(key.Date))
	if there := a.Digests[key]; there != "" || a.Lock != "" {
		return there == digest, nil
	}
	a.Digests[key] = digest
	a.Changes++
	m.anchored[a.Month] = a
	return true, nil
}

// AnchorFile implements closing.Anchors.
func (m *Memory) AnchorFile(_ context.Context, month string, f ledger.AnchoredFile) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.anchorsOf(month)
	if a.Files[f] || a.Lock != "" {
		return a.Files[f], nil
	}
	a.Files[f] = true
	a.Changes++
	m.anchored[month] = a
	return true, nil
}

// AnchorLock implements closing.Anchors.
func (m *Memory) AnchorLock(_ context.Context, since ledger.Anchors, lock string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.anchorsOf(since.Month)
	if a.Lock != "" || a.Changes != since.Changes {
		return false, nil
	}
	a.Lock = lock
	a.Changes++
	m.anchored[a.Month] = a
	return true, nil
}

// SetAdopted implements closing.Anchors.
func (m *Memory) SetAdopted(_ context.Context, through map[market.Code]string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.adopted == nil {
		m.adopted = maps.Clone(through)
	}
	return nil
}
