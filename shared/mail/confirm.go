package mail

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
	"en": {
		subject: "Confirm your place on the waitlist: {product}",
		asked:   "Someone, hopefully you, asked {shop} to add this address to the waitlist for {product}.",
		action:  "Confirm my place",
		note:    "If it was not you, ignore this email: without a confirmation, the request expires after 7 days, and at most one such email comes in 24 hours. Or remove this address with the last link: then no such email and no pass comes here for a year, even if you ask for it yourself.",
		leave:   "Remove this address from the waitlist",
	},
	"de": {
		subject: "Bestätigen Sie Ihren Platz auf der Warteliste: {product}",
		asked:   "Jemand, hoffentlich Sie, hat {shop} gebeten, diese Adresse auf die Warteliste für {product} zu setzen.",
		action:  "Meinen Platz bestätigen",
		note:    "Wenn Sie das nicht waren, beachten Sie diese E-Mail nicht: Ohne Bestätigung verfällt die Anfrage nach 7 Tagen, und höchstens eine solche E-Mail kommt in 24 Stunden. Oder nehmen Sie diese Adresse mit dem letzten Link von der Liste: Dann kommt ein Jahr lang keine solche E-Mail und kein Kaufpass hierher, auch wenn Sie selbst darum bitten.",
		leave:   "Diese Adresse von der Warteliste nehmen",
	},
	"es": {
		subject: "Confirma tu puesto en la lista de espera: {product}",
		asked:   "Alguien, esperamos que tú, ha pedido a {shop} que ponga esta dirección en la lista de espera de {product}.",
		action:  "Confirmar mi puesto",
		note:    "Si no has sido tú, ignora este correo: sin confirmación, la solicitud caduca a los 7 días, y en 24 horas llega como máximo un correo así. O quita esta dirección con el último enlace: entonces no llegará aquí ningún correo así ni ningún pase durante un año, aunque lo pidas tú.",
		leave:   "Quitar esta dirección de la lista de espera",
	},
	"fr": {
		subject: "Confirmez votre place sur la liste d’attente : {product}",
		asked:   "Quelqu’un, vous sans doute, a demandé à {shop} d’inscrire cette adresse sur la liste d’attente pour {product}.",
		action:  "Confirmer ma place",
		note:    "Si ce n’était pas vous, ignorez cet e-mail : sans confirmation, la demande expire au bout de 7 jours, et il arrive au plus un tel e-mail par 24 heures. Ou retirez cette adresse avec le dernier lien : aucun e-mail de ce genre ni aucun pass n’arrivera alors ici pendant un an, même si vous le demandez vous-même.",
		leave:   "Retirer cette adresse de la liste d’attente",
	},
	"hi": {
		subject: "प्रतीक्षा सूची में अपनी जगह की पुष्टि करें: {product}",
		asked:   "किसी ने, शायद आपने, {shop} से यह पता {product} की प्रतीक्षा सूची में जोड़ने के लिए कहा है।",
		action:  "मेरी जगह की पुष्टि करें",
		note:    "अगर यह आपने नहीं किया, तो इस ई-मेल को अनदेखा करें: पुष्टि के बिना यह अनुरोध 7 दिन बाद समाप्त हो जाता है, और 24 घंटे में ऐसा ज़्यादा से ज़्यादा एक ई-मेल आता है। या आख़िरी लिंक से इस पते को हटाएँ: तब एक साल तक यहाँ न ऐसा कोई ई-मेल आएगा और न कोई पास, चाहे आप ख़ुद माँगें।",
		leave:   "इस पते को प्रतीक्षा सूची से हटाएँ",
	},
	"it": {
		subject: "Conferma il tuo posto in lista d’attesa: {product}",
		asked:   "Qualcuno, speriamo tu, ha chiesto a {shop} di mettere questo indirizzo nella lista d’attesa per {product}.",
		action:  "Conferma il mio posto",
		note:    "Se non sei stato tu, ignora questa e-mail: senza conferma la richiesta scade dopo 7 giorni, e in 24 ore arriva al massimo una e-mail come questa. Oppure togli questo indirizzo con l’ultimo link: allora per un anno qui non arriverà nessuna e-mail come questa né alcun pass, neanche se lo chiedi tu.",
		leave:   "Togli questo indirizzo dalla lista d’attesa",
	},
	"nl": {
		subject: "Bevestig je plek op de wachtlijst: {product}",
		asked:   "Iemand, hopelijk jij, heeft {shop} gevraagd dit adres op de wachtlijst voor {product} te zetten.",
		action:  "Mijn plek bevestigen",
		note:    "Was jij dat niet? Negeer deze e-mail dan: zonder bevestiging verloopt het verzoek na 7 dagen, en er komt hooguit één zo’n e-mail per 24 uur. Of haal dit adres met de laatste link van de lijst: dan komt hier een jaar lang geen zo’n e-mail en geen pas, ook niet als je er zelf om vraagt.",
		leave:   "Dit adres van de wachtlijst halen",
	},
}
