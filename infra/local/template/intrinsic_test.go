package template

import (
	"strings"
	"testing"
)

// frontEnv reads everything.yaml with old replaced and returns the
// environment of its first function.
func frontEnv(t *testing.T, old, replacement string) map[string]string {
	t.Helper()
	text, _ := mutate(t, string(everything(t)), old, replacement)
	stack, err := Parse("template.yaml", []byte(text), testOptions())
	if err != nil {
		t.Fatal(err)
	}
	return stack.Functions[0].Env
}

func TestValues(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, expression, want string }{
		{"string", "a", "a"},
		{"number as written", "1.50", "1.50"},
		{"boolean in lower case", "TRUE", "true"},
		{"quoted boolean as written", `"TRUE"`, "TRUE"},
		{"folded", ">-\n          a\n          b", "a b"},

		{"Ref of a parameter", "!Ref Greeting", "hello"},
		{"Ref of a default", "!Ref Timeout", "7"},
		{"Ref in the long form", "{ Ref: Greeting }", "hello"},
		{"Ref of a table with a name", "!Ref KeyedTable", "test-us-keyed"},
		{"Ref of a table without", "!Ref StreamedTable", "test-us-StreamedTable"},
		{"Ref of a secret", "!Ref Secret", "secret of Secret"},
		{"region", "!Ref AWS::Region", "us-west-2"},
		{"account", "!Ref AWS::AccountId", "000000000000"},
		{"stack", "!Ref AWS::StackName", "test-us"},
		{"partition", "!Ref AWS::Partition", "aws"},
		{"URL suffix", "!Ref AWS::URLSuffix", "amazonaws.com"},

		{"GetAtt", "!GetAtt KeyedTable.Arn", "arn:aws:dynamodb:us-west-2:000000000000:table/test-us-keyed"},
		{"GetAtt of a list", "!GetAtt [KeyedTable, Arn]", "arn:aws:dynamodb:us-west-2:000000000000:table/test-us-keyed"},
		{"GetAtt in the long form", "{ Fn::GetAtt: [KeyedTable, Arn] }", "arn:aws:dynamodb:us-west-2:000000000000:table/test-us-keyed"},
		{"GetAtt of a stream", "!GetAtt StreamedTable.StreamArn", "arn:aws:dynamodb:us-west-2:000000000000:table/test-us-StreamedTable/stream/2000-01-01T00:00:00.000"},

		{"Sub", "!Sub '${Greeting} ${AWS::Region}'", "hello us-west-2"},
		{"Sub of an attribute", "!Sub '<${KeyedTable.Arn}>'", "<arn:aws:dynamodb:us-west-2:000000000000:table/test-us-keyed>"},
		{"Sub of a literal", "!Sub '${!Greeting} $Greeting {Greeting} $'", "${Greeting} $Greeting {Greeting} $"},
		{"Sub with variables", "!Sub ['${Greeting} ${Name}', { Name: !Ref Stage }]", "hello test"},
		{"Sub prefers its variables", "!Sub ['${Greeting}', { Greeting: bye }]", "bye"},
		{"Sub in the long form", "{ Fn::Sub: '${Greeting}' }", "hello"},

		{"If so", "!If [Test, !Ref Greeting, no value]", "hello"},
		{"If not", "!If [Live, !GetAtt LiveFunction.Arn, otherwise]", "otherwise"},
		{"If in the long form", "{ Fn::If: [Live, a, b] }", "b"},

		{"FindInMap", "!FindInMap [Sizes, live, Memory]", "1024"},
		{"FindInMap of functions", "!FindInMap [!If [Test, Sizes, none], !Ref Stage, !Sub Memory]", "256"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := frontEnv(t, "STAGE: !Ref Stage", "STAGE: "+test.expression)["STAGE"]; got != test.want {
				t.Errorf("%s is %q, want %q", test.expression, got, test.want)
			}
		})
	}
}

func TestConditions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, expression string
		want             bool
	}{
		{"equal", "!Equals [!Ref Stage, test]", true},
		{"equal texts of other types", `!Equals [!Ref Timeout, "7"]`, true},
		{"not equal", "!Equals [!Ref Stage, live]", false},
		{"not", "!Not [!Equals [a, b]]", true},
		{"and", "!And [!Equals [a, a], !Equals [b, b]]", true},
		{"and with one that fails", "!And [!Equals [a, a], !Equals [a, b]]", false},
		{"or with one that holds", "!Or [!Equals [a, b], !Equals [a, a]]", true},
		{"or with none", "!Or [!Equals [a, b], !Equals [b, a]]", false},
		{"another condition, declared later", "!Condition Later", true},
		{"another condition, long form", "{ Condition: Later }", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			env := frontEnv(t, "Live: !Equals [!Ref Stage, live]", "Live: "+test.expression+"\n  Later: !Equals [a, a]")
			if _, got := env["ABSENT"]; got != test.want {
				t.Errorf("%s is %t, want %t", test.expression, got, test.want)
			}
		})
	}
}

func FuzzExpand(f *testing.F) {
	for _, seed := range []string{"", "$", "${", "${}", "${A}", "${!A}", "a${A.B}c", "${A", "${ A }", "${${A}}", "${!}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := expand(text, func(name string) string { return "${" + name + "}" })
		if err == nil && !strings.Contains(text, "${!") && got != text {
			t.Errorf("expand(%q) to itself = %q", text, got)
		}
		got, err = expand("<${A}>", func(string) string { return text })
		if err != nil || got != "<"+text+">" {
			t.Errorf("a value of %q became %q, %v", text, got, err)
		}
	})
}
