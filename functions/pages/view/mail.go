package view

import (
	"time"

	"storefront/functions/pages/words"
	"storefront/shared/catalog"
)

// AskPass is the page that asks for an address to mail a pass to.
type AskPass struct {
	Sale    *Sale // that the pass is for; nil: for none in particular
	Instead bool  // the pass is for a sale that asks for work
	Email   Field
	Wanted  []Hidden // what was typed into the checkout's form before
	Notice  *Notice
}

// why says what a pass is for.
func (a AskPass) why(p Page) string {
	switch {
	case a.Sale == nil:
		return words.PassValid.In(p.say())
	case a.Instead:
		return words.WorkPass.In(p.say())
	case a.Sale.Status == catalog.StatusUpcoming:
		return words.PassBefore.With(p.say(), p.Reader.Moment(a.Sale.Opens))
	default:
		return words.PassForSale.In(p.say())
	}
}

// Ready is the page of a shopper who has a pass.
type Ready struct {
	Email   string
	Expires time.Time
	Joined  bool // the pass comes from a waitlist that was just confirmed
	Ahead   int  // about how many are before the shopper on it; 0: none, or not known
	Sales   []ReadySale
}

// ReadySale is a sale that a pass can be used in.
type ReadySale struct {
	Sale
	URL string // of its checkout, with the pass
}

// when says when the sale is.
func (s ReadySale) when(p Page) string {
	if s.Status == catalog.StatusUpcoming {
		return words.PassOpens.With(p.say(), p.Reader.Moment(s.Opens))
	}
	if s.Closes.IsZero() {
		return words.PassOpen.In(p.say())
	}
	return words.PassOpen.In(p.say()) + " " + words.PassCloses.With(p.say(), p.Reader.DayClock(s.Closes))
}

// goes are the words of the link to the sale's checkout.
func (s ReadySale) goes(p Page) string {
	if s.Status == catalog.StatusUpcoming {
		return words.PassGoReady.In(p.say())
	}
	return words.PassGo.In(p.say())
}

// Ask is a page with one short form.
type Ask struct {
	Title  string
	Lead   string
	Action string
	Fields []Field
	Hidden []Hidden
	Button string
	Notice *Notice
}
