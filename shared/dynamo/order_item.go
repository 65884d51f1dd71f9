package dynamo

// orderItem is an order. All its amounts are of one currency, which is stored
// once. Times are Unix milliseconds.
type orderItem struct {
	PK      string `dynamodbav:"pk"` // order key
	SK      int    `dynamodbav:"sk"` // slot
	Sale    string `dynamodbav:"sale"`
	Market  string `dynamodbav:"market,omitempty"`
	Status  string `dynamodbav:"status"`
	Version int    `dynamodbav:"version"`

	RequestKey  []byte       `dynamodbav:"request_key,omitempty"`
	Fingerprint []byte       `dynamodbav:"fingerprint,omitempty"`
	Email       string       `dynamodbav:"email,omitempty"`
	Locale      string       `dynamodbav:"locale,omitempty"`
	ShipTo      *addressItem `dynamodbav:"ship_to,omitempty"`

	Lines    []lineItem `dynamodbav:"lines,omitempty"`
	Currency string     `dynamodbav:"currency,omitempty"`
	Subtotal int64      `dynamodbav:"subtotal,omitempty"`
	Shipping int64      `dynamodbav:"shipping,omitempty"`
	Tax      int64      `dynamodbav:"tax,omitempty"`
	Total    int64      `dynamodbav:"total,omitempty"`
	TaxIn    bool       `dynamodbav:"tax_included,omitempty"`
	TaxBy    string     `dynamodbav:"tax_jurisdiction,omitempty"`
	TaxState string     `dynamodbav:"tax_state,omitempty"`
	TaxPost  string     `dynamodbav:"tax_postal,omitempty"`
	TaxFrom  string     `dynamodbav:"tax_source,omitempty"`

	Provider  string `dynamodbav:"provider,omitempty"`
	Reference string `dynamodbav:"reference,omitempty"`
	PaidAt    int64  `dynamodbav:"paid_at,omitempty"`

	CreatedAt     int64 `dynamodbav:"created_at"`
	UpdatedAt     int64 `dynamodbav:"updated_at"`
	HoldExpiresAt int64 `dynamodbav:"hold_expires_at,omitempty"`
	Extended      bool  `dynamodbav:"extended,omitempty"`
	Declines      int   `dynamodbav:"declines,omitempty"`

	DelayedUntil int64        `dynamodbav:"delayed_until,omitempty"`
	ShippedAt    int64        `dynamodbav:"shipped_at,omitempty"`
	Carrier      string       `dynamodbav:"carrier,omitempty"`
	Tracking     string       `dynamodbav:"tracking,omitempty"`
	WithdrawnAt  int64        `dynamodbav:"withdrawn_at,omitempty"`
	Refunds      []refundItem `dynamodbav:"refunds,omitempty"`
	ErasedAt     int64        `dynamodbav:"erased_at,omitempty"`
	Sealed       []byte       `dynamodbav:"sealed,omitempty"`
	SealedSince  int64        `dynamodbav:"sealed_since,omitempty"`
}

type addressItem struct {
	Name       string `dynamodbav:"name"`
	Line1      string `dynamodbav:"line1"`
	Line2      string `dynamodbav:"line2,omitempty"`
	City       string `dynamodbav:"city"`
	PostalCode string `dynamodbav:"postal_code"`
	State      string `dynamodbav:"state,omitempty"`
	Country    string `dynamodbav:"country"`
}

type lineItem struct {
	SKU       string     `dynamodbav:"sku"`
	Quantity  int        `dynamodbav:"quantity"`
	UnitPrice int64      `dynamodbav:"unit_price"`
	Total     int64      `dynamodbav:"total"`
	Tax       int64      `dynamodbav:"tax"`
	TaxRate   int64      `dynamodbav:"tax_rate"`
	Takes     []takeItem `dynamodbav:"takes,omitempty"`
}

type takeItem struct {
	Lot      int `dynamodbav:"lot"`
	Quantity int `dynamodbav:"q"`
}

type refundItem struct {
	Number    int              `dynamodbav:"number"`
	At        int64            `dynamodbav:"at"`
	Reason    string           `dynamodbav:"reason"`
	Lines     []refundLineItem `dynamodbav:"lines,omitempty"`
	Shipping  int64            `dynamodbav:"shipping"`
	Tax       int64            `dynamodbav:"tax"`
	Total     int64            `dynamodbav:"total"`
	Reference string           `dynamodbav:"reference"`
	SettledAt int64            `dynamodbav:"settled_at,omitempty"`
	FailedAt  int64            `dynamodbav:"failed_at,omitempty"`
	RepaidAt  int64            `dynamodbav:"repaid_at,omitempty"`
}

type refundLineItem struct {
	SKU      string `dynamodbav:"sku"`
	Quantity int    `dynamodbav:"quantity"`
	Returned int    `dynamodbav:"returned"`
	Total    int64  `dynamodbav:"total"`
	Tax      int64  `dynamodbav:"tax"`
}
