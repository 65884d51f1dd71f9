package engine

import "testing"

func TestSuccessor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		prefix, want string
		ok           bool
	}{
		{"", "", false},
		{"a", "b", true},
		{"us#", "us$", true},
		{"a\xff", "b", true},
		{"\x80", "\x81", true},
		{"a\x80", "a\x81", true},
		{"\xff\xff", "", false},
	} {
		if got, ok := successor(tt.prefix); got != tt.want || ok != tt.ok {
			t.Errorf("successor(%q) = %q, %t, want %q, %t", tt.prefix, got, ok, tt.want, tt.ok)
		}
	}
}
