package differential

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
)

var ctx = context.Background()

func TestMain(m *testing.M) {
	code := m.Run()
	if server, err := shared(); err == nil && server.Stop() != nil {
		code = 1
	}
	os.Exit(code)
}

// mutants are faults that the comparison must find. Each changes some answers of
// the embedded engine.
var mutants = []struct {
	name   string
	kind   string // part of the difference's kind
	change func(op string, request, answer map[string]any, status int) int
}{
	{"a lost condition", "Amazon: 400 ConditionalCheckFailedException, other: 200", func(op string, _, answer map[string]any, status int) int {
		if op == "UpdateItem" && strings.HasSuffix(text(answer["__type"]), `#ConditionalCheckFailedException"`) {
			clear(answer)
			return http.StatusOK
		}
		return status
	}},
	{"a wrong old item", "[Item]", func(_ string, _, answer map[string]any, status int) int {
		if old, ok := answer["Item"].(map[string]any); ok && status != http.StatusOK && old["n"] != nil {
			old["n"] = value{"N": "7777"}
		}
		return status
	}},
	{"a stream record too few", readStream, func(_ string, _, answer map[string]any, status int) int {
		records, ok := answer["Records"].([]any)
		if !ok {
			return status
		}
		answer["Records"] = slices.DeleteFunc(records, func(r any) bool { return strings.HasSuffix(text(of(of(r, "dynamodb"), "SequenceNumber")), `7"`) })
		return status
	}},
	{"capacity off by one", "[ConsumedCapacity]", func(op string, _, answer map[string]any, status int) int {
		if c, ok := answer["ConsumedCapacity"].(map[string]any); ok && op == "PutItem" && c["CapacityUnits"] == 5.0 {
			c["CapacityUnits"] = 4.0
		}
		return status
	}},
	{"a reserved word let through", "refusal: reserved word", func(op string, request, answer map[string]any, status int) int {
		for _, word := range strings.FieldsFunc(strings.ToUpper(text(request)), func(r rune) bool { return r < 'A' || r > 'Z' }) {
			if word == "WAIT" && strings.Contains(text(answer), "reserved") {
				clear(answer)
				return http.StatusOK
			}
		}
		return status
	}},
}

// TestMutants checks that the comparison finds each mutant. TestEngine, with the
// same operations, shows that it finds nothing without one.
func TestMutants(t *testing.T) {
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			faultless := embedded(t)
			mutant := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				status, answer, err := mutate(faultless, r, m.change)
				if err != nil {
					t.Error(err)
				}
				w.WriteHeader(status)
				if _, err := w.Write(answer); err != nil {
					t.Error(err)
				}
			})
			report, err := run(t.Context(), options{amazon: amazon(t), other: serve(t, mutant), seed: *seed, operations: 5000, whole: true})
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range report.differences {
				if strings.Contains(d.kind(), m.kind) {
					t.Logf("found in %d operations: %s", report.operations, d.kind())
					return
				}
			}
			t.Fatalf("not found in %d operations: %s", report.operations, report)
		})
	}
}

// mutate asks the engine and changes the answer.
func mutate(faultless http.Handler, r *http.Request, change func(string, map[string]any, map[string]any, int) int) (int, []byte, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return 0, nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	recorder := httptest.NewRecorder()
	faultless.ServeHTTP(recorder, r)
	var request, answer map[string]any
	if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil {
		return 0, nil, err
	}
	if err := json.Unmarshal(body, &request); err != nil {
		return 0, nil, err
	}
	_, op, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	status := change(op, request, answer, recorder.Code)
	encoded, err := json.Marshal(answer)
	return status, encoded, err
}
