package main

import "storefront/shared/web"

// buy adds the pages that shoppers buy on, and those that links in mails lead to.
func (s shop) buy(router *web.Router) {
	router.Handle("GET /{market}/{language}/sales/{sale}/checkout", s.checkoutForm)
	router.Handle("POST /{market}/{language}/sales/{sale}/checkout", s.posts(s.hold))
	router.Handle("GET /{market}/{language}/pass", s.passPage)
	router.Handle("POST /{market}/{language}/pass", s.posts(s.askPass))
	router.Handle("GET /{market}/{language}/join", s.joinPage)
	router.Handle("POST /{market}/{language}/join", s.posts(s.join))

	router.Handle("GET "+confirmPath, s.confirmPage)
	router.Handle("POST "+confirmPath, s.posts(s.confirm))
	router.Handle("GET "+unsubscribePath, s.unsubscribePage)
	router.Handle("POST "+unsubscribePath, s.posts(s.unsubscribe))
	router.Handle("GET /orders/{id}", s.authorized(s.orderPage))
	router.Handle("GET /orders/{id}/continue", s.authorized(s.continuePage))
	router.Handle("GET /orders/{id}/documents/{number}", s.authorized(s.documentPage))
	router.Handle("GET /orders/{id}/withdraw", s.authorized(s.withdrawPage))
	router.Handle("POST /orders/{id}/extend", s.acts(s.extend))
	router.Handle("POST /orders/{id}/pay", s.acts(s.pay))
	router.Handle("POST /orders/{id}/cancel", s.acts(s.cancel))
	router.Handle("POST /orders/{id}/withdraw", s.acts(s.withdraw))

	router.Handle("GET /lookup", s.lookupPage)
	router.Handle("POST /lookup", s.posts(s.lookup))
}
