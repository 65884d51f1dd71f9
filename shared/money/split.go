package money

import (
	"cmp"
	"errors"
	"fmt"
	"math/bits"
	"slices"
)

// ErrSplit means that an amount cannot be split: it or a weight is negative, or no
// weight is positive.
var ErrSplit = errors.New("money: cannot be split")

// Split splits the amount in proportion to weights. The parts add up to the amount:
// each is rounded down, and the minor units left over go to the parts with the
// largest remainders, the first of equal ones first. No part is more than its weight
// unless the amount is more than all weights together. Split fails with ErrSplit or
// ErrOverflow.
func (a Amount) Split(weights []int64) ([]Amount, error) {
	whole, err := total(weights)
	if err != nil {
		return nil, fmt.Errorf("split %v: %w", a, err)
	}
	if a.Minor < 0 || whole == 0 {
		return nil, fmt.Errorf("split %v by weights of %d: %w", a, whole, ErrSplit)
	}
	parts, remainders := make([]Amount, len(weights)), make([]uint64, len(weights))
	order := make([]int, len(weights))
	left := a.Minor
	for i, w := range weights {
		high, low := bits.Mul64(uint64(a.Minor), uint64(w))
		share, remainder := bits.Div64(high, low, whole) // does not panic: the share is at most a
		parts[i], remainders[i], order[i] = Amount{int64(share), a.Currency}, remainder, i
		left -= int64(share)
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(remainders[j], remainders[i]) })
	for _, i := range order[:left] { // left is less than the number of parts with a remainder
		parts[i].Minor++
	}
	return parts, nil
}

// total returns the sum of weights.
func total(weights []int64) (uint64, error) {
	var sum uint64
	for _, w := range weights {
		if w < 0 {
			return 0, fmt.Errorf("weight %d: %w", w, ErrSplit)
		}
		next, carry := bits.Add64(sum, uint64(w), 0)
		if carry != 0 {
			return 0, ErrOverflow
		}
		sum = next
	}
	return sum, nil
}
