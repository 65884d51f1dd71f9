// Package nodetest lets tests ask Node.js, which has ICU's data and runs the shop's script.
package nodetest

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"testing"
)

// Require skips a test on a machine without Node.js. Where CI is set, it fails the test.
func Require(t testing.TB) {
	t.Helper()
	_, err := exec.LookPath("node")
	switch {
	case err == nil:
	case os.Getenv("CI") == "":
		t.Skip("not checked: this needs Node.js, and there is no node on the path")
	default:
		t.Fatalf("find Node.js: %v", err)
	}
}

// Run runs node with arguments, encodes input as JSON for its standard input, and decodes
// what it prints into output.
func Run(t testing.TB, input, output any, arguments ...string) {
	t.Helper()
	Require(t)
	given, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	var complaint bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "node", arguments...)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(given), &complaint
	printed, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s%s", err, complaint.Bytes(), printed)
	}
	if err := json.Unmarshal(printed, output); err != nil {
		t.Fatalf("node printed %s: %v", printed, err)
	}
}

// Test runs a file of node's own tests, and fails the test with their report if one fails.
func Test(t testing.TB, files ...string) {
	t.Helper()
	Require(t)
	report, err := exec.CommandContext(t.Context(), "node", append([]string{"--test"}, files...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("node --test: %v\n%s", err, report)
	}
}
