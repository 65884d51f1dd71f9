package cputime

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	t.Parallel()
	pid, p, err := parse("12 (a) b) S 3 12 12 0 -1 4194560 1 0 0 0 150 25 300 7 20 0 5 0 99 1 1\n")
	if err != nil {
		t.Fatal(err)
	}
	want := process{command: "a) b", parent: 3, own: 1750 * time.Millisecond, ofDead: 3070 * time.Millisecond}
	if pid != 12 || p != want {
		t.Errorf("process %d: %+v, want %+v", pid, p, want)
	}
	for _, bad := range []string{"", "12 (a) S", "12 (a) S x 12 12 0 -1 4194560 1 0 0 0 150 25 300 7 20", "12 (a) S 3 12 12 0 -1 4194560 1 0 0 0 150 25 300 x 20"} {
		if _, _, err := parse(bad); err == nil {
			t.Errorf("%q was parsed", bad)
		}
	}
}

// The time of a child is counted under its function's name, and as that of an ended
// process once it has ended.
func TestChildrenCount(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo done; read wait")
	cmd.Env = append(os.Environ(), "AWS_LAMBDA_FUNCTION_NAME=busy")
	in, err := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	read := func() Times {
		times, err := Of(map[int]string{os.Getpid(): "test"})
		if err != nil {
			t.Fatal(err)
		}
		return times
	}
	before := read()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	if spent := read().Since(before); spent["busy"] < tick {
		t.Errorf("while it runs: %v", spent)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // read fails at the end of its input
	if spent := read().Since(before); spent["busy"] != 0 || spent[Ended] < tick {
		t.Errorf("after it ended: %v", spent)
	}
	if _, err := Of(map[int]string{cmd.Process.Pid: "local store"}); err == nil || !strings.Contains(err.Error(), "local store") {
		t.Errorf("of a process that has ended: %v", err)
	}
}
