package words

// Reasons why an order cannot be paid, and was therefore not made.
var (
	RefusedAmount = all(
		"Our payment provider takes amounts from %s to %s. Please change the quantity.",
		"Unser Zahlungsdienst nimmt Beträge von %s bis %s an. Bitte ändern Sie die Anzahl.",
		"Notre prestataire de paiement accepte les montants de %s à %s. Veuillez modifier la quantité.",
		"Nuestro proveedor de pagos acepta importes de %s a %s. Cambie la cantidad.",
		"Il nostro fornitore di pagamenti accetta importi da %s a %s. Si prega di cambiare la quantità.",
		"Onze betaaldienst neemt bedragen van %s tot %s aan. Wijzig het aantal.",
		"हमारी भुगतान सेवा %s से %s तक की राशि लेती है। कृपया संख्या बदलें।",
	)
	RefusedCurrency = all(
		"Our payment provider does not take this currency, so we cannot sell here at the moment.",
		"Unser Zahlungsdienst nimmt diese Währung nicht an. Deshalb können wir hier zurzeit nicht verkaufen.",
		"Notre prestataire de paiement n’accepte pas cette devise\u00a0: nous ne pouvons pas vendre ici pour le moment.",
		"Nuestro proveedor de pagos no acepta esta moneda, así que por ahora no podemos vender aquí.",
		"Il nostro fornitore di pagamenti non accetta questa valuta, perciò al momento non possiamo vendere qui.",
		"Onze betaaldienst neemt deze munt niet aan. Daarom kunnen we hier op dit moment niet verkopen.",
		"हमारी भुगतान सेवा यह मुद्रा नहीं लेती, इसलिए अभी हम यहाँ नहीं बेच सकते।",
	)
)
