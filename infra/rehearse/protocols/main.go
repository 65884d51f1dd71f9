// Protocols compares how the store holds a unit with three other ways to do it on
// DynamoDB, which exist only here.
//
//	go run ./infra/rehearse/protocols [-buyers 1000,10000] [-rounds 3] [-limit partition-wcu=20]
//
// In each round a crowd wants one unit each of one SKU, on fresh tables of a
// DynamoDB that this program starts. The protocols take turns within a round, so
// that a noisy machine affects all of them. Figures are medians of the rounds. Each
// crowd comes in three ways: directly, through a proxy that counts requests and
// units, and through a proxy that limits each partition key, as DynamoDB does.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"storefront/infra/faultproxy"
	"storefront/infra/local/database"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "protocols:", err)
		os.Exit(1)
	}
}

// settings are the parsed command line.
type settings struct {
	buyers      []int
	rounds      int
	concurrency int
	demand      int
	window      time.Duration
	limit       faultproxy.Spec
	engine      string // as in package database
}

func parse(args []string) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("protocols", flag.ContinueOnError)
	buyers := flags.String("buyers", "1000,10000", "the crowd sizes, up to 100000")
	limit := flags.String("limit", "partition-wcu=20", "the limits of the third way, as a `SPEC` of the fault proxy")
	flags.IntVar(&s.rounds, "rounds", 3, "rounds for each protocol")
	flags.IntVar(&s.concurrency, "concurrency", 32, "buyers that shop at once, each in a process of its own")
	flags.IntVar(&s.demand, "demand", 1, "buyers for each unit")
	flags.DurationVar(&s.window, "window", 10*time.Second, "time after which no new buyer starts")
	flags.StringVar(&s.engine, "engine", "", "the DynamoDB to use: embedded, amazon (needs Java), or a URL (default: embedded)")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	var err error
	if s.limit, err = faultproxy.Parse(*limit); err != nil {
		return s, err
	}
	for text := range strings.SplitSeq(*buyers, ",") {
		n, err := strconv.Atoi(text)
		if err != nil {
			return s, fmt.Errorf("-buyers: %q is not a number", text)
		}
		s.buyers = append(s.buyers, n)
	}
	return s, s.check(flags.Args())
}

func (s settings) check(rest []string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("unexpected argument %q", rest[0])
	case s.rounds < 1 || s.rounds > 99:
		return errors.New("-rounds must be 1 to 99")
	case s.concurrency < 1 || s.concurrency > 512:
		return errors.New("-concurrency must be 1 to 512")
	case s.demand < 1 || s.demand > 100:
		return errors.New("-demand must be 1 to 100")
	case s.window < time.Second || s.window > 10*time.Minute:
		return errors.New("-window must be 1s to 10m")
	}
	for _, n := range s.buyers {
		if n < s.demand || n > 100_000 {
			return fmt.Errorf("-buyers must be %d to 100000", s.demand)
		}
	}
	return nil
}

func run(ctx context.Context, args []string, out, progress io.Writer) (err error) {
	s, err := parse(args)
	if err != nil {
		return err
	}
	db, err := database.Open(ctx, database.Options{Engine: database.Choose(s.engine), Log: progress})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	b := &bench{settings: s, endpoint: db.Endpoint, progress: progress}
	rows, err := b.run(ctx)
	if err != nil {
		return err
	}
	return writeTable(out, s, rows)
}
