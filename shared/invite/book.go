package invite

import (
	"time"

	"storefront/shared/catalog"
	"storefront/shared/order"
	"storefront/shared/stock"
	"storefront/shared/ticket"
	"storefront/shared/waitlist"
)

// Book is what the store remembers of the waves of a line. It is one item, so that each
// step of a wave is one conditional write.
type Book struct {
	Line    stock.Line
	Version int64  // counts writes; zero if nothing is stored
	Next    int    // number of the next ticket, from 1
	Waves   []Wave // the last one, and before it those that are not over
	// Page has whom the last wave invites now, in the order of the queue. Their tickets
	// are the last ones before Next.
	Page    []waitlist.Place
	Restock Restock
}

// Wave is one run of invitations.
type Wave struct {
	Number int // from 1
	First  int // number of its first ticket
	Last   int // number of its last ticket so far; some numbers may be given to nobody
	Units  int // how many tickets it may give
	Given  int // how many it has given, but for those of the page
	Anyone bool
	Ends   time.Time // when its tickets end
	Done   bool      // it gives no more
}

// Grace is how long a ticket still counts as valid after it has ended or was revoked. It is
// longer than a process may take to learn of a revocation, longer than a request that was
// admitted in time can run, and longer than clocks differ.
const Grace = ticket.Step

// over reports whether none of the wave's tickets can claim a unit any more.
func (w Wave) over(now time.Time) bool { return !now.Before(w.Ends.Add(Grace)) }

// promised is how many units the wave's tickets stand for.
func (w Wave) promised() int {
	if w.Done {
		return w.Given
	}
	return w.Units
}

// last returns the last wave, which is the zero Wave if there was none.
func (b Book) last() Wave {
	if len(b.Waves) == 0 {
		return Wave{Done: true}
	}
	return b.Waves[len(b.Waves)-1]
}

// Invited reports whether a wave of the line was carried out.
func (b Book) Invited() bool { return len(b.Waves) > 0 && b.last().Done }

// wave returns a wave by its number. A wave that the book no longer has is done.
func (b Book) wave(number int) Wave {
	for _, w := range b.Waves {
		if w.Number == number {
			return w
		}
	}
	return Wave{Number: number, Done: true}
}

// Free returns how many units are promised to nobody, if the lots were read after the
// book and no wave was started since.
//
// Each ticket of a wave that is not over stands for one unit, used or not, unless it was
// revoked so long ago that no process admits it any more. All other claims are of tickets that
// are over or revoked: no more can be added, and existing ones can only be released. So Free,
// which reads lots one by one, can be too low but never too high.
func (b Book) Free(lots []stock.Lot, sale catalog.Sale, now time.Time) int {
	free, valid := 0, map[order.Key]bool{}
	for _, wave := range b.Waves {
		if wave.over(now) {
			continue
		}
		revoked := 0
		for number := wave.First; number <= wave.Last; number++ {
			if at := sale.RevokedAt(b.Line.SKU, number); !at.IsZero() && !now.Before(at.Add(Grace)) {
				revoked++
				continue
			}
			valid[sale.TicketKey(b.Line.SKU, number)] = true
		}
		free -= max(0, wave.promised()-revoked) // some numbers may be given to nobody
	}
	for _, lot := range lots {
		free += lot.Size
		for id, claim := range lot.Claims {
			if !valid[id.Key] {
				free -= claim.Quantity
			}
		}
	}
	return free
}

// start returns the book with a new wave, and without the waves that are over.
func (b Book) start(w Wave, now time.Time) Book {
	w.Number, w.First = b.last().Number+1, max(b.Next, 1)
	w.Last = w.First - 1
	var waves []Wave
	for _, old := range b.Waves {
		if !old.over(now) {
			waves = append(waves, old)
		}
	}
	waves = append(waves, w)
	b.Waves, b.Next, b.Page = waves, w.First, nil
	return b
}

// turn returns the book after a page has given tickets, with the next page. A wave that
// has given all, or finds nobody to give them to, is done.
func (b Book) turn(given int, next []waitlist.Place) Book {
	waves := append([]Wave(nil), b.Waves...)
	last := &waves[len(waves)-1]
	last.Given += given
	last.Done = len(next) == 0
	b.Waves, b.Page, b.Next = waves, next, b.Next+len(next)
	last.Last = b.Next - 1
	return b
}
