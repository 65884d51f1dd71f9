package template

import (
	"encoding/json"

	"go.yaml.in/yaml/v3"
)

var (
	mappingShape = shape{
		name: "stream property",
		read: []string{
			"BatchSize", "BisectBatchOnFunctionError", "DestinationConfig", "Enabled", "FilterCriteria", "FunctionResponseTypes",
			"MaximumBatchingWindowInSeconds", "MaximumRecordAgeInSeconds", "MaximumRetryAttempts", "StartingPosition", "Stream",
		},
		// The laptop runs batches one after the other. That keeps the order within a key, as parallel batches do.
		skip: []string{"KmsKeyArn", "MetricsConfig", "ParallelizationFactor"},
	}
	criteriaShape = shape{name: "filter property", read: []string{"Filters"}}
	filterShape   = shape{name: "filter property", read: []string{"Pattern"}}

	destinationsShape = shape{name: "destination property", read: []string{"OnFailure"}}
	destinationShape  = shape{name: "destination property", read: []string{"Destination", "Type"}}
)

// addStream adds a DynamoDB event. The defaults are those of AWS: 100 records a
// batch, no window, and no limit on retries or on a record's age.
func (r *reader) addStream(s *Stack, id *yaml.Node, function string, properties *yaml.Node) {
	property := r.fields(properties, mappingShape)
	mapping := StreamMapping{
		Name:               function + id.Value,
		Function:           function,
		Table:              r.streamedTable(r.need(id, property, "Stream")),
		StartingPosition:   r.oneOf(r.need(id, property, "StartingPosition"), "TRIM_HORIZON", "LATEST"),
		BatchSize:          r.number(property["BatchSize"], 100, 1, 10_000),
		BatchingWindow:     r.seconds(property["MaximumBatchingWindowInSeconds"], 0, 0, 300),
		MaxRetryAttempts:   r.number(property["MaximumRetryAttempts"], -1, -1, 10_000),
		MaxRecordAge:       max(0, r.seconds(property["MaximumRecordAgeInSeconds"], -1, -1, 604_800)),
		BisectOnError:      r.flag(property["BisectBatchOnFunctionError"], false),
		PartialBatchResult: r.partialBatchResult(property["FunctionResponseTypes"]),
		Filters:            r.filters(property["FilterCriteria"]),
		OnFailure:          r.onFailure(property["DestinationConfig"]),
	}
	if r.flag(property["Enabled"], true) {
		s.Streams = append(s.Streams, mapping)
	}
}

// streamedTable returns the logical id of the table whose stream has an ARN.
func (r *reader) streamedTable(n *yaml.Node) string {
	arn := r.text(n)
	for _, res := range r.resources {
		if res.kind == tableType && res.created && r.tableARN(res)+streamLabel == arn {
			return res.id.Value
		}
	}
	r.fail(n, "no table of this stack has the stream %s", arn)
	return ""
}

// onFailure returns the name of the queue that receives dead letters, or "" if
// there is no destination.
func (r *reader) onFailure(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	destination := r.need(n, r.fields(n, destinationsShape), "OnFailure")
	property := r.fields(destination, destinationShape)
	arn := r.text(r.need(destination, property, "Destination"))
	for _, res := range r.resources {
		if res.kind == queueType && res.created && r.queueARN(res) == arn {
			return r.name(res, "QueueName")
		}
	}
	r.fail(n, "no queue of this stack has the ARN %s", arn)
	return ""
}

func (r *reader) partialBatchResult(n *yaml.Node) bool {
	types := r.list(n)
	for _, item := range types {
		r.oneOf(item, "ReportBatchItemFailures")
	}
	return len(types) > 0
}

func (r *reader) filters(n *yaml.Node) []string {
	var patterns []string
	for _, filter := range r.list(r.fields(n, criteriaShape)["Filters"]) {
		pattern := r.need(filter, r.fields(filter, filterShape), "Pattern")
		if !json.Valid([]byte(r.text(pattern))) {
			r.fail(pattern, "the filter pattern is not JSON")
		}
		patterns = append(patterns, r.text(pattern))
	}
	return patterns
}
