package stock_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"storefront/shared/stock"
)

// shelf makes a shelf of n lots that lists those as empty.
func shelf(n int, empty ...int) stock.Shelf {
	s := stock.Shelf{Line: bandLine}.Restock(n, n, "")
	for _, lot := range empty {
		s = s.WithEmpty(lot)
	}
	return s
}

func TestCandidatesAreAllThatMayHaveUnits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		shelf stock.Shelf
		want  []int
	}{
		{"every lot", shelf(5), []int{0, 1, 2, 3, 4}},
		{"not those listed as empty", shelf(5, 0, 3), []int{1, 2, 4}},
		{"none when all are", shelf(2, 0, 1), nil},
		{"the last of a later page", shelf(stock.PageLots+1, upTo(stock.PageLots)...), []int{stock.PageLots}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := slices.Sorted(tt.shelf.Candidates(numbered(1))); !slices.Equal(got, tt.want) {
				t.Errorf("Candidates = %v, want %v", got, tt.want)
			}
		})
	}
}

func upTo(n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i
	}
	return numbers
}

// A retry meets the order's own claim first: the order of lots is the same each
// time, and stays the same for those lots that are still there.
func TestCandidatesAreStable(t *testing.T) {
	t.Parallel()
	for order := range 50 {
		all := slices.Collect(shelf(40).Candidates(numbered(order)))
		if again := slices.Collect(shelf(40).Candidates(numbered(order))); !slices.Equal(again, all) {
			t.Errorf("order %d: %v at first, then %v", order, all, again)
		}
		empty := []int{3, 17, all[0], all[5]}
		without := slices.DeleteFunc(slices.Clone(all), func(lot int) bool { return slices.Contains(empty, lot) })
		if fewer := slices.Collect(shelf(40, empty...).Candidates(numbered(order))); !slices.Equal(fewer, without) {
			t.Errorf("order %d: with empty lots %v, want %v", order, fewer, without)
		}
		more := slices.Collect(shelf(50).Candidates(numbered(order)))
		if old := slices.DeleteFunc(more, func(lot int) bool { return lot >= 40 }); !slices.Equal(old, all) {
			t.Errorf("order %d: after a restock %v, want %v", order, old, all)
		}
	}
}

// A crowd spreads over the lots. Were each first choice random, a lot's share
// would vary by the square root of its mean; the bound is six times that.
func TestCandidatesSpread(t *testing.T) {
	t.Parallel()
	const lots, orders = 400, 40_000
	firsts, seconds := make([]int, lots), make([]int, lots)
	s := shelf(lots)
	for order := range orders {
		n := 0
		for lot := range s.Candidates(numbered(order)) {
			if n++; n == 1 {
				firsts[lot]++
				continue
			}
			seconds[lot]++
			break
		}
	}
	const mean = orders / lots
	bound := 6 * math.Sqrt(mean)
	for lot := range lots {
		for _, n := range []int{firsts[lot], seconds[lot]} {
			if math.Abs(float64(n-mean)) > bound {
				t.Errorf("lot %d is the choice of %d orders, want %d give or take %.0f", lot, n, mean, bound)
			}
		}
	}
}

func TestCandidatesMayBeLeft(t *testing.T) {
	t.Parallel()
	n := 0
	for range shelf(5).Candidates(numbered(1)) {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("%d lots were tried, want 2", n)
	}
}

func TestMark(t *testing.T) {
	t.Parallel()
	for _, lot := range []int{0, stock.PageLots - 1, stock.PageLots, 2*stock.PageLots + 7} {
		before := shelf(2*stock.PageLots + 10)
		page := stock.PageOf(lot)
		epoch := before.Pages[page].Epoch

		release := later.Add(time.Duration(lot) * time.Second)
		marked, ok := before.Mark(lot, epoch, release)
		if !ok || !marked.KnownEmpty(lot) || marked.EmptyLots() != 1 || marked.Pages[page].Epoch != epoch {
			t.Errorf("lot %d, marked in its epoch: %v, %+v", lot, ok, marked.Pages)
		}
		if before.EmptyLots() != 0 {
			t.Errorf("marking lot %d changed the shelf it started from", lot)
		}
		if again, _ := marked.Mark(lot, epoch, time.Time{}); !again.NextRelease().Equal(release) {
			t.Errorf("lot %d: the next release is %v, want %v", lot, again.NextRelease(), release)
		}
		unmarked := marked.Unmark(lot)
		if unmarked.EmptyLots() != 0 || unmarked.Pages[page].Epoch != epoch+1 || !marked.KnownEmpty(lot) {
			t.Errorf("lot %d, unmarked: %+v", lot, unmarked.Pages)
		}
		if late, ok := unmarked.Mark(lot, epoch, release); ok || late.EmptyLots() != 0 {
			t.Errorf("lot %d was marked in a later epoch than it was seen in", lot)
		}
		for other := range unmarked.Pages {
			if other != page && unmarked.Pages[other].Epoch != before.Pages[other].Epoch {
				t.Errorf("lot %d began a new epoch of page %d", lot, other)
			}
		}
	}
}

func TestRestock(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		from, to int
		pages    int
	}{
		{"a new shelf", 0, 3, 1},
		{"a full first page", 0, stock.PageLots, 1},
		{"more on the same page", 3, 5, 1},
		{"more than one page", 3, stock.PageLots + 1, 2},
		{"many pages", stock.PageLots, 20 * stock.PageLots, 20},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			before := stock.Shelf{Line: bandLine}
			if tt.from > 0 {
				before = shelf(tt.from, 1)
			}
			after := before.Restock(tt.to, 10, "")
			if after.Lots != tt.to || len(after.Pages) != tt.pages || after.EmptyLots() != before.EmptyLots() {
				t.Errorf("the shelf has %d lots, %d of them empty, on %d pages", after.Lots, after.EmptyLots(), len(after.Pages))
			}
			if after.Count.Size != before.Count.Size+10 || after.Count.Left != before.Count.Left+10 {
				t.Errorf("the shelf counts %+v, after %+v and 10 units more", after.Count, before.Count)
			}
			if after.SameEpochs(before) {
				t.Error("a restocked shelf is in the same epochs")
			}
		})
	}
}

func TestAllEmpty(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		shelf stock.Shelf
		want  bool
	}{
		{"nothing listed", shelf(3), false},
		{"all but one", shelf(3, 0, 2), false},
		{"all", shelf(3, 0, 1, 2), true},
		{"all of the first page", shelf(stock.PageLots+1, upTo(stock.PageLots)...), false},
		{"all of every page", shelf(stock.PageLots+1, upTo(stock.PageLots+1)...), true},
		{"all before a restock", shelf(2, 0, 1).Restock(3, 1, ""), false},
	} {
		if got := tt.shelf.AllEmpty(); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestSameEpochs(t *testing.T) {
	t.Parallel()
	base := shelf(stock.PageLots+1, 0, stock.PageLots)
	for name, tt := range map[string]struct {
		other stock.Shelf
		want  bool
	}{
		"unchanged":                      {base, true},
		"more lots seen empty":           {base.WithEmpty(1), true},
		"a lot refilled":                 {base.Unmark(0), false},
		"a lot of a later page refilled": {base.Unmark(stock.PageLots), false},
		"restocked":                      {base.Restock(stock.PageLots+2, 1, ""), false},
	} {
		if got := base.SameEpochs(tt.other); got != tt.want {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

func TestWithEmptyLeavesTheShelfAlone(t *testing.T) {
	t.Parallel()
	before, want := shelf(3, 0), shelf(3, 0)
	if after := before.WithEmpty(1); !after.KnownEmpty(1) {
		t.Error("lot 1 is not listed")
	}
	if d := cmp.Diff(want, before, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("the shelf has changed:\n%s", d)
	}
}

func TestAvailability(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		lots  int
		empty int // of them
		count stock.Count
		want  stock.Availability
	}{
		{"all left", 20, 0, stock.Count{Size: 500, Left: 500}, stock.InStock},
		{"a little more than a tenth left", 20, 0, stock.Count{Size: 500, Left: 51, Sold: 449}, stock.InStock},
		{"a tenth left", 20, 0, stock.Count{Size: 500, Left: 50, Sold: 450}, stock.Low},
		{"three lots of twenty left", 20, 17, stock.Count{Size: 500, Left: 500}, stock.InStock},
		{"two lots of twenty left", 20, 18, stock.Count{Size: 500, Left: 500}, stock.Low},
		{"nothing counted, but not all lots empty", 20, 19, stock.Count{Size: 500, Held: 100, Sold: 400}, stock.Low},
		{"all lots empty, not counted yet", 20, 20, stock.Count{Size: 500, Left: 500}, stock.OnHold},
		{"all lots empty, some held", 20, 20, stock.Count{Size: 500, Held: 1, Sold: 499}, stock.OnHold},
		{"all lots empty, and all paid", 20, 20, stock.Count{Size: 500, Sold: 500}, stock.SoldOut},
		{"all lots empty, and all were paid before some came back", 20, 20, stock.Count{Size: 500, Sold: 500, Epoch: -1}, stock.OnHold},
		{"one lot", 1, 0, stock.Count{Size: 3, Left: 3}, stock.InStock},
		{"one lot, empty and paid", 1, 1, stock.Count{Size: 3, Sold: 3}, stock.SoldOut},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := shelf(tt.lots, upTo(tt.empty)...)
			s.Count = tt.count
			s.Count.Epoch += s.Epoch()
			if got := s.Availability(); got != tt.want {
				t.Errorf("shoppers are told %s, want %s", got, tt.want)
			}
		})
	}
}
