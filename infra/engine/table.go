package engine

import (
	"hash/maphash"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/tidwall/btree"

	"storefront/infra/engine/expression"
	"storefront/infra/engine/value"
)

// position orders the rows of a table or an index: partitions by their hash, and
// the rows of a partition by their sort key. base distinguishes rows of an index
// with equal keys.
type position struct {
	hash                  uint64
	partition, sort, base string
}

func (p position) less(q position) bool {
	switch {
	case p.hash != q.hash:
		return p.hash < q.hash
	case p.partition != q.partition:
		return p.partition < q.partition
	case p.sort != q.sort:
		return p.sort < q.sort
	default:
		return p.base < q.base
	}
}

// row is an item of a table or an index.
type row struct {
	position
	item value.Item
	size int
	json jsontext.Value // of the item, for reads, streams and the log; nil in an index
}

func newRow(at position, it value.Item) *row { return &row{position: at, item: it, size: it.Size()} }

// encode sets the row's JSON, which is encoded only once.
func (r *row) encode() (err error) {
	r.json, err = json.Marshal(r.item, jsontext.AllowDuplicateNames(true))
	return err
}

// rows is the content of a table or an index.
type rows struct {
	schema
	projection expression.Projection // of an index
	tree       *btree.BTreeG[*row]
	bytes      int
}

func newRows(s schema, projection expression.Projection) *rows {
	less := func(a, b *row) bool { return a.less(b.position) }
	return &rows{schema: s, projection: projection, tree: btree.NewBTreeGOptions(less, btree.Options{NoLocks: true})}
}

func (r *rows) get(at position) *row {
	found, ok := r.tree.Get(&row{position: at})
	if !ok {
		return nil
	}
	return found
}

// replace replaces old by next. Either may be nil.
func (r *rows) replace(old, next *row) {
	if old != nil {
		r.bytes -= old.size
		if next == nil || old.position != next.position {
			r.tree.Delete(old)
		}
	}
	if next != nil {
		r.bytes += next.size
		r.tree.Set(next)
	}
}

// schema names the key attributes of a table or an index.
type schema struct {
	partition, sort string // sort is empty where there is no sort key
	types           map[string]value.Type
}

func (s schema) names() []string {
	if s.sort == "" {
		return []string{s.partition}
	}
	return []string{s.partition, s.sort}
}

// seed gives partitions the same order in all tables of a process.
var seed = maphash.MakeSeed()

// at returns the position of an item with these key attributes.
func (s schema) at(it value.Item) position {
	partition, _ := it.Get(s.partition)
	p := position{partition: partition.SortKey()}
	p.hash = maphash.String(seed, p.partition)
	if s.sort != "" {
		sort, _ := it.Get(s.sort)
		p.sort = sort.SortKey()
	}
	return p
}

// table is a table with its indexes and its stream.
type table struct {
	*rows
	name       string
	created    time.Time
	definition *createTableInput
	indexes    map[string]*rows
	stream     *stream // nil: none
	ttl        string  // attribute; empty: items do not expire
}

// indexRow returns the row of an index for an item, or nil if the item lacks a key
// attribute of the index.
func (t *table) indexRow(index *rows, r *row) *row {
	if r == nil {
		return nil
	}
	for _, name := range index.names() {
		if _, ok := r.item.Get(name); !ok {
			return nil
		}
	}
	at := index.at(r.item)
	at.base = r.partition + "\x00" + r.sort
	return newRow(at, index.projection.Of(r.item))
}

// source returns the rows that a query or a scan reads: those of the table or of
// an index.
func (t *table) source(index string) (*rows, error) {
	if index == "" {
		return t.rows, nil
	}
	if found := t.indexes[index]; found != nil {
		return found, nil
	}
	return nil, invalid("The table does not have the specified index: %s", index)
}

// commit applies all of the steps or none: to the log, tables, indexes and streams.
// It returns what each step consumed. user is nil for a client.
func (e *Engine) commit(user *userIdentity, steps ...step) ([]consumed, error) {
	costs, changes, all := make([]consumed, len(steps)), make([]*entry, len(steps)), []*entry{}
	for i, s := range steps {
		costs[i] = consumed{table: s.table.name, base: max(writeUnits(s.old), writeUnits(s.next))}
		change, err := s.change(e.now().UnixMilli(), user)
		if err != nil {
			return nil, err
		}
		if changes[i] = change; change != nil {
			all = append(all, change)
		}
	}
	if err := e.log.append(all); err != nil {
		return nil, err
	}
	for i, s := range steps {
		if changes[i] != nil {
			costs[i].indexes = e.apply(s, changes[i])
		}
	}
	return costs, nil
}

// change returns the log entry of a step, or nil if the step changes nothing.
func (s step) change(at int64, user *userIdentity) (*entry, error) {
	old, next := s.old, s.next
	if old == next || old != nil && next != nil && old.item.Equal(next.item) {
		return nil, nil
	}
	c := &entry{Table: s.table.name, At: at, User: user}
	if next == nil {
		c.Key = old.item.Pick(s.table.names()...)
		return c, nil
	}
	err := next.encode()
	c.Item = next.json
	return c, err
}

// apply applies a step that is in the log, and returns the units that its indexes
// consumed.
func (e *Engine) apply(s step, change *entry) map[string]float64 {
	t, old, next := s.table, s.old, s.next
	t.rows.replace(old, next)
	var units map[string]float64
	for name, index := range t.indexes {
		before, after := t.indexRow(index, old), t.indexRow(index, next)
		index.replace(before, after)
		if n := indexUnits(before, after); n > 0 {
			if units == nil {
				units = map[string]float64{}
			}
			units[name] = n
		}
	}
	if t.stream != nil && !change.Kept {
		e.sequence++
		t.stream.add(newRecord(t, e.sequence, old, next, change))
	}
	return units
}

// table returns a table by its name or its ARN.
func (e *Engine) table(name string) (*table, error) {
	t := e.tables[strings.TrimPrefix(name, tableARN(""))]
	switch {
	case t != nil:
		return t, nil
	case !tableName.MatchString(strings.TrimPrefix(name, tableARN(""))):
		return nil, errTableName
	default:
		return nil, &apiError{Type: "ResourceNotFoundException", Message: "Cannot do operations on a non-existent table: " + name}
	}
}
