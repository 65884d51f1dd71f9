package mail

import (
	"time"

	"storefront/shared/phrase"
)

// Invitation sends a ticket to someone on the waitlist.
type Invitation struct {
	To       string    // a bare address
	Language string    // BCP 47; English is used if the store does not write it
	Shop     string    // the sender's name, such as the shop's host
	Product  string    // its name in Language
	Ticket   string    // the ticket's code
	Opens    time.Time // when the sale opens or has opened, in the market's time zone, as is Ends
	Ends     time.Time // when the ticket ends
	Link     string    // URL of the checkout, with the ticket
	Leave    string    // URL of the page that unsubscribes
	OneClick string    // URL that takes the mail program's one-click POST
}

// Message returns the mail. It depends on the invitation alone.
func (i Invitation) Message() Message {
	layout := minutes.In(languageOf(i.Language))
	m := letter{
		texts: invitations, language: i.Language, act: i.Link, code: i.Ticket, leave: i.Leave,
		names: []string{"{shop}", i.Shop, "{product}", i.Product, "{opens}", i.Opens.Format(layout), "{ends}", i.Ends.Format(layout)},
	}.message()
	m.To, m.Unsubscribe = i.To, i.OneClick
	return m
}

// minutes has how each language writes a date and a time, to the minute.
var minutes = phrase.All(
	"2 January 2006 at 15:04 (UTC-07:00)",
	"02.01.2006 um 15:04 Uhr (UTC-07:00)",
	"02/01/2006 à 15:04 (UTC-07:00)",
	"02/01/2006 a las 15:04 (UTC-07:00)",
	"02/01/2006 alle 15:04 (UTC-07:00)",
	"02-01-2006 om 15:04 (UTC-07:00)",
	"02/01/2006, 15:04 (UTC-07:00)",
)

var invitations = texts{
	subject: phrase.All(
		"Your turn: {product}",
		"Sie sind an der Reihe: {product}",
		"C’est votre tour\u00a0: {product}",
		"Es su turno: {product}",
		"È il suo turno: {product}",
		"U bent aan de beurt: {product}",
		"आपकी बारी: {product}",
	),
	asked: phrase.All(
		"You are on the waitlist of {shop} for {product}, and now it is your turn. Until {ends}, one is kept for you. The sale opens or has opened on {opens}.",
		"Sie stehen bei {shop} auf der Warteliste für {product} und sind jetzt an der Reihe. Bis {ends} ist ein Stück für Sie reserviert. Der Verkauf öffnet oder öffnete am {opens}.",
		"Vous êtes sur la liste d’attente de {shop} pour {product}, et c’est maintenant votre tour. Jusqu’au {ends}, un exemplaire vous est réservé. La vente ouvre ou a ouvert le {opens}.",
		"Está en la lista de espera de {shop} para {product}, y ahora es su turno. Hasta el {ends} hay una unidad reservada para usted. La venta abre o abrió el {opens}.",
		"È nella lista d’attesa di {shop} per {product}, e ora è il suo turno. Fino al {ends} un pezzo è riservato a lei. La vendita apre o ha aperto il {opens}.",
		"U staat bij {shop} op de wachtlijst voor {product}, en nu bent u aan de beurt. Tot {ends} is er één voor u gereserveerd. De verkoop opent of opende op {opens}.",
		"आप {product} के लिए {shop} की प्रतीक्षा सूची में हैं, और अब आपकी बारी है। {ends} तक एक पीस आपके लिए आरक्षित है। सेल खुलने का समय: {opens}।",
	),
	action: phrase.All(
		"Buy with my ticket",
		"Mit meinem Ticket kaufen",
		"Acheter avec mon invitation",
		"Comprar con mi invitación",
		"Compra con il mio invito",
		"Kopen met mijn ticket",
		"मेरे टिकट से ख़रीदें",
	),
	code: phrase.All(
		"Or enter your ticket in the shop, with this email address:",
		"Oder geben Sie Ihr Ticket im Shop ein, mit dieser E-Mail-Adresse:",
		"Ou saisissez votre invitation dans la boutique, avec cette adresse e-mail\u00a0:",
		"O escriba su invitación en la tienda, con esta dirección de correo:",
		"Oppure inserisca il suo invito nel negozio, con questo indirizzo e-mail:",
		"Of vul uw ticket in de winkel in, met dit e-mailadres:",
		"या दुकान में इसी ई-मेल पते के साथ अपना टिकट डालें:",
	),
	note: phrase.All(
		"The ticket is for one item and one order. If you do not use it in time, the item goes to the next on the waitlist. You can then join the waitlist again.",
		"Das Ticket gilt für einen Artikel und eine Bestellung. Wenn Sie es nicht rechtzeitig verwenden, geht der Artikel an die Nächsten auf der Warteliste. Danach können Sie sich wieder auf die Warteliste setzen lassen.",
		"L’invitation vaut pour un article et une commande. Si vous ne l’utilisez pas à temps, l’article va à la personne suivante de la liste d’attente. Vous pourrez ensuite vous inscrire à nouveau.",
		"La invitación vale para un artículo y un pedido. Si no la usa a tiempo, el artículo pasa a la siguiente persona de la lista de espera. Después puede volver a apuntarse.",
		"L’invito vale per un articolo e un ordine. Se non lo usa in tempo, l’articolo passa a chi segue nella lista d’attesa. Poi può iscriversi di nuovo.",
		"Het ticket is voor één artikel en één bestelling. Gebruikt u het niet op tijd, dan gaat het artikel naar de volgende op de wachtlijst. Daarna kunt u zich opnieuw aanmelden.",
		"टिकट एक आइटम और एक ऑर्डर के लिए है। अगर आपने इसे समय पर इस्तेमाल नहीं किया, तो आइटम प्रतीक्षा सूची में अगले व्यक्ति को मिलेगा। उसके बाद आप फिर से सूची में जुड़ सकते हैं।",
	),
	leave: confirmations.leave,
}
