package stripe

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

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

// returned returns a payment.Fault of ErrReturned if the bank sent the refund back.
func (r refund) returned() error {
	if r.Status == "failed" || r.Status == canceled {
		id, _, _ := strings.Cut(r.Metadata[metaRefund], "-refund-")
		return &payment.Fault{Err: fmt.Errorf("%w: %s %s", ErrReturned, r.Status, r.FailureReason), Reference: r.ID, OrderID: cmp.Or(id, r.Metadata[metaOrder])}
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

// Returned reports whether all of a captured payment was refunded, whoever refunded it.
func (p *Provider) Returned(ctx context.Context, reference string) (bool, error) {
	i, err := p.intent(ctx, reference)
	if err != nil {
		return false, err
	}
	for r, err := range each(ctx, p, "/v1/refunds", url.Values{"payment_intent": {reference}}, func(r refund) string { return r.ID }) {
		if err != nil {
			return false, err
		}
		if r.returned() == nil {
			i.Received -= r.Amount
		}
	}
	return i.Received == 0, nil
}
