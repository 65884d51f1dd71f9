// Package stack puts the local store together: it runs template.yaml for one
// or more regions on this machine, with the real function binaries, DynamoDB
// Local and a mailbox, each region as a stack of its own.
package stack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"storefront/infra/faultproxy"
	"storefront/infra/local/build"
	"storefront/infra/local/database"
	"storefront/infra/local/lambda"
	"storefront/infra/local/state"
)

// Options say what runs and where. The zero value of each but Root and Regions
// will do.
type Options struct {
	Root    string   // of the module; holds template.yaml
	Regions []string // names, such as "us"
	Stack   string   // what the stacks' names, and so the tables', begin with; empty: "storefront"
	Port    int      // the first region's on the loopback interface, each next one's is one higher; 0: free ones
	DataDir string   // keeps tables, streams, buckets, queues and secrets for the next run; empty: they end with the store
	Engine  string   // of the database, as package database has them; empty: the embedded one

	Faults faultproxy.Spec // what befalls the functions' requests to DynamoDB; the zero value: nothing

	// AroundBuckets stands between everybody and the buckets, for rehearsals of
	// their bad days; nil: nothing does.
	AroundBuckets func(buckets http.Handler) http.Handler

	Containers *ContainerPorts // where sam local's containers reach the store's data; nil: they do not

	BuildCache string // directory that keeps linked programs for other runs; empty: none
	Watch      bool   // rebuild and swap functions when their source changes
	Quiet      bool   // no START, END and REPORT lines and no metrics

	Seed func(context.Context, *Region) error // fills a region's tables
	Log  io.Writer                            // gets whole lines; nil: none

	Progress Progress // shows what a start waits for; nil: nothing does
}

// Store is a running local store.
type Store struct {
	options Options
	log     io.Writer
	work    string // directory for what ends with the store
	regions []*Region
	builder *build.Builder // of all functions
	first   *build.Builder // of those behind routes
	late    *late          // of the others
	watcher *build.Watcher // nil: the source is not watched
	runtime *lambda.Runtime
	mail    *mail
	files   *files
	kept    *kept
	data    *data

	containers []*http.Server // what containers reach

	stop       context.CancelFunc // ends what runs in the background
	background sync.WaitGroup
}

// Start starts a store, which serves when Start returns. Functions that no route
// leads to may still be built then; see Built. The store runs until Close; ctx
// bounds the start alone.
func Start(ctx context.Context, options Options) (s *Store, err error) {
	if options.Stack == "" {
		options.Stack = "storefront"
	}
	if options.Log == nil {
		options.Log = io.Discard
	}
	if options.Progress == nil {
		options.Progress = noProgress{}
	}
	background, stop := context.WithCancel(context.Background())
	s = &Store{options: options, log: &console{to: options.Log}, stop: stop}
	defer func() {
		if err != nil {
			closing, cancel := context.WithCancel(context.Background())
			cancel() // nothing is under way that could be waited for
			err = errors.Join(err, s.Close(closing))
			s = nil
		}
	}()
	if s.work, err = os.MkdirTemp("", "storefront-"); err != nil {
		return s, fmt.Errorf("start the store: %w", err)
	}
	if err := s.readRegions(); err != nil {
		return s, err
	}
	if s.runtime, err = lambda.Listen(); err != nil {
		return s, err
	}
	if s.kept, err = openKept(options.DataDir); err != nil {
		return s, err
	}
	if s.mail, err = listenMail(s.regions); err != nil {
		return s, err
	}
	if s.files, err = listenFiles(s.kept, s.regions, options.AroundBuckets); err != nil {
		return s, err
	}
	s.setUpBuild()
	if options.Watch { // before the first build, so that no change falls between
		if s.watcher, err = s.builder.Watch(); err != nil {
			return s, err
		}
	}
	binaries, err := s.prepare(ctx)
	if err != nil {
		return s, err
	}
	for _, r := range s.regions {
		if err := s.open(ctx, background, r, binaries); err != nil {
			return s, err
		}
	}
	if options.Containers != nil {
		if err := s.openToContainers(*options.Containers); err != nil {
			return s, err
		}
	}
	s.background.Go(func() { s.data.guard(background, s.log) })
	s.background.Go(func() {
		s.buildLate(background)
		if s.watcher != nil {
			s.watch(background)
		}
	})
	return s, nil
}

// readRegions takes each region's port and reads its stack, so that what is
// wrong with either is said before anything slow begins.
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
		r, err := newRegion(name, port)
		if err != nil {
			return err
		}
		s.regions = append(s.regions, r)
		if err := r.read(s.templatePath(), s.options.Stack, secrets); err != nil {
			return err
		}
	}
	return secrets.save()
}

func (s *Store) templatePath() string { return filepath.Join(s.options.Root, "template.yaml") }

// prepare does what takes time: it builds the functions behind routes, which it
// returns by their directories, and fills the tables.
func (s *Store) prepare(ctx context.Context) (map[string]string, error) {
	var binaries map[string]string
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		binaries, err = s.buildFirst(ctx)
		return err
	})
	group.Go(func() (err error) {
		s.data, err = openData(ctx, s.options, s.log)
		if err != nil {
			return err
		}
		for _, r := range s.regions {
			group.Go(func() error { return s.fill(ctx, r) })
		}
		return nil
	})
	err := group.Wait()
	return binaries, err
}

// fill makes a region's tables and seeds them.
func (s *Store) fill(ctx context.Context, r *Region) error {
	r.DynamoDB = s.data.client(r.AWSRegion)
	if err := database.CreateTables(ctx, r.DynamoDB, r.stack.Tables); err != nil {
		return fmt.Errorf("region %s: %w", r.Name, err)
	}
	if s.options.Seed == nil {
		return nil
	}
	if err := s.options.Seed(ctx, r); err != nil {
		return fmt.Errorf("region %s: seed: %w", r.Name, err)
	}
	return nil
}

// Regions are the store's regions, in the order of the options.
func (s *Store) Regions() []*Region { return s.regions }

// Region finds a region by its name; nil when the store has none such.
func (s *Store) Region(name string) *Region {
	for _, r := range s.regions {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// Faults is the proxy between the functions and DynamoDB; nil when the options
// name no faults.
func (s *Store) Faults() *faultproxy.Proxy { return s.data.faults }

// State is what other commands need to know to find the store.
func (s *Store) State() state.Store {
	found := state.Store{
		PID: os.Getpid(), DynamoDB: s.data.Endpoint, S3: s.files.s3URL, SQS: s.files.sqsURL, Regions: map[string]state.Region{},
	}
	if s.data.faults != nil {
		found.Faults = s.data.faults.URL()
	}
	for _, r := range s.regions {
		found.Regions[r.Name] = state.Region{URL: r.URL, AWSRegion: r.AWSRegion, Stack: r.stack.Name, Tables: r.Tables(), Buckets: r.buckets(), Queues: r.queues()}
	}
	return found
}

// say logs what concerns the whole store.
func (s *Store) say(format string, args ...any) {
	fmt.Fprintf(s.log, format+"\n", args...) //nolint:errcheck // a log that is gone stops nothing
}

// Close stops the store: it takes no more requests, lets those under way
// finish until ctx ends, and leaves no process and no file behind.
func (s *Store) Close(ctx context.Context) error {
	s.stop()
	var closing sync.WaitGroup
	for _, r := range s.regions {
		closing.Go(func() { r.close(ctx) })
	}
	closing.Wait()
	s.background.Wait()
	var errs []error
	for _, server := range s.containers {
		errs = append(errs, server.Close())
	}
	if s.watcher != nil {
		errs = append(errs, s.watcher.Close())
	}
	if s.runtime != nil {
		errs = append(errs, s.runtime.Close())
	}
	if s.mail != nil {
		errs = append(errs, s.mail.close())
	}
	if s.files != nil {
		errs = append(errs, s.files.close())
	}
	if s.kept != nil {
		errs = append(errs, s.kept.close())
	}
	if s.data != nil {
		errs = append(errs, s.data.stop())
	}
	if s.work != "" {
		errs = append(errs, os.RemoveAll(s.work))
	}
	return errors.Join(errs...)
}

// serve answers HTTP on a listener until it is closed.
func serve(listener net.Listener, handler http.Handler) *http.Server {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		MaxHeaderBytes:    10 << 10, // API Gateway's
	}
	go server.Serve(listener) //nolint:errcheck // ends with Close
	return server
}

// listen takes a port of the loopback interface; 0 is any free one.
func listen(port int) (net.Listener, error) {
	return net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
}
