package stream

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

const paidOrder = `{
	"eventName": "MODIFY",
	"dynamodb": {
		"SizeBytes": 26,
		"Keys": {"pk": {"S": "ORDER#7"}},
		"NewImage": {
			"status": {"S": "paid"},
			"total": {"N": "1499"},
			"gift": {"BOOL": false},
			"note": {"NULL": true},
			"skus": {"SS": ["band", "bank"]},
			"lines": {"L": [{"M": {"sku": {"S": "band"}}}, {"M": {"sku": {"S": "bank"}}}]}
		}
	}
}`

func TestFilter(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		patterns []string
		want     bool
	}{
		"no pattern":           {nil, true},
		"an empty pattern":     {[]string{`{}`}, true},
		"an exact value":       {[]string{`{"eventName":["MODIFY"]}`}, true},
		"another value":        {[]string{`{"eventName":["INSERT"]}`}, false},
		"one of some values":   {[]string{`{"eventName":["INSERT","MODIFY"]}`}, true},
		"one of some patterns": {[]string{`{"eventName":["INSERT"]}`, `{"dynamodb":{"NewImage":{"status":{"S":["paid"]}}}}`}, true},
		"two members":          {[]string{`{"eventName":["MODIFY"],"dynamodb":{"NewImage":{"status":{"S":["held"]}}}}`}, false},
		"a number":             {[]string{`{"dynamodb":{"SizeBytes":[26]}}`}, true},
		"a boolean":            {[]string{`{"dynamodb":{"NewImage":{"gift":{"BOOL":[false]}}}}`}, true},
		"a number as a string": {[]string{`{"dynamodb":{"NewImage":{"total":{"N":["1499"]}}}}`}, true},
		"another type":         {[]string{`{"dynamodb":{"NewImage":{"total":{"N":[1499]}}}}`}, false},
		"what is absent":       {[]string{`{"dynamodb":{"OldImage":{"status":{"S":["paid"]}}}}`}, false},
		"null for what is not": {[]string{`{"dynamodb":{"OldImage":[null]}}`}, false},
		"an element of a set":  {[]string{`{"dynamodb":{"NewImage":{"skus":{"SS":["bank"]}}}}`}, true},
		"no element of a set":  {[]string{`{"dynamodb":{"NewImage":{"skus":{"SS":["phone"]}}}}`}, false},
		"an element of a list": {[]string{`{"dynamodb":{"NewImage":{"lines":{"L":{"M":{"sku":{"S":["bank"]}}}}}}}`}, true},
		"no element of a list": {[]string{`{"dynamodb":{"NewImage":{"lines":{"L":{"M":{"sku":{"S":["phone"]}}}}}}}`}, false},
		"a prefix":             {[]string{`{"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"ORDER#"}]}}}}`}, true},
		"another prefix":       {[]string{`{"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"LOT#"}]}}}}`}, false},
		"exists, and does":     {[]string{`{"dynamodb":{"NewImage":{"status":{"S":[{"exists":true}]}}}}`}, true},
		"exists, and does not": {[]string{`{"dynamodb":{"NewImage":{"refund":{"S":[{"exists":true}]}}}}`}, false},
		"absent, and is":       {[]string{`{"dynamodb":{"OldImage":{"status":{"S":[{"exists":false}]}}}}`}, true},
		"absent, and is not":   {[]string{`{"dynamodb":{"NewImage":{"status":{"S":[{"exists":false}]}}}}`}, false},
		"anything but it":      {[]string{`{"dynamodb":{"NewImage":{"status":{"S":[{"anything-but":"paid"}]}}}}`}, false},
		"anything but others":  {[]string{`{"dynamodb":{"NewImage":{"status":{"S":[{"anything-but":["held","expired"]}]}}}}`}, true},
		"anything, but absent": {[]string{`{"dynamodb":{"OldImage":{"status":{"S":[{"anything-but":"paid"}]}}}}`}, false},
		"an object for a text": {[]string{`{"eventName":{"deep":["MODIFY"]}}`}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			passes, err := Filter(test.patterns)
			if err != nil {
				t.Fatal(err)
			}
			var event map[string]any
			if err := json.Unmarshal([]byte(paidOrder), &event); err != nil {
				t.Fatal(err)
			}
			if got := passes(event); got != test.want {
				t.Errorf("passes is %v", got)
			}
		})
	}
}

func TestFilterRefusesOtherPatterns(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		`[]`:                                    "not a JSON object",
		`{"eventName":"MODIFY"}`:                "eventName is neither an object nor a list",
		`{"$or":[{"a":["b"]},{"c":["d"]}]}`:     "does not understand $or",
		`{"a":[{"wildcard":"b*"}]}`:             "operator wildcard",
		`{"a":[{"exists":"yes"}]}`:              "operator exists",
		`{"a":[{"prefix":"b","suffix":"c"}]}`:   "one operator, not 2",
		`{"a":[{"numeric":[">",1]}]}`:           "operator numeric",
		`{"a":[{"anything-but":[["b"]]}]}`:      "a list in a list",
		`{"a":[{"anything-but":{"cidr":"b"}}]}`: "operator cidr",
	}
	for pattern, want := range tests {
		if _, err := Filter([]string{pattern}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v, want %q", pattern, err, want)
		}
	}
}

// FuzzFilter checks that no pattern and no event makes a filter panic.
func FuzzFilter(f *testing.F) {
	f.Add(`{"dynamodb":{"NewImage":{"status":{"S":["paid",{"prefix":"he"},{"anything-but":["x"]},{"exists":false}]}}}}`, paidOrder)
	f.Add(`{"a":[{"numeric":[">",1]}]}`, `{"a":[1,2,[3]]}`)
	f.Fuzz(func(t *testing.T, pattern, event string) {
		passes, err := Filter([]string{pattern})
		var fields map[string]any
		if err != nil || json.Unmarshal([]byte(event), &fields) != nil {
			return
		}
		passes(fields)
	})
}

// Most images are never compared, and to make them takes time.
func TestFilterMakesImagesOnDemand(t *testing.T) {
	t.Parallel()
	passes, err := Filter([]string{`{"dynamodb":{"NewImage":{"status":{"S":["paid"]}}},"eventName":["INSERT"]}`})
	if err != nil {
		t.Fatal(err)
	}
	made := 0
	event := func(name, status string) map[string]any {
		return map[string]any{"eventName": name, "dynamodb": later(func() (jsontext.Value, error) {
			made++
			return jsontext.Value(`{"NewImage":{"status":{"S":"` + status + `"}}}`), nil
		})}
	}
	if passes(event("MODIFY", "paid")) || made != 0 {
		t.Errorf("a record with another name passes, or is made: %d times", made)
	}
	if !passes(event("INSERT", "paid")) || made != 1 {
		t.Errorf("a record does not pass, or was made %d times", made)
	}
	if passes(event("INSERT", "held")) {
		t.Error("a record with another image passes")
	}
}
