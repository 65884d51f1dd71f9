package words

// PayButton returns the words of the button that places an order, which the law of the
// market's region prescribes, and reports whether the total is a part of them.
func PayButton(region string) (text Text, withTotal bool) {
	if region == "us" || region == "in" {
		return payTotal, true
	}
	return payObligation, false
}

var (
	payTotal = all("Order and pay %s", "Bestellen und %s bezahlen", "Commander et payer %s", "Pedir y pagar %s", "Ordina e paga %s",
		"Bestellen en %s betalen", "ऑर्डर करें और %s चुकाएँ")
	payObligation = all("Order with obligation to pay", "Zahlungspflichtig bestellen", "Commande avec obligation de paiement",
		"Pedido con obligación de pago", "Ordine con obbligo di pagare", "Bestelling met betalingsverplichting", "भुगतान की बाध्यता के साथ ऑर्डर")
)

// The page of an order that is held.
var (
	HeldState = all(
		"On hold for you, order %s",
		"Für Sie reserviert, Bestellung %s",
		"Réservé pour vous, commande %s",
		"Reservado para usted, pedido %s",
		"Riservato per lei, ordine %s",
		"Voor u gereserveerd, bestelling %s",
		"आपके लिए आरक्षित, ऑर्डर %s",
	)
	HeldTitle = all(
		"Kept for you until %s",
		"Für Sie reserviert bis %s",
		"Réservé pour vous jusqu’à %s",
		"Reservado para usted. Hora límite: %s",
		"Riservato per lei fino alle ore %s",
		"Voor u gereserveerd tot %s",
		"आपके लिए %s तक आरक्षित",
	)
	HeldUntil  = all("until ", "bis ", "jusqu’à ", "hora límite: ", "fino alle ore ", "tot ", "समय-सीमा: ")
	HeldLeft   = all("Time left", "Verbleibende Zeit", "Temps restant", "Tiempo restante", "Tempo rimasto", "Resterende tijd", "बचा हुआ समय")
	HeldLonger = all(
		"If you need longer, take %s more. You can do this once. When the time ends, the items return to the sale and you pay nothing.",
		"Wenn Sie länger brauchen, können Sie einmal um %s verlängern. Wenn die Zeit abläuft, gehen die Artikel in den Verkauf zurück, und Sie zahlen nichts.",
		"Si vous avez besoin de plus de temps, prolongez de %s. Vous pouvez le faire une fois. À la fin du délai, les articles retournent à la vente et vous ne payez rien.",
		"Si necesita más tiempo, añada %s. Puede hacerlo una vez. Cuando se acaba el tiempo, los artículos vuelven a la venta y usted no paga nada.",
		"Se serve più tempo, è possibile aggiungere %s, una volta sola. Allo scadere del tempo gli articoli tornano in vendita e non si paga nulla.",
		"Hebt u langer nodig, neem dan %s extra. Dat kan één keer. Als de tijd om is, gaan de artikelen terug naar de verkoop en betaalt u niets.",
		"ज़्यादा समय चाहिए तो %s और लें। ऐसा एक बार किया जा सकता है। समय पूरा होने पर आइटम सेल में लौट जाते हैं और आपको कुछ नहीं चुकाना होता।",
	)
	HeldLongerOnce = all(
		"You have taken more time already. When the time ends, the items return to the sale and you pay nothing.",
		"Sie haben schon verlängert. Wenn die Zeit abläuft, gehen die Artikel in den Verkauf zurück, und Sie zahlen nichts.",
		"Vous avez déjà prolongé le délai. À la fin du délai, les articles retournent à la vente et vous ne payez rien.",
		"Ya ha añadido tiempo. Cuando se acaba el tiempo, los artículos vuelven a la venta y usted no paga nada.",
		"Il tempo è già stato prolungato. Allo scadere del tempo gli articoli tornano in vendita e non si paga nulla.",
		"U hebt al extra tijd genomen. Als de tijd om is, gaan de artikelen terug naar de verkoop en betaalt u niets.",
		"आप पहले ही और समय ले चुके हैं। समय पूरा होने पर आइटम सेल में लौट जाते हैं और आपको कुछ नहीं चुकाना होता।",
	)
	HeldFive = all(
		"5 minutes left to pay.",
		"Noch 5 Minuten zum Bezahlen.",
		"Il reste 5 minutes pour payer.",
		"Quedan 5 minutos para pagar.",
		"Restano 5 minuti per pagare.",
		"Nog 5 minuten om te betalen.",
		"भुगतान के लिए 5 मिनट बचे हैं।",
	)
	HeldOne = all(
		"1 minute left to pay.",
		"Noch 1 Minute zum Bezahlen.",
		"Il reste 1 minute pour payer.",
		"Queda 1 minuto para pagar.",
		"Resta 1 minuto per pagare.",
		"Nog 1 minuut om te betalen.",
		"भुगतान के लिए 1 मिनट बचा है।",
	)
	HeldNow = all(
		"The time has ended. Your items return to the sale, and you pay nothing.",
		"Die Zeit ist abgelaufen. Ihre Artikel gehen in den Verkauf zurück, und Sie zahlen nichts.",
		"Le délai est écoulé. Vos articles retournent à la vente et vous ne payez rien.",
		"El tiempo se ha acabado. Sus artículos vuelven a la venta y usted no paga nada.",
		"Il tempo è scaduto. Gli articoli tornano in vendita e non si paga nulla.",
		"De tijd is om. Uw artikelen gaan terug naar de verkoop en u betaalt niets.",
		"समय पूरा हो गया। आपके आइटम सेल में लौट जाते हैं और आपको कुछ नहीं चुकाना होता।",
	)
	HeldMore   = all("Take %s more", "Um %s verlängern", "Prolonger de %s", "Añadir %s", "Aggiungi %s", "%s extra nemen", "%s और लें")
	HeldChange = all(
		"To change something, cancel. The page then offers the form with what you typed.",
		"Wenn Sie etwas ändern möchten, stornieren Sie. Die Seite bietet Ihnen dann das Formular mit Ihren Angaben an.",
		"Pour changer quelque chose, annulez. La page vous propose alors le formulaire avec ce que vous aviez saisi.",
		"Para cambiar algo, cancele. La página le ofrece entonces el formulario con los datos que escribió.",
		"Per cambiare qualcosa, annulli l’ordine. La pagina propone poi il modulo con i dati già inseriti.",
		"Wilt u iets wijzigen, annuleer dan. De pagina biedt u daarna het formulier aan met wat u hebt ingevuld.",
		"कुछ बदलना हो तो रद्द करें। फिर यह पेज आपकी भरी हुई जानकारी के साथ फ़ॉर्म दिखाता है।",
	)
	HeldPayWith = all("Pay with", "Bezahlen mit", "Payer avec", "Pagar con", "Pagare con", "Betalen met", "भुगतान का माध्यम")
	HeldSandbox = all(
		"This is a demonstration: no money moves.",
		"Dies ist eine Demonstration: Es fließt kein Geld.",
		"Ceci est une démonstration\u00a0: aucun argent ne circule.",
		"Esto es una demostración: no se mueve dinero.",
		"Questa è una dimostrazione: non si muove denaro.",
		"Dit is een demonstratie: er gaat geen geld om.",
		"यह केवल एक प्रदर्शन है: कोई पैसा नहीं कटता।",
	)
	HeldOnPage = all(
		"You choose on our payment provider’s page, after the next step.",
		"Sie wählen nach dem nächsten Schritt auf der Seite unseres Zahlungsdienstleisters.",
		"Vous choisissez à l’étape suivante, sur la page de notre prestataire de paiement.",
		"Lo elige en el paso siguiente, en la página de nuestro proveedor de pagos.",
		"La scelta avviene al passo successivo, sulla pagina del nostro fornitore di servizi di pagamento.",
		"U kiest na de volgende stap, op de pagina van onze betaaldienst.",
		"अगले चरण में आप हमारे भुगतान प्रदाता के पेज पर चुनते हैं।",
	)
	HeldOrder  = all("Your order", "Ihre Bestellung", "Votre commande", "Su pedido", "Il suo ordine", "Uw bestelling", "आपका ऑर्डर")
	HeldCancel = all(
		"Cancel and give the items back",
		"Stornieren und Artikel freigeben",
		"Annuler et libérer les articles",
		"Cancelar y liberar los artículos",
		"Annulla e libera gli articoli",
		"Annuleren en artikelen vrijgeven",
		"रद्द करें और आइटम छोड़ दें",
	)
	HeldPays = all(
		"What you pay",
		"Was Sie zahlen",
		"Ce que vous payez",
		"Lo que paga",
		"Quanto si paga",
		"Wat u betaalt",
		"आपको कितना चुकाना है",
	)
	HeldPieces = plural(
		all("%d piece", "%d Stück", "%d unité", "%d unidad", "%d pezzo", "%d stuk", "%d पीस"),
		all("%d pieces", "%d Stück", "%d unités", "%d unidades", "%d pezzi", "%d stuks", "%d पीस"))
	HeldModel    = all("Model %s", "Modell %s", "Modèle %s", "Modelo %s", "Modello %s", "Model %s", "मॉडल %s")
	HeldDeclined = all(
		"The payment was declined",
		"Die Zahlung wurde abgelehnt",
		"Le paiement a été refusé",
		"El pago ha sido rechazado",
		"Il pagamento è stato rifiutato",
		"De betaling is geweigerd",
		"भुगतान अस्वीकार हो गया",
	)
	HeldDeclinedFor = plural(
		all(
			"Nothing was charged. Your items are still kept. You can try %d more time, best with another card.",
			"Es wurde nichts abgebucht. Ihre Artikel sind weiterhin reserviert. Sie können es noch %d Mal versuchen, am besten mit einer anderen Karte.",
			"Rien n’a été débité. Vos articles sont toujours réservés. Vous pouvez encore essayer %d fois, de préférence avec une autre carte.",
			"No se ha cobrado nada. Sus artículos siguen reservados. Puede intentarlo %d vez más, mejor con otra tarjeta.",
			"Non è stato addebitato nulla. Gli articoli sono ancora riservati. È possibile riprovare %d volta, meglio con un’altra carta.",
			"Er is niets afgeschreven. Uw artikelen zijn nog gereserveerd. U kunt het nog %d keer proberen, het liefst met een andere kaart.",
			"कोई पैसा नहीं कटा है। आपके आइटम अब भी आरक्षित हैं। आप %d बार और कोशिश कर सकते हैं, बेहतर होगा कि किसी दूसरे कार्ड से।",
		),
		all(
			"Nothing was charged. Your items are still kept. You can try %d more times, best with another card.",
			"Es wurde nichts abgebucht. Ihre Artikel sind weiterhin reserviert. Sie können es noch %d Mal versuchen, am besten mit einer anderen Karte.",
			"Rien n’a été débité. Vos articles sont toujours réservés. Vous pouvez encore essayer %d fois, de préférence avec une autre carte.",
			"No se ha cobrado nada. Sus artículos siguen reservados. Puede intentarlo %d veces más, mejor con otra tarjeta.",
			"Non è stato addebitato nulla. Gli articoli sono ancora riservati. È possibile riprovare %d volte, meglio con un’altra carta.",
			"Er is niets afgeschreven. Uw artikelen zijn nog gereserveerd. U kunt het nog %d keer proberen, het liefst met een andere kaart.",
			"कोई पैसा नहीं कटा है। आपके आइटम अब भी आरक्षित हैं। आप %d बार और कोशिश कर सकते हैं, बेहतर होगा कि किसी दूसरे कार्ड से।",
		))

	CardVisa = all(
		"Visa ending in 4242 (test)",
		"Visa mit den Endziffern 4242 (Test)",
		"Visa se terminant par 4242 (test)",
		"Visa terminada en 4242 (prueba)",
		"Visa che termina con 4242 (test)",
		"Visa eindigend op 4242 (test)",
		"Visa, आख़िरी अंक 4242 (टेस्ट)",
	)
	CardConfirm = all(
		"A card whose bank asks you to confirm (test)",
		"Karte, deren Bank eine Bestätigung verlangt (Test)",
		"Une carte dont la banque demande une confirmation (test)",
		"Una tarjeta cuyo banco pide confirmación (prueba)",
		"Una carta la cui banca chiede una conferma (test)",
		"Een kaart waarvan de bank om bevestiging vraagt (test)",
		"ऐसा कार्ड जिसका बैंक पुष्टि माँगता है (टेस्ट)",
	)
	CardDeclined = all(
		"A card that is declined (test)",
		"Karte, die abgelehnt wird (Test)",
		"Une carte qui est refusée (test)",
		"Una tarjeta que se rechaza (prueba)",
		"Una carta che viene rifiutata (test)",
		"Een kaart die wordt geweigerd (test)",
		"ऐसा कार्ड जो अस्वीकार होता है (टेस्ट)",
	)
)

// The page where a payment goes on.
var (
	ContinueTitle = all(
		"Confirm the payment",
		"Zahlung bestätigen",
		"Confirmer le paiement",
		"Confirmar el pago",
		"Conferma del pagamento",
		"Betaling bevestigen",
		"भुगतान की पुष्टि करें",
	)
	ContinueLead = all(
		"Your bank asks you to confirm the payment of %s. Your items are kept until %s.",
		"Ihre Bank bittet Sie, die Zahlung von %s zu bestätigen. Ihre Artikel sind reserviert bis %s.",
		"Votre banque vous demande de confirmer le paiement de %s. Vos articles sont réservés jusqu’à %s.",
		"Su banco le pide que confirme el pago de %s. Sus artículos están reservados; hora límite: %s.",
		"La banca chiede di confermare il pagamento di %s. Gli articoli sono riservati fino alle ore %s.",
		"Uw bank vraagt u de betaling van %s te bevestigen. Uw artikelen zijn gereserveerd tot %s.",
		"आपका बैंक आपसे %s के भुगतान की पुष्टि चाहता है। आपके आइटम %s तक आरक्षित हैं।",
	)
	ContinueSandbox = all(
		"This is a demonstration: the button stands for your bank’s page.",
		"Dies ist eine Demonstration: Der Knopf steht für die Seite Ihrer Bank.",
		"Ceci est une démonstration\u00a0: le bouton tient lieu de la page de votre banque.",
		"Esto es una demostración: el botón hace de página de su banco.",
		"Questa è una dimostrazione: il pulsante sta al posto della pagina della banca.",
		"Dit is een demonstratie: de knop staat voor de pagina van uw bank.",
		"यह केवल एक प्रदर्शन है: यह बटन आपके बैंक के पेज की जगह है।",
	)
	ContinueOnPage = all(
		"You pay %s on our payment provider’s page. Your items are kept until %s.",
		"Sie zahlen %s auf der Seite unseres Zahlungsdienstleisters. Ihre Artikel sind reserviert bis %s.",
		"Vous payez %s sur la page de notre prestataire de paiement. Vos articles sont réservés jusqu’à %s.",
		"Usted paga %s en la página de nuestro proveedor de pagos. Sus artículos están reservados; hora límite: %s.",
		"Il pagamento di %s avviene sulla pagina del nostro fornitore di servizi di pagamento. Gli articoli sono riservati fino alle ore %s.",
		"U betaalt %s op de pagina van onze betaaldienst. Uw artikelen zijn gereserveerd tot %s.",
		"आप %s का भुगतान हमारे भुगतान प्रदाता के पेज पर करते हैं। आपके आइटम %s तक आरक्षित हैं।",
	)
	ContinueToPage = all(
		"Go to the payment page",
		"Zur Zahlungsseite",
		"Aller à la page de paiement",
		"Ir a la página de pago",
		"Vai alla pagina di pagamento",
		"Naar de betaalpagina",
		"भुगतान पेज पर जाएँ",
	)
	ContinueApproved = all(
		"Your payment of %s is approved. Confirm it by %s, and the items are yours.",
		"Ihre Zahlung von %s ist genehmigt. Bestätigen Sie sie bis %s, dann gehören die Artikel Ihnen.",
		"Votre paiement de %s est accepté. Confirmez-le avant %s et les articles sont à vous.",
		"Su pago de %s está aprobado. Confírmelo y los artículos serán suyos; hora límite: %s.",
		"Il pagamento di %s è approvato. Lo confermi entro le ore %s e gli articoli saranno suoi.",
		"Uw betaling van %s is goedgekeurd. Bevestig die vóór %s en de artikelen zijn van u.",
		"%s का आपका भुगतान स्वीकृत हो गया है। %s तक इसकी पुष्टि करें, फिर आइटम आपके हैं।",
	)
	ContinueConfirm = all(
		"I confirm the payment of %s",
		"Ich bestätige die Zahlung von %s",
		"Je confirme le paiement de %s",
		"Confirmo el pago de %s",
		"Confermo il pagamento di %s",
		"Ik bevestig de betaling van %s",
		"%s के भुगतान की पुष्टि करें",
	)
	ContinueBack = all(
		"Back to my order",
		"Zurück zu meiner Bestellung",
		"Retour à ma commande",
		"Volver a mi pedido",
		"Torna al mio ordine",
		"Terug naar mijn bestelling",
		"मेरे ऑर्डर पर वापस जाएँ",
	)
	ContinueNothing = all(
		"There is nothing to confirm. Go back to your order.",
		"Es gibt nichts zu bestätigen. Kehren Sie zu Ihrer Bestellung zurück.",
		"Il n’y a rien à confirmer. Revenez à votre commande.",
		"No hay nada que confirmar. Vuelva a su pedido.",
		"Non c’è nulla da confermare. Torni al suo ordine.",
		"Er valt niets te bevestigen. Ga terug naar uw bestelling.",
		"पुष्टि करने के लिए कुछ नहीं है। अपने ऑर्डर पर वापस जाएँ।",
	)
)

// The pages of an order in its other states.
var (
	PaidState = all("Paid", "Bezahlt", "Payée", "Pagado", "Pagato", "Betaald", "भुगतान हो गया")
	PaidTitle = all(
		"Thank you. It is yours.",
		"Vielen Dank. Es gehört Ihnen.",
		"Merci. C’est à vous.",
		"Gracias. Ya es suyo.",
		"Grazie. È suo.",
		"Dank u wel. Het is van u.",
		"धन्यवाद। अब यह आपका है।",
	)
	PaidLead = all(
		"We hand it to the carrier by %s. Keep this page’s address: it is the way to your order.",
		"Wir übergeben das Paket dem Paketdienst bis %s. Bewahren Sie die Adresse dieser Seite auf: Über sie kommen Sie zu Ihrer Bestellung.",
		"Nous remettons le colis au transporteur au plus tard le %s. Gardez l’adresse de cette page\u00a0: elle mène à votre commande.",
		"Entregamos el paquete al transportista a más tardar el %s. Guarde la dirección de esta página: es el camino a su pedido.",
		"Consegniamo il pacco al corriere entro %s. Conservi l’indirizzo di questa pagina: porta al suo ordine.",
		"We dragen het pakket uiterlijk %s over aan de vervoerder. Bewaar het adres van deze pagina: daarmee komt u bij uw bestelling.",
		"हम पार्सल %s तक कूरियर को सौंप देंगे। इस पेज का पता सँभालकर रखें: इसी से आप अपने ऑर्डर तक पहुँचते हैं।",
	)
	ShippedState = all(
		"With the carrier",
		"Beim Paketdienst",
		"Chez le transporteur",
		"En manos del transportista",
		"Affidato al corriere",
		"Bij de vervoerder",
		"कूरियर के पास",
	)
	ShippedTitle = all(
		"It is on its way",
		"Ihr Paket ist unterwegs",
		"Votre colis est en route",
		"Su paquete está en camino",
		"Il pacco è in viaggio",
		"Uw pakket is onderweg",
		"आपका पार्सल रास्ते में है",
	)
	RefundedState = all("Refunded", "Erstattet", "Remboursée", "Reembolsado", "Rimborsato", "Terugbetaald", "पैसे लौटाए गए")
	RefundedTitle = all(
		"You got everything back",
		"Sie haben alles zurückerhalten",
		"Tout vous a été remboursé",
		"Se le ha devuelto todo",
		"Tutto è stato rimborsato",
		"U hebt alles teruggekregen",
		"आपको पूरा पैसा लौटा दिया गया",
	)
	ExpiredState = all(
		"Hold ended",
		"Reservierung beendet",
		"Réservation terminée",
		"Reserva terminada",
		"Non più riservato",
		"Reservering afgelopen",
		"आरक्षण समाप्त",
	)
	ExpiredTitle = all(
		"The time has ended",
		"Die Zeit ist abgelaufen",
		"Le délai est écoulé",
		"El tiempo se ha acabado",
		"Il tempo è scaduto",
		"De tijd is om",
		"समय पूरा हो गया",
	)
	ReturnedLead = all(
		"Your items returned to the sale. You paid nothing.",
		"Ihre Artikel sind wieder im Verkauf. Sie haben nichts bezahlt.",
		"Vos articles sont retournés à la vente. Vous n’avez rien payé.",
		"Sus artículos han vuelto a la venta. No ha pagado nada.",
		"Gli articoli sono tornati in vendita. Non è stato pagato nulla.",
		"Uw artikelen zijn terug in de verkoop. U hebt niets betaald.",
		"आपके आइटम सेल में लौट गए हैं। आपने कुछ नहीं चुकाया।",
	)
	CancelledState = all("Cancelled", "Storniert", "Annulée", "Cancelado", "Annullato", "Geannuleerd", "रद्द")
	CancelledTitle = all(
		"You cancelled this order",
		"Sie haben diese Bestellung storniert",
		"Vous avez annulé cette commande",
		"Ha cancelado este pedido",
		"Questo ordine è stato annullato",
		"U hebt deze bestelling geannuleerd",
		"आपने यह ऑर्डर रद्द किया",
	)
	DeclinedTitle = all(
		"The payment was declined too often",
		"Die Zahlung wurde zu oft abgelehnt",
		"Le paiement a été refusé trop souvent",
		"El pago ha sido rechazado demasiadas veces",
		"Il pagamento è stato rifiutato troppe volte",
		"De betaling is te vaak geweigerd",
		"भुगतान बहुत बार अस्वीकार हुआ",
	)
	DeclinedLead = all(
		"After %s declined payments a hold ends, so that nobody can try out stolen cards. Your items returned to the sale, and nothing was charged.",
		"Nach %s abgelehnten Zahlungen endet eine Reservierung, damit niemand gestohlene Karten ausprobieren kann. Ihre Artikel sind wieder im Verkauf, und es wurde nichts abgebucht.",
		"Après %s paiements refusés, une réservation prend fin, afin que personne ne puisse essayer des cartes volées. Vos articles sont retournés à la vente et rien n’a été débité.",
		"Después de %s pagos rechazados, la reserva termina, para que nadie pueda probar tarjetas robadas. Sus artículos han vuelto a la venta y no se ha cobrado nada.",
		"Dopo %s pagamenti rifiutati gli articoli non restano riservati, perché nessuno possa provare carte rubate. Gli articoli sono tornati in vendita e non è stato addebitato nulla.",
		"Na %s geweigerde betalingen eindigt een reservering, zodat niemand gestolen kaarten kan uitproberen. Uw artikelen zijn terug in de verkoop en er is niets afgeschreven.",
		"%s भुगतान अस्वीकार होने पर आरक्षण समाप्त हो जाता है, ताकि कोई चोरी के कार्ड न आज़मा सके। आपके आइटम सेल में लौट गए हैं और कोई पैसा नहीं कटा।",
	)
	RejectedState = all("Not kept", "Nicht reserviert", "Non réservée", "No reservado", "Non riservato", "Niet gereserveerd", "आरक्षित नहीं हुआ")
	RejectedTitle = all(
		"Not all of it could be had",
		"Nicht alles war zu haben",
		"Tout n’était plus disponible",
		"No todo estaba disponible",
		"Non tutto era disponibile",
		"Niet alles was beschikbaar",
		"सब कुछ उपलब्ध नहीं था",
	)
	RejectedLead = all(
		"While you ordered, others took some of these items. Nothing was kept and nothing was charged.",
		"Während Sie bestellt haben, haben andere einige dieser Artikel genommen. Es wurde nichts reserviert und nichts abgebucht.",
		"Pendant que vous commandiez, d’autres ont pris certains de ces articles. Rien n’a été réservé et rien n’a été débité.",
		"Mientras hacía su pedido, otras personas tomaron algunos de estos artículos. No se ha reservado ni cobrado nada.",
		"Mentre ordinava, altri hanno preso alcuni di questi articoli. Nulla è stato riservato e nulla è stato addebitato.",
		"Terwijl u bestelde, namen anderen een deel van deze artikelen. Er is niets gereserveerd en niets afgeschreven.",
		"जब आप ऑर्डर कर रहे थे, तब दूसरों ने इनमें से कुछ आइटम ले लिए। कुछ भी आरक्षित नहीं हुआ और कोई पैसा नहीं कटा।",
	)
	StartAgain = all(
		"Back to the form with what I typed",
		"Zurück zum Formular mit meinen Angaben",
		"Revenir au formulaire avec mes données",
		"Volver al formulario con mis datos",
		"Torna al modulo con i miei dati",
		"Terug naar het formulier met mijn gegevens",
		"मेरी जानकारी के साथ फ़ॉर्म पर लौटें",
	)
	ToSale = all("To the sale", "Zum Verkauf", "Aller à la vente", "Ir a la venta", "Vai alla vendita", "Naar de verkoop", "सेल पर जाएँ")

	WhereTitle = all(
		"Where it is",
		"Wo Ihre Bestellung ist",
		"Où en est votre commande",
		"Dónde está su pedido",
		"A che punto è l’ordine",
		"Waar uw bestelling is",
		"आपका ऑर्डर कहाँ है",
	)
	StepKept = all(
		"Kept for you",
		"Für Sie reserviert",
		"Réservée pour vous",
		"Reservado para usted",
		"Riservato per lei",
		"Voor u gereserveerd",
		"आपके लिए आरक्षित",
	)
	StepArrives = all("Delivered", "Zugestellt", "Livrée", "Entregado", "Consegnato", "Bezorgd", "डिलीवर हो गया")
	StepBy      = all(
		"By %s. We write when it leaves, or if it cannot.",
		"Bis %s. Wir schreiben Ihnen, wenn das Paket losgeht oder wenn es bis dahin nicht möglich ist.",
		"Au plus tard le %s. Nous vous écrivons quand le colis part, ou s’il ne peut pas partir.",
		"A más tardar el %s. Le escribimos cuando salga, o si no puede salir.",
		"Entro %s. Scriviamo quando parte, o se non può partire.",
		"Uiterlijk %s. We schrijven u als het pakket vertrekt, of als dat niet lukt.",
		"%s तक। पार्सल रवाना होने पर हम आपको लिखेंगे, और न हो पाए तब भी।",
	)
	StepLeft = all(
		"You withdrew",
		"Widerrufen",
		"Rétractation reçue",
		"Desistimiento recibido",
		"Recesso ricevuto",
		"Herroepen",
		"आप अनुबंध से हट गए",
	)

	RefundsTitle = all("Refunds", "Erstattungen", "Remboursements", "Reembolsos", "Rimborsi", "Terugbetalingen", "लौटाए गए पैसे")
	RefundOf     = all(
		"%s refunded on %s",
		"%s erstattet am %s",
		"Remboursement de %s le %s",
		"Reembolso de %s el %s",
		"Rimborso di %s in data %s",
		"%s terugbetaald op %s",
		"%[2]s को %[1]s लौटाए गए",
	)

	ReceiptTitle = all("Receipt", "Beleg", "Reçu", "Recibo", "Ricevuta", "Bon", "रसीद")
	ReceiptPaid  = all(
		"What you paid",
		"Was Sie bezahlt haben",
		"Ce que vous avez payé",
		"Lo que ha pagado",
		"Quanto è stato pagato",
		"Wat u hebt betaald",
		"आपने कितना चुकाया",
	)
	ReceiptFrom = all("Sold by", "Verkauft von", "Vendu par", "Vendido por", "Venduto da", "Verkocht door", "विक्रेता")
	ReceiptGone = all(
		"Your name and address were erased from this order.",
		"Ihr Name und Ihre Adresse wurden aus dieser Bestellung gelöscht.",
		"Votre nom et votre adresse ont été effacés de cette commande.",
		"Su nombre y su dirección se han borrado de este pedido.",
		"Il nome e l’indirizzo sono stati cancellati da questo ordine.",
		"Uw naam en adres zijn uit deze bestelling gewist.",
		"आपका नाम और पता इस ऑर्डर से मिटा दिए गए हैं।",
	)
	ReceiptSealed = all(
		"Tax law requires us to keep a copy of the name and address on the invoice. It is encrypted, and we delete it when the law allows.",
		"Das Steuerrecht verpflichtet uns, eine Kopie von Name und Adresse auf der Rechnung aufzubewahren. Sie ist verschlüsselt, und wir löschen sie, sobald das Gesetz es erlaubt.",
		"Le droit fiscal nous oblige à conserver une copie du nom et de l’adresse qui figurent sur la facture. Elle est chiffrée, et nous la supprimons dès que la loi le permet.",
		"La ley fiscal nos obliga a conservar una copia del nombre y la dirección de la factura. Está cifrada y la eliminamos en cuanto la ley lo permite.",
		"La legge fiscale ci obbliga a conservare una copia del nome e dell’indirizzo riportati in fattura. È cifrata e la eliminiamo non appena la legge lo consente.",
		"De belastingwet verplicht ons een kopie te bewaren van de naam en het adres op de factuur. Die is versleuteld en wordt gewist zodra de wet dat toestaat.",
		"कर क़ानून के अनुसार हमें इनवॉइस पर लिखे नाम और पते की एक प्रति रखनी होती है। वह एन्क्रिप्ट की हुई है, और क़ानून के अनुमति देते ही हम उसे मिटा देते हैं।",
	)
	ReceiptPrint = all(
		"To keep it, print this page.",
		"Zum Aufbewahren drucken Sie diese Seite aus.",
		"Pour le conserver, imprimez cette page.",
		"Para conservarlo, imprima esta página.",
		"Per conservarla, stampi questa pagina.",
		"Druk deze pagina af om de bon te bewaren.",
		"इसे सँभालकर रखने के लिए यह पेज प्रिंट करें।",
	)

	OrderWrong = all(
		"This link does not open an order",
		"Dieser Link öffnet keine Bestellung",
		"Ce lien n’ouvre aucune commande",
		"Este enlace no abre ningún pedido",
		"Questo link non apre alcun ordine",
		"Deze link opent geen bestelling",
		"यह लिंक कोई ऑर्डर नहीं खोलता",
	)
	OrderWrongNote = all(
		"It may be incomplete or too old. We mail you a new one: you need the order’s number and the address that you ordered with.",
		"Vielleicht ist er unvollständig oder zu alt. Wir senden Ihnen einen neuen per E-Mail: Sie brauchen die Bestellnummer und die E-Mail-Adresse, mit der Sie bestellt haben.",
		"Il est peut-être incomplet ou trop ancien. Nous vous en envoyons un nouveau par e-mail\u00a0: il faut le numéro de la commande et l’adresse avec laquelle vous avez commandé.",
		"Puede que esté incompleto o sea demasiado antiguo. Le enviamos uno nuevo por correo: necesita el número del pedido y la dirección con la que lo hizo.",
		"Forse è incompleto o troppo vecchio. Ne inviamo uno nuovo per e-mail: servono il numero dell’ordine e l’indirizzo usato per ordinare.",
		"Misschien is hij onvolledig of te oud. We mailen u een nieuwe: u hebt het bestelnummer nodig en het e-mailadres waarmee u hebt besteld.",
		"शायद यह अधूरा है या बहुत पुराना है। हम आपको नया लिंक ई-मेल करते हैं: इसके लिए ऑर्डर नंबर और वह ई-मेल पता चाहिए जिससे आपने ऑर्डर किया था।",
	)
	OrderWrongGo = all(
		"Mail me a new link",
		"Neuen Link per E-Mail senden",
		"M’envoyer un nouveau lien",
		"Enviarme un enlace nuevo",
		"Inviami un nuovo link",
		"Mail mij een nieuwe link",
		"मुझे नया लिंक ई-मेल करें",
	)
	OrderTitle = all("Order %s", "Bestellung %s", "Commande %s", "Pedido %s", "Ordine %s", "Bestelling %s", "ऑर्डर %s")
)

// Withdrawal.
var (
	WithdrawAsk = all(
		"Changed your mind?",
		"Anders überlegt?",
		"Vous avez changé d’avis\u00a0?",
		"¿Ha cambiado de opinión?",
		"Ha cambiato idea?",
		"Van gedachten veranderd?",
		"मन बदल गया?",
	)
	WithdrawRight = all(
		"You can withdraw until 14 days after the parcel arrives. You need not give a reason, and you get back everything you paid, delivery included.",
		"Sie können bis 14 Tage nach Ankunft des Pakets widerrufen. Sie müssen keinen Grund nennen und erhalten alles zurück, was Sie bezahlt haben, auch die Lieferkosten.",
		"Vous pouvez vous rétracter jusqu’à 14 jours après l’arrivée du colis. Vous n’avez pas à donner de motif, et tout ce que vous avez payé vous est remboursé, livraison comprise.",
		"Puede desistir hasta 14 días después de que llegue el paquete. No tiene que indicar ningún motivo y recupera todo lo que pagó, incluido el envío.",
		"È possibile recedere fino a 14 giorni dopo l’arrivo del pacco. Non occorre indicare un motivo e si riceve indietro tutto ciò che è stato pagato, consegna compresa.",
		"U kunt herroepen tot 14 dagen nadat het pakket is aangekomen. U hoeft geen reden te geven en u krijgt alles terug wat u hebt betaald, ook de leveringskosten.",
		"पार्सल पहुँचने के 14 दिन बाद तक आप अनुबंध से हट सकते हैं। आपको कारण बताने की ज़रूरत नहीं, और डिलीवरी शुल्क समेत आपका चुकाया हुआ पूरा पैसा लौटाया जाता है।",
	)
	WithdrawUntil = all(
		"You can do it here until %s.",
		"Hier können Sie das tun bis %s.",
		"Vous pouvez le faire ici jusqu’au %s.",
		"Puede hacerlo aquí hasta el %s.",
		"Qui è possibile farlo fino a %s.",
		"U kunt dit hier doen tot %s.",
		"आप यहाँ %s तक ऐसा कर सकते हैं।",
	)
	WithdrawOver = all(
		"The time to withdraw here ended on %s. If your parcel arrived late, write to us.",
		"Die Frist für den Widerruf auf dieser Seite endete am %s. Wenn Ihr Paket spät angekommen ist, schreiben Sie uns.",
		"Le délai pour vous rétracter ici a pris fin le %s. Si votre colis est arrivé tard, écrivez-nous.",
		"El plazo para desistir aquí terminó el %s. Si su paquete llegó tarde, escríbanos.",
		"Il termine per recedere qui è scaduto %s. Se il pacco è arrivato tardi, ci scriva.",
		"De termijn om hier te herroepen eindigde op %s. Is uw pakket laat aangekomen, schrijf ons dan.",
		"यहाँ अनुबंध से हटने का समय %s समाप्त हो गया। अगर आपका पार्सल देर से पहुँचा, तो हमें लिखें।",
	)
	WithdrawHere = all(
		"Withdraw from contract here",
		"Vertrag widerrufen",
		"Renoncer au contrat ici",
		"Desistir del contrato aquí",
		"Recedere dal contratto qui",
		"Hier de overeenkomst herroepen",
		"यहाँ अनुबंध से हटें",
	)
	WithdrawSteps = all(
		"Two steps, no account. We confirm it by e-mail at once.",
		"Zwei Schritte, kein Konto. Wir bestätigen es sofort per E-Mail.",
		"Deux étapes, sans compte. Nous le confirmons aussitôt par e-mail.",
		"Dos pasos, sin cuenta. Lo confirmamos por correo de inmediato.",
		"Due passi, senza account. Lo confermiamo subito per e-mail.",
		"Twee stappen, geen account. We bevestigen het meteen per e-mail.",
		"दो चरण, किसी खाते की ज़रूरत नहीं। हम तुरंत ई-मेल से इसकी पुष्टि करते हैं।",
	)
	WithdrawTerms = all(
		"Your right of withdrawal and the model form",
		"Ihr Widerrufsrecht und das Muster-Widerrufsformular",
		"Votre droit de rétractation et le modèle de formulaire",
		"Su derecho de desistimiento y el modelo de formulario",
		"Il diritto di recesso e il modulo tipo",
		"Uw herroepingsrecht en het modelformulier",
		"अनुबंध से हटने का आपका अधिकार और नमूना फ़ॉर्म",
	)
	WithdrawTitle = all(
		"Withdraw from this contract",
		"Diesen Vertrag widerrufen",
		"Se rétracter de ce contrat",
		"Desistir de este contrato",
		"Recedere da questo contratto",
		"Deze overeenkomst herroepen",
		"इस अनुबंध से हटना",
	)
	WithdrawStep    = all("Step 2 of 2", "Schritt 2 von 2", "Étape 2 sur 2", "Paso 2 de 2", "Passo 2 di 2", "Stap 2 van 2", "2 में से चरण 2")
	WithdrawDeclare = all(
		"I withdraw from the contract for the items below.",
		"Ich widerrufe den Vertrag über die folgenden Artikel.",
		"Je me rétracte du contrat portant sur les articles ci-dessous.",
		"Desisto del contrato de venta de los artículos siguientes.",
		"Recedo dal contratto di vendita degli articoli seguenti.",
		"Ik herroep de overeenkomst voor de onderstaande artikelen.",
		"मैं नीचे दिए गए आइटम के अनुबंध से हटता/हटती हूँ।",
	)
	WithdrawName    = all("Name", "Name", "Nom", "Nombre", "Nome", "Naam", "नाम")
	WithdrawOrdered = all("Ordered on", "Bestellt am", "Commandé le", "Fecha del pedido", "Data dell’ordine", "Besteld op", "ऑर्डर की तारीख़")
	WithdrawMail    = all(
		"Confirmation to",
		"Bestätigung an",
		"Confirmation à",
		"Confirmación a",
		"Conferma a",
		"Bevestiging aan",
		"पुष्टि इस पते पर",
	)
	WithdrawItems = all("Items", "Artikel", "Articles", "Artículos", "Articoli", "Artikelen", "आइटम")
	WithdrawAfter = all(
		"We confirm it by e-mail at once and refund everything you paid within 14 days. If you have the parcel, send it back within 14 days.",
		"Wir bestätigen es sofort per E-Mail und erstatten binnen 14 Tagen alles, was Sie bezahlt haben. Wenn Sie das Paket haben, senden Sie es binnen 14 Tagen zurück.",
		"Nous le confirmons aussitôt par e-mail et vous remboursons sous 14 jours tout ce que vous avez payé. Si vous avez le colis, renvoyez-le dans les 14 jours.",
		"Lo confirmamos por correo de inmediato y le reembolsamos en 14 días todo lo que pagó. Si tiene el paquete, devuélvalo en un plazo de 14 días.",
		"Lo confermiamo subito per e-mail e rimborsiamo entro 14 giorni tutto ciò che è stato pagato. Se il pacco è già arrivato, va rispedito entro 14 giorni.",
		"We bevestigen het meteen per e-mail en betalen binnen 14 dagen alles terug wat u hebt betaald. Hebt u het pakket, stuur het dan binnen 14 dagen terug.",
		"हम तुरंत ई-मेल से इसकी पुष्टि करते हैं और 14 दिनों के अंदर आपका चुकाया हुआ पूरा पैसा लौटाते हैं। अगर पार्सल आपके पास है, तो उसे 14 दिनों के अंदर वापस भेजें।",
	)
	WithdrawConfirm = all(
		"Confirm withdrawal",
		"Widerruf bestätigen",
		"Confirmer la rétractation",
		"Confirmar desistimiento",
		"Conferma recesso",
		"Herroeping bevestigen",
		"अनुबंध से हटने की पुष्टि करें",
	)
	WithdrawKeep = all(
		"Keep my order",
		"Bestellung behalten",
		"Garder ma commande",
		"Mantener mi pedido",
		"Mantieni il mio ordine",
		"Mijn bestelling houden",
		"मेरा ऑर्डर बनाए रखें",
	)
	WithdrawDone = all(
		"You withdrew from this order",
		"Sie haben diese Bestellung widerrufen",
		"Vous avez exercé votre droit de rétractation",
		"Ha desistido de este pedido",
		"Il recesso da questo ordine è registrato",
		"U hebt deze bestelling herroepen",
		"आप इस ऑर्डर से हट गए हैं",
	)
	WithdrawDoneNote = all(
		"We received it on %s. A confirmation is on its way to you. We refund everything you paid within 14 days. If you have the parcel, send it back within 14 days.",
		"Ihr Widerruf ist eingegangen am %s. Eine Bestätigung ist unterwegs zu Ihnen. Wir erstatten binnen 14 Tagen alles, was Sie bezahlt haben. Wenn Sie das Paket haben, senden Sie es binnen 14 Tagen zurück.",
		"Nous avons reçu votre rétractation le %s. Une confirmation est en route. Nous vous remboursons sous 14 jours tout ce que vous avez payé. Si vous avez le colis, renvoyez-le dans les 14 jours.",
		"Recibimos su desistimiento el %s. Una confirmación está en camino. Le reembolsamos en 14 días todo lo que pagó. Si tiene el paquete, devuélvalo en un plazo de 14 días.",
		"Abbiamo ricevuto il recesso %s. Una conferma è in arrivo. Rimborsiamo entro 14 giorni tutto ciò che è stato pagato. Se il pacco è già arrivato, va rispedito entro 14 giorni.",
		"We hebben uw herroeping ontvangen op %s. Een bevestiging is naar u onderweg. We betalen binnen 14 dagen alles terug wat u hebt betaald. Hebt u het pakket, stuur het dan binnen 14 dagen terug.",
		"अनुबंध से हटने की आपकी सूचना हमें %s मिली। इसकी पुष्टि आपको भेजी जा रही है। हम 14 दिनों के अंदर आपका चुकाया हुआ पूरा पैसा लौटाते हैं। अगर पार्सल आपके पास है, तो उसे 14 दिनों के अंदर वापस भेजें।",
	)
)
