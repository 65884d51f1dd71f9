package stackcheck

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"storefront/infra/local/stream"
)

const queueType = "AWS::SQS::Queue"

var streamChecks = []Check{
	{
		Name:   "stream-mappings",
		Proves: "every stream mapping gives up after bounded retries and age, halves a batch that fails, takes partial failures, and leaves what it gives up in a queue of the stack",
		Find: func(s *Stack) []string {
			var f findings
			for _, e := range s.events(streamEvent) {
				for _, bound := range []string{"MaximumRetryAttempts", "MaximumRecordAgeInSeconds"} {
					if n, ok := number(e.Properties[bound]); !ok || n < 0 {
						f.add("%s has no %s", e.ID(), bound)
					}
				}
				if e.Properties["BisectBatchOnFunctionError"] != true {
					f.add("%s does not halve a batch that fails", e.ID())
				}
				if responses := list(e.Properties["FunctionResponseTypes"]); len(responses) != 1 || responses[0] != "ReportBatchItemFailures" {
					f.add("%s takes no partial failures", e.ID())
				}
				if queue := refersTo(at(e.Properties, "DestinationConfig", "OnFailure", "Destination")); s.find(queue).Type != queueType {
					f.add("%s leaves what it gives up nowhere", e.ID())
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "retries without end", Edit: inMapping("MaximumRetryAttempts", "")},
			{What: "records of any age", Edit: inMapping("MaximumRecordAgeInSeconds", "")},
			{What: "batches that fail whole", Edit: inMapping("BisectBatchOnFunctionError", "false")},
			{What: "no partial failures", Edit: inMapping("FunctionResponseTypes", "")},
			{What: "nowhere to leave a record", Edit: inMapping("DestinationConfig", "")},
		},
	},
	{
		Name:   "stream-filters",
		Proves: "every filter of a mapping can be read, lets some of the function's sample records pass and keeps others out",
		Find: func(s *Stack) []string {
			var f findings
			for _, e := range s.events(streamEvent) {
				f = append(f, s.checkFilter(e)...)
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a filter that is no JSON", Edit: inMapping("FilterCriteria", `{ Filters: [{ Pattern: '{"eventName":' }] }`)},
			{What: "a filter that nothing passes", Edit: inMapping("FilterCriteria", `{ Filters: [{ Pattern: '{"eventName":["CHANGE"]}' }] }`)},
			{What: "a filter that all pass", Edit: inMapping("FilterCriteria", `{ Filters: [{ Pattern: '{"eventName":[{"exists":true}]}' }] }`)},
			{What: "no filter", Edit: inMapping("FilterCriteria", "")},
		},
	},
	{
		Name:   "stream-alarms",
		Proves: "a stream's consumer that falls behind, and anything in a queue of what was given up, raise an alarm",
		Find: func(s *Stack) []string {
			var f findings
			for _, e := range s.events(streamEvent) {
				if !s.watched(func(a Resource) bool {
					return metricOf(a) == "AWS/Lambda IteratorAge" && onAlias(a, e.Function)
				}) {
					f.add("nobody hears that %s falls behind its stream", e.Function.ID)
				}
				queue := refersTo(at(e.Properties, "DestinationConfig", "OnFailure", "Destination"))
				if queue != "" && !s.watched(func(a Resource) bool {
					return metricOf(a) == "AWS/SQS ApproximateNumberOfMessagesVisible" && refersTo(dimension(a, "QueueName")) == queue
				}) {
					f.add("nobody hears what is left in %s", queue)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "no alarm on the iterator's age", Edit: drop("Resources", "LedgerIteratorAgeAlarm")},
			{What: "no alarm on dead letters", Edit: drop("Resources", "LedgerFailuresAlarm")},
		},
	},
}

// inMapping sets a property of the ledger's mapping of orders; an empty value drops it.
func inMapping(property, value string) func(*Copy) {
	path := []string{"Resources", "LedgerFunction", "Properties", "Events", "Orders", "Properties", property}
	if value == "" {
		return drop(path...)
	}
	return set(value, path...)
}

// checkFilter matches a mapping's filter with the records in the samples of its function.
func (s *Stack) checkFilter(mapping event) []string {
	var f findings
	var patterns []string
	for _, filter := range list(at(mapping.Properties, "FilterCriteria", "Filters")) {
		patterns = append(patterns, text(at(filter, "Pattern")))
	}
	if len(patterns) == 0 {
		f.add("%s has no filter", mapping.ID())
		return f
	}
	passes, err := stream.Filter(patterns)
	if err != nil {
		f.add("%s: %v", mapping.ID(), err)
		return f
	}
	table := refersTo(mapping.Properties["Stream"])
	passed, kept := 0, 0
	for _, record := range s.sampleRecords(mapping) {
		source, _ := record["eventSourceARN"].(string)
		switch {
		case !strings.Contains(source, strings.ToLower(strings.TrimSuffix(table, "Table"))):
		case passes(record):
			passed++
		default:
			kept++
		}
	}
	if passed == 0 || kept == 0 {
		f.add("%s: of the sample records of %s %d pass and %d do not", mapping.ID(), table, passed, kept)
	}
	return f
}

// sampleRecords reads the stream records in the events of a mapping's function.
func (s *Stack) sampleRecords(mapping event) []map[string]any {
	folder := strings.TrimPrefix(text(mapping.Function.Properties["CodeUri"]), "functions/")
	files, _ := filepath.Glob(filepath.Join(s.Source.Root, "events", folder, "*.json")) // the pattern is well-formed
	var records []map[string]any
	for _, file := range files {
		var event struct{ Records []map[string]any }
		if content, err := os.ReadFile(file); err == nil && json.Unmarshal(content, &event) == nil {
			records = append(records, event.Records...)
		}
	}
	return records
}
