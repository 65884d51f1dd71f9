package mail

import "storefront/shared/phrase"

// Confirmation asks a reader to confirm an address that has joined a waitlist. Its
// sentences tell the terms that packages waitlist and notify keep.
type Confirmation struct {
	To       string // a bare address
	Language string // BCP 47; English is used if the store does not write it
	Shop     string // the sender's name, such as the shop's host
	Product  string // its name in Language
	Confirm  string // URL of the page that confirms
	Leave    string // URL of the page that unsubscribes
	OneClick string // URL that takes the mail program's one-click POST
}

// Message returns the mail. It depends on the confirmation alone.
func (c Confirmation) Message() Message {
	m := letter{
		texts: confirmations, language: c.Language, names: []string{"{shop}", c.Shop, "{product}", c.Product},
		act: c.Confirm, leave: c.Leave,
	}.message()
	m.To, m.Unsubscribe = c.To, c.OneClick
	return m
}

var confirmations = texts{
	subject: phrase.All(
		"Confirm your place on the waitlist: {product}",
		"Bestätigen Sie Ihren Platz auf der Warteliste: {product}",
		"Confirmez votre place sur la liste d’attente\u00a0: {product}",
		"Confirme su puesto en la lista de espera: {product}",
		"Confermi il suo posto in lista d’attesa: {product}",
		"Bevestig uw plek op de wachtlijst: {product}",
		"प्रतीक्षा सूची में अपनी जगह की पुष्टि करें: {product}",
	),
	asked: phrase.All(
		"Someone, hopefully you, asked {shop} to add this address to the waitlist for {product}.",
		"Jemand, hoffentlich Sie, hat {shop} gebeten, diese Adresse auf die Warteliste für {product} zu setzen.",
		"Quelqu’un, vous sans doute, a demandé à {shop} d’inscrire cette adresse sur la liste d’attente pour {product}.",
		"Alguien, esperamos que usted, ha pedido a {shop} que ponga esta dirección en la lista de espera de {product}.",
		"Qualcuno, speriamo lei, ha chiesto a {shop} di mettere questo indirizzo nella lista d’attesa per {product}.",
		"Iemand, hopelijk u, heeft {shop} gevraagd dit adres op de wachtlijst voor {product} te zetten.",
		"किसी ने, शायद आपने, {shop} से यह पता {product} की प्रतीक्षा सूची में जोड़ने के लिए कहा है।",
	),
	action: phrase.All(
		"Confirm my place",
		"Meinen Platz bestätigen",
		"Confirmer ma place",
		"Confirmar mi puesto",
		"Conferma il mio posto",
		"Mijn plek bevestigen",
		"मेरी जगह की पुष्टि करें",
	),
	note: phrase.All(
		"If it was not you, ignore this email: without a confirmation, the request expires after 7 days, and at most one such email comes in 24 hours. Or remove this address with the last link: then no such email and no pass comes here for a year, even if you ask for it yourself.",
		"Wenn Sie das nicht waren, beachten Sie diese E-Mail nicht: Ohne Bestätigung verfällt die Anfrage nach 7 Tagen, und höchstens eine solche E-Mail kommt in 24 Stunden. Oder nehmen Sie diese Adresse mit dem letzten Link von der Liste: Dann kommt ein Jahr lang keine solche E-Mail und kein Kaufpass hierher, auch wenn Sie selbst darum bitten.",
		"Si ce n’était pas vous, ignorez cet e-mail\u00a0: sans confirmation, la demande expire au bout de 7 jours, et il arrive au plus un tel e-mail par 24 heures. Ou retirez cette adresse avec le dernier lien\u00a0: aucun e-mail de ce genre ni aucun pass n’arrivera alors ici pendant un an, même si vous le demandez vous-même.",
		"Si no ha sido usted, ignore este correo: sin confirmación, la solicitud caduca a los 7 días, y en 24 horas llega como máximo un correo así. O quite esta dirección con el último enlace: entonces no llegará aquí ningún correo así ni ningún pase durante un año, aunque lo pida usted.",
		"Se non è stato lei, ignori questa e-mail: senza conferma la richiesta scade dopo 7 giorni, e in 24 ore arriva al massimo una e-mail come questa. Oppure tolga questo indirizzo con l’ultimo link: allora per un anno qui non arriverà nessuna e-mail come questa né alcun pass, neanche se lo chiede lei.",
		"Was u dat niet? Negeer deze e-mail dan: zonder bevestiging verloopt het verzoek na 7 dagen, en er komt hooguit één zo’n e-mail per 24 uur. Of haal dit adres met de laatste link van de lijst: dan komt hier een jaar lang geen zo’n e-mail en geen pas, ook niet als u er zelf om vraagt.",
		"अगर यह आपने नहीं किया, तो इस ई-मेल को अनदेखा करें: पुष्टि के बिना यह अनुरोध 7 दिन बाद समाप्त हो जाता है, और 24 घंटे में ऐसा ज़्यादा से ज़्यादा एक ई-मेल आता है। या आख़िरी लिंक से इस पते को हटाएँ: तब एक साल तक यहाँ न ऐसा कोई ई-मेल आएगा और न कोई पास, चाहे आप ख़ुद माँगें।",
	),
	leave: phrase.All(
		"Remove this address from the waitlist",
		"Diese Adresse von der Warteliste nehmen",
		"Retirer cette adresse de la liste d’attente",
		"Quitar esta dirección de la lista de espera",
		"Togli questo indirizzo dalla lista d’attesa",
		"Dit adres van de wachtlijst halen",
		"इस पते को प्रतीक्षा सूची से हटाएँ",
	),
}
