package main

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"storefront/functions/internal/request"
	"storefront/functions/pages/view"
	"storefront/functions/pages/words"
	"storefront/shared/catalog"
	"storefront/shared/format"
	"storefront/shared/market"
	"storefront/shared/pass"
	"storefront/shared/problem"
)

// quantityPrefix begins the names of the controls for quantities, so that no product has
// the name of another control.
const quantityPrefix = "q-"

// addressNames are the controls of an address.
var addressNames = []string{"name", "line1", "line2", "city", "state", "postal_code"}

// typed is what a shopper has typed into the checkout's form.
type typed struct{ url.Values }

// hold returns the request that the form makes. The market's country is where it ships
// to: there is no choice.
func (t typed) hold(sale catalog.SaleID, reader format.Reader) request.Hold {
	return request.Hold{
		Sale: string(sale), Lines: t.lines(), Pass: t.Get("pass"), Ticket: t.Get("ticket"), Work: t.Get("work"), Email: t.Get("email"), Locale: reader.Language,
		ShipTo: request.ShipTo{
			Name: t.Get("name"), Line1: t.Get("line1"), Line2: t.Get("line2"), City: t.Get("city"),
			PostalCode: t.Get("postal_code"), State: t.Get("state"), Country: reader.Market.Country,
		},
	}
}

// lines returns the products that are wanted, in the order of their names, so that the
// same form is the same request. A quantity that is no number is at fault.
func (t typed) lines() []request.Line {
	var lines []request.Line
	for name, values := range t.Values {
		sku, ok := strings.CutPrefix(name, quantityPrefix)
		if !ok || values[0] == "" || values[0] == "0" {
			continue
		}
		n, err := strconv.Atoi(values[0])
		if err != nil {
			n = -1
		}
		lines = append(lines, request.Line{SKU: sku, Quantity: n})
	}
	slices.SortFunc(lines, func(a, b request.Line) int { return strings.Compare(a.SKU, b.SKU) })
	return lines
}

// wanted returns the items and the address that were typed, for a form that sends them
// again unseen.
func (t typed) wanted() []view.Hidden {
	var values []view.Hidden
	for _, line := range t.lines() {
		values = append(values, t.named(quantityPrefix+line.SKU)...)
	}
	return append(values, t.named(addressNames...)...)
}

// hidden is like wanted, with who the shopper is.
func (t typed) hidden() []view.Hidden {
	return append(t.wanted(), t.named("email", "pass", "ticket", "again")...)
}

// named returns the values of these names that are not empty.
func (t typed) named(names ...string) []view.Hidden {
	var values []view.Hidden
	for _, name := range names {
		if value := t.Get(name); value != "" {
			values = append(values, view.Hidden{Name: name, Value: value})
		}
	}
	return values
}

// faults are texts for what is to be corrected, by the names of the controls.
type faults map[string]string

func (f faults) add(name, text string) {
	if _, there := f[name]; !there {
		f[name] = text
	}
}

// otherFault is the name of faults that belong to no control.
const otherFault = ""

// faultsOf returns texts for the fields at fault in a hold. It fails with err if that is
// of another kind.
func (v look) faultsOf(err error, sale catalog.Sale, t typed, shown pass.Pass) (faults, error) {
	fields := problem.FieldsOf(err)
	if len(fields) == 0 {
		return nil, err
	}
	found, say, lines := faults{}, v.reader.Language, t.lines()
	for _, field := range fields {
		i, ofLine := lineOf(field.Name)
		switch name := field.Name; {
		case name == "lines" && len(lines) > 0:
			found.add(quantityPrefix+lines[0].SKU, words.TicketOne.In(say))
		case name == "lines":
			found.add(quantityPrefix+v.firstItem(sale), words.FaultNoItem.In(say))
		case ofLine && i < len(lines):
			found.add(quantityPrefix+lines[i].SKU, v.quantityFault(sale, catalog.SKU(lines[i].SKU)))
		case name == "ticket":
			found.add(name, words.TicketMistyped.In(say))
		case name == "email" && shown != pass.Pass{}:
			found.add(name, words.FaultPassOf.With(say, shown.Email))
		case name == "email":
			found.add(name, words.FaultEmail.In(say))
		case strings.HasPrefix(name, "ship_to."):
			name = strings.TrimPrefix(name, "ship_to.")
			found.add(name, v.addressFault(name, t))
		default:
			found.add(otherFault, words.FaultOther.In(say))
		}
	}
	return found, nil
}

// lineOf returns the number of a line if a field is one of it, such as lines[0].quantity.
func lineOf(field string) (i int, ok bool) {
	rest, ok := strings.CutPrefix(field, "lines[")
	number, _, closed := strings.Cut(rest, "]")
	i, err := strconv.Atoi(number)
	return i, ok && closed && err == nil
}

// firstItem is the first product of a sale that the market knows.
func (v look) firstItem(sale catalog.Sale) string {
	for _, o := range v.sale(sale).Offers {
		return string(o.SKU)
	}
	return ""
}

func (v look) quantityFault(sale catalog.Sale, sku catalog.SKU) string {
	line, _ := sale.Line(sku)
	return words.FaultQuantity.With(v.reader.Language, v.reader.Number(line.MaxPerOrder), v.nameOf(sku))
}

// nameOf is the name of a product, or its SKU if there is no such product.
func (v look) nameOf(sku catalog.SKU) string {
	p, err := v.offered.Product(sku)
	if err != nil {
		return string(sku)
	}
	return v.textOf(p).Name
}

// addressFault returns the text for a fault of an address.
func (v look) addressFault(name string, t typed) string {
	say, m := v.reader.Language, v.reader.Market
	empty := strings.TrimSpace(t.Get(name)) == ""
	switch {
	case name == "postal_code":
		_, delivers := m.PostalCode(t.Get(name))
		if _, known := m.State(t.Get("state")); delivers && known {
			return words.FaultInState.In(say)
		}
		return words.FaultPostal.With(say, samplePostal(m))
	case name == "state":
		return words.FaultState.In(say)
	case name == "name" && empty:
		return words.FaultName.In(say)
	case name == "line1" && empty:
		return words.FaultLine1.In(say)
	case name == "city" && empty:
		return words.FaultCity.In(say)
	default:
		return words.FaultText.In(say)
	}
}

// samplePostal is a postal code of a market, as an example.
func samplePostal(m market.Market) string {
	return map[market.Code]string{
		"us": "94105", "de": "10115", "fr": "75001", "es": "28001", "it": "00184", "nl": "1012 AB", "gb": "EC1A 1BB", "in": "560001",
	}[m.Code]
}

// address returns the fields of an address in the order of the market.
func (v look) address(t typed, f faults) [][]view.Field {
	say, m := v.reader.Language, v.reader.Market
	field := func(name, autocomplete string, label words.Text) view.Field {
		return view.Field{Name: name, Label: label.In(say), Autocomplete: autocomplete, Value: t.Get(name), Fault: f[name]}
	}
	name := field("name", "name", words.FieldName)
	line1 := field("line1", "address-line1", words.FieldLine1)
	line2 := field("line2", "address-line2", words.FieldLine2)
	line2.Optional = true
	city := field("city", "address-level2", words.FieldCity)
	postal := field("postal_code", "postal-code", words.FieldPostal)
	state := field("state", "address-level1", words.FieldState)
	state.Options = append(state.Options, view.Option{Text: words.FieldChoose.In(say)})
	for _, st := range m.States() {
		state.Options = append(state.Options, view.Option{Value: st.Code, Text: st.Name})
	}
	switch m.Code {
	case "us":
		line1.Label, postal.Label, postal.InputMode, postal.Short = words.FieldLine1US.In(say), words.FieldZIP.In(say), "numeric", true
		return [][]view.Field{{name}, {line1}, {line2}, {city, state}, {postal}}
	case "in":
		state.Label, state.Optional = words.FieldStateIN.In(say), true
		postal.Label, postal.InputMode, postal.Short = words.FieldPIN.In(say), "numeric", true
		return [][]view.Field{{name}, {line1}, {line2}, {city, state}, {postal}}
	case "gb":
		city.Label, postal.Label, postal.Short = words.FieldTown.In(say), words.FieldPostcode.In(say), true
		return [][]view.Field{{name}, {line1}, {line2}, {city}, {postal}}
	case "nl":
		return [][]view.Field{{name}, {line1}, {line2}, {postal, city}}
	default:
		postal.InputMode = "numeric"
		return [][]view.Field{{name}, {line1}, {line2}, {postal, city}}
	}
}
