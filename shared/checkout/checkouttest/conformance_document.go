package checkouttest

import (
	"slices"
	"testing"

	"storefront/shared/ledger"
)

// The number of a document is stored once, with its order. The day through which documents are
// issued never goes back.
func testDocuments(t *testing.T, s Store) {
	id, other := newID(), newID()
	sold := ledger.Issued{Kind: ledger.Invoice, Name: "DE-INV-0000001", Date: "2015-05-18", OrderID: id.String(), EventID: id.String() + "#2", At: noon}
	back := ledger.Issued{Kind: ledger.CreditNote, Name: "DE-CRN-0000001", Date: "2015-05-19", OrderID: id.String(), EventID: id.String() + "#3", At: noon}
	for _, all := range [][]ledger.Issued{{sold}, {sold, back}, nil} {
		if err := s.Issue(t.Context(), all); err != nil {
			t.Fatal(err)
		}
	}
	changed := sold
	changed.Name = "DE-INV-0000002"
	if err := s.Issue(t.Context(), []ledger.Issued{changed}); err == nil {
		t.Error("an event has got a second number")
	}
	of, err := s.DocumentsOf(t.Context(), id)
	if err != nil || len(of) != 2 || !slices.Contains(of, sold) || !slices.Contains(of, back) {
		t.Errorf("the order has %+v, %v", of, err)
	}
	if of, err := s.DocumentsOf(t.Context(), other); err != nil || len(of) != 0 {
		t.Errorf("another order has %+v, %v", of, err)
	}
	day := func(date string, rev int) ledger.Head { return ledger.Head{Date: date, Rev: rev, SHA256: date} }
	for _, step := range [][2]ledger.Head{
		{},
		{day("2015-05-19", 1), day("2015-05-19", 1)},
		{day("2015-05-19", 2), day("2015-05-19", 1)},
		{day("2015-05-18", 1), day("2015-05-19", 1)},
		{day("2015-05-20", 3), day("2015-05-20", 3)},
	} {
		if step[0].Date != "" {
			if err := s.SetIssuedThrough(t.Context(), "nl", step[0]); err != nil {
				t.Fatal(err)
			}
		}
		if through, err := s.IssuedThrough(t.Context(), "nl"); err != nil || through != step[1] {
			t.Errorf("after %v: through %v, %v", step[0], through, err)
		}
	}
}
