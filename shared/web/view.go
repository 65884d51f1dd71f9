package web

import (
	"errors"
	"time"

	"storefront/shared/money"
	"storefront/shared/work"
)

// Money is an amount as the API shows it.
type Money struct {
	AmountMinor int64  `json:"amount_minor"`
	Currency    string `json:"currency"`
}

// MoneyOf returns the amount as the API shows it.
func MoneyOf(a money.Amount) Money { return Money{AmountMinor: a.Minor, Currency: a.Currency} }

// Time is a time as the API shows it: RFC 3339 in UTC, to the second. A field that
// may be zero needs the tag omitzero.
type Time struct{ time.Time }

// MarshalJSON fails for the zero time, which means that nothing set it.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return nil, errors.New("time is not set")
	}
	return []byte(t.UTC().Format(`"` + time.RFC3339 + `"`)), nil
}

// Work is a challenge in the form of the API.
type Work struct {
	Bits      int    `json:"bits"`
	Challenge string `json:"challenge"`
	EndsAt    Time   `json:"ends_at"`
}

// WorkOf returns a challenge in the form of the API.
func WorkOf(c work.Challenge) Work { return Work{c.Bits, c.Text, Time{c.Ends}} }

// view returns a domain value as the API shows it.
func view(value any) any {
	switch v := value.(type) {
	case time.Time:
		return Time{v}
	case money.Amount:
		return MoneyOf(v)
	case work.Challenge:
		return WorkOf(v)
	default:
		return v
	}
}
