package mail

import "storefront/shared/phrase"

// Pass sends a shopper a pass. Its sentences tell the terms that packages pass and
// notify keep.
type Pass struct {
	To       string // a bare address
	Language string // BCP 47; English is used if the store does not write it
	Shop     string // the sender's name, such as the shop's host
	Pass     string // the pass's token
	Link     string // URL of the page that takes the pass
	Refuse   string // URL of the page that refuses such mails
}

// Message returns the mail. It depends on the pass alone. Mail programs do not offer to
// unsubscribe from it: who does so by habit could buy in no sale that asks for a pass.
func (p Pass) Message() Message {
	m := letter{
		texts: passes, language: p.Language, names: []string{"{shop}", p.Shop}, act: p.Link, code: p.Pass, leave: p.Refuse,
	}.message()
	m.To = p.To
	return m
}

var passes = texts{
	subject: phrase.All(
		"Your pass for {shop}",
		"Ihr Kaufpass für {shop}",
		"Votre pass pour {shop}",
		"Su pase para {shop}",
		"Il suo pass per {shop}",
		"Uw pas voor {shop}",
		"{shop} के लिए आपका पास",
	),
	asked: phrase.All(
		"Someone, hopefully you, asked {shop} for a pass. It proves that you read the email of this address, and some sales ask for it.",
		"Jemand, hoffentlich Sie, hat {shop} um einen Kaufpass gebeten. Er beweist, dass Sie die E-Mails dieser Adresse lesen; manche Verkäufe verlangen ihn.",
		"Quelqu’un, vous sans doute, a demandé un pass à {shop}. Il prouve que vous lisez les e-mails de cette adresse, et certaines ventes le demandent.",
		"Alguien, esperamos que usted, ha pedido a {shop} un pase. Demuestra que usted lee el correo de esta dirección, y algunas ventas lo piden.",
		"Qualcuno, speriamo lei, ha chiesto un pass a {shop}. Dimostra che lei legge la posta di questo indirizzo, e alcune vendite lo richiedono.",
		"Iemand, hopelijk u, heeft {shop} om een pas gevraagd. Die bewijst dat u de e-mail van dit adres leest; sommige verkopen vragen erom.",
		"किसी ने, शायद आपने, {shop} से एक पास माँगा है। यह साबित करता है कि इस पते के ई-मेल आप पढ़ते हैं, और कुछ सेल में यह माँगा जाता है।",
	),
	action: phrase.All(
		"Use my pass",
		"Meinen Kaufpass verwenden",
		"Utiliser mon pass",
		"Usar mi pase",
		"Usa il mio pass",
		"Mijn pas gebruiken",
		"मेरा पास इस्तेमाल करें",
	),
	code: phrase.All(
		"Or enter it where a pass is asked for:",
		"Oder geben Sie ihn ein, wo ein Kaufpass verlangt wird:",
		"Ou saisissez-le là où un pass est demandé\u00a0:",
		"O escríbalo donde se pida un pase:",
		"Oppure lo inserisca dove viene chiesto un pass:",
		"Of vul hem in waar om een pas wordt gevraagd:",
		"या जहाँ पास माँगा जाए, वहाँ यह डालें:",
	),
	note: phrase.All(
		"The pass is valid for 30 days. Anyone who has it can buy in the name of this address, so keep it to yourself. If it was not you, ignore this email; at most three such emails come in 24 hours.",
		"Der Kaufpass gilt 30 Tage. Wer ihn hat, kann im Namen dieser Adresse kaufen: Geben Sie ihn nicht weiter. Wenn Sie das nicht waren, beachten Sie diese E-Mail nicht; höchstens drei solche E-Mails kommen in 24 Stunden.",
		"Le pass est valable 30 jours. Quiconque le possède peut acheter au nom de cette adresse\u00a0: gardez-le pour vous. Si ce n’était pas vous, ignorez cet e-mail\u00a0; il en arrive au plus trois par 24 heures.",
		"El pase vale 30 días. Quien lo tenga puede comprar en nombre de esta dirección: no lo comparta. Si no ha sido usted, ignore este correo; en 24 horas llegan como máximo tres correos así.",
		"Il pass vale 30 giorni. Chi lo ha può comprare a nome di questo indirizzo: non lo condivida. Se non è stato lei, ignori questa e-mail; in 24 ore ne arrivano al massimo tre.",
		"De pas is 30 dagen geldig. Wie hem heeft, kan namens dit adres kopen: houd hem voor uzelf. Was u dat niet? Negeer deze e-mail dan; er komen hooguit drie zulke e-mails per 24 uur.",
		"यह पास 30 दिन तक मान्य है। जिसके पास यह है, वह इस पते के नाम पर ख़रीद सकता है: इसे किसी को न दें। अगर यह आपने नहीं किया, तो इस ई-मेल को अनदेखा करें; 24 घंटे में ऐसे ज़्यादा से ज़्यादा तीन ई-मेल आते हैं।",
	),
	leave: phrase.All(
		"It was not me: for a year, send this address no passes and no confirmations for waitlists",
		"Ich war das nicht: ein Jahr lang keine Kaufpässe und keine Bestätigungen für Wartelisten an diese Adresse senden",
		"Ce n’était pas moi\u00a0: pendant un an, n’envoyer à cette adresse ni pass ni confirmation de liste d’attente",
		"No he sido yo: durante un año, no enviar a esta dirección pases ni confirmaciones de listas de espera",
		"Non sono stato io: per un anno non inviare a questo indirizzo pass né conferme di liste d’attesa",
		"Ik was het niet: stuur dit adres een jaar lang geen passen en geen bevestigingen voor wachtlijsten",
		"यह मैंने नहीं किया: एक साल तक इस पते पर न पास भेजें और न प्रतीक्षा सूची की पुष्टि",
	),
}
