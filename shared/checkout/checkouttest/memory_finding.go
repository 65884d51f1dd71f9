package checkouttest

import (
	"context"

	"storefront/shared/payment"
)

// Report implements checkout.Findings.
func (m *Memory) Report(ctx context.Context, f payment.Finding) (payment.Finding, error) {
	return call(ctx, &m.breakable, OpFinding, f.Reference, func() (payment.Finding, error) {
		if there, ok := m.findings[f.Reference]; ok {
			return there, nil
		}
		m.findings[f.Reference] = f
		return f, nil
	})
}

// Resolve implements checkout.Findings.
func (m *Memory) Resolve(ctx context.Context, reference string, r payment.Resolution) (f payment.Finding, found bool, err error) {
	f, err = call(ctx, &m.breakable, OpFinding, reference, func() (payment.Finding, error) {
		f, found = m.findings[reference]
		if found && f.ResolvedAt.IsZero() {
			f.Resolution = r
			m.findings[reference] = f
		}
		return f, nil
	})
	return f, found && err == nil, err
}

// AllFindings visits every finding.
func (m *Memory) AllFindings(_ context.Context, visit func(payment.Finding) error) error {
	m.mu.Lock()
	var all []payment.Finding
	for _, f := range m.findings {
		all = append(all, f)
	}
	m.mu.Unlock()
	for _, f := range all {
		if err := visit(f); err != nil {
			return err
		}
	}
	return nil
}
