package words

// The page of a draw.
var (
	DrawOf    = all("Draw: %s", "Verlosung: %s", "Tirage au sort\u00a0: %s", "Sorteo: %s", "Sorteggio: %s", "Loting: %s", "ड्रॉ: %s")
	DrawLink  = all("About the draw: %s", "Zur Verlosung: %s", "Le tirage au sort\u00a0: %s", "Sobre el sorteo: %s", "Sul sorteggio: %s", "Over de loting: %s", "ड्रॉ के बारे में: %s")
	DrawCrumb = all("Draw", "Verlosung", "Tirage au sort", "Sorteo", "Sorteggio", "Loting", "ड्रॉ")

	drawStates = map[string]Text{
		"entering": all("Entries are open", "Teilnahme möglich", "Inscriptions ouvertes", "Inscripciones abiertas", "Iscrizioni aperte", "Inschrijving open", "प्रविष्टियाँ खुली हैं"),
		"counting": all("Entries are closed", "Teilnahme beendet", "Inscriptions closes", "Inscripciones cerradas", "Iscrizioni chiuse", "Inschrijving gesloten", "प्रविष्टियाँ बंद हैं"),
		"closed":   all("The list is fixed", "Die Liste steht fest", "La liste est définitive", "La lista es definitiva", "La lista è definitiva", "De lijst staat vast", "सूची पक्की है"),
		"late":     all("Waiting for the random number", "Warten auf die Zufallszahl", "En attente du nombre aléatoire", "A la espera del número aleatorio", "In attesa del numero casuale", "Wachten op het willekeurige getal", "यादृच्छिक संख्या का इंतज़ार"),
		"drawn":    all("Drawn", "Gezogen", "Tirage effectué", "Sorteo celebrado", "Estratto", "Geloot", "ड्रॉ हो गया"),
	}
	drawLeads = map[string]Text{
		"entering": all(
			"It does not matter who comes first. Everyone whose address is confirmed on the waitlist when entries close is in the draw once.",
			"Es kommt nicht darauf an, wer zuerst da ist. Wer bei Teilnahmeschluss mit bestätigter Adresse auf der Warteliste steht, nimmt einmal teil.",
			"Peu importe qui arrive en premier. Toute personne dont l’adresse est confirmée sur la liste d’attente à la clôture participe une fois.",
			"No importa quién llegue antes. Toda persona cuya dirección esté confirmada en la lista de espera al cierre participa una vez.",
			"Non importa chi arriva prima. Chi alla chiusura è nella lista d’attesa con un indirizzo confermato partecipa una volta.",
			"Het maakt niet uit wie eerst komt. Wie bij de sluiting met een bevestigd adres op de wachtlijst staat, doet één keer mee.",
			"पहले आने से फ़र्क़ नहीं पड़ता। प्रविष्टियाँ बंद होने पर जिसका पता प्रतीक्षा सूची में पुष्ट है, वह ड्रॉ में एक बार शामिल होता है।",
		),
		"counting": all(
			"We are fixing the list of entries. It is published here before the random number that decides exists.",
			"Wir stellen die Liste der Einträge fertig. Sie erscheint hier, bevor es die Zufallszahl gibt, die entscheidet.",
			"Nous arrêtons la liste des inscriptions. Elle est publiée ici avant que le nombre aléatoire qui décide n’existe.",
			"Estamos cerrando la lista de inscripciones. Se publica aquí antes de que exista el número aleatorio que decide.",
			"Stiamo fissando la lista delle iscrizioni. Appare qui prima che esista il numero casuale che decide.",
			"We stellen de lijst met inschrijvingen vast. Die verschijnt hier voordat het willekeurige getal bestaat dat beslist.",
			"हम प्रविष्टियों की सूची पक्की कर रहे हैं। फ़ैसला करने वाली यादृच्छिक संख्या बनने से पहले वह यहाँ प्रकाशित होती है।",
		),
		"closed": all(
			"Nothing in the list can change any more. A public random number that does not exist yet decides.",
			"An der Liste kann sich nichts mehr ändern. Es entscheidet eine öffentliche Zufallszahl, die es noch nicht gibt.",
			"Plus rien ne peut changer dans la liste. C’est un nombre aléatoire public, qui n’existe pas encore, qui décide.",
			"Nada puede cambiar ya en la lista. Decide un número aleatorio público que todavía no existe.",
			"Nella lista non può più cambiare nulla. Decide un numero casuale pubblico che non esiste ancora.",
			"Aan de lijst kan niets meer veranderen. Een openbaar willekeurig getal dat nog niet bestaat, beslist.",
			"सूची में अब कुछ नहीं बदल सकता। फ़ैसला एक सार्वजनिक यादृच्छिक संख्या करेगी, जो अभी बनी नहीं है।",
		),
		"late": all(
			"The random number is due, but we do not have it yet. The draw waits for it: no other number takes its place.",
			"Die Zufallszahl ist fällig, liegt uns aber noch nicht vor. Die Verlosung wartet auf sie: Keine andere Zahl tritt an ihre Stelle.",
			"Le nombre aléatoire est attendu, mais nous ne l’avons pas encore. Le tirage l’attend\u00a0: aucun autre nombre ne le remplace.",
			"El número aleatorio ya debería estar, pero aún no lo tenemos. El sorteo lo espera: ningún otro número lo sustituye.",
			"Il numero casuale è atteso, ma non lo abbiamo ancora. Il sorteggio lo attende: nessun altro numero lo sostituisce.",
			"Het willekeurige getal had er moeten zijn, maar we hebben het nog niet. De loting wacht erop: geen ander getal komt ervoor in de plaats.",
			"यादृच्छिक संख्या का समय हो गया है, पर वह अभी हमें मिली नहीं है। ड्रॉ उसका इंतज़ार करता है: कोई और संख्या उसकी जगह नहीं लेती।",
		),
		"drawn": all(
			"The first in this order are invited by e-mail, with a ticket. The others are the reserve: if units are left, they are next, in the same order.",
			"Die Ersten in dieser Reihenfolge werden per E-Mail mit einem Ticket eingeladen. Die anderen bilden die Reserve: Bleiben Stücke übrig, sind sie die Nächsten, in derselben Reihenfolge.",
			"Les premières inscriptions dans cet ordre sont invitées par e-mail. Les autres sont en réserve\u00a0: s’il reste des unités, c’est leur tour, dans le même ordre.",
			"Las primeras en este orden reciben la invitación por correo. Las demás quedan en la reserva: si sobran unidades, son las siguientes, en el mismo orden.",
			"Le prime in quest’ordine ricevono l’invito per e-mail. Le altre sono la riserva: se restano pezzi, tocca a loro, nello stesso ordine.",
			"De eersten in deze volgorde krijgen een uitnodiging met ticket per e-mail. De anderen vormen de reservelijst: blijven er stuks over, dan zijn zij aan de beurt, in dezelfde volgorde.",
			"इस क्रम में पहले लोगों को ई-मेल से टिकट के साथ बुलाया जाता है। बाक़ी आरक्षित सूची में हैं: पीस बचे, तो इसी क्रम में अगली बारी उनकी है।",
		),
	}

	DrawClosesIn = all("Entries close in", "Teilnahmeschluss in", "Clôture dans", "Cierre dentro de", "Chiusura tra", "Sluiting over", "बंद होने में बाकी")
	DrawCloses   = all("Entries close on %s.", "Teilnahmeschluss: %s.", "Clôture des inscriptions\u00a0: %s.", "Cierre de inscripciones: %s.", "Chiusura delle iscrizioni: %s.", "Sluiting van de inschrijving: %s.", "प्रविष्टियाँ बंद होती हैं: %s।")
	DrawClosed   = all("Entries closed on %s.", "Teilnahmeschluss war: %s.", "Inscriptions closes\u00a0: %s.", "Inscripciones cerradas: %s.", "Iscrizioni chiuse: %s.", "Inschrijving gesloten: %s.", "प्रविष्टियाँ बंद हुईं: %s।")
	DrawDueIn    = all("The random number is made in", "Die Zufallszahl entsteht in", "Le nombre aléatoire est produit dans", "El número aleatorio se genera dentro de", "Il numero casuale è prodotto tra", "Het willekeurige getal komt over", "यादृच्छिक संख्या बनने में बाकी")
	DrawDue      = all("It is made on %s.", "Sie entsteht am: %s.", "Il est produit le\u00a0: %s.", "Se genera el: %s.", "È prodotto il: %s.", "Het wordt gemaakt op: %s.", "बनने का समय: %s।")
	DrawMade     = all("The random number is from %s.", "Die Zufallszahl ist vom: %s.", "Le nombre aléatoire date du\u00a0: %s.", "El número aleatorio es del: %s.", "Il numero casuale è del: %s.", "Het willekeurige getal is van: %s.", "यादृच्छिक संख्या का समय: %s।")
	DrawWasDue   = all("It was due on %s.", "Sie war fällig am: %s.", "Il était attendu le\u00a0: %s.", "Debía generarse el: %s.", "Era atteso il: %s.", "Het had er moeten zijn op: %s.", "इसका समय था: %s।")

	DrawEnter = all("Enter the draw", "An der Verlosung teilnehmen", "Participer au tirage", "Participar en el sorteo", "Partecipare al sorteggio", "Meedoen aan de loting", "ड्रॉ में शामिल हों")
	DrawThen  = all(
		"If you are drawn, we mail you a ticket to buy with once the sale is open. If you are not, we mail you that too, with your place in the reserve.",
		"Wenn Sie gezogen werden, bekommen Sie per E-Mail ein Ticket, mit dem Sie kaufen können, sobald der Verkauf geöffnet ist. Wenn nicht, schreiben wir Ihnen auch das, mit Ihrem Platz in der Reserve.",
		"Si votre inscription est tirée au sort, vous recevez par e-mail une invitation pour acheter dès l’ouverture de la vente. Sinon, nous vous l’écrivons aussi, avec votre place dans la réserve.",
		"Si sale su inscripción, le enviamos por correo una invitación para comprar cuando abra la venta. Si no sale, también se lo decimos, con su puesto en la reserva.",
		"Chi viene estratto riceve via e-mail un invito per acquistare quando la vendita è aperta. Anche a chi non viene estratto scriviamo, con il suo posto nella riserva.",
		"Wordt u geloot, dan mailen we u een ticket waarmee u kunt kopen zodra de verkoop open is. Zo niet, dan mailen we u dat ook, met uw plek op de reservelijst.",
		"अगर आप चुने जाते हैं, तो हम आपको ई-मेल से टिकट भेजते हैं, जिससे आप सेल खुलने पर ख़रीद सकते हैं। अगर नहीं, तो हम वह भी लिखते हैं, आरक्षित सूची में आपकी जगह के साथ।",
	)
	DrawJoinHint = all(
		"We write once so that you can confirm it. You are in the draw only if you confirm before entries close.",
		"Wir schreiben Ihnen einmal, damit Sie sie bestätigen. Sie nehmen nur teil, wenn Sie vor Teilnahmeschluss bestätigen.",
		"Nous vous écrivons une fois pour que vous la confirmiez. Vous ne participez que si vous confirmez avant la clôture.",
		"Le escribimos una vez para que la confirme. Solo participa si confirma antes del cierre.",
		"Scriviamo una volta per la conferma. Partecipa solo chi conferma prima della chiusura.",
		"We schrijven u één keer zodat u het kunt bevestigen. U doet alleen mee als u voor de sluiting bevestigt.",
		"पुष्टि के लिए हम आपको एक बार लिखते हैं। आप ड्रॉ में तभी हैं, जब प्रविष्टियाँ बंद होने से पहले पुष्टि करें।",
	)

	DrawFixed   = all("What is fixed", "Was feststeht", "Ce qui est arrêté", "Lo que está fijado", "Che cosa è fissato", "Wat vaststaat", "क्या पक्का है")
	DrawEntries = all("Entries on the list", "Einträge auf der Liste", "Inscriptions sur la liste", "Inscripciones en la lista", "Iscrizioni nella lista", "Inschrijvingen op de lijst", "सूची में प्रविष्टियाँ")
	DrawUnits   = all("How many are drawn", "So viele werden gezogen", "Nombre d’inscriptions tirées au sort", "Cuántas se sortean", "Quante vengono estratte", "Zoveel worden er geloot", "कितनी चुनी जाती हैं")
	DrawFixedAt = all("Fixed on", "Festgelegt am", "Arrêté le", "Fijado el", "Fissato il", "Vastgesteld op", "पक्का होने का समय")
	DrawRoot    = all("Root of the list (checksum)", "Wurzel der Liste (Prüfsumme)", "Racine de la liste (empreinte)", "Raíz de la lista (huella)", "Radice della lista (impronta)", "Wortel van de lijst (controlegetal)", "सूची का रूट (जाँच-मान)")
	DrawDecides = all("What decides", "Was entscheidet", "Ce qui décide", "Lo que decide", "Che cosa decide", "Wat beslist", "फ़ैसला किससे")
	DrawRound   = all("Round %s of drand’s quicknet", "Runde %s von quicknet, einem Dienst von drand", "Tour %s de quicknet, un service de drand", "Ronda %s de quicknet, un servicio de drand", "Turno %s di quicknet, un servizio di drand", "Ronde %s van quicknet, een dienst van drand", "drand के quicknet का राउंड %s")
	DrawRandom  = all("Random number", "Zufallszahl", "Nombre aléatoire", "Número aleatorio", "Numero casuale", "Willekeurig getal", "यादृच्छिक संख्या")
	DrawWinners = all("Drawn", "Gezogen", "Inscriptions tirées au sort", "Han salido", "Estratte", "Geloot", "चुनी गईं")
	DrawReserve = all("Reserve", "Reserve", "Réserve", "Reserva", "Riserva", "Reservelijst", "आरक्षित सूची")
	DrawCodes   = all(
		"Each line is an entry. It hides the address: the person who entered has its secret, in our e-mail.",
		"Jede Zeile ist ein Eintrag. Die Adresse ist darin verborgen: Wer teilnimmt, hat den Geheimwert aus unserer E-Mail.",
		"Chaque ligne est une inscription. L’adresse y est cachée\u00a0: la personne inscrite en a le secret, dans notre e-mail.",
		"Cada línea es una inscripción. Oculta su dirección: quien participa tiene el secreto en nuestro correo.",
		"Ogni riga è un’iscrizione. L’indirizzo è nascosto: chi partecipa ne ha il segreto nella nostra e-mail.",
		"Elke regel is een inschrijving. Het adres zit erin verborgen: wie meedoet, heeft het geheim uit onze e-mail.",
		"हर पंक्ति एक प्रविष्टि है। इसमें पता छिपा है: जो शामिल है, उसके पास हमारे ई-मेल में गुप्त मान है।",
	)
	DrawEarlier = all("Earlier places", "Frühere Plätze", "Places précédentes", "Puestos anteriores", "Posti precedenti", "Eerdere plekken", "पिछली जगहें")
	DrawLater   = all("Later places", "Spätere Plätze", "Places suivantes", "Puestos siguientes", "Posti successivi", "Latere plekken", "अगली जगहें")

	DrawCheck     = all("Check it yourself", "Selbst prüfen", "Vérifier vous-même", "Compruébelo", "Verificare da sé", "Zelf controleren", "ख़ुद जाँचें")
	DrawCheckText = all(
		"Anyone can compute the root from the list and then, with the random number, who was drawn. This page’s own script does it in your browser. It does not check who signed the random number: for that, compare it with",
		"Jeder kann aus der Liste die Wurzel berechnen und mit der Zufallszahl auch, wer gezogen wurde. Das eigene Skript dieser Seite tut es in Ihrem Browser. Es prüft nicht, wer die Zufallszahl signiert hat: Vergleichen Sie sie dafür mit",
		"Chacun peut calculer la racine à partir de la liste et, avec le nombre aléatoire, qui a été tiré au sort. Le script de cette page le fait dans votre navigateur. Il ne vérifie pas qui a signé le nombre aléatoire\u00a0: pour cela, comparez-le avec",
		"Cualquiera puede calcular la raíz a partir de la lista y, con el número aleatorio, quién ha salido. El propio script de esta página lo hace en su navegador. No comprueba quién firmó el número aleatorio: para eso, compárelo con",
		"Chiunque può calcolare la radice dalla lista e, con il numero casuale, chi è stato estratto. Lo script di questa pagina lo fa nel browser. Non verifica chi ha firmato il numero casuale: per questo, confrontarlo con",
		"Iedereen kan uit de lijst de wortel berekenen, en met het willekeurige getal wie er is geloot. Het eigen script van deze pagina doet dat in uw browser. Het controleert niet wie het willekeurige getal heeft ondertekend: vergelijk het daarvoor met",
		"सूची से कोई भी रूट की गणना कर सकता है, और यादृच्छिक संख्या से यह भी कि कौन चुना गया। इस पेज की अपनी स्क्रिप्ट यह आपके ब्राउज़र में करती है। वह यह नहीं जाँचती कि यादृच्छिक संख्या पर किसने हस्ताक्षर किए: इसके लिए इससे मिलाएँ:",
	)
	DrawSource   = all("drand’s own page for the round", "der Seite von drand zu dieser Runde", "la page de drand sur ce tour", "la página de drand sobre esta ronda", "la pagina di drand su questo turno", "drands eigen pagina van deze ronde", "इस राउंड का drand का अपना पेज")
	DrawNoScript = all(
		"The check needs JavaScript. The notice and the list are also at the address below, for any program that does the check.",
		"Die Prüfung braucht JavaScript. Die Angaben und die Liste stehen auch unter der Adresse unten, für jedes Programm, das sie nachrechnet.",
		"La vérification nécessite JavaScript. L’avis et la liste sont aussi à l’adresse ci-dessous, pour tout programme qui les recalcule.",
		"La comprobación necesita JavaScript. Los datos y la lista están también en la dirección de abajo, para cualquier programa que los calcule.",
		"La verifica richiede JavaScript. I dati e la lista sono anche all’indirizzo qui sotto, per qualsiasi programma che li ricalcoli.",
		"De controle vereist JavaScript. De gegevens en de lijst staan ook op het adres hieronder, voor elk programma dat ze narekent.",
		"जाँच के लिए JavaScript ज़रूरी है। जानकारी और सूची नीचे दिए पते पर भी हैं, ताकि कोई भी प्रोग्राम उनकी गणना कर सके।",
	)
	DrawData    = all("The draw as data", "Die Verlosung als Daten", "Le tirage sous forme de données", "El sorteo en datos", "Il sorteggio in forma di dati", "De loting als gegevens", "ड्रॉ का डेटा")
	DrawCompute = all("Compute the draw in this browser", "Verlosung in diesem Browser nachrechnen", "Recalculer le tirage dans ce navigateur", "Calcular el sorteo en este navegador", "Ricalcolare il sorteggio in questo browser", "De loting in deze browser narekenen", "इस ब्राउज़र में ड्रॉ की गणना करें")
	DrawBusy    = all("Your browser is reading the list and computing…", "Ihr Browser liest die Liste und rechnet…", "Votre navigateur lit la liste et calcule…", "Su navegador está leyendo la lista y calculando…", "Il browser sta leggendo la lista e calcolando…", "Uw browser leest de lijst en rekent…", "आपका ब्राउज़र सूची पढ़ रहा है और गणना कर रहा है…")
	DrawRooted  = all(
		"Agrees: your browser has computed the root from all entries, and it is the root shown here.",
		"Stimmt überein: Ihr Browser hat die Wurzel aus allen Einträgen berechnet, und es ist die hier gezeigte.",
		"Concordant\u00a0: votre navigateur a calculé la racine à partir de toutes les inscriptions, et c’est celle affichée ici.",
		"Coincide: su navegador ha calculado la raíz a partir de todas las inscripciones, y es la que se muestra aquí.",
		"Coincide: il browser ha calcolato la radice da tutte le iscrizioni, ed è quella mostrata qui.",
		"Klopt: uw browser heeft de wortel uit alle inschrijvingen berekend, en het is de wortel die hier staat.",
		"मेल खाता है: आपके ब्राउज़र ने सभी प्रविष्टियों से रूट की गणना की, और वह यहाँ दिखाया गया रूट ही है।",
	)
	DrawAgrees = all(
		"Agrees: your browser has computed the root and the whole order, and they are those shown here.",
		"Stimmt überein: Ihr Browser hat die Wurzel und die ganze Reihenfolge berechnet, und beides ist wie hier gezeigt.",
		"Concordant\u00a0: votre navigateur a calculé la racine et tout l’ordre, et ce sont ceux affichés ici.",
		"Coincide: su navegador ha calculado la raíz y todo el orden, y son los que se muestran aquí.",
		"Coincide: il browser ha calcolato la radice e tutto l’ordine, e sono quelli mostrati qui.",
		"Klopt: uw browser heeft de wortel en de hele volgorde berekend, en die zijn zoals hier getoond.",
		"मेल खाता है: आपके ब्राउज़र ने रूट और पूरे क्रम की गणना की, और वे यहाँ दिखाए गए जैसे ही हैं।",
	)
	DrawDiffers = all(
		"Does not agree. Please tell us, and show this: ",
		"Stimmt nicht überein. Bitte teilen Sie uns das mit, und zwar mit dieser Angabe: ",
		"Ne concorde pas. Veuillez nous le signaler, avec ceci\u00a0: ",
		"No coincide. Díganoslo, por favor, e indique esto: ",
		"Non coincide. Lo segnali, indicando questo: ",
		"Klopt niet. Laat het ons weten, en vermeld dit: ",
		"मेल नहीं खाता। कृपया हमें बताएँ, और यह भी लिखें: ",
	)
	DrawUnread = all(
		"The list could not be read, so nothing was checked. Try again in a moment.",
		"Die Liste konnte nicht gelesen werden, also wurde nichts geprüft. Versuchen Sie es gleich noch einmal.",
		"La liste n’a pas pu être lue, rien n’a donc été vérifié. Réessayez dans un instant.",
		"No se ha podido leer la lista, así que no se ha comprobado nada. Inténtelo de nuevo en un momento.",
		"Non è stato possibile leggere la lista, quindi nulla è stato verificato. Riprovare tra poco.",
		"De lijst kon niet worden gelezen, dus er is niets gecontroleerd. Probeer het zo nog eens.",
		"सूची पढ़ी नहीं जा सकी, इसलिए कुछ नहीं जाँचा गया। थोड़ी देर में फिर कोशिश करें।",
	)

	DrawOwn     = all("Find your entry", "Ihren Eintrag finden", "Trouver votre inscription", "Buscar su inscripción", "Trovare la propria iscrizione", "Uw inschrijving zoeken", "अपनी प्रविष्टि खोजें")
	DrawOwnHint = all(
		"Both are in our e-mail about the draw. Your browser uses them in the computation and sends them to nobody.",
		"Beides steht in unserer E-Mail zur Verlosung. Ihr Browser rechnet damit und sendet es an niemanden.",
		"Les deux sont dans notre e-mail sur le tirage. Votre navigateur s’en sert pour calculer et ne les envoie à personne.",
		"Ambos están en nuestro correo sobre el sorteo. Su navegador calcula con ellos y no los envía a nadie.",
		"Entrambi sono nella nostra e-mail sul sorteggio. Il browser li usa per calcolare e non li invia a nessuno.",
		"Beide staan in onze e-mail over de loting. Uw browser rekent ermee en stuurt ze naar niemand.",
		"दोनों ड्रॉ वाले हमारे ई-मेल में हैं। आपका ब्राउज़र इनसे गणना करता है; इन्हें किसी को नहीं भेजता।",
	)
	DrawSecret  = all("The entry’s secret", "Geheimwert des Eintrags", "Secret de l’inscription", "Secreto de la inscripción", "Segreto dell’iscrizione", "Geheim van de inschrijving", "प्रविष्टि का गुप्त मान")
	DrawAddress = all("The address in it", "Die Adresse darin", "L’adresse qu’elle contient", "La dirección que contiene", "L’indirizzo che contiene", "Het adres erin", "इसमें पता")
	DrawFind    = all("Find my entry", "Meinen Eintrag finden", "Trouver mon inscription", "Buscar mi inscripción", "Trova la mia iscrizione", "Mijn inschrijving zoeken", "मेरी प्रविष्टि खोजें")
	DrawListed  = all(
		"Your entry is on the list.",
		"Ihr Eintrag steht auf der Liste.",
		"Votre inscription est sur la liste.",
		"Su inscripción está en la lista.",
		"La sua iscrizione è nella lista.",
		"Uw inschrijving staat op de lijst.",
		"आपकी प्रविष्टि सूची में है।",
	)
	DrawWon = all(
		"Your entry was drawn: place # in the order.",
		"Ihr Eintrag ist gezogen: Platz # in der Reihenfolge.",
		"Votre inscription est tirée au sort\u00a0: place # dans l’ordre.",
		"Su inscripción ha salido: puesto # en el orden.",
		"La sua iscrizione è estratta: posto # nell’ordine.",
		"Uw inschrijving is geloot: plek # in de volgorde.",
		"आपकी प्रविष्टि चुनी गई है: क्रम में जगह #।",
	)
	DrawWaits = all(
		"Your entry is in the reserve: place # in the order.",
		"Ihr Eintrag ist in der Reserve: Platz # in der Reihenfolge.",
		"Votre inscription est en réserve\u00a0: place # dans l’ordre.",
		"Su inscripción está en la reserva: puesto # en el orden.",
		"La sua iscrizione è nella riserva: posto # nell’ordine.",
		"Uw inschrijving staat op de reservelijst: plek # in de volgorde.",
		"आपकी प्रविष्टि आरक्षित सूची में है: क्रम में जगह #।",
	)
	DrawMissing = all(
		"No entry on the list has this secret and address. Check both for typing errors.",
		"Kein Eintrag auf der Liste gehört zu diesem Geheimwert und dieser Adresse. Prüfen Sie beides auf Tippfehler.",
		"Aucune inscription de la liste ne correspond à ce secret et à cette adresse. Vérifiez qu’il n’y a pas de faute de frappe.",
		"Ninguna inscripción de la lista corresponde a este secreto y esta dirección. Compruebe que no haya erratas.",
		"Nessuna iscrizione della lista corrisponde a questo segreto e a questo indirizzo. Controllare che non ci siano errori di battitura.",
		"Geen inschrijving op de lijst hoort bij dit geheim en dit adres. Controleer beide op typefouten.",
		"सूची की कोई प्रविष्टि इस गुप्त मान और पते की नहीं है। दोनों में टाइपिंग की ग़लती जाँचें।",
	)

	DrawProves  = all("What this proves and what it does not", "Was das beweist und was nicht", "Ce que cela prouve, et ce que cela ne prouve pas", "Qué demuestra y qué no", "Che cosa dimostra e che cosa no", "Wat dit bewijst en wat niet", "यह क्या साबित करता है और क्या नहीं")
	DrawProvesA = all(
		"It proves that nobody, the store included, chose among the entries on the list, because the list was published before the random number was made.",
		"Es beweist, dass niemand unter den Einträgen auf der Liste ausgewählt hat, auch der Shop nicht, denn die Liste wurde veröffentlicht, bevor die Zufallszahl entstand.",
		"Cela prouve que personne, pas même la boutique, n’a choisi parmi les inscriptions de la liste, car la liste a été publiée avant que le nombre aléatoire soit produit.",
		"Demuestra que nadie, tampoco la tienda, eligió entre las inscripciones de la lista, porque la lista se publicó antes de que se generara el número aleatorio.",
		"Dimostra che nessuno, nemmeno il negozio, ha scelto tra le iscrizioni della lista, perché la lista è stata pubblicata prima che il numero casuale fosse prodotto.",
		"Het bewijst dat niemand, ook de winkel niet, uit de inschrijvingen op de lijst heeft gekozen, want de lijst is gepubliceerd voordat het willekeurige getal werd gemaakt.",
		"यह साबित करता है कि सूची की प्रविष्टियों में से किसी ने, दुकान ने भी, चुनाव नहीं किया, क्योंकि सूची यादृच्छिक संख्या बनने से पहले प्रकाशित हुई।",
	)
	DrawProvesB = all(
		"It does not prove that the entrants are people: one person can have many mailboxes, and the store could have made some up.",
		"Es beweist nicht, dass die Teilnehmenden Menschen sind: Eine Person kann viele Postfächer haben, und der Shop könnte welche erfunden haben.",
		"Cela ne prouve pas que les inscrits sont des personnes\u00a0: une seule peut avoir plusieurs boîtes aux lettres, et la boutique pourrait en avoir inventé.",
		"No demuestra que los participantes sean personas: una puede tener muchos buzones, y la tienda podría haber inventado algunos.",
		"Non dimostra che gli iscritti siano persone: una sola può avere molte caselle, e il negozio potrebbe averne inventate.",
		"Het bewijst niet dat de deelnemers mensen zijn: één persoon kan veel postvakken hebben, en de winkel had er kunnen verzinnen.",
		"यह साबित नहीं करता कि शामिल होने वाले असली लोग हैं: एक व्यक्ति के कई मेलबॉक्स हो सकते हैं, और दुकान कुछ गढ़ भी सकती है।",
	)
	DrawProvesC = all(
		"It does not prove that the store kept every entry until the list was fixed. If you entered, look for your entry.",
		"Es beweist nicht, dass der Shop alle Einträge behalten hat, bis die Liste feststand. Wenn Sie teilnehmen, suchen Sie Ihren Eintrag.",
		"Cela ne prouve pas que la boutique a gardé toutes les inscriptions jusqu’à ce que la liste soit arrêtée. Si vous participez, cherchez votre inscription.",
		"No demuestra que la tienda conservara todas las inscripciones hasta fijar la lista. Si participa, busque su inscripción.",
		"Non dimostra che il negozio abbia tenuto ogni iscrizione finché la lista è stata fissata. Chi partecipa cerchi la propria iscrizione.",
		"Het bewijst niet dat de winkel elke inschrijving heeft bewaard tot de lijst vaststond. Doet u mee, zoek dan uw inschrijving.",
		"यह साबित नहीं करता कि सूची पक्की होने तक दुकान ने हर प्रविष्टि रखी। अगर आप शामिल हैं, तो अपनी प्रविष्टि खोजें।",
	)
)

// DrawState returns the name of a state of a draw, such as "late".
func DrawState(state string) Text { return drawStates[state] }

// DrawLead returns a sentence that explains a state of a draw.
func DrawLead(state string) Text { return drawLeads[state] }
