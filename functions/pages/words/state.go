package words

// LiveStates are the states of [SaleState] that a product may come to while its page is
// read.
func LiveStates() []string { return []string{"in_stock", "low", "held", "sold_out", "closed"} }

// What is said when a sale comes near its opening.
var (
	OpensInFive = draft("The sale opens in 5 minutes.")
	OpensInOne  = draft("The sale opens in 1 minute.")
	OpenNow     = draft("The sale is open.")
)
