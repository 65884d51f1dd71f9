package catalog

import (
	"crypto/hmac"
	"crypto/sha256"
	"slices"
	"strconv"
	"time"

	"storefront/shared/draw"
	"storefront/shared/email"
	"storefront/shared/order"
	"storefront/shared/ticket"
	"storefront/shared/work"
)

// SaleID names a sale within its region: lower-case letters, digits and
// hyphens, 1 to 40 of them.
type SaleID = order.SaleID

// Access is who may buy in a sale.
type Access string

// The kinds of access.
const (
	AccessOpen     Access = "open"     // anyone
	AccessVerified Access = "verified" // shoppers with a pass; see package pass
	AccessTicket   Access = "ticket"   // holders of a ticket from the waitlist; see packages ticket and invite
	AccessDraw     Access = "draw"     // the same, but chance decides who of the waitlist gets one; see package draw
)

// Bounds of a sale. The longest hold is short, so that nobody parks units. Names
// are short, so that a lot with all its claims stays within one write unit.
const (
	MinHold        = 10 * time.Second
	MaxHold        = time.Hour
	MaxNameLength  = 40
	MaxLinesInSale = 20
)

// MaxSlots is the most orders that one key may have: live, ended and rejected ones
// together. It bounds the work of a request, which may have to read them all.
const MaxSlots = 20

// slotNumbers is the greatest slot. With two digits, a lot that is full of claims stays
// within one write unit, since each claim has the id of its order.
const slotNumbers = 99

// Sale is a timed offer of a region.
type Sale struct {
	ID             SaleID
	Opens          time.Time
	Closes         time.Time // zero: when an operator closes it
	Access         Access
	EntriesClose   time.Time     // of a draw: who is confirmed before it is in the draw
	OrdersPerBuyer int           // live orders a buyer may have; 0: no limit, as in every open sale
	Hold           time.Duration // how long units are held for an order that is not paid, MinHold to MaxHold
	Work           int           // bits of work for an order without a pass, in an open sale; 0: none; see package work
	Salt           []byte        // random; order keys derive from it, so it never changes; empty: destroyed, see SaltEnds
	Lines          []SaleLine
	Revoked        []Revocation // of tickets
}

// SaleLine is one SKU of a sale. Its units are in lots; see package stock.
type SaleLine struct {
	SKU         SKU
	MaxPerOrder int // units one order may have, at least 1
}

// SaleStatus is where a sale is in its life.
type SaleStatus string

// The life of a sale.
const (
	StatusUpcoming SaleStatus = "upcoming"
	StatusOpen     SaleStatus = "open"
	StatusClosed   SaleStatus = "closed"
)

// StatusAt returns the sale's status at a moment.
func (s Sale) StatusAt(now time.Time) SaleStatus {
	switch {
	case !s.Closes.IsZero() && !now.Before(s.Closes):
		return StatusClosed // even if an operator closed it before it opened
	case now.Before(s.Opens):
		return StatusUpcoming
	default:
		return StatusOpen
	}
}

// holdsAfter is how long after a sale units may still be on hold: the time of an
// extended hold, with a day to spare for sweeps that failed.
const holdsAfter = 2*MaxHold + 24*time.Hour

// MayHaveHolds reports whether units may be on hold at a moment: while the sale is
// open, and for holdsAfter after it.
func (s Sale) MayHaveHolds(now time.Time) bool {
	return !now.Before(s.Opens) && (s.Closes.IsZero() || now.Before(s.Closes.Add(holdsAfter)))
}

// SaltEnds returns when a sale has closed whose salt is to be destroyed now: no order
// is on hold any more, so the last request for one was answered long ago. Nothing else
// needs the salt. Orders are paid, shipped and refunded by their ids, so there is no
// need to look at them. Without the salt, nobody can tell from an address which orders
// were its owner's, not even with the tables. A sale without an end keeps its salt
// until an operator closes it.
func SaltEnds(now time.Time) time.Time { return now.Add(-holdsAfter) }

// Sealed reports whether the sale's salt was destroyed. No order of a sealed sale can
// be found by its buyer.
func (s Sale) Sealed() bool { return len(s.Salt) == 0 }

// Line returns the line of a SKU, if the sale has it.
func (s Sale) Line(sku SKU) (SaleLine, bool) {
	i := slices.IndexFunc(s.Lines, func(l SaleLine) bool { return l.SKU == sku })
	if i < 0 {
		return SaleLine{}, false
	}
	return s.Lines[i], true
}

// OrderKey returns the key of a buyer's orders in this sale. Without the salt, the key
// does not reveal the buyer.
//
// In a verified sale the key derives from the buyer alone, who has proved the address,
// so that the buyer's orders meet in one place and can be counted. In an open sale
// nobody proves an address, so each requestKey, which is the Idempotency-Key, has a key
// of its own: a retry finds its order, and no stranger finds an order of the buyer. An
// empty requestKey stands for a buyer who has proved the address in an open sale, and an
// empty buyer for work, which is good for one order, whoever places it.
func (s Sale) OrderKey(buyer email.Identity, requestKey string) order.Key {
	if s.Access == AccessOpen {
		return order.NewKey(s.mac(buyer.String(), requestKey))
	}
	return order.NewKey(s.mac(buyer.String()))
}

// Entering reports whether entries to the sale's draws are open at a moment.
func (s Sale) Entering(now time.Time) bool {
	return s.Access == AccessDraw && now.Before(s.EntriesClose) && s.StatusAt(now) == StatusUpcoming
}

// ByTicket reports whether the sale is for holders of tickets.
func (s Sale) ByTicket() bool { return s.Access == AccessTicket || s.Access == AccessDraw }

// DrawSecret returns the secret of a mailbox's entry in the draw for a product: one, in
// however many markets it entered.
func (s Sale) DrawSecret(sku SKU, who email.Identity) draw.Secret {
	return draw.Secret(s.mac("draw", string(sku), who.String()))
}

// Tickets returns the signer of the sale's tickets.
func (s Sale) Tickets() ticket.Signer { return ticket.NewSigner(s.mac("tickets"), s.Opens) }

// TicketKey returns the key of the orders of a ticket for a product. All requests with the
// ticket meet there, whoever makes them.
func (s Sale) TicketKey(sku SKU, number int) order.Key {
	return order.NewKey(s.mac("ticket", string(sku), strconv.Itoa(number)))
}

// Challenges returns the challenges of a sale that asks for work.
func (s Sale) Challenges() work.Challenges { return work.Challenges{MAC: s.mac, Bits: s.Work} }

// Slots returns the slots of a key's orders, in the order in which they are used:
// MaxSlots different numbers from 1 to slotNumbers. Without the salt they are no more than
// random, so that the id of an order does not tell how many its buyer has made.
func (s Sale) Slots(key order.Key) []int {
	slots := make([]int, 0, MaxSlots)
	for block := byte('0'); ; block++ {
		for _, b := range s.mac("slots", string(key), string(block)) {
			slot := int(b)%slotNumbers + 1
			if int(b) >= 2*slotNumbers || slices.Contains(slots, slot) { // each number is as likely
				continue
			}
			if slots = append(slots, slot); len(slots) == MaxSlots {
				return slots
			}
		}
	}
}

// mac returns the HMAC of fields that contain no zero bytes, under the sale's salt.
func (s Sale) mac(fields ...string) []byte {
	mac := hmac.New(sha256.New, s.Salt)
	mac.Write([]byte(s.ID))
	for _, field := range fields {
		mac.Write([]byte{0})
		mac.Write([]byte(field))
	}
	return mac.Sum(nil)
}

// ValidName reports whether a sale or a product may have a name, which becomes
// part of keys and paths.
func ValidName(name string) bool {
	if name == "" || len(name) > MaxNameLength || name[0] == '-' || name[len(name)-1] == '-' {
		return false
	}
	for _, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}
