package mail

import (
	"time"

	"storefront/shared/phrase"
)

// Withdrawal is the receipt for a withdrawal: the mail that Article 11a(4) of Directive
// 2011/83/EU asks for, with what the buyer stated, and the date and the time of it.
type Withdrawal struct {
	To       string    // a bare address
	Language string    // BCP 47; English is used if the store does not write it
	Shop     string    // the sender's name, such as the shop's host
	Order    string    // the order's id
	Name     string    // of the buyer
	At       time.Time // of the withdrawal, in the market's time zone
	Link     string    // URL of the order's page, with the order's token
}

// Message returns the mail. It depends on the withdrawal alone.
func (w Withdrawal) Message() Message {
	m := letter{
		texts: withdrawals, language: w.Language, act: w.Link,
		names: []string{
			"{shop}", w.Shop, "{order}", w.Order, "{name}", w.Name, "{address}", w.To,
			"{when}", w.At.Format(moments.In(languageOf(w.Language))),
		},
	}.message()
	m.To = w.To
	return m
}

// moments has how each language writes a date and a time, to the second.
var moments = phrase.All(
	"2 January 2006 at 15:04:05 (UTC-07:00)",
	"02.01.2006 um 15:04:05 Uhr (UTC-07:00)",
	"02/01/2006 à 15:04:05 (UTC-07:00)",
	"02/01/2006 a las 15:04:05 (UTC-07:00)",
	"02/01/2006 alle 15:04:05 (UTC-07:00)",
	"02-01-2006 om 15:04:05 (UTC-07:00)",
	"02/01/2006, 15:04:05 (UTC-07:00)",
)

// What the notes say of goods and money is Articles 13 and 14 of the directive. No market
// writes Hindi and has the right; the text is there since every letter has all languages.
var withdrawals = texts{
	subject: phrase.All(
		"Receipt of your withdrawal: order {order}",
		"Eingang Ihres Widerrufs: Bestellung {order}",
		"Accusé de réception de votre rétractation\u00a0: commande {order}",
		"Acuse de recibo de su desistimiento: pedido {order}",
		"Conferma di ricezione del suo recesso: ordine {order}",
		"Ontvangstbevestiging van uw herroeping: bestelling {order}",
		"आपकी वापसी की रसीद: ऑर्डर {order}",
	),
	asked: phrase.All(
		"On {when}, {shop} received this statement from you: “I withdraw from my contract for the goods of order {order}. {name}, {address}”.",
		"Am {when} ist bei {shop} diese Erklärung von Ihnen eingegangen: „Ich widerrufe den Vertrag über die Waren der Bestellung {order}. {name}, {address}“.",
		"Le {when}, {shop} a reçu cette déclaration de votre part\u00a0: «\u00a0Je me rétracte du contrat portant sur les biens de la commande {order}. {name}, {address}\u00a0».",
		"El {when}, {shop} recibió esta declaración suya: «Desisto del contrato de venta de los bienes del pedido {order}. {name}, {address}».",
		"Il {when} {shop} ha ricevuto questa sua dichiarazione: «Recedo dal contratto di vendita dei beni dell’ordine {order}. {name}, {address}».",
		"Op {when} heeft {shop} deze verklaring van u ontvangen: “Ik herroep de overeenkomst voor de goederen van bestelling {order}. {name}, {address}”.",
		"{when} को {shop} को आपका यह कथन मिला: “मैं ऑर्डर {order} के सामान के अनुबंध से हटता/हटती हूँ। {name}, {address}”।",
	),
	action: viewOrder,
	note: phrase.All(
		"Please keep this email: it is your receipt. If the goods are on their way or with you, send them back within 14 days of the withdrawal. We refund what you paid, with the standard delivery fee, within 14 days of the withdrawal and by the same means of payment; we may wait until the goods are back, or until you show that you sent them.",
		"Bitte bewahren Sie diese E-Mail auf: Sie ist Ihre Eingangsbestätigung. Wenn die Waren unterwegs oder bei Ihnen sind, senden Sie sie binnen 14 Tagen ab dem Widerruf zurück. Wir erstatten Ihre Zahlung samt den Kosten der Standardlieferung binnen 14 Tagen ab dem Widerruf, mit demselben Zahlungsmittel; wir dürfen warten, bis die Waren zurück sind oder Sie nachweisen, dass Sie sie abgesandt haben.",
		"Conservez cet e-mail\u00a0: c’est votre accusé de réception. Si les biens sont en route ou chez vous, renvoyez-les dans les 14 jours suivant la rétractation. Nous vous remboursons tout ce que vous avez payé, y compris les frais de livraison standard, dans les 14 jours suivant la rétractation et par le même moyen de paiement\u00a0; nous pouvons attendre d’avoir récupéré les biens ou que vous ayez prouvé leur expédition.",
		"Guarde este correo: es su acuse de recibo. Si los bienes están en camino o ya los tiene, devuélvalos en un plazo de 14 días desde el desistimiento. Le reembolsamos lo pagado, con los gastos de la entrega ordinaria, en un plazo de 14 días desde el desistimiento y por el mismo medio de pago; podemos esperar hasta que recibamos los bienes o hasta que usted demuestre que los ha enviado.",
		"Conservi questa e-mail: è la sua conferma di ricezione. Se i beni sono in viaggio o li ha già, li rispedisca entro 14 giorni dal recesso. Le rimborsiamo quanto ha pagato, comprese le spese di consegna standard, entro 14 giorni dal recesso e con lo stesso mezzo di pagamento; possiamo attendere di aver ricevuto i beni o che lei dimostri di averli rispediti.",
		"Bewaar deze e-mail: dit is uw ontvangstbevestiging. Zijn de goederen onderweg of bij u, stuur ze dan binnen 14 dagen na de herroeping terug. We betalen wat u hebt betaald, met de kosten van de standaardlevering, binnen 14 dagen na de herroeping terug, met hetzelfde betaalmiddel; we mogen wachten tot de goederen terug zijn of tot u aantoont dat u ze hebt verstuurd.",
		"यह ई-मेल सँभालकर रखें: यह आपकी रसीद है। अगर सामान रास्ते में है या आपके पास है, तो उसे 14 दिनों के अंदर वापस भेजें। हम आपका भुगतान, सामान्य डिलीवरी शुल्क के साथ, 14 दिनों के अंदर उसी माध्यम से लौटाते हैं; हम तब तक रुक सकते हैं, जब तक सामान वापस न आ जाए या आप उसे भेजने का प्रमाण न दें।",
	),
}
