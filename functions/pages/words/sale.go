package words

// saleStates are those of a sale and of its lines, as the API names them.
var saleStates = map[string]Text{
	"upcoming":    all("Not open yet", "Noch nicht geöffnet", "Pas encore ouvert", "Aún no ha abierto", "Non ancora aperta", "Nog niet open", "अभी नहीं खुली"),
	"open":        all("Open now", "Jetzt geöffnet", "Ouvert", "Abierta", "Aperta ora", "Nu open", "अभी खुली है"),
	"in_stock":    all("In stock", "Verfügbar", "Disponible", "Disponible", "Disponibile", "Op voorraad", "उपलब्ध"),
	"low":         all("Few left", "Nur noch wenige", "Plus que quelques-uns", "Quedan pocos", "Pochi rimasti", "Nog enkele", "थोड़े बचे हैं"),
	"held":        all("All on hold", "Alle reserviert", "Tout est réservé", "Todo reservado", "Tutto prenotato", "Alles gereserveerd", "सब रोके हुए हैं"),
	"sold_out":    all("Sold out", "Ausverkauft", "Épuisé", "Agotado", "Esaurito", "Uitverkocht", "बिक गया"),
	"closed":      all("Sale closed", "Verkauf beendet", "Vente terminée", "Venta cerrada", "Vendita chiusa", "Verkoop gesloten", "सेल समाप्त"),
	"not_cleared": all("Not for sale here yet", "Hier noch nicht im Verkauf", "Pas encore en vente ici", "Aún no se vende aquí", "Qui non ancora in vendita", "Hier nog niet te koop", "यहाँ अभी नहीं बिकता"),
	"not_in_sale": all("Not in a sale now", "Zurzeit in keinem Verkauf", "Dans aucune vente en ce moment", "Ahora en ninguna venta", "Ora in nessuna vendita", "Nu in geen verkoop", "अभी किसी सेल में नहीं"),
}

// SaleState returns the words for a state of a sale or a line, such as "sold_out".
func SaleState(state string) Text { return saleStates[state] }

// clearanceReasons has why a product may not be sold in a market.
var clearanceReasons = map[string]Text{
	"hardware_certification": all("hardware certification pending", "Zulassung der Hardware steht aus", "certification du matériel en attente", "certificación del hardware pendiente", "certificazione dell’hardware in attesa", "hardwarecertificering loopt nog", "हार्डवेयर का प्रमाणन बाकी है"),
	"software_testing":       draft("software testing under way"),
	"logistics":              all("logistics", "Logistik", "logistique", "logística", "logistica", "logistiek", "ढुलाई की व्यवस्था"),
	"patents":                all("patents", "Patente", "brevets", "patentes", "brevetti", "octrooien", "पेटेंट"),
}

// ClearanceReason returns why a product is not cleared, such as "patents".
func ClearanceReason(reason string) Text { return clearanceReasons[reason] }

// numerals are small numbers in words.
var numerals = [...]Text{
	all("One", "Ein", "Un", "Un", "Un", "Eén", "एक"),
	all("Two", "Zwei", "Deux", "Dos", "Due", "Twee", "दो"),
	all("Three", "Drei", "Trois", "Tres", "Tre", "Drie", "तीन"),
	all("Four", "Vier", "Quatre", "Cuatro", "Quattro", "Vier", "चार"),
	all("Five", "Fünf", "Cinq", "Cinco", "Cinque", "Vijf", "पाँच"),
	all("Six", "Sechs", "Six", "Seis", "Sei", "Zes", "छह"),
}

// Number returns a small number in words, and false if it is to be written in digits.
func Number(n int) (Text, bool) {
	if n < 1 || n > len(numerals) {
		return Text{}, false
	}
	return numerals[n-1], true
}

// And lists the last of several names.
var And = all("%s and %s", "%s und %s", "%s et %s", "%s y %s", "%s e %s", "%s en %s", "%s और %s")

// The texts of a sale.
var (
	SaleOf         = all("%s things, one sale", "%s Dinge, ein Verkauf", "%s articles, une vente", "%s artículos, una venta", "%s articoli, una vendita", "%s artikelen, één verkoop", "%s चीज़ें, एक सेल")
	SaleUnits      = draft("%s units in all.")
	SalePerBuyer   = plural(draft("%d order per person."), draft("%d orders per person."))
	SaleMinutes    = plural(all("%d minute", "%d Minute", "%d minute", "%d minuto", "%d minuto", "%d minuut", "%d मिनट"), all("%d minutes", "%d Minuten", "%d minutes", "%d minutos", "%d minuti", "%d minuten", "%d मिनट"))
	SaleSeconds    = plural(all("%d second", "%d Sekunde", "%d seconde", "%d segundo", "%d secondo", "%d seconde", "%d सेकंड"), all("%d seconds", "%d Sekunden", "%d secondes", "%d segundos", "%d secondi", "%d seconden", "%d सेकंड"))
	SaleHold       = draft("Address first, without a clock. Then your items are kept for %[1]s while you pay, and %[1]s more if you ask.")
	SaleReady      = draft("Choose items and enter your address now. You can send them from the opening on; until then nothing is urgent.")
	SaleNeedsPass  = draft("This sale asks for a pass: a link that we mail to you, which shows that your address is yours. Whoever has it buys without another mail.")
	SalePassReady  = draft("Get ready: ask for your pass now. It is a link that we mail to you, which shows that your address is yours, and it is valid for 30 days. Nothing can be bought before the opening.")
	SaleHavePass   = draft("Do you have a pass? Open the link in our mail.")
	SaleNeedTicket = draft("This sale is for those whom we have invited from the waitlist. Your ticket is in our mail.")
	SaleHeldNote   = draft("Every unit is in someone’s checkout right now. A hold that is not paid ends, and its units are for sale again.")
	SaleSoldNote   = draft("Every unit is paid. If units come back, the waitlist hears of it first. Each product’s page has its waitlist.")
	SaleClosedNote = draft("The sale has ended. Orders that were placed are not affected. Each product’s page has its waitlist.")
	SaleNone       = draft("No sale at the moment")
	SaleNoneNote   = draft("We sell in short sales with a fixed opening time. The next one is announced here; each product’s waitlist hears of it first.")
	SaleNotCleared = draft("What this sale offers may not be sold in your country yet.")

	SaleGetPass   = draft("Get my pass")
	SaleBuy       = draft("Choose and buy")
	SalePrepare   = draft("Get ready")
	SaleCheck     = draft("Check again")
	SaleTicket    = draft("I have a ticket")
	SaleWaitlist  = draft("Join a waitlist")
	SaleOpensIn   = all("Opens in", "Öffnet in", "Ouvre dans", "Abre en", "Apre tra", "Opent over", "खुलने में बाकी")
	SaleClosesIn  = all("Closes in", "Schließt in", "Ferme dans", "Cierra en", "Chiude tra", "Sluit over", "बंद होने में बाकी")
	SaleOpens     = draft("Opens %s.")
	SaleOpened    = draft("Opened %s.")
	SaleClosesAt  = draft("Closes %s.")
	SaleClosed    = draft("Closed %s.")
	SaleMayReturn = draft("May come back on %s.")
	SaleFrom      = draft("From %s")
	SaleHeldUntil = draft("All on hold, may come back at %s")
	SaleAsOf      = draft("State of %s.")

	SaleInThis    = draft("In this sale")
	SaleFewLeft   = draft("Few left of %s.")
	SaleOnHold    = draft("%s: all on hold, may come back at %s.")
	SaleOnHoldAny = draft("%s: all on hold, may come back.")
	SaleGone      = draft("Sold out: %s.")
	SaleDelivery  = draft("Delivery %s is %s per order.")
	SaleTaxState  = draft("Sales tax depends on your state and is exact before you pay.")
	SalePiece     = draft("1 unit.")
	SalePieces    = draft("%s units.")
	SaleOpenIn    = all("Open now %s", "Jetzt geöffnet %s", "Ouvert %s", "Abierta %s", "Aperta ora %s", "Nu open %s", "%s अभी खुली है")

	PricePlusTax = draft("plus sales tax and %s delivery per order")
	PriceVAT     = draft("VAT included, plus %s delivery per order")
	PriceGST     = draft("all taxes included, plus %s delivery per order")
)

// The buttons of a countdown.
var (
	CountdownPause  = all("Pause countdown", "Countdown anhalten", "Suspendre le compte à rebours", "Pausar la cuenta atrás", "Metti in pausa il conto alla rovescia", "Aftelling pauzeren", "उलटी गिनती रोकें")
	CountdownResume = all("Resume countdown", "Countdown fortsetzen", "Reprendre le compte à rebours", "Reanudar la cuenta atrás", "Riprendi il conto alla rovescia", "Aftelling hervatten", "उलटी गिनती जारी रखें")
)
