package stack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"storefront/infra/local/gateway"
	"storefront/infra/local/lambda"
	"storefront/infra/local/mailbox"
	"storefront/infra/local/schedule"
	"storefront/infra/local/stream"
	"storefront/infra/local/template"
)

// awsRegions are the AWS Regions that the store's regions are deployed to.
var awsRegions = map[string]string{
	"us": "us-west-2",
	"eu": "eu-central-1",
	"uk": "eu-west-2",
	"in": "ap-south-1",
}

// Region is one region of a store: a stack with its own address and tables.
type Region struct {
	Name      string // such as "us"
	AWSRegion string // such as "us-west-2"
	URL       string // such as "http://127.0.0.1:3000"
	DynamoDB  *dynamodb.Client
	Mail      *mailbox.Box // what its functions have sent

	listener  net.Listener
	server    *http.Server
	stack     *template.Stack
	functions map[string]*lambda.Function // by logical id
	built     <-chan struct{}             // closed when no function is still to be built
	closing   <-chan struct{}             // closed when the store closes
}

func newRegion(name string, port int) (*Region, error) {
	awsRegion, known := awsRegions[name]
	if !known {
		return nil, fmt.Errorf("there is no region %q: choose from %s with -regions", name, strings.Join(slices.Sorted(maps.Keys(awsRegions)), ", "))
	}
	listener, err := listen(port)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("port %d, for region %s, is in use: choose another first port with -port", port, name)
	}
	if err != nil {
		return nil, fmt.Errorf("listen for region %s: %w", name, err)
	}
	return &Region{
		Name:      name,
		AWSRegion: awsRegion,
		URL:       "http://" + listener.Addr().String(),
		Mail:      mailbox.New(keptMail),
		listener:  listener,
		functions: map[string]*lambda.Function{},
	}, nil
}

// read reads the region's stack from the template.
func (r *Region) read(path, stack string, secrets *secrets) (err error) {
	r.stack, err = template.Read(path, template.Options{
		StackName: stack + "-" + r.Name,
		AWSRegion: r.AWSRegion,
		Parameters: map[string]string{
			"StoreRegion": r.Name,
			"ShopUrl":     r.URL,
			"MailFrom":    "shop@storefront.example",
		},
		Secret: func(logicalID string) (string, error) { return secrets.get(r.Name + "/" + logicalID), nil },
	})
	return err
}

// Tables are the names of the region's tables by their logical ids.
func (r *Region) Tables() map[string]string {
	tables := map[string]string{}
	for _, t := range r.stack.Tables {
		tables[t.LogicalID] = t.Name
	}
	return tables
}

// buckets are the names of the region's buckets by their logical ids.
func (r *Region) buckets() map[string]string {
	buckets := map[string]string{}
	for _, b := range r.stack.Buckets {
		buckets[b.LogicalID] = b.Name
	}
	return buckets
}

// queues are the URLs of the region's queues by their logical ids.
func (r *Region) queues() map[string]string {
	queues := map[string]string{}
	for _, q := range r.stack.Queues {
		queues[q.LogicalID] = q.URL
	}
	return queues
}

// Routes are the routes of the region's HTTP API.
func (r *Region) Routes() []template.Route { return r.stack.Routes }

// Streams are what feeds streams of the region's tables to its functions.
func (r *Region) Streams() []template.StreamMapping { return r.stack.Streams }

// Invoke runs the function with a logical id on an event. A function that is not
// built yet is waited for. Its errors are those of lambda.Function.
func (r *Region) Invoke(ctx context.Context, function string, event []byte) ([]byte, error) {
	f := r.functions[function]
	if f == nil {
		return nil, fmt.Errorf("region %s has no function %s", r.Name, function)
	}
	payload, err := f.Invoke(ctx, event)
	if !errors.Is(err, lambda.ErrNotBuilt) {
		return payload, err
	}
	select {
	case <-r.built:
		return f.Invoke(ctx, event)
	case <-r.closing:
		return nil, lambda.ErrClosed
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Kill ends a process of the function with a logical id as lambda.Function.Kill
// does, for tests and rehearsals of crashes.
func (r *Region) Kill(function string, pick func(n int) int) bool {
	f := r.functions[function]
	return f != nil && f.Kill(pick)
}

// open makes a region's functions and serves its requests. What invokes them
// of itself does so until background ends.
func (s *Store) open(ctx, background context.Context, r *Region, binaries map[string]string) error {
	r.built, r.closing = s.late.ended, background.Done()
	for _, f := range r.stack.Functions {
		r.functions[f.LogicalID] = s.runtime.Function(binaries[f.CodeDir], s.config(r, f))
	}
	api, err := gateway.New(r.stack.Name, r.stack.Routes, r)
	if err != nil {
		return err
	}
	r.server = serve(r.listener, r.withPages(api, s.files))
	for _, sched := range r.stack.Schedules {
		s.background.Go(func() { schedule.Run(background, sched, r.AWSRegion, r, s.prefixed(r.Name)) })
	}
	for _, mapping := range r.stack.Streams {
		source, err := stream.Open(ctx, stream.Options{
			Mapping:   mapping,
			Table:     r.Tables()[mapping.Table],
			AWSRegion: r.AWSRegion,
			DynamoDB:  r.DynamoDB,
			Streams:   s.data.streams(r.AWSRegion),
			Invoker:   r,
			Log:       s.prefixed(r.Name),
			GaveUp:    s.files.failures(mapping.OnFailure, s.log),
			Positions: s.kept.positions(),
		})
		if err != nil {
			return fmt.Errorf("region %s: %w", r.Name, err)
		}
		s.background.Go(func() { source.Run(background) })
	}
	return nil
}

// config is how a region's function runs: the template's word, and where the
// services are that it uses.
func (s *Store) config(r *Region, f template.Function) lambda.Config {
	env := maps.Clone(f.Env)
	if env == nil {
		env = map[string]string{}
	}
	env["AWS_ENDPOINT_URL_DYNAMODB"] = s.data.forFunctions()
	env["AWS_ENDPOINT_URL_S3"] = s.files.s3URL
	env["AWS_ENDPOINT_URL_SESV2"] = s.mail.endpoint(r)
	env["AWS_ENDPOINT_URL_SQS"] = s.files.sqsURL
	return lambda.Config{
		Name:        r.stack.Name + "-" + f.Name,
		AWSRegion:   r.AWSRegion,
		MemoryMB:    f.MemoryMB,
		Timeout:     f.Timeout,
		Concurrency: f.Concurrency,
		Env:         env,
		Log:         s.prefixed(r.Name, f.Name),
		Quiet:       s.options.Quiet,
	}
}

// swap makes new binaries serve, and names the functions that have one.
func (r *Region) swap(binaries map[string]string) (swapped []string) {
	for _, f := range r.stack.Functions {
		if binary, built := binaries[f.CodeDir]; built && r.functions[f.LogicalID].Swap(binary) {
			swapped = append(swapped, f.Name)
		}
	}
	return swapped
}

// close takes no more requests, lets those under way finish until ctx ends,
// and ends the processes.
func (r *Region) close(ctx context.Context) {
	if r.server == nil {
		r.listener.Close() //nolint:errcheck // nothing was served
	} else if err := r.server.Shutdown(ctx); err != nil {
		r.server.Close() //nolint:errcheck // the requests had their time
	}
	var closing sync.WaitGroup
	for _, f := range r.functions {
		closing.Go(func() { f.Close(ctx) })
	}
	closing.Wait()
}

// withPages adds what a developer looks at. The API gets every other path as it
// is, which a mux would clean.
func (r *Region) withPages(api http.Handler, files *files) http.Handler {
	pages := http.NewServeMux()
	pages.HandleFunc("GET /_local/routes", r.showRoutes)
	pages.HandleFunc("GET /_local/mail", r.showMail)
	pages.HandleFunc("GET /_local/files", func(w http.ResponseWriter, _ *http.Request) { files.show(w, r) })
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if strings.HasPrefix(req.URL.Path, "/_local/") {
			pages.ServeHTTP(w, req)
			return
		}
		api.ServeHTTP(w, req)
	})
}

func (r *Region) showRoutes(w http.ResponseWriter, _ *http.Request) {
	type route struct {
		Method   string `json:"method,omitempty"`
		Path     string `json:"path"`
		Function string `json:"function"`
	}
	routes := []route{}
	for _, t := range r.stack.Routes {
		routes = append(routes, route(t))
	}
	show(w, map[string]any{"region": r.Name, "routes": routes})
}

func (r *Region) showMail(w http.ResponseWriter, _ *http.Request) {
	show(w, map[string]any{"region": r.Name, "mail": r.Mail.Messages()})
}

func show(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	encoder.Encode(body) //nolint:errcheck // the client is gone
}
