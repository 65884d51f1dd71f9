package invoice

import (
	"storefront/shared/ledger"
	"storefront/shared/order"
	"storefront/shared/phrase"
)

// The words of the documents. German law calls a seller's credit note a correction. Its word
// Gutschrift means an invoice that the buyer writes.
var (
	invoiceTitle = phrase.All("Invoice", "Rechnung", "Facture", "Factura", "Fattura", "Factuur", "इनवॉइस")
	creditTitle  = phrase.All(
		"Credit note",
		"Rechnungskorrektur",
		"Avoir",
		"Factura rectificativa",
		"Nota di credito",
		"Creditfactuur",
		"क्रेडिट नोट",
	)
	taxInvoice = phrase.All("Tax invoice", "Tax invoice", "Tax invoice", "Tax invoice", "Tax invoice", "Tax invoice", "कर इनवॉइस")

	numberTerm   = phrase.All("Number", "Nummer", "Numéro", "Número", "Numero", "Nummer", "नंबर")
	issuedTerm   = phrase.All("Date of issue", "Ausstellungsdatum", "Date d’émission", "Fecha de expedición", "Data di emissione", "Factuurdatum", "जारी करने की तारीख़")
	paidTerm     = phrase.All("Paid on", "Bezahlt am", "Payé le", "Pagado el", "Pagato il", "Betaald op", "भुगतान की तारीख़")
	suppliedTerm = phrase.All("Supplied on", "Geliefert am", "Livré le", "Fecha de la operación", "Data della cessione", "Geleverd op", "आपूर्ति की तारीख़")
	refundedTerm = phrase.All("Refunded on", "Erstattet am", "Remboursé le", "Reembolsado el", "Rimborsato il", "Terugbetaald op", "पैसे लौटाने की तारीख़")
	sellerTerm   = phrase.All("Seller", "Verkäufer", "Vendeur", "Vendedor", "Venditore", "Verkoper", "विक्रेता")
	buyerTerm    = phrase.All("Buyer", "Käufer", "Acheteur", "Comprador", "Acquirente", "Koper", "ख़रीदार")
	correctsTerm = phrase.All("Corrects invoice", "Korrigiert Rechnung", "Rectifie la facture", "Rectifica la factura", "Rettifica la fattura", "Corrigeert factuur", "किस इनवॉइस का सुधार")
	ofDate       = phrase.All("%s of %s", "%s vom %s", "%s du %s", "%s del %s", "%s del %s", "%s van %s", "%s, %s")
	reasonTerm   = phrase.All("Reason", "Grund", "Motif", "Motivo", "Motivo", "Reden", "वजह")
	placeTerm    = phrase.All("Place of supply", "Place of supply", "Place of supply", "Place of supply", "Place of supply", "Place of supply", "आपूर्ति का स्थान")
	reverseTerm  = phrase.All("Tax on reverse charge", "Tax on reverse charge", "Tax on reverse charge", "Tax on reverse charge", "Tax on reverse charge", "Tax on reverse charge", "रिवर्स चार्ज पर कर")
	no           = phrase.All("No", "Nein", "Non", "No", "No", "Nee", "नहीं")
	buyerGone    = phrase.All(
		"Name and address were erased at the buyer’s request.",
		"Name und Adresse wurden auf Wunsch des Käufers gelöscht.",
		"Le nom et l’adresse ont été effacés à la demande de l’acheteur.",
		"El nombre y la dirección se borraron a petición del comprador.",
		"Il nome e l’indirizzo sono stati cancellati su richiesta dell’acquirente.",
		"Naam en adres zijn op verzoek van de koper gewist.",
		"ख़रीदार के कहने पर नाम और पता मिटा दिए गए।",
	)
	simplified = phrase.All(
		"Simplified invoice",
		"Rechnung über einen Kleinbetrag",
		"Facture simplifiée",
		"Factura simplificada",
		"Fattura semplificata",
		"Vereenvoudigde factuur",
		"सरल इनवॉइस",
	)

	itemTerm  = phrase.All("Item", "Artikel", "Article", "Artículo", "Articolo", "Artikel", "आइटम")
	unitsTerm = phrase.All("Quantity", "Menge", "Quantité", "Cantidad", "Quantità", "Aantal", "मात्रा")
	priceTerm = phrase.All("Unit price without tax", "Einzelpreis ohne Steuer", "Prix unitaire hors taxe", "Precio unitario sin impuesto", "Prezzo unitario senza imposta", "Stukprijs zonder belasting", "कर के बिना इकाई का दाम")
	netTerm   = phrase.All("Without tax", "Ohne Steuer", "Hors taxe", "Sin impuesto", "Senza imposta", "Zonder belasting", "कर के बिना")
	rateTerm  = phrase.All("Rate", "Satz", "Taux", "Tipo", "Aliquota", "Tarief", "दर")
	totalTerm = phrase.All("With tax", "Mit Steuer", "Taxe comprise", "Con impuesto", "Con imposta", "Met belasting", "कर सहित")
)

// titleOf returns the title of a document.
func titleOf(kind ledger.DocumentKind, isIndia bool) phrase.Text {
	switch {
	case kind == ledger.CreditNote:
		return creditTitle
	case isIndia:
		return taxInvoice
	default:
		return invoiceTitle
	}
}

// reasons has the words for the reasons of refunds.
var reasons = map[order.RefundReason]phrase.Text{
	order.Withdrawn:  phrase.All("Withdrawal by the buyer", "Widerruf durch den Käufer", "Rétractation de l’acheteur", "Desistimiento del comprador", "Recesso dell’acquirente", "Herroeping door de koper", "ख़रीदार अनुबंध से हटा"),
	order.OutOfStock: phrase.All("Cannot be delivered", "Nicht lieferbar", "Livraison impossible", "No se puede entregar", "Consegna impossibile", "Niet leverbaar", "डिलीवर नहीं हो सकता"),
	order.Damaged:    phrase.All("Damaged", "Beschädigt", "Endommagé", "Dañado", "Danneggiato", "Beschadigd", "टूटा-फूटा"),
	order.Lost:       phrase.All("Lost on its way", "Unterwegs verloren", "Perdu pendant le transport", "Perdido en el transporte", "Perso durante il trasporto", "Onderweg zoekgeraakt", "रास्ते में खो गया"),
	order.Goodwill:   phrase.All("Goodwill", "Kulanz", "Geste commercial", "Gesto comercial", "Gesto commerciale", "Coulance", "सद्भावना"),
}
