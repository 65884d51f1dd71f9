package boot

import (
	"runtime"
	"runtime/debug"
	"strconv"
)

// memoryOfOneCPU is the memory, in MB, at which Lambda gives a function the whole
// of one processor. With less it gives a part of one, and with more a part of the
// next.
const memoryOfOneCPU = 1769

// gcPercent lets the heap of a function that keeps next to nothing grow to 16 MB
// before it is collected, instead of 4. More saves no more: what is used anew has
// left the processor's cache by then.
const gcPercent = 400

// size is what a function gives Go, in place of what Go would take.
type size struct {
	processors int   // 0: as many as Go sees
	gcPercent  int   // 0: Go's own
	limit      int64 // of memory, in bytes; 0: none
}

// sizeOf sizes Go for a function's memory. Up to 3,008 MB a function sees two
// processors, however small its part of one is: Go would then wake a second thread
// for each goroutine that becomes ready, which costs more than the work that it
// takes over. The heap may grow at its ease until it has three quarters of the
// memory. What Go's own variables say stays, and all of it where there is no
// Lambda.
func sizeOf(get func(string) string) size {
	memory, err := strconv.Atoi(get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"))
	if err != nil || memory < 1 {
		return size{}
	}
	var s size
	if get("GOMAXPROCS") == "" {
		s.processors = min((memory+memoryOfOneCPU-1)/memoryOfOneCPU, runtime.NumCPU())
	}
	if get("GOGC") == "" && get("GOMEMLIMIT") == "" {
		s.gcPercent, s.limit = gcPercent, int64(memory)<<20/4*3
	}
	return s
}

// set has Go keep to the size from now on.
func (s size) set() {
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
