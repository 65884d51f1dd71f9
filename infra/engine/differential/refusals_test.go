package differential

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

// refusal is a request that is refused whatever the tables hold. Its fields, in
// JSON, replace those of a valid request of the operation.
type refusal struct{ op, name, fields string }

//go:embed refusals.txt
var refusalsText string

var refusals = func() (out []refusal) {
	for line := range strings.Lines(refusalsText) {
		if parts := strings.SplitN(strings.TrimSpace(line), " | ", 3); len(parts) == 3 {
			out = append(out, refusal{parts[0], parts[1], parts[2]})
		}
	}
	return out
}()

// inFull replaces words in the fields by the names of tables and by long values.
var inFull = strings.NewReplacer(
	"@plain", runName+"-plain", "@ranged", runName+"-ranged", "@waitlist", runName+"-waitlist", "@unknown", runName+"-unknown",
	"@big", strings.Repeat("x", 400<<10), "@long", strings.Repeat("k", 2049), "@39digits", strings.Repeat("123", 13),
	"@26", many(26, `{"PutRequest":{"Item":{"pk":{"S":"k%d"}}}}`), "@101", many(101, `{"pk":{"S":"k%d"}}`),
)

func many(n int, format string) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(format, i)
	}
	return strings.Join(list, ",")
}

// fine lists valid requests by operation.
var fine = map[string]string{
	"PutItem":    `{"TableName":"@plain","Item":{"pk":{"S":"a"},"n":{"N":"1"}}}`,
	"UpdateItem": `{"TableName":"@plain","Key":{"pk":{"S":"a"}}}`,
	"DeleteItem": `{"TableName":"@plain","Key":{"pk":{"S":"a"}}}`,
	"GetItem":    `{"TableName":"@plain","Key":{"pk":{"S":"a"}}}`,
	"Query":      `{"TableName":"@plain"}`,
	"Scan":       `{"TableName":"@plain"}`,
}

// refused returns the request of a refusal.
func (g *generator) refused(r refusal) step {
	body := map[string]any{}
	for _, layer := range []string{fine[r.op], r.fields} {
		if err := json.Unmarshal([]byte(inFull.Replace(layer)), &body); layer != "" && err != nil {
			panic(r.name + ": " + err.Error())
		}
	}
	return step{Op: r.op, Body: body, covers: []string{"refusal: " + r.name}}
}

// malformed reports whether a step is refused whatever tables exist.
func (s step) malformed() bool { return s.isRefusal("") && !s.lacksTable() }

func (s step) lacksTable() bool { return s.isRefusal("unknown table") }

func (s step) isRefusal(of string) bool {
	return len(s.covers) > 0 && strings.HasPrefix(s.covers[0], "refusal: "+of)
}

// sweep returns refusals in turn, so that the sequences of the first 5,000
// operations have each reserved word and each other refusal.
func (g *generator) sweep() []step {
	const words, others = 10, 3
	var steps []step
	for i := range others {
		steps = append(steps, g.refused(refusals[(g.number*others+i)%len(refusals)]))
	}
	for i := g.number * words; i < min((g.number+1)*words, len(reserved)); i++ {
		steps = append(steps, g.reservedWord(reserved[i]))
	}
	return steps
}

// reservedWord returns a request that uses a reserved word without a placeholder.
func (g *generator) reservedWord(word string) step {
	word = pick(g, word, strings.ToLower(word))
	word = pick(g, word, "m."+word)
	s := step{Op: "GetItem", Body: map[string]any{"TableName": runName + "-plain", "Key": value{"pk": value{"S": "a"}}}}
	switch g.IntN(5) {
	case 0:
		s.Body["ProjectionExpression"] = "n, " + word
	case 1:
		s.Op, s.Body["UpdateExpression"] = "UpdateItem", "REMOVE "+word
	case 2:
		s.Op, s.Body["UpdateExpression"] = "UpdateItem", "SET n = if_not_exists("+word+", n)"
	case 3:
		s.Op, s.Body["ConditionExpression"] = "DeleteItem", "attribute_exists(n) OR attribute_exists("+word+")"
	default:
		s = step{Op: "Scan", Body: map[string]any{"TableName": runName + "-plain", "FilterExpression": "size(" + word + ") > size(s)"}}
	}
	s.covers = []string{"refusal: reserved word"}
	return s
}
