package journal

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/encoding/charmap"

	"storefront/infra/books/pack"
	"storefront/shared/ledger"
	"storefront/shared/money"
)

// datev writes a Buchungsstapel: header version 700, format category 21, format version 13.
// A row posts an amount to an account and its counter-account. An entry with several debits and
// credits is therefore several rows with the same number (Belegfeld 1).
//
// See developer.datev.de/datev/platform/de/dtvf: formate/header and formate/buchungsstapel.
func datev(m Month, s Settings) ([]File, error) {
	if m.Currency != "EUR" && m.Currency != "" {
		return nil, fmt.Errorf("datev takes books in EUR, but these are in %s", m.Currency)
	}
	first, err := time.Parse("2006-01", m.Name)
	if err != nil {
		return nil, err
	}
	length := 4 // of the longest account; shorter ones have leading zeros in DATEV
	lines := []string{"", strings.Join(datevColumns(), ";")}
	for _, e := range m.Entries {
		for _, l := range e.Lines {
			length = max(length, len(l.Theirs.Code))
		}
		pairs, err := pair(e)
		if err != nil {
			return nil, err
		}
		for _, p := range pairs {
			lines = append(lines, datevRow(e, p))
		}
	}
	lines[0] = datevHeader(m, s, first, length)
	body, err := charmap.Windows1252.NewEncoder().String(strings.Join(lines, "\r\n") + "\r\n")
	if err != nil {
		return nil, fmt.Errorf("write %s in Windows-1252: %w", m.Name, err)
	}
	return []File{{"EXTF_" + m.Name + ".csv", []byte(body)}}, nil
}

// datevHeader returns the 31 fields of the first line. Its time is that of the last close, so that
// every export of a month writes the same file.
func datevHeader(m Month, s Settings, first time.Time, length int) string {
	const day = "20060102"
	year := time.Date(first.Year(), s.YearBegins, 1, 0, 0, 0, 0, time.UTC)
	if year.After(first) {
		year = year.AddDate(-1, 0, 0)
	}
	fields := []string{
		`"EXTF"`, "700", "21", `"Buchungsstapel"`, "13", m.ClosedAt.UTC().Format("20060102150405") + "000", "", `"SF"`, `""`, `""`,
		fmt.Sprint(s.Consultant), fmt.Sprint(s.Client), year.Format(day), fmt.Sprint(length),
		first.Format(day), first.AddDate(0, 1, -1).Format(day), quoted(m.Entity + " " + m.Name), `""`, "1", "0", "0", `"EUR"`,
		"", `""`, "", "", `""`, "", "", `""`, `""`,
	}
	return strings.Join(fields, ";")
}

// datevRow returns a row of the file. The fields after the text are empty.
func datevRow(e Entry, p pairing) string {
	key := p.taxCode
	if key != "" {
		key = strings.Repeat("0", 4-len(key)) + key
	}
	fields := []string{
		strings.Replace(pack.Decimal(p.amount), ".", ",", 1), `"S"`, `"EUR"`, "", "", `""`, p.debit, p.credit, quoted(key),
		e.Date.Format("0201"), quoted(e.Number), `""`, "", quoted(e.Text),
	}
	return strings.Join(fields, ";") + strings.Repeat(";", len(datevColumns())-len(fields))
}

func quoted(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }

// datevColumns returns the names of the 125 columns.
func datevColumns() []string {
	names := []string{
		"Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "WKZ Umsatz", "Kurs", "Basis-Umsatz", "WKZ Basis-Umsatz", "Konto",
		"Gegenkonto (ohne BU-Schlüssel)", "BU-Schlüssel", "Belegdatum", "Belegfeld 1", "Belegfeld 2", "Skonto", "Buchungstext",
		"Postensperre", "Diverse Adressnummer", "Geschäftspartnerbank", "Sachverhalt", "Zinssperre", "Beleglink",
	}
	for n := range 8 {
		names = append(names, fmt.Sprintf("Beleginfo - Art %d", n+1), fmt.Sprintf("Beleginfo - Inhalt %d", n+1))
	}
	names = append(names, "KOST1 - Kostenstelle", "KOST2 - Kostenstelle", "Kost-Menge", "EU-Land u. UStID (Bestimmung)",
		"EU-Steuersatz (Bestimmung)", "Abw. Versteuerungsart", "Sachverhalt L+L", "Funktionsergänzung L+L", "BU 49 Hauptfunktionstyp",
		"BU 49 Hauptfunktionsnummer", "BU 49 Funktionsergänzung")
	for n := range 20 {
		names = append(names, fmt.Sprintf("Zusatzinformation - Art %d", n+1), fmt.Sprintf("Zusatzinformation- Inhalt %d", n+1))
	}
	return append(names, "Stück", "Gewicht", "Zahlweise", "Forderungsart", "Veranlagungsjahr", "Zugeordnete Fälligkeit", "Skontotyp",
		"Auftragsnummer", "Buchungstyp", "USt-Schlüssel (Anzahlungen)", "EU-Land (Anzahlungen)", "Sachverhalt L+L (Anzahlungen)",
		"EU-Steuersatz (Anzahlungen)", "Erlöskonto (Anzahlungen)", "Herkunft-Kz", "Buchungs GUID", "KOST-Datum", "SEPA-Mandatsreferenz",
		"Skontosperre", "Gesellschaftername", "Beteiligtennummer", "Identifikationsnummer", "Zeichnernummer", "Postensperre bis",
		"Bezeichnung SoBil-Sachverhalt", "Kennzeichen SoBil-Buchung", "Festschreibung", "Leistungsdatum", "Datum Zuord. Steuerperiode",
		"Fälligkeit", "Generalumkehr (GU)", "Steuersatz", "Land", "Abrechnungsreferenz", "BVV-Position", "EU-Land u. UStID (Ursprung)",
		"EU-Steuersatz (Ursprung)", "Abw. Skontokonto")
}

var (
	datevNumber = regexp.MustCompile(`^[1-9]\d{0,7}$`)
	datevKey    = regexp.MustCompile(`^\d{0,4}$`)
)

func datevAccount(a Account) error {
	if !datevNumber.MatchString(a.Code) {
		return fmt.Errorf("datev needs the number of a general ledger account, of 1 to 8 digits, but their_account is %q", a.Code)
	}
	if !datevKey.MatchString(a.TaxCode) {
		return fmt.Errorf("datev needs a key (BU-Schlüssel) of up to 4 digits, but tax_code is %q", a.TaxCode)
	}
	return nil
}

// pairing is an amount that is debited to one account and credited to another.
type pairing struct {
	debit, credit string
	taxCode       string
	amount        money.Amount
}

// pair splits an entry into pairs of a debit and a credit. Each account keeps its sum of debits
// and its sum of credits. pair fails if an account would be its own counter-account.
func pair(e Entry) ([]pairing, error) {
	var debits, credits []Line
	for _, l := range e.Lines {
		if l.Side == ledger.Debit {
			debits = append(debits, l)
		} else {
			credits = append(credits, l)
		}
	}
	// Accounts on both sides are paired first, as they have the fewest possible counter-accounts.
	onBoth := func(of Line, others []Line) int {
		if slices.ContainsFunc(others, func(l Line) bool { return l.Theirs.Code == of.Theirs.Code }) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(debits, func(a, b Line) int { return cmp.Compare(onBoth(a, credits), onBoth(b, credits)) })
	slices.SortStableFunc(credits, func(a, b Line) int { return cmp.Compare(onBoth(a, debits), onBoth(b, debits)) })
	var pairs []pairing
	for _, d := range debits {
		for i := range credits {
			c := &credits[i]
			if d.Theirs.Code == c.Theirs.Code || c.Amount.Minor == 0 || d.Amount.Minor == 0 {
				continue
			}
			key := cmp.Or(d.Theirs.TaxCode, c.Theirs.TaxCode)
			if c.Theirs.TaxCode != "" && c.Theirs.TaxCode != key {
				return nil, fmt.Errorf("%s posts between accounts %s and %s, which have different tax codes", e.Number, d.Theirs.Code, c.Theirs.Code)
			}
			n := min(d.Amount.Minor, c.Amount.Minor)
			pairs = append(pairs, pairing{d.Theirs.Code, c.Theirs.Code, key, money.Amount{Minor: n, Currency: d.Amount.Currency}})
			d.Amount.Minor, c.Amount.Minor = d.Amount.Minor-n, c.Amount.Minor-n
		}
		if d.Amount.Minor != 0 {
			return nil, fmt.Errorf("%s would post account %s to itself: map accounts that one event moves money between to different ones",
				e.Number, d.Theirs.Code)
		}
	}
	return pairs, nil
}

func (s Settings) checkDATEV() error {
	var errs []error
	if s.Consultant < 1001 || s.Consultant > 9_999_999 {
		errs = append(errs, errors.New("datev needs the consultant's number (Beraternummer), from 1001 to 9999999"))
	}
	if s.Client < 1 || s.Client > 99_999 {
		errs = append(errs, errors.New("datev needs the client's number (Mandantennummer), from 1 to 99999"))
	}
	return errors.Join(errs...)
}
