package words

// The texts of a market's home, and of the choice of a market.
var (
	HomeMore        = draft("More sales")
	HomeElse        = draft("Not in a sale now")
	HomeElseNote    = draft("These may be sold here. When a sale has them again, their waitlists hear of it first.")
	HomeKnown       = draft("Known, not here yet")
	HomeReason      = draft("Reason: %s. The waitlist is open.")
	HomeExpected    = draft("Expected %s.")
	HomeDescription = draft("Limited stock, sold in short sales with a fixed opening time, %s.")

	HowTitle       = draft("How a sale works here")
	HowChoose      = draft("Choose, and say where to")
	HowChooseNote  = draft("Items, address, e-mail. Take your time: nothing runs out while you type, except stock.")
	HowKeep        = draft("We keep it for you")
	HowKeepNote    = draft("From then on your units are yours for %[1]s. You may ask for %[1]s more, once.")
	HowPay         = draft("You pay, or let go")
	HowPayNote     = draft("What you pay for, we ship, and your order’s page says by when. What you let go returns to the sale, and the page says when.")
	ChooserTitle   = draft("Where shall we deliver?")
	ChooserLead    = draft("Each country has its own prices, stock and rules. Choose yours, in the language you like to read.")
	ChooserSuggest = draft("Your browser suggests:")
)

// FCCNotice is the sentence of 47 CFR 2.803 for devices that are shown before they are
// authorised. The rule has it in English.
const FCCNotice = "This device has not been authorized as required by the rules of the Federal Communications Commission. " +
	"This device is not, and may not be, offered for sale or lease, or sold or leased, until authorization is obtained."
