package main

import "storefront/infra/functiontest"

// list is the function as just started, with the mails that it has had sent.
type list struct {
	handlers
	outbox *functiontest.Outbox
}

func newList(shop *functiontest.Shop) list {
	asking := shop.Asking()
	return list{
		handlers: handlers{region: shop.Region, waitlist: asking.Waitlist, asks: asking.Asker},
		outbox:   asking.Outbox,
	}
}
