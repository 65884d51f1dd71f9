package stack

import (
	"context"
	"errors"
	"fmt"
	"log"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	smithytime "github.com/aws/smithy-go/time"

	"storefront/infra/fakestripe"
	"storefront/infra/local/database"
	"storefront/infra/local/gateway"
	"storefront/infra/local/lambda"
	"storefront/infra/local/mailbox"
	"storefront/infra/local/schedule"
	"storefront/infra/local/state"
	"storefront/infra/local/stream"
	"storefront/infra/local/template"
	"storefront/shared/market"
	"storefront/shared/payment/stripe"
	"storefront/shared/secret"
	"storefront/shared/token"
)

// Region is one region of a store: a stack with its own address and tables.
type Region struct {
	Name      string // such as "us"
	AWSRegion string // such as "us-west-2"
	URL       string // such as "http://127.0.0.1:3000"
	DynamoDB  *dynamodb.Client
	Mail      *mailbox.Box // what its functions have sent

	store     *Store
	listener  net.Listener
	server    *http.Server // nil: it does not serve yet
	stack     *template.Stack
	functions map[string]*lambda.Function // by logical id
	secrets   map[string]string           // those that functions read, by logical id
	stripe    *fakestripe.Server          // nil: it pays by the sandbox
}

func newRegion(s *Store, name string, port int) (*Region, error) {
	awsRegion := market.Region(name).AWSRegion()
	if awsRegion == "" {
		var names []string
		for _, region := range market.Regions() {
			names = append(names, string(region))
		}
		slices.Sort(names)
		return nil, fmt.Errorf("there is no region %q: choose from %s with -regions", name, strings.Join(names, ", "))
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
		store:     s,
		listener:  listener,
		functions: map[string]*lambda.Function{},
		secrets:   map[string]string{},
	}, nil
}

// read reads the region's stack from the template.
func (r *Region) read(secrets *secrets) (err error) {
	parameters := map[string]string{
		"StoreRegion":        r.Name,
		"ShopUrl":            r.URL,
		"ShopUrls":           r.store.shops(r),
		"MailFrom":           "shop@storefront.example",
		"FinanceEmail":       "finance@storefront.example",
		"Environment":        "dev",
		"ReserveConcurrency": "on",
	}
	if r.paysByStripe() {
		parameters["PaymentProvider"] = stripe.Name
	}
	r.stack, err = template.Read(r.store.templatePath(), template.Options{
		StackName:  r.store.options.Stack + "-" + r.Name,
		AWSRegion:  r.AWSRegion,
		Parameters: parameters,
		Secret: func(logicalID string) (string, error) {
			r.secrets[logicalID] = stripePrefix[logicalID] + secrets.get(r.Name+"/"+logicalID)
			return r.secrets[logicalID], nil
		},
	})
	return err
}

// shops returns where the shops of the other regions are, as the template's parameter
// ShopUrls has them.
func (s *Store) shops(but *Region) string {
	var list []string
	for _, r := range s.regions {
		if r != but {
			list = append(list, r.Name+"="+r.URL)
		}
	}
	return strings.Join(list, " ")
}

// Tables returns the names of the region's tables by logical id.
func (r *Region) Tables() map[string]string {
	tables := map[string]string{}
	for _, t := range r.stack.Tables {
		tables[t.LogicalID] = t.Name
	}
	return tables
}

// Secret returns the secret with a logical id.
func (r *Region) Secret(logicalID string) string { return r.secrets[logicalID] }

// Tokens returns a signer that signs as the region's functions do.
func (r *Region) Tokens() token.Signer {
	return token.NewSigner(secret.Fixed([]byte(r.Secret("TokenSecret"))))
}

// Routes returns the routes of the region's HTTP API.
func (r *Region) Routes() []template.Route { return r.stack.Routes }

// LeftOut returns what the template has and the laptop does not do.
func (r *Region) LeftOut() []string { return r.stack.LeftOut }

// Streams returns the stream mappings of the region's tables.
func (r *Region) Streams() []template.StreamMapping { return r.stack.Streams }

func (r *Region) state() state.Region {
	found := state.Region{
		URL: r.URL, AWSRegion: r.AWSRegion, Stack: r.stack.Name, Tables: r.Tables(), Buckets: map[string]string{}, Queues: map[string]string{},
		Secrets: r.secrets,
	}
	if r.stripe != nil {
		found.Stripe = r.stripe.URL
	}
	for _, b := range r.stack.Buckets {
		found.Buckets[b.LogicalID] = b.Name
	}
	for _, q := range r.stack.Queues {
		found.Queues[q.LogicalID] = q.URL
	}
	return found
}

// mailURL returns the address of the region's mailbox.
func (r *Region) mailURL() string { return r.store.mailURL + "/" + r.Name }

// fill creates the region's tables and seeds them.
func (r *Region) fill(ctx context.Context) error {
	r.DynamoDB = dynamodb.NewFromConfig(database.Config(r.store.data.Endpoint, r.AWSRegion))
	if err := database.CreateTables(ctx, r.DynamoDB, r.stack.Tables); err != nil {
		return err
	}
	if r.store.options.Seed == nil {
		return nil
	}
	if err := r.store.options.Seed(ctx, r); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	return nil
}

// Invoke runs the function with a logical id on an event. If the function is not built
// yet, Invoke waits. Its errors are those of lambda.Function.
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
	case <-r.store.built:
		return f.Invoke(ctx, event)
	case <-r.store.ctx.Done():
		return nil, lambda.ErrClosed
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// InvokeInTurn is Invoke for callers that can wait. While the function is at its concurrency, it
// tries again until ctx ends, as Lambda does with an event that is invoked asynchronously.
func (r *Region) InvokeInTurn(ctx context.Context, function string, event []byte) ([]byte, error) {
	for {
		payload, err := r.Invoke(ctx, function, event)
		if !errors.Is(err, lambda.ErrThrottled) {
			return payload, err
		}
		if err := smithytime.SleepWithContext(ctx, 50*time.Millisecond); err != nil {
			return nil, err
		}
	}
}

// Kill kills a process of the function with a logical id, as lambda.Function.Kill does.
func (r *Region) Kill(function string, pick func(n int) int) bool {
	f := r.functions[function]
	return f != nil && f.Kill(pick)
}

// open makes the region's functions, serves its requests, and runs its schedules and
// streams.
func (r *Region) open(ctx context.Context, binaries map[string]string) error {
	s := r.store
	for _, f := range r.stack.Functions {
		r.functions[f.LogicalID] = s.runtime.Function(binaries[f.CodeDir], r.config(f))
	}
	api, err := gateway.New(r.stack.Name, r.stack.Routes, r)
	if err != nil {
		return err
	}
	api.CORS = r.stack.CORS
	if s.options.Debug != "" {
		api.Timeout = lambda.NoTimeout
	}
	r.server = serve(r.listener, r.withPages(api))
	for _, sched := range r.stack.Schedules {
		s.running.Go(func() { schedule.Run(s.ctx, sched, r.AWSRegion, r, r.logger("")) })
	}
	for _, mapping := range r.stack.Streams {
		source, err := stream.Open(ctx, stream.Options{
			Mapping:   mapping,
			Table:     r.Tables()[mapping.Table],
			AWSRegion: r.AWSRegion,
			DynamoDB:  r.DynamoDB,
			Streams:   dynamodbstreams.NewFromConfig(database.Config(s.data.Endpoint, r.AWSRegion)),
			Invoker:   r,
			Log:       r.logger(""),
			GaveUp:    s.sendTo(mapping.OnFailure),
			Positions: s.kept.positions(),
		})
		if err != nil {
			return err
		}
		s.running.Go(func() { source.Run(s.ctx) })
	}
	return nil
}

// logger returns the log of the region, or of one of its functions.
func (r *Region) logger(function string) *log.Logger {
	return log.New(r.store.options.Log, fmt.Sprintf("%-13s ", strings.TrimSpace(r.Name+" "+function)), 0)
}

// config returns a function's configuration: what the template says, and the
// addresses of the services that the function uses.
func (r *Region) config(f template.Function) lambda.Config {
	env := map[string]string{}
	maps.Copy(env, f.Env)
	env["AWS_ACCESS_KEY_ID"] = r.accessKey(f)
	env["AWS_ENDPOINT_URL_DYNAMODB"] = r.store.data.forFunctions()
	env["AWS_ENDPOINT_URL_S3"] = r.store.s3URL
	env["AWS_ENDPOINT_URL_SESV2"] = r.mailURL()
	env["AWS_ENDPOINT_URL_SQS"] = r.store.sqsURL
	if r.stripe != nil {
		env["STRIPE_URL"] = r.stripe.URL
	}
	return lambda.Config{
		Name:        r.stack.Name + "-" + f.Name,
		AWSRegion:   r.AWSRegion,
		MemoryMB:    f.MemoryMB,
		Timeout:     f.Timeout,
		Concurrency: f.Concurrency,
		Env:         env,
		Log:         r.logger(f.Name),
		Quiet:       r.store.options.Quiet,
		Debug:       f.Name == r.store.options.Debug,
	}
}

// accessKey returns the access key of a function's requests.
func (r *Region) accessKey(f template.Function) string { return r.Name + f.LogicalID }

// swap makes new binaries serve, and returns the names of the functions that have one.
func (r *Region) swap(binaries map[string]string) (swapped []string) {
	for _, f := range r.stack.Functions {
		if binary, built := binaries[f.CodeDir]; built && r.functions[f.LogicalID].Swap(binary) {
			swapped = append(swapped, f.Name)
		}
	}
	return swapped
}

// close takes no more requests, lets those under way finish until ctx ends, and ends
// the processes.
func (r *Region) close(ctx context.Context) {
	if r.server == nil {
		r.listener.Close()
	} else if err := r.server.Shutdown(ctx); err != nil {
		r.server.Close() //nolint:errcheck // the requests had their time
	}
	var closing sync.WaitGroup
	for _, f := range r.functions {
		closing.Go(func() { f.Close(ctx) })
	}
	closing.Wait()
}
