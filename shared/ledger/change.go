package ledger

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// Source is the stream record that an event comes from.
type Source struct {
	Region   market.Region
	At       time.Time // when it was recorded, in seconds
	Sequence string
}

// Errors of records that are not events of the books. Such a record becomes a dead
// letter: trying again is no use.
var (
	ErrChange = errors.New("ledger: not a change of an order")
	ErrMarket = errors.New("ledger: not a market of the region")
	ErrLot    = errors.New("ledger: not a new lot")
)

// Change returns the event between two versions of an order. The first is zero if the
// order is new. The event leaves out the buyer, the request, how the parcel travels and
// what the provider says about refunds. The caller adds the buyer's reference and the HS codes.
// Change fails with ErrChange or ErrMarket.
func Change(s Source, before, after order.Order) (Event, error) {
	kind, ok := changeType(before, after)
	if !ok || after.Version < 1 || after.UpdatedAt.IsZero() {
		return Event{}, fmt.Errorf("%w: order %s, version %d, from %q to version %d, %q",
			ErrChange, after.ID, before.Version, before.Status, after.Version, after.Status)
	}
	code, err := marketOf(s.Region, market.Code(after.Market))
	if err != nil {
		return Event{}, fmt.Errorf("find market of order %s: %w", after.ID, err)
	}
	after.Buyer, after.Request, after.Shipment, after.DelayedUntil = order.Buyer{}, order.Request{}, order.Shipment{}, time.Time{}
	after.Refunds = slices.Clone(after.Refunds)
	for i := range after.Refunds { // movements tell the first two of these times, and an operator's adjustment the third
		r := &after.Refunds[i]
		r.SettledAt, r.FailedAt, r.RepaidAt = time.Time{}, time.Time{}, time.Time{}
	}
	return Event{
		ID: VersionID(after.ID, after.Version), Type: kind, Region: s.Region, Market: code,
		OccurredAt: after.UpdatedAt, RecordedAt: s.At, Sequence: s.Sequence,
		Order: after,
		Previous: Previous{
			Status: before.Status, Version: before.Version, At: before.UpdatedAt, Refunds: len(before.Refunds),
		},
	}, nil
}

// VersionID returns the id of the event of an order's version.
func VersionID(id order.ID, version int) string { return fmt.Sprintf("%s#%d", id, version) }

// changeType returns the type of a change, or false if no order changes like this.
func changeType(before, after order.Order) (EventType, bool) {
	switch {
	case before.Status != after.Status:
		return entered[after.Status], before.Status.MayBecome(after.Status)
	case after.Status == order.Absent:
		return "", false
	case len(after.Refunds) > len(before.Refunds):
		return Refunded, after.Status == order.Paid || after.Status == order.Shipped
	case !after.ErasedAt.Equal(before.ErasedAt):
		return Erased, true
	case !after.WithdrawnAt.Equal(before.WithdrawnAt):
		return Withdrawn, before.WithdrawnAt.IsZero() && (after.Status == order.Paid || after.Status == order.Shipped)
	case after.Declines != before.Declines:
		return Declined, after.Status == order.Held && after.Declines == before.Declines+1
	default:
		return Extended, after.Status == order.Held && after.Extended && !before.Extended
	}
}

// entered has the type of event by which an order gets a status.
var entered = map[order.Status]EventType{
	order.Held:      Held,
	order.Paid:      Paid,
	order.Shipped:   Shipped,
	order.Refunded:  Refunded,
	order.Expired:   Expired,
	order.Cancelled: Cancelled,
	order.Rejected:  Rejected,
	order.Abandoned: Abandoned,
}

// NewLot returns the event of a new lot. A lot without a time of its own occurred
// when it was recorded. NewLot fails with ErrLot or ErrMarket.
func NewLot(s Source, lot stock.Lot) (Event, error) {
	if lot.Size < 1 || lot.Left != lot.Size || len(lot.Claims) > 0 {
		return Event{}, fmt.Errorf("%w: %s has size %d, %d left and %d claims", ErrLot, lot.LotKey, lot.Size, lot.Left, len(lot.Claims))
	}
	lot.Claims = nil
	code, err := marketOf(s.Region, "")
	if err != nil {
		return Event{}, fmt.Errorf("find market of lot %s: %w", lot.LotKey, err)
	}
	occurred := lot.CreatedAt
	if occurred.IsZero() {
		occurred = s.At
	}
	return Event{
		ID: lot.LotKey.String(), Type: Allocated, Region: s.Region, Market: code,
		OccurredAt: occurred, RecordedAt: s.At, Sequence: s.Sequence,
		Lot: lot,
	}, nil
}

// marketOf returns a market of the region; without a code, its main market.
func marketOf(region market.Region, code market.Code) (market.Code, error) {
	if code == "" {
		if markets := region.Markets(); len(markets) > 0 {
			return markets[0].Code, nil
		}
	} else if _, ok := region.Market(code); ok {
		return code, nil
	}
	return "", fmt.Errorf("%w: %q of region %q", ErrMarket, code, region)
}
