package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"storefront/infra/spreadsheet"
	"storefront/infra/wholefile"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/order"
)

// parcelColumns are those of a file of parcels. Whoever ships them fills in the last
// two, and shipParcels reads the file back by the columns' names.
var parcelColumns = []string{
	"order", "version", "name", "line1", "line2", "city", "postal_code", "state", "country", "parcel", "carrier", "tracking",
}

// writeParcels writes a file of the parcels that wait to be packed, the order that was
// paid first first.
func writeParcels(ctx context.Context, c *call) error {
	var sale catalog.SaleID
	c.flags.Func("sale", "", text(&sale))
	var name string
	c.flags.Func("out", "", into(&name, newPath))
	if err := c.parse("out"); err != nil {
		return err
	}
	waiting, err := c.ordersThat(ctx, func(o order.Order) bool {
		return o.Status == order.Paid && (sale == "" || o.Sale == sale) && packable(o) == nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(waiting, func(a, b order.Order) int {
		return cmp.Or(a.Payment.PaidAt.Compare(b.Payment.PaidAt), cmp.Compare(a.ID.String(), b.ID.String()))
	})
	rows := [][]string{parcelColumns}
	for _, o := range waiting {
		rows = append(rows, parcelRow(o))
	}
	if err := wholefile.New(ctx, name, func(w io.Writer) error { return csv.NewWriter(w).WriteAll(rows) }); err != nil {
		return err
	}
	c.out.print("wrote %s to %s; fill in carrier and tracking, then: ship --file %s\n", count(len(waiting), "parcel"), name, name)
	return nil
}

func parcelRow(o order.Order) []string {
	var items []string
	for _, l := range o.Parcel() {
		items = append(items, fmt.Sprintf("%d of %s", l.Quantity, l.SKU))
	}
	to := o.Buyer.ShipTo
	row := []string{o.ID.String(), strconv.Itoa(o.Version)}
	for _, typed := range []string{to.Name, to.Line1, to.Line2, to.City, to.PostalCode, to.State, to.Country} {
		row = append(row, inert(typed))
	}
	return append(row, strings.Join(items, ", "), "", "")
}

// inert returns a text that a spreadsheet does not take for a formula, whoever typed it.
func inert(typed string) string {
	if strings.ContainsAny(typed[:min(1, len(typed))], "=+-@") {
		return "'" + typed
	}
	return typed
}

// packed is a row of a file of parcels that was filled in.
type packed struct {
	line     int
	id       order.ID
	version  int
	shipment order.Shipment
}

// shipParcels ships the orders of a file of parcels that have a tracking number. It
// ships none if the file has a mistake. To ship a file again does no harm.
func (c *call) shipParcels(ctx context.Context, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("open the file of parcels: %w", err)
	}
	defer file.Close()
	parcels, open, err := readParcels(file)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	after, err := c.afterSale(ctx)
	if err != nil {
		return err
	}
	var left []string
	for i, p := range parcels {
		if c.progress {
			c.err.bar(i+1, len(parcels), fmt.Sprintf("%d of %d parcels", i+1, len(parcels)))
		}
		o, err := after.Ship(ctx, p.id, p.version, p.shipment)
		switch {
		case errors.Is(err, context.Canceled):
			return err
		case errors.Is(err, checkout.ErrChanged):
			left = append(left, fmt.Sprintf("line %d: order %s changed after it was packed: see its parcel", p.line, p.id))
		case err != nil:
			left = append(left, fmt.Sprintf("line %d: order %s: %v", p.line, p.id, err))
		case o.Shipment != p.shipment:
			left = append(left, fmt.Sprintf("line %d: order %s was shipped at %s with another carrier or tracking number", p.line, p.id, when(o.ShippedAt)))
		}
	}
	if c.progress && len(parcels) > 0 {
		c.err.print("\n")
	}
	c.out.print("shipped: %d, without a tracking number: %d\n", len(parcels)-len(left), open)
	return c.out.left(left)
}

// readParcels reads a file of parcels. It returns the rows that were filled in, and how
// many were not.
func readParcels(file io.Reader) (parcels []packed, open int, err error) {
	r := spreadsheet.NewReader(file)
	header, err := r.Read()
	if err != nil {
		return nil, 0, fmt.Errorf("read the header: %w", err)
	}
	column := map[string]int{}
	for _, name := range []string{"order", "version", "carrier", "tracking"} {
		if column[name] = slices.Index(header, name); column[name] < 0 {
			return nil, 0, fmt.Errorf("the header has no column %q", name)
		}
	}
	seen := map[order.ID]int{}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return parcels, open, nil
		}
		if err != nil {
			return nil, 0, err
		}
		line, _ := r.FieldPos(0)
		p, err := parsePacked(row[column["order"]], row[column["version"]], row[column["carrier"]], row[column["tracking"]])
		if err == nil && seen[p.id] != 0 {
			err = fmt.Errorf("order %s is on line %d already", p.id, seen[p.id])
		}
		if err != nil {
			return nil, 0, fmt.Errorf("line %d: %w", line, err)
		}
		p.line, seen[p.id] = line, line
		if p.shipment == (order.Shipment{}) {
			open++
			continue
		}
		parcels = append(parcels, p)
	}
}

func parsePacked(id, version, carrier, tracking string) (p packed, err error) {
	if p.id, err = parseOrderID(id); err != nil {
		return p, fmt.Errorf("order %w", err)
	}
	if p.version, err = strconv.Atoi(version); err != nil || p.version < 1 {
		return p, errors.New("version must be a whole number, as the file had it")
	}
	p.shipment, err = order.NewShipment(carrier, tracking)
	return p, err
}
