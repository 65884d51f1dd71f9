package dynamo

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/money"
)

// productItem is a product as it is stored. Items of older versions have no more than
// HSCode, names, descriptions, prices and clearance.
type productItem struct {
	PK         string               `dynamodbav:"pk"`
	SK         string               `dynamodbav:"sk"` // SKU
	HSCode     string               `dynamodbav:"hs_code"`
	Model      string               `dynamodbav:"model,omitempty"`
	Picture    string               `dynamodbav:"picture,omitempty"`
	Origin     string               `dynamodbav:"origin,omitempty"`
	Maker      *contactItem         `dynamodbav:"maker,omitempty"`
	NoWarnings bool                 `dynamodbav:"no_warnings,omitempty"`
	Facts      []factItem           `dynamodbav:"facts,omitempty"`
	Texts      map[string]textItem  `dynamodbav:"texts"`
	Offers     map[string]offerItem `dynamodbav:"offers"`
}

type textItem struct {
	Name        string `dynamodbav:"name"`
	Description string `dynamodbav:"description"`
	Alt         string `dynamodbav:"alt,omitempty"`
	Warnings    string `dynamodbav:"warnings,omitempty"`
}

type factItem struct {
	Kind  catalog.FactKind `dynamodbav:"kind"`
	Value string           `dynamodbav:"value"`
}

type contactItem struct {
	Name    string `dynamodbav:"name"`
	Address string `dynamodbav:"address"`
	Email   string `dynamodbav:"email,omitempty"`
	Phone   string `dynamodbav:"phone,omitempty"`
}

type offerItem struct {
	Price    int64  `dynamodbav:"price"`
	Currency string `dynamodbav:"currency"`
	Status   string `dynamodbav:"clearance"`
	Reason   string `dynamodbav:"reason,omitempty"`
	Evidence string `dynamodbav:"evidence,omitempty"`
	Since    int64  `dynamodbav:"since,omitempty"` // Unix milliseconds, as is Expected
	Expected int64  `dynamodbav:"expected,omitempty"`

	Responsible  *contactItem `dynamodbav:"responsible,omitempty"`
	Importer     *contactItem `dynamodbav:"importer,omitempty"`
	ConsumerCare *contactItem `dynamodbav:"consumer_care,omitempty"`
	NetQuantity  string       `dynamodbav:"net_quantity,omitempty"`
	MRP          int64        `dynamodbav:"mrp,omitempty"`
	MRPCurrency  string       `dynamodbav:"mrp_currency,omitempty"`
}

func encodeProduct(p catalog.Product) productItem {
	stored := productItem{
		PK: productPK, SK: string(p.SKU), HSCode: p.HSCode,
		Model: p.Model, Picture: p.Picture, Origin: p.Origin, Maker: encodeContact(p.Maker), NoWarnings: p.NoWarnings,
		Texts: map[string]textItem{}, Offers: map[string]offerItem{},
	}
	for _, fact := range p.Facts {
		stored.Facts = append(stored.Facts, factItem(fact))
	}
	for language, text := range p.Texts {
		stored.Texts[language] = textItem(text)
	}
	for code, offer := range p.Offers {
		stored.Offers[string(code)] = encodeOffer(offer)
	}
	return stored
}

func encodeOffer(offer catalog.Offer) offerItem {
	return offerItem{
		Price: offer.Price.Minor, Currency: offer.Price.Currency,
		Status: string(offer.Clearance.Status), Reason: string(offer.Clearance.Reason), Evidence: offer.Clearance.Evidence,
		Since: millis(offer.Clearance.Since), Expected: millis(offer.Clearance.Expected),
		Responsible: encodeContact(offer.Responsible), Importer: encodeContact(offer.Importer), ConsumerCare: encodeContact(offer.ConsumerCare),
		NetQuantity: offer.NetQuantity, MRP: offer.MRP.Minor, MRPCurrency: offer.MRP.Currency,
	}
}

// encodeContact returns nil for no contact.
func encodeContact(c catalog.Contact) *contactItem {
	if c == (catalog.Contact{}) {
		return nil
	}
	stored := contactItem(c)
	return &stored
}

func decodeContact(stored *contactItem) catalog.Contact {
	if stored == nil {
		return catalog.Contact{}
	}
	return catalog.Contact(*stored)
}

func decodeProduct(it item) (catalog.Product, error) {
	var stored productItem
	if err := attributevalue.UnmarshalMap(it, &stored); err != nil {
		return catalog.Product{}, fmt.Errorf("dynamo: product: %w", err)
	}
	p := catalog.Product{
		SKU: catalog.SKU(stored.SK), HSCode: stored.HSCode,
		Model: stored.Model, Picture: stored.Picture, Origin: stored.Origin, Maker: decodeContact(stored.Maker), NoWarnings: stored.NoWarnings,
		Texts:  make(map[string]catalog.Text, len(stored.Texts)),
		Offers: make(map[market.Code]catalog.Offer, len(stored.Offers)),
	}
	for _, fact := range stored.Facts {
		p.Facts = append(p.Facts, catalog.Fact(fact))
	}
	for language, text := range stored.Texts {
		p.Texts[language] = catalog.Text(text)
	}
	for code, offer := range stored.Offers {
		p.Offers[market.Code(code)] = decodeOffer(offer)
	}
	return p, nil
}

func decodeOffer(stored offerItem) catalog.Offer {
	return catalog.Offer{
		Price: money.Amount{Minor: stored.Price, Currency: stored.Currency},
		Clearance: market.Clearance{
			Status: market.ClearanceStatus(stored.Status), Reason: market.ClearanceReason(stored.Reason), Evidence: stored.Evidence,
			Since: fromMillis(stored.Since), Expected: fromMillis(stored.Expected),
		},
		Responsible: decodeContact(stored.Responsible), Importer: decodeContact(stored.Importer), ConsumerCare: decodeContact(stored.ConsumerCare),
		NetQuantity: stored.NetQuantity, MRP: money.Amount{Minor: stored.MRP, Currency: stored.MRPCurrency},
	}
}
