package mail

import (
	"storefront/shared/order"
	"storefront/shared/phrase"
	"storefront/shared/receipt"
)

// Order is what the mails about an order have in common. They are in the language of its
// reader, and go to its buyer.
type Order struct {
	receipt.Order
	Shop   string // the sender's name, such as the shop's host
	Seller string
	Link   string // URL of the order's page, with the order's token
	Terms  string // URL of the terms
}

// Paid returns the confirmation of the contract, which an order is when it is paid, and the
// receipt. It has what Article 8(7) of Directive 2011/83/EU wants on a durable medium, of
// which a link is none, and the date that 16 CFR 435.2 asks for.
func (o Order) Paid() Message {
	d := o.document(paidSubject.With(o.say(), o.ID.String()))
	d.add(paragraph(paidLead.With(o.say(), o.Shop)), button{viewOrder.In(o.say()), o.Link})
	d.add(heading(orderItems.In(o.say())), amounts(o.Rows(phrase.TotalPaid.In(o.say()))))
	d.add(
		fact{phrase.OrderTerm.In(o.say()), []string{o.ID.String(), paidOn.With(o.say(), o.Reader.Date(o.Payment.PaidAt))}},
		fact{phrase.DeliverTo.In(o.say()), o.Address()},
		fact{phrase.DeliveryTerm.In(o.say()), []string{phrase.HeldShips.With(o.say(), o.Reader.Day(o.ShipBy())), phrase.ShipRight.In(o.say())}},
		fact{soldBy.In(o.say()), []string{o.Seller}},
	)
	if rights := o.Rights(); rights != "" {
		d.add(fact{yourRights.In(o.say()), []string{rights}})
		for _, c := range phrase.Withdrawal {
			d.add(heading(c.Title.In(o.say())))
			for _, text := range c.Texts {
				d.add(paragraph(text.In(o.say())))
			}
		}
	}
	d.add(footer{terms.In(o.say()), o.Terms})
	return o.message(d)
}

// Delayed returns the mail that says that the order is shipped later than was promised. It says
// what 16 CFR 435.2(b)(1) requires for a first delay: the new date, that the buyer need do
// nothing to agree, and how to get all the money back instead.
func (o Order) Delayed() Message {
	d := o.document(delayedSubject.With(o.say(), o.ID.String()))
	promised := o.Payment.PaidAt.Add(order.ShipWithin)
	d.add(
		paragraph(delayedLead.With(o.say(), o.Reader.Day(promised), o.Reader.Day(o.ShipBy()))),
		heading(delayedChoice.In(o.say())), paragraph(delayedAgree.In(o.say())), paragraph(delayedCancel.In(o.say())),
		button{viewOrder.In(o.say()), o.Link}, fact{phrase.OrderTerm.In(o.say()), append([]string{o.ID.String()}, o.Items()...)},
	)
	if rights := o.Rights(); rights != "" {
		d.add(fact{yourRights.In(o.say()), []string{rights}})
	}
	d.add(fact{soldBy.In(o.say()), []string{o.Seller}})
	return o.message(d)
}

// Shipped returns the mail that says that the order is on its way.
func (o Order) Shipped() Message {
	d := o.document(shippedSubject.With(o.say(), o.ID.String()))
	d.add(paragraph(phrase.ShippedLead.With(o.say(), o.Reader.Day(o.ShippedAt)) + " " + arrives.In(o.say())))
	if o.Shipment != (order.Shipment{}) {
		d.add(fact{o.Shipment.Carrier, []string{tracking.With(o.say(), o.Shipment.Tracking)}})
	}
	d.add(button{viewOrder.In(o.say()), o.Link}, fact{inParcel.In(o.say()), o.Items()}, fact{phrase.DeliverTo.In(o.say()), o.Address()})
	if rights := o.Rights(); rights != "" {
		d.add(fact{yourRights.In(o.say()), []string{rights}})
	}
	return o.message(d)
}

// Refunded returns the mail about a refund of the order.
func (o Order) Refunded(r order.Refund) Message {
	d := o.document(refundSubject.With(o.say(), o.Reader.Money(r.Total), o.ID.String()))
	d.add(
		paragraph(refundLead.With(o.say(), o.Reader.Money(r.Total))),
		heading(refundItems.In(o.say())), amounts(o.RefundRows(r)),
		button{viewOrder.In(o.say()), o.Link},
		fact{soldBy.In(o.say()), []string{o.Seller}},
	)
	return o.message(d)
}

// RefundFailed returns the mail that says that a refund of the order came back.
func (o Order) RefundFailed(r order.Refund) Message {
	d := o.document(failedSubject.With(o.say(), o.Reader.Money(r.Total), o.ID.String()))
	d.add(
		paragraph(failedLead.With(o.say(), o.Reader.Money(r.Total), o.Reader.Date(r.FailedAt))),
		button{viewOrder.In(o.say()), o.Link},
		heading(refundItems.In(o.say())), amounts(o.RefundRows(r)),
		fact{soldBy.In(o.say()), []string{o.Seller}},
	)
	return o.message(d)
}

func (o Order) say() string { return o.Reader.Language }

func (o Order) document(subject string) *document {
	return &document{language: o.say(), subject: subject}
}

func (o Order) message(d *document) Message {
	m := d.message()
	m.To = o.Buyer.Email
	return m
}

var (
	paidSubject = phrase.All(
		"Order %s: confirmed and paid",
		"Bestellung %s: bestätigt und bezahlt",
		"Commande %s\u00a0: confirmée et payée",
		"Pedido %s: confirmado y pagado",
		"Ordine %s: confermato e pagato",
		"Bestelling %s: bevestigd en betaald",
		"ऑर्डर %s: पुष्टि हुई और भुगतान मिला",
	)
	paidLead = phrase.All(
		"Thank you for your order at %s. We have your payment. This email confirms our contract and is your receipt: please keep it.",
		"Vielen Dank für Ihre Bestellung bei %s. Ihre Zahlung ist eingegangen. Diese E-Mail bestätigt den Vertrag und ist Ihr Beleg: Bitte bewahren Sie sie auf.",
		"Merci pour votre commande sur %s. Nous avons reçu votre paiement. Cet e-mail confirme le contrat et vous sert de reçu\u00a0: conservez-le.",
		"Gracias por su pedido en %s. Hemos recibido su pago. Este correo confirma el contrato y es su recibo: guárdelo.",
		"Grazie per il suo ordine su %s. Abbiamo ricevuto il pagamento. Questa e-mail conferma il contratto ed è la sua ricevuta: la conservi.",
		"Dank u wel voor uw bestelling bij %s. We hebben uw betaling ontvangen. Deze e-mail bevestigt de overeenkomst en is uw bon: bewaar hem.",
		"%s पर ऑर्डर करने के लिए धन्यवाद। आपका भुगतान हमें मिल गया है। यह ई-मेल अनुबंध की पुष्टि करता है और आपकी रसीद है: इसे सँभालकर रखें।",
	)
	viewOrder = phrase.All(
		"View my order",
		"Meine Bestellung ansehen",
		"Voir ma commande",
		"Ver mi pedido",
		"Vedi il mio ordine",
		"Mijn bestelling bekijken",
		"मेरा ऑर्डर देखें",
	)
	orderItems = phrase.All(
		"What you ordered",
		"Was Sie bestellt haben",
		"Ce que vous avez commandé",
		"Lo que ha pedido",
		"Che cosa ha ordinato",
		"Wat u hebt besteld",
		"आपने क्या ऑर्डर किया",
	)
	paidOn = phrase.All(
		"Paid on %s",
		"Bezahlt am %s",
		"Payée le %s",
		"Pagado el %s",
		"Pagato in data %s",
		"Betaald op %s",
		"%s को भुगतान हुआ",
	)
	soldBy     = phrase.All("Sold by", "Verkauft von", "Vendu par", "Vendido por", "Venduto da", "Verkocht door", "विक्रेता")
	yourRights = phrase.All("Your rights", "Ihre Rechte", "Vos droits", "Sus derechos", "I suoi diritti", "Uw rechten", "आपके अधिकार")
	terms      = phrase.All(
		"Terms of sale",
		"Verkaufsbedingungen",
		"Conditions de vente",
		"Condiciones de venta",
		"Condizioni di vendita",
		"Verkoopvoorwaarden",
		"बिक्री की शर्तें",
	)

	delayedSubject = phrase.All(
		"A later shipping date: order %s",
		"Späterer Versand: Bestellung %s",
		"Expédition retardée\u00a0: commande %s",
		"Envío con retraso: pedido %s",
		"Spedizione in ritardo: ordine %s",
		"Latere verzending: bestelling %s",
		"भेजने में देरी: ऑर्डर %s",
	)
	delayedLead = phrase.All(
		"We are sorry: we cannot hand your order over to the carrier by %s, as promised. It will be with the carrier by %s.",
		"Es tut uns leid: Wir können Ihre Bestellung nicht wie zugesagt bis %s an den Paketdienst übergeben. Spätestens am %s ist sie dort.",
		"Nous sommes désolés\u00a0: nous ne pouvons pas remettre votre commande au transporteur au plus tard le %s, comme promis. Elle lui sera remise au plus tard le %s.",
		"Lo sentimos: no podemos entregar su pedido al transportista a más tardar el %s, como habíamos prometido. Se lo entregaremos a más tardar el %s.",
		"Ci dispiace: non possiamo consegnare il suo ordine al corriere entro %s, come promesso. Sarà dal corriere entro %s.",
		"Het spijt ons: we kunnen uw bestelling niet zoals beloofd uiterlijk %s aan de vervoerder overdragen. Uiterlijk %s is ze daar.",
		"हमें खेद है: हम आपका ऑर्डर वादे के अनुसार %s तक कूरियर को नहीं सौंप सकते। %s तक वह कूरियर के पास होगा।",
	)
	delayedChoice = phrase.All(
		"Your choice",
		"Sie haben die Wahl",
		"Vous avez le choix",
		"Usted decide",
		"La scelta è sua",
		"U hebt de keuze",
		"फ़ैसला आपका है",
	)
	delayedAgree = phrase.All(
		"To wait until then, you need not do anything: without an answer, we take it that you agree.",
		"Wenn Sie so lange warten möchten, müssen Sie nichts tun: Ohne Antwort gehen wir davon aus, dass Sie einverstanden sind.",
		"Pour attendre jusque-là, vous n’avez rien à faire\u00a0: sans réponse de votre part, nous considérons que vous êtes d’accord.",
		"Si desea esperar hasta entonces, no tiene que hacer nada: sin respuesta, entendemos que está de acuerdo.",
		"Se vuole aspettare fino ad allora, non deve fare nulla: senza una risposta riteniamo che sia d’accordo.",
		"Wilt u zo lang wachten, dan hoeft u niets te doen: zonder antwoord gaan we ervan uit dat u het ermee eens bent.",
		"अगर आप तब तक इंतज़ार करना चाहते हैं, तो आपको कुछ नहीं करना है: जवाब न मिलने पर हम मानेंगे कि आप सहमत हैं।",
	)
	delayedCancel = phrase.All(
		"If you would rather not wait, answer this email before the parcel is with the carrier. We then cancel the order and promptly refund all that you paid, delivery included. It costs you nothing.",
		"Wenn Sie nicht warten möchten, antworten Sie auf diese E-Mail, bevor das Paket beim Paketdienst ist. Dann heben wir die Bestellung auf und erstatten unverzüglich alles, was Sie bezahlt haben, auch den Versand. Das kostet Sie nichts.",
		"Si vous préférez ne pas attendre, répondez à cet e-mail avant que le colis soit chez le transporteur. Nous annulons alors la commande et remboursons sans délai tout ce que vous avez payé, livraison comprise. Cela ne vous coûte rien.",
		"Si prefiere no esperar, responda a este correo antes de que el paquete esté en manos del transportista. Entonces cancelamos el pedido y le reembolsamos sin demora todo lo que ha pagado, también el envío. No le cuesta nada.",
		"Se preferisce non aspettare, risponda a questa e-mail prima che il pacco sia dal corriere. Annulliamo allora l’ordine e rimborsiamo subito tutto ciò che ha pagato, spedizione compresa. Non le costa nulla.",
		"Wilt u liever niet wachten, beantwoord deze e-mail dan voordat het pakket bij de vervoerder is. We annuleren dan de bestelling en betalen meteen alles terug wat u hebt betaald, ook de verzending. Het kost u niets.",
		"अगर आप इंतज़ार नहीं करना चाहते, तो पार्सल कूरियर को मिलने से पहले इस ई-मेल का जवाब दें। तब हम ऑर्डर रद्द करेंगे और डिलीवरी सहित आपका पूरा भुगतान तुरंत लौटा देंगे। इसमें आपका कोई ख़र्च नहीं होगा।",
	)

	shippedSubject = phrase.All(
		"On its way: order %s",
		"Unterwegs zu Ihnen: Bestellung %s",
		"En route\u00a0: commande %s",
		"En camino: pedido %s",
		"In viaggio: ordine %s",
		"Onderweg: bestelling %s",
		"रास्ते में: ऑर्डर %s",
	)
	arrives = phrase.All(
		"It usually arrives two to four days later.",
		"Meist kommt das Paket zwei bis vier Tage später an.",
		"Il arrive en général deux à quatre jours plus tard.",
		"Normalmente llega de dos a cuatro días después.",
		"Di solito arriva da due a quattro giorni dopo.",
		"Meestal komt het twee tot vier dagen later aan.",
		"यह आम तौर पर दो से चार दिन बाद पहुँचता है।",
	)
	tracking = phrase.All(
		"Tracking number %s",
		"Sendungsnummer %s",
		"Numéro de suivi %s",
		"Número de seguimiento %s",
		"Numero di tracciamento %s",
		"Trackingnummer %s",
		"ट्रैकिंग नंबर %s",
	)
	inParcel = phrase.All(
		"In the parcel",
		"Im Paket",
		"Dans le colis",
		"En el paquete",
		"Nel pacco",
		"In het pakket",
		"पार्सल में",
	)

	refundSubject = phrase.All(
		"Refund of %s: order %s",
		"Erstattung von %s: Bestellung %s",
		"Remboursement de %s\u00a0: commande %s",
		"Reembolso de %s: pedido %s",
		"Rimborso di %s: ordine %s",
		"Terugbetaling van %s: bestelling %s",
		"%s लौटाए गए: ऑर्डर %s",
	)
	refundLead = phrase.All(
		"We are sending %s back to you, by the means with which you paid. Banks usually show it within 5 to 10 working days. The page of your order shows its progress. If your bank sends it back to us, we will pay it to you in another way.",
		"Wir senden Ihnen %s zurück, auf dem Weg, auf dem Sie bezahlt haben. Banken zeigen den Betrag meist binnen 5 bis 10 Werktagen an. Auf der Seite Ihrer Bestellung steht, wie weit er ist. Wenn Ihre Bank ihn an uns zurücksendet, zahlen wir ihn auf anderem Weg aus.",
		"Nous vous renvoyons %s, par le moyen avec lequel vous avez payé. Les banques l’affichent en général sous 5 à 10 jours ouvrés. La page de votre commande indique où en est le remboursement. Si votre banque nous le renvoie, nous vous payons d’une autre façon.",
		"Le devolvemos %s por el mismo medio con el que pagó. Los bancos suelen mostrarlo en un plazo de 5 a 10 días laborables. La página de su pedido indica en qué punto está. Si su banco nos lo devuelve, se lo pagamos de otra forma.",
		"Le restituiamo %s con il mezzo con cui ha pagato. Le banche di solito lo mostrano entro 5-10 giorni lavorativi. La pagina del suo ordine dice a che punto è. Se la sua banca ce lo rimanda, la paghiamo in un altro modo.",
		"We sturen %s naar u terug, op de manier waarop u hebt betaald. Banken tonen het meestal binnen 5 tot 10 werkdagen. Op de pagina van uw bestelling staat hoe ver het is. Stuurt uw bank het naar ons terug, dan betalen we het op een andere manier.",
		"हम %s उसी तरीक़े से लौटा रहे हैं जिससे आपने भुगतान किया था। बैंक इन्हें आम तौर पर 5 से 10 कार्यदिवसों में दिखाते हैं। आपके ऑर्डर के पेज पर लिखा है कि पैसे कहाँ तक पहुँचे। अगर आपका बैंक इन्हें हमें वापस भेज देता है, तो हम किसी दूसरे तरीक़े से देंगे।",
	)
	failedSubject = phrase.All(
		"%s did not reach you: order %s",
		"%s haben Sie nicht erreicht: Bestellung %s",
		"%s ne vous sont pas parvenus\u00a0: commande %s",
		"%s no le han llegado: pedido %s",
		"%s non le sono arrivati: ordine %s",
		"%s heeft u niet bereikt: bestelling %s",
		"%s आप तक नहीं पहुँचे: ऑर्डर %s",
	)
	failedLead = phrase.All(
		"We refunded %s, but your bank sent it back to us on %s. You need not do anything: we will write to you and pay it in another way. The page of your order says when that is done.",
		"Wir haben %s erstattet, aber Ihre Bank hat den Betrag am %s an uns zurückgesendet. Sie müssen nichts tun: Wir schreiben Ihnen und zahlen ihn auf anderem Weg aus. Auf der Seite Ihrer Bestellung steht, wann das geschehen ist.",
		"Nous avons remboursé %s, mais votre banque nous l’a renvoyé le %s. Vous n’avez rien à faire\u00a0: nous vous écrirons et vous paierons d’une autre façon. La page de votre commande indiquera quand ce sera fait.",
		"Hemos reembolsado %s, pero su banco nos lo devolvió el %s. No tiene que hacer nada: le escribiremos y se lo pagaremos de otra forma. La página de su pedido indicará cuándo se ha hecho.",
		"Abbiamo rimborsato %s, ma la sua banca ce lo ha rimandato in data %s. Non deve fare nulla: le scriveremo e la pagheremo in un altro modo. La pagina del suo ordine dirà quando è fatto.",
		"We hebben %s terugbetaald, maar uw bank heeft het naar ons teruggestuurd op %s. U hoeft niets te doen: we schrijven u en betalen het op een andere manier. Op de pagina van uw bestelling staat wanneer dat is gebeurd.",
		"हमने %s लौटाए, पर आपके बैंक ने इन्हें %s को हमें वापस भेज दिया। आपको कुछ नहीं करना है: हम आपको लिखेंगे और पैसे किसी दूसरे तरीक़े से देंगे। यह कब हो गया, आपके ऑर्डर के पेज पर लिखा होगा।",
	)
	refundItems = phrase.All(
		"What the refund is for",
		"Wofür die Erstattung ist",
		"Objet du remboursement",
		"A qué corresponde el reembolso",
		"A che cosa si riferisce il rimborso",
		"Waarvoor de terugbetaling is",
		"पैसे किसके लिए लौटाए गए",
	)
)
