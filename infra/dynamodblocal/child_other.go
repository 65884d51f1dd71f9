//go:build !linux

package dynamodblocal

import "syscall"

// endWithUs keeps a child out of our process group, so that Ctrl-C reaches us
// alone, who end it in good order. Only Linux offers to end a child whose parent
// is killed with no chance to do so; elsewhere such a child goes on.
func endWithUs() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
