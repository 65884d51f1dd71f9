package order

import (
	"errors"
	"regexp"
	"unicode/utf8"

	"storefront/shared/freetext"
)

// Shipment is how an order's parcel travels. Whoever knows it can ask the carrier for
// the address, so it is erased with the buyer's data.
type Shipment struct {
	Carrier  string // such as "DHL"
	Tracking string // the carrier's number of the parcel, such as "00340434161094042557"
}

// Errors of a shipment that NewShipment does not accept.
var (
	ErrCarrier  = errors.New("order: a carrier is a name of 1 to 40 characters")
	ErrTracking = errors.New("order: a tracking number is 4 to 40 letters, digits, spaces and hyphens")
)

var trackingNumber = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 -]{2,38}[A-Za-z0-9]$`)

// NewShipment returns a shipment. Neither text may be given without the other; with
// neither, the shipment is zero. It fails with ErrCarrier or ErrTracking.
func NewShipment(carrier, tracking string) (Shipment, error) {
	carrier, err := freetext.Line(carrier)
	if err != nil || utf8.RuneCountInString(carrier) > 40 {
		return Shipment{}, ErrCarrier
	}
	s := Shipment{Carrier: carrier, Tracking: freetext.Tidy(tracking)}
	switch {
	case s == Shipment{}:
		return s, nil
	case s.Carrier == "":
		return Shipment{}, ErrCarrier
	case !trackingNumber.MatchString(s.Tracking):
		return Shipment{}, ErrTracking
	}
	return s, nil
}
