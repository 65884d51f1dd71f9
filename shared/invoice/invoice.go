// Package invoice makes printable invoices and credit notes of orders. They have what the law of
// the market requires: Directive 2006/112, Art. 226, in the EU; the VAT Regulations 1995, reg. 14,
// in the United Kingdom; the CGST Rules, 46 and 53, in India. This is not advice: have an adviser
// check the documents.
package invoice

import (
	"cmp"
	"fmt"
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/phrase"
	"storefront/shared/receipt"
)

// Sheet is a document to print.
type Sheet struct {
	Of      ledger.Issued
	Amounts ledger.Document // as in the books: negative if it is a credit note

	order    receipt.Order
	hsCodes  map[order.SKU]string
	invoice  ledger.Issued // the invoice that a credit note corrects
	lines    []ledger.OrderLine
	negative int64 // -1 for a credit note, so that amounts print without a sign; otherwise 1
}

// New returns the document of an order that has the given name. all has the issued documents of the
// order; a credit note needs the invoice among them. New fails with ledger.ErrEvent if there is no
// such document, and also fails if the order does not add up.
func New(o receipt.Order, hsCodes map[order.SKU]string, name string, all []ledger.Issued) (Sheet, error) {
	s := Sheet{order: o, hsCodes: hsCodes, negative: 1}
	n := slices.IndexFunc(all, func(i ledger.Issued) bool { return i.Name == name })
	invoice := slices.IndexFunc(all, func(i ledger.Issued) bool { return i.Kind == ledger.Invoice })
	if n < 0 || invoice < 0 {
		return Sheet{}, fmt.Errorf("%w: order %s has no document %q, or no invoice", ledger.ErrEvent, o.ID, name)
	}
	s.Of, s.invoice = all[n], all[invoice]
	if s.Of.Kind == ledger.CreditNote {
		s.negative = -1
	}
	var err error
	entity, _ := ledger.Entity(o.Reader.Market.Region) // every region has one
	s.Amounts, s.lines, err = entity.DocumentOf(o.Reader.Market.Region, o.Order, s.Of)
	return s, err
}

// say returns a text in the buyer's language.
func (s Sheet) say(t phrase.Text) string { return t.In(s.order.Reader.Language) }

// Title returns the title of the document with its number.
func (s Sheet) Title() string {
	return Title(s.Of, s.order.Reader.Language, s.order.Reader.Market.Region == market.IN)
}

// Title returns the title of a document with its number.
func Title(i ledger.Issued, language string, isIndia bool) string {
	return titleOf(i.Kind, isIndia).In(language) + " " + i.Name
}

// fact is a term with its value in this document.
type fact struct {
	term  string
	lines []string
}

func (s Sheet) facts() []fact {
	var facts []fact
	add := func(term phrase.Text, lines ...string) { facts = append(facts, fact{s.say(term), lines}) }
	o, reader := s.order, s.order.Reader
	add(numberTerm, s.Of.Name)
	add(issuedTerm, s.date(s.Of.Date))
	if s.Of.Kind == ledger.CreditNote {
		add(correctsTerm, ofDate.With(reader.Language, s.invoice.Name, s.date(s.invoice.Date)))
		add(refundedTerm, reader.Date(s.Of.At))
		for _, l := range s.lines[:min(len(s.lines), 1)] {
			if reason, ok := reasons[l.Reason]; ok {
				add(reasonTerm, s.say(reason))
			}
		}
	} else {
		add(paidTerm, reader.Date(o.Payment.PaidAt))
		if !o.ShippedAt.IsZero() {
			add(suppliedTerm, reader.Date(o.ShippedAt))
		}
	}
	add(phrase.OrderTerm, o.ID.String())
	add(sellerTerm, receipt.Seller(reader))
	switch {
	case o.Buyer.ShipTo != order.Address{}:
		add(buyerTerm, o.Address()...)
	case s.simplified():
		add(buyerTerm, s.say(simplified), s.say(buyerGone))
	default:
		add(buyerTerm, s.say(buyerGone))
	}
	if reader.Market.Region == market.IN {
		add(placeTerm, s.placeOfSupply())
		add(reverseTerm, s.say(no))
	}
	return facts
}

// date writes a date of the books.
func (s Sheet) date(date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return s.order.Reader.CalendarDate(t)
}

func (s Sheet) placeOfSupply() string {
	code := cmp.Or(s.order.Totals.Supply.State, market.SellerStateIN) // as in the books
	for _, state := range s.order.Reader.Market.States() {
		if state.Code == code {
			return state.Name + " (" + code + ", " + state.GST + ")"
		}
	}
	return s.order.Reader.Market.Name
}

// simplifiedUpTo is the total up to which an invoice need not name the buyer: UStDV § 33; CGI,
// annexe II, art. 242 nonies A; RD 1619/2012, art. 4; DM 10 May 2019; Uitvoeringsbesluit
// omzetbelasting, art. 34d; VAT Regulations 1995, reg. 16A; CGST Rules, 46 (f). Other markets have
// no such limit, because their law requires no invoice.
var simplifiedUpTo = map[market.Code]int64{"de": 250_00, "fr": 150_00, "es": 400_00, "it": 400_00, "nl": 100_00, "gb": 250_00, "in": 50_000_00}

// simplified reports whether the document need not name the buyer.
func (s Sheet) simplified() bool {
	limit, limited := simplifiedUpTo[s.order.Reader.Market.Code]
	return !limited || s.order.Totals.Total.Minor <= limit
}

// item is a line of the document.
type item struct{ name, hsCode, units, price, net, rate, tax, gross string }

func (s Sheet) items() []item {
	var items []item
	reader := s.order.Reader
	for _, l := range s.lines {
		i := item{
			name: s.nameOf(l), net: s.money(l.Net), rate: reader.Percent(l.TaxRate),
			tax: s.money(l.Tax), gross: s.money(l.Gross),
		}
		if reader.Market.Region == market.IN {
			i.hsCode = s.hsCodes[order.SKU(l.SKU)]
		}
		if units := l.Quantity * int(s.negative); units > 0 {
			i.units = reader.Number(units)
			i.price = s.unitPrice(l.Net, units)
		}
		items = append(items, i)
	}
	return items
}

// unitPrice returns the price of each of some units. It says so if the price is rounded, and does not
// come to the net amount.
func (s Sheet) unitPrice(net money.Amount, units int) string {
	price, err := net.Share(1, units)
	if err != nil {
		return ""
	}
	if price.Minor*int64(units) != net.Minor {
		return "≈ " + s.money(price)
	}
	return s.money(price)
}

func (s Sheet) nameOf(l ledger.OrderLine) string {
	name := s.order.Names[order.SKU(l.SKU)]
	switch {
	case l.SKU == "" && l.Net.Minor == 0:
		return s.say(phrase.TotalTax)
	case l.SKU == "":
		return s.say(phrase.DeliveryTerm)
	case name == "":
		name = l.SKU
	}
	if l.Quantity == 0 {
		return phrase.RefundMoney.With(s.order.Reader.Language, name)
	}
	return name
}

// money formats an amount. A credit note's amounts have no sign: its title says that they are given
// back.
func (s Sheet) money(a money.Amount) string {
	a.Minor *= s.negative
	return s.order.Reader.Money(a)
}

// tax is the tax of one rate.
type tax struct{ name, net, rate, tax string }

// taxes adds up the lines of each rate, in the order of the lines. In India, tax within the seller's
// state is split in halves between the Union and the state, as in the books.
func (s Sheet) taxes() []tax {
	type sum struct{ net, tax int64 }
	sums := map[money.PPM]sum{}
	var rates []money.PPM
	for _, l := range s.lines {
		of, there := sums[l.TaxRate]
		if !there {
			rates = append(rates, l.TaxRate)
		}
		sums[l.TaxRate] = sum{of.net + l.Net.Minor, of.tax + l.Tax.Minor}
	}
	amount := func(minor int64) string { return s.money(money.Amount{Minor: minor, Currency: s.Amounts.Net.Currency}) }
	var all []tax
	for _, rate := range rates {
		of := sums[rate]
		add := func(name string, rate money.PPM, minor int64) {
			all = append(all, tax{name, amount(of.net), s.order.Reader.Percent(rate), amount(minor)})
		}
		switch isIndia := s.order.Reader.Market.Region == market.IN; {
		case isIndia && cmp.Or(s.order.Totals.Supply.State, market.SellerStateIN) == market.SellerStateIN:
			// Two equal halves. Documents of orders from before tax was computed so may differ by one
			// minor unit. The sheet in_gst of the pack has the sums of these.
			add("CGST", rate/2, of.tax/2)
			add("SGST", rate-rate/2, of.tax-of.tax/2)
		case isIndia:
			add("IGST", rate, of.tax)
		default:
			add(capital(s.say(phrase.TaxName(string(s.order.Reader.Market.Tax.Kind)))), rate, of.tax)
		}
	}
	return all
}

// capital returns a text with a capital first letter, as a row begins.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
