package boot

import (
	"runtime"
	"strconv"
)

// memoryOfOneCPU is the memory, in MB, at which Lambda gives a function the whole
// of one processor. With less it gives a part of one, and with more a part of the
// next.
const memoryOfOneCPU = 1769

// fit makes Go run on as many processors as the function's memory pays for. Up
// to 3,008 MB a function sees two, however small its part of one is: Go would
// then wake a second thread for each goroutine that becomes ready, which costs
// more than the work that it takes over.
func fit(get func(string) string) {
	if n := processors(get); n > 0 {
		runtime.GOMAXPROCS(n)
	}
}

// processors is 0 for as many as Go sees: where the memory is not known, and where
// GOMAXPROCS says what Go knows already.
func processors(get func(string) string) int {
	memory, err := strconv.Atoi(get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"))
	if err != nil || memory < 1 || get("GOMAXPROCS") != "" {
		return 0
	}
	return min((memory+memoryOfOneCPU-1)/memoryOfOneCPU, runtime.NumCPU())
}
