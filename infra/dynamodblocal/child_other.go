//go:build !linux

package dynamodblocal

import "syscall"

// endWithUs gives a child a process group of its own: Ctrl-C reaches only this
// process, which then stops the child. If this process is killed, the child goes
// on: only Linux can end it.
func endWithUs() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
