package main

import "flag"

var nightly = flag.Bool("nightly", false, "run the long versions of the tests: more seeds, larger crowds")

// sized is how much a test does: little in an ordinary run, much in a nightly one.
func sized(little, much int) int {
	if *nightly {
		return much
	}
	return little
}
