package seed_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"storefront/shared/catalog"
	"storefront/shared/market"
)

// The demo shows what the law of each market wants, also of products that are not
// cleared there yet.
func TestNothingIsMissingAnywhere(t *testing.T) {
	t.Parallel()
	for sku, p := range products(t) {
		for _, m := range markets() {
			if missing := p.Missing(m); len(missing) > 0 {
				t.Errorf("%s lacks %q in market %s", sku, missing, m.Code)
			}
		}
	}
}

func TestAltTextsAndWarningsAreTranslated(t *testing.T) {
	t.Parallel()
	for sku, p := range products(t) {
		alts, warnings := map[string]string{}, map[string]string{}
		for spoken, text := range p.Texts {
			if n := utf8.RuneCountInString(text.Alt); n < 15 || n > 80 || strings.HasSuffix(text.Alt, ".") {
				t.Errorf("%s in %q: alt text %q is no short phrase", sku, spoken, text.Alt)
			}
			if n := utf8.RuneCountInString(text.Warnings); n < 60 || n > 250 {
				t.Errorf("%s in %q: the warnings have %d characters", sku, spoken, n)
			}
			if other, same := alts[text.Alt]; same {
				t.Errorf("%s has the same alt text in %q and %q", sku, spoken, other)
			}
			if other, same := warnings[text.Warnings]; same {
				t.Errorf("%s has the same warnings in %q and %q", sku, spoken, other)
			}
			alts[text.Alt], warnings[text.Warnings] = spoken, spoken
		}
	}
}

var informal = regexp.MustCompile(`(?i)\b(du|dich|dir|dein\w*|euch|euer\w*)\b`)

func TestGermanSaysSie(t *testing.T) {
	t.Parallel()
	for sku, p := range products(t) {
		text := p.Texts["de"]
		for _, s := range []string{text.Name, text.Description, text.Alt, text.Warnings} {
			if word := informal.FindString(s); word != "" {
				t.Errorf("%s says %q: %s", sku, word, s)
			}
		}
	}
}

// A value is shown in every language as it is, so it has neither words nor decimals,
// which are written otherwise in some of them. Versions of standards look alike in all.
func TestFactsNeedNoTranslation(t *testing.T) {
	t.Parallel()
	versions := regexp.MustCompile(`(Bluetooth|Android ≥|iOS ≥) \d+(\.\d+)?( LE)?`)
	decimals := regexp.MustCompile(`\d[.,]\d`)
	words := regexp.MustCompile(`\pL{5,}`)
	for sku, p := range products(t) {
		seen := map[catalog.FactKind]bool{}
		for _, fact := range p.Facts {
			if fact.Value == "" || len(fact.Value) > 40 {
				t.Errorf("%s: the %s is %q", sku, fact.Kind, fact.Value)
			}
			value := strings.ReplaceAll(versions.ReplaceAllString(fact.Value, ""), "Micro-USB", "")
			if found := decimals.FindString(value) + words.FindString(value); found != "" {
				t.Errorf("%s: the %s is %q, and %q is not the same in all languages", sku, fact.Kind, fact.Value, found)
			}
			if !slices.Contains(catalog.FactKinds(), fact.Kind) || seen[fact.Kind] {
				t.Errorf("%s: fact %q is of no kind, or there twice", sku, fact.Kind)
			}
			seen[fact.Kind] = true
		}
		if len(p.Facts) < 2 {
			t.Errorf("%s has %d facts", sku, len(p.Facts))
		}
	}
}

// Nobody real answers for the demo's products: mail goes to a domain that nobody has
// (RFC 2606), and the telephone numbers are nobody's.
func TestContactsAreMadeUp(t *testing.T) {
	t.Parallel()
	phones := []string{"", "+1 415 555 0142", "+91 00000 00000"}
	for sku, p := range products(t) {
		contacts := []catalog.Contact{p.Maker}
		for _, offer := range p.Offers {
			contacts = append(contacts, offer.Responsible, offer.Importer, offer.ConsumerCare)
		}
		for _, c := range contacts {
			if c == (catalog.Contact{}) {
				continue
			}
			address, err := mail.ParseAddress(c.Email)
			if err != nil || address.Address != c.Email || !strings.HasSuffix(c.Email, ".example") || !slices.Contains(phones, c.Phone) {
				t.Errorf("%s: %+v could be somebody's: %v", sku, c, err)
			}
			if !regexp.MustCompile(`Demo|Example`).MatchString(c.Name) || !regexp.MustCompile(`Demo|Muster`).MatchString(c.Address) {
				t.Errorf("%s: %+v does not look made up", sku, c)
			}
		}
	}
}

// Only India has a maximum retail price. Two products are sold below it.
func TestMaximumRetailPrices(t *testing.T) {
	t.Parallel()
	for sku, p := range products(t) {
		for _, m := range markets() {
			offer := p.Offers[m.Code]
			if has := offer.MRP.Minor > 0; has != (m.Region == market.IN) {
				t.Errorf("%s: market %s has the maximum retail price %v", sku, m.Code, offer.MRP)
			}
		}
	}
}

func TestEveryProductHasItsPicture(t *testing.T) {
	t.Parallel()
	const most = 4 << 10
	for sku, p := range products(t) {
		if p.Picture != filepath.Base(p.Picture) {
			t.Errorf("%s: picture %q is in a folder", sku, p.Picture)
		}
		svg, err := os.ReadFile(filepath.Join("..", "..", "functions", "pages", "static", "pictures", p.Picture))
		if err != nil {
			t.Errorf("%s: %v", sku, err)
			continue
		}
		if len(svg) > most {
			t.Errorf("%s has %d bytes, want at most %d", p.Picture, len(svg), most)
		}
		for _, fault := range faults(svg) {
			t.Errorf("%s %s", p.Picture, fault)
		}
	}
}

// faults returns what keeps a picture from being shown on a page: it needs sizes, so
// that nothing moves while it loads, and must not load or run anything else.
func faults(svg []byte) []string {
	var found []string
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	root := true
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			return append(found, "is not XML: "+err.Error())
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		attributes := map[string]string{}
		for _, a := range element.Attr {
			attributes[a.Name.Local] = a.Value
			if strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" && !strings.HasPrefix(a.Value, "#") {
				found = append(found, "has "+a.Name.Local+"="+a.Value)
			}
		}
		if root && element.Name != (xml.Name{Space: "http://www.w3.org/2000/svg", Local: "svg"}) {
			found = append(found, "is a "+element.Name.Local)
		}
		for _, name := range []string{"width", "height", "viewBox"} {
			if root && attributes[name] == "" {
				found = append(found, "has no "+name)
			}
		}
		if slices.Contains([]string{"script", "foreignObject", "image", "style"}, element.Name.Local) {
			found = append(found, "has a "+element.Name.Local)
		}
		root = false
	}
}

func TestFaultsOfPicturesAreFound(t *testing.T) {
	t.Parallel()
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1" viewBox="0 0 1 1"`
	for picture, want := range map[string]string{
		svg + `/>`: "",
		`<svg xmlns="http://www.w3.org/2000/svg"/>`:    "has no width; has no height; has no viewBox",
		svg + `><script/></svg>`:                       "has a script",
		svg + ` onload="x()"/>`:                        "has onload=x()",
		svg + `><use href="https://a.example"/></svg>`: "has href=https://a.example",
		svg + `><use href="#a"/></svg>`:                "",
		`<html width="1" height="1" viewBox="1"/>`:     "is a html",
		`<svg`: "is not XML: XML syntax error on line 1: unexpected EOF",
	} {
		if got := strings.Join(faults([]byte(picture)), "; "); got != want {
			t.Errorf("%s %s, want %q", picture, got, want)
		}
	}
}
