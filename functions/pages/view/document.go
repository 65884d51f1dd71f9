package view

import (
	"storefront/shared/invoice"
	"storefront/shared/order"
)

// Sheet returns a document of the order by its name. It fails as invoice.New does.
func (o Order) Sheet(p Page, name string) (invoice.Sheet, error) {
	codes := map[order.SKU]string{}
	for _, i := range o.Items {
		codes[i.SKU] = i.HSCode
	}
	return invoice.New(o.receipt(p), codes, name, o.Documents)
}
