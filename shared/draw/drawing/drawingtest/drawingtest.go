// Package drawingtest has a draw for tests. A public round of quicknet decides it.
package drawingtest

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/draw"
	"storefront/shared/draw/drawing"
	"storefront/shared/email"
	"storefront/shared/invite"
	"storefront/shared/market"
	"storefront/shared/waitlist"
)

const (
	round     = 1000 // https://api.drand.sh/v2/beacons/quicknet/rounds/1000
	signature = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"
)

// Times of the draw. Each is later than the one before.
var (
	EntriesClose = Made.Add(-drawing.Settled)
	Made         = RoundAt.Add(-draw.Lead(0))
	RoundAt      = draw.Quicknet.At(round)
)

// Table is the waitlist's table.
type Table interface {
	drawing.Store
	drawing.Entries
	invite.Queue
	JoinConfirmed(ctx context.Context, e waitlist.Entry) error
}

// Sale returns a sale that draws a product.
func Sale(sku catalog.SKU) catalog.Sale {
	return catalog.Sale{
		ID: "vip", Opens: RoundAt.Add(time.Hour), Access: catalog.AccessDraw, EntriesClose: EntriesClose, OrdersPerBuyer: 1,
		Hold: 10 * time.Minute, Salt: []byte("salt"), Lines: []catalog.SaleLine{{SKU: sku, MaxPerOrder: 1}},
	}
}

// Address returns the address of the nth entrant, from 0.
func Address(n int) string { return fmt.Sprintf("shopper%d@example.com", n) }

// Close puts up to 10,000 entrants from a market into the draw of a sale's only product, and closes
// it as early as possible.
func Close(ctx context.Context, table Table, sale catalog.Sale, in market.Code, entrants, units int) (draw.Notice, error) {
	sku := sale.Lines[0].SKU
	for n := range entrants {
		at, who := sale.EntriesClose.Add(time.Duration(n-entrants)*time.Millisecond), email.IdentityOf(Address(n))
		if err := table.JoinConfirmed(ctx, waitlist.Entry{
			Key: waitlist.Key(fmt.Sprintf("%s%06d", sale.ID, n)), Market: in, SKU: sku, Email: Address(n), Mailbox: who.String(), Locale: "en",
			Status: waitlist.Confirmed, AskedAt: at, ConfirmedAt: at,
		}); err != nil {
			return draw.Notice{}, err
		}
	}
	n, _, err := drawer(table, sale).Close(ctx, drawing.Wish{Sale: sale, SKU: sku, Units: units, Markets: []market.Code{in}})
	return n, err
}

// Run runs the draw of a sale's only product. Its entries must have closed at EntriesClose.
func Run(ctx context.Context, table Table, sale catalog.Sale) (*drawing.Drawn, error) {
	signed, err := hex.DecodeString(signature)
	if err != nil {
		return nil, err
	}
	b, n := draw.BeaconOf(round, signed), draw.Notice{}
	n.Line.Sale, n.Line.SKU = sale.ID, sale.Lines[0].SKU
	return drawer(table, sale).Run(ctx, n.Line, &b)
}

func drawer(table Table, sale catalog.Sale) *drawing.Drawer {
	made := func(context.Context) (time.Time, error) { return sale.EntriesClose.Add(drawing.Settled), nil }
	signed := func(draw.Chain, draw.Beacon) error { return nil } // the tests of package drawing check it with package drand
	return &drawing.Drawer{Store: table, Queue: table, Entries: table, Clock: made, Verify: signed}
}
