// Runner runs the store on this machine, without AWS and without containers:
// template.yaml for one or more regions, each at its own port. It is started with
//
//	go run ./infra/local [-regions us,eu] [-port 3000] [-engine NAME] [-data DIR] [-no-seed] [-crowd N] [-payments NAME] [-faults SPEC] [-containers] [-debug NAME] [-quiet]
//
// With -faults, the functions' requests to DynamoDB meet latency, failures, lost
// replies and limits; [faultproxy.Parse] has the syntax. The seed, streams and audits
// do not meet them.
//
// It rebuilds functions when their source is saved. Ctrl-C stops it, and a second
// Ctrl-C stops it without waiting for the requests under way.
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
	"storefront/shared/payment"
	"storefront/shared/payment/stripe"
)

// gcPercent lets garbage grow to four times the memory in use before it is collected:
// in a rush, time is scarcer than memory.
const gcPercent = 400

func main() {
	debug.SetGCPercent(gcPercent)
	began := started()
	if err := run(began, os.Args[1:], progress.New(os.Stdout, progress.IsTerminal(os.Stdout), began)); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			os.Exit(2)
		}
		fmt.Fprintln(os.Stderr, "local:", err)
		os.Exit(1)
	}
}

// started returns when the launcher was started, or else now.
func started() time.Time {
	if at, err := time.Parse(time.RFC3339Nano, os.Getenv("STOREFRONT_STARTED")); err == nil {
		return at
	}
	return time.Now()
}

// grace is how long requests under way may take after Ctrl-C.
const grace = 10 * time.Second

func run(began time.Time, args []string, out *progress.Display) error {
	settings, err := parse(args)
	if err != nil {
		return err
	}
	settings.Log, settings.Progress = out, out
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	running, interrupt := untilSignal(context.Background(), signals)
	defer interrupt()

	s, err := stack.Start(running, settings.Options)
	if err != nil {
		if running.Err() != nil {
			return nil // the user has interrupted it
		}
		return err
	}
	err = state.Write(context.WithoutCancel(running), settings.Root, s.State())
	if err == nil {
		announce(out, s, time.Since(began))
		if settings.crowd > 0 {
			rush(running, out, s, settings.crowd)
		}
		select {
		case err = <-s.Failed():
		case <-running.Done():
			fmt.Fprintln(out, "stopping; press Ctrl-C again to stop at once")
		}
	}
	closing, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	closing, hurry := untilSignal(closing, signals)
	defer hurry()
	return errors.Join(err, state.Remove(settings.Root, os.Getpid()), s.Close(closing))
}

// untilSignal returns a context that ends at the next signal.
func untilSignal(parent context.Context, signals <-chan os.Signal) (context.Context, context.CancelFunc) {
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

// settings are the settings on the command line.
type settings struct {
	stack.Options
	crowd int // how many shoppers to send to the first region's sale
}

func parse(args []string) (settings, error) {
	flags := flag.NewFlagSet("local", flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprintln(flags.Output(), "Usage: go run ./infra/local [FLAGS]")
		flags.PrintDefaults()
	}
	regions := flags.String("regions", "us,eu", "run these regions, a `LIST` of us, eu, uk and in")
	port := flags.Int("port", 3000, "the port `N` of the first region; each further region's port is one higher")
	engine := flags.String("engine", "", "the DynamoDB to use, by `NAME`: embedded, amazon (needs Java), or a URL (default: $"+database.EndpointVariable+" if set, or else embedded)")
	data := flags.String("data", "", "keep tables, streams, buckets, queues and secrets in the directory `DIR` (default: in memory)")
	noSeed := flags.Bool("no-seed", false, "leave the tables empty, without the demo data")
	shoppers := flags.Int("crowd", 0, "once the store runs, send `N` shoppers to the first region's sale")
	payments := flags.String("payments", payment.Sandbox{}.Name(), "pay by the provider of this `NAME`: sandbox, or stripe, which is a fake of it")
	var faults faultproxy.Spec
	flags.TextVar(&faults, "faults", faultproxy.Spec{}, "inject faults into the functions' requests to DynamoDB, by a `SPEC` such as latency=5ms±3ms,500=0.01,UpdateItem:cut-after=0.02")
	containers := flags.Bool("containers", false, "open the store's data to the containers of sam local, at ports 8000 to 8003 of every network interface")
	debugged := flags.String("debug", "", "build the function `NAME`, such as checkout, for a debugger; run it as one process, without a timeout, and print the process's id")
	quiet := flags.Bool("quiet", false, "leave START, END and REPORT lines and metrics out of the log")
	if err := flags.Parse(args); err != nil {
		return settings{}, flag.ErrHelp // Parse has printed the error and the usage
	}
	if flags.NArg() > 0 {
		return settings{}, fmt.Errorf("unexpected argument %q: every setting is a flag", flags.Arg(0))
	}
	if *port < 1 || *port > 65535 {
		return settings{}, fmt.Errorf("-port %d is out of range: choose a port from 1 to 65535", *port)
	}
	if *shoppers < 0 || *shoppers > 0 && *noSeed {
		return settings{}, errors.New("-crowd needs a positive number of shoppers, and a sale: use it without -no-seed")
	}
	switch {
	case *payments != payment.Sandbox{}.Name() && *payments != stripe.Name:
		return settings{}, fmt.Errorf("-payments %s: choose sandbox or stripe", *payments)
	case *payments == stripe.Name && *data != "":
		return settings{}, errors.New("-payments stripe keeps nothing: use it without -data")
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
		Payments:   *payments,
		Faults:     faults,
		BuildCache: filepath.Join(root, ".local", "build"),
		Watch:      true,
		Debug:      *debugged,
		Quiet:      *quiet || *shoppers > 0, // so that the crowd's results stay visible
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

// announce prints where everything is, the shop last, where a newcomer looks.
func announce(out io.Writer, s *stack.Store, took time.Duration) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, r := range s.Regions() {
		fmt.Fprintf(table, "\nregion %s (AWS Region %s): the shop is at %s\n", r.Name, r.AWSRegion, r.URL)
		for _, route := range r.Routes() {
			fmt.Fprintf(table, "  %s\t%s\t%s\n", route.Method, route.Path, route.Function)
		}
		fmt.Fprint(table, "  GET\t/_local/mail\tmail that the store has sent\n  GET\t/_local/files\tcontents of buckets and queues\n  GET\t/_local/routes\tthis table\n")
	}
	fmt.Fprintf(table, "\nDynamoDB: %s\n", s.State().DynamoDB)
	if faults := s.Faults(); faults != nil {
		fmt.Fprintf(table, "faults so far: %s/_faults/counts\n", faults.URL())
	}
	table.Flush() //nolint:errcheck // a broken terminal stops nothing
	if leftOut := s.Regions()[0].LeftOut(); len(leftOut) > 0 {
		fmt.Fprintf(out, "not run, of template.yaml: %s\n", strings.Join(leftOut, ", "))
	}
	fmt.Fprintf(out, "ready in %.1f s: open %s\n", took.Seconds(), s.Regions()[0].URL)
}
