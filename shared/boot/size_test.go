package boot

import (
	"runtime"
	"testing"
)

func TestProcessors(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		memory, set string
		want        int
	}{
		"a third of one":           {memory: "512", want: 1},
		"one":                      {memory: "1769", want: 1},
		"a little more than one":   {memory: "1770", want: min(2, runtime.NumCPU())},
		"no more than there are":   {memory: "1000000", want: runtime.NumCPU()},
		"outside of Lambda":        {want: 0},
		"a size that is no number": {memory: "much", want: 0},
		"GOMAXPROCS is set":        {memory: "512", set: "2", want: 0},
	} {
		got := processors(vars(map[string]string{"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": tt.memory, "GOMAXPROCS": tt.set}))
		if got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
}
