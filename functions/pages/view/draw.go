package view

import (
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"storefront/functions/pages/words"
	"storefront/shared/catalog"
	"storefront/shared/draw"
)

// Draw is what the page of a draw shows.
type Draw struct {
	Sale         catalog.SaleID
	SKU          catalog.SKU
	Name         string // of the product
	Cleared      bool   // the product may be sold in the market
	EntriesClose time.Time
	Now          time.Time // the server's clock

	Published *draw.Published // without commitments; nil until the list is fixed

	Ranks       []draw.Hash // a page of the ranking
	First       int         // the rank of the first entry on the page, from 1
	Page, Pages int
}

// The states of a draw.
const (
	drawEntering = "entering"
	drawCounting = "counting"
	drawClosed   = "closed"
	drawLate     = "late"
	drawDrawn    = "drawn"
)

func (d Draw) state() string {
	switch {
	case d.Published == nil && d.Now.Before(d.EntriesClose):
		return drawEntering
	case d.Published == nil:
		return drawCounting
	case d.Published.Beacon != nil:
		return drawDrawn
	case d.Now.Before(d.due()):
		return drawClosed
	default:
		return drawLate
	}
}

// due returns when the random number of the draw is published.
func (d Draw) due() time.Time { return draw.Quicknet.At(d.Published.Notice.Round) }

// glyph returns the state of a sale that has the same glyph as the state of the draw.
func (d Draw) glyph() string {
	return map[string]string{drawEntering: "open", drawCounting: "held", drawClosed: "upcoming", drawLate: "held", drawDrawn: "open"}[d.state()]
}

// Title returns the page's title: the product and the state of the draw.
func (d Draw) Title(p Page) string {
	return words.DrawOf.With(p.say(), d.Name) + ", " + words.DrawState(d.state()).In(p.say())
}

// Lead returns a sentence that explains the state of the draw.
func (d Draw) Lead(p Page) string { return words.DrawLead(d.state()).In(p.say()) }

// api returns the address of the draw in the API.
func (d Draw) api(p Page) string {
	return "/v1/" + string(p.Reader.Market.Code) + "/sales/" + string(d.Sale) + "/draw?sku=" + url.QueryEscape(string(d.SKU))
}

// DrawURL returns the address of the page of a draw.
func DrawURL(p Page, sale catalog.SaleID, sku catalog.SKU) templ.SafeURL {
	return p.URL("sales", string(sale), "draw?sku="+url.QueryEscape(string(sku)))
}

// pageURL returns the address of a page of the ranking.
func (d Draw) pageURL(p Page, page int) templ.SafeURL {
	return DrawURL(p, d.Sale, d.SKU) + templ.SafeURL("&page="+strconv.Itoa(page)+"#ranks")
}

// drand returns the address at which drand publishes the round of the draw.
func (d Draw) drand() templ.SafeURL {
	n := d.Published.Notice
	return templ.SafeURL("https://api.drand.sh/v2/chains/" + url.PathEscape(n.Chain) + "/rounds/" + strconv.FormatUint(n.Round, 10))
}

// ranked is an entry with its rank.
type ranked struct {
	rank       int
	commitment draw.Hash
}

// ranks returns the entries on this page: those that were drawn, and those of the reserve.
func (d Draw) ranks() (drawn, reserve []ranked) {
	for i, c := range d.Ranks {
		r := ranked{d.First + i, c}
		if r.rank <= d.Published.Notice.Units {
			drawn = append(drawn, r)
		} else {
			reserve = append(reserve, r)
		}
	}
	return drawn, reserve
}

// checking returns the attributes for drawn.js: what to compute, and the words for the results.
func (d Draw) checking(p Page) templ.Attributes {
	return templ.Attributes{
		"data-draw": d.api(p), "data-script": p.Files.URL("draw.js"), "data-root": d.Published.Notice.Root.String(),
		"data-busy": words.DrawBusy.In(p.say()), "data-rooted": words.DrawRooted.In(p.say()), "data-agrees": words.DrawAgrees.In(p.say()),
		"data-differs": words.DrawDiffers.In(p.say()), "data-unread": words.DrawUnread.In(p.say()), "data-listed": words.DrawListed.In(p.say()),
		"data-won": words.DrawWon.In(p.say()), "data-reserve": words.DrawWaits.In(p.say()), "data-missing": words.DrawMissing.In(p.say()),
	}
}
