package main

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"storefront/functions/pages/view"
	"storefront/shared/ledger"
	"storefront/shared/order"
	"storefront/shared/problem"
)

// documents reads the issued invoices and credit notes.
type documents interface {
	// DocumentsOf returns the documents of an order, unsorted.
	DocumentsOf(ctx context.Context, id order.ID) ([]ledger.Issued, error)
}

// withDocuments adds an order's documents to it, the invoice first.
func (s shop) withDocuments(ctx context.Context, o view.Order) (view.Order, error) {
	if o.Payment.PaidAt.IsZero() {
		return o, nil
	}
	var err error
	o.Documents, err = s.documents.DocumentsOf(ctx, o.ID)
	slices.SortFunc(o.Documents, func(a, b ledger.Issued) int { return a.At.Compare(b.At) })
	return o, err
}

// documentPage shows an invoice or a credit note for printing.
func (s shop) documentPage(w http.ResponseWriter, r *http.Request, id order.ID) error {
	page, o, err := s.readOrder(r, id)
	if err != nil {
		return err
	}
	if o, err = s.withDocuments(r.Context(), o); err != nil {
		return err
	}
	sheet, err := o.Sheet(page, r.PathValue("number"))
	if errors.Is(err, ledger.ErrEvent) {
		return problem.New(problem.UnknownRoute, "There is nothing at this address.")
	}
	if err != nil {
		return err
	}
	page.Title = sheet.Title()
	return s.show(w, r, http.StatusOK, page, view.DocumentPage(page, o, sheet))
}
