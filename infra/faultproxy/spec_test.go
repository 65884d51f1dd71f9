package faultproxy

import (
	"flag"
	"io"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text, want string // want is what String returns
	}{
		{"nothing", "", ""},
		{"blanks and empty settings", " , seed=7 ,", "seed=7"},
		{"limits that are DynamoDB's", "partition-wcu,partition-rcu,table-wcu,table-rcu", "partition-wcu=1000,partition-rcu=3000,table-wcu=4000,table-rcu=12000"},
		{"limits", "burst=500ms,partition-wcu=50", "burst=500ms,partition-wcu=50"},
		{"a latency", "latency=5ms", "latency=5ms"},
		{"a latency that varies", "latency=5ms±3ms", "latency=5ms±3ms"},
		{"the same in ASCII", "latency=5ms+-3ms", "latency=5ms±3ms"},
		{"all faults", "dup=0.1,delay=2s@0.1,cut-late=1s@0.1,cut-after=0.1,cut-before=0.1,throttle=0.1,500=0.1",
			"dup=0.1,delay=2s@0.1,cut-late=1s@0.1,cut-after=0.1,cut-before=0.1,throttle=0.1,500=0.1"},
		{"faults of operations", "UpdateItem:cut-after=0.01,*:500=0.005,PutItem:delay=2s@0.01,PutItem:latency=1ms",
			"UpdateItem:cut-after=0.01,500=0.005,PutItem:delay=2s@0.01,PutItem:latency=1ms"},
		{"a fault spared an operation", "500=1,Query:500=0,Query:dup=1", "500=1,Query:500=0,Query:dup=1"},
		{"rates that add up to 1 but for rounding", "500=0.1,throttle=0.2,dup=0.7", "500=0.1,throttle=0.2,dup=0.7"},
	} {
		spec, err := Parse(tt.text)
		if err != nil || spec.String() != tt.want {
			t.Errorf("%s: Parse(%q) = %q, %v, want %q", tt.name, tt.text, spec, err, tt.want)
		}
	}
}

func TestParseReportsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"seed", `"seed": a value is missing`},
		{"seed=-1", "a seed is a whole number"},
		{"speed=7", `there is no setting "speed": take seed, burst, partition-rcu,`},
		{"Update:500=1", `there is no operation "Update": take * or one of GetItem,`},
		{"UpdateItem:seed=1", `there is no setting "seed"`},
		{"500=2", `"2" is not a rate: take a number from 0 to 1`},
		{"500=NaN", `"NaN" is not a rate`},
		{"500=-0.1", "is not a rate"},
		{"500=1s@0.1", "500 does not hold a request: write 500=RATE"},
		{"delay=0.1", "delay holds a request: write delay=DURATION@RATE"},
		{"delay=2@0.1", `"2" is not a duration from 0s to 10m0s, such as 5ms`},
		{"delay=11m@0.1", "is not a duration"},
		{"latency=3ms±5ms", "the latency would be less than 0: let it vary by 3ms at most"},
		{"latency=-3ms", "is not a duration"},
		{"burst=0s", `"0s" is not a duration from 1ms to 5m0s`},
		{"partition-wcu=0", "a limit is a whole number of units a second"},
		{"partition-wcu=1.5", "a limit is a whole number of units a second"},
		{"500=0.1,500=0.2", "500 is given twice"},
		{"latency=1ms,*:latency=2ms", "latency is given twice"},
		{"500=0.6,cut-after=0.6", "the rates for * add up to 1.2, more than 1"},
		{"500=0.6,Query:dup=0.6", "the rates for Query add up to 1.2, more than 1"},
	} {
		if _, err := Parse(tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Parse(%q): %v, want an error with %q", tt.text, err, tt.want)
		}
	}
}

func TestSpecIsAFlag(t *testing.T) {
	t.Parallel()
	flags := flag.NewFlagSet("test", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	var spec Spec
	flags.TextVar(&spec, "faults", Spec{}, "")
	if err := flags.Parse([]string{"-faults", "seed=7,500=0.1"}); err != nil || spec.String() != "seed=7,500=0.1" {
		t.Errorf("the flag is %q, %v", spec, err)
	}
	if err := flags.Parse([]string{"-faults", "501=0.1"}); err == nil {
		t.Error("the flag accepts an unknown setting")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("seed=7,latency=5ms±3ms,UpdateItem:cut-after=0.01,*:500=0.005,PutItem:delay=2s@0.01,partition-wcu=1000")
	f.Add("partition-wcu,table-rcu=1,burst=300s")
	f.Add("500=1e-3,Query:dup=0x1p-4,latency=1ms+-1ms")
	f.Fuzz(func(t *testing.T, text string) {
		spec, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(spec.String())
		if err != nil || again.String() != spec.String() {
			t.Errorf("%q is %q, which is %q, %v", text, spec, again, err)
		}
		for _, operation := range operations {
			if sum := spec.sum(operation); !(sum >= 0 && sum <= 1.001) {
				t.Errorf("%q: the rates for %s add up to %v", text, operation, sum)
			}
			newPlan(spec).draws[operation].next() // must not panic
		}
	})
}
