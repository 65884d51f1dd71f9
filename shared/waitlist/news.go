package waitlist

import (
	"time"

	"storefront/shared/catalog"
)

// News is what an entry is told about a draw that it is in.
type News struct {
	Sale catalog.SaleID
	Rank int       // the rank of an entry that was not drawn; 0: the draw is closed
	At   time.Time // when the entry was told
}

// Topic names what the news is about. An entry is told each topic once.
func (n News) Topic() string {
	if n.Rank == 0 {
		return "closed/" + string(n.Sale)
	}
	return "undrawn/" + string(n.Sale)
}

// Name returns the name of the news to an entry. The mail has the same name.
func (n News) Name(key Key) string { return n.Topic() + "/" + string(key) }

// TakesNews reports whether the entry should still get the news that was meant for the entry
// confirmed at confirmed. An entry that has left or joined again should not. An invited entry is not
// told that it was not drawn.
func (e Entry) TakesNews(n News, confirmed time.Time) bool {
	return e.ConfirmedAt.Truncate(time.Millisecond).Equal(confirmed) && (e.Status == Confirmed || e.Status == Invited && n.Rank == 0)
}
