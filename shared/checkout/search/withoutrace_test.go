//go:build !race

package search_test

// raceEnabled keeps searches small where they take ten times as long. They run
// in one goroutine each, so that the race detector has little to find.
const raceEnabled = false
