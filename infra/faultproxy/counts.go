package faultproxy

import (
	"maps"
	"sync"
)

// Counts are what went through a proxy, by operation, such as "UpdateItem".
type Counts map[string]Operation

// Operation counts the requests of one operation.
type Operation struct {
	Calls     int              `json:"calls"`               // requests that arrived, including retries
	Refused   int              `json:"refused,omitempty"`   // of them, those whose condition did not hold
	Throttled int              `json:"throttled,omitempty"` // of them, those that a limit or [Throttle] refused, a batch in part
	Faults    map[string]int   `json:"faults,omitempty"`    // that were drawn, by name, such as [CutAfter]
	Lost      int              `json:"lost,omitempty"`      // without an answer of DynamoDB, or held when the proxy closed
	BytesIn   int64            `json:"bytes_in"`            // of the bodies of requests
	BytesOut  int64            `json:"bytes_out"`           // of the bodies of replies that were sent
	Tables    map[string]Units `json:"tables,omitempty"`    // what was consumed, by table
}

// Units are capacity units of a table and its indexes.
type Units struct {
	Read  float64 `json:"read,omitempty"`
	Write float64 `json:"write,omitempty"`
}

func (u Units) plus(v Units) Units { return Units{u.Read + v.Read, u.Write + v.Write} }

// Units returns what the operation consumed of all tables.
func (o Operation) Units() Units {
	var total Units
	for _, u := range o.Tables {
		total = total.plus(u)
	}
	return total
}

// Units returns what all operations consumed of all tables.
func (c Counts) Units() Units {
	var total Units
	for _, o := range c {
		total = total.plus(o.Units())
	}
	return total
}

// Table returns what all operations consumed of a table.
func (c Counts) Table(name string) Units {
	var total Units
	for _, o := range c {
		total = total.plus(o.Tables[name])
	}
	return total
}

// Calls returns the number of requests that arrived.
func (c Counts) Calls() int {
	var total int
	for _, o := range c {
		total += o.Calls
	}
	return total
}

// counter is a Counts for concurrent use.
type counter struct {
	mu     sync.Mutex
	counts Counts
}

func (c *counter) add(operation string, count func(*Operation)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	o := c.counts[operation]
	if o.Faults == nil {
		o.Faults, o.Tables = map[string]int{}, map[string]Units{}
	}
	count(&o)
	if c.counts == nil {
		c.counts = Counts{}
	}
	c.counts[operation] = o
}

func (c *counter) consumed(r *request, costs map[string]consumed) {
	c.add(r.operation, func(o *Operation) {
		for table, cost := range costs {
			u := Units{Read: cost.total}
			if r.writes() {
				u = Units{Write: cost.total}
			}
			o.Tables[table] = o.Tables[table].plus(u)
		}
	})
}

func (c *counter) snapshot() Counts {
	c.mu.Lock()
	defer c.mu.Unlock()
	copied := Counts{}
	for name, o := range c.counts {
		o.Faults, o.Tables = maps.Clone(o.Faults), maps.Clone(o.Tables)
		copied[name] = o
	}
	return copied
}

func (c *counter) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts = nil
}
