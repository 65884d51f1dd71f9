package mail

import "storefront/shared/phrase"

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
	subject: phrase.All(
		"Your order {order}",
		"Ihre Bestellung {order}",
		"Votre commande {order}",
		"Su pedido {order}",
		"Il suo ordine {order}",
		"Uw bestelling {order}",
		"आपका ऑर्डर {order}",
	),
	asked: phrase.All(
		"Someone, hopefully you, asked {shop} for the link to order {order}.",
		"Jemand, hoffentlich Sie, hat {shop} um den Link zur Bestellung {order} gebeten.",
		"Quelqu’un, vous sans doute, a demandé à {shop} le lien vers la commande {order}.",
		"Alguien, esperamos que usted, ha pedido a {shop} el enlace al pedido {order}.",
		"Qualcuno, speriamo lei, ha chiesto a {shop} il link all’ordine {order}.",
		"Iemand, hopelijk u, heeft {shop} om de link naar bestelling {order} gevraagd.",
		"किसी ने, शायद आपने, {shop} से ऑर्डर {order} का लिंक माँगा है।",
	),
	action: viewOrder,
	note: phrase.All(
		"Anyone with this link can see, pay and cancel the order, so keep it to yourself. If it was not you, ignore this email.",
		"Wer diesen Link hat, kann die Bestellung sehen, bezahlen und stornieren: Geben Sie ihn nicht weiter. Wenn Sie das nicht waren, beachten Sie diese E-Mail nicht.",
		"Quiconque possède ce lien peut voir la commande, la payer et l’annuler\u00a0: gardez-le pour vous. Si ce n’était pas vous, ignorez cet e-mail.",
		"Quien tenga este enlace puede ver el pedido, pagarlo y cancelarlo: no lo comparta. Si no ha sido usted, ignore este correo.",
		"Chi ha questo link può vedere l’ordine, pagarlo e annullarlo: non lo condivida. Se non è stato lei, ignori questa e-mail.",
		"Wie deze link heeft, kan de bestelling bekijken, betalen en annuleren: houd hem voor uzelf. Was u dat niet? Negeer deze e-mail dan.",
		"जिसके पास यह लिंक है, वह ऑर्डर देख सकता है, उसका भुगतान कर सकता है और उसे रद्द कर सकता है: इसे किसी को न दें। अगर यह आपने नहीं किया, तो इस ई-मेल को अनदेखा करें।",
	),
}
