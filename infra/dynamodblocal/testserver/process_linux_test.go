package testserver

import (
	"errors"
	"os"
	"strings"
	"testing"
)

func TestParseStat(t *testing.T) {
	t.Parallel()
	const rest = " 1 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4711 1 1"
	tests := map[string]struct {
		stat string
		want process
		err  bool
		done bool
	}{
		"alive":                {stat: "7 (go) S" + rest, want: process{pid: 7, started: "4711", command: "go"}},
		"name like the syntax": {stat: "7 (a) Z (b) R" + rest, want: process{pid: 7, started: "4711", command: "a) Z (b"}},
		"zombie":               {stat: "7 (go) Z" + rest, err: true, done: true},
		"dead":                 {stat: "7 (go) X" + rest, err: true, done: true},
		"empty":                {stat: "", err: true},
		"cut short":            {stat: "7 (go) S 1 7", err: true},
		"out of order":         {stat: "7 )go( S" + rest, err: true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parseStat(7, tt.stat)
			if got != tt.want || (err != nil) != tt.err || errors.Is(err, os.ErrProcessDone) != tt.done {
				t.Errorf("parseStat() = %+v, %v; want %+v", got, err, tt.want)
			}
		})
	}
}

func FuzzParseStat(f *testing.F) {
	f.Add("7 (go) S 1 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4711 1 1")
	f.Fuzz(func(t *testing.T, stat string) {
		p, err := parseStat(7, stat)
		if err == nil && (p.started == "" || strings.ContainsAny(p.started, " \n")) {
			t.Errorf("parseStat(%q) = %+v", stat, p)
		}
	})
}
