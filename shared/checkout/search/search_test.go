package search_test

import (
	"flag"
	"hash/maphash"
	"math"
	"slices"
	"testing"
)

var searchLarge = flag.Bool("search.large", false, "also search the large scenarios, which takes minutes and gigabytes; set -timeout 30m")

// TestSearch visits every state that a scenario can reach, with every interleaving
// of its steps, every crash and every lost answer. In each state it checks the
// invariants, and what one sweep leaves if everything stops there; see model.check.
func TestSearch(t *testing.T) {
	t.Parallel()
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			if s.scale == large && !*searchLarge || s.scale > quick && raceEnabled {
				t.Skip("larger than this run")
			}
			m := newModel(s.scenario, realRules())
			f := search(m)
			t.Logf("%d states, %d steps, at most %d to a state", f.states, f.steps, f.depth)
			if f.fault != nil {
				t.Errorf("%v, after:\n%s", f.fault, m.story(f.trace))
			}
		})
	}
}

// finding is the result of a search.
type finding struct {
	states int
	steps  int
	depth  int   // steps to the farthest state
	fault  error // of a wrong state, or nil
	trace  []int // the steps that lead to it, each by its place among all that were possible
}

// node is how the search first reached a state.
type node struct {
	parent uint32
	nth    uint32
}

// open is a state whose next states have not been visited yet.
type open struct {
	state state
	node  uint32
}

// search visits every state of the model, breadth first, until one is wrong. So the
// trace of a fault is a shortest one. It calls seen with each state.
func search(m *model, seen ...func(*state)) finding {
	var (
		f            finding
		nodes        []node
		level, later []open
		seeds        = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}
		visited      = map[fingerprint]struct{}{}
	)
	visit := func(s state, from node) {
		mark := fingerprint{maphash.Comparable(seeds[0], s), maphash.Comparable(seeds[1], s)}
		if _, seen := visited[mark]; seen || f.fault != nil {
			return
		}
		visited[mark] = struct{}{}
		nodes = append(nodes, from)
		later = append(later, open{s, uint32(len(nodes) - 1)})
		for _, look := range seen {
			look(&s)
		}
		if f.fault = m.check(&s); f.fault != nil {
			f.trace = trace(nodes)
		}
	}
	visit(m.start(), node{parent: math.MaxUint32})
	for len(later) > 0 && f.fault == nil {
		level, later = later, level[:0]
		f.depth++
		for _, o := range level {
			from := node{parent: o.node}
			m.next(o.state, func(s state, _ event) {
				if s != o.state {
					visit(s, from)
				}
				from.nth++
			})
			f.steps += int(from.nth)
		}
	}
	f.states = len(nodes)
	return f
}

// trace returns the steps to the last of the nodes.
func trace(nodes []node) []int {
	var way []int
	for n := nodes[len(nodes)-1]; n.parent != math.MaxUint32; n = nodes[n.parent] {
		way = append(way, int(n.nth))
	}
	slices.Reverse(way)
	return way
}

// fingerprint stands for a state. It has 128 bits, so the probability that any two of
// 10⁸ states share one is below 10⁻²².
type fingerprint [2]uint64
