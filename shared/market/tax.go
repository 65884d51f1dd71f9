package market

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"storefront/shared/money"
)

// TaxKind names a tax on sales.
type TaxKind string

// The taxes of the markets.
const (
	VAT      TaxKind = "vat"
	GST      TaxKind = "gst"
	SalesTax TaxKind = "sales_tax"
)

// Tax is how a market taxes what it sells.
type Tax struct {
	Kind     TaxKind
	Included bool      // whether prices include it; otherwise it is added
	Rate     money.PPM // 0 with SalesTax, where each state has its own rate
	Source   RateSource
}

// RateSource names where a rate of tax was read, and when.
type RateSource string

// The sources of the rates.
const (
	StatesOfUSA   RateSource = "TF-2025-01-D"
	TaxFoundation RateSource = "TF-2025-01" // of orders from before states taxed shipping
	TEDB          RateSource = "TEDB-2025-01"
	HMRC          RateSource = "HMRC-2025-01"
	GSTCouncil    RateSource = "GST-2025-01"
)

const stateRates = "Tax Foundation, State and Local Sales Tax Rates, 2025, as of 1 January 2025: rates of states, without local ones; "

// Describe says what the source is, for people.
func (s RateSource) Describe() string {
	switch s {
	case StatesOfUSA:
		return stateRates + "shipping is taxed in the states whose laws of 2025 tax a delivery charge that is stated separately and that the buyer cannot avoid"
	case TaxFoundation:
		return stateRates + "shipping is not taxed"
	case TEDB:
		return "European Commission, Taxes in Europe Database: standard rates as of January 2025"
	case HMRC:
		return "HM Revenue & Customs: standard rate as of January 2025"
	case GSTCouncil:
		return "Goods and services tax: 18 % for all goods of the store, as of January 2025"
	default:
		return "not recorded"
	}
}

// PlaceOfSupply returns the parts of an address by which the market's tax is reported, and which
// the books therefore keep: the state in the United States and India, and five digits of the
// ZIP Code. Four more digits would lead to a house.
func (m Market) PlaceOfSupply(state, postalCode string) (keptState, keptPostalCode string) {
	switch m.Tax.Kind {
	case SalesTax:
		return state, postalCode[:min(len(postalCode), len("94105"))]
	case GST:
		return state, ""
	default:
		return "", ""
	}
}

// ErrState means that the market does not deliver to a state. [Market.State] reports
// it in advance.
var ErrState = errors.New("market: unknown ship-to state")

// Levy is the tax on one amount. Net + Tax = Gross, exactly.
type Levy struct {
	Kind         TaxKind
	Jurisdiction string    // ISO 3166, such as "DE" or "US-CA"; see InHalves
	Rate         money.PPM // the rate applied; 0 if nothing is due
	Included     bool      // whether the price was Gross; otherwise it was Net
	Net          money.Amount
	Tax          money.Amount
	Gross        money.Amount // what the buyer pays
}

// InHalves reports whether the tax of a jurisdiction is levied in two equal halves. India and the
// state do so if the seller supplies goods within its own state: CGST and SGST (section 9 of the
// Central and of the State Goods and Services Tax Act). The jurisdiction is then the state,
// such as "IN-KA", and otherwise the Union, which levies the integrated tax.
func InHalves(jurisdiction string) bool { return strings.HasPrefix(jurisdiction, "IN-") }

// Bill is the cost of an order. Every sum is exact: it adds up the lines and
// shipping.
type Bill struct {
	Lines    []Levy // in the order of the prices
	Shipping Levy
	Subtotal money.Amount // of the prices as shown, without shipping
	Tax      money.Amount // all tax, including the tax in prices
	Total    money.Amount // what the buyer pays
}

// Bill returns the cost of an order's lines and shipping with tax. Each price is
// that of a line, unit price times quantity, as the shopper saw it. Tax is rounded
// once for each line, as HMRC's Notice 700 (17.5) and the Streamlined Sales and Use
// Tax Agreement (section 324) both allow, or once for each of its halves. Bill fails
// with ErrState, and with the errors of package money if a price is in another
// currency or too large.
//
// If prices include tax, shipping is taxed like the goods. If tax is added, shipping
// is taxed where [ShippingTaxed] reports so.
func (m Market) Bill(prices []money.Amount, state string) (Bill, error) {
	rate, jurisdiction, err := m.rate(state)
	if err != nil {
		return Bill{}, err
	}
	bill := Bill{Lines: make([]Levy, len(prices)), Subtotal: money.Amount{Currency: m.Currency}}
	shippingRate := rate
	if !m.Tax.Included && !ShippingTaxed(jurisdiction, m.Tax.Source) {
		shippingRate = 0
	}
	if bill.Shipping, err = m.levy(m.Shipping, shippingRate, jurisdiction); err != nil {
		return Bill{}, err
	}
	bill.Tax, bill.Total = bill.Shipping.Tax, bill.Shipping.Gross
	for i, price := range prices {
		if bill.Lines[i], err = m.levy(price, rate, jurisdiction); err != nil {
			return Bill{}, err
		}
		if err := bill.add(price, bill.Lines[i]); err != nil {
			return Bill{}, err
		}
	}
	return bill, nil
}

func (b *Bill) add(price money.Amount, levy Levy) error {
	var errs [3]error
	b.Subtotal, errs[0] = b.Subtotal.Add(price)
	b.Tax, errs[1] = b.Tax.Add(levy.Tax)
	b.Total, errs[2] = b.Total.Add(levy.Gross)
	return errors.Join(errs[:]...)
}

// TaxOn returns the tax on goods sold to a state at a price, as the shopper saw it.
// It fails like [Market.Bill].
func (m Market) TaxOn(price money.Amount, state string) (Levy, error) {
	rate, jurisdiction, err := m.rate(state)
	if err != nil {
		return Levy{}, err
	}
	return m.levy(price, rate, jurisdiction)
}

// ShippingTaxed reports whether a jurisdiction whose tax is added to prices, such as "US-NY", taxes the
// shipping of an order, too, at the rate of the goods. source is where the order's rate comes from.
func ShippingTaxed(jurisdiction string, source RateSource) bool {
	code, us := strings.CutPrefix(jurisdiction, "US-")
	return us && source == StatesOfUSA && slices.ContainsFunc(usStates, func(s state) bool { return s.code == code && s.taxesShipping })
}

func (m Market) levy(price money.Amount, rate money.PPM, jurisdiction string) (Levy, error) {
	if price.Currency != m.Currency {
		return Levy{}, fmt.Errorf("tax %v in market %q: %w", price, m.Code, money.ErrCurrency)
	}
	levy := Levy{
		Kind: m.Tax.Kind, Jurisdiction: jurisdiction, Rate: rate, Included: m.Tax.Included,
		Net: price, Gross: price,
	}
	var err error
	if m.Tax.Included {
		included := price.IncludedTax
		if InHalves(jurisdiction) {
			included = price.IncludedTaxInHalves
		}
		if levy.Tax, err = included(rate); err == nil {
			levy.Net, err = price.Sub(levy.Tax)
		}
	} else {
		if levy.Tax, err = price.AddedTax(rate); err == nil {
			levy.Gross, err = price.Add(levy.Tax)
		}
	}
	if err != nil {
		return Levy{}, err
	}
	return levy, nil
}

// rate returns the tax rate on goods sent to a state, and the jurisdiction.
func (m Market) rate(state string) (money.PPM, string, error) {
	switch {
	case m.Tax.Kind == GST && cmp.Or(state, SellerStateIN) == SellerStateIN:
		return m.Tax.Rate, m.Country + "-" + SellerStateIN, nil
	case m.Tax.Kind != SalesTax:
		return m.Tax.Rate, m.Country, nil
	}
	for i := range m.states {
		if s := &m.states[i]; s.code == state {
			return s.rate, m.Country + "-" + s.code, nil
		}
	}
	return 0, "", fmt.Errorf("%w in market %q", ErrState, m.Code)
}
