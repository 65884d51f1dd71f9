package money_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"storefront/shared/money"
)

func TestTax(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name            string
		amount          int64
		rate            money.PPM
		added, included int64
	}{
		{"Germany", 1699, 190_000, 323, 271},
		{"United Kingdom", 1299, 200_000, 260, 217},
		{"California", 1499, 72_500, 109, 101},
		{"New Jersey, a rate with three decimals", 7999, 66_250, 530, 497},
		{"no tax", 1499, 0, 0, 0},
		{"no money", 0, 200_000, 0, 0},
		{"a half rounds up", 3, 200_000, 1, 1}, // 0.6 added; 0.5 included
		{"a refund's half mirrors it", -3, 200_000, -1, -1},
		{"a tie of the added tax", 250, 50_000, 13, 12}, // 12.5; 11.9
		{"a refund's tie mirrors it", -250, 50_000, -13, -12},
		{"the largest amount", math.MaxInt64, 1_000_000, math.MaxInt64, 1 << 62},
		{"the smallest amount", math.MinInt64, 1_000_000, math.MinInt64, -1 << 62},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got, err := usd(tt.amount).AddedTax(tt.rate); got != usd(tt.added) || err != nil {
				t.Errorf("added tax: got %v, %v; want %v", got, err, usd(tt.added))
			}
			if got, err := usd(tt.amount).IncludedTax(tt.rate); got != usd(tt.included) || err != nil {
				t.Errorf("included tax: got %v, %v; want %v", got, err, usd(tt.included))
			}
		})
	}
}

func TestTaxIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := usd(1).AddedTax(-1); !errors.Is(err, money.ErrRate) {
		t.Errorf("a negative rate added: got %v, want %v", err, money.ErrRate)
	}
	if _, err := usd(1).IncludedTax(-1_000_000); !errors.Is(err, money.ErrRate) {
		t.Errorf("a negative rate included: got %v, want %v", err, money.ErrRate)
	}
	if _, err := usd(math.MaxInt64).AddedTax(1_000_001); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("a tax beyond the range: got %v, want %v", err, money.ErrOverflow)
	}
}

// FuzzTax holds both taxes against unbounded integers, and to what a shopper
// and a tax office may count on.
func FuzzTax(f *testing.F) {
	f.Add(int64(1499), int64(72_500))
	f.Add(int64(-3), int64(200_000))
	f.Add(int64(math.MinInt64), int64(math.MaxInt64))
	f.Fuzz(func(t *testing.T, minor, ppm int64) {
		if ppm < 0 {
			t.Skip("refused, see TestTaxIsRefused")
		}
		rate, million := money.PPM(ppm), big.NewInt(1_000_000)
		product := new(big.Int).Mul(big.NewInt(minor), big.NewInt(ppm))

		added, err := usd(minor).AddedTax(rate)
		same(t, "added tax", added, err, divide(product, million))

		included, err := usd(minor).IncludedTax(rate)
		same(t, "included tax", included, err, divide(product, new(big.Int).Add(million, big.NewInt(ppm))))

		net, err := usd(minor).Sub(included)
		if err != nil {
			t.Fatalf("%v has no net at %d ppm: %v", usd(minor), ppm, err)
		}
		if gross, err := net.Add(included); gross != usd(minor) || err != nil {
			t.Errorf("net %v + tax %v = %v, %v; want %v", net, included, gross, err, usd(minor))
		}
		if net.Minor > 0 != (minor > 0) && net.Minor != 0 {
			t.Errorf("net %v of %v has changed sides", net, usd(minor))
		}
		if minor < math.MaxInt64 {
			more, err := usd(minor + 1).IncludedTax(rate)
			if err != nil || more.Minor < included.Minor || more.Minor > included.Minor+1 {
				t.Errorf("one more unit moved the tax from %v to %v, %v", included, more, err)
			}
		}
	})
}

// divide rounds a half away from zero, the slow and plain way.
func divide(n, by *big.Int) *big.Int {
	double := new(big.Int).Lsh(new(big.Int).Abs(n), 1)
	double.Add(double, by)
	double.Quo(double, new(big.Int).Lsh(by, 1))
	if n.Sign() < 0 {
		double.Neg(double)
	}
	return double
}
