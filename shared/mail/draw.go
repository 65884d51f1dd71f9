package mail

import (
	"strconv"
	"time"

	"storefront/shared/format"
	"storefront/shared/phrase"
)

// Draw has what the mails to an entry of a draw have in common. Their texts explain the rules of
// package draw.
type Draw struct {
	To         string // a bare address
	Reader     format.Reader
	Shop       string // the sender's name, such as the shop's host
	Product    string // its name in the reader's language
	Entries    int
	Units      int // how many are drawn
	Root       string
	Round      int       // of quicknet
	At         time.Time // when the round is made, in the market's time zone
	Commitment string    // the entry in the published list
	Secret     string    // of the commitment
	Identity   string    // the address in the form that is in the commitment
	Rank       int       // the rank of an entry that was not drawn
	Link       string    // URL of the draw's page
	Leave      string    // URL of the page that unsubscribes
	OneClick   string    // URL that takes the mail program's one-click POST
}

// Closed returns the mail that says that the draw is closed. It has what the reader needs to check
// the draw later.
func (w Draw) Closed() Message {
	say, round := w.Reader.Language, strconv.Itoa(w.Round)
	return w.message(closedSubject,
		paragraph(closedLead.With(say, w.Shop, w.Product, round, w.At.Format(minutes.In(say)))),
		button{seeDraw.In(say), w.Link},
		fact{drawEntries.In(say), []string{w.Reader.Number(w.Entries)}},
		fact{drawUnits.In(say), []string{w.Reader.Number(w.Units)}},
		code{drawRoot.In(say), w.Root},
		heading(yourEntry.In(say)),
		code{entryInList.In(say), w.Commitment},
		code{entrySecret.In(say), w.Secret},
		code{entryAddress.In(say), w.Identity},
		paragraph(closedCheck.In(say)),
		paragraph(closedNext.In(say)),
	)
}

// Undrawn returns the mail that says that the entry was not drawn.
func (w Draw) Undrawn() Message {
	say, number := w.Reader.Language, w.Reader.Number
	return w.message(undrawnSubject,
		paragraph(undrawnLead.With(say, w.Shop, w.Product)),
		fact{drawPlace.In(say), []string{placeOf.With(say, number(w.Rank), number(w.Entries))}},
		fact{drawUnits.In(say), []string{number(w.Units)}},
		fact{reservePlace.In(say), []string{number(w.Rank - w.Units)}},
		paragraph(undrawnNext.In(say)),
		button{seeDraw.In(say), w.Link},
		heading(yourEntry.In(say)),
		code{entryInList.In(say), w.Commitment},
		paragraph(undrawnCheck.With(say, strconv.Itoa(w.Round))),
	)
}

func (w Draw) message(subject phrase.Text, parts ...part) Message {
	say := w.Reader.Language
	d := document{language: say, subject: subject.With(say, w.Product), parts: parts}
	d.add(footer{confirmations.leave.In(say), w.Leave})
	m := d.message()
	m.To, m.Unsubscribe = w.To, w.OneClick
	return m
}

var (
	closedSubject = phrase.All(
		"The draw is closed: %s",
		"Die Verlosung ist geschlossen: %s",
		"Le tirage au sort est clos\u00a0: %s",
		"El sorteo está cerrado: %s",
		"Il sorteggio è chiuso: %s",
		"De loting is gesloten: %s",
		"ड्रॉ बंद हो गया: %s",
	)
	closedLead = phrase.All(
		"You are in the draw of %s for %s. The list is final. A public random number, which is made after the list, decides who is drawn: round %s of drand’s quicknet, on %s.",
		"Sie nehmen bei %s an der Verlosung für %s teil. Die Liste steht endgültig fest. Es entscheidet eine öffentliche Zufallszahl, die erst nach der Liste entsteht: Runde %s von quicknet, einem Dienst von drand, am %s.",
		"Vous participez au tirage au sort de %s pour %s. La liste est définitive. C’est un nombre aléatoire public, produit après la liste, qui décide\u00a0: le tour %s de quicknet, un service de drand, le %s.",
		"Participa en el sorteo de %s para %s. La lista es definitiva. Decide un número aleatorio público que se genera después de la lista: la ronda %s de quicknet, un servicio de drand, el %s.",
		"Lei partecipa al sorteggio di %s per %s. La lista è definitiva. Decide un numero casuale pubblico, prodotto dopo la lista: il turno %s di quicknet, un servizio di drand, il %s.",
		"U doet mee aan de loting van %s voor %s. De lijst staat definitief vast. Een openbaar willekeurig getal dat na de lijst wordt gemaakt, beslist: ronde %s van quicknet, een dienst van drand, op %s.",
		"आप %s के ड्रॉ में हैं, उत्पाद: %s। इसकी सूची अब पक्की है और बदल नहीं सकती। फ़ैसला एक सार्वजनिक यादृच्छिक संख्या करती है, जो सूची के बाद बनती है: drand के quicknet का राउंड %s, समय: %s।",
	)
	seeDraw = phrase.All(
		"See the draw",
		"Verlosung ansehen",
		"Voir le tirage au sort",
		"Ver el sorteo",
		"Vedi il sorteggio",
		"Loting bekijken",
		"ड्रॉ देखें",
	)
	drawEntries = phrase.All(
		"Entries on the list",
		"Einträge auf der Liste",
		"Inscriptions sur la liste",
		"Inscripciones en la lista",
		"Iscrizioni nella lista",
		"Inschrijvingen op de lijst",
		"सूची में प्रविष्टियाँ",
	)
	drawUnits = phrase.All(
		"How many are drawn",
		"So viele werden gezogen",
		"Nombre d’inscriptions tirées au sort",
		"Cuántas se sortean",
		"Quante vengono estratte",
		"Zoveel worden er geloot",
		"कितनी चुनी जाती हैं",
	)
	drawRoot = phrase.All(
		"Root of the list:",
		"Wurzel der Liste (Prüfsumme):",
		"Racine de la liste (empreinte)\u00a0:",
		"Raíz de la lista (huella):",
		"Radice della lista (impronta):",
		"Wortel van de lijst (controlegetal):",
		"सूची का रूट (जाँच-मान):",
	)
	yourEntry = phrase.All(
		"Your entry",
		"Ihr Eintrag",
		"Votre inscription",
		"Su inscripción",
		"La sua iscrizione",
		"Uw inschrijving",
		"आपकी प्रविष्टि",
	)
	entryInList = phrase.All(
		"In the published list it is:",
		"In der veröffentlichten Liste lautet er:",
		"Dans la liste publiée, c’est\u00a0:",
		"En la lista publicada es:",
		"Nella lista pubblicata è:",
		"In de gepubliceerde lijst is dit:",
		"प्रकाशित सूची में यह है:",
	)
	entrySecret = phrase.All(
		"Its secret:",
		"Sein Geheimwert:",
		"Son secret\u00a0:",
		"Su secreto:",
		"Il suo segreto:",
		"Het geheim ervan:",
		"इसका गुप्त मान:",
	)
	entryAddress = phrase.All(
		"The address in it:",
		"Die Adresse darin:",
		"L’adresse qu’elle contient\u00a0:",
		"La dirección que contiene:",
		"L’indirizzo che contiene:",
		"Het adres erin:",
		"इसमें पता:",
	)
	closedCheck = phrase.All(
		"Anyone can compute the root from the published list and, after the round, who was drawn. The page does it for you. To prove that the entry is yours, show its secret: the entry is the SHA-256 hash of a byte with the value 2, the 16 bytes of the secret and the address above. Otherwise keep the secret to yourself: whoever has it can tell that this address is in the draw.",
		"Jeder kann aus der veröffentlichten Liste die Wurzel berechnen, und nach der Runde auch, wer gezogen wurde. Die Seite tut das für Sie. Um zu beweisen, dass der Eintrag Ihrer ist, zeigen Sie seinen Geheimwert: Der Eintrag ist der SHA-256-Hash von einem Byte mit dem Wert 2, den 16 Bytes des Geheimwerts und der Adresse oben. Behalten Sie den Geheimwert sonst für sich: Wer ihn hat, kann erkennen, dass diese Adresse teilnimmt.",
		"Chacun peut calculer la racine à partir de la liste publiée et, après le tour, savoir qui a été tiré au sort. La page le fait pour vous. Pour prouver que l’inscription est la vôtre, montrez son secret\u00a0: l’inscription est l’empreinte SHA-256 d’un octet de valeur 2, des 16 octets du secret et de l’adresse ci-dessus. Sinon, gardez le secret pour vous\u00a0: quiconque l’a peut savoir que cette adresse participe.",
		"Cualquiera puede calcular la raíz a partir de la lista publicada y, después de la ronda, quién ha salido. La página lo hace por usted. Para demostrar que la inscripción es suya, muestre su secreto: la inscripción es el hash SHA-256 de un byte de valor 2, los 16 bytes del secreto y la dirección de arriba. Si no, guarde el secreto: quien lo tenga puede saber que esta dirección participa.",
		"Chiunque può calcolare la radice dalla lista pubblicata e, dopo il turno, chi è stato estratto. La pagina lo fa per lei. Per dimostrare che l’iscrizione è sua, mostri il suo segreto: l’iscrizione è l’hash SHA-256 di un byte con il valore 2, dei 16 byte del segreto e dell’indirizzo qui sopra. Altrimenti tenga il segreto per sé: chi lo ha può sapere che questo indirizzo partecipa.",
		"Iedereen kan uit de gepubliceerde lijst de wortel berekenen, en na de ronde wie er is geloot. De pagina doet dat voor u. Wilt u bewijzen dat de inschrijving van u is, toon dan het geheim: de inschrijving is de SHA-256-hash van een byte met de waarde 2, de 16 bytes van het geheim en het adres hierboven. Houd het geheim anders voor uzelf: wie het heeft, kan zien dat dit adres meedoet.",
		"प्रकाशित सूची से कोई भी रूट की गणना कर सकता है, और राउंड के बाद यह भी कि कौन चुना गया। पेज यह आपके लिए करता है। यह साबित करने के लिए कि प्रविष्टि आपकी है, उसका गुप्त मान दिखाएँ: प्रविष्टि इन सबका SHA-256 हैश है: मान 2 का एक बाइट, गुप्त मान के 16 बाइट और ऊपर दिया गया पता। नहीं तो गुप्त मान अपने पास रखें: जिसके पास यह है, वह जान सकता है कि यह पता ड्रॉ में है।",
	)
	closedNext = phrase.All(
		"We write to you again after the draw, whether you are drawn or not. If you leave the waitlist, you leave the draw too.",
		"Nach der Verlosung schreiben wir Ihnen wieder, ob Sie gezogen wurden oder nicht. Wenn Sie die Warteliste verlassen, verlassen Sie auch die Verlosung.",
		"Nous vous écrirons de nouveau après le tirage, que vous soyez tiré au sort ou non. Si vous quittez la liste d’attente, vous quittez aussi le tirage.",
		"Le escribiremos de nuevo después del sorteo, tanto si sale su inscripción como si no. Si deja la lista de espera, deja también el sorteo.",
		"Le scriveremo di nuovo dopo il sorteggio, che sia estratta o no. Se lascia la lista d’attesa, lascia anche il sorteggio.",
		"Na de loting schrijven we u opnieuw, of u nu bent geloot of niet. Als u de wachtlijst verlaat, verlaat u ook de loting.",
		"ड्रॉ के बाद हम आपको फिर लिखेंगे, चाहे आप चुने जाएँ या नहीं। अगर आप प्रतीक्षा सूची छोड़ते हैं, तो आप ड्रॉ भी छोड़ देते हैं।",
	)
	undrawnSubject = phrase.All(
		"Not drawn this time: %s",
		"Diesmal nicht gezogen: %s",
		"Pas tiré au sort cette fois\u00a0: %s",
		"Esta vez no ha salido: %s",
		"Questa volta non estratto: %s",
		"Deze keer niet geloot: %s",
		"इस बार नहीं चुने गए: %s",
	)
	undrawnLead = phrase.All(
		"The draw of %s for %s has taken place. Your entry is not among the first, so it is in the reserve.",
		"Die Verlosung von %s für %s hat stattgefunden. Ihr Eintrag ist nicht unter den ersten und steht deshalb in der Reserve.",
		"Le tirage au sort de %s pour %s a eu lieu. Votre inscription n’est pas parmi les premières\u00a0: elle est en réserve.",
		"El sorteo de %s para %s se ha celebrado. Su inscripción no está entre las primeras, así que queda en la reserva.",
		"Il sorteggio di %s per %s è stato fatto. La sua iscrizione non è tra le prime, quindi è nella riserva.",
		"De loting van %s voor %s is gehouden. Uw inschrijving hoort niet bij de eerste en staat dus op de reservelijst.",
		"%s का ड्रॉ हो गया, उत्पाद: %s। आपकी प्रविष्टि पहले चुने गए लोगों में नहीं है, इसलिए वह आरक्षित सूची में है।",
	)
	drawPlace = phrase.All(
		"Your place in the order of the draw",
		"Ihr Platz in der gezogenen Reihenfolge",
		"Votre place dans l’ordre du tirage",
		"Su puesto en el orden del sorteo",
		"Il suo posto nell’ordine di estrazione",
		"Uw plek in de gelote volgorde",
		"ड्रॉ के क्रम में आपकी जगह",
	)
	placeOf = phrase.All("%s of %s", "%s von %s", "%s sur %s", "%s de %s", "%s di %s", "%s van %s", "%[2]s में से %[1]s")

	reservePlace = phrase.All(
		"Your place in the reserve",
		"Ihr Platz in der Reserve",
		"Votre place dans la réserve",
		"Su puesto en la reserva",
		"Il suo posto nella riserva",
		"Uw plek op de reservelijst",
		"आरक्षित सूची में आपकी जगह",
	)
	undrawnNext = phrase.All(
		"If those who were drawn do not take all units, or if more come into stock, the next in the reserve are invited by email, in this order. You do not have to do anything. You keep your place while you are on the waitlist.",
		"Wenn die Gezogenen nicht alles nehmen oder Nachschub kommt, werden die Nächsten in der Reserve per E-Mail eingeladen, in dieser Reihenfolge. Sie müssen nichts tun. Sie behalten Ihren Platz, solange Sie auf der Warteliste stehen.",
		"Si les personnes tirées au sort ne prennent pas tout, ou si le stock est complété, les suivantes dans la réserve sont invitées par e-mail, dans cet ordre. Vous n’avez rien à faire. Vous gardez votre place tant que vous êtes sur la liste d’attente.",
		"Si quienes han salido no se lo llevan todo, o si llegan más existencias, se invita por correo a los siguientes de la reserva, en este orden. No tiene que hacer nada. Conserva su puesto mientras esté en la lista de espera.",
		"Se chi è stato estratto non prende tutto, o se arrivano altri pezzi, chi segue nella riserva è invitato per e-mail, in quest’ordine. Non deve fare nulla. Conserva il suo posto finché è nella lista d’attesa.",
		"Als degenen die zijn geloot niet alles nemen, of als er voorraad bij komt, worden de volgenden op de reservelijst per e-mail uitgenodigd, in deze volgorde. U hoeft niets te doen. U houdt uw plek zolang u op de wachtlijst staat.",
		"अगर चुने गए लोग सब कुछ नहीं लेते, या और स्टॉक आता है, तो आरक्षित सूची में अगले लोगों को इसी क्रम में ई-मेल से बुलाया जाता है। आपको कुछ नहीं करना है। जब तक आप प्रतीक्षा सूची में हैं, आपकी जगह बनी रहती है।",
	)
	undrawnCheck = phrase.All(
		"The order follows from the published list and round %s of drand’s quicknet, a public random number. Anyone can compute it again. The page does it for you.",
		"Die Reihenfolge ergibt sich aus der veröffentlichten Liste und der Runde %s von quicknet, einer öffentlichen Zufallszahl von drand. Jeder kann sie nachrechnen. Die Seite tut das für Sie.",
		"L’ordre découle de la liste publiée et du tour %s de quicknet, un nombre aléatoire public de drand. Chacun peut le recalculer. La page le fait pour vous.",
		"El orden resulta de la lista publicada y de la ronda %s de quicknet, un número aleatorio público de drand. Cualquiera puede volver a calcularlo. La página lo hace por usted.",
		"L’ordine deriva dalla lista pubblicata e dal turno %s di quicknet, un numero casuale pubblico di drand. Chiunque può ricalcolarlo. La pagina lo fa per lei.",
		"De volgorde volgt uit de gepubliceerde lijst en ronde %s van quicknet, een openbaar willekeurig getal van drand. Iedereen kan het narekenen. De pagina doet dat voor u.",
		"यह क्रम प्रकाशित सूची और drand के quicknet के राउंड %s से निकलता है, जो एक सार्वजनिक यादृच्छिक संख्या है। कोई भी इसकी फिर से गणना कर सकता है। पेज यह आपके लिए करता है।",
	)
)
