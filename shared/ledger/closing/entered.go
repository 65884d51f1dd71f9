package closing

import (
	"context"
	"encoding/json"
	"fmt"

	"storefront/shared/market"
)

// Entered returns the adjustments of a market, sorted by key. It includes those whose day is not closed
// yet. It fails with ErrManifest if an adjustment was changed after it was booked, or if no operator has
// entered it.
func (b Books) Entered(ctx context.Context, code market.Code) ([]Adjustment, error) {
	keys, err := b.Objects.List(ctx, adjustmentsOf(b.Region, code), "")
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	first, _ := nameOf(keys[0])
	history, err := b.History(ctx, code, first, "")
	if err != nil {
		return nil, err
	}
	booked := map[string]string{} // digests
	for _, d := range history.Days {
		for _, a := range d.Live.Adjustments {
			booked[a.Key] = a.SHA256
		}
	}
	var all []Adjustment
	for _, key := range keys {
		body, entered, err := b.of(code).readAdjustment(ctx, key)
		if err != nil {
			return nil, err
		}
		a := Adjustment{Key: key, Bytes: len(body), SHA256: digest(body)}
		if was := booked[key]; was != "" && was != a.SHA256 {
			return nil, fmt.Errorf("%w: %s was changed after it was booked", ErrManifest, key)
		} else if was == "" && !entered {
			return nil, fmt.Errorf("%w: %s", ErrManifest, notEntered(key))
		}
		if err := json.Unmarshal(body, &a.Adjustment); err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrManifest, key, err)
		}
		all = append(all, a)
	}
	return all, nil
}
