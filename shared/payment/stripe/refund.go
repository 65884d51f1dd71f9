package stripe

import (
	"context"
	"fmt"
	"net/url"
	"strconv"

	"storefront/shared/payment"
)

// refund is what the store reads of a refund.
type refund struct {
	ID            string            `json:"id"`
	Amount        int64             `json:"amount"`
	Status        string            `json:"status"`
	FailureReason string            `json:"failure_reason"`
	Metadata      map[string]string `json:"metadata"`
}

// Refund returns money, unless a refund of this reference is there already. It fails
// with ErrReturned if the bank sent that one back.
func (p *Provider) Refund(ctx context.Context, r payment.Refund) error {
	if err := check(r.Payment); err != nil {
		return err
	}
	form := url.Values{
		"payment_intent": {r.Payment}, "amount": {strconv.FormatInt(r.Amount.Minor, 10)}, "metadata[" + metaRefund + "]": {r.Reference},
		"metadata[" + metaRegion + "]": {p.region},
	}
	return unlessKept("rf-"+r.Reference, func(key string) (bool, error) {
		made, found, err := p.findRefund(ctx, r)
		if err == nil && !found {
			_, err = p.create(ctx, "/v1/refunds", form, key, &made)
		}
		switch {
		case err != nil:
			return false, err
		case made.Amount != r.Amount.Minor:
			return false, fmt.Errorf("stripe: refund %s is of %d, not of %v", made.ID, made.Amount, r.Amount)
		}
		return true, made.returned()
	})
}

// returned returns ErrReturned if the bank sent the refund back.
func (r refund) returned() error {
	if r.Status == "failed" || r.Status == canceled {
		return fmt.Errorf("%w: %s of %s: %s %s", ErrReturned, r.ID, r.Metadata[metaRefund], r.Status, r.FailureReason)
	}
	return nil
}

// findRefund returns the refund of a reference, if there is one.
func (p *Provider) findRefund(ctx context.Context, r payment.Refund) (refund, bool, error) {
	for made, err := range each(ctx, p, "/v1/refunds", url.Values{"payment_intent": {r.Payment}}, func(r refund) string { return r.ID }) {
		if err != nil || made.Metadata[metaRefund] == r.Reference {
			return made, err == nil, err
		}
	}
	return refund{}, false, nil
}
