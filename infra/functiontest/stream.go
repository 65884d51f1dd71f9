package functiontest

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"storefront/infra/local/stream"
	"storefront/infra/local/template"
)

// Batches returns the names of a stream consumer's sample batches.
func Batches(t *testing.T, function string) []string {
	t.Helper()
	return names(t, filepath.Join("..", "..", "events", function), ".json")
}

// Batch returns a sample batch as the function receives it, without the records that
// the template's filters exclude, and the number of those.
func Batch(t *testing.T, function, name string) (payload []byte, filtered int) {
	t.Helper()
	var batch, passed struct{ Records []map[string]any }
	if _, err := decodeStrictly(filepath.Join("..", "..", "events", function, name+".json"), &batch); err != nil {
		t.Fatal(err)
	}
	passed.Records = []map[string]any{}
	for _, record := range batch.Records {
		passes, err := stream.Filter(mappingOf(t, function, record).Filters)
		if err != nil {
			t.Fatal(err)
		}
		if passes(record) {
			passed.Records = append(passed.Records, record)
		}
	}
	payload, err := json.Marshal(passed)
	if err != nil {
		t.Fatal(err)
	}
	return payload, len(batch.Records) - len(passed.Records)
}

// mappingOf returns the mapping from a record's table to the function.
func mappingOf(t *testing.T, function string, record map[string]any) template.StreamMapping {
	t.Helper()
	source, _ := record["eventSourceARN"].(string)
	for _, mapping := range stack(t).streams(function) {
		_, suffix, _ := strings.Cut(stack(t).table(mapping.Table), "storefront-us") // a sample may be of another region
		if strings.Contains(source, suffix+"/stream/") {
			return mapping
		}
	}
	t.Fatalf("no stream of the template feeds %s from %s", function, source)
	return template.StreamMapping{}
}
