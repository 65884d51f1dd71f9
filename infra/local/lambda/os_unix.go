//go:build unix

package lambda

import (
	"errors"
	"os"
	"syscall"
)

// killGroup ends a process and all that it started.
func killGroup(pid int) error {
	err := syscall.Kill(-pid, syscall.SIGKILL)
	if errors.Is(err, syscall.ESRCH) {
		return os.ErrProcessDone
	}
	return err
}
