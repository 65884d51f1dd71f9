package differential

import (
	"encoding/json"
	"testing"
)

func TestVerdict(t *testing.T) {
	update := step{Op: "UpdateItem", Body: map[string]any{"ReturnValues": "UPDATED_NEW", "UpdateExpression": "SET m.x = :v"}}
	transaction := step{Op: "TransactWriteItems"}
	batch := step{Op: "BatchWriteItem", Body: map[string]any{"RequestItems": map[string]any{"a": nil, "b": nil}}}
	index := step{Op: "Query", Body: map[string]any{"IndexName": indexName}}
	get := step{Op: "GetItem"}
	query := step{Op: "Query", Body: map[string]any{"Limit": 1}}
	deletes := step{Op: "BatchWriteItem", Body: map[string]any{"RequestItems": map[string]any{"t": []any{map[string]any{"DeleteRequest": nil}}}}}
	tests := []struct {
		name          string
		step          step
		status        int // of Amazon
		amazon        string
		otherStatus   int
		other         string
		equal, excuse bool
	}{
		{"the same", get, 200, `{"Item":{"n":{"N":"1"}}}`, 200, `{"Item":{"n":{"N":"1"}}}`, true, false},
		{"another value", get, 200, `{"Item":{"n":{"N":"1"}}}`, 200, `{"Item":{"n":{"N":"2"}}}`, false, false},
		{"another type", get, 200, `{"Item":{"n":{"N":"1"}}}`, 200, `{"Item":{"n":{"S":"1"}}}`, false, false},
		{"an empty item for none", get, 200, `{}`, 200, `{"Item":{}}`, false, false},
		{"another status", get, 200, `{}`, 400, `{"__type":"x#Y"}`, false, false},
		{"another namespace and message", get, 400, `{"__type":"a#E","Message":"m"}`, 400, `{"__type":"b#E","message":"n"}`, true, false},
		{"another error", get, 400, `{"__type":"a#E"}`, 400, `{"__type":"a#F"}`, false, false},
		{"another old item", get, 400, `{"__type":"a#E","Item":{"n":{"N":"1"}}}`, 400, `{"__type":"a#E"}`, false, false},
		{"another capacity", get, 200, `{"ConsumedCapacity":{"CapacityUnits":1.0}}`, 200, `{"ConsumedCapacity":{"CapacityUnits":1.5}}`, false, false},
		{"a set in another order", get, 200, `{"Item":{"s":{"SS":["a","b"]}}}`, 200, `{"Item":{"s":{"SS":["b","a"]}}}`, true, false},
		{"a list in another order", get, 200, `{"Item":{"s":{"L":[{"S":"a"},{"S":"b"}]}}}`, 200, `{"Item":{"s":{"L":[{"S":"b"},{"S":"a"}]}}}`, false, false},
		{"a scan in another order", step{Op: "Scan"}, 200, `{"Items":[{"n":{"N":"1"}},{"n":{"N":"2"}}]}`, 200, `{"Items":[{"n":{"N":"2"}},{"n":{"N":"1"}}]}`, true, false},
		{"a query in another order", step{Op: "Query"}, 200, `{"Items":[{"n":{"N":"1"}},{"n":{"N":"2"}}]}`, 200, `{"Items":[{"n":{"N":"2"}},{"n":{"N":"1"}}]}`, false, false},
		{"an index's equals in another order", index, 200, `{"Items":[{"pk":{"S":"1"},"position":{"S":"p"}},{"pk":{"S":"2"},"position":{"S":"p"}}]}`,
			200, `{"Items":[{"pk":{"S":"2"},"position":{"S":"p"}},{"pk":{"S":"1"},"position":{"S":"p"}}]}`, true, false},
		{"an index in another order", index, 200, `{"Items":[{"pk":{"S":"1"},"position":{"S":"p"}},{"pk":{"S":"2"},"position":{"S":"q"}}]}`,
			200, `{"Items":[{"pk":{"S":"2"},"position":{"S":"q"}},{"pk":{"S":"1"},"position":{"S":"p"}}]}`, false, false},
		{"reasons with other messages", transaction, 400, `{"__type":"T","CancellationReasons":[{"Code":"None"},{"Code":"C","Message":"m"}]}`,
			400, `{"__type":"T","CancellationReasons":[{"Code":"None"},{"Code":"C","Message":"n"}]}`, true, false},
		{"reasons in another order", transaction, 400, `{"__type":"T","CancellationReasons":[{"Code":"None"},{"Code":"C"}]}`,
			400, `{"__type":"T","CancellationReasons":[{"Code":"C"},{"Code":"None"}]}`, false, false},

		{"a number as it was written", get, 200, `{"Item":{"n":{"N":"7.50"},"s":{"NS":["1.0","12"]}}}`, 200, `{"Item":{"n":{"N":"7.5"},"s":{"NS":["12","1"]}}}`, true, true},
		{"a number as Amazon does not write it", get, 200, `{"Item":{"n":{"N":"7.5"}}}`, 200, `{"Item":{"n":{"N":"7.50"}}}`, false, false},
		{"part of an attribute", update, 200, `{"Attributes":{"m":{"M":{"x":{"N":"1"},"y":{"L":[]}}}}}`, 200, `{"Attributes":{"m":{"M":{"x":{"N":"1"}}}}}`, true, true},
		{"part of an attribute that is wrong", update, 200, `{"Attributes":{"m":{"M":{"x":{"N":"1"}}}}}`, 200, `{"Attributes":{"m":{"M":{"x":{"N":"2"}}}}}`, false, false},
		{"no attribute", update, 200, `{"Attributes":{"m":{"M":{"x":{"N":"1"}}}}}`, 200, `{}`, false, false},
		{"units of a transaction", transaction, 200, `{"ConsumedCapacity":[{"CapacityUnits":12.0}]}`, 200, `{"ConsumedCapacity":[{"CapacityUnits":6.0}]}`, true, true},
		{"odd units of a transaction", transaction, 200, `{"ConsumedCapacity":[{"CapacityUnits":12.0}]}`, 200, `{"ConsumedCapacity":[{"CapacityUnits":5.0}]}`, false, false},
		{"an item that refuses a transaction", transaction, 400, `{"__type":"ValidationException"}`,
			400, `{"__type":"TransactionCanceledException","CancellationReasons":[{"Code":"ValidationError"}]}`, true, true},
		{"another reason", transaction, 400, `{"__type":"ValidationException"}`,
			400, `{"__type":"TransactionCanceledException","CancellationReasons":[{"Code":"ConditionalCheckFailed"}]}`, false, false},
		{"another fault of a batch", batch, 400, `{"__type":"E"}`, 400, `{"__type":"F"}`, true, true},
		{"another fault of a malformed request", step{Op: "PutItem", covers: []string{"refusal: empty key"}}, 400, `{"__type":"ResourceNotFoundException"}`,
			400, `{"__type":"ValidationException"}`, true, true},
		{"another fault of a request for no table", step{Op: "PutItem", covers: []string{"refusal: unknown table"}}, 400, `{"__type":"ResourceNotFoundException"}`,
			400, `{"__type":"ValidationException"}`, false, false},
		{"no fault of a batch", batch, 400, `{"__type":"E"}`, 200, `{}`, false, false},
		{"reading nothing", query, 200, `{"ScannedCount":0,"ConsumedCapacity":{"CapacityUnits":0,"TableName":"t"}}`,
			200, `{"ScannedCount":0,"ConsumedCapacity":{"CapacityUnits":0.5,"TableName":"t"}}`, true, true},
		{"reading something", query, 200, `{"ScannedCount":1,"ConsumedCapacity":{"CapacityUnits":0.5,"TableName":"t"}}`,
			200, `{"ScannedCount":1,"ConsumedCapacity":{"CapacityUnits":1,"TableName":"t"}}`, false, false},
		{"deleting nothing", deletes, 200, `{"ConsumedCapacity":[{"CapacityUnits":2,"TableName":"t"}]}`, 200, `{"ConsumedCapacity":[{"CapacityUnits":1,"TableName":"t"}]}`, true, true},
		{"deleting for too little", deletes, 200, `{"ConsumedCapacity":[{"CapacityUnits":3,"TableName":"t"}]}`, 200, `{"ConsumedCapacity":[{"CapacityUnits":1,"TableName":"t"}]}`, false, false},
		{"capacity not asked for", step{Op: "DeleteItem"}, 200, `{"ConsumedCapacity":{"CapacityUnits":1}}`, 200, `{}`, true, true},
		{"capacity asked for", step{Op: "DeleteItem", Body: map[string]any{"ReturnConsumedCapacity": "TOTAL"}}, 200, `{"ConsumedCapacity":{"CapacityUnits":1}}`, 200, `{}`, false, false},
		{"a key after the last page", query, 200, `{"ScannedCount":1}`, 200, `{"ScannedCount":1,"LastEvaluatedKey":{"pk":{"S":"a"}}}`, true, true},
		{"no key after a page", query, 200, `{"ScannedCount":1,"LastEvaluatedKey":{"pk":{"S":"a"}}}`, 200, `{"ScannedCount":1}`, false, false},
		{"a key after half a page", query, 200, `{"ScannedCount":0}`, 200, `{"ScannedCount":0,"LastEvaluatedKey":{"pk":{"S":"a"}}}`, false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			amazon, other := reply{Status: test.status}, reply{Status: test.otherStatus}
			for text, body := range map[string]*map[string]any{test.amazon: &amazon.Body, test.other: &other.Body} {
				if err := json.Unmarshal([]byte(text), body); err != nil {
					t.Fatal(err)
				}
			}
			if test.amazon == test.other {
				other.Body = amazon.Body
			}
			equal, exception := verdict(test.step, amazon, other)
			if equal != test.equal || (exception != "") != test.excuse {
				t.Errorf("equal is %t by exception %q", equal, exception)
			}
		})
	}
}

func TestNormalNumber(t *testing.T) {
	for n, want := range map[string]string{
		"7.500": "7.5", "-0": "0", "1E+3": "1000", "100": "100", ".5": "0.5", "1e-3": "0.001", "-1.50e1": "-15", "x": "x",
	} {
		if got := normalNumber(n); got != want {
			t.Errorf("normalNumber(%q) = %q, want %q", n, got, want)
		}
	}
}
