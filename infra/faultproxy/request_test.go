package faultproxy

import (
	"slices"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"storefront/infra/engine/value"
)

func TestPartitionOfAQuery(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, condition, want string }{
		{"by name", "pk = :p", "a"},
		{"by placeholder", "#k=:p", "a"},
		{"beside a sort key", "sk = :s AND pk = :p", "a"},
		{"in brackets", "(#k = :p) AND begins_with(sk, :s)", "a"},
		{"of another name", "pk2 = :p", ""},
		{"of an undefined value", "pk = :q", ""},
		{"none", "", ""},
	} {
		text := func(s string) value.Value { return value.Value{Type: value.String, Text: s} }
		a := access{input: input{
			KeyConditionExpression:    tt.condition,
			ExpressionAttributeNames:  map[string]string{"#k": "pk"},
			ExpressionAttributeValues: map[string]value.Value{":p": text("a"), ":s": text("b")},
		}}
		a.locate(keyNames{"pk", "sk"})
		if a.partition != tt.want {
			t.Errorf("%s: the partition key is %q, want %q", tt.name, a.partition, tt.want)
		}
	}
}

// The proxy turns any request that it can parse into JSON, and splits a batch
// without loss.
func FuzzParseRequest(f *testing.F) {
	for _, body := range []string{
		`null`, `{}`, `{"TableName":"t","Key":{"pk":{"S":"a"}},"ConditionExpression":"x"}`,
		`{"RequestItems":{"t":{"Keys":[{"pk":{"S":"a"}},{"pk":{"S":"b"}}],"ConsistentRead":true}}}`,
		`{"RequestItems":{"t":[{"PutRequest":{"Item":{"pk":{"S":"a"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"a"}}}}]}}`,
		`{"TransactItems":[{"Put":{"TableName":"t","Item":{"pk":{"M":{"a":{"L":[]}}}}}},{"Get":{"TableName":"t","Key":{}}}]}`,
	} {
		for i := range operations {
			f.Add(i, []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, i int, encoded []byte) {
		operation := operations[uint(i)%uint(len(operations))]
		r, err := parse(operation, encoded)
		if err != nil {
			return
		}
		body, err := r.body()
		if err != nil || !jsontext.Value(body).IsValid() {
			t.Errorf("%s of %q becomes %q, %v", operation, encoded, body, err)
		}
		if r.atomic() > 1 || len(r.accesses) < 2 {
			return
		}
		all, refused := len(r.accesses), slices.Clone(r.accesses[:1])
		unprocessed, err := r.split(refused)
		if err != nil {
			return
		}
		if left := len(unprocessed[refused[0].TableName].list); left < 1 || len(r.accesses) >= all {
			t.Errorf("%q is split into %d left and %d done", encoded, left, len(r.accesses))
		}
		reply := object{}
		if err := r.giveBack(unprocessed, reply); err != nil || len(reply) != 1 {
			t.Errorf("%q gives back %v, %v", encoded, reply, err)
		}
	})
}
