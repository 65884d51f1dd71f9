package mail

import (
	"time"

	"storefront/shared/locale"
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
			"{when}", w.At.Format(moments[locale.Negotiate(languages, w.Language)]),
		},
	}.message()
	m.To = w.To
	return m
}

// moments has how each language writes a date and a time, to the second.
var moments = map[string]string{
	"en": "2 January 2006 at 15:04:05 (UTC-07:00)",
	"de": "02.01.2006 um 15:04:05 Uhr (UTC-07:00)",
	"es": "02/01/2006 a las 15:04:05 (UTC-07:00)",
	"fr": "02/01/2006 à 15:04:05 (UTC-07:00)",
	"hi": "02/01/2006, 15:04:05 (UTC-07:00)",
	"it": "02/01/2006 alle 15:04:05 (UTC-07:00)",
	"nl": "02-01-2006 om 15:04:05 (UTC-07:00)",
}

// What the notes say of goods and money is Articles 13 and 14 of the directive. No market
// writes Hindi and has the right; the text is there since every letter has all languages.
var withdrawals = texts{
	"en": {
		subject: "Receipt of your withdrawal: order {order}",
		asked:   "On {when}, {shop} received this statement from you: “I withdraw from my contract for the goods of order {order}. {name}, {address}”.",
		action:  "View my order",
		note:    "Please keep this email: it is your receipt. If the goods are on their way or with you, send them back within 14 days of the withdrawal. We refund what you paid, with the standard delivery fee, within 14 days of the withdrawal and by the same means of payment; we may wait until the goods are back, or until you show that you sent them.",
	},
	"de": {
		subject: "Eingang Ihres Widerrufs: Bestellung {order}",
		asked:   "Am {when} ist bei {shop} diese Erklärung von Ihnen eingegangen: „Ich widerrufe den Vertrag über die Waren der Bestellung {order}. {name}, {address}“.",
		action:  "Meine Bestellung ansehen",
		note:    "Bitte bewahren Sie diese E-Mail auf: Sie ist Ihre Eingangsbestätigung. Wenn die Waren unterwegs oder bei Ihnen sind, senden Sie sie binnen 14 Tagen ab dem Widerruf zurück. Wir erstatten Ihre Zahlung samt den Kosten der Standardlieferung binnen 14 Tagen ab dem Widerruf, mit demselben Zahlungsmittel; wir dürfen warten, bis die Waren zurück sind oder Sie nachweisen, dass Sie sie abgesandt haben.",
	},
	"es": {
		subject: "Acuse de recibo de tu desistimiento: pedido {order}",
		asked:   "El {when}, {shop} recibió esta declaración tuya: «Desisto del contrato de venta de los bienes del pedido {order}. {name}, {address}».",
		action:  "Ver mi pedido",
		note:    "Guarda este correo: es tu acuse de recibo. Si los bienes están en camino o ya los tienes, devuélvelos en un plazo de 14 días desde el desistimiento. Te reembolsamos lo pagado, con los gastos de la entrega ordinaria, en un plazo de 14 días desde el desistimiento y por el mismo medio de pago; podemos esperar hasta que recibamos los bienes o hasta que demuestres que los has enviado.",
	},
	"fr": {
		subject: "Accusé de réception de votre rétractation : commande {order}",
		asked:   "Le {when}, {shop} a reçu cette déclaration de votre part : « Je me rétracte du contrat portant sur les biens de la commande {order}. {name}, {address} ».",
		action:  "Voir ma commande",
		note:    "Conservez cet e-mail : c’est votre accusé de réception. Si les biens sont en route ou chez vous, renvoyez-les dans les 14 jours suivant la rétractation. Nous vous remboursons tout ce que vous avez payé, y compris les frais de livraison standard, dans les 14 jours suivant la rétractation et par le même moyen de paiement ; nous pouvons attendre d’avoir récupéré les biens ou que vous ayez prouvé leur expédition.",
	},
	"hi": {
		subject: "आपकी वापसी की रसीद: ऑर्डर {order}",
		asked:   "{when} को {shop} को आपका यह कथन मिला: “मैं ऑर्डर {order} के सामान के अनुबंध से हटता/हटती हूँ। {name}, {address}”।",
		action:  "मेरा ऑर्डर देखें",
		note:    "यह ई-मेल सँभालकर रखें: यह आपकी रसीद है। अगर सामान रास्ते में है या आपके पास है, तो उसे 14 दिनों के अंदर वापस भेजें। हम आपका भुगतान, सामान्य डिलीवरी शुल्क के साथ, 14 दिनों के अंदर उसी माध्यम से लौटाते हैं; हम तब तक रुक सकते हैं, जब तक सामान वापस न आ जाए या आप उसे भेजने का प्रमाण न दें।",
	},
	"it": {
		subject: "Conferma di ricezione del tuo recesso: ordine {order}",
		asked:   "Il {when} {shop} ha ricevuto questa tua dichiarazione: «Recedo dal contratto di vendita dei beni dell’ordine {order}. {name}, {address}».",
		action:  "Vedi il mio ordine",
		note:    "Conserva questa e-mail: è la tua conferma di ricezione. Se i beni sono in viaggio o li hai già, rispediscili entro 14 giorni dal recesso. Ti rimborsiamo quanto hai pagato, comprese le spese di consegna standard, entro 14 giorni dal recesso e con lo stesso mezzo di pagamento; possiamo attendere di aver ricevuto i beni o che tu dimostri di averli rispediti.",
	},
	"nl": {
		subject: "Ontvangstbevestiging van je herroeping: bestelling {order}",
		asked:   "Op {when} heeft {shop} deze verklaring van jou ontvangen: “Ik herroep de overeenkomst voor de goederen van bestelling {order}. {name}, {address}”.",
		action:  "Mijn bestelling bekijken",
		note:    "Bewaar deze e-mail: dit is je ontvangstbevestiging. Zijn de goederen onderweg of bij jou, stuur ze dan binnen 14 dagen na de herroeping terug. We betalen wat je hebt betaald, met de kosten van de standaardlevering, binnen 14 dagen na de herroeping terug, met hetzelfde betaalmiddel; we mogen wachten tot de goederen terug zijn of tot je aantoont dat je ze hebt verstuurd.",
	},
}
