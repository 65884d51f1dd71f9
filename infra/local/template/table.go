package template

import "go.yaml.in/yaml/v3"

var (
	tableShape = shape{
		name: "table property",
		read: []string{
			"AttributeDefinitions", "GlobalSecondaryIndexes", "KeySchema", "StreamSpecification", "TableName",
			"TimeToLiveSpecification",
		},
		skip: []string{
			"BillingMode", "ContributorInsightsSpecification", "DeletionProtectionEnabled", "OnDemandThroughput",
			"PointInTimeRecoverySpecification", "SSESpecification", "TableClass", "Tags", "WarmThroughput",
		},
	}
	attributeShape  = shape{name: "attribute property", read: []string{"AttributeName", "AttributeType"}}
	keyShape        = shape{name: "key property", read: []string{"AttributeName", "KeyType"}}
	streamShape     = shape{name: "stream property", read: []string{"StreamViewType"}}
	ttlShape        = shape{name: "time to live property", read: []string{"AttributeName", "Enabled"}}
	projectionShape = shape{name: "projection property", read: []string{"NonKeyAttributes", "ProjectionType"}}
	indexShape      = shape{
		name: "index property",
		read: []string{"IndexName", "KeySchema", "Projection"},
		skip: []string{"ContributorInsightsSpecification", "OnDemandThroughput", "WarmThroughput"},
	}
)

func (r *reader) table(res *resource) Table {
	property := r.fields(res.properties, tableShape)
	types := r.attributeTypes(property["AttributeDefinitions"])
	t := Table{
		LogicalID:    res.id.Value,
		Name:         r.name(res, "TableName"),
		StreamView:   r.streamView(property["StreamSpecification"]),
		TTLAttribute: r.ttlAttribute(property["TimeToLiveSpecification"]),
	}
	t.PartitionKey, t.SortKey = r.keys(r.need(res.id, property, "KeySchema"), types)
	for _, n := range r.list(property["GlobalSecondaryIndexes"]) {
		t.Indexes = append(t.Indexes, r.index(n, types))
	}
	return t
}

func (r *reader) tableARN(res *resource) string {
	return r.arn("dynamodb", "table/"+r.name(res, "TableName"))
}

// streamLabel ends the ARN of a stream. On AWS it has the time when the stream was
// enabled; on a laptop it is constant.
const streamLabel = "/stream/2000-01-01T00:00:00.000"

func (r *reader) streamARN(at *yaml.Node, res *resource) string {
	if r.streamView(r.fields(res.properties, tableShape)["StreamSpecification"]) == "" {
		r.fail(at, "the table %s has no stream", res.id.Value)
	}
	return r.tableARN(res) + streamLabel
}

func (r *reader) attributeTypes(n *yaml.Node) map[string]string {
	types := map[string]string{}
	for _, item := range r.list(n) {
		property := r.fields(item, attributeShape)
		name := r.text(r.need(item, property, "AttributeName"))
		types[name] = r.oneOf(r.need(item, property, "AttributeType"), "S", "N", "B")
	}
	return types
}

// keys returns the partition key and the sort key, if any, of a key schema.
func (r *reader) keys(n *yaml.Node, types map[string]string) (partition, sort Attribute) {
	schema := r.list(n)
	if len(schema) != 1 && len(schema) != 2 {
		r.fail(n, "want a partition key and at most a sort key")
	}
	partition = r.key(schema[0], "HASH", types)
	if len(schema) == 2 {
		sort = r.key(schema[1], "RANGE", types)
	}
	return partition, sort
}

func (r *reader) key(n *yaml.Node, role string, types map[string]string) Attribute {
	property := r.fields(n, keyShape)
	r.oneOf(r.need(n, property, "KeyType"), role)
	name := r.text(r.need(n, property, "AttributeName"))
	if types[name] == "" {
		r.fail(n, "AttributeDefinitions do not give the type of the key %s", name)
	}
	return Attribute{Name: name, Type: types[name]}
}

func (r *reader) index(n *yaml.Node, types map[string]string) Index {
	property := r.fields(n, indexShape)
	projection := r.fields(r.need(n, property, "Projection"), projectionShape)
	index := Index{
		Name:       r.text(r.need(n, property, "IndexName")),
		Projection: r.oneOf(r.need(n, projection, "ProjectionType"), "ALL", "KEYS_ONLY", "INCLUDE"),
		Include:    r.texts(projection["NonKeyAttributes"]),
	}
	index.PartitionKey, index.SortKey = r.keys(r.need(n, property, "KeySchema"), types)
	return index
}

func (r *reader) streamView(n *yaml.Node) string {
	if n = r.resolve(n); n == nil {
		return ""
	}
	view := r.need(n, r.fields(n, streamShape), "StreamViewType")
	return r.oneOf(view, "KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES")
}

func (r *reader) ttlAttribute(n *yaml.Node) string {
	if n = r.resolve(n); n == nil {
		return ""
	}
	property := r.fields(n, ttlShape)
	if !r.flag(r.need(n, property, "Enabled"), false) {
		return ""
	}
	return r.text(r.need(n, property, "AttributeName"))
}
