package faultproxy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The faults, by their names in a spec and in [Counts].
const (
	InternalError = "500"        // answers InternalServerError, does not apply the request
	Throttle      = "throttle"   // answers as a busy table does, does not apply the request
	CutBefore     = "cut-before" // cuts the connection, does not apply the request
	CutAfter      = "cut-after"  // applies the request, then cuts the connection: the reply is lost
	CutLate       = "cut-late"   // cuts the connection, and applies the request some time later
	Delay         = "delay"      // holds the request for some time, then applies and answers it
	Duplicate     = "dup"        // applies the request twice, and answers with the second reply
)

// kinds lists the faults in the order in which a draw goes through them.
var kinds = []string{InternalError, Throttle, CutBefore, CutAfter, CutLate, Delay, Duplicate}

// latency is set like a fault, but added to all requests.
const latency = "latency"

// The operations that read or write items: those that have faults and limits.
const (
	getItem            = "GetItem"
	putItem            = "PutItem"
	updateItem         = "UpdateItem"
	deleteItem         = "DeleteItem"
	query              = "Query"
	scan               = "Scan"
	batchGetItem       = "BatchGetItem"
	batchWriteItem     = "BatchWriteItem"
	transactGetItems   = "TransactGetItems"
	transactWriteItems = "TransactWriteItems"
)

var operations = []string{
	getItem, putItem, updateItem, deleteItem, query, scan,
	batchGetItem, batchWriteItem, transactGetItems, transactWriteItems,
}

// anyOperation is the operation of a setting that names none.
const anyOperation = "*"

const (
	longest      = 10 * time.Minute  // of a latency or a hold
	longestBurst = 300 * time.Second // for which DynamoDB itself may keep unused capacity
	defaultBurst = time.Second
)

// Spec is which faults requests meet, and how fast a table and each of its
// partition keys may be read and written. The zero value is no faults and no
// limits. [Parse] makes all others.
type Spec struct {
	text   string
	seed   uint64
	limits map[string]int // units a second by name
	burst  time.Duration
	faults map[string]map[string]fault // by operation and kind
}

// fault is how likely a fault is, and how long it holds requests. A latency is
// a hold of every request, give or take the jitter.
type fault struct {
	rate         float64 // from 0 to 1
	hold, jitter time.Duration
}

// The limits, in units a second, and what each is in DynamoDB, for the last two
// in a new on-demand table.
const (
	partitionWrites = "partition-wcu"
	partitionReads  = "partition-rcu"
	tableWrites     = "table-wcu"
	tableReads      = "table-rcu"
)

var usual = map[string]int{partitionWrites: 1000, partitionReads: 3000, tableWrites: 4000, tableReads: 12000}

// Parse reads a spec: settings separated by commas, each given once.
//
//	seed=7                        the seed of all draws; by default 0
//	partition-wcu=1000            write units a second for each partition key
//	partition-rcu=3000            the same for reads
//	table-wcu=4000, table-rcu=12000
//	                              the same for each table; a limit without "=" is
//	                              DynamoDB's, which is the figure shown here
//	burst=1s                      for how long a limit's unused units are kept
//	latency=5ms, latency=5ms±3ms  added to requests; "+-" is "±"
//	500=0.01                      a fault, and the share of requests that have it
//	delay=2s@0.01                 a fault that holds requests, and for how long
//
// The faults are [InternalError], [Throttle], [CutBefore], [CutAfter],
// [CutLate], [Delay] and [Duplicate]. A request has at most one, so their rates
// add up to 1 at most. A fault or latency applies to all operations. With an
// operation before it, it applies to that one, in place of the general one:
//
//	seed=7,latency=5ms±3ms,500=0.005,UpdateItem:cut-after=0.01,Query:500=0
func Parse(text string) (Spec, error) {
	s := Spec{limits: map[string]int{}, burst: defaultBurst, faults: map[string]map[string]fault{}}
	given := map[string]bool{}
	var settings []string
	for setting := range strings.SplitSeq(strings.ReplaceAll(text, "+-", "±"), ",") {
		if setting = strings.TrimSpace(setting); setting == "" {
			continue
		}
		name, value, hasValue := strings.Cut(setting, "=")
		name = strings.TrimPrefix(name, anyOperation+":")
		if limit, ok := usual[name]; ok && !hasValue {
			value, hasValue = strconv.Itoa(limit), true
		}
		switch err := s.set(name, value); {
		case given[name]:
			return Spec{}, fmt.Errorf("faults: %s is given twice", name)
		case !hasValue:
			return Spec{}, fmt.Errorf("faults: %q: a value is missing: write name=value", setting)
		case err != nil:
			return Spec{}, fmt.Errorf("faults: %q: %w", setting, err)
		}
		given[name] = true
		settings = append(settings, name+"="+value)
	}
	s.text = strings.Join(settings, ",")
	return s, s.checkSums()
}

// MustParse is [Parse] for a spec that is known to be right: it panics if not.
func MustParse(text string) Spec {
	s, err := Parse(text)
	if err != nil {
		panic(err)
	}
	return s
}

func (s *Spec) set(name, value string) (err error) {
	switch {
	case usual[name] > 0:
		s.limits[name], err = strconv.Atoi(value)
		if err != nil || s.limits[name] < 1 {
			return errors.New("a limit is a whole number of units a second, from 1 up")
		}
		return nil
	case name == "seed":
		if s.seed, err = strconv.ParseUint(value, 10, 64); err != nil {
			return errors.New("a seed is a whole number from 0 up")
		}
		return nil
	case name == "burst":
		s.burst, err = parseDuration(value, time.Millisecond, longestBurst)
		return err
	}
	operation, kind, named := strings.Cut(name, ":")
	if !named {
		operation, kind = anyOperation, name
	}
	if operation != anyOperation && !slices.Contains(operations, operation) {
		return fmt.Errorf("there is no operation %q: take * or one of %s", operation, strings.Join(operations, ", "))
	}
	if s.faults[operation] == nil {
		s.faults[operation] = map[string]fault{}
	}
	s.faults[operation][kind], err = parseFault(kind, value)
	return err
}

func parseFault(kind, value string) (fault, error) {
	switch {
	case kind == latency:
		return parseLatency(value)
	case !slices.Contains(kinds, kind):
		return fault{}, fmt.Errorf("there is no setting %q: take seed, burst, %s, latency, %s", kind,
			strings.Join(slices.Sorted(maps.Keys(usual)), ", "), strings.Join(kinds, ", "))
	}
	hold, rate, holds := strings.Cut(value, "@")
	switch holding := kind == CutLate || kind == Delay; {
	case holding && !holds:
		return fault{}, fmt.Errorf("%s holds a request: write %s=DURATION@RATE", kind, kind)
	case holds && !holding:
		return fault{}, fmt.Errorf("%s does not hold a request: write %s=RATE", kind, kind)
	case !holds:
		hold, rate = "0s", value
	}
	var f fault
	var err error
	if f.hold, err = parseDuration(hold, 0, longest); err != nil {
		return f, err
	}
	f.rate, err = strconv.ParseFloat(rate, 64)
	if err != nil || !(f.rate >= 0 && f.rate <= 1) { // NaN is neither
		return f, fmt.Errorf("%q is not a rate: take a number from 0 to 1", rate)
	}
	return f, nil
}

func parseLatency(value string) (l fault, err error) {
	base, jitter, jitters := strings.Cut(value, "±")
	if l.hold, err = parseDuration(base, 0, longest); err != nil || !jitters {
		return l, err
	}
	if l.jitter, err = parseDuration(jitter, 0, longest); err == nil && l.jitter > l.hold {
		err = fmt.Errorf("the latency would be less than 0: let it vary by %v at most", l.hold)
	}
	return l, err
}

func parseDuration(value string, low, high time.Duration) (time.Duration, error) {
	d, err := time.ParseDuration(value)
	if err != nil || d < low || d > high {
		return 0, fmt.Errorf("%q is not a duration from %v to %v, such as 5ms", value, low, high)
	}
	return d, nil
}

// of returns the faults of an operation: its own, and the general ones that it
// does not replace.
func (s Spec) of(operation string) map[string]fault {
	all := map[string]fault{}
	maps.Copy(all, s.faults[anyOperation])
	maps.Copy(all, s.faults[operation])
	return all
}

func (s Spec) checkSums() error {
	for operation := range s.faults {
		if sum := s.sum(operation); sum > 1+1e-9 { // rates such as 0.1 have no exact float
			return fmt.Errorf("faults: the rates for %s add up to %v, more than 1", operation, sum)
		}
	}
	return nil
}

func (s Spec) sum(operation string) float64 {
	var sum float64
	for _, f := range s.of(operation) {
		sum += f.rate
	}
	return sum
}

// String returns a text that [Parse] reads as the same spec. It is empty for no
// faults and no limits.
func (s Spec) String() string { return s.text }

// MarshalText returns the spec's text.
func (s Spec) MarshalText() ([]byte, error) { return []byte(s.text), nil }

// UnmarshalText reads a spec, so that it can be a flag; see [flag.TextVar].
func (s *Spec) UnmarshalText(text []byte) (err error) {
	*s, err = Parse(string(text))
	return err
}
