package order_test

import (
	"errors"
	"strings"
	"testing"

	"storefront/shared/order"
)

func TestNewShipment(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		carrier, tracking string
		want              order.Shipment
		err               error
	}{
		"both":                    {" DHL  Paket ", "0034 0434-1610", order.Shipment{Carrier: "DHL Paket", Tracking: "0034 0434-1610"}, nil},
		"neither":                 {"", " ", order.Shipment{}, nil},
		"no carrier":              {"", "003404341610", order.Shipment{}, order.ErrCarrier},
		"no number":               {"DHL", "", order.Shipment{}, order.ErrTracking},
		"a long carrier":          {strings.Repeat("é", 41), "003404341610", order.Shipment{}, order.ErrCarrier},
		"a carrier of 40 letters": {strings.Repeat("é", 40), "1234", order.Shipment{Carrier: strings.Repeat("é", 40), Tracking: "1234"}, nil},
		"a line break":            {"DHL\nBcc: x", "003404341610", order.Shipment{}, order.ErrCarrier},
		"markup in the number":    {"DHL", "<b>1234</b>", order.Shipment{}, order.ErrTracking},
		"a short number":          {"DHL", "123", order.Shipment{}, order.ErrTracking},
		"a long number":           {"DHL", strings.Repeat("1", 41), order.Shipment{}, order.ErrTracking},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := order.NewShipment(tt.carrier, tt.tracking); got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("got %+v, %v, want %+v, %v", got, err, tt.want, tt.err)
			}
		})
	}
}
