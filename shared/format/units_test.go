package format

import "testing"

func TestKeepUnits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Power bank 5,000 mAh":    "Power bank 5,000\u00a0mAh",
		"10 400 mAh, 5 V und 2 A": "10\u00a0400\u00a0mAh, 5\u00a0V und 2\u00a0A",
		"इसकी 5000 mAh क्षमता":    "इसकी 5000\u00a0mAh क्षमता",
		"5 000\u202fmAh":          "5\u00a0000\u202fmAh",
		"Phone 4i – 5 ":           "Phone 4i – 5 ",
		"model 5 (black)":         "model 5 (black)",
		"":                        "",
	} {
		if got := KeepUnits(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}
