package engine

import (
	"math"

	"storefront/infra/engine/value"
)

// In bytes.
const (
	readUnit = 4 << 10
	maxItem  = 400 << 10
)

// writeUnits returns the cost of writing or deleting an item: one unit if there
// is none.
func writeUnits(r *row) float64 {
	if r == nil {
		return 1
	}
	return value.WriteUnits(r.size)
}

// indexUnits returns the cost of a change of an index entry: nothing if the entry
// stays as it is, and a deletion and a put if its keys change.
func indexUnits(before, after *row) float64 {
	switch {
	case before == nil && after == nil:
		return 0
	case before == nil:
		return writeUnits(after)
	case after == nil:
		return writeUnits(before)
	case before.position != after.position:
		return writeUnits(before) + writeUnits(after)
	case before.item.Equal(after.item):
		return 0
	default:
		return max(writeUnits(before), writeUnits(after))
	}
}

// readUnits returns the cost of reading bytes: at least one unit, or half of
// that for a read that need not be consistent.
func readUnits(bytes int, consistent bool) float64 {
	units := max(1, math.Ceil(float64(bytes)/readUnit))
	if !consistent {
		units /= 2
	}
	return units
}

// consumed is what requests consume of one table.
type consumed struct {
	table   string
	base    float64 // of the table itself
	indexes map[string]float64
}

func (c consumed) total() float64 {
	total := c.base
	for _, units := range c.indexes {
		total += units
	}
	return total
}

// plus adds what another request consumes of the same table.
func (c consumed) plus(d consumed) consumed {
	c.table = d.table
	c.base += d.base
	for name, units := range d.indexes {
		if c.indexes == nil {
			c.indexes = map[string]float64{}
		}
		c.indexes[name] += units
	}
	return c
}

// capacity is consumed in the form of an answer.
type capacity struct {
	TableName              string
	CapacityUnits          float64
	ReadCapacityUnits      float64          `json:",omitzero"` // of a transaction, as is the next
	WriteCapacityUnits     float64          `json:",omitzero"`
	Table                  *units           `json:",omitzero"`
	GlobalSecondaryIndexes map[string]units `json:",omitempty"`
}

type units struct {
	CapacityUnits      float64
	WriteCapacityUnits float64 `json:",omitzero"` // of a transaction
}

// written reports all units as write units too, as answers to transactions do.
func (c *capacity) written() {
	c.WriteCapacityUnits = c.CapacityUnits
	if c.Table != nil {
		c.Table.WriteCapacityUnits = c.Table.CapacityUnits
	}
	for name, u := range c.GlobalSecondaryIndexes {
		c.GlobalSecondaryIndexes[name] = units{u.CapacityUnits, u.CapacityUnits}
	}
}

// detail is how much an answer reports of what was consumed.
type detail string

func (d detail) check() error {
	switch d {
	case "", "NONE", "TOTAL", "INDEXES":
		return nil
	default:
		return invalid("Value '%s' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]", string(d))
	}
}

// of returns what the answer reports, or nil for nothing.
func (d detail) of(c consumed) *capacity {
	if d != "TOTAL" && d != "INDEXES" {
		return nil
	}
	reported := &capacity{TableName: c.table, CapacityUnits: c.total()}
	if d == "INDEXES" {
		reported.Table = &units{CapacityUnits: c.base}
		for name, n := range c.indexes {
			if reported.GlobalSecondaryIndexes == nil {
				reported.GlobalSecondaryIndexes = map[string]units{}
			}
			reported.GlobalSecondaryIndexes[name] = units{CapacityUnits: n}
		}
	}
	return reported
}

// bill adds up what a request consumes, table by table.
type bill map[string]consumed

func (b bill) add(c consumed) { b[c.table] = b[c.table].plus(c) }

// newBill adds up costs, each counted times over.
func newBill(costs []consumed, times int) bill {
	b := bill{}
	for _, c := range costs {
		for range times {
			b.add(c)
		}
	}
	return b
}

// all returns what the answer reports of all tables, or nil for nothing.
func (d detail) all(b bill) []*capacity {
	var reported []*capacity
	for _, c := range b {
		if one := d.of(c); one != nil {
			reported = append(reported, one)
		}
	}
	return reported
}
