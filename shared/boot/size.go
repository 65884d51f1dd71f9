package boot

import (
	"runtime"
	"runtime/debug"
	"strconv"
)

// memoryPerCPU is the memory, in MB, at which Lambda gives a function one whole
// processor. The share is proportional to the memory.
const memoryPerCPU = 1769

// gcPercent lets the heap of a function with little live data grow to 16 MB before
// it is collected, instead of 4. More saves no more: by then, memory that is used
// again has left the processor's cache.
const gcPercent = 400

// size is the settings of the Go runtime for a function.
type size struct {
	processors int   // 0: as many as Go sees
	gcPercent  int   // 0: Go's default
	limit      int64 // of memory, in bytes; 0: none
}

// sizeOf returns the settings for a function's memory. Up to 3,008 MB a function
// sees two processors, however small its share of one is. Go would then wake a
// second thread for each goroutine that becomes ready, which costs more than the
// work that the thread takes over. The memory limit is three quarters of the
// memory. Settings in Go's own variables stay, and outside of Lambda all do.
func sizeOf(get func(string) string) size {
	memory, err := strconv.Atoi(get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"))
	if err != nil || memory < 1 {
		return size{}
	}
	var s size
	if get("GOMAXPROCS") == "" {
		s.processors = min((memory+memoryPerCPU-1)/memoryPerCPU, runtime.NumCPU())
	}
	if get("GOGC") == "" && get("GOMEMLIMIT") == "" {
		s.gcPercent, s.limit = gcPercent, int64(memory)<<20/4*3
	}
	return s
}

// apply applies the settings to the running process.
func (s size) apply() {
	if s.processors > 0 {
		runtime.GOMAXPROCS(s.processors)
	}
	if s.gcPercent > 0 {
		debug.SetGCPercent(s.gcPercent)
	}
	if s.limit > 0 {
		debug.SetMemoryLimit(s.limit)
	}
}
