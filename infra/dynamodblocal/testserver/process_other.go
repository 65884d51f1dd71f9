//go:build !linux

package testserver

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// lookup asks ps about a process. A zombie has ended: whoever should take
// notice may never do so.
func lookup(pid int) (process, error) {
	cmd := exec.Command("ps", "-o", "stat=", "-o", "lstart=", "-o", "comm=", "-p", strconv.Itoa(pid))
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	out, err := cmd.Output()
	if _, none := errors.AsType[*exec.ExitError](err); none {
		return process{}, os.ErrProcessDone
	}
	if err != nil {
		return process{}, err
	}
	return parsePS(pid, string(out))
}

// parsePS reads a line such as "S+ Mon Jun 29 09:15:00 2015 /usr/local/go/bin/go".
func parsePS(pid int, line string) (process, error) {
	const state, start, command = 0, 1, 6
	fields := strings.Fields(line)
	if len(fields) <= command {
		return process{}, fmt.Errorf("process %d: cannot read %q", pid, line)
	}
	if strings.HasPrefix(fields[state], "Z") {
		return process{}, os.ErrProcessDone
	}
	return process{
		pid:     pid,
		command: filepath.Base(strings.Join(fields[command:], " ")),
		started: strings.ReplaceAll(strings.Join(fields[start:command], ""), ":", ""),
	}, nil
}
