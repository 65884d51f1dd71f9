package payment

import "testing"

// What became of a refund, whatever the order in which the provider's words came.
func TestProgressOf(t *testing.T) {
	t.Parallel()
	of := func(kinds ...MovementKind) (all []Movement) {
		for _, kind := range kinds {
			all = append(all, Movement{Kind: kind, Refund: "r"})
		}
		return append(all, Movement{Kind: RefundFailed, Refund: "another"})
	}
	for name, tt := range map[string]struct {
		provider string
		moved    []Movement
		want     Progress
	}{
		"of the sandbox":       {"sandbox", nil, RefundIsDone},
		"nothing is known":     {"stripe", of(MoneyCaptured), RefundIsPending},
		"sent":                 {"stripe", of(RefundSent), RefundIsPending},
		"settled":              {"stripe", of(RefundSent, RefundSettled), RefundIsDone},
		"failed":               {"stripe", of(RefundSent, RefundFailed), RefundHasFailed},
		"settled, then failed": {"stripe", of(RefundReturned, RefundSettled, RefundSent), RefundHasFailed},
	} {
		if got := ProgressOf(tt.provider, "r", tt.moved); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}
