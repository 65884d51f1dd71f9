package stackcheck

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"storefront/infra/local/stream"
	"storefront/infra/local/template"
)

var streamChecks = []Check{
	{
		Name:   "stream-mappings",
		Proves: "every stream mapping limits retries and age, splits a batch that fails, accepts partial failures, and sends dead letters to a queue of the stack",
		Find: func(s *Stack) (f findings) {
			for _, m := range s.Laptop.Streams {
				for what, ok := range map[string]bool{
					"a limit on retries": m.MaxRetryAttempts >= 0, "a limit on age": m.MaxRecordAge > 0, "BisectBatchOnFunctionError": m.BisectOnError,
					"ReportBatchItemFailures": m.PartialBatchResult, "a queue for dead letters": m.OnFailure != "",
				} {
					if !ok {
						f.add("%s lacks %s", m.Name, what)
					}
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "retries without limit", Edit: inMapping("MaximumRetryAttempts", "")},
			{What: "records of any age", Edit: inMapping("MaximumRecordAgeInSeconds", "")},
			{What: "batches that fail whole", Edit: inMapping("BisectBatchOnFunctionError", "false")},
			{What: "no partial failures", Edit: inMapping("FunctionResponseTypes", "")},
			{What: "no queue for dead letters", Edit: inMapping("DestinationConfig", "")},
		},
	},
	{
		Name:   "stream-filters",
		Proves: "every mapping has a filter that passes some of the function's sample records and rejects others",
		Find: func(s *Stack) (f findings) {
			for _, m := range s.Laptop.Streams {
				if len(m.Filters) == 0 {
					f.add("%s has no filter", m.Name)
					continue
				}
				s.checkFilter(&f, m)
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a filter that passes nothing", Edit: inMapping("FilterCriteria", `{ Filters: [{ Pattern: '{"eventName":["CHANGE"]}' }] }`)},
			{What: "a filter that passes everything", Edit: inMapping("FilterCriteria", `{ Filters: [{ Pattern: '{"eventName":[{"exists":true}]}' }] }`)},
			{What: "no filter", Edit: inMapping("FilterCriteria", "")},
		},
	},
	{
		Name:   "stream-views",
		Proves: "a table has a stream only if a function consumes it, with old images only if a function compares an item with the one before, because a stream is one more copy of personal data",
		Find: func(s *Stack) (f findings) {
			for _, table := range s.of(tableType) {
				view := text(at(table.Properties, "StreamSpecification.StreamViewType"))
				consumed, old := false, slices.Contains(compared, table.ID)
				for _, m := range s.Laptop.Streams {
					consumed = consumed || m.Table == table.ID
				}
				if (view != "") != consumed || strings.Contains(view, "OLD") != old {
					f.add("%s has the stream %q; a function consumes it: %v, with old images: %v", table.ID, view, consumed, old)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "old entries of the waitlist", Edit: set("NEW_AND_OLD_IMAGES", "Resources.WaitlistTable.Properties.StreamSpecification.StreamViewType")},
			{What: "a stream that nobody consumes", Edit: set("{ StreamViewType: NEW_IMAGE }", "Resources.BuyersTable.Properties.StreamSpecification")},
			{What: "orders without old images", Edit: set("NEW_IMAGE", "Resources.OrdersTable.Properties.StreamSpecification.StreamViewType")},
		},
	},
}

// compared lists the tables of whose items a function reads the version before: a mail
// about an order tells what has changed in it.
var compared = []string{"OrdersTable"}

// inMapping sets a property of the ledger's mapping of orders, or drops it if value
// is empty.
func inMapping(property, value string) edit {
	path := "Resources.LedgerFunction.Properties.Events.Orders.Properties." + property
	if value == "" {
		return drop(path)
	}
	return set(value, path)
}

// checkFilter matches a mapping's filter with the records of its table among the
// sample events of its function.
func (s *Stack) checkFilter(f *findings, m template.StreamMapping) {
	passes, err := stream.Filter(m.Filters)
	if err != nil {
		f.add("%s: %v", m.Name, err)
		return
	}
	folder := strings.TrimPrefix(text(s.find(m.Function).Properties["CodeUri"]), "functions/")
	files, _ := filepath.Glob(filepath.Join(s.Source.Root, "events", folder, "*.json")) // the pattern is well-formed
	passed, rejected := 0, 0
	for _, file := range files {
		var event struct{ Records []map[string]any }
		content, err := os.ReadFile(file)
		if err != nil || json.Unmarshal(content, &event) != nil {
			f.add("%s: read the sample %s", m.Name, file)
		}
		for _, record := range event.Records {
			source, _ := record["eventSourceARN"].(string)
			switch {
			case !strings.Contains(source, strings.ToLower(strings.TrimSuffix(m.Table, "Table"))):
			case passes(record):
				passed++
			default:
				rejected++
			}
		}
	}
	if passed == 0 || rejected == 0 {
		f.add("%s passes %d sample records of %s and rejects %d", m.Name, passed, m.Table, rejected)
	}
}
