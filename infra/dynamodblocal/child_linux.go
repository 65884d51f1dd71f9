package dynamodblocal

import "syscall"

// endWithUs has a child killed when we end, even when we are killed. The kernel
// takes the thread that starts the child for its parent: that thread has to be
// locked until the child has ended. The child is no part of our process group,
// so that Ctrl-C reaches us alone, who end it in good order.
func endWithUs() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
