package cputime

import (
	"bufio"
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
			t.Errorf("%q is read", bad)
		}
	}
}

// A process that is kept busy is seen to take time, under its function's name,
// and so it is once it has ended.
func TestChildrenCount(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo done; read wait")
	cmd.Env = append(os.Environ(), "AWS_LAMBDA_FUNCTION_NAME=busy")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	names := map[int]string{os.Getpid(): "test"}
	before, err := Of(names)
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	during, err := Of(names)
	if err != nil {
		t.Fatal(err)
	}
	if spent := during.Since(before); spent["busy"] < tick {
		t.Errorf("while it runs: %v", spent)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // read fails at the end of its input
	after, err := Of(names)
	if err != nil {
		t.Fatal(err)
	}
	if spent := after.Since(before); spent["busy"] != 0 || spent[Ended] < tick {
		t.Errorf("after it ended: %v", spent)
	}
}

func TestAProcessThatDoesNotRun(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("true")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	if _, err := Of(map[int]string{cmd.Process.Pid: "local store"}); err == nil || !strings.Contains(err.Error(), "local store") {
		t.Errorf("%v", err)
	}
}
