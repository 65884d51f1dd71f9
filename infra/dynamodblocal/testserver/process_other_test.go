//go:build !linux

package testserver

import (
	"errors"
	"os"
	"testing"
)

func TestParsePS(t *testing.T) {
	t.Parallel()
	const start = " Mon Jun 29 09:15:00 2015 "
	tests := map[string]struct {
		line string
		want process
		err  bool
		done bool
	}{
		"alive": {
			line: "S+" + start + "/usr/local/go/bin/go\n",
			want: process{pid: 7, started: "MonJun290915002015", command: "go"},
		},
		"space in the path": {
			line: "Ss" + start + "/opt/my tools/go\n",
			want: process{pid: 7, started: "MonJun290915002015", command: "go"},
		},
		"zombie":    {line: "Z" + start + "(go)\n", err: true, done: true},
		"empty":     {line: "", err: true},
		"cut short": {line: "S+ Mon Jun", err: true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parsePS(7, tt.line)
			if got != tt.want || (err != nil) != tt.err || errors.Is(err, os.ErrProcessDone) != tt.done {
				t.Errorf("parsePS() = %+v, %v; want %+v", got, err, tt.want)
			}
		})
	}
}
