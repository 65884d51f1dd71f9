package differential

import (
	"reflect"
	"strings"
	"testing"
)

// TestGenerate checks the generator without any engine: it is deterministic, and
// covers every operation, operator, type, refusal and reserved word.
func TestGenerate(t *testing.T) {
	covered := map[string]int{}
	words := map[string]bool{}
	made := 0
	for number := 0; made < 5000; number++ {
		q := generate(7, number)
		if number < 10 && !reflect.DeepEqual(q, generate(7, number)) {
			t.Errorf("sequence %d is not the same again", number)
		}
		for _, s := range q.steps {
			made++
			for _, what := range append(s.covers, s.Op) {
				covered[what]++
			}
			if len(s.covers) == 1 && s.covers[0] == "refusal: reserved word" {
				for _, w := range strings.FieldsFunc(strings.ToUpper(text(s.Body)), func(r rune) bool { return r != '_' && (r < 'A' || r > 'Z') }) {
					words[w] = true
				}
			}
		}
	}
	want := []string{"condition AND", "condition OR", "condition NOT", "condition parentheses", "update SET", "update REMOVE", "update ADD",
		"update DELETE", "query of the index", "Select COUNT", "with FilterExpression", "with ProjectionExpression", "with Limit",
		"transaction Put", "transaction Update", "transaction Delete", "transaction ConditionCheck", "refusal: reserved word"}
	want = append(want, strings.Fields("CreateTable DescribeTable DeleteTable ListTables UpdateTimeToLive DescribeTimeToLive PutItem GetItem "+
		"UpdateItem DeleteItem Query Scan BatchGetItem BatchWriteItem TransactWriteItems TransactGetItems")...)
	for _, operator := range strings.Fields("= <> < <= > >= BETWEEN IN attribute_exists attribute_not_exists attribute_type begins_with contains size") {
		want = append(want, "condition "+operator)
	}
	for _, kind := range types {
		want = append(want, "value "+kind)
	}
	for _, r := range refusals {
		want = append(want, "refusal: "+r.name)
	}
	for _, what := range want {
		if covered[what] == 0 {
			t.Errorf("not in %d operations: %s", made, what)
		}
	}
	for _, w := range reserved {
		if !words[w] {
			t.Errorf("not in %d operations: the reserved word %s", made, w)
		}
	}
}

// TestRefusalsAreNamed checks that the table of refusals is read and that their
// names differ.
func TestRefusalsAreNamed(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range refusals {
		if seen[r.name] {
			t.Errorf("two refusals are named %q", r.name)
		}
		seen[r.name] = true
	}
	if len(refusals) < 150 {
		t.Errorf("%d refusals were read", len(refusals))
	}
}
