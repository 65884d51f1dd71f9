package mail

// OrderLink sends a buyer the link to an order.
type OrderLink struct {
	To       string // a bare address
	Language string // BCP 47; English is used if the store does not write it
	Shop     string // the sender's name, such as the shop's host
	Order    string // the order's id
	Link     string // URL of the order's page, with the order's token
}

// Message returns the mail. It depends on the link alone.
func (l OrderLink) Message() Message {
	m := letter{
		texts: orderLinks, language: l.Language, names: []string{"{shop}", l.Shop, "{order}", l.Order}, act: l.Link,
	}.message()
	m.To = l.To
	return m
}

var orderLinks = texts{
	"en": {
		subject: "Your order {order}",
		asked:   "Someone, hopefully you, asked {shop} for the link to order {order}.",
		action:  "View my order",
		note:    "Anyone with this link can see, pay and cancel the order, so keep it to yourself. If it was not you, ignore this email.",
	},
	"de": {
		subject: "Ihre Bestellung {order}",
		asked:   "Jemand, hoffentlich Sie, hat {shop} um den Link zur Bestellung {order} gebeten.",
		action:  "Meine Bestellung ansehen",
		note:    "Wer diesen Link hat, kann die Bestellung sehen, bezahlen und stornieren: Geben Sie ihn nicht weiter. Wenn Sie das nicht waren, beachten Sie diese E-Mail nicht.",
	},
	"es": {
		subject: "Tu pedido {order}",
		asked:   "Alguien, esperamos que tú, ha pedido a {shop} el enlace al pedido {order}.",
		action:  "Ver mi pedido",
		note:    "Quien tenga este enlace puede ver el pedido, pagarlo y cancelarlo: no lo compartas. Si no has sido tú, ignora este correo.",
	},
	"fr": {
		subject: "Votre commande {order}",
		asked:   "Quelqu’un, vous sans doute, a demandé à {shop} le lien vers la commande {order}.",
		action:  "Voir ma commande",
		note:    "Quiconque possède ce lien peut voir la commande, la payer et l’annuler : gardez-le pour vous. Si ce n’était pas vous, ignorez cet e-mail.",
	},
	"hi": {
		subject: "आपका ऑर्डर {order}",
		asked:   "किसी ने, शायद आपने, {shop} से ऑर्डर {order} का लिंक माँगा है।",
		action:  "मेरा ऑर्डर देखें",
		note:    "जिसके पास यह लिंक है, वह ऑर्डर देख सकता है, उसका भुगतान कर सकता है और उसे रद्द कर सकता है: इसे किसी को न दें। अगर यह आपने नहीं किया, तो इस ई-मेल को अनदेखा करें।",
	},
	"it": {
		subject: "Il tuo ordine {order}",
		asked:   "Qualcuno, speriamo tu, ha chiesto a {shop} il link all’ordine {order}.",
		action:  "Vedi il mio ordine",
		note:    "Chi ha questo link può vedere l’ordine, pagarlo e annullarlo: non condividerlo. Se non sei stato tu, ignora questa e-mail.",
	},
	"nl": {
		subject: "Je bestelling {order}",
		asked:   "Iemand, hopelijk jij, heeft {shop} om de link naar bestelling {order} gevraagd.",
		action:  "Mijn bestelling bekijken",
		note:    "Wie deze link heeft, kan de bestelling bekijken, betalen en annuleren: houd hem voor jezelf. Was jij dat niet? Negeer deze e-mail dan.",
	},
}
