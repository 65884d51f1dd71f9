package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"io"
	"path/filepath"
	"slices"
	"testing"
	"time"

	smithytime "github.com/aws/smithy-go/time"

	"storefront/infra/audit"
	"storefront/infra/faultproxy"
	"storefront/infra/local/module"
	"storefront/infra/local/stack"
	"storefront/infra/rehearse/crowd"
	"storefront/infra/seed"
	"storefront/infra/storetest"
	"storefront/shared/catalog"
	"storefront/shared/dynamo"
	"storefront/shared/market"
	"storefront/shared/merchant"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

// TestAWholeStoreSellsOut runs the template with the functions' real binaries and a
// DynamoDB of its own. It sends 400 shoppers at once to 50 units. Some send their
// request twice under one key. Half of the orders are paid, the others expire.
func TestAWholeStoreSellsOut(t *testing.T) {
	t.Parallel()
	const units, shoppers = 50, 400
	s := open(t, faultproxy.Spec{})
	sale := s.sell(t, merchant.Spec{
		ID: "fifty", OrdersPerBuyer: 1, Hold: 30 * time.Second,
		Lines: []merchant.Line{{SKU: band, Units: units, MaxPerOrder: 1}},
	})
	result := s.rush(t, crowd.Options{Sale: sale, Buyers: shoppers, Concurrency: shoppers, Pay: 0.5, Retry: 0.3})
	audit := s.check(t, result, sale)
	if live := audit.Orders[order.Held] + audit.Orders[order.Paid]; live != units {
		t.Errorf("%d orders are held or paid, want one for each of %d units: %v", live, units, audit.Orders)
	}
	if total := result.Total(); total.Refused[problem.SoldOut] < shoppers-units || len(total.Refused) > 1 || total.Lost > 0 {
		t.Errorf("want every one of the %d other shoppers to be told \"sold out\", and nothing else: %v", shoppers-units, total)
	}
	paid := audit.Orders[order.Paid]
	if paid == 0 || paid == units {
		t.Errorf("%d of %d orders are paid, want some but not all", paid, units)
	}

	// When the holds have ended, one sweep releases every unpaid unit.
	s.settle(t, sale)
}

// TestASaleOnABadDay sends a crowd to a sale while DynamoDB fails, throttles, repeats
// and loses requests. All answers must tie out with the store: each order exists,
// belongs to one buyer and is as promised; nobody has more than one; nothing is
// oversold; and "sold out" was answered only while every unit was claimed.
func TestASaleOnABadDay(t *testing.T) {
	t.Parallel()
	units, shoppers := sized(75, 2000), sized(400, 20_000)
	s := open(t, faultproxy.MustParse("seed=3,latency=1ms±1ms,500=0.02,throttle=0.01,cut-before=0.02,cut-after=0.04,cut-late=300ms@0.02,delay=500ms@0.002,dup=0.04"))
	sale := s.sell(t, merchant.Spec{
		ID: "bad-day", OrdersPerBuyer: 1, Hold: 10 * time.Minute,
		Lines: []merchant.Line{{SKU: band, Units: units, MaxPerOrder: 2}},
	})
	result := s.rush(t, crowd.Options{
		Sale: sale, Buyers: shoppers, Concurrency: 32, Pay: 0.6, Cancel: 0.2, Retry: 0.3, Greedy: 0.3, Refresh: 0.3,
	})
	if err := s.Faults().Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.sweep(t) // it releases the units that a failed process could not
	audit := s.check(t, result, sale)
	if audit.Orders[order.Paid] == 0 || audit.Orders[order.Cancelled] == 0 {
		t.Errorf("nothing was paid or cancelled: %v", audit.Orders)
	}
	faults := 0
	for _, operation := range s.Faults().Counts() {
		for _, n := range operation.Faults {
			faults += n
		}
	}
	if faults < shoppers/4 {
		t.Errorf("the day was not bad enough: %d faults", faults)
	}
}

const band catalog.SKU = "fitness-band"

// running is region us of the template as it is, with the functions' real
// binaries on a DynamoDB of its own.
type running struct {
	*stack.Store
	region   *stack.Region
	data     *dynamo.Store // reaches the tables without faults
	merchant *merchant.Merchant
}

// open starts a store whose functions meet faults.
func open(t *testing.T, faults faultproxy.Spec) running {
	t.Helper()
	return openWith(t, stack.Options{Faults: faults})
}

// openWith starts a store with the faults that the options have.
func openWith(t *testing.T, options stack.Options) running {
	t.Helper()
	log := options.Log // who asks for it wants all of it
	options.Quiet = log == nil
	if log == nil {
		log = t.Output()
	}
	options, err := complete(options, log)
	if err != nil {
		t.Fatal(err)
	}
	options.Stack = cmp.Or(options.Stack, "test-"+rand.Text())
	if options.Engine == "" {
		options.Engine = storetest.DynamoDB(t)
	}
	s, err := stack.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if err := s.Built(t.Context()); err != nil {
		t.Fatal(err)
	}
	region := s.Region("us")
	data := dynamo.New(region.DynamoDB, dynamo.TablesOf(region.Tables()))
	if _, err := seed.Apply(t.Context(), market.US, data, time.Now()); err != nil {
		t.Fatal(err)
	}
	return running{s, region, data, merchant.New(market.US, data)}
}

// complete adds what the stores of all tests have in common.
func complete(options stack.Options, log io.Writer) (stack.Options, error) {
	root, err := module.Root(".")
	options.Root, options.Regions, options.Log = root, []string{"us"}, log
	options.BuildCache = filepath.Join(root, ".local", "build") // so that each store does not link its own
	return options, err
}

// sell opens a sale. It is open to anyone, unless the spec says otherwise or has a limit
// for each buyer, which needs a pass.
func (s running) sell(t *testing.T, spec merchant.Spec) catalog.Sale {
	t.Helper()
	spec.Opens, spec.Access = time.Now(), cmp.Or(spec.Access, catalog.AccessOpen)
	if spec.OrdersPerBuyer > 0 {
		spec.Access = catalog.AccessVerified
	}
	if err := s.merchant.CreateSale(t.Context(), time.Now(), spec); err != nil {
		t.Fatal(err)
	}
	sales, err := s.merchant.Sales(t.Context(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(sales, func(listed merchant.Listing) bool { return listed.ID == spec.ID })
	return sales[i].Sale
}

// rush sends a crowd to a sale.
func (s running) rush(t *testing.T, o crowd.Options) *crowd.Result {
	t.Helper()
	o.URL, o.Market, o.Duration = s.region.URL, market.US.Markets()[0], crowd.MaxDuration
	o.Tokens = s.region.Tokens()
	o.Left = map[catalog.SKU]int{}
	for _, line := range s.audit(t, o.Sale).Lines {
		o.Left[line.SKU] = line.Left
	}
	result, err := crowd.Run(t.Context(), o, func(crowd.Progress) {})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(result.Total())
	return result
}

// check compares the answers to a crowd with the store.
func (s running) check(t *testing.T, result *crowd.Result, sale catalog.Sale) audit.Report {
	t.Helper()
	audit := s.audit(t, sale)
	findings, err := result.Check(t.Context(), s.data, audit)
	if err != nil || len(findings) > 0 {
		t.Fatalf("findings %q, %v", findings, err)
	}
	return audit
}

// sweep runs the sweep until it succeeds.
func (s running) sweep(t *testing.T) {
	t.Helper()
	untilDone(t, 20, func() error { return s.sweepOnce(t) })
}

// sweepOnce runs the sweep once, which may fail: the next one does what is left. Only one
// runs at a time, so it waits for that of the schedule.
func (s running) sweepOnce(t *testing.T) error {
	t.Helper()
	_, err := s.region.InvokeInTurn(t.Context(), "SweepFunction", []byte("{}"))
	return err
}

// untilDone repeats something that may fail, such as on a bad day, until it succeeds.
func untilDone(t *testing.T, tries int, do func() error) {
	t.Helper()
	var err error
	for range tries {
		if err = do(); err == nil {
			return
		}
	}
	t.Fatalf("%d tries failed, the last with %v", tries, err)
}

func (s running) audit(t *testing.T, sale catalog.Sale) audit.Report {
	t.Helper()
	report, err := audit.Run(t.Context(), s.data, time.Now(), sale.ID)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// settle waits until all holds have ended, and fails unless sweeps release every unit
// that is not paid. Each order is of one unit.
func (s running) settle(t *testing.T, sale catalog.Sale) {
	t.Helper()
	s.endHolds(t, sale)
	audit := s.audit(t, sale)
	if sum := audit.Total(); !audit.OK() || sum.Left+sum.Paid != sum.Size || sum.Paid != audit.Orders[order.Paid] {
		t.Errorf("after the holds: %+v, %v, want every unit left or paid", sum, audit.Findings)
	}
}

// endHolds waits until all holds have ended, and sweeps until no claim is left
// that has an end.
func (s running) endHolds(t *testing.T, sale catalog.Sale) {
	t.Helper()
	for {
		if err := s.sweepOnce(t); err != nil {
			t.Fatal(err)
		}
		last := s.lastClaim(t, sale)
		if last.IsZero() {
			return
		}
		waitUntil(t, last)
	}
}

// lastClaim returns when the last claim ends that is not of a paid order, or zero if
// there is none.
func (s running) lastClaim(t *testing.T, sale catalog.Sale) time.Time {
	t.Helper()
	var last time.Time
	for _, l := range sale.Lines {
		for _, lot := range s.lots(t, stock.Line{Sale: sale.ID, SKU: l.SKU}) {
			for _, claim := range lot.Claims {
				if claim.Until.After(last) {
					last = claim.Until
				}
			}
		}
	}
	return last
}

// lots returns the lots of a line.
func (s running) lots(t *testing.T, line stock.Line) []stock.Lot {
	t.Helper()
	shelf, err := s.data.Shelf(t.Context(), line)
	if err != nil {
		t.Fatal(err)
	}
	lots, err := s.data.Lots(t.Context(), line, shelf.Lots)
	if err != nil {
		t.Fatal(err)
	}
	return lots
}

func waitUntil(t *testing.T, at time.Time) {
	t.Helper()
	if err := smithytime.SleepWithContext(t.Context(), time.Until(at)); err != nil {
		t.Fatal(err)
	}
}
