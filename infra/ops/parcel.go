package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"storefront/shared/checkout"
	"storefront/shared/order"
)

// showParcel is for the person who packs the parcel. It and writeParcels are the only
// commands that show a buyer's name and address.
func showParcel(ctx context.Context, c *call) error {
	o, err := c.readOrder(ctx)
	if err != nil {
		return err
	}
	if err := packable(o); err != nil {
		return err
	}
	to := o.Buyer.ShipTo
	about := record{
		{"order", o.ID}, {"version", o.Version}, {"status", o.Status},
		{"name", to.Name}, {"address", to.Line1}, {shown{"", "address line 2"}, to.Line2}, {"city", to.City},
		{"postal code", to.PostalCode}, {"state", to.State}, {"country", to.Country},
	}
	c.out.record(append(slices.Clone(about), [2]any{"parcel", parcelLines(o)}), func() {
		c.out.grid(func(row func(...any)) {
			details(row, about)
			parcel(row, "parcel", o)
		})
	})
	if o.Status == order.Paid {
		c.out.print("once it is on its way: ship --order %s --version %d --carrier NAME --tracking NUMBER\n", o.ID, o.Version)
	}
	return nil
}

// packable returns why there is no parcel to pack for an order, or nil if there is one.
func packable(o order.Order) error {
	switch {
	case o.Status == order.Paid && o.RefundDue():
		return checkout.ErrWithdrawn
	case len(o.Parcel()) == 0:
		return fmt.Errorf("order %s is %s: it has nothing to ship", o.ID, o.Status)
	case !o.ErasedAt.IsZero():
		return fmt.Errorf("order %s was shipped, and its buyer was forgotten: it no longer has an address", o.ID)
	}
	return nil
}

// ship ships one order, or those of a file of parcels.
func ship(ctx context.Context, c *call) error {
	file := c.flags.String("file", "", "")
	version := c.flags.Int("version", 0, "")
	carrier := c.flags.String("carrier", "", "")
	tracking := c.flags.String("tracking", "", "")
	var id order.ID
	c.flags.Func("order", "", into(&id, parseOrderID))
	if err := c.parse(); err != nil {
		return err
	}
	switch one := id != (order.ID{}); {
	case one == (*file != ""):
		return misused("either --order or --file is required")
	case !one && (*version != 0 || *carrier != "" || *tracking != ""):
		return misused("--file is given alone: its rows have versions and tracking numbers")
	case !one:
		return c.shipParcels(ctx, *file)
	}
	shipment, err := newShipment(*carrier, *tracking)
	if err != nil {
		return err
	}
	after, err := c.afterSale(ctx)
	if err != nil {
		return err
	}
	o, err := after.Ship(ctx, id, *version, shipment)
	if err != nil {
		return err
	}
	c.out.print("order %s was shipped at %s\n", id, when(o.ShippedAt))
	if o.Shipment != shipment {
		c.err.print("ops: warning: it was shipped before, and its carrier and tracking number stay as they were\n")
	}
	return nil
}

func newShipment(carrier, tracking string) (order.Shipment, error) {
	s, err := order.NewShipment(carrier, tracking)
	switch {
	case errors.Is(err, order.ErrCarrier):
		err = misused("--carrier must be a name of 1 to 40 characters, given together with --tracking")
	case errors.Is(err, order.ErrTracking):
		err = misused("--tracking must be 4 to 40 letters, digits, spaces and hyphens, given together with --carrier")
	}
	return s, err
}
