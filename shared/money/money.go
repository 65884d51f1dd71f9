// Package money holds amounts in the minor unit of an ISO 4217 currency. It fails
// rather than overflow or mix currencies, and rounds only where it says so.
//
// No library fitted. Rhymond/go-money does not check for overflow, reads JSON
// through floating point and accepts any currency code. govalues/money rounds half
// to even, where tax offices round half up (see [Amount.AddedTax]).
// golang.org/x/text/currency has no arithmetic; tests check the store's currencies
// with it, where its tables do not slow a cold start.
package money

import (
	"errors"
	"fmt"
)

// Amount is an amount of money in minor units (cents, pence, paise) of one currency.
// The zero value is no money in no currency. Amounts can be compared with ==.
type Amount struct {
	Minor    int64
	Currency string // ISO 4217, such as "USD"
}

// Errors of arithmetic. The amounts of an order are checked when it is made, so
// either error means a fault in the program.
var (
	ErrCurrency = errors.New("money: different currencies")
	ErrOverflow = errors.New("money: amount out of range")
)

// String returns the amount for logs and operators, such as "USD 1499 minor".
func (a Amount) String() string { return fmt.Sprintf("%s %d minor", a.Currency, a.Minor) }

// Add returns a + b. It fails with ErrCurrency or ErrOverflow.
func (a Amount) Add(b Amount) (Amount, error) {
	if a.Currency != b.Currency {
		return Amount{}, fmt.Errorf("add %v and %v: %w", a, b, ErrCurrency)
	}
	sum := a.Minor + b.Minor
	if (sum > a.Minor) != (b.Minor > 0) {
		return Amount{}, fmt.Errorf("add %v and %v: %w", a, b, ErrOverflow)
	}
	return Amount{sum, a.Currency}, nil
}

// Sub returns a - b. It fails with ErrCurrency or ErrOverflow.
func (a Amount) Sub(b Amount) (Amount, error) {
	if a.Currency != b.Currency {
		return Amount{}, fmt.Errorf("take %v from %v: %w", b, a, ErrCurrency)
	}
	difference := a.Minor - b.Minor
	if (difference < a.Minor) != (b.Minor > 0) {
		return Amount{}, fmt.Errorf("take %v from %v: %w", b, a, ErrOverflow)
	}
	return Amount{difference, a.Currency}, nil
}

// Times returns a × n, such as the price of n units. It fails with ErrOverflow.
func (a Amount) Times(n int64) (Amount, error) {
	product, ok := scale(a.Minor, n, 1)
	if !ok {
		return Amount{}, fmt.Errorf("%v times %d: %w", a, n, ErrOverflow)
	}
	return Amount{product, a.Currency}, nil
}
