package engine

import "math"

// What one unit writes or reads, in bytes, and the largest item.
const (
	writeUnit = 1 << 10
	readUnit  = 4 << 10
	maxItem   = 400 << 10
)

// writeUnits is what writing an item costs, or a deletion of it; one unit for no
// item.
func writeUnits(r *row) float64 {
	if r == nil {
		return 1
	}
	return max(1, math.Ceil(float64(r.size)/writeUnit))
}

// indexUnits is what a change of an entry costs in an index: nothing if the entry
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

// readUnits is what reading so many bytes costs: at least one unit, half of it
// if the read need not be consistent.
func readUnits(bytes int, consistent bool) float64 {
	units := max(1, math.Ceil(float64(bytes)/readUnit))
	if !consistent {
		units /= 2
	}
	return units
}

// consumed is what requests consumed of one table.
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

// plus adds what another request consumed of the same table.
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

// capacity is consumed as an answer has it.
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

// written tells once more, as answers to transactions do, that all units wrote.
func (c *capacity) written() {
	c.WriteCapacityUnits = c.CapacityUnits
	if c.Table != nil {
		c.Table.WriteCapacityUnits = c.Table.CapacityUnits
	}
	for name, u := range c.GlobalSecondaryIndexes {
		c.GlobalSecondaryIndexes[name] = units{u.CapacityUnits, u.CapacityUnits}
	}
}

// detail is how much of what was consumed an answer tells.
type detail string

func (d detail) check() error {
	switch d {
	case "", "NONE", "TOTAL", "INDEXES":
		return nil
	default:
		return invalid("Value '%s' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]", string(d))
	}
}

// of returns what the answer tells, and nil for nothing.
func (d detail) of(c consumed) *capacity {
	if d != "TOTAL" && d != "INDEXES" {
		return nil
	}
	told := &capacity{TableName: c.table, CapacityUnits: c.total()}
	if d == "INDEXES" {
		told.Table = &units{CapacityUnits: c.base}
		for name, n := range c.indexes {
			if told.GlobalSecondaryIndexes == nil {
				told.GlobalSecondaryIndexes = map[string]units{}
			}
			told.GlobalSecondaryIndexes[name] = units{CapacityUnits: n}
		}
	}
	return told
}

// bill adds up what a request consumed, table by table.
type bill map[string]consumed

func (b bill) add(c consumed) { b[c.table] = b[c.table].plus(c) }

// newBill adds up costs, each so many times.
func newBill(costs []consumed, times int) bill {
	b := bill{}
	for _, c := range costs {
		for range times {
			b.add(c)
		}
	}
	return b
}

// all returns what the answer tells of all tables, and nil for nothing.
func (d detail) all(b bill) []*capacity {
	var told []*capacity
	for _, c := range b {
		if one := d.of(c); one != nil {
			told = append(told, one)
		}
	}
	return told
}
