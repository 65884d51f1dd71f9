package main

import (
	"net/http"
	"net/url"

	"storefront/functions/pages/view"
	"storefront/functions/pages/words"
	"storefront/shared/order"
)

// withdrawPage is the second step by which a buyer withdraws: what is declared, and the
// button that does it. If there is nothing to withdraw from, the order's page says so.
func (s shop) withdrawPage(w http.ResponseWriter, r *http.Request, id order.ID) error {
	page, o, err := s.readOrder(r, id)
	if err != nil {
		return err
	}
	if !o.MayWithdraw(o.Now) {
		return s.toOrder(w, id)
	}
	page.Title = words.WithdrawTitle.In(page.Reader.Language)
	return s.show(w, r, http.StatusOK, page, view.WithdrawPage(page, o))
}

// withdraw has the buyer withdraw from an order.
func (s shop) withdraw(w http.ResponseWriter, r *http.Request, id order.ID, _ url.Values) error {
	return s.act(w, r, id, s.checkout.Withdraw)
}
