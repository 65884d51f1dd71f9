// Runner runs the store on this machine, without AWS and without containers:
// template.yaml for one or more regions, each at its own port. It is started with
//
//	go run ./infra/local [-regions us,eu] [-port 3000] [-engine NAME] [-data DIR] [-no-seed] [-crowd N] [-faults SPEC] [-containers] [-quiet]
//
// With -faults, the functions' requests to DynamoDB meet latency, failures, lost
// replies and limits, in the words of [faultproxy.Parse]. The seed, streams and
// audits go past them.
//
// It rebuilds functions when their source is saved, and ends at Ctrl-C; at a
// second one without waiting for the requests under way.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"storefront/infra/faultproxy"
	"storefront/infra/local/database"
	"storefront/infra/local/module"
	"storefront/infra/local/progress"
	"storefront/infra/local/stack"
	"storefront/infra/local/state"
)

// memoryForSpeed is how much garbage piles up before it is collected, in percent of
// what is in use. A store in a rush is busier than it is big.
const memoryForSpeed = 400

func main() {
	debug.SetGCPercent(memoryForSpeed)
	began := started()
	if err := run(began, os.Args[1:], progress.New(os.Stdout, progress.IsTerminal(os.Stdout), began)); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			os.Exit(2)
		}
		fmt.Fprintln(os.Stderr, "local:", err)
		os.Exit(1)
	}
}

// started is when the person who waits began to wait: the launcher says it.
func started() time.Time {
	if at, err := time.Parse(time.RFC3339Nano, os.Getenv("STOREFRONT_STARTED")); err == nil {
		return at
	}
	return time.Now()
}

// grace is how long the requests under way have to finish.
const grace = 10 * time.Second

func run(began time.Time, args []string, out *progress.Display) error {
	settings, err := parse(args)
	if err != nil {
		return err
	}
	settings.Log, settings.Progress = out, out
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	running, interrupt := after(context.Background(), signals)
	defer interrupt()

	s, err := stack.Start(running, settings.Options)
	if err != nil {
		if running.Err() != nil {
			return nil // it does what it was asked to
		}
		return err
	}
	err = state.Write(settings.Root, s.State())
	if err == nil {
		announce(out, s, time.Since(began))
		if settings.crowd > 0 {
			rush(running, out, s, settings.crowd)
		}
		<-running.Done()
		fmt.Fprintln(out, "stopping; Ctrl-C again ends at once")
	}
	closing, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	closing, hurry := after(closing, signals)
	defer hurry()
	return errors.Join(err, state.Remove(settings.Root, os.Getpid()), s.Close(closing))
}

// after gives a context that ends at the next signal.
func after(parent context.Context, signals <-chan os.Signal) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	go func() {
		select {
		case <-signals:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// settings are what the command line says.
type settings struct {
	stack.Options
	crowd int // shoppers to send to the first region's sale
}

func parse(args []string) (settings, error) {
	flags := flag.NewFlagSet("local", flag.ContinueOnError)
	regions := flags.String("regions", "us,eu", "the regions to run: some of us, eu, uk, in")
	port := flags.Int("port", 3000, "the first region's port; each next one's is one higher")
	engine := flags.String("engine", "", "the DynamoDB to use: embedded, amazon (needs Java), or a URL (default: that of "+database.EndpointVariable+", or embedded)")
	data := flags.String("data", "", "keep tables, streams, buckets, queues and secrets in this directory (default: in memory)")
	noSeed := flags.Bool("no-seed", false, "leave the tables empty")
	shoppers := flags.Int("crowd", 0, "once the store runs, send so many shoppers to the first region's sale")
	var faults faultproxy.Spec
	flags.TextVar(&faults, "faults", faultproxy.Spec{}, "a `SPEC` of what befalls the functions' requests to DynamoDB, such as latency=5ms±3ms,500=0.01,UpdateItem:cut-after=0.02")
	containers := flags.Bool("containers", false, "let the containers of sam local reach the store's data, on ports 8000 to 8003 of every network interface")
	quiet := flags.Bool("quiet", false, "leave START, END and REPORT lines and metrics out of the log")
	if err := flags.Parse(args); err != nil {
		return settings{}, flag.ErrHelp // what is wrong has been said, with the usage
	}
	if flags.NArg() > 0 {
		return settings{}, fmt.Errorf("do not know what to do with %q", flags.Arg(0))
	}
	if *port < 1 || *port > 65535 {
		return settings{}, fmt.Errorf("-port %d is no port: choose one from 1 to 65535", *port)
	}
	if *shoppers < 0 || *shoppers > 0 && *noSeed {
		return settings{}, errors.New("-crowd takes a number of shoppers, and a sale to go to: leave out -no-seed")
	}
	root, err := module.Root(".")
	if err != nil {
		return settings{}, err
	}
	options := stack.Options{
		Root:       root,
		Regions:    strings.Split(*regions, ","),
		Port:       *port,
		Engine:     database.Choose(*engine),
		Faults:     faults,
		BuildCache: filepath.Join(root, ".local", "build"),
		Watch:      true,
		Quiet:      *quiet || *shoppers > 0, // or what they see would drown in it
	}
	if *containers {
		options.Containers = &stack.SamLocal
	}
	if *data != "" {
		if options.DataDir, err = filepath.Abs(*data); err != nil {
			return settings{}, fmt.Errorf("-data %s: %w", *data, err)
		}
	}
	if !*noSeed {
		options.Seed = seed
	}
	return settings{options, *shoppers}, nil
}

// announce says where everything is.
func announce(out io.Writer, s *stack.Store, took time.Duration) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, r := range s.Regions() {
		fmt.Fprintf(table, "\nregion %s, in AWS %s: %s\n", r.Name, r.AWSRegion, r.URL)
		for _, route := range r.Routes() {
			fmt.Fprintf(table, "  %s\t%s\t%s\n", route.Method, route.Path, route.Function)
		}
		fmt.Fprint(table, "  GET\t/_local/mail\tcaught mail\n  GET\t/_local/files\tbuckets and queues\n  GET\t/_local/routes\tthis table\n")
	}
	fmt.Fprintf(table, "\nDynamoDB: %s\n", s.State().DynamoDB)
	if faults := s.Faults(); faults != nil {
		fmt.Fprintf(table, "the functions reach it through faults: %s/_faults/counts\n", faults.URL())
	}
	table.Flush() //nolint:errcheck // a terminal that is gone needs no announcement
	fmt.Fprintf(out, "ready in %.1f s\n", took.Seconds())
}
