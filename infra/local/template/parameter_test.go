package template

import (
	"cmp"
	"fmt"
	"testing"
)

func TestParametersGiven(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, parameter, value, want string }{
		{"instead of the default", "Stage", "live", ""},
		{"number", "Timeout", "9", ""},
		{"not allowed", "Stage", "prod", `template.yaml:8: the parameter Stage is "prod", want test or live`},
		{"no number", "Timeout", "soon", `template.yaml:9: the parameter Timeout is not a number: "soon"`},
		{"out of bounds", "Timeout", "10", "template.yaml:9: the parameter Timeout is above its maximum 9"},
		{"only a part matches the pattern", "Greeting", "hi 5", `template.yaml:10: the parameter Greeting is "hi 5", which does not match [a-z]+`},
		{"not declared", "Color", "red", "template.yaml:2: there is no parameter Color"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			opts := testOptions()
			opts.Parameters[test.parameter] = test.value
			_, err := Parse("template.yaml", everything(t), opts)
			if got, want := fmt.Sprint(err), cmp.Or(test.want, "<nil>"); got != want {
				t.Errorf("%s=%s:\n got %s\nwant %s", test.parameter, test.value, got, want)
			}
		})
	}
}
