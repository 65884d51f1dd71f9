package cputime

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// tick is the unit of the times in /proc. Linux shows programs a hundred a second on
// every architecture that Go supports, whatever the kernel's own rate.
const tick = time.Second / 100

// process is a line of /proc/PID/stat.
type process struct {
	command     string
	parent      int
	own, ofDead time.Duration // its own time, and that of its children that have ended
}

func of(names map[int]string) (Times, error) {
	processes, err := readProcesses()
	if err != nil {
		return nil, err
	}
	times := Times{}
	for pid, name := range names {
		if _, runs := processes[pid]; !runs {
			return nil, fmt.Errorf("process %d (%s) is not running", pid, name)
		}
	}
	for pid, p := range processes {
		if !within(processes, pid, names) {
			continue
		}
		name, ok := names[pid]
		if !ok {
			name = nameOf(pid, p)
		}
		times[name] += p.own
		times[Ended] += p.ofDead
	}
	return times, nil
}

func readProcesses() (map[int]process, error) {
	paths, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, err
	}
	processes := map[int]process{}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
			continue // it has ended meanwhile
		}
		if err != nil {
			return nil, err
		}
		pid, p, err := parse(string(content))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		processes[pid] = p
	}
	return processes, nil
}

// parse parses a line such as "12 (a name) S 1 …". The name may contain any
// character, so fields are counted from its last parenthesis.
func parse(stat string) (int, process, error) {
	head, rest, _ := cutLast(stat, ") ")
	id, command, _ := strings.Cut(head, " (")
	fields := strings.Fields(rest)
	if len(fields) < 15 {
		return 0, process{}, errors.New("unexpected format")
	}
	pid, err := strconv.Atoi(id)
	parent, err2 := strconv.Atoi(fields[1])
	var times [4]time.Duration // user, system, children's user, children's system
	for i, field := range fields[11:15] {
		n, err3 := strconv.ParseInt(field, 10, 64)
		times[i], err = time.Duration(n)*tick, errors.Join(err, err3)
	}
	return pid, process{command, parent, times[0] + times[1], times[2] + times[3]}, errors.Join(err, err2)
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// within reports whether a process is one of some or a descendant of one.
func within(processes map[int]process, pid int, some map[int]string) bool {
	for range len(processes) { // ids reused during the reading must not make a cycle
		if _, ok := some[pid]; ok {
			return true
		}
		p, ok := processes[pid]
		if !ok {
			return false
		}
		pid = p.parent
	}
	return false
}

// nameOf returns the name of the function that a process runs, or of its command.
func nameOf(pid int, p process) string {
	environ, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
	if err != nil {
		return p.command
	}
	for variable := range bytes.SplitSeq(environ, []byte{0}) {
		if name, ok := bytes.CutPrefix(variable, []byte("AWS_LAMBDA_FUNCTION_NAME=")); ok {
			return string(name)
		}
	}
	return p.command
}
