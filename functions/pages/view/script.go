package view

import (
	"time"

	"github.com/a-h/templ"

	"storefront/functions/pages/words"
	"storefront/shared/format"
)

// What shop.js reads of a page. All of it may be missing; all words are the server's.
//
//   - data-now, data-until on one element: the server's time when it wrote the page, and
//     the moment that the page waits for. The script never asks the device for the time.
//   - data-unit (seconds in one), data-one, data-other on the parts of a countdown: a
//     number in the first child, its word in the last.
//   - data-left with data-one, data-other and data-under: a text such as "About # minutes
//     left"; progress: the seconds that are left.
//   - data-pause, data-resume on a hidden button: it is shown, and holds the figures.
//   - role=status on one element: data-at-300 is said 300 seconds before the moment. What
//     becomes of a product is said there, too.
//   - data-waits on a submit button: it refuses to submit before the moment, and says why.
//   - data-open: what an element says from the moment on.
//   - data-availability on one element: the address of a sale's availability in the API,
//     with a word for each state that may come, such as data-sold_out.
//   - data-sku, data-name, data-state on the states of products.

// What work.js reads, on a page that has a form for an order in a sale that asks for work:
//
//   - data-work on a hidden control of the form: the address in the API of the sale that asks
//     for work. The work is done for the form's idempotency_key, and put into the control.
//   - data-working on an element with role=status in the form: the text to show while the form
//     waits for the work.

// What drawn.js reads, on the page of a draw whose list is fixed:
//
//   - data-draw on a hidden element, which the script shows: the address of the draw in the API.
//     The element also has data-script, the address of the script with the rules of a draw, and
//     data-root, the root that the page shows. It has the words for the results of the
//     computation: data-busy, data-rooted (the root agrees, and there is no beacon yet),
//     data-agrees, data-differs, data-unread. It has those for the search for an entry:
//     data-listed, data-won, data-reserve, data-missing.
//   - data-compute on the button in it that starts the computation, and data-verdict on the
//     element that shows the result.
//   - data-own on the form in it, with data-secret, data-address and data-found. Its fields have
//     no names, so that no browser sends them.
//   - data-rank on the entries that the page shows as drawn.

// stamp is a time as the script reads it.
const stamp = "2006-01-02T15:04:05.000Z"

// Clock is a moment that a page waits for.
type Clock struct {
	Now, Until time.Time
}

// Attributes returns the moment for the script.
func (c Clock) Attributes() templ.Attributes {
	return templ.Attributes{"data-now": c.Now.UTC().Format(stamp), "data-until": c.Until.UTC().Format(stamp)}
}

// Board returns the attributes of an element whose page asks for a sale's availability.
func Board(r format.Reader, sale string) templ.Attributes {
	attributes := templ.Attributes{
		"data-availability": "/v1/" + string(r.Market.Code) + "/sales/" + sale + "/availability",
	}
	for _, state := range words.LiveStates() {
		attributes["data-"+state] = words.SaleState(state).In(r.Language)
	}
	return attributes
}

// OpeningSoon returns the attributes of the status of a page that waits for a sale to
// open: what is said shortly before, and at the opening.
func OpeningSoon(r format.Reader) templ.Attributes {
	return templ.Attributes{
		"data-at-300": words.OpensInFive.In(r.Language),
		"data-at-60":  words.OpensInOne.In(r.Language),
		"data-at-0":   words.OpenNow.In(r.Language),
	}
}
