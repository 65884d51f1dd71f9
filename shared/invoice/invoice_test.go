package invoice_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"storefront/infra/golden"
	"storefront/shared/format"
	"storefront/shared/invoice"
	"storefront/shared/ledger"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/phrase"
	"storefront/shared/receipt"
)

var (
	names   = map[order.SKU]string{"headphones": "Headphones", "fitness-band": "Fitness band"}
	hsCodes = map[order.SKU]string{"headphones": "851830", "fitness-band": "851762", "power-bank-5000": "850760", "power-bank-10400": "850760"}
)

// bought is an order with its documents from the books.
type bought struct {
	order.Order
	documents []ledger.Document
	issued    []ledger.Issued
}

// buy makes a random order and books its events. It reports whether the order was paid.
func buy(t *testing.T, chance *rand.Rand, m market.Market, n int) (b bought, paid bool) {
	t.Helper()
	for _, e := range ledgertest.Life(chance, m, n) {
		entries, err := ledger.Book(e)
		if err != nil {
			t.Fatal(err)
		}
		b.Order = e.Order
		for _, d := range entries.Documents {
			d.AccountingDate, d.Number = "2015-05-20", len(b.documents)+1
			b.documents, b.issued = append(b.documents, d), append(b.issued, d.Issued())
		}
	}
	b.Buyer = order.Buyer{Email: "ada@example.com", Locale: m.Languages[0], ShipTo: order.Address{
		Name: "Ada Lovelace", Line1: "1 High Street", City: "Somewhere", PostalCode: "10115", Country: m.Country,
	}}
	return b, len(b.documents) > 0
}

func (b bought) sheet(m market.Market, language, name string) (invoice.Sheet, error) {
	return invoice.New(receipt.Order{Order: b.Order, Reader: format.Reader{Language: language, Market: m}, Names: names}, hsCodes, name, b.issued)
}

func page(t *testing.T, s invoice.Sheet) string {
	t.Helper()
	var html bytes.Buffer
	if err := s.Page().Render(t.Context(), &html); err != nil {
		t.Fatal(err)
	}
	return html.String()
}

// A document that is made from the order as it is later has the amounts that were booked at the
// payment or the refund.
func TestDocumentsAreAsBooked(t *testing.T) {
	t.Parallel()
	chance := rand.New(rand.NewPCG(17, 1))
	invoices, notes := 0, 0
	for n := range 800 {
		markets := market.Regions()[n%4].Markets()
		m := markets[n%len(markets)]
		b, _ := buy(t, chance, m, n)
		for _, want := range b.documents {
			s, err := b.sheet(m, m.Languages[0], want.Name())
			if err != nil {
				t.Fatal(err)
			}
			got := s.Amounts
			got.AccountingDate, got.Number = want.AccountingDate, want.Number
			if got != want {
				t.Errorf("%s of order %s: got %+v, want %+v", want.Name(), b.ID, got, want)
			}
			if want.Kind == ledger.Invoice {
				invoices++
			} else {
				notes++
			}
		}
	}
	if invoices < 200 || notes < 100 {
		t.Errorf("only %d invoices and %d credit notes", invoices, notes)
	}
}

// TestSheets compares an invoice and a credit note of each region with golden files.
func TestSheets(t *testing.T) {
	t.Parallel()
	for code, language := range map[market.Code]string{"us": "en", "de": "de", "fr": "fr", "gb": "en", "in": "hi"} {
		m, _ := market.Of(code)
		chance := rand.New(rand.NewPCG(3, 3))
		b, _ := buy(t, chance, m, 24)
		for n := 25; len(b.documents) < 2 || b.Totals.Shipping.Minor == 0; n++ {
			b, _ = buy(t, chance, m, n)
		}
		for i, name := range map[string]string{"invoice": b.issued[0].Name, "credit": b.issued[1].Name} {
			s, err := b.sheet(m, language, name)
			if err != nil {
				t.Fatal(err)
			}
			golden.Compare(t, filepath.Join("testdata", string(code)+"-"+i+".html"), []byte(strings.ReplaceAll(page(t, s), "><", ">\n<")))
		}
	}
}

// Each document has what the law of its market requires, in each language.
func TestWhatEveryDocumentSays(t *testing.T) {
	t.Parallel()
	for i, region := range market.Regions() {
		m := region.Markets()[0]
		chance := rand.New(rand.NewPCG(3, uint64(i)))
		b, _ := buy(t, chance, m, 0)
		for n := 1; len(b.documents) < 2; n++ {
			b, _ = buy(t, chance, m, n)
		}
		for _, language := range phrase.Languages() {
			for _, of := range b.issued {
				s, err := b.sheet(m, language, of.Name)
				if err != nil {
					t.Fatal(err)
				}
				want := []string{of.Name, region.Seller(), region.SellerTaxNumber(), "Ada Lovelace", b.ID.String(), s.Amounts.Gross.Currency}
				if of.Kind == ledger.CreditNote {
					want = append(want, b.issued[0].Name)
				}
				if region == market.IN {
					want = append(want, "HSN ", "GST<")
				}
				html := page(t, s)
				for _, text := range want {
					if !strings.Contains(html, text) {
						t.Errorf("%s in %q does not say %q", of.Name, language, text)
					}
				}
				if strings.Contains(html, "%!") {
					t.Errorf("%s in %q has a bad verb", of.Name, language)
				}
			}
		}
	}
}

// The documents of an erased buyer remain, without the name.
// Within the seller's state, the Union and the state have the same tax on every document. On documents
// from before tax was computed in halves, they may differ by one minor unit.
func TestTheHalvesOfIndianTax(t *testing.T) {
	t.Parallel()
	rows := regexp.MustCompile(`(?s)>([CSI]GST)</th><td>[^<]*</td><td>[^<]*</td><td>₹([0-9,.]+)</td>`)
	m, chance := market.IN.Markets()[0], rand.New(rand.NewPCG(23, 1))
	equal, unequal := 0, 0
	for n := range 400 {
		b, _ := buy(t, chance, m, n)
		for _, of := range b.issued {
			s, err := b.sheet(m, "en", of.Name)
			if err != nil {
				t.Fatal(err)
			}
			taxes := rows.FindAllStringSubmatch(page(t, s), -1)
			for i := 0; i+1 < len(taxes); i += 2 {
				switch same := taxes[i][2] == taxes[i+1][2]; {
				case taxes[i][1] != "CGST" || taxes[i+1][1] != "SGST":
					t.Errorf("%s of order %s has the taxes %q", of.Name, b.ID, taxes)
				case same:
					equal++
				case b.Totals.TaxJurisdiction == "IN-KA":
					t.Errorf("%s of order %s has the taxes %q", of.Name, b.ID, taxes)
				default:
					unequal++
				}
			}
		}
	}
	if equal < 200 || unequal == 0 {
		t.Errorf("%d documents with equal halves, and %d without", equal, unequal)
	}
}

// A unit price that does not come to the amount of its line says that it is rounded.
func TestUnitPrices(t *testing.T) {
	t.Parallel()
	rows := regexp.MustCompile(`<td>([0-9]+)</td><td>(≈ )?\$([0-9,.]+)</td><td>\$([0-9,.]+)</td>`)
	minor := func(text string) int {
		n, err := strconv.Atoi(strings.NewReplacer(",", "", ".", "").Replace(text))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	m, chance, seen := market.US.Markets()[0], rand.New(rand.NewPCG(29, 1)), map[bool]int{}
	for n := range 200 {
		b, _ := buy(t, chance, m, n)
		for _, of := range b.issued {
			s, err := b.sheet(m, "en", of.Name)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows.FindAllStringSubmatch(page(t, s), -1) {
				exact := minor(row[1])*minor(row[3]) == minor(row[4])
				if rounded := row[2] != ""; rounded == exact {
					t.Errorf("%s of order %s has %q", of.Name, b.ID, row[0])
				}
				seen[exact]++
			}
		}
	}
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("saw %v", seen)
	}
}

func TestAnErasedBuyer(t *testing.T) {
	t.Parallel()
	m, _ := market.Of("de")
	chance := rand.New(rand.NewPCG(5, 5))
	simplified := map[bool]int{}
	for n := range 60 {
		b, paid := buy(t, chance, m, n)
		if !paid {
			continue
		}
		b.Buyer = order.Buyer{}
		s, err := b.sheet(m, "en", b.issued[0].Name)
		if err != nil {
			t.Fatal(err)
		}
		html, isSmall := page(t, s), b.Totals.Total.Minor <= 250_00
		if !strings.Contains(html, "erased at the buyer’s request") || strings.Contains(html, "Simplified invoice") != isSmall {
			t.Errorf("an order of %v: %s", b.Totals.Total, html)
		}
		simplified[isSmall]++
	}
	if simplified[true] == 0 || simplified[false] == 0 {
		t.Errorf("tried %v", simplified)
	}
}

// New refuses a document that the order does not have.
func TestDocumentsThatAreNot(t *testing.T) {
	t.Parallel()
	m, _ := market.Of("de")
	chance := rand.New(rand.NewPCG(7, 7))
	b, _ := buy(t, chance, m, 0)
	for n := 1; len(b.documents) < 2; n++ {
		b, _ = buy(t, chance, m, n)
	}
	for name, change := range map[string]func(*bought){
		"another number":            func(b *bought) { b.issued[1].Name = "DE-CRN-0000009" },
		"a credit note alone":       func(b *bought) { b.issued = b.issued[1:] },
		"an order without payment":  func(b *bought) { b.Payment = order.Payment{} },
		"a refund that is not made": func(b *bought) { b.Refunds = nil },
		"another order":             func(b *bought) { b.issued[1].OrderID = "x" },
	} {
		other := b
		other.issued = slices.Clone(b.issued)
		change(&other)
		if _, err := other.sheet(m, "de", b.documents[1].Name()); !errors.Is(err, ledger.ErrEvent) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
