// Package stack runs template.yaml on this machine, for one or more regions: the
// functions' real binaries, DynamoDB, buckets, queues and a mailbox. As in AWS, each
// region is a stack of its own.
package stack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"storefront/infra/fakes3"
	"storefront/infra/fakesqs"
	"storefront/infra/faultproxy"
	"storefront/infra/local/access"
	"storefront/infra/local/build"
	"storefront/infra/local/lambda"
	"storefront/infra/local/state"
)

// Options describe what runs, and where. Only Root and Regions are required.
type Options struct {
	Root    string   // the module's root directory, which has template.yaml
	Regions []string // names, such as "us"
	Stack   string   // the beginning of the stacks' names, and so of the tables'; empty: "storefront"
	Port    int      // the first region's port; each further region's is one higher; 0: free ports
	DataDir string   // keeps tables, streams, buckets, queues and secrets for the next run; empty: nothing is kept
	Engine  string   // as database.Options.Engine

	Payments string // "stripe": a fake Stripe for each region where Stripe is; empty: the sandbox

	Faults faultproxy.Spec // for the functions' requests to DynamoDB; the zero value: none

	// AroundBuckets returns the handler of requests to the buckets, for rehearsals of
	// failures of S3; nil: the buckets themselves.
	AroundBuckets func(buckets http.Handler) http.Handler

	Containers *ContainerPorts // where sam local's containers reach the store's data; nil: nowhere

	BuildCache string // directory that keeps linked programs for the next run; empty: none
	Watch      bool   // rebuild functions when their source changes
	Debug      string // name of the function that is built and run for a debugger; empty: none
	Quiet      bool   // leave START, END and REPORT lines and metrics out of the log

	Seed func(context.Context, *Region) error // fills a region's tables; nil: they stay empty
	Log  io.Writer                            // gets whole lines, from several goroutines at once; nil: nothing does

	Progress Progress // shows what a start waits for; nil: nothing does
}

// Store is a running local store.
type Store struct {
	options Options
	log     *log.Logger
	output  *output
	failed  chan error
	work    string // directory for files that end with the store
	regions []*Region
	kept    *kept
	data    *data
	guard   *access.Guard

	runtime *lambda.Runtime
	mailURL string
	s3URL   string
	sqsURL  string
	buckets *fakes3.Server
	queues  *fakesqs.Server

	builder  *build.Builder // of all functions
	late     *build.Builder // of the functions without routes
	built    chan struct{}  // closed when late has ended
	lateErr  error          // of late; to be read when it has ended
	watcher  *build.Watcher // nil: the source is not watched
	ctx      context.Context
	stop     context.CancelFunc // ends ctx
	running  sync.WaitGroup     // what runs until ctx ends
	closings []func() error     // in the order of the start
}

// Start starts a store. When Start returns, the store serves requests; functions
// without routes may still be built, see Built. The store runs until Close; ctx bounds
// the start alone.
func Start(ctx context.Context, options Options) (*Store, error) {
	if options.Stack == "" {
		options.Stack = "storefront"
	}
	if options.Log == nil {
		options.Log = io.Discard
	}
	if options.Progress == nil {
		options.Progress = noProgress{}
	}
	s := &Store{output: &output{to: options.Log}, built: make(chan struct{}), failed: make(chan error, 1)}
	options.Log = s.output
	s.options, s.log = options, log.New(options.Log, "", 0)
	s.ctx, s.stop = context.WithCancel(context.Background())
	if err := s.start(ctx); err != nil {
		closing, cancel := context.WithCancel(context.Background())
		cancel() // there are no requests to wait for
		return nil, errors.Join(err, s.Close(closing))
	}
	return s, nil
}

func (s *Store) start(ctx context.Context) (err error) {
	if s.work, err = os.MkdirTemp("", "storefront-"); err != nil {
		return fmt.Errorf("start the store: %w", err)
	}
	s.onClose(func() error { return os.RemoveAll(s.work) })
	if err := s.readRegions(); err != nil {
		return err
	}
	s.guard = s.guardFunctions()
	s.onClose(s.guard.Save)
	if err := s.checkDebug(); err != nil {
		return err
	}
	if s.runtime, err = lambda.Listen(); err != nil {
		return err
	}
	s.onClose(s.runtime.Close)
	if s.kept, err = openKept(s.options.DataDir); err != nil {
		return err
	}
	s.onClose(s.kept.close)
	if err := errors.Join(s.serveMail(), s.serveBuckets(), s.serveQueues(), s.serveStripe()); err != nil {
		return err
	}
	first := s.planBuild()
	if s.options.Watch { // before the first build, so that no change is missed
		if s.watcher, err = s.builder.Watch(); err != nil {
			return err
		}
		s.onClose(s.watcher.Close)
	}
	binaries, err := s.prepare(ctx, first)
	if err != nil {
		return err
	}
	for _, r := range s.regions {
		if err := r.open(ctx, binaries); err != nil {
			return fmt.Errorf("region %s: %w", r.Name, err)
		}
	}
	if s.options.Containers != nil {
		if err := s.openToContainers(*s.options.Containers); err != nil {
			return err
		}
	}
	s.running.Go(func() {
		if err := s.data.Wait(s.ctx); err != nil {
			s.output.mute()
			s.failed <- err
		}
	})
	s.running.Go(func() {
		s.buildLate()
		if s.watcher != nil {
			s.watch()
		}
	})
	return nil
}

// readRegions takes each region's port and reads its stack, so that errors in either
// appear before anything slow begins.
func (s *Store) readRegions() error {
	secrets, err := openSecrets(s.options.DataDir)
	if err != nil {
		return err
	}
	for i, name := range s.options.Regions {
		if s.Region(name) != nil {
			return fmt.Errorf("region %s is named twice with -regions", name)
		}
		port := s.options.Port
		if port != 0 {
			port += i
		}
		r, err := newRegion(s, name, port)
		if err != nil {
			return err
		}
		s.regions = append(s.regions, r)
	}
	for _, r := range s.regions { // now each knows the others' addresses
		if err := r.read(secrets); err != nil {
			return err
		}
	}
	return secrets.save(s.ctx)
}

func (s *Store) templatePath() string { return filepath.Join(s.options.Root, "template.yaml") }

// prepare does what takes time: it builds the first functions, and fills the tables.
func (s *Store) prepare(ctx context.Context, first *build.Builder) (binaries map[string]string, err error) {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		binaries, err = first.Build(ctx)
		s.options.Progress.Clear()
		return err
	})
	group.Go(func() (err error) {
		if s.data, err = s.openData(ctx); err != nil {
			return err
		}
		s.onClose(s.data.close)
		for _, r := range s.regions {
			group.Go(func() error {
				if err := r.fill(ctx); err != nil {
					return fmt.Errorf("region %s: %w", r.Name, err)
				}
				return nil
			})
		}
		return nil
	})
	err = group.Wait()
	return binaries, err
}

// Regions returns the store's regions, in the order of the options.
func (s *Store) Regions() []*Region { return s.regions }

// Region returns the region of a name, or nil if the store has none.
func (s *Store) Region(name string) *Region {
	i := slices.IndexFunc(s.regions, func(r *Region) bool { return r.Name == name })
	if i < 0 {
		return nil
	}
	return s.regions[i]
}

// Faults returns the proxy between the functions and DynamoDB, or nil if the options
// have no faults.
func (s *Store) Faults() *faultproxy.Proxy { return s.data.faults }

// Failed returns a channel that gets an error if the store has lost its database, for
// instance because the disk is full. The store then logs nothing more: whatever runs
// would only repeat the error.
func (s *Store) Failed() <-chan error { return s.failed }

// State returns what other commands need to find the store.
func (s *Store) State() state.Store {
	found := state.Store{PID: os.Getpid(), DynamoDB: s.data.Endpoint, S3: s.s3URL, SQS: s.sqsURL, Regions: map[string]state.Region{}}
	if s.data.faults != nil {
		found.Faults = s.data.faults.URL()
	}
	for _, r := range s.regions {
		found.Regions[r.Name] = r.state()
	}
	return found
}

// onClose has Close call a function.
func (s *Store) onClose(closing func() error) { s.closings = append(s.closings, closing) }

// Close stops the store. It takes no more requests, lets those under way finish until
// ctx ends, and leaves no process and no temporary file behind.
func (s *Store) Close(ctx context.Context) error {
	s.stop()
	var closing sync.WaitGroup
	for _, r := range s.regions {
		closing.Go(func() { r.close(ctx) })
	}
	closing.Wait()
	s.running.Wait()
	var errs []error
	for _, closing := range slices.Backward(s.closings) {
		errs = append(errs, closing())
	}
	return errors.Join(errs...)
}
