package pack_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/payment"
)

// memory is a bucket in memory.
type memory struct {
	mu      sync.Mutex
	objects map[string][]byte
}

func newMemory() *memory { return &memory{objects: map[string][]byte{}} }

func (m *memory) Put(_ context.Context, key string, body []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.objects[key] = body
	return nil
}

func (m *memory) PutNew(_ context.Context, key string, body []byte) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, there := m.objects[key]; there {
		return false, nil
	}
	m.objects[key] = body
	return true, nil
}

func (m *memory) Get(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	body, there := m.objects[key]
	if !there {
		return nil, ledger.ErrNoObject
	}
	return body, nil
}

func (m *memory) List(_ context.Context, prefix, after string) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var keys []string
	for key := range m.objects {
		if strings.HasPrefix(key, prefix) && key > after {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys, nil
}

// start is the first day of the year of the tests.
var start = time.Date(2027, time.January, 1, 12, 0, 0, 0, time.UTC)

// afterYear is a time when all days of the year are over.
var afterYear = start.AddDate(1, 0, 10)

// moved returns a capture with its fee, and a payout, in the account of the payment provider.
func moved(tb testing.TB, m market.Market, at time.Time) []ledger.Event {
	tb.Helper()
	var events []ledger.Event
	for _, kind := range []payment.MovementKind{payment.MoneyCaptured, payment.PaidOut} {
		minor := func(n int64) money.Amount { return money.Amount{Minor: n, Currency: m.Currency} }
		movement := payment.Movement{
			ID: string(m.Code) + at.Format(time.DateOnly) + string(kind), Kind: kind, Source: "x_1", Market: string(m.Code),
			Amount: minor(4_000), Fee: minor(99), At: at,
		}
		e, err := ledger.NewMovement(ledger.Source{Region: m.Region, At: at}, movement)
		if err != nil {
			tb.Fatal(err)
		}
		events = append(events, e)
	}
	return events
}

// aYear sells an order on every third day of a year in some markets, many around the ends
// of quarters so that some are refunded in the next one, moves money at the payment provider
// every 30 days, and closes the books.
func aYear(tb testing.TB, codes ...market.Code) map[market.Region]*memory {
	tb.Helper()
	all, chance, n := map[market.Region]*memory{}, rand.New(rand.NewPCG(2027, 11)), 0
	regions := map[market.Region][]ledger.Event{}
	for _, code := range codes {
		m, _ := market.Of(code)
		sell := func(day int) {
			regions[m.Region] = append(regions[m.Region], ledgertest.LifeFrom(chance, m, n, start.AddDate(0, 0, day))...)
			n++
		}
		for day := 0; day < 365; day += 3 {
			sell(day)
		}
		for day := 10; day < 365; day += 30 {
			regions[m.Region] = append(regions[m.Region], moved(tb, m, start.AddDate(0, 0, day))...)
		}
		for _, day := range []int{30, 89, 89, 89, 89, 89, 89, 89, 89, 180, 180, 180, 180, 180, 180, 272, 272, 272, 272} {
			sell(day)
		}
		lot := ledgertest.Lot(m.Region.Markets()[0], "headphones", n, 25)
		lot.OccurredAt, lot.RecordedAt, lot.Lot.CreatedAt = start, start, start
		regions[m.Region] = append(regions[m.Region], lot)
	}
	var group errgroup.Group
	for region, events := range regions {
		books := newMemory()
		all[region] = books
		group.Go(func() error {
			slices.SortStableFunc(events, func(a, b ledger.Event) int { return a.OccurredAt.Compare(b.OccurredAt) })
			books.objects = rawtest.Files(rawtest.Number(events), 1_000)
			return closeYear(tb.Context(), books, region)
		})
	}
	if err := group.Wait(); err != nil {
		tb.Fatal(err)
	}
	return all
}

func closeYear(ctx context.Context, books *memory, region market.Region) error {
	closed, err := closing.Closer{Objects: books, Region: region, After: time.Hour}.CloseDue(ctx, afterYear)
	for _, day := range closed {
		if day.Status != closing.Closed {
			return fmt.Errorf("%s of %s is open: %+v", day.Date, day.Market, day.Failed())
		}
	}
	return err
}
