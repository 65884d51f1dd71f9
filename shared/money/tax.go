package money

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
)

// PPM is a rate in parts per million: 66250 is 6.625 %.
type PPM int64

// whole is the rate of 100 %.
const whole PPM = 1_000_000

// ErrRate means that a tax rate is negative.
var ErrRate = errors.New("money: negative rate")

// AddedTax returns the tax on top of the net amount a: a × rate. It fails with
// ErrRate or ErrOverflow.
//
// A half minor unit rounds away from zero, so that a refund mirrors its charge. Tax
// offices ask for that: HMRC's manual (VATREC12030) and the American states'
// Streamlined Sales and Use Tax Agreement (section 324) round a half up.
func (a Amount) AddedTax(rate PPM) (Amount, error) { return a.taxed(rate, uint64(whole)) }

// IncludedTax returns the tax in the gross amount a: a × rate / (1 + rate), rounded
// like AddedTax. The rest of a is the net amount. IncludedTax fails with ErrRate.
func (a Amount) IncludedTax(rate PPM) (Amount, error) {
	return a.taxed(rate, uint64(whole)+uint64(rate))
}

// IncludedTaxInHalves returns the tax in the gross amount a where two offices levy half of the rate
// each: twice the half, which is rounded on its own. So the tax is even, and both get the same.
// IncludedTaxInHalves fails with ErrRate.
func (a Amount) IncludedTaxInHalves(rate PPM) (Amount, error) {
	half, err := a.taxed(rate, 2*(uint64(whole)+uint64(rate)))
	return Amount{2 * half.Minor, a.Currency}, err
}

func (a Amount) taxed(rate PPM, base uint64) (Amount, error) {
	if rate < 0 {
		return Amount{}, fmt.Errorf("tax %v at %d ppm: %w", a, rate, ErrRate)
	}
	tax, ok := scale(a.Minor, int64(rate), base)
	if !ok {
		return Amount{}, fmt.Errorf("tax %v at %d ppm: %w", a, rate, ErrOverflow)
	}
	return Amount{tax, a.Currency}, nil
}

// Share returns the part of k of n units: a × k / n, a half rounded away from zero.
// n must be at least 1. Share fails with ErrOverflow.
func (a Amount) Share(k, n int) (Amount, error) {
	share, ok := scale(a.Minor, int64(k), uint64(n))
	if !ok {
		return Amount{}, fmt.Errorf("share of %d of %d of %v: %w", k, n, a, ErrOverflow)
	}
	return Amount{share, a.Currency}, nil
}

// scale returns n × by / base, a half rounded away from zero, and whether it fits.
// The product has 128 bits, so only the division rounds.
func scale(n, by int64, base uint64) (int64, bool) {
	high, low := bits.Mul64(magnitude(n), magnitude(by))
	low, carry := bits.Add64(low, base/2, 0)
	high += carry // does not overflow: the high word of a product is at most 2^62
	if high >= base {
		return 0, false
	}
	quotient, _ := bits.Div64(high, low, base)
	if (n < 0) != (by < 0) {
		return -int64(quotient), quotient <= -math.MinInt64
	}
	return int64(quotient), quotient <= math.MaxInt64
}

// magnitude returns |n|. That of the smallest int64 only fits a uint64.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}
