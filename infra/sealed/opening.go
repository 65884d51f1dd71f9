package sealed

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// Opening records who opened the sealed copy for a document, when and why.
type Opening struct {
	Number  string    `json:"number"` // of the document
	OrderID string    `json:"order"`
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Reason  string    `json:"reason"`
}

// openingsOf returns the folder of a region's openings. It is under closed/, so the bucket keeps the
// openings as it keeps closed books.
func openingsOf(region market.Region) string {
	return fmt.Sprintf("closed/v=1/region=%s/openings/", region)
}

// Record stores an opening, to be kept for good.
func Record(ctx context.Context, objects ledger.Objects, region market.Region, o Opening) error {
	o.At = o.At.UTC().Truncate(time.Second)
	body, err := json.MarshalIndent(o, "", " ")
	if err != nil {
		return fmt.Errorf("record the opening of %s: %w", o.Number, err)
	}
	key := openingsOf(region) + o.At.Format("20060102T150405Z") + "-" + o.Number + "-" + rand.Text() + ".json"
	if _, err := objects.PutNew(ctx, key, append(body, '\n')); err != nil {
		return fmt.Errorf("record the opening of %s: %w", o.Number, err)
	}
	return nil
}

// Openings returns the openings of a region, the first one first.
func Openings(ctx context.Context, objects ledger.Objects, region market.Region) ([]Opening, error) {
	keys, err := objects.List(ctx, openingsOf(region), "")
	if err != nil {
		return nil, fmt.Errorf("list openings: %w", err)
	}
	var all []Opening
	for _, key := range keys {
		body, err := objects.Get(ctx, key)
		var o Opening
		if err == nil {
			err = json.Unmarshal(body, &o)
		}
		if err != nil {
			return nil, fmt.Errorf("read opening %s: %w", key, err)
		}
		all = append(all, o)
	}
	return all, nil
}
