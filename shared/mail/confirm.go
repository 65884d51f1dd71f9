package mail

// Confirmation asks a reader to confirm an address that has joined a waitlist.
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
		note:    "If it was not you, ignore this email. Without a confirmation, we will not write again.",
		leave:   "Remove this address from the waitlist",
	},
	"de": {
		subject: "Bestätigen Sie Ihren Platz auf der Warteliste: {product}",
		asked:   "Jemand, hoffentlich Sie, hat {shop} gebeten, diese Adresse auf die Warteliste für {product} zu setzen.",
		action:  "Meinen Platz bestätigen",
		note:    "Wenn Sie das nicht waren, beachten Sie diese E-Mail nicht: Ohne Bestätigung bekommen Sie keine weitere.",
		leave:   "Diese Adresse von der Warteliste nehmen",
	},
	"es": {
		subject: "Confirma tu puesto en la lista de espera: {product}",
		asked:   "Alguien, esperamos que tú, ha pedido a {shop} que ponga esta dirección en la lista de espera de {product}.",
		action:  "Confirmar mi puesto",
		note:    "Si no has sido tú, ignora este correo: sin confirmación no recibirás ningún otro.",
		leave:   "Quitar esta dirección de la lista de espera",
	},
	"fr": {
		subject: "Confirmez votre place sur la liste d’attente : {product}",
		asked:   "Quelqu’un, vous sans doute, a demandé à {shop} d’inscrire cette adresse sur la liste d’attente pour {product}.",
		action:  "Confirmer ma place",
		note:    "Si ce n’était pas vous, ignorez cet e-mail : sans confirmation, vous n’en recevrez aucun autre.",
		leave:   "Retirer cette adresse de la liste d’attente",
	},
	"hi": {
		subject: "प्रतीक्षा सूची में अपनी जगह की पुष्टि करें: {product}",
		asked:   "किसी ने, शायद आपने, {shop} से यह पता {product} की प्रतीक्षा सूची में जोड़ने के लिए कहा है।",
		action:  "मेरी जगह की पुष्टि करें",
		note:    "अगर यह आपने नहीं किया, तो इस ई-मेल को अनदेखा करें: पुष्टि के बिना आपको कोई और ई-मेल नहीं मिलेगा।",
		leave:   "इस पते को प्रतीक्षा सूची से हटाएँ",
	},
	"it": {
		subject: "Conferma il tuo posto in lista d’attesa: {product}",
		asked:   "Qualcuno, speriamo tu, ha chiesto a {shop} di mettere questo indirizzo nella lista d’attesa per {product}.",
		action:  "Conferma il mio posto",
		note:    "Se non sei stato tu, ignora questa e-mail: senza conferma non ne riceverai altre.",
		leave:   "Togli questo indirizzo dalla lista d’attesa",
	},
	"nl": {
		subject: "Bevestig je plek op de wachtlijst: {product}",
		asked:   "Iemand, hopelijk jij, heeft {shop} gevraagd dit adres op de wachtlijst voor {product} te zetten.",
		action:  "Mijn plek bevestigen",
		note:    "Was jij dat niet? Negeer deze e-mail dan: zonder bevestiging krijg je er geen meer.",
		leave:   "Dit adres van de wachtlijst halen",
	},
}
