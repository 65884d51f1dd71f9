package boot

import (
	"runtime"
	"testing"
)

func TestSize(t *testing.T) {
	t.Parallel()
	const mb = 1 << 20
	two := min(2, runtime.NumCPU())
	for name, tt := range map[string]struct {
		env  map[string]string
		want size
	}{
		"a third of a processor":   {map[string]string{"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512"}, size{1, gcPercent, 384 * mb}},
		"one processor":            {map[string]string{"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769"}, size{1, gcPercent, 1769 * mb * 3 / 4}},
		"a little more than one":   {map[string]string{"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "2048"}, size{two, gcPercent, 1536 * mb}},
		"no more than there are":   {map[string]string{"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1000000"}, size{runtime.NumCPU(), gcPercent, 750000 * mb}},
		"outside of Lambda":        {nil, size{}},
		"a size that is no number": {map[string]string{"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "much"}, size{}},
		"no memory":                {map[string]string{"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "0"}, size{}},
		"GOMAXPROCS is set":        {map[string]string{"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512", "GOMAXPROCS": "2"}, size{0, gcPercent, 384 * mb}},
		"GOGC is set":              {map[string]string{"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512", "GOGC": "50"}, size{processors: 1}},
		"GOMEMLIMIT is set":        {map[string]string{"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512", "GOMEMLIMIT": "1GiB"}, size{processors: 1}},
	} {
		if got := sizeOf(vars(tt.env)); got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}
