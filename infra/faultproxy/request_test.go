package faultproxy

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestPartitionOfAQuery(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, condition, want string }{
		{"by name", "pk = :p", `{"S":"a"}`},
		{"by placeholder", "#k=:p", `{"S":"a"}`},
		{"beside a sort key", "sk = :s AND pk = :p", `{"S":"a"}`},
		{"in brackets", "(#k = :p) AND begins_with(sk, :s)", `{"S":"a"}`},
		{"of another name", "pk2 = :p", ""},
		{"of a value that is not there", "pk = :q", ""},
		{"none", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := object{}
			o.set("KeyConditionExpression", tt.condition)
			o.set("ExpressionAttributeNames", map[string]string{"#k": "pk"})
			o["ExpressionAttributeValues"] = json.RawMessage(`{":p":{"S":"a"},":s":{"S":"b"}}`)
			if got := queried(o, "pk"); got != tt.want {
				t.Errorf("the partition key is %q, want %q", got, tt.want)
			}
		})
	}
}

// Whatever a client sends, what the proxy makes of it is JSON, and a batch that
// is split loses nothing.
func FuzzRead(f *testing.F) {
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
		r, err := read(operation, encoded)
		if err != nil {
			return
		}
		body, err := r.body()
		if err != nil || !json.Valid(body) {
			t.Errorf("%s of %q becomes %q, %v", operation, encoded, body, err)
		}
		if r.together() > 1 || len(r.accesses) < 2 {
			return
		}
		all, refused := len(r.accesses), slices.Clone(r.accesses[:1])
		unprocessed, err := r.split(refused)
		if err != nil {
			return
		}
		if left := len(unprocessed[refused[0].table].list); left < 1 || len(r.accesses) >= all {
			t.Errorf("%q is split into %d left and %d done", encoded, left, len(r.accesses))
		}
		reply := object{}
		if err := r.giveBack(unprocessed, reply); err != nil || len(reply) != 1 {
			t.Errorf("%q gives back %v, %v", encoded, reply, err)
		}
	})
}
