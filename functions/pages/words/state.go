package words

// LiveStates are the states of [SaleState] that a product may come to while its page is
// read.
func LiveStates() []string { return []string{"in_stock", "low", "held", "sold_out", "closed"} }

// What is said when a sale comes near its opening.
var (
	OpensInFive = all(
		"The sale opens in 5 minutes.",
		"Der Verkauf öffnet in 5 Minuten.",
		"La vente ouvre dans 5 minutes.",
		"La venta abre en 5 minutos.",
		"La vendita apre tra 5 minuti.",
		"De verkoop opent over 5 minuten.",
		"सेल 5 मिनट में खुलेगी।",
	)
	OpensInOne = all(
		"The sale opens in 1 minute.",
		"Der Verkauf öffnet in 1 Minute.",
		"La vente ouvre dans 1 minute.",
		"La venta abre en 1 minuto.",
		"La vendita apre tra 1 minuto.",
		"De verkoop opent over 1 minuut.",
		"सेल 1 मिनट में खुलेगी।",
	)
	OpenNow = all("The sale is open.", "Der Verkauf ist geöffnet.", "La vente est ouverte.", "La venta está abierta.", "La vendita è aperta.", "De verkoop is open.", "सेल खुली है।")
)
