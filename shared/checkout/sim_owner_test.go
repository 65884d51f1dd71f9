package checkout_test

import (
	"slices"

	"storefront/shared/order"
)

// own notes for whom an order was put. Nobody without a pass may get one where a pass is
// needed. The orders of a key are of one owner, who has no other key: so no request meets
// the orders of somebody else, and nobody loses sight of their own.
func (w *witness) own(o order.Order, by owner) {
	w.books.Lock()
	defer w.books.Unlock()
	key := o.ID.Key
	switch other, has := w.keys[by]; {
	case by == nobody:
		w.fail("order %s is made for a shopper without a pass", o.ID)
	case has && other != key:
		w.fail("order %s is made for %s, whose orders have the key %s", o.ID, by, other)
	case w.owners[key] != "" && w.owners[key] != by:
		w.fail("order %s is made for %s, and the key is that of %s", o.ID, by, w.owners[key])
	}
	w.keys[by], w.owners[key] = key, by
}

// ownerOf returns whose orders have a key.
func (w *witness) ownerOf(key order.Key) owner {
	w.books.Lock()
	defer w.books.Unlock()
	return w.owners[key]
}

// slotsOf returns how many slots an owner has used.
func (w *witness) slotsOf(by owner) int {
	w.books.Lock()
	defer w.books.Unlock()
	return len(w.buyers[w.keys[by]])
}

// made returns how many orders an owner has made that were live once.
func (w *witness) made(by owner) int {
	w.books.Lock()
	defer w.books.Unlock()
	made := 0
	for _, id := range w.buyers[w.keys[by]] {
		if s := w.orders[id].Status; s != order.Rejected && s != order.Abandoned {
			made++
		}
	}
	return made
}

// rejected reports whether a request for an owner was rejected.
func (w *witness) rejected(by owner, request order.Digest) bool {
	w.books.Lock()
	defer w.books.Unlock()
	return slices.ContainsFunc(w.buyers[w.keys[by]], func(id order.ID) bool {
		return w.orders[id].Status == order.Rejected && w.orders[id].Request.Key == request
	})
}
