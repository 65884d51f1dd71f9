//go:build !race

package search_test

// raceEnabled keeps searches small under the race detector, where they are ten times
// slower. Each runs in one goroutine, so the detector would find little.
const raceEnabled = false
