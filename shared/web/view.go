package web

import (
	"errors"
	"time"

	"storefront/shared/money"
)

// Money is an amount as the API shows it.
type Money struct {
	AmountMinor int64  `json:"amount_minor"`
	Currency    string `json:"currency"`
}

// MoneyOf shows an amount.
func MoneyOf(a money.Amount) Money { return Money{AmountMinor: a.Minor, Currency: a.Currency} }

// Time is a moment as the API shows it: RFC 3339 in UTC, to the second. Tag a
// field that may have none with omitzero.
type Time struct{ time.Time }

// MarshalJSON refuses the zero time, which means that nobody set it.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return nil, errors.New("time is not set")
	}
	return []byte(t.UTC().Format(`"` + time.RFC3339 + `"`)), nil
}

// view shows a domain's value as the API does.
func view(value any) any {
	switch v := value.(type) {
	case time.Time:
		return Time{v}
	case money.Amount:
		return MoneyOf(v)
	default:
		return v
	}
}
