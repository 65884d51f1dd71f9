package search_test

import "testing"

// TestReductions compares what makes searches smaller with searches that do without
// it: they reach the same worlds, or more.
func TestReductions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name       string
		step, leap scenario
		same       bool // else leap may reach more worlds
	}{
		{"calls on final orders and unheeded marks are no steps, twins swap places",
			exact(withShelf(oneEach, annOne, annOne, sweeps)), withShelf(oneEach, annOne, annRetry, sweeps), true},
		{"calls on final orders are no steps, with two sweeps",
			exact(blind(oneEach, annOne, pays, extends, sweeps, again(sweeps))), blind(oneEach, annOne, pays, extends, sweeps, again(sweeps)), true},
		{"a blind shelf says what a shelf says, and a crowd does what its members do",
			withShelf(oneEach, annOne, bobOne, sweeps), crowd(oneEach, 1, payOrCancel, annOne, bobOne), false},
		{"a crowd does what two sweeps, a payer and a canceller do one call at a time",
			withSlots(2, blind(oneEach, annOne, pays, cancels, sweeps, again(sweeps))), crowd(oneEach, 2, payOrCancel, annOne), false},
		{"a crowd does what two sweeps and an extender do one call at a time",
			blind(oneOfTwo, annTwo, annOther, extends, sweeps, again(sweeps)), crowd(oneOfTwo, 1, orExtend, annTwo, annOther), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if raceEnabled {
				t.Skip("too large under the race detector")
			}
			step, leap := worldsOf(t, tt.step, tt.leap.blind), worldsOf(t, tt.leap, tt.leap.blind)
			missing := 0
			for w := range step {
				if !leap[w] {
					missing++
				}
			}
			if missing > 0 || tt.same && len(step) != len(leap) {
				t.Errorf("%d of %d worlds are not among the %d of the smaller search", missing, len(step), len(leap))
			}
			t.Logf("%d worlds step by step, %d at a leap", len(step), len(leap))
		})
	}
}

// worldsOf returns the worlds that a scenario reaches, without the shelf if blind.
func worldsOf(t *testing.T, s scenario, blind bool) map[world]bool {
	t.Helper()
	worlds := map[world]bool{}
	f := search(newModel(s, realRules()), func(s *state) {
		w := s.world
		w.orphaned = 0
		if blind {
			w.listed = 0
		}
		worlds[w] = true
	})
	if f.fault != nil {
		t.Fatal(f.fault)
	}
	return worlds
}
