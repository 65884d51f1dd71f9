package ledger

import (
	"errors"
	"fmt"
	"strconv"

	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
)

// ErrEvent means that an event cannot be booked: there is no rule for its type, or
// it lacks what its type needs.
var ErrEvent = errors.New("ledger: the event cannot be booked")

// Book returns the entries of an event. The same event always gives the same
// entries with the same ids. An event without money and units, such as an extended
// hold, has none. Book fails with ErrEvent, ErrMarket or ErrSums.
func Book(e Event) (Entries, error) {
	entity, _ := Entity(e.Region)
	return entity.Book(e)
}

// Book is like the function Book, for an entity with settings of its own.
func (l LegalEntity) Book(e Event) (Entries, error) {
	b, err := l.newBooking(e)
	if err != nil {
		return Entries{}, err
	}
	if e.IsMovement() {
		err = b.movement()
		return b.entries, err
	}
	switch e.Type {
	case Paid:
		err = b.paid()
	case Shipped:
		err = b.shipped()
	case Refunded:
		err = b.refunded()
	case Allocated:
		b.move(Allocate, string(e.Lot.Line.SKU), string(e.Lot.Line.Sale), e.Lot.Size, e.Lot.Number)
	case Held:
		b.moveAll(Hold)
	case Rejected: // what it reserved was released at once
		b.moveAll(Hold)
		b.moveAll(Release)
	case Expired:
		b.moveAll(Expire)
	case Cancelled:
		b.moveAll(Cancel)
	case Extended, Declined, Withdrawn, Abandoned, Erased:
	default:
		err = fmt.Errorf("%w: %s has type %q", ErrEvent, e.ID, e.Type)
	}
	return b.entries, err
}

// booking collects the entries of an event.
type booking struct {
	event   Event
	entity  LegalEntity
	taxKind market.TaxKind
	entries Entries
}

func newBooking(e Event) (*booking, error) {
	entity, _ := Entity(e.Region)
	return entity.newBooking(e)
}

func (l LegalEntity) newBooking(e Event) (*booking, error) {
	m, ok := e.Region.Market(e.Market)
	if !ok || l.Code == "" {
		return nil, fmt.Errorf("%w: %s is of market %q of region %q", ErrMarket, e.ID, e.Market, e.Region)
	}
	return &booking{event: e, entity: l, taxKind: m.Tax.Kind}, nil
}

func (b *booking) owesAtDispatch() bool { return b.entity.OwesAtDispatch(b.event.Order.Payment.PaidAt) }

// posting is a journal entry before it gets its number.
type posting struct {
	side     Side
	account  Account
	amount   money.Amount
	sku      order.SKU // empty for the order as a whole, or its shipping
	payment  string
	reverses string
}

// post adds a journal entry, unless its amount is zero.
func (b *booking) post(p posting) {
	if p.amount.Minor == 0 {
		return
	}
	e := b.event
	n := len(b.entries.Journal) + 1
	b.entries.Journal = append(b.entries.Journal, JournalEntry{
		EntryID: e.ID + "#" + strconv.Itoa(n), TxnID: e.ID, LineNo: n, EventID: e.ID, EventType: e.Type,
		LegalEntity: b.entity.Code, Region: e.Region, Market: e.Market,
		OccurredAt: e.OccurredAt, RecordedAt: e.RecordedAt,
		AccountCode: p.account.Code, Side: p.side, Amount: p.amount,
		OrderID: e.orderID(), OrderLine: string(p.sku), PaymentRef: p.payment, ReversesEntry: p.reverses,
		SourceSequence: e.Sequence,
	})
}

// line adds an order line.
func (b *booking) line(l OrderLine) {
	e := b.event
	l.LineID = e.ID + "/" + strconv.Itoa(len(b.entries.Lines)+1)
	l.OrderID, l.SaleID = e.Order.ID.String(), string(e.Order.Sale)
	l.HSCode = e.HSCodes[order.SKU(l.SKU)]
	l.TaxType, l.TaxJurisdiction, l.TaxIncluded = b.taxKind, e.Order.Totals.TaxJurisdiction, e.Order.Totals.TaxIncluded
	l.Supply = e.Order.Totals.Supply
	l.PaidAt, l.BuyerRef = e.Order.Payment.PaidAt, e.BuyerRef
	l.Market, l.OccurredAt, l.EventID = e.Market, e.OccurredAt, e.ID
	if e.Type == Refunded {
		l.Reason = e.Order.Refunds[e.Previous.Refunds].Reason
	}
	b.entries.Lines = append(b.entries.Lines, l)
}

// moveAll adds a move of all units that the order reserved.
func (b *booking) moveAll(kind MoveKind) {
	for _, l := range b.event.Order.Lines {
		for _, t := range l.Allocations {
			b.move(kind, string(l.SKU), string(b.event.Order.Sale), t.Quantity, t.Lot)
		}
	}
}

// move adds a stock move.
func (b *booking) move(kind MoveKind, sku, sale string, quantity, lot int) {
	e := b.event
	m := StockMove{
		MoveID: e.ID + "/" + strconv.Itoa(len(b.entries.Moves)+1), Kind: kind, Market: e.Market, SKU: sku, SaleID: sale,
		Quantity: quantity, Lot: lot, OccurredAt: e.OccurredAt, EventID: e.ID,
	}
	if e.Type != Allocated {
		m.OrderID = e.Order.ID.String()
	}
	b.entries.Moves = append(b.entries.Moves, m)
}
