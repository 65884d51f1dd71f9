package engine

import (
	"hash/maphash"
	"slices"

	"storefront/infra/engine/expression"
	"storefront/infra/engine/value"
)

// pageBytes is the most that a query or a scan reads for one answer.
const pageBytes = 1 << 20

// search has the parameters that queries and scans share.
type search struct {
	TableName string
	IndexName string
	placeholders
	projected
	FilterExpression       *string
	Select                 string
	Limit                  *int
	ExclusiveStartKey      value.Item
	ConsistentRead         bool
	ReturnConsumedCapacity detail
}

type queryInput struct {
	search
	KeyConditionExpression *string
	ScanIndexForward       *bool
}

type scanInput struct{ search }

type searchOutput struct {
	Items            []any `json:",omitzero"`
	Count            int
	ScannedCount     int
	LastEvaluatedKey value.Item `json:",omitzero"`
	ConsumedCapacity *capacity  `json:",omitzero"`
}

// plan is a search whose parameters have been checked.
type plan struct {
	*search
	table      *table
	source     *rows
	scope      *expression.Scope
	projection expression.Projection
	filter     expression.Condition // nil: none
	bounds     bounds
	backward   bool
}

func (e *Engine) scan(in *scanInput) (any, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	p, err := e.plan(&in.search, in.FilterExpression != nil || in.ProjectionExpression != nil)
	if err != nil {
		return nil, err
	}
	if err := p.scope.Unused(); err != nil {
		return nil, err
	}
	return p.page(), nil
}

func (e *Engine) query(in *queryInput) (any, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	p, err := e.plan(&in.search, true)
	if err != nil {
		return nil, err
	}
	if in.KeyConditionExpression == nil {
		return nil, invalid("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.")
	}
	if p.filter != nil && slices.ContainsFunc(p.filter.Paths(), func(path expression.Path) bool { return slices.Contains(p.source.names(), path[0].Name) }) {
		return nil, invalid("Filter Expression can only contain non-primary key attributes")
	}
	key, err := p.scope.KeyCondition(*in.KeyConditionExpression, p.source.partition, p.source.sort)
	if err != nil {
		return nil, inParameter("KeyConditionExpression", err)
	}
	if err := p.scope.Unused(); err != nil {
		return nil, err
	}
	if p.bounds, err = p.source.bounds(key); err != nil {
		return nil, err
	}
	if start := p.source.at(in.ExclusiveStartKey); in.ExclusiveStartKey != nil && (start.partition != p.bounds.partition ||
		p.bounds.below(start.sort) || p.bounds.above(start.sort)) {
		return nil, invalid("The provided starting key is outside query boundaries based on provided conditions")
	}
	p.backward = in.ScanIndexForward != nil && !*in.ScanIndexForward
	return p.page(), nil
}

// plan checks the parameters that queries and scans share.
func (e *Engine) plan(s *search, expressions bool) (*plan, error) {
	p := &plan{search: s}
	var err error
	if p.table, err = e.table(s.TableName); err != nil {
		return nil, err
	}
	if err := s.ReturnConsumedCapacity.check(); err != nil {
		return nil, err
	}
	if s.Limit != nil && *s.Limit < 1 {
		return nil, invalid("Value '%d' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1", *s.Limit)
	}
	if p.scope, err = s.scope(expressions); err != nil {
		return nil, err
	}
	if s.FilterExpression != nil {
		if p.filter, err = p.scope.Condition(*s.FilterExpression); err != nil {
			return nil, inParameter("FilterExpression", err)
		}
	}
	if p.projection, err = s.projected.parse(p.scope); err != nil {
		return nil, err
	}
	if p.source, err = p.table.source(s.IndexName); err != nil {
		return nil, err
	}
	return p, p.check()
}

func (p *plan) check() error {
	onIndex := p.IndexName != ""
	switch {
	case onIndex && p.ConsistentRead:
		return invalid("Consistent reads are not supported on global secondary indexes")
	case p.ProjectionExpression != nil && p.Select != "" && p.Select != "SPECIFIC_ATTRIBUTES":
		return invalid("Cannot specify the ProjectionExpression when choosing to get %s", p.Select)
	}
	switch p.Select {
	case "", "COUNT":
	case "ALL_ATTRIBUTES":
		if onIndex && p.source.projection != nil {
			return invalid("Select type ALL_ATTRIBUTES is not supported for global secondary index %s because its projection type is not ALL", p.IndexName)
		}
	case "SPECIFIC_ATTRIBUTES":
		if p.ProjectionExpression == nil {
			return invalid("Must specify the ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES")
		}
	case "ALL_PROJECTED_ATTRIBUTES":
		if !onIndex {
			return invalid("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")
		}
	default:
		return invalid("Value '%s' at 'select' failed to satisfy constraint", p.Select)
	}
	if err := p.checkProjected(); err != nil {
		return err
	}
	return p.checkStart()
}

// checkProjected fails if an expression names an attribute that the index lacks.
func (p *plan) checkProjected() error {
	if p.source.projection == nil {
		return nil
	}
	for _, path := range slices.Concat(p.projection, p.filterPaths()) {
		if !slices.ContainsFunc(p.source.projection, func(has expression.Path) bool { return has[0] == path[0] }) {
			return invalid("One or more parameter values were invalid: Secondary index %s does not project the attribute %s", p.IndexName, path[0].Name)
		}
	}
	return nil
}

func (p *plan) filterPaths() []expression.Path {
	if p.filter == nil {
		return nil
	}
	return p.filter.Paths()
}

func (p *plan) checkStart() error {
	start := p.ExclusiveStartKey
	if start == nil {
		return nil
	}
	if len(start) != len(p.table.keyNames(p.source)) || p.source.checkKey(start) != nil || p.table.checkKey(start) != nil {
		return invalid("The provided starting key is invalid")
	}
	return nil
}

// bounds is the range of a table or an index that a search reads. The zero value is
// all of it.
type bounds struct {
	partition string
	low, high string // of the sort key
	lowOpen   bool   // low is excluded
	highOpen  bool
	bounded   bool // high is set
}

// bounds returns the range that a key condition selects.
func (r *rows) bounds(key expression.KeyCondition) (bounds, error) {
	if key.Partition.Type != r.types[r.partition] {
		return bounds{}, invalid("One or more parameter values were invalid: Condition parameter type does not match schema type")
	}
	for _, v := range key.Bounds {
		if v.Type != r.types[r.sort] {
			return bounds{}, invalid("One or more parameter values were invalid: Condition parameter type does not match schema type")
		}
	}
	if key.Partition.Text == "" {
		return bounds{}, r.checkKeyValue(r.partition, key.Partition)
	}
	b := bounds{partition: key.Partition.SortKey()}
	if key.Operator == "" {
		return b, nil
	}
	first := key.Bounds[0].SortKey()
	switch key.Operator {
	case "=":
		b.low, b.high, b.bounded = first, first, true
	case "<", "<=":
		b.high, b.highOpen, b.bounded = first, key.Operator == "<", true
	case ">", ">=":
		b.low, b.lowOpen = first, key.Operator == ">"
	case "BETWEEN":
		b.low, b.high, b.bounded = first, key.Bounds[1].SortKey(), true
	case "begins_with":
		if key.Bounds[0].Type == value.Number {
			return bounds{}, invalid("Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N")
		}
		b.low = first
		b.high, b.bounded = successor(first)
		b.highOpen = b.bounded
	}
	return b, nil
}

// successor returns the least text greater than all texts with a prefix. None
// exists if the prefix has only bytes 255.
func successor(prefix string) (string, bool) {
	last := len(prefix) - 1
	for last >= 0 && prefix[last] == 255 {
		last--
	}
	if last < 0 {
		return "", false
	}
	return prefix[:last] + string([]byte{prefix[last] + 1}), true
}

func (b bounds) above(key string) bool {
	return b.bounded && (key > b.high || b.highOpen && key == b.high)
}

func (b bounds) below(key string) bool { return key < b.low || b.lowOpen && key == b.low }

// page reads until the limit, the size of a page, or the end.
func (p *plan) page() searchOutput {
	out := searchOutput{Items: []any{}}
	if p.Select == "COUNT" {
		out.Items = nil
	}
	read := 0
	var last *row
	p.each(func(r *row) bool {
		if last != nil && (p.Limit != nil && out.ScannedCount == *p.Limit || read >= pageBytes) {
			out.LastEvaluatedKey = last.item.Pick(p.table.keyNames(p.source)...)
			return false
		}
		last = r
		out.ScannedCount++
		read += r.size
		if p.filter != nil && !p.filter.Holds(r.item) {
			return true
		}
		out.Count++
		if out.Items != nil {
			out.Items = append(out.Items, r.answer(p.projection))
		}
		return true
	})
	if p.Limit != nil && out.ScannedCount == *p.Limit {
		out.LastEvaluatedKey = last.item.Pick(p.table.keyNames(p.source)...)
	}
	c := consumed{table: p.table.name, base: readUnits(read, p.ConsistentRead)}
	if p.IndexName != "" {
		c.indexes, c.base = map[string]float64{p.IndexName: c.base}, 0
	}
	out.ConsumedCapacity = p.ReturnConsumedCapacity.of(c)
	return out
}

// each calls do for the rows in order, from after the exclusive start key, until do
// returns false.
func (p *plan) each(do func(*row) bool) {
	visit := func(r *row) bool {
		switch {
		case p.bounds.partition == "":
		case r.partition != p.bounds.partition:
			return false
		case p.bounds.above(r.sort):
			return p.backward
		case p.bounds.below(r.sort):
			return !p.backward
		}
		return do(r)
	}
	if p.ExclusiveStartKey != nil {
		after := p.after()
		inner := visit
		visit = func(r *row) bool { return r.position == after || inner(r) }
	}
	from := &row{position: p.start()}
	if p.backward {
		p.source.tree.Descend(from, visit)
	} else {
		p.source.tree.Ascend(from, visit)
	}
}

// start returns the position at which a search begins.
func (p *plan) start() position {
	switch b := p.bounds; {
	case p.ExclusiveStartKey != nil:
		return p.after()
	case b.partition == "":
		return position{}
	case !p.backward:
		return position{maphash.String(seed, b.partition), b.partition, b.low, ""}
	case b.bounded:
		return position{maphash.String(seed, b.partition), b.partition, b.high + "\x00", ""}
	default: // the end of the partition
		return position{maphash.String(seed, b.partition), b.partition + "\x00", "", ""}
	}
}

// after returns the position of the exclusive start key.
func (p *plan) after() position {
	at := p.source.at(p.ExclusiveStartKey)
	if p.IndexName != "" {
		base := p.table.at(p.ExclusiveStartKey)
		at.base = base.partition + "\x00" + base.sort
	}
	return at
}
