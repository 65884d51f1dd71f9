//go:build unix && !linux

package lambda

import "syscall"

// ownGroup puts a process in a group of its own, which can be ended whole and
// which the terminal's Ctrl-C does not reach. When the runner dies, the
// process ends too, at its next poll.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

// peakMemoryMB is 0: not known here.
func (p *process) peakMemoryMB() int { return 0 }
