package journal

import (
	"bytes"
	"encoding/xml"
	"fmt"

	"storefront/infra/books/pack"
	"storefront/shared/ledger"
)

// tally writes journal vouchers. Tally recognises a voucher by its REMOTEID and GUID. It may give
// the voucher another number, so the narration repeats ours. It identifies ledgers by name. A debit
// is negative and "deemed positive".
//
// See "Understanding Integration - Transactions" in the developer reference of TallyPrime.
func tally(m Month, s Settings) ([]File, error) {
	envelope := tallyEnvelope{Request: "Import Data", Report: "Vouchers", Company: s.Company}
	for _, e := range m.Entries {
		v := tallyVoucher{
			RemoteID: e.ID, Type: "Journal", Action: "Create", View: "Accounting Voucher View",
			GUID: e.ID, Date: e.Date.Format("20060102"), TypeName: "Journal", Number: e.Number, Narration: e.Number + " " + e.Text,
			Persisted: "Accounting Voucher View", IsInvoice: "No",
		}
		for _, l := range e.Lines {
			to := tallyEntry{Ledger: l.Theirs.Code, Deemed: "No", Amount: pack.Decimal(l.Amount)}
			if l.Side == ledger.Debit {
				to.Deemed, to.Amount = "Yes", "-"+to.Amount
			}
			v.Entries = append(v.Entries, to)
		}
		envelope.Messages = append(envelope.Messages, tallyMessage{"TallyUDF", v})
	}
	var body bytes.Buffer
	body.WriteString(xml.Header)
	encoder := xml.NewEncoder(&body)
	encoder.Indent("", " ")
	if err := encoder.Encode(envelope); err != nil {
		return nil, fmt.Errorf("write vouchers: %w", err)
	}
	body.WriteByte('\n')
	return []File{{"tally-" + m.Name + ".xml", body.Bytes()}}, nil
}

func tallyAccount(a Account) error {
	if a.TaxCode != "" {
		return fmt.Errorf("tally takes the tax from its own ledgers: leave tax_code empty")
	}
	return nil
}

type tallyEnvelope struct {
	XMLName  xml.Name       `xml:"ENVELOPE"`
	Request  string         `xml:"HEADER>TALLYREQUEST"`
	Report   string         `xml:"BODY>IMPORTDATA>REQUESTDESC>REPORTNAME"`
	Company  string         `xml:"BODY>IMPORTDATA>REQUESTDESC>STATICVARIABLES>SVCURRENTCOMPANY,omitempty"`
	Messages []tallyMessage `xml:"BODY>IMPORTDATA>REQUESTDATA>TALLYMESSAGE"`
}

type tallyMessage struct {
	UDF     string       `xml:"xmlns:UDF,attr"`
	Voucher tallyVoucher `xml:"VOUCHER"`
}

type tallyVoucher struct {
	RemoteID  string       `xml:"REMOTEID,attr"`
	Type      string       `xml:"VCHTYPE,attr"`
	Action    string       `xml:"ACTION,attr"`
	View      string       `xml:"OBJVIEW,attr"`
	Date      string       `xml:"DATE"`
	GUID      string       `xml:"GUID"`
	Narration string       `xml:"NARRATION"`
	TypeName  string       `xml:"VOUCHERTYPENAME"`
	Number    string       `xml:"VOUCHERNUMBER"`
	Persisted string       `xml:"PERSISTEDVIEW"`
	IsInvoice string       `xml:"ISINVOICE"`
	Entries   []tallyEntry `xml:"ALLLEDGERENTRIES.LIST"`
}

type tallyEntry struct {
	Ledger string `xml:"LEDGERNAME"`
	Deemed string `xml:"ISDEEMEDPOSITIVE"`
	Amount string `xml:"AMOUNT"`
}
