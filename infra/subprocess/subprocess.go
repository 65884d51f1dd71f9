// Package subprocess runs programs that end with all that they started.
package subprocess

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

// Command returns a command that runs in a process group of its own: Ctrl-C in the
// terminal does not reach it. When ctx ends, the whole group is killed.
func Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error {
		err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		if errors.Is(err, syscall.ESRCH) {
			return os.ErrProcessDone
		}
		return err
	}
	return cmd
}

// Run starts a command that Command made, calls started unless that is nil, and
// waits for the command's end. On Linux, the command is killed when this process
// ends, even if this process is killed itself.
func Run(cmd *exec.Cmd, started func()) error {
	// Linux takes the thread that starts a process for its parent.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	killWithParent(cmd.SysProcAttr)
	if err := cmd.Start(); err != nil {
		return err
	}
	if started != nil {
		started()
	}
	return cmd.Wait()
}
