package checkouttest

import (
	"context"
	"fmt"

	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/order"
)

// documents has the numbers of documents by event, and the day through which each market's are
// complete.
type documents struct {
	issued  map[string]ledger.Issued
	through map[market.Code]ledger.Head
}

// Issue implements closing.Issued.
func (m *Memory) Issue(_ context.Context, all []ledger.Issued) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range all {
		if there, ok := m.issued[d.EventID]; ok && there.Name != d.Name {
			return fmt.Errorf("event %s has the document %s", d.EventID, there.Name)
		}
		m.issued[d.EventID] = d
	}
	return nil
}

// DocumentsOf returns the documents of an order.
func (m *Memory) DocumentsOf(_ context.Context, id order.ID) ([]ledger.Issued, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var of []ledger.Issued
	for _, d := range m.issued {
		if d.OrderID == id.String() {
			of = append(of, d)
		}
	}
	return of, nil
}

// IssuedThrough returns the day that SetIssuedThrough has set.
func (m *Memory) IssuedThrough(_ context.Context, code market.Code) (ledger.Head, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.through[code], nil
}

// SetIssuedThrough sets a day, unless it is later already.
func (m *Memory) SetIssuedThrough(_ context.Context, code market.Code, head ledger.Head) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if head.Date > m.through[code].Date {
		m.through[code] = head
	}
	return nil
}
