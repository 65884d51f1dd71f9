package mail

import (
	"html"
	"strings"
)

// Confirmation asks whoever joined a waitlist to confirm the address.
type Confirmation struct {
	To       string // a bare address
	Language string // BCP 47; one the store does not write is English
	Shop     string // who writes, such as the shop's host
	Product  string // its name in Language
	Confirm  string // address of the page that confirms
	Leave    string // address of the page that unsubscribes
	OneClick string // address that takes the mail program's one-click POST
}

// Message writes the mail. The same confirmation gives the same message.
func (c Confirmation) Message() Message {
	language, words := wordsFor(c.Language)
	fill := func(layout string, escape func(string) string) string {
		inner := strings.NewReplacer("{shop}", escape(c.Shop), "{product}", escape(c.Product))
		return strings.NewReplacer(
			"{language}", language,
			"{subject}", inner.Replace(words.subject),
			"{asked}", inner.Replace(words.asked),
			"{confirm}", words.confirm,
			"{ignore}", words.ignore,
			"{leave}", words.leave,
			"{confirm_url}", escape(c.Confirm),
			"{leave_url}", escape(c.Leave),
		).Replace(layout)
	}
	return Message{
		To:          c.To,
		Subject:     fill("{subject}", asIs),
		Text:        fill(textLayout, asIs),
		HTML:        fill(htmlLayout, html.EscapeString),
		Unsubscribe: c.OneClick,
	}
}

func asIs(s string) string { return s }

// The layouts are filled by replacing names, in one pass, so what is filled in
// is never filled itself. Package text/template would add 0.6 MB to the
// function's archive: it keeps the linker from dropping methods nobody calls.
const (
	textLayout = `{asked}

{confirm}
{confirm_url}

{ignore}

{leave}
{leave_url}
`
	htmlLayout = `<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{subject}</title></head>
<body style="font-family: sans-serif; line-height: 1.5">
<p>{asked}</p>
<p><a href="{confirm_url}"><strong>{confirm}</strong></a></p>
<p>{ignore}</p>
<p><small><a href="{leave_url}">{leave}</a></small></p>
</body>
</html>
`
)

// words are the sentences of a confirmation in one language. They hold nothing
// that HTML would need escaped.
type words struct {
	subject string
	asked   string // why the reader gets this
	confirm string // label of the link that confirms
	ignore  string // what to do when it was somebody else
	leave   string // label of the link that unsubscribes
}

// wordsFor finds the words of a language, or of the one it is a variety of.
func wordsFor(language string) (string, words) {
	language, _, _ = strings.Cut(strings.ToLower(language), "-")
	switch language {
	case "de":
		return language, german
	case "es":
		return language, spanish
	case "fr":
		return language, french
	case "hi":
		return language, hindi
	case "it":
		return language, italian
	case "nl":
		return language, dutch
	default:
		return "en", english
	}
}

var english = words{
	subject: "Confirm your place on the waitlist: {product}",
	asked:   "Someone, hopefully you, asked {shop} to put this address on the waitlist for {product}.",
	confirm: "Confirm my place",
	ignore:  "If it was not you, ignore this mail: without a confirmation you will get no other.",
	leave:   "Take this address off the waitlist",
}

var german = words{
	subject: "Bestätigen Sie Ihren Platz auf der Warteliste: {product}",
	asked:   "Jemand, hoffentlich Sie, hat {shop} gebeten, diese Adresse auf die Warteliste für {product} zu setzen.",
	confirm: "Meinen Platz bestätigen",
	ignore:  "Wenn Sie das nicht waren, beachten Sie diese E-Mail nicht: Ohne Bestätigung bekommen Sie keine weitere.",
	leave:   "Diese Adresse von der Warteliste nehmen",
}

var spanish = words{
	subject: "Confirma tu puesto en la lista de espera: {product}",
	asked:   "Alguien, esperamos que tú, ha pedido a {shop} que ponga esta dirección en la lista de espera de {product}.",
	confirm: "Confirmar mi puesto",
	ignore:  "Si no has sido tú, ignora este correo: sin confirmación no recibirás ningún otro.",
	leave:   "Quitar esta dirección de la lista de espera",
}

var french = words{
	subject: "Confirmez votre place sur la liste d’attente : {product}",
	asked:   "Quelqu’un, vous sans doute, a demandé à {shop} d’inscrire cette adresse sur la liste d’attente pour {product}.",
	confirm: "Confirmer ma place",
	ignore:  "Si ce n’était pas vous, ignorez cet e-mail : sans confirmation, vous n’en recevrez aucun autre.",
	leave:   "Retirer cette adresse de la liste d’attente",
}

var hindi = words{
	subject: "प्रतीक्षा सूची में अपनी जगह की पुष्टि करें: {product}",
	asked:   "किसी ने, शायद आपने, {shop} से यह पता {product} की प्रतीक्षा सूची में जोड़ने के लिए कहा है।",
	confirm: "मेरी जगह की पुष्टि करें",
	ignore:  "अगर यह आपने नहीं किया, तो इस ई-मेल को अनदेखा करें: पुष्टि के बिना आपको कोई और ई-मेल नहीं मिलेगा।",
	leave:   "इस पते को प्रतीक्षा सूची से हटाएँ",
}

var italian = words{
	subject: "Conferma il tuo posto in lista d’attesa: {product}",
	asked:   "Qualcuno, speriamo tu, ha chiesto a {shop} di mettere questo indirizzo nella lista d’attesa per {product}.",
	confirm: "Conferma il mio posto",
	ignore:  "Se non sei stato tu, ignora questa e-mail: senza conferma non ne riceverai altre.",
	leave:   "Togli questo indirizzo dalla lista d’attesa",
}

var dutch = words{
	subject: "Bevestig je plek op de wachtlijst: {product}",
	asked:   "Iemand, hopelijk jij, heeft {shop} gevraagd dit adres op de wachtlijst voor {product} te zetten.",
	confirm: "Mijn plek bevestigen",
	ignore:  "Was jij dat niet? Negeer deze e-mail dan: zonder bevestiging krijg je er geen meer.",
	leave:   "Dit adres van de wachtlijst halen",
}
