package words

import "storefront/shared/catalog"

// What a price has in it, and what comes on top. The last value is the delivery fee.
var (
	PlusSalesTax = draft("plus sales tax of your state, plus %s delivery per order")
	WithVAT      = draft("incl. %s VAT, plus %s delivery per order")
	WithGST      = draft("incl. %s GST, plus %s delivery per order")
)

// The head of a product's page.
var (
	Breadcrumb   = draft("Breadcrumb")
	PriceSays    = draft("%s %s.") // amount, and what comes on top
	FromTime     = draft("From %s")
	NotCleared   = draft("Not for sale %s yet") // "in the United States"
	BuyThis      = draft("Buy %s")
	GetReady     = draft("Get ready")
	Quantity     = draft("Quantity")
	MostPerOrder = plural(draft("At most %d per order."), draft("At most %d per order."))
	OrdersEach   = plural(draft("%d order per person."), draft("%d orders per person."))
	HoldAndPay   = draft("The next page asks for your address, without a clock; then your order is kept for %s while you pay.")
	HoldWhenOpen = draft("You can enter your address now, without a clock. When the sale is open, your order is kept for %s while you pay.")
	SaleCloses   = draft("The sale closes %s.")
	NeedsPass    = draft("This sale is for people with a pass, which proves that an e-mail address is theirs.")
	AskForPass   = draft("Ask for your pass")
	MayComeBack  = draft("Every unit is in someone’s checkout. A hold ends at %s; if it is not paid, its units are for sale again.")
	MayComeSoon  = draft("Every unit is in someone’s checkout. If one is not paid in time, its units are for sale again.")
	AllSold      = draft("Every unit has been sold and paid for.")
	SaleIsOver   = draft("The sale closed %s.")
	JoinForNext  = draft("Hear of the next one")
	JoinText     = draft("Join the waitlist %s. Places go by the time you confirm.") // "in the United States"
	HearFirst    = draft("Hear of it first")
	Email        = draft("E-mail address")
	JoinHint     = draft("We write to confirm it, and then only when %s can be bought.")
	JoinWaitlist = draft("Join the waitlist")
	JoinIsFree   = draft("Free, and nothing to pay later. Every mail has a link to leave.")
	AddressUse   = draft("How we use your address")
	ReasonIs     = draft("Reason: %s")
	SinceDate    = draft("So since %s.")
	ExpectedDate = draft("We expect that to change by %s.")
	NoDateYet    = draft("There is no date yet, and no price until we may sell it.")
	NoPriceYet   = draft("There is no price until we may sell it.")
)

// The data sheet.
var (
	Details = draft("Details")
	Model   = draft("Model")
	MadeIn  = draft("Made in")
)

// FactName returns what a line of the data sheet is about.
func FactName(kind catalog.FactKind) Text { return facts[kind] }

var facts = map[catalog.FactKind]Text{
	catalog.FactSize:      draft("Size"),
	catalog.FactWeight:    draft("Weight"),
	catalog.FactBattery:   draft("Battery"),
	catalog.FactInput:     draft("Charging"),
	catalog.FactOutput:    draft("Output"),
	catalog.FactImpedance: draft("Impedance"),
	catalog.FactScreen:    draft("Screen"),
	catalog.FactCamera:    draft("Camera"),
	catalog.FactMemory:    draft("Memory"),
	catalog.FactRadio:     draft("Radio"),
	catalog.FactWater:     draft("Water and dust"),
	catalog.FactWorksWith: draft("Works with"),
}

// Who answers for a product.
var (
	WhoAnswers     = draft("Who makes it, who answers for it")
	Maker          = draft("Maker")
	ResponsibleEU  = draft("Responsible in the EU")
	ResponsibleUK  = draft("Responsible in the EU and Northern Ireland")
	ResponsibleFor = draft("Responsible %s") // "in the United States"
	Safety         = draft("Safety")
	NoWarnings     = draft("This product needs no warnings.")
	Packaged       = draft("As on the package")
	GenericName    = draft("Product")
	MRP            = draft("Maximum retail price")
	MRPText        = draft("%s, with all taxes")
	NetQuantity    = draft("Net quantity")
	CountryOrigin  = draft("Country of origin")
	Importer       = draft("Importer")
	ConsumerCare   = draft("Consumer care")
)

// What happens after a purchase.
var (
	AfterYouBuy      = draft("After you buy")
	YourRights       = draft("Your rights")
	GuaranteeTitle   = draft("Legal guarantee: at least 2 years")
	GuaranteeMissing = draft("If a product is not as agreed, the seller repairs it, replaces it or pays you back. The EU’s official notice of this guarantee belongs here, unchanged. This demonstration does not have the file; a shop that sells must put it here.")
	GuaranteeNotice  = draft("The EU’s official notice of the legal guarantee of conformity")
	StatutoryTitle   = draft("Your statutory rights")
	StatutoryText    = draft("By the Consumer Rights Act 2015 a product must be of satisfactory quality, fit for its purpose and as described. If it is not, you can have it repaired or replaced, or your money back.")
	WarrantyTitle    = draft("Warranty")
	WarrantyText     = draft("You can read the maker’s warranty before you buy. Write to %s, and we send you its text.")
	ShipsBy          = draft("Ships by")
	ShipsByText      = draft("%s at the latest, if you order today. If we cannot keep that date we write to you, and you can wait or have your money back.")
	DeliveryText     = draft("%s per order. Handed to the carrier by %s at the latest, if you order today.")
	DeliveryTerm     = draft("Delivery")
	Returns          = draft("Returns")
	WithdrawTerm     = draft("Withdrawal")
	WithdrawText     = draft("14 days from delivery, without a reason, with a button on the order’s page.")
	WithdrawLink     = draft("Instructions and form")
	ReturnsText      = draft("What you can send back, and who pays the way, is told there:")
)

// Where a product stands in each market.
var (
	WhereItStands = draft("Where it stands")
	MayBeSold     = draft("May be sold")
	Notice        = draft("Notice")
)
