package faultproxy

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The faults that may befall a request, as a spec and [Counts] name them.
const (
	InternalError = "500"        // answered with InternalServerError, not applied
	Throttle      = "throttle"   // answered as by a busy table, not applied
	CutBefore     = "cut-before" // the connection is cut, and the request not applied
	CutAfter      = "cut-after"  // the request is applied, and the connection cut: the reply is lost
	CutLate       = "cut-late"   // the connection is cut, and the request applied some time after
	Delay         = "delay"      // the request is held for some time, then applied and answered
	Duplicate     = "dup"        // the request is applied twice, and the second reply given
)

// kinds are the faults in the order in which a draw goes through them.
var kinds = []string{InternalError, Throttle, CutBefore, CutAfter, CutLate, Delay, Duplicate}

// held tells the faults that hold a request for a time.
func held(kind string) bool { return kind == CutLate || kind == Delay }

// The operations that read or write items: the only ones that faults and limits
// are for.
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

// anyOperation stands in a spec for each operation that it does not name.
const anyOperation = "*"

const (
	longest      = 10 * time.Minute  // of a latency or a hold
	longestBurst = 300 * time.Second // as long as DynamoDB itself may keep unused capacity
	defaultBurst = time.Second
)

// Spec says which faults befall which requests, and how fast a table and each
// of its partition keys may be read and written. The zero value is no faults
// and no limits; all others are written as text, see [Parse].
type Spec struct {
	seed   uint64
	limits map[string]int // units a second by name; none: no limit
	burst  time.Duration  // 0: the default
	faults map[string]faults
}

// faults are those of one operation.
type faults struct {
	latency *latency // nil: as any operation has it
	chances map[string]chance
}

// latency is uniform between base - jitter and base + jitter.
type latency struct{ base, jitter time.Duration }

type chance struct {
	rate float64 // of 0 to 1
	hold time.Duration
}

// The limits, in units a second, and what each is in DynamoDB: the last two for
// a table on demand that is new.
const (
	partitionWrites = "partition-wcu"
	partitionReads  = "partition-rcu"
	tableWrites     = "table-wcu"
	tableReads      = "table-rcu"
)

var usual = map[string]int{partitionWrites: 1000, partitionReads: 3000, tableWrites: 4000, tableReads: 12000}

// Parse reads a spec: settings parted by commas, each given once.
//
//	seed=7                        the draws of all faults; 0 unless given
//	partition-wcu=1000            write units a second for each partition key
//	partition-rcu=3000            the same for reads
//	table-wcu=4000, table-rcu=12000
//	                              for each table; a limit without "=" is DynamoDB's,
//	                              which is the figure shown here
//	burst=1s                      how long a limit's unused units are kept
//	latency=5ms, latency=5ms±3ms  added to requests; "+-" is "±"
//	500=0.01                      a fault, and the part of requests that have it
//	delay=2s@0.01                 a fault that holds requests, and for how long
//
// The faults are [InternalError], [Throttle], [CutBefore], [CutAfter],
// [CutLate], [Delay] and [Duplicate]. A request has at most one, so their rates
// add up to 1 at most. A fault or latency is for all operations, unless one
// stands before it, which then has this one in place of that for all:
//
//	seed=7,latency=5ms±3ms,500=0.005,UpdateItem:cut-after=0.01,Query:500=0
func Parse(text string) (Spec, error) {
	s := Spec{limits: map[string]int{}, faults: map[string]faults{}}
	given := map[string]bool{}
	for setting := range strings.SplitSeq(text, ",") {
		if setting = strings.TrimSpace(setting); setting == "" {
			continue
		}
		name, value, hasValue := strings.Cut(setting, "=")
		name = strings.TrimPrefix(name, anyOperation+":")
		if given[name] {
			return Spec{}, fmt.Errorf("faults: %s is given twice", name)
		}
		given[name] = true
		if err := s.set(name, value, hasValue); err != nil {
			return Spec{}, fmt.Errorf("faults: %q: %w", setting, err)
		}
	}
	for operation := range s.faults {
		if sum := s.sum(operation); sum > 1+1e-9 { // of rates such as 0.1, which have no exact float
			return Spec{}, fmt.Errorf("faults: the rates for %s add up to %v: at most 1 of 1 requests can have a fault", operation, sum)
		}
	}
	return s, nil
}

// MustParse is [Parse] for a spec that is known to be right: it panics if not.
func MustParse(text string) Spec {
	s, err := Parse(text)
	if err != nil {
		panic(err)
	}
	return s
}

func (s *Spec) set(name, value string, hasValue bool) (err error) {
	if usual, limit := usual[name]; limit {
		s.limits[name], err = parseLimit(value, hasValue, usual)
		return err
	}
	if !hasValue {
		return errors.New("a value is missing: write name=value")
	}
	switch name {
	case "seed":
		if s.seed, err = strconv.ParseUint(value, 10, 64); err != nil {
			return errors.New("a seed is a whole number from 0 up")
		}
		return nil
	case "burst":
		s.burst, err = parseDuration(value, time.Millisecond, longestBurst)
		return err
	}
	operation, fault, named := strings.Cut(name, ":")
	if !named {
		operation, fault = anyOperation, name
	}
	if operation != anyOperation && !slices.Contains(operations, operation) {
		return fmt.Errorf("there is no operation %q: take * or one of %s", operation, strings.Join(operations, ", "))
	}
	return s.setFault(operation, fault, value)
}

func (s *Spec) setFault(operation, name, value string) error {
	f, ok := s.faults[operation]
	if !ok {
		f.chances = map[string]chance{}
	}
	switch {
	case name == "latency":
		l, err := parseLatency(value)
		if err != nil {
			return err
		}
		f.latency = &l
	case slices.Contains(kinds, name):
		c, err := parseChance(name, value)
		if err != nil {
			return err
		}
		f.chances[name] = c
	default:
		return fmt.Errorf("there is no setting %q: take seed, burst, %s, latency, %s", name,
			strings.Join(slices.Sorted(maps.Keys(usual)), ", "), strings.Join(kinds, ", "))
	}
	s.faults[operation] = f
	return nil
}

func parseLimit(value string, hasValue bool, usual int) (int, error) {
	if !hasValue {
		return usual, nil
	}
	limit, err := strconv.Atoi(value)
	if err != nil || limit < 1 {
		return 0, errors.New("a limit is a whole number of units a second, from 1 up")
	}
	return limit, nil
}

func parseLatency(value string) (l latency, err error) {
	base, jitter, jitters := strings.Cut(strings.Replace(value, "+-", "±", 1), "±")
	if l.base, err = parseDuration(base, 0, longest); err != nil || !jitters {
		return l, err
	}
	if l.jitter, err = parseDuration(jitter, 0, longest); err != nil {
		return l, err
	}
	if l.jitter > l.base {
		return l, fmt.Errorf("the latency would be less than 0: let it vary by %v at most", l.base)
	}
	return l, nil
}

func parseChance(kind, value string) (c chance, err error) {
	hold, rate, holds := strings.Cut(value, "@")
	if holds != held(kind) {
		if holds {
			return c, fmt.Errorf("%s does not hold a request: write %s=RATE", kind, kind)
		}
		return c, fmt.Errorf("%s holds a request: write %s=DURATION@RATE", kind, kind)
	}
	if !holds {
		rate = value
	} else if c.hold, err = parseDuration(hold, 0, longest); err != nil {
		return c, err
	}
	c.rate, err = strconv.ParseFloat(rate, 64)
	if err != nil || !(c.rate >= 0 && c.rate <= 1) { // NaN is neither
		return c, fmt.Errorf("%q is no rate: take a number from 0 to 1", rate)
	}
	return c, nil
}

func parseDuration(value string, low, high time.Duration) (time.Duration, error) {
	d, err := time.ParseDuration(value)
	if err != nil || d < low || d > high {
		return 0, fmt.Errorf("%q is no duration from %v to %v, such as 5ms", value, low, high)
	}
	return d, nil
}

// of are the faults of an operation: its own, and else those of any.
func (s Spec) of(operation string) faults {
	all, own := s.faults[anyOperation], s.faults[operation]
	f := faults{latency: cmp.Or(own.latency, all.latency), chances: map[string]chance{}}
	maps.Copy(f.chances, all.chances)
	maps.Copy(f.chances, own.chances)
	return f
}

func (s Spec) sum(operation string) float64 {
	var sum float64
	for _, c := range s.of(operation).chances {
		sum += c.rate
	}
	return sum
}

// String gives the text that [Parse] makes the spec from, in one order for all.
func (s Spec) String() string {
	var settings []string
	if s.seed != 0 {
		settings = append(settings, fmt.Sprintf("seed=%d", s.seed))
	}
	for _, name := range slices.Sorted(maps.Keys(s.limits)) {
		settings = append(settings, fmt.Sprintf("%s=%d", name, s.limits[name]))
	}
	if s.burst != 0 {
		settings = append(settings, fmt.Sprintf("burst=%v", s.burst))
	}
	for _, operation := range slices.Sorted(maps.Keys(s.faults)) {
		settings = append(settings, s.faults[operation].settings(operation)...)
	}
	return strings.Join(settings, ",")
}

func (f faults) settings(operation string) []string {
	var settings []string
	prefix := operation + ":"
	if operation == anyOperation {
		prefix = ""
	}
	if l := f.latency; l != nil && l.jitter != 0 {
		settings = append(settings, fmt.Sprintf("%slatency=%v±%v", prefix, l.base, l.jitter))
	} else if l != nil {
		settings = append(settings, fmt.Sprintf("%slatency=%v", prefix, l.base))
	}
	for _, kind := range kinds {
		c, given := f.chances[kind]
		switch {
		case !given:
		case held(kind):
			settings = append(settings, fmt.Sprintf("%s%s=%v@%v", prefix, kind, c.hold, c.rate))
		default:
			settings = append(settings, fmt.Sprintf("%s%s=%v", prefix, kind, c.rate))
		}
	}
	return settings
}

// MarshalText gives the spec's text.
func (s Spec) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a spec, so that it can be a flag; see flag.TextVar.
func (s *Spec) UnmarshalText(text []byte) (err error) {
	*s, err = Parse(string(text))
	return err
}
