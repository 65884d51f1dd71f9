package money_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"storefront/shared/money"
)

func usd(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "USD"} }
func eur(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }

func TestArithmetic(t *testing.T) {
	t.Parallel()
	const least, most = math.MinInt64, math.MaxInt64
	type result struct {
		amount money.Amount
		err    error
	}
	of := func(a money.Amount, err error) result { return result{a, err} }
	tests := []struct {
		name string
		got  result
		want money.Amount
		err  error
	}{
		{name: "a sum", got: of(usd(1499).Add(usd(499))), want: usd(1998)},
		{name: "a sum with nothing", got: of(usd(1499).Add(usd(0))), want: usd(1499)},
		{name: "a sum with a debt", got: of(usd(100).Add(usd(-250))), want: usd(-150)},
		{name: "the largest sum", got: of(usd(most - 1).Add(usd(1))), want: usd(most)},
		{name: "a sum too large", got: of(usd(most).Add(usd(1))), err: money.ErrOverflow},
		{name: "a sum too small", got: of(usd(least).Add(usd(-1))), err: money.ErrOverflow},
		{name: "a sum of two currencies", got: of(usd(1).Add(eur(1))), err: money.ErrCurrency},
		{name: "no currency is a currency of its own", got: of(usd(1).Add(money.Amount{})), err: money.ErrCurrency},
		{name: "a difference", got: of(usd(1998).Sub(usd(499))), want: usd(1499)},
		{name: "a difference below nothing", got: of(usd(1).Sub(usd(2))), want: usd(-1)},
		{name: "a difference too small", got: of(usd(least).Sub(usd(1))), err: money.ErrOverflow},
		{name: "a difference too large", got: of(usd(0).Sub(usd(least))), err: money.ErrOverflow},
		{name: "a difference of two currencies", got: of(usd(1).Sub(eur(1))), err: money.ErrCurrency},
		{name: "a product", got: of(usd(1499).Times(3)), want: usd(4497)},
		{name: "a product with none", got: of(usd(1499).Times(0)), want: usd(0)},
		{name: "a product with a refund", got: of(usd(1499).Times(-1)), want: usd(-1499)},
		{name: "the smallest product", got: of(usd(least).Times(1)), want: usd(least)},
		{name: "a product too large", got: of(usd(most).Times(2)), err: money.ErrOverflow},
		{name: "a product that only just does not fit", got: of(usd(least).Times(-1)), err: money.ErrOverflow},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.got.amount != tt.want || !errors.Is(tt.got.err, tt.err) {
				t.Errorf("got %v, %v; want %v, %v", tt.got.amount, tt.got.err, tt.want, tt.err)
			}
		})
	}
}

// FuzzArithmetic holds every operation against unbounded integers: it gives
// their result, or says that it does not fit.
func FuzzArithmetic(f *testing.F) {
	f.Add(int64(1499), int64(2))
	f.Add(int64(math.MinInt64), int64(-1))
	f.Add(int64(math.MaxInt64), int64(1))
	f.Fuzz(func(t *testing.T, a, b int64) {
		x, y := big.NewInt(a), big.NewInt(b)
		sum, err := usd(a).Add(usd(b))
		same(t, "sum", sum, err, new(big.Int).Add(x, y))
		difference, err := usd(a).Sub(usd(b))
		same(t, "difference", difference, err, new(big.Int).Sub(x, y))
		product, err := usd(a).Times(b)
		same(t, "product", product, err, new(big.Int).Mul(x, y))
	})
}

func same(t *testing.T, name string, got money.Amount, err error, want *big.Int) {
	t.Helper()
	switch {
	case !want.IsInt64():
		if !errors.Is(err, money.ErrOverflow) {
			t.Errorf("%s = %v, %v; %v does not fit", name, got, err, want)
		}
	case err != nil || got != usd(want.Int64()):
		t.Errorf("%s = %v, %v; want %v", name, got, err, want)
	}
}
