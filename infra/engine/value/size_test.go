package value_test

import (
	"testing"

	"github.com/go-json-experiment/json"

	"storefront/infra/engine/value"
)

func TestSize(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, item string
		want       int
	}{
		{"nothing", `{}`, 0},
		{"names count", `{"pk":{"S":"abc"}}`, 5},
		{"in bytes of UTF-8", `{"ü":{"S":"€"}}`, 5},
		{"a number of two digits", `{"n":{"N":"12"}}`, 3},
		{"trailing zeros are free", `{"n":{"N":"1200"}}`, 3},
		{"digits pair from the point", `{"n":{"N":"123"}}`, 4},
		{"a sign", `{"n":{"N":"-12"}}`, 4},
		{"a fraction", `{"n":{"N":"0.05"}}`, 3},
		{"binary", `{"b":{"B":"AQIDBA=="}}`, 5},
		{"true", `{"b":{"BOOL":true}}`, 2},
		{"null", `{"b":{"NULL":true}}`, 2},
		{"a list", `{"l":{"L":[{"S":"ab"},{"N":"1"}]}}`, 1 + 3 + 1 + 2 + 1 + 2},
		{"a map", `{"m":{"M":{"k":{"S":"ab"}}}}`, 1 + 3 + 1 + 1 + 2},
		{"an empty map", `{"m":{"M":{}}}`, 4},
		{"sets", `{"s":{"SS":["a","bc"]},"n":{"NS":["1","22"]}}`, 1 + 3 + 1 + 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var it value.Item
			if err := json.Unmarshal([]byte(tt.item), &it); err != nil {
				t.Fatal(err)
			}
			if got := it.Size(); got != tt.want {
				t.Errorf("size of %s = %d, want %d", tt.item, got, tt.want)
			}
		})
	}
}
