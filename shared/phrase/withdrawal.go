package phrase

import "storefront/shared/market"

// Chapter is a part of a legal text.
type Chapter struct {
	Title   Text // empty: that of the whole text
	Texts   []Text
	Regions []market.Region // whose markets have the chapter; nil: all
}

// Withdrawal tells of the right of withdrawal, in the words of Annex I of Directive
// 2011/83/EU in each language, which merchants are to use.
var Withdrawal = []Chapter{
	{Title: Europe("Right of withdrawal", "Widerrufsrecht", "Droit de rétractation", "Derecho de desistimiento", "Diritto di recesso", "Herroepingsrecht"), Texts: []Text{
		Europe(
			"You have the right to withdraw from this contract within 14 days without giving any reason. The withdrawal period will expire after 14 days from the day on which you acquire, or a third party other than the carrier and indicated by you acquires, physical possession of the last good.",
			"Sie haben das Recht, binnen vierzehn Tagen ohne Angabe von Gründen diesen Vertrag zu widerrufen. Die Widerrufsfrist beträgt vierzehn Tage ab dem Tag, an dem Sie oder ein von Ihnen benannter Dritter, der nicht der Beförderer ist, die letzte Ware in Besitz genommen haben bzw. hat.",
			"Vous avez le droit de vous rétracter du présent contrat sans donner de motif dans un délai de quatorze jours. Le délai de rétractation expire quatorze jours après le jour où vous-même, ou un tiers autre que le transporteur et désigné par vous, prend physiquement possession du dernier bien.",
			"Tiene usted derecho a desistir del presente contrato en un plazo de 14 días naturales sin necesidad de justificación. El plazo de desistimiento expirará a los 14 días naturales del día en que usted o un tercero por usted indicado, distinto del transportista, adquirió la posesión material del último de esos bienes.",
			"Lei ha il diritto di recedere dal contratto, senza indicarne le ragioni, entro 14 giorni. Il periodo di recesso scade dopo 14 giorni dal giorno in cui Lei o un terzo, diverso dal vettore e da Lei designato, acquisisce il possesso fisico dell’ultimo bene.",
			"U heeft het recht om binnen een termijn van 14 dagen zonder opgave van redenen de overeenkomst te herroepen. De herroepingstermijn verstrijkt 14 dagen na de dag waarop u of een door u aangewezen derde, die niet de vervoerder is, het laatste goed fysiek in bezit krijgt.",
		),
		Europe(
			"To exercise the right of withdrawal, you must inform us of your decision to withdraw from this contract by an unequivocal statement: with the button on the page of your order, by e-mail or by a letter sent by post. You may use the model withdrawal form below, but it is not obligatory. If you use the button, we confirm by e-mail at once that we have it. To meet the withdrawal deadline, it is sufficient for you to send your communication before the withdrawal period has expired.",
			"Um Ihr Widerrufsrecht auszuüben, müssen Sie uns mittels einer eindeutigen Erklärung über Ihren Entschluss, diesen Vertrag zu widerrufen, informieren: mit dem Knopf auf der Seite Ihrer Bestellung, per E-Mail oder mit einem mit der Post versandten Brief. Sie können dafür das nachstehende Muster-Widerrufsformular verwenden, das jedoch nicht vorgeschrieben ist. Wenn Sie den Knopf benutzen, bestätigen wir den Eingang sofort per E-Mail. Zur Wahrung der Widerrufsfrist reicht es aus, dass Sie die Mitteilung über die Ausübung des Widerrufsrechts vor Ablauf der Widerrufsfrist absenden.",
			"Pour exercer le droit de rétractation, vous devez nous notifier votre décision de rétractation du présent contrat au moyen d’une déclaration dénuée d’ambiguïté\u00a0: avec le bouton de la page de votre commande, par e-mail ou par une lettre envoyée par la poste. Vous pouvez utiliser le modèle de formulaire de rétractation ci-dessous, mais ce n’est pas obligatoire. Si vous utilisez le bouton, nous en accusons réception par e-mail sans délai. Pour que le délai de rétractation soit respecté, il suffit que vous transmettiez votre communication relative à l’exercice du droit de rétractation avant l’expiration du délai de rétractation.",
			"Para ejercer el derecho de desistimiento, deberá usted notificarnos su decisión de desistir del contrato a través de una declaración inequívoca: con el botón de la página de su pedido, por correo electrónico o por una carta enviada por correo postal. Podrá utilizar el modelo de formulario de desistimiento que figura a continuación, aunque su uso no es obligatorio. Si usa el botón, acusamos recibo por correo electrónico de inmediato. Para cumplir el plazo de desistimiento, basta con que la comunicación relativa al ejercicio por su parte de este derecho sea enviada antes de que venza el plazo correspondiente.",
			"Per esercitare il diritto di recesso, Lei è tenuto a informarci della sua decisione di recedere dal presente contratto tramite una dichiarazione esplicita: con il pulsante nella pagina dell’ordine, per e-mail o con una lettera inviata per posta. A tal fine può utilizzare il modulo tipo di recesso riportato sotto, ma non è obbligatorio. Se usa il pulsante, ne confermiamo subito la ricezione per e-mail. Per rispettare il termine di recesso, è sufficiente che Lei invii la comunicazione relativa all’esercizio del diritto di recesso prima della scadenza del periodo di recesso.",
			"Om het herroepingsrecht uit te oefenen, moet u ons via een ondubbelzinnige verklaring op de hoogte stellen van uw beslissing de overeenkomst te herroepen: met de knop op de pagina van uw bestelling, per e-mail of schriftelijk per post. U kunt hiervoor gebruikmaken van het onderstaande modelformulier voor herroeping, maar bent hiertoe niet verplicht. Als u de knop gebruikt, bevestigen we de ontvangst meteen per e-mail. Om de herroepingstermijn na te leven volstaat het om uw mededeling betreffende uw uitoefening van het herroepingsrecht te verzenden voordat de herroepingstermijn is verstreken.",
		),
	}},
	{Title: Europe("Effects of withdrawal", "Folgen des Widerrufs", "Effets de la rétractation", "Consecuencias del desistimiento", "Effetti del recesso", "Gevolgen van de herroeping"), Texts: []Text{
		Europe(
			"If you withdraw from this contract, we shall reimburse to you all payments received from you, including the costs of standard delivery, without undue delay and in any event not later than 14 days from the day on which we are informed about your decision. We use the same means of payment as you used, and charge no fees for it. We may withhold reimbursement until we have received the goods back or you have supplied evidence of having sent back the goods, whichever is the earliest.",
			"Wenn Sie diesen Vertrag widerrufen, haben wir Ihnen alle Zahlungen, die wir von Ihnen erhalten haben, einschließlich der Kosten der Standardlieferung, unverzüglich und spätestens binnen vierzehn Tagen ab dem Tag zurückzuzahlen, an dem die Mitteilung über Ihren Widerruf bei uns eingegangen ist. Für diese Rückzahlung verwenden wir dasselbe Zahlungsmittel, das Sie eingesetzt haben, und berechnen keine Entgelte. Wir können die Rückzahlung verweigern, bis wir die Waren wieder zurückerhalten haben oder bis Sie den Nachweis erbracht haben, dass Sie die Waren zurückgesandt haben, je nachdem, welches der frühere Zeitpunkt ist.",
			"En cas de rétractation de votre part du présent contrat, nous vous rembourserons tous les paiements reçus de vous, y compris les frais de livraison standard, sans retard excessif et, en tout état de cause, au plus tard quatorze jours à compter du jour où nous sommes informés de votre décision de rétractation. Nous utilisons le même moyen de paiement que vous, et ce remboursement n’occasionne pas de frais pour vous. Nous pouvons différer le remboursement jusqu’à ce que nous ayons reçu le bien ou jusqu’à ce que vous ayez fourni une preuve d’expédition du bien, la date retenue étant celle du premier de ces faits.",
			"En caso de desistimiento por su parte, le devolveremos todos los pagos recibidos de usted, incluidos los gastos de entrega ordinaria, sin ninguna demora indebida y, en todo caso, a más tardar 14 días naturales a partir de la fecha en la que se nos informe de su decisión de desistir del presente contrato. Usamos el mismo medio de pago que usted empleó, sin ningún gasto para usted. Podremos retener el reembolso hasta haber recibido los bienes, o hasta que usted haya presentado una prueba de la devolución de los mismos, según qué condición se cumpla primero.",
			"Se Lei recede dal presente contratto, Le saranno rimborsati tutti i pagamenti che ha effettuato a nostro favore, compresi i costi della consegna standard, senza indebito ritardo e in ogni caso non oltre 14 giorni dal giorno in cui siamo informati della Sua decisione di recedere. Usiamo lo stesso mezzo di pagamento da Lei usato, senza alcun costo per Lei. Il rimborso può essere sospeso fino al ricevimento dei beni oppure fino all’avvenuta dimostrazione da parte Sua di aver rispedito i beni, se precedente.",
			"Als u de overeenkomst herroept, ontvangt u alle betalingen die u tot op dat moment heeft gedaan, inclusief de kosten van de standaardlevering, onverwijld en in ieder geval niet later dan 14 dagen nadat wij op de hoogte zijn gesteld van uw beslissing de overeenkomst te herroepen, van ons terug. We gebruiken het betaalmiddel waarmee u hebt betaald, en brengen er geen kosten voor in rekening. Wij mogen wachten met terugbetaling tot wij de goederen hebben teruggekregen, of u heeft aangetoond dat u de goederen heeft teruggezonden, al naar gelang welk tijdstip eerst valt.",
		),
		Europe(
			"You shall send back the goods without undue delay and in any event not later than 14 days from the day on which you communicate your withdrawal to us. You will have to bear the direct cost of returning the goods. You are only liable for any diminished value of the goods resulting from the handling other than what is necessary to establish the nature, characteristics and functioning of the goods.",
			"Sie haben die Waren unverzüglich und in jedem Fall spätestens binnen vierzehn Tagen ab dem Tag, an dem Sie uns über den Widerruf unterrichten, an uns zurückzusenden. Sie tragen die unmittelbaren Kosten der Rücksendung der Waren. Sie müssen für einen etwaigen Wertverlust der Waren nur aufkommen, wenn dieser Wertverlust auf einen zur Prüfung der Beschaffenheit, Eigenschaften und Funktionsweise der Waren nicht notwendigen Umgang mit ihnen zurückzuführen ist.",
			"Vous devrez renvoyer le bien sans retard excessif et, en tout état de cause, au plus tard quatorze jours après que vous nous aurez communiqué votre décision de rétractation. Vous devrez prendre en charge les frais directs de renvoi du bien. Votre responsabilité n’est engagée qu’à l’égard de la dépréciation du bien résultant de manipulations autres que celles nécessaires pour établir la nature, les caractéristiques et le bon fonctionnement de ce bien.",
			"Deberá usted devolvernos los bienes sin ninguna demora indebida y, en cualquier caso, a más tardar en el plazo de 14 días naturales a partir de la fecha en que nos comunique su decisión de desistimiento. Deberá usted asumir el coste directo de devolución de los bienes. Solo será usted responsable de la disminución de valor de los bienes resultante de una manipulación distinta a la necesaria para establecer la naturaleza, las características y el funcionamiento de los bienes.",
			"È pregato di rispedire i beni senza indebiti ritardi e in ogni caso entro 14 giorni dal giorno in cui ci ha comunicato il suo recesso. I costi diretti della restituzione dei beni saranno a Suo carico. Lei è responsabile solo della diminuzione del valore dei beni risultante da una manipolazione del bene diversa da quella necessaria per stabilire la natura, le caratteristiche e il funzionamento dei beni.",
			"U dient de goederen onverwijld, doch in ieder geval niet later dan 14 dagen na de dag waarop u het besluit de overeenkomst te herroepen aan ons heeft medegedeeld, aan ons terug te zenden. De directe kosten van het terugzenden van de goederen komen voor uw rekening. U bent alleen aansprakelijk voor de waardevermindering van de goederen die het gevolg is van het gebruik van de goederen, dat verder gaat dan nodig is om de aard, de kenmerken en de werking van de goederen vast te stellen.",
		),
	}},
	{Title: Europe(
		"Model withdrawal form",
		"Muster-Widerrufsformular",
		"Modèle de formulaire de rétractation",
		"Modelo de formulario de desistimiento",
		"Modulo tipo di recesso",
		"Modelformulier voor herroeping",
	), Texts: []Text{
		Europe(
			"Complete and return this form only if you wish to withdraw from the contract.",
			"Wenn Sie den Vertrag widerrufen wollen, dann füllen Sie bitte dieses Formular aus und senden Sie es zurück.",
			"Veuillez compléter et renvoyer le présent formulaire uniquement si vous souhaitez vous rétracter du contrat.",
			"Solo debe cumplimentar y enviar el presente formulario si desea desistir del contrato.",
			"Compilare e restituire il presente modulo solo se si desidera recedere dal contratto.",
			"Dit formulier alleen invullen en terugzenden als u de overeenkomst wilt herroepen.",
		),
		Europe(
			"To: (the merchant’s name, postal address and e-mail address)",
			"An: (Name, Anschrift und E-Mail-Adresse des Händlers)",
			"À l’attention de\u00a0: (nom, adresse postale et adresse e-mail du commerçant)",
			"A la atención de: (nombre, dirección postal y correo electrónico del comerciante)",
			"Destinatario: (nome, indirizzo postale e indirizzo e-mail del venditore)",
			"Aan: (naam, postadres en e-mailadres van de verkoper)",
		),
		Europe(
			"I/We (*) hereby give notice that I/We (*) withdraw from my/our (*) contract of sale of the following goods (*):",
			"Hiermit widerrufe(n) ich/wir (*) den von mir/uns (*) abgeschlossenen Vertrag über den Kauf der folgenden Waren (*):",
			"Je/Nous (*) vous notifie/notifions (*) par la présente ma/notre (*) rétractation du contrat portant sur la vente du bien (*) ci-dessous\u00a0:",
			"Por la presente le comunico/comunicamos (*) que desisto de mi/desistimos de nuestro (*) contrato de venta del siguiente bien (*):",
			"Con la presente io/noi (*) notifico/notifichiamo (*) il recesso dal mio/nostro (*) contratto di vendita dei seguenti beni (*):",
			"Ik/Wij (*) deel/delen (*) u hierbij mede dat ik/wij (*) onze overeenkomst betreffende de verkoop van de volgende goederen (*) herroep/herroepen (*):",
		),
		Europe(
			"Ordered on (*)/received on (*):",
			"Bestellt am (*)/erhalten am (*):",
			"Commandé le (*)/reçu le (*)\u00a0:",
			"Pedido el (*)/recibido el (*):",
			"Ordinato il (*)/ricevuto il (*):",
			"Besteld op (*)/ontvangen op (*):",
		),
		Europe(
			"Name of consumer(s):",
			"Name des/der Verbraucher(s):",
			"Nom du (des) consommateur(s)\u00a0:",
			"Nombre del consumidor o de los consumidores:",
			"Nome del/dei consumatore(i):",
			"Naam/namen consument(en):",
		),
		Europe(
			"Address of consumer(s):",
			"Anschrift des/der Verbraucher(s):",
			"Adresse du (des) consommateur(s)\u00a0:",
			"Domicilio del consumidor o de los consumidores:",
			"Indirizzo del/dei consumatore(i):",
			"Adres consument(en):",
		),
		Europe(
			"Signature of consumer(s) (only if this form is notified on paper):",
			"Unterschrift des/der Verbraucher(s) (nur bei Mitteilung auf Papier):",
			"Signature du (des) consommateur(s) (uniquement en cas de notification du présent formulaire sur papier)\u00a0:",
			"Firma del consumidor o de los consumidores (solo si el presente formulario se presenta en papel):",
			"Firma del/dei consumatore(i) (solo se il presente modulo è notificato in versione cartacea):",
			"Handtekening van consument(en) (alleen wanneer dit formulier op papier wordt ingediend):",
		),
		Europe("Date:", "Datum:", "Date\u00a0:", "Fecha:", "Data:", "Datum:"),
		Europe(
			"(*) Delete as appropriate.",
			"(*) Unzutreffendes streichen.",
			"(*) Rayez la mention inutile.",
			"(*) Táchese lo que no proceda.",
			"(*) Cancellare la dicitura inutile.",
			"(*) Doorhalen wat niet van toepassing is.",
		),
	}},
}
