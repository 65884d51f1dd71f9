package search_test

import "testing"

// TestReductions holds what makes searches smaller against searches without it:
// they come to the same worlds, or to more.
func TestReductions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name       string
		step, leap scenario
		same       bool // else leap may come to more worlds
	}{
		{
			name: "calls on final orders and unheeded marks are no steps, twins swap places",
			step: scenario{where: oneEach, slots: 1, cast: []part{asks(ann, 1, 1), asks(ann, 1, 1), sweeps}, exact: true},
			leap: scenario{where: oneEach, slots: 1, cast: []part{asks(ann, 1, 1), again(asks(ann, 1, 1)), sweeps}},
			same: true,
		},
		{
			name: "calls on final orders are no steps, also for two sweeps",
			step: scenario{where: oneEach, slots: 1, cast: []part{asks(ann, 1, 1), pays, prolongs, sweeps, again(sweeps)}, blind: true, exact: true},
			leap: scenario{where: oneEach, slots: 1, cast: []part{asks(ann, 1, 1), pays, prolongs, sweeps, again(sweeps)}, blind: true},
			same: true,
		},
		{
			name: "a blind shelf says what a shelf says, and a crowd does what its members do",
			step: scenario{where: oneEach, slots: 1, cast: []part{asks(ann, 1, 1), asks(bob, 3, 1), sweeps}},
			leap: scenario{where: oneEach, slots: 1, cast: []part{asks(ann, 1, 1), asks(bob, 3, 1)}, blind: true, crowded: true, moves: ends},
		},
		{
			name: "a crowd does what two sweeps, a payer and a canceller do one call at a time",
			step: scenario{where: oneEach, slots: 2, cast: []part{asks(ann, 1, 1), pays, cancels, sweeps, again(sweeps)}, blind: true},
			leap: scenario{where: oneEach, slots: 2, cast: []part{asks(ann, 1, 1)}, blind: true, crowded: true, moves: ends},
		},
		{
			name: "a crowd does what two sweeps and an extender do one call at a time",
			step: scenario{where: oneOfTwo, slots: 1, cast: []part{asks(ann, 1, 2), asks(ann, 2, 1), prolongs, sweeps, again(sweeps)}, blind: true},
			leap: scenario{where: oneOfTwo, slots: 1, cast: []part{asks(ann, 1, 2), asks(ann, 2, 1)}, blind: true, crowded: true, moves: extends},
		},
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

// worldsOf is the worlds that a scenario comes to, without the shelf if blind.
func worldsOf(t *testing.T, s scenario, blind bool) map[world]bool {
	t.Helper()
	s.limit, s.rounds = 1, 2
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
