package lambda

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"
)

// ownGroup puts a process in a group of its own, which can be ended whole and
// which the terminal's Ctrl-C does not reach, and ends it when the runner dies.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// peakMemoryMB is the most memory that the process has had, rounded up; 0
// when that is not known. The function's lock is held.
func (p *process) peakMemoryMB() int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.pid))
	if err != nil {
		return 0
	}
	for lines := bufio.NewScanner(bytes.NewReader(status)); lines.Scan(); {
		fields := bytes.Fields(lines.Bytes())
		if len(fields) == 3 && string(fields[0]) == "VmHWM:" {
			kB, err := strconv.Atoi(string(fields[1]))
			if err != nil {
				return 0
			}
			return (kB + 1023) / 1024
		}
	}
	return 0
}
