package stackcheck

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/local/access"
)

var calls = flag.String("calls", "", "the `DIR` in which the tests of running stores have left the functions' calls, see "+access.CallsVariable)

// TestTheCallsAreRecorded compares calls.txt with a recording of a whole test run.
func TestTheCallsAreRecorded(t *testing.T) {
	if *calls == "" {
		t.Skip("not compared: this needs a recording, see -calls")
	}
	files, err := filepath.Glob(filepath.Join(*calls, "calls-*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there is no recording in %s: %v", *calls, err)
	}
	store, made := read(t, open(t), variants(t, open(t))[0]), map[string]bool{}
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(content)) {
			// Stores of other templates have other functions.
			if function, _, _ := strings.Cut(line, " "); store.find(function).Type == functionType && !strings.Contains(byTheClock, line) {
				made[line] = true
			}
		}
	}
	got := strings.Join(slices.Sorted(maps.Keys(made)), "")
	if *update {
		if err := os.WriteFile("calls.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(recorded, got); diff != "" {
		t.Errorf("the tests make other calls than calls.txt has; approve them with -update (-want +got):\n%s", diff)
	}
}
