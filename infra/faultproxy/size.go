package faultproxy

import (
	"encoding/json"
	"fmt"
	"math"

	jsonv2 "github.com/go-json-experiment/json"

	"storefront/infra/engine/value"
)

// What one unit writes or reads, in bytes.
const (
	writeUnit = 1 << 10
	readUnit  = 4 << 10
)

// units are the units that so many bytes make, one at least.
func units(bytes, unit int) float64 {
	return math.Max(1, math.Ceil(float64(bytes)/float64(unit)))
}

// item is an item, or a key of one, as DynamoDB's JSON has it.
type item map[string]json.RawMessage

// size is what DynamoDB bills for an item, in bytes.
func (it item) size() (int, error) {
	size := 0
	for name, encoded := range it {
		var v value.Value
		if err := jsonv2.Unmarshal(encoded, &v); err != nil {
			return 0, fmt.Errorf("attribute %s: %w", name, err)
		}
		size += len(name) + v.Size()
	}
	return size, nil
}
