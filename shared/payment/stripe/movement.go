package stripe

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strings"
	"time"

	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/payment"
)

// balance is what the store reads of a balance transaction: a change of the account's balance.
type balance struct {
	ID       string          `json:"id"`
	Amount   int64           `json:"amount"` // negative: out of the account
	Fee      int64           `json:"fee"`
	Currency string          `json:"currency"`
	Created  int64           `json:"created"`
	Type     string          `json:"type"`
	Category string          `json:"reporting_category"`
	Source   json.RawMessage `json:"source"` // null, or what it is of
}

// source is what the store reads of a charge, a refund, a dispute or a payout.
type source struct {
	ID       string            `json:"id"`
	Amount   int64             `json:"amount"`
	Currency string            `json:"currency"`
	Status   string            `json:"status"`
	Intent   intent            `json:"payment_intent"`
	Metadata map[string]string `json:"metadata"`
}

// MovementPage returns a page of the region's movements in the account that were made from since to
// until: the newest, or those after the change with the id after.
func (p *Provider) MovementPage(ctx context.Context, since, until time.Time, after string) (payment.Page, error) {
	query := movementQuery("created[gte]", seconds(since))
	query.Set("created[lte]", seconds(until))
	if after != "" {
		query.Set("starting_after", after)
	}
	listed, err := list[balance](ctx, p, balancePath, query)
	if err != nil {
		return payment.Page{}, err
	}
	page := payment.Page{More: listed.HasMore && len(listed.Data) > 0, Oldest: until}
	for _, b := range listed.Data {
		page.Last, page.Oldest = b.ID, time.Unix(b.Created, 0).UTC()
		all, err := p.movementsOf(ctx, b, time.Time{})
		switch {
		case errors.Is(err, ErrForeign):
		case errors.Is(err, payment.ErrMovement):
			page.Faults = append(page.Faults, err)
		case err != nil:
			return payment.Page{}, err
		}
		for _, m := range all {
			page.Movements = append(page.Movements, m)
			if m.Kind == payment.RefundReturned {
				page.Faults = append(page.Faults, &payment.Fault{Err: ErrReturned, Reference: m.Source, OrderID: m.OrderID})
			}
		}
	}
	if after == "" {
		err = p.addLost(ctx, &page, since, until)
	}
	return page, err
}

// addLost adds to a page the disputes that were lost from since to until. Banks decide weeks after they
// took the money, and a lost dispute moves no more money. Stripe keeps events for 30 days.
func (p *Provider) addLost(ctx context.Context, page *payment.Page, since, until time.Time) error {
	query := url.Values{"type": {"charge.dispute.closed"}, "created[gte]": {seconds(since)}, "created[lte]": {seconds(until)}}
	for e, err := range each(ctx, p, "/v1/events", query, func(e closedDispute) string { return e.ID }) {
		if err != nil {
			return err
		}
		if e.Data.Object.Status != "lost" {
			continue
		}
		at := time.Unix(e.Created, 0).UTC()
		for m, err := range p.MovementsOf(ctx, e.Data.Object.ID, at) {
			if err != nil && !errors.Is(err, payment.ErrMovement) { // the list of changes reports this one, too
				return err
			}
			known := slices.ContainsFunc(page.Movements, func(other payment.Movement) bool { return other.ID == m.ID })
			if err != nil || known || m.Kind != payment.DisputeLost {
				continue
			}
			page.Movements = append(page.Movements, m)
			if at.Before(page.Oldest) {
				page.Oldest = at
			}
		}
	}
	return nil
}

// closedDispute is what the store reads of the event of a dispute's decision.
type closedDispute struct {
	ID      string `json:"id"`
	Created int64  `json:"created"`
	Data    struct {
		Object source `json:"object"`
	} `json:"data"`
}

// MovementsOf returns the movements of a refund, a dispute or a payout, and its outcome, which Stripe
// reported at a time. It goes on after a payment.ErrMovement.
func (p *Provider) MovementsOf(ctx context.Context, source string, at time.Time) iter.Seq2[payment.Movement, error] {
	return func(yield func(payment.Movement, error) bool) {
		for b, err := range each(ctx, p, balancePath, movementQuery("source", source), func(b balance) string { return b.ID }) {
			var all []payment.Movement
			if err == nil {
				all, err = p.movementsOf(ctx, b, at)
			}
			if errors.Is(err, ErrForeign) {
				continue
			}
			if err != nil && !yield(payment.Movement{}, err) {
				return
			}
			for _, m := range all {
				if !yield(m, nil) {
					return
				}
			}
		}
	}
}

const balancePath = "/v1/balance_transactions"

// movementQuery returns the query for balance transactions, with what each is of.
func movementQuery(name, value string) url.Values {
	return url.Values{name: {value}, "expand[0]": {"data.source"}}
}

// direction has the kinds of a balance transaction that brings money into the account, and of one
// that takes it out. An empty kind is none that the store knows.
type direction struct{ in, out payment.MovementKind }

// kinds has the kinds of balance transactions by their reporting category, which Stripe recommends for
// accounts. Its types do not tell a refund by another method than a card from one that came back. A
// payout takes money from the bank if the balance is negative.
var kinds = map[string]direction{
	"charge":           {in: payment.MoneyCaptured},
	"refund":           {out: payment.RefundSent},
	"refund_failure":   {in: payment.RefundReturned},
	"dispute":          {out: payment.Disputed},
	"dispute_reversal": {in: payment.DisputeReturned},
	"payout":           {in: payment.PayoutReturned, out: payment.PaidOut},
	"payout_reversal":  {in: payment.PayoutReturned, out: payment.PaidOut},
	"fee":              {payment.FeeTaken, payment.FeeTaken},
	"network_cost":     {payment.FeeTaken, payment.FeeTaken},
	"tax":              {payment.FeeTaken, payment.FeeTaken}, // on fees
}

// kindOf returns the kind of a balance transaction, or "" if the store does not know it.
func kindOf(b balance) payment.MovementKind {
	if b.Amount > 0 {
		return kinds[b.Category].in
	}
	return kinds[b.Category].out
}

// movementsOf returns the movement of a balance transaction and, if there is one, the outcome of its
// source. The outcome has the time at which Stripe reported it, if that is later than the transaction:
// no books take in what is dated weeks ago. movementsOf fails with ErrForeign or payment.ErrMovement.
func (p *Provider) movementsOf(ctx context.Context, b balance, reported time.Time) ([]payment.Movement, error) {
	amount := func(minor int64) money.Amount {
		return money.Amount{Minor: minor, Currency: strings.ToUpper(b.Currency)}
	}
	kind := kindOf(b)
	if kind == "" {
		return nil, unknown(b, "it is of type %q, category %q, and changes the balance by %v", b.Type, b.Category, amount(b.Amount-b.Fee))
	}
	m := payment.Movement{
		ID: b.ID, Kind: kind, Source: b.ID, Amount: amount(max(b.Amount, -b.Amount)), Fee: amount(b.Fee), At: time.Unix(b.Created, 0).UTC(),
	}
	if kind == payment.FeeTaken { // the fee is the amount
		m.Amount, m.Fee = amount(0), amount(b.Fee-b.Amount)
	}
	var of source
	if len(b.Source) > 0 && b.Source[0] == '{' {
		if err := json.Unmarshal(b.Source, &of); err != nil {
			return nil, fmt.Errorf("stripe: read source of %s: %w", b.ID, err)
		}
		m.Source = of.ID
	}
	if err := p.attribute(ctx, &m, of); err != nil {
		return nil, err
	}
	if of.Currency != "" && !strings.EqualFold(of.Currency, b.Currency) {
		return nil, unknown(b, "it is in %s, and %s in %s", b.Currency, of.ID, of.Currency)
	}
	all := []payment.Movement{m}
	if word := wordOf(kind, of.Status); word != "" {
		m.ID, m.Kind, m.Fee.Minor = of.ID, word, 0
		if reported.After(m.At) {
			m.At = reported
		}
		all = append(all, m)
	}
	return all, nil
}

// unknown returns the fault of a balance transaction that the store does not know.
func unknown(b balance, why string, args ...any) error {
	return &payment.Fault{Err: fmt.Errorf("%w: %s", payment.ErrMovement, fmt.Sprintf(why, args...)), Reference: b.ID}
}

// wordOf returns what a status says about a refund or a dispute, or "" if nothing yet. The
// first word about each ends its time in transit.
func wordOf(kind payment.MovementKind, status string) payment.MovementKind {
	switch {
	case kind == payment.RefundSent && status == succeeded:
		return payment.RefundSettled
	case kind == payment.RefundSent && (status == "failed" || status == canceled):
		return payment.RefundFailed
	case kind == payment.Disputed && status == "lost":
		return payment.DisputeLost
	default:
		return ""
	}
}

// attribute sets the order of the region that a movement belongs to. A movement of the account
// as a whole belongs to the region that has its currency. attribute fails with ErrForeign if
// the movement is another region's.
func (p *Provider) attribute(ctx context.Context, m *payment.Movement, of source) error {
	switch m.Kind {
	case payment.PaidOut, payment.PayoutReturned, payment.FeeTaken:
		if markets := market.Region(p.region).Markets(); len(markets) > 0 && markets[0].Currency == m.Amount.Currency {
			return nil
		}
		return ErrForeign
	}
	labels := of.Metadata
	if refund := labels[metaRefund]; refund != "" {
		m.Refund = refund
		m.OrderID, _, _ = strings.Cut(refund, "-refund-")
	} else if labels[metaOrder] == "" && of.Intent.ID != "" { // made at the provider
		i, err := p.intent(ctx, of.Intent.ID)
		if err != nil {
			return err
		}
		labels = i.Metadata
	}
	if labels[metaRegion] != p.region {
		return ErrForeign
	}
	m.OrderID = cmp.Or(m.OrderID, labels[metaOrder])
	return nil
}
