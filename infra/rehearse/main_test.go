package main

import (
	"errors"
	"flag"
	"reflect"
	"strings"
	"testing"
	"time"

	"storefront/infra/rehearse/crowd"
)

var nightly = flag.Bool("nightly", false, "run the long versions of the tests: more seeds, larger crowds")

// sized returns how much a test does: little in an ordinary run, much in a nightly one.
func sized(little, much int) int {
	if *nightly {
		return much
	}
	return little
}

func TestTheCommandLine(t *testing.T) {
	t.Parallel()
	s, err := parse(strings.Fields("-local in -sale in-launch -buyers 100 -concurrency 8 -pay 0.5 -cancel 0.1 -retry 0.2 -duration 30s"))
	if err != nil {
		t.Fatal(err)
	}
	want := settings{region: "in", sale: "in-launch", crowd: crowd.Options{
		Buyers: 100, Concurrency: 8, Duration: 30 * time.Second, Pay: 0.5, Cancel: 0.1, Retry: 0.2, Greedy: 0.05, Refresh: 0.1,
	}}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got %+v, want %+v", s, want)
	}
	for _, args := range []string{"", "-buyers 3", "-local us now"} {
		if _, err := parse(strings.Fields(args)); !errors.As(err, new(usageError)) {
			t.Errorf("%q: %v", args, err)
		}
	}
}
