package money_test

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"testing"

	"storefront/shared/money"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		amount  int64
		weights []int64
		want    []int64
		err     error
	}{
		{"a credit of 1.50 of 2.99 and its tax of 0.22", 150, []int64{299, 22}, []int64{140, 10}, nil},
		{"everything", 321, []int64{299, 22}, []int64{299, 22}, nil},
		{"nothing", 0, []int64{299, 22}, []int64{0, 0}, nil},
		{"the largest remainder gets what is left", 100, []int64{1, 2, 3}, []int64{17, 33, 50}, nil},
		{"the first of equal ones first", 2, []int64{1, 1, 1}, []int64{1, 1, 0}, nil},
		{"nothing for no weight", 5, []int64{0, 3, 0}, []int64{0, 5, 0}, nil},
		{"the largest of all", math.MaxInt64, []int64{math.MaxInt64, math.MaxInt64}, []int64{1 << 62, 1<<62 - 1}, nil},
		{"by nothing", 1, []int64{0, 0}, nil, money.ErrSplit},
		{"by no weights", 1, nil, nil, money.ErrSplit},
		{"by a debt", 1, []int64{2, -1}, nil, money.ErrSplit},
		{"a debt", -1, []int64{1}, nil, money.ErrSplit},
		{"by too much", 1, []int64{math.MaxInt64, math.MaxInt64, math.MaxInt64}, nil, money.ErrOverflow},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			parts, err := usd(tt.amount).Split(tt.weights)
			var got []int64
			for _, p := range parts {
				got = append(got, p.Minor)
			}
			if !slices.Equal(got, tt.want) || !errors.Is(err, tt.err) {
				t.Errorf("got %v, %v; want %v, %v", got, err, tt.want, tt.err)
			}
		})
	}
}

// FuzzSplit holds the parts to the amount, each within one minor unit of its
// exact share, and to their weights.
func FuzzSplit(f *testing.F) {
	f.Add(int64(150), int64(299), int64(22), int64(0))
	f.Add(int64(math.MaxInt64), int64(1), int64(2), int64(math.MaxInt64))
	f.Fuzz(func(t *testing.T, minor, a, b, c int64) {
		weights := []int64{a, b, c}
		parts, err := usd(minor).Split(weights)
		if err != nil {
			if minor >= 0 && min(a, b, c) >= 0 && max(a, b, c) > 0 && !errors.Is(err, money.ErrOverflow) {
				t.Errorf("split %d by %v: %v", minor, weights, err)
			}
			return
		}
		whole, sum := new(big.Int), new(big.Int)
		for _, w := range weights {
			whole.Add(whole, big.NewInt(w))
		}
		for i, p := range parts {
			sum.Add(sum, big.NewInt(p.Minor))
			exact := new(big.Int).Mul(big.NewInt(minor), big.NewInt(weights[i]))
			given := new(big.Int).Mul(big.NewInt(p.Minor), whole)
			if off := exact.Sub(exact, given); off.CmpAbs(whole) >= 0 || p.Currency != "USD" {
				t.Errorf("split %d by %v: part %d is %v", minor, weights, i, p)
			}
			if big.NewInt(minor).Cmp(whole) <= 0 && p.Minor > weights[i] {
				t.Errorf("split %d by %v: part %d is %v, more than its weight", minor, weights, i, p)
			}
		}
		if sum.Cmp(big.NewInt(minor)) != 0 {
			t.Errorf("split %d by %v: the parts add up to %v", minor, weights, sum)
		}
	})
}
