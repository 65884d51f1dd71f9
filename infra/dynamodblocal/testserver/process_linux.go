package testserver

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// lookup asks the kernel about a process. A zombie has ended: whoever should
// take notice may never do so.
func lookup(pid int) (process, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
		return process{}, os.ErrProcessDone
	}
	if err != nil {
		return process{}, err
	}
	return parseStat(pid, string(stat))
}

// parseStat reads a line such as "7 (go) S 1 …": the command, which may hold
// any character, the state, and as the 22nd field the time of the start in
// ticks since boot.
func parseStat(pid int, stat string) (process, error) {
	const state, start = 0, 19 // among the fields behind the command
	open, closed := strings.Index(stat, "("), strings.LastIndex(stat, ")")
	if open < 0 || closed < open {
		return process{}, fmt.Errorf("process %d: cannot read %q", pid, stat)
	}
	fields := strings.Fields(stat[closed+1:])
	if len(fields) <= start {
		return process{}, fmt.Errorf("process %d: cannot read %q", pid, stat)
	}
	if fields[state] == "Z" || fields[state] == "X" {
		return process{}, os.ErrProcessDone
	}
	return process{pid: pid, command: stat[open+1 : closed], started: fields[start]}, nil
}
