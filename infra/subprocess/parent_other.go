//go:build !linux

package subprocess

import "syscall"

// killWithParent does nothing: only Linux kills a process with its parent.
func killWithParent(*syscall.SysProcAttr) {}
