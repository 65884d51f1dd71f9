package phrase

// TaxNumber is what the seller's number at the office of a tax is called.
func TaxNumber(kind string) Text {
	if kind == "gst" {
		return All("GSTIN", "GSTIN", "GSTIN", "GSTIN", "GSTIN", "GSTIN", "GSTIN")
	}
	return All("VAT number", "USt-IdNr.", "N° TVA", "NIF-IVA", "Partita IVA", "Btw-nummer", "वैट नंबर")
}

// TaxName is the name of a tax, such as "vat".
func TaxName(kind string) Text {
	switch kind {
	case "vat":
		return All("VAT", "MwSt.", "TVA", "IVA", "IVA", "btw", "वैट")
	case "gst":
		return All("GST", "GST", "GST", "GST", "GST", "GST", "जीएसटी")
	default:
		return All(
			"sales tax",
			"Verkaufssteuer",
			"taxe de vente",
			"impuesto sobre las ventas",
			"imposta sulle vendite",
			"verkoopbelasting",
			"बिक्री कर",
		)
	}
}

// What an order is of, and what the law wants its buyer to know.
var (
	DeliveryTerm = All("Delivery", "Lieferung", "Livraison", "Envío", "Consegna", "Levering", "डिलीवरी")
	TotalOfWhich = All(
		"Of which %s, %s",
		"Davon %s, %s",
		"Dont %s, %s",
		"Incluye %s, %s",
		"Di cui %s, %s",
		"Waarvan %s, %s",
		"इसमें शामिल %s, %s",
	)
	TotalSalesTax = All(
		"Sales tax, %s, %s",
		"Verkaufssteuer, %s, %s",
		"Taxe de vente, %s, %s",
		"Impuesto sobre las ventas, %s, %s",
		"Imposta sulle vendite, %s, %s",
		"Verkoopbelasting, %s, %s",
		"बिक्री कर, %s, %s",
	)
	TotalTax      = All("Tax", "Steuer", "Taxe", "Impuesto", "Imposta", "Belasting", "कर")
	TotalIncluded = All(
		"Total, %s included",
		"Gesamtbetrag inkl. %s",
		"Total, %s incluse",
		"Total, %s incluido",
		"Totale, %s inclusa",
		"Totaal, inclusief %s",
		"कुल, %s सहित",
	)
	Total       = All("Total", "Gesamtbetrag", "Total", "Total", "Totale", "Totaal", "कुल")
	TotalPaid   = All("Total paid", "Bezahlter Gesamtbetrag", "Total payé", "Total pagado", "Totale pagato", "Totaal betaald", "कुल भुगतान")
	RefundLine  = All("%s × %s", "%s × %s", "%s × %s", "%s × %s", "%s × %s", "%s × %s", "%s × %s")
	RefundMoney = All(
		"%s, a part of the price",
		"%s, ein Teil des Preises",
		"%s, une partie du prix",
		"%s, una parte del precio",
		"%s, una parte del prezzo",
		"%s, een deel van de prijs",
		"%s, दाम का एक हिस्सा",
	)
	HeldShips = All(
		"With the carrier by %s.",
		"Beim Paketdienst bis spätestens %s.",
		"Remise au transporteur au plus tard le %s.",
		"Entrega al transportista a más tardar el %s.",
		"Consegna al corriere entro %s.",
		"Uiterlijk %s bij de vervoerder.",
		"%s तक कूरियर को सौंपा जाएगा।",
	)
	HeldWithdraw = All(
		"14 days to withdraw, at least 2 years of legal guarantee.",
		"14 Tage Widerrufsrecht, mindestens 2 Jahre gesetzliche Gewährleistung.",
		"14 jours pour vous rétracter, au moins 2 ans de garantie légale.",
		"14 días para desistir, al menos 2 años de garantía legal.",
		"14 giorni per il recesso, almeno 2 anni di garanzia legale.",
		"14 dagen om te herroepen, ten minste 2 jaar wettelijke garantie.",
		"अनुबंध से हटने के लिए 14 दिन, कम से कम 2 साल की क़ानूनी गारंटी।",
	)
	HeldWithdrawUK = All(
		"14 days to cancel after delivery; your statutory rights apply.",
		"14 Tage Widerrufsrecht nach der Lieferung; Ihre gesetzlichen Rechte gelten.",
		"14 jours pour vous rétracter après la livraison\u00a0; vos droits légaux s’appliquent.",
		"14 días para desistir después de la entrega; se aplican sus derechos legales.",
		"14 giorni per il recesso dopo la consegna; valgono i diritti di legge.",
		"14 dagen om te herroepen na levering; uw wettelijke rechten gelden.",
		"डिलीवरी के बाद अनुबंध से हटने के लिए 14 दिन; आपके क़ानूनी अधिकार लागू हैं।",
	)
	HeldSoldBy = All(
		"Sold by %s.",
		"Verkauft von %s.",
		"Vendu par %s.",
		"Vendido por %s.",
		"Venduto da %s.",
		"Verkocht door %s.",
		"विक्रेता: %s।",
	)
	DeliverTo = All(
		"Deliver to",
		"Lieferadresse",
		"Adresse de livraison",
		"Dirección de entrega",
		"Indirizzo di consegna",
		"Afleveradres",
		"डिलीवरी का पता",
	)
	ShipRight = All(
		"If we cannot hand it over by then, we write to you with a new date, and you can agree or get all your money back.",
		"Wenn wir es bis dahin nicht übergeben können, nennen wir Ihnen einen neuen Termin. Sie können zustimmen oder Ihr ganzes Geld zurückbekommen.",
		"Si nous ne pouvons pas le remettre d’ici là, nous vous écrivons avec une nouvelle date, et vous pouvez l’accepter ou récupérer tout votre argent.",
		"Si no podemos entregarlo para entonces, le escribimos con una nueva fecha, y usted puede aceptarla o recuperar todo su dinero.",
		"Se non possiamo consegnarlo entro allora, scriviamo con una nuova data: è possibile accettarla o riavere tutto il denaro.",
		"Als we het dan niet kunnen overdragen, schrijven we u met een nieuwe datum. U kunt daarmee instemmen of al uw geld terugkrijgen.",
		"अगर हम तब तक इसे न सौंप सकें, तो हम आपको नई तारीख़ लिखेंगे, और आप उसे मान सकते हैं या अपना पूरा पैसा वापस ले सकते हैं।",
	)
	OrderTerm   = All("Order", "Bestellung", "Commande", "Pedido", "Ordine", "Bestelling", "ऑर्डर")
	ReceiptAt   = All("Paid", "Bezahlt am", "Payée le", "Pagado el", "Pagamento", "Betaald op", "भुगतान की तारीख़")
	ShippedLead = All(
		"We handed it to the carrier on %s.",
		"Dem Paketdienst übergeben am %s.",
		"Nous l’avons remis au transporteur le %s.",
		"Lo entregamos al transportista el %s.",
		"Lo abbiamo consegnato al corriere %s.",
		"We hebben het overgedragen aan de vervoerder op %s.",
		"हमने इसे %s को कूरियर को सौंपा।",
	)
	StepUsually = All(
		"Usually two to four days later",
		"Meist zwei bis vier Tage später",
		"En général deux à quatre jours plus tard",
		"Normalmente, de dos a cuatro días después",
		"Di solito da due a quattro giorni dopo",
		"Meestal twee tot vier dagen later",
		"आम तौर पर दो से चार दिन बाद",
	)
)
