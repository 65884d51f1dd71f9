package dynamodblocal

import "syscall"

// endWithUs has the kernel kill a child when this process ends, even when it is
// killed. The kernel regards the thread that starts the child as its parent, so
// that thread must be locked until the child has ended. The child has a process
// group of its own: Ctrl-C reaches only this process, which then stops the child.
func endWithUs() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
