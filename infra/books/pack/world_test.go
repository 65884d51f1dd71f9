package pack_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"storefront/infra/books/bookstest"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
)

// start is the first day of the year of the tests.
var start = time.Date(2027, time.January, 1, 12, 0, 0, 0, time.UTC)

// afterYear is a time when all days of the year are over.
var afterYear = start.AddDate(1, 0, 10)

// theYear is the year of all markets, which several tests read. Nothing changes it.
var theYear struct {
	once  sync.Once
	books map[market.Region]*bookstest.Memory
}

func yearOfAllMarkets(t *testing.T) map[market.Region]*bookstest.Memory {
	t.Helper()
	theYear.once.Do(func() {
		var codes []market.Code
		for _, region := range market.Regions() {
			for _, m := range region.Markets() {
				codes = append(codes, m.Code)
			}
		}
		theYear.books = aYear(t, codes...)
	})
	if theYear.books == nil {
		t.Fatal("the books of the year could not be made")
	}
	return theYear.books
}

// aYear sells an order on every third day of a year in some markets, many around the ends
// of quarters so that some are refunded in the next one, moves money at the payment provider
// every 30 days, and closes the books.
func aYear(tb testing.TB, codes ...market.Code) map[market.Region]*bookstest.Memory {
	tb.Helper()
	all, chance, n := map[market.Region]*bookstest.Memory{}, rand.New(rand.NewPCG(2027, 11)), 0
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
			regions[m.Region] = append(regions[m.Region], bookstest.Moved(tb, m, start.AddDate(0, 0, day))...)
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
		books := bookstest.New()
		all[region] = books
		group.Go(func() error {
			slices.SortStableFunc(events, func(a, b ledger.Event) int { return a.OccurredAt.Compare(b.OccurredAt) })
			books.Objects = rawtest.Files(rawtest.Number(events), 1_000)
			return closeYear(tb.Context(), books, region)
		})
	}
	if err := group.Wait(); err != nil {
		tb.Fatal(err)
	}
	return all
}

func closeYear(ctx context.Context, books *bookstest.Memory, region market.Region) error {
	closed, err := closing.Closer{Objects: books, Region: region, After: time.Hour}.CloseDue(ctx, afterYear)
	for _, day := range closed {
		if day.Status != closing.Closed {
			return fmt.Errorf("%s of %s is open: %+v", day.Date, day.Market, day.Failed())
		}
	}
	return err
}
