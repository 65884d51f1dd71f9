package stock

import (
	"cmp"
	"hash/fnv"
	"iter"
	"maps"
	"math"
	"slices"
	"time"

	"storefront/shared/order"
)

// PageLots is how many lots one page of a shelf covers. A page that lists all of
// them as empty stays below 1 KB.
const PageLots = 200

// Shelf is what a line offers, as far as that is known without a look at its
// lots. It lists the lots that are empty, since these are what a shopper should
// not try. It may list too few, which costs attempts that fail. It lists a lot
// that has units only between the lot's release and Unmark; if a process dies
// there, the sweep mends the list.
type Shelf struct {
	Line  Line
	Lots  int    // how many lots the line has
	Pages []Page // one for each PageLots lots, at least one
	Count Count  // what the last sweep counted

	// Restocked is the reference of the last restock that had one.
	Restocked string
}

// Page covers PageLots lots of a shelf.
type Page struct {
	// Epoch grows whenever a lot that was empty gets units back. A lot may be
	// listed only in the epoch that was read before the lot was seen empty: in a
	// later epoch it may have been refilled since.
	Epoch int64
	Empty map[int]bool // numbers of lots seen empty

	// NextRelease is when held units of the lot that was listed last may come
	// back; zero: not known.
	NextRelease time.Time
}

// PageOf returns the number of the page that covers a lot.
func PageOf(lot int) int { return lot / PageLots }

// Pages returns how many pages a shelf of n lots has.
func Pages(n int) int { return max(1, (n+PageLots-1)/PageLots) }

// KnownEmpty reports whether the shelf lists a lot as empty.
func (s Shelf) KnownEmpty(lot int) bool { return s.Pages[PageOf(lot)].Empty[lot] }

// EmptyLots returns how many lots the shelf lists as empty.
func (s Shelf) EmptyLots() int {
	n := 0
	for _, p := range s.Pages {
		n += len(p.Empty)
	}
	return n
}

// AllEmpty reports whether every lot is listed as empty. Pages are read one by
// one, so only a shelf of one page proves by itself that the line had nothing
// left at one moment; see SameEpochs.
func (s Shelf) AllEmpty() bool { return s.EmptyLots() >= s.Lots }

// Epoch returns the sum of the pages' epochs. No epoch ever goes back, so while
// the sum is the same no empty lot has got units back.
func (s Shelf) Epoch() int64 {
	var sum int64
	for _, p := range s.Pages {
		sum += p.Epoch
	}
	return sum
}

// SameEpochs reports whether no empty lot got units back between two readings. If
// two readings in a row are all empty in the same epochs, nothing was left at the
// moment between them.
func (s Shelf) SameEpochs(other Shelf) bool {
	return s.Lots == other.Lots && s.Epoch() == other.Epoch()
}

// WithEmpty returns the shelf with one more lot listed as empty. It does not
// change s.
func (s Shelf) WithEmpty(lot int) Shelf {
	s.Pages = slices.Clone(s.Pages)
	page := &s.Pages[PageOf(lot)]
	page.Empty = maps.Clone(page.Empty)
	if page.Empty == nil {
		page.Empty = map[int]bool{}
	}
	page.Empty[lot] = true
	return s
}

// Mark lists a lot as empty if its page is still in the epoch in which it was
// read, and reports whether it did. release is when held units of the lot may
// come back; zero: none is held. Mark does not change s.
func (s Shelf) Mark(lot int, epoch int64, release time.Time) (Shelf, bool) {
	if s.Pages[PageOf(lot)].Epoch != epoch {
		return s, false
	}
	s = s.WithEmpty(lot)
	if !release.IsZero() {
		s.Pages[PageOf(lot)].NextRelease = release
	}
	return s, true
}

// Unmark takes a lot off the list and begins a new epoch. It does so even if the
// lot was not listed, because a process that saw the lot empty before must not
// list it any more. Unmark does not change s.
func (s Shelf) Unmark(lot int) Shelf {
	s.Pages = slices.Clone(s.Pages)
	page := &s.Pages[PageOf(lot)]
	page.Epoch++
	page.Empty = maps.Clone(page.Empty)
	delete(page.Empty, lot)
	return s
}

// Restock returns s with the lots from s.Lots to to-1, which have units in total. If
// reference is not empty, it names the restock. Restock does not change s.
func (s Shelf) Restock(to, units int, reference string) Shelf {
	pages := make([]Page, Pages(to))
	copy(pages, s.Pages)
	pages[0].Epoch++
	s.Lots, s.Pages = to, pages
	s.Count.Size += units
	s.Count.Left += units
	s.Restocked = cmp.Or(reference, s.Restocked)
	return s
}

// Candidates returns the lots that are not listed as empty, in the sequence in
// which one order tries them. Each order has a sequence of its own, so that a
// crowd spreads over the lots. The sequence stays the same while lots come and go,
// so that a retry meets the order's own claim first (rendezvous hashing, Thaler
// and Ravishankar 1998).
func (s Shelf) Candidates(id order.ID) iter.Seq[int] {
	return func(yield func(int) bool) {
		seed := seedOf(id)
		tried := make([]bool, s.Lots)
		for {
			best, bestRank := -1, uint64(math.MaxUint64)
			for lot := range s.Lots {
				if tried[lot] || s.KnownEmpty(lot) {
					continue
				}
				if rank := mix(seed + uint64(lot)); best < 0 || rank < bestRank {
					best, bestRank = lot, rank
				}
			}
			if best < 0 {
				return
			}
			tried[best] = true
			if !yield(best) {
				return
			}
		}
	}
}

func seedOf(id order.ID) uint64 {
	h := fnv.New64a()
	h.Write([]byte(id.String()))
	return h.Sum64()
}

// mix is the finaliser of splitmix64 (Steele, Lea and Flood 2014), which gives
// unrelated ranks to neighbouring inputs.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Availability is what shoppers are told about a line.
type Availability string

// What shoppers are told.
const (
	InStock Availability = "in_stock"
	Low     Availability = "low"      // a tenth or less is left
	OnHold  Availability = "held"     // nothing is left now, but held units may come back
	SoldOut Availability = "sold_out" // nothing is left, and everything is paid
)

// Availability returns what can be had. It is SoldOut only when a count found
// every unit paid and none has come back since: until then a hold may end.
func (s Shelf) Availability() Availability {
	switch {
	case s.AllEmpty() && s.Count.Left == 0 && s.Count.Held == 0 && s.Count.Epoch == s.Epoch():
		return SoldOut
	case s.AllEmpty():
		return OnHold
	case 10*(s.Lots-s.EmptyLots()) <= s.Lots || 10*s.Count.Left <= s.Count.Size:
		return Low
	default:
		return InStock
	}
}

// NextRelease returns when the first held units may come back, as far as that is
// known: after the last count, or if that found no hold, after what was seen of
// lots when they were listed as empty. Where anything is on hold, it is not zero.
func (s Shelf) NextRelease() time.Time {
	next := s.Count.NextRelease
	if next.IsZero() {
		for _, p := range s.Pages {
			next = earliest(next, p.NextRelease)
		}
	}
	return next
}
