package words

// states are what shoppers are told of a product in a sale, by the API's names. Nothing
// is called sold out before it is.
var states = map[string]Text{
	"in_stock": all("In stock", "Verfügbar", "En stock", "Disponible", "Disponibile", "Op voorraad", "उपलब्ध"),
	"low":      draft("Few left"),
	"held":     draft("All on hold, may come back"),
	"sold_out": all("Sold out", "Ausverkauft", "Épuisé", "Agotado", "Esaurito", "Uitverkocht", "बिक गया"),
	"closed":   draft("The sale is over"),
	"upcoming": draft("Not open yet"),

	"not_cleared": draft("Not for sale here yet"),
}

// State returns the words for a state of a product, by the API's name.
func State(name string) Text { return states[name] }

// LiveStates are the states that a product may come to while a page is read.
func LiveStates() []string { return []string{"in_stock", "low", "held", "sold_out", "closed"} }

// The countdown, and what is said when it comes near its end.
var (
	PauseCountdown  = draft("Pause countdown")
	ResumeCountdown = draft("Resume countdown")
	OpensInFive     = draft("The sale opens in 5 minutes.")
	OpensInOne      = draft("The sale opens in 1 minute.")
	OpenNow         = draft("The sale is open.")
	StateOf         = draft("State of %s.")
	CheckAgain      = draft("Check again")
)
