package cputime

import (
	"testing"
	"time"
)

func TestTable(t *testing.T) {
	t.Parallel()
	before := Times{"crowd": time.Second, "local store": time.Second, "sweep": time.Second, Ended: time.Second}
	now := Times{"crowd": 3 * time.Second, "local store": time.Second, "java": 4 * time.Second, "checkout": 4 * time.Second, Ended: 5 * time.Second}
	want := `
  CPU s  ms an answer  process
   4.00         2.000  checkout
   4.00         2.000  java
   3.00         1.500  ended processes
   2.00         1.000  crowd
  13.00         6.500  all
`
	if got := "\n" + now.Since(before).Table(2000); got != want {
		t.Errorf("got%swant%s", got, want)
	}
}
