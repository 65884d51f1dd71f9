package verify

import (
	"context"

	"storefront/shared/market"
	"storefront/shared/payment"
)

// movesBetween has the accounts that a kind of movement credits and debits.
var movesBetween = map[payment.MovementKind][2]string{
	payment.MoneyCaptured:   {"1100", "1110"},
	payment.RefundSent:      {"1110", "1120"},
	payment.RefundSettled:   {"1120", "1100"},
	payment.RefundFailed:    {"1120", "1100"},
	payment.RefundReturned:  {"2120", "1110"},
	payment.Disputed:        {"1110", "1130"},
	payment.DisputeReturned: {"1130", "1110"},
	payment.DisputeLost:     {"1130", "6200"},
	payment.PaidOut:         {"1110", "1050"},
	payment.PayoutReturned:  {"1050", "1110"},
}

// readMovements matches the movements in the provider's account with the books of their
// markets.
func (v Verifier) readMovements(ctx context.Context, runs map[market.Code]*run) error {
	main := v.Region.Markets()[0].Code
	all := map[market.Code]figures{}
	err := v.Store.AllMovements(ctx, func(m payment.Movement) error {
		code := market.Code(m.Market)
		if code == "" {
			code = main
		}
		of := all[code]
		if of == nil {
			of = figures{}
			all[code] = of
		}
		post := func(account string, minor int64) {
			if minor != 0 {
				of.add(figure{of: m.OrderID, kind: string(m.Kind), at: timeText(m.At), what: account + " " + m.Amount.Currency}, minor)
			}
		}
		if between, moves := movesBetween[m.Kind]; moves {
			post(between[0], -m.Amount.Minor)
			post(between[1], m.Amount.Minor)
		}
		post("6100", m.Fee.Minor)
		post("1110", -m.Fee.Minor)
		return nil
	})
	for code, of := range all {
		if r := runs[code]; r != nil {
			r.match(of) // together: two of an order may be of one moment
		}
	}
	return err
}
