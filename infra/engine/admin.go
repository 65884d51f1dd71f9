package engine

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"storefront/infra/engine/expression"
	"storefront/infra/engine/value"
)

type keyElement struct{ AttributeName, KeyType string }

type attributeDefinition struct {
	AttributeName string
	AttributeType value.Type
}

type projection struct {
	ProjectionType   string
	NonKeyAttributes []string `json:",omitempty"`
}

type indexDefinition struct {
	IndexName  string
	KeySchema  []keyElement
	Projection projection
}

type streamSpecification struct {
	StreamEnabled  bool
	StreamViewType string `json:",omitzero"`
}

type createTableInput struct {
	TableName              string
	AttributeDefinitions   []attributeDefinition
	KeySchema              []keyElement
	BillingMode            string
	GlobalSecondaryIndexes []indexDefinition    `json:",omitempty"`
	StreamSpecification    *streamSpecification `json:",omitzero"`
}

// arnPrefix has the account and the Region of all ARNs.
const arnPrefix = "arn:aws:dynamodb:local:000000000000:table/"

func tableARN(name string) string { return arnPrefix + name }

var tableName = regexp.MustCompile(`^[a-zA-Z0-9_.-]{3,255}$`)

var errTableName = invalid("Invalid table name: it must have 3 to 255 of the characters a-z, A-Z, 0-9, '_', '-' and '.'")

func (e *Engine) createTable(in *createTableInput) (any, error) {
	if !tableName.MatchString(in.TableName) {
		return nil, errTableName
	}
	if in.BillingMode != "PAY_PER_REQUEST" {
		return nil, invalid("the engine supports only the BillingMode PAY_PER_REQUEST")
	}
	t, err := newTable(in, e.now())
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.tables[t.name] != nil {
		return nil, &apiError{Type: "ResourceInUseException", Message: "Table already exists: " + t.name}
	}
	if err := e.log.append([]*entry{{Create: in, At: t.created.UnixMilli()}}); err != nil {
		return nil, err
	}
	e.tables[t.name] = t
	return map[string]any{"TableDescription": t.describe("ACTIVE")}, nil
}

func newTable(in *createTableInput, created time.Time) (*table, error) {
	types := map[string]value.Type{}
	for _, d := range in.AttributeDefinitions {
		if !d.AttributeType.Scalar() {
			return nil, invalid("the key attribute %s cannot be of type %q", d.AttributeName, d.AttributeType)
		}
		types[d.AttributeName] = d.AttributeType
	}
	keys, err := newSchema(in.KeySchema, types)
	if err != nil {
		return nil, err
	}
	t := &table{rows: newRows(keys, nil), name: in.TableName, created: created, definition: in, indexes: map[string]*rows{}}
	used := map[string]bool{}
	for _, name := range keys.names() {
		used[name] = true
	}
	for _, definition := range in.GlobalSecondaryIndexes {
		index, err := newSchema(definition.KeySchema, types)
		if err != nil {
			return nil, err
		}
		for _, name := range index.names() {
			used[name] = true
		}
		t.indexes[definition.IndexName] = newRows(index, nil)
		if t.indexes[definition.IndexName].projection, err = t.projected(index, definition.Projection); err != nil {
			return nil, err
		}
	}
	if len(used) != len(in.AttributeDefinitions) {
		return nil, invalid("One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions")
	}
	return t, t.openStream(in.StreamSpecification)
}

func newSchema(elements []keyElement, types map[string]value.Type) (schema, error) {
	s := schema{types: types}
	for i, element := range elements {
		switch {
		case types[element.AttributeName] == "":
			return s, invalid("One or more parameter values were invalid: the key attribute %s is not defined in AttributeDefinitions", element.AttributeName)
		case i == 0 && element.KeyType == "HASH":
			s.partition = element.AttributeName
		case i == 1 && element.KeyType == "RANGE" && element.AttributeName != s.partition:
			s.sort = element.AttributeName
		default:
			return s, invalid("Invalid KeySchema: a HASH key comes first, and at most one RANGE key follows")
		}
	}
	if s.partition == "" {
		return s, invalid("Invalid KeySchema: a HASH key is missing")
	}
	return s, nil
}

// projected returns the attributes of items that an index holds, or nil for all.
func (t *table) projected(index schema, p projection) (expression.Projection, error) {
	names := t.keyNames(&rows{schema: index})
	switch p.ProjectionType {
	case "ALL":
		return nil, nil
	case "KEYS_ONLY":
		return expression.Project(names...), nil
	case "INCLUDE":
		return expression.Project(append(names, p.NonKeyAttributes...)...), nil
	default:
		return nil, invalid("One or more parameter values were invalid: Unknown ProjectionType: %s", p.ProjectionType)
	}
}

// tableInput names a table.
type tableInput struct{ TableName string }

func (e *Engine) describeTable(in *tableInput) (any, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.table(in.TableName)
	if err != nil {
		return nil, err
	}
	return map[string]any{"Table": t.describe("ACTIVE")}, nil
}

func (e *Engine) deleteTable(in *tableInput) (any, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.table(in.TableName)
	if err != nil {
		return nil, err
	}
	if err := e.log.append([]*entry{{Drop: t.name}}); err != nil {
		return nil, err
	}
	delete(e.tables, t.name)
	return map[string]any{"TableDescription": t.describe("DELETING")}, nil
}

type listTablesInput struct {
	ExclusiveStartTableName string
	Limit                   *int
}

// maxTables is the most tables that one answer lists.
const maxTables = 100

func (e *Engine) listTables(in *listTablesInput) (any, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	names := slices.Sorted(maps.Keys(e.tables))
	after, found := slices.BinarySearch(names, in.ExclusiveStartTableName)
	if found {
		after++
	}
	names = names[after:]
	limit := maxTables
	if in.Limit != nil {
		if limit = *in.Limit; limit < 1 || limit > maxTables {
			return nil, invalid("Limit must be from 1 to %d", maxTables)
		}
	}
	if len(names) <= limit {
		return map[string]any{"TableNames": names}, nil
	}
	return map[string]any{"TableNames": names[:limit], "LastEvaluatedTableName": names[limit-1]}, nil
}

// description is the answer of DescribeTable.
type description struct {
	TableName              string
	TableArn               string
	TableStatus            string
	CreationDateTime       float64 // Unix seconds
	AttributeDefinitions   []attributeDefinition
	KeySchema              []keyElement
	ItemCount              int
	TableSizeBytes         int
	BillingModeSummary     map[string]string
	ProvisionedThroughput  map[string]int
	GlobalSecondaryIndexes []indexDescription   `json:",omitempty"`
	StreamSpecification    *streamSpecification `json:",omitzero"`
	LatestStreamArn        string               `json:",omitzero"`
	LatestStreamLabel      string               `json:",omitzero"`
}

type indexDescription struct {
	indexDefinition
	IndexArn              string
	IndexStatus           string
	ItemCount             int
	IndexSizeBytes        int
	ProvisionedThroughput map[string]int
}

func (t *table) describe(status string) description {
	none := map[string]int{"ReadCapacityUnits": 0, "WriteCapacityUnits": 0, "NumberOfDecreasesToday": 0}
	d := description{
		TableName: t.name, TableArn: tableARN(t.name), TableStatus: status, CreationDateTime: float64(t.created.Unix()),
		AttributeDefinitions: t.definition.AttributeDefinitions, KeySchema: t.definition.KeySchema,
		ItemCount: t.tree.Len(), TableSizeBytes: t.bytes,
		BillingModeSummary: map[string]string{"BillingMode": "PAY_PER_REQUEST"}, ProvisionedThroughput: none,
	}
	for _, definition := range t.definition.GlobalSecondaryIndexes {
		index := t.indexes[definition.IndexName]
		d.GlobalSecondaryIndexes = append(d.GlobalSecondaryIndexes, indexDescription{
			indexDefinition: definition, IndexArn: tableARN(t.name) + "/index/" + definition.IndexName, IndexStatus: "ACTIVE",
			ItemCount: index.tree.Len(), IndexSizeBytes: index.bytes, ProvisionedThroughput: none,
		})
	}
	if t.stream != nil {
		d.StreamSpecification = t.definition.StreamSpecification
		d.LatestStreamArn, d.LatestStreamLabel = t.stream.arn, t.stream.label
	}
	return d
}

type timeToLive struct {
	AttributeName string
	Enabled       bool
}

type updateTimeToLiveInput struct {
	TableName               string
	TimeToLiveSpecification timeToLive
}

func (e *Engine) updateTimeToLive(in *updateTimeToLiveInput) (any, error) {
	wanted := in.TimeToLiveSpecification
	if wanted.AttributeName == "" {
		return nil, invalid("TimeToLiveSpecification must name an attribute")
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.table(in.TableName)
	switch {
	case err != nil:
		return nil, err
	case wanted.Enabled && t.ttl != "":
		return nil, invalid("TimeToLive is already enabled")
	case !wanted.Enabled && t.ttl != wanted.AttributeName:
		return nil, invalid("TimeToLive is already disabled")
	}
	if err := e.log.append([]*entry{{Table: t.name, TimeToLive: &wanted}}); err != nil {
		return nil, err
	}
	t.expireBy(wanted)
	return map[string]any{"TimeToLiveSpecification": wanted}, nil
}

func (t *table) expireBy(wanted timeToLive) {
	t.ttl = ""
	if wanted.Enabled {
		t.ttl = wanted.AttributeName
	}
}

func (e *Engine) describeTimeToLive(in *tableInput) (any, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.table(in.TableName)
	if err != nil {
		return nil, err
	}
	d := map[string]string{"TimeToLiveStatus": "DISABLED"}
	if t.ttl != "" {
		d = map[string]string{"TimeToLiveStatus": "ENABLED", "AttributeName": t.ttl}
	}
	return map[string]any{"TimeToLiveDescription": d}, nil
}

// tableOfStream returns the name of the table in the ARN of its stream.
func tableOfStream(arn string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(arn, arnPrefix), "/")
	return name
}
