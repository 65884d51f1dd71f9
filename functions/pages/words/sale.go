package words

// saleStates are those of a sale and of its lines, as the API names them.
var saleStates = map[string]Text{
	"upcoming":    all("Not open yet", "Noch nicht geöffnet", "Pas encore ouvert", "Aún no ha abierto", "Non ancora aperta", "Nog niet open", "अभी नहीं खुली"),
	"open":        all("Open now", "Jetzt geöffnet", "Ouvert", "Abierta", "Aperta ora", "Nu open", "अभी खुली है"),
	"in_stock":    all("In stock", "Verfügbar", "Disponible", "Disponible", "Disponibile", "Op voorraad", "उपलब्ध"),
	"low":         all("Few left", "Wenige übrig", "Il en reste peu", "Quedan pocos", "Pochi rimasti", "Nog enkele", "थोड़े बचे हैं"),
	"held":        all("All on hold", "Alle reserviert", "Tout est réservé", "Todo reservado", "Tutto riservato", "Alles gereserveerd", "सब आरक्षित हैं"),
	"sold_out":    all("Sold out", "Ausverkauft", "Épuisé", "Agotado", "Esaurito", "Uitverkocht", "बिक चुका"),
	"closed":      all("Sale closed", "Verkauf beendet", "Vente terminée", "Venta cerrada", "Vendita chiusa", "Verkoop gesloten", "सेल समाप्त"),
	"not_cleared": all("Not for sale here yet", "Hier noch nicht im Verkauf", "Pas encore en vente ici", "Aún no se vende aquí", "Qui non ancora in vendita", "Hier nog niet te koop", "यहाँ अभी नहीं बिकता"),
	"not_in_sale": all("Not in a sale now", "Zurzeit in keinem Verkauf", "Dans aucune vente en ce moment", "Ahora en ninguna venta", "Ora in nessuna vendita", "Nu in geen verkoop", "अभी किसी सेल में नहीं"),
}

// SaleState returns the words for a state of a sale or a line, such as "sold_out".
func SaleState(state string) Text { return saleStates[state] }

// clearanceReasons has why a product may not be sold in a market.
var clearanceReasons = map[string]Text{
	"hardware_certification": all("hardware certification pending", "Zulassung der Hardware steht aus", "certification du matériel en attente", "certificación del hardware pendiente", "certificazione dell’hardware in attesa", "hardwarecertificering loopt nog", "हार्डवेयर का प्रमाणन बाकी है"),
	"software_testing": all(
		"software testing under way",
		"Softwaretests laufen noch",
		"tests du logiciel en cours",
		"pruebas de software en curso",
		"test del software in corso",
		"softwaretests lopen nog",
		"सॉफ़्टवेयर की जाँच जारी है",
	),
	"logistics": all("logistics", "Logistik", "logistique", "logística", "logistica", "logistiek", "ढुलाई की व्यवस्था"),
	"patents":   all("patents", "Patente", "brevets", "patentes", "brevetti", "octrooien", "पेटेंट"),
}

// ClearanceReason returns why a product is not cleared, such as "patents".
func ClearanceReason(reason string) Text { return clearanceReasons[reason] }

// numerals are small numbers in words.
var numerals = [...]Text{
	all("One", "Ein", "Un", "Un", "Un", "Eén", "एक"),
	all("Two", "Zwei", "Deux", "Dos", "Due", "Twee", "दो"),
	all("Three", "Drei", "Trois", "Tres", "Tre", "Drie", "तीन"),
	all("Four", "Vier", "Quatre", "Cuatro", "Quattro", "Vier", "चार"),
	all("Five", "Fünf", "Cinq", "Cinco", "Cinque", "Vijf", "पाँच"),
	all("Six", "Sechs", "Six", "Seis", "Sei", "Zes", "छह"),
}

// Number returns a small number in words, and false if it is to be written in digits.
func Number(n int) (Text, bool) {
	if n < 1 || n > len(numerals) {
		return Text{}, false
	}
	return numerals[n-1], true
}

// And lists the last of several names.
var And = all("%s and %s", "%s und %s", "%s et %s", "%s y %s", "%s e %s", "%s en %s", "%s और %s")

// The texts of a sale.
var (
	SaleOf       = all("%s things, one sale", "%s Dinge, ein Verkauf", "%s articles, une vente", "%s artículos, una venta", "%s articoli, una vendita", "%s artikelen, één verkoop", "%s चीज़ें, एक सेल")
	SaleUnits    = all("%s units in all.", "Insgesamt %s Stück.", "%s unités en tout.", "%s unidades en total.", "%s pezzi in tutto.", "%s stuks in totaal.", "कुल %s पीस।")
	SalePerBuyer = plural(all(
		"%d order per person.",
		"%d Bestellung pro Person.",
		"%d commande par personne.",
		"%d pedido por persona.",
		"%d ordine a persona.",
		"%d bestelling per persoon.",
		"प्रति व्यक्ति %d ऑर्डर।",
	), all(
		"%d orders per person.",
		"%d Bestellungen pro Person.",
		"%d commandes par personne.",
		"%d pedidos por persona.",
		"%d ordini a persona.",
		"%d bestellingen per persoon.",
		"प्रति व्यक्ति %d ऑर्डर।",
	))
	SaleMinutes = plural(all("%d minute", "%d Minute", "%d minute", "%d minuto", "%d minuto", "%d minuut", "%d मिनट"), all("%d minutes", "%d Minuten", "%d minutes", "%d minutos", "%d minuti", "%d minuten", "%d मिनट"))
	SaleSeconds = plural(all("%d second", "%d Sekunde", "%d seconde", "%d segundo", "%d secondo", "%d seconde", "%d सेकंड"), all("%d seconds", "%d Sekunden", "%d secondes", "%d segundos", "%d secondi", "%d seconden", "%d सेकंड"))
	SaleHold    = all(
		"Address first, with no time limit. Then your items are kept for %[1]s while you pay, and %[1]s more if you ask.",
		"Erst die Adresse, ohne Zeitlimit. Dann sind Ihre Artikel %[1]s für Sie reserviert, während Sie bezahlen, und auf Wunsch %[1]s länger.",
		"D’abord l’adresse, sans limite de temps. Vos articles sont ensuite réservés pendant %[1]s, le temps de payer, et %[1]s de plus si vous le demandez.",
		"Primero la dirección, sin límite de tiempo. Después sus artículos quedan reservados durante %[1]s mientras paga, y %[1]s más si lo pide.",
		"Prima l’indirizzo, senza limiti di tempo. Poi gli articoli restano riservati per %[1]s, il tempo di pagare, e per %[1]s in più su richiesta.",
		"Eerst het adres, zonder tijdslimiet. Daarna blijven uw artikelen %[1]s gereserveerd terwijl u betaalt, en nog %[1]s als u erom vraagt.",
		"पहले पता, बिना समय सीमा के। फिर भुगतान करते समय आपके आइटम %[1]s तक आरक्षित रहते हैं, और माँगने पर %[1]s और।",
	)
	SaleReady = all(
		"Choose items and enter your address now. You can send them from the opening on; until then nothing is urgent.",
		"Artikel und Adresse können Sie schon jetzt eingeben. Abschicken können Sie sie ab der Öffnung; eilig ist bis dahin nichts.",
		"Choisissez vos articles et saisissez votre adresse dès maintenant. Vous pourrez les envoyer dès l’ouverture\u00a0; d’ici là, rien ne presse.",
		"Elija los artículos y escriba su dirección desde ahora. Podrá enviarlos a partir de la apertura; hasta entonces no hay prisa.",
		"Articoli e indirizzo si possono inserire già ora. L’invio è possibile dall’apertura; fino ad allora non c’è fretta.",
		"Kies uw artikelen en vul uw adres nu al in. Versturen kan vanaf de opening; tot dan is er geen haast.",
		"आइटम अभी चुनें और पता अभी भरें। सेल खुलने पर आप इन्हें भेज सकते हैं; तब तक कोई जल्दी नहीं है।",
	)
	SaleNeedsPass = all(
		"This sale asks for a pass: a link that we mail to you, which shows that your address is yours. With it you buy without another mail.",
		"Für diesen Verkauf brauchen Sie einen Kaufpass: einen Link, den wir Ihnen per E-Mail senden und der zeigt, dass die Adresse Ihnen gehört. Damit kaufen Sie ohne eine weitere E-Mail.",
		"Cette vente demande un pass\u00a0: un lien que nous vous envoyons par e-mail et qui montre que l’adresse est bien la vôtre. Avec lui, vous achetez sans autre e-mail.",
		"Esta venta pide un pase: un enlace que le enviamos por correo y que muestra que la dirección es suya. Con él compra sin más correos.",
		"Per questa vendita serve un pass: un link che inviamo per e-mail e che mostra che l’indirizzo è suo. Con il pass si acquista senza altre e-mail.",
		"Voor deze verkoop is een pas nodig: een link die we u mailen en die laat zien dat het adres van u is. Daarmee koopt u zonder nog een e-mail.",
		"इस सेल में पास माँगा जाता है: एक लिंक, जो हम आपको ई-मेल करते हैं और जो दिखाता है कि पता आपका है। इससे आप बिना किसी और ई-मेल के ख़रीद सकते हैं।",
	)
	SalePassReady = all(
		"Get ready: ask for your pass now. It is a link that we mail to you, which shows that your address is yours, and it is valid for 30 days. Nothing can be bought before the opening.",
		"Bereiten Sie sich vor: Fordern Sie Ihren Kaufpass jetzt an. Er ist ein Link, den wir Ihnen per E-Mail senden, zeigt, dass die Adresse Ihnen gehört, und gilt 30 Tage. Vor der Öffnung lässt sich nichts kaufen.",
		"Préparez-vous\u00a0: demandez votre pass dès maintenant. C’est un lien que nous vous envoyons par e-mail\u00a0; il montre que l’adresse est bien la vôtre et est valable 30 jours. Rien ne peut être acheté avant l’ouverture.",
		"Prepárese: pida su pase ahora. Es un enlace que le enviamos por correo; muestra que la dirección es suya y vale 30 días. Antes de la apertura no se puede comprar nada.",
		"Ci si può preparare: il pass si richiede già ora. È un link che inviamo per e-mail, mostra che l’indirizzo è suo e vale 30 giorni. Prima dell’apertura non si può acquistare nulla.",
		"Bereid u voor: vraag uw pas nu aan. Het is een link die we u mailen; die laat zien dat het adres van u is en is 30 dagen geldig. Voor de opening kan er niets worden gekocht.",
		"तैयारी करें: अपना पास अभी माँगें। यह एक लिंक है, जो हम आपको ई-मेल करते हैं; यह दिखाता है कि पता आपका है और 30 दिन तक मान्य है। सेल खुलने से पहले कुछ नहीं ख़रीदा जा सकता।",
	)
	SaleHavePass = all(
		"Do you have a pass? Open the link in our mail.",
		"Haben Sie schon einen Kaufpass? Öffnen Sie den Link in unserer E-Mail.",
		"Vous avez déjà un pass\u00a0? Ouvrez le lien dans notre e-mail.",
		"¿Ya tiene un pase? Abra el enlace de nuestro correo.",
		"Ha già un pass? Apra il link nella nostra e-mail.",
		"Hebt u al een pas? Open de link in onze e-mail.",
		"क्या आपके पास पहले से पास है? हमारे ई-मेल का लिंक खोलें।",
	)
	SaleNeedTicket = all(
		"This sale is for those whom we have invited from the waitlist. Your ticket is in our mail.",
		"Dieser Verkauf ist für alle, die wir von der Warteliste eingeladen haben. Ihr Ticket steht in unserer E-Mail.",
		"Cette vente est réservée aux personnes de la liste d’attente que nous avons invitées. Votre invitation est dans notre e-mail.",
		"Esta venta es para las personas de la lista de espera a las que hemos invitado. Su invitación está en nuestro correo.",
		"Questa vendita è per le persone in lista d’attesa che abbiamo invitato. Il suo invito è nella nostra e-mail.",
		"Deze verkoop is voor wie we van de wachtlijst hebben uitgenodigd. Uw ticket staat in onze e-mail.",
		"यह सेल उनके लिए है, जिन्हें हमने प्रतीक्षा सूची से बुलाया है। आपका टिकट हमारे ई-मेल में है।",
	)
	SaleHeldNote = all(
		"Every unit is in someone’s checkout right now. If a hold is not paid in time, its units are for sale again.",
		"Jedes Stück ist gerade für jemanden reserviert. Wird eine Reservierung nicht rechtzeitig bezahlt, kommen ihre Stücke wieder in den Verkauf.",
		"En ce moment, chaque unité est réservée par quelqu’un. Si une réservation n’est pas payée à temps, ses unités sont de nouveau en vente.",
		"En este momento, todas las unidades están reservadas. Si una reserva no se paga a tiempo, sus unidades vuelven a la venta.",
		"Al momento ogni pezzo è riservato a qualcuno. I pezzi che non vengono pagati in tempo tornano in vendita.",
		"Elk stuk is nu voor iemand gereserveerd. Wordt een reservering niet op tijd betaald, dan zijn die stuks weer te koop.",
		"अभी हर पीस किसी न किसी के लिए आरक्षित है। समय पर भुगतान न होने पर पीस फिर बिक्री पर आ जाता है।",
	)
	SaleSoldNote = all(
		"Every unit is paid. If units come back, the waitlist hears of it first. Each product’s page has its waitlist.",
		"Jedes Stück ist bezahlt. Kommen Stücke zurück, erfährt es die Warteliste zuerst. Sie steht auf der Seite des jeweiligen Artikels.",
		"Toutes les unités sont payées. Si des unités reviennent, la liste d’attente l’apprend en premier. Chaque produit a la sienne, sur sa page.",
		"Todas las unidades están pagadas. Si vuelve a haber unidades, la lista de espera lo sabrá primero. Cada producto tiene la suya en su página.",
		"Tutti i pezzi sono pagati. Se ne tornano disponibili, la lista d’attesa lo sa per prima. Ogni prodotto ha la sua, nella propria pagina.",
		"Alle stuks zijn betaald. Als er stuks terugkomen, hoort de wachtlijst het als eerste. Elk artikel heeft zijn wachtlijst op zijn eigen pagina.",
		"सभी पीस का भुगतान हो चुका है। अगर कोई पीस लौटता है, तो सबसे पहले प्रतीक्षा सूची वालों को बताया जाता है। हर उत्पाद के पेज पर उसकी प्रतीक्षा सूची है।",
	)
	SaleClosedNote = all(
		"The sale has ended. Orders that were placed are not affected. Each product’s page has its waitlist.",
		"Der Verkauf ist beendet. Aufgegebene Bestellungen sind davon nicht betroffen. Auf der Seite jedes Artikels steht seine Warteliste.",
		"La vente est terminée. Les commandes passées ne sont pas concernées. Chaque produit a sa liste d’attente, sur sa page.",
		"La venta ha terminado. Los pedidos ya hechos no se ven afectados. Cada producto tiene su lista de espera en su página.",
		"La vendita è terminata. Gli ordini già inviati non cambiano. Ogni prodotto ha la sua lista d’attesa, nella propria pagina.",
		"De verkoop is afgelopen. Voor geplaatste bestellingen verandert er niets. Elk artikel heeft zijn wachtlijst op zijn eigen pagina.",
		"सेल समाप्त हो गई है। जो ऑर्डर हो चुके हैं, उन पर कोई असर नहीं पड़ता। हर उत्पाद के पेज पर उसकी प्रतीक्षा सूची है।",
	)
	SaleNone = all(
		"No sale at the moment",
		"Zurzeit kein Verkauf",
		"Aucune vente en ce moment",
		"Ninguna venta en este momento",
		"Nessuna vendita al momento",
		"Op dit moment geen verkoop",
		"अभी कोई सेल नहीं है",
	)
	SaleNoneNote = all(
		"We sell in short sales with a fixed opening time. The next one is announced here; each product’s waitlist hears of it first.",
		"Wir verkaufen in kurzen Verkäufen mit fester Öffnungszeit. Der nächste wird hier angekündigt; die Warteliste des Artikels erfährt es zuerst.",
		"Nous organisons des ventes courtes, avec une heure d’ouverture fixe. La prochaine sera annoncée ici\u00a0; la liste d’attente de chaque produit l’apprend en premier.",
		"Vendemos en ventas cortas con una hora de apertura fija. La próxima se anuncia aquí; la lista de espera de cada producto lo sabe primero.",
		"Vendiamo in vendite brevi, con un orario di apertura fisso. La prossima viene annunciata qui; la lista d’attesa di ogni prodotto lo sa per prima.",
		"We verkopen in korte verkopen met een vaste openingstijd. De volgende wordt hier aangekondigd; de wachtlijst van elk artikel hoort het als eerste.",
		"हम छोटी सेल में बेचते हैं, जो तय समय पर खुलती हैं। अगली सेल की घोषणा यहीं होती है; हर उत्पाद की प्रतीक्षा सूची वालों को सबसे पहले बताया जाता है।",
	)
	SaleNotCleared = all(
		"What this sale offers may not be sold in your country yet.",
		"Was dieser Verkauf anbietet, darf in Ihrem Land noch nicht verkauft werden.",
		"Ce que propose cette vente ne peut pas encore être vendu dans votre pays.",
		"Lo que ofrece esta venta aún no se puede vender en su país.",
		"Ciò che offre questa vendita non può ancora essere venduto nel suo paese.",
		"Wat deze verkoop aanbiedt, mag in uw land nog niet worden verkocht.",
		"इस सेल के आइटम आपके देश में अभी नहीं बेचे जा सकते।",
	)

	SaleGetPass  = all("Get my pass", "Meinen Kaufpass anfordern", "Demander mon pass", "Pedir mi pase", "Richiedi il mio pass", "Mijn pas aanvragen", "मेरा पास पाएँ")
	SaleBuy      = all("Choose and buy", "Auswählen und kaufen", "Choisir et acheter", "Elegir y comprar", "Scegli e acquista", "Kiezen en kopen", "चुनें और ख़रीदें")
	SalePrepare  = all("Get ready", "Bereit machen", "Préparer ma commande", "Preparar mi pedido", "Prepara il mio ordine", "Mijn bestelling voorbereiden", "तैयारी करें")
	CheckAgain   = all("Check again", "Erneut prüfen", "Vérifier à nouveau", "Comprobar de nuevo", "Controlla di nuovo", "Opnieuw controleren", "फिर से देखें")
	SaleTicket   = all("I have a ticket", "Ich habe ein Ticket", "J’ai une invitation", "Tengo una invitación", "Ho un invito", "Ik heb een ticket", "मेरे पास टिकट है")
	SaleWaitlist = all(
		"Join a waitlist",
		"Auf eine Warteliste setzen",
		"S’inscrire sur une liste d’attente",
		"Apuntarme a una lista de espera",
		"Iscrivimi a una lista d’attesa",
		"Op een wachtlijst zetten",
		"प्रतीक्षा सूची में जुड़ें",
	)
	SaleOpensIn   = all("Opens in", "Öffnet in", "Ouvre dans", "Abre en", "Apre tra", "Opent over", "खुलने में बाकी")
	SaleClosesIn  = all("Closes in", "Schließt in", "Ferme dans", "Cierra en", "Chiude tra", "Sluit over", "बंद होने में बाकी")
	SaleOpens     = all("Opens %s.", "Öffnet am %s.", "Ouvre le %s.", "Abre el %s.", "Apre %s.", "Opent op %s.", "%s खुलेगी।")
	SaleOpened    = all("Opened %s.", "Hat am %s geöffnet.", "A ouvert le %s.", "Abrió el %s.", "Ha aperto %s.", "Geopend op %s.", "%s खुली।")
	SaleClosesAt  = all("Closes %s.", "Schließt am %s.", "Ferme le %s.", "Cierra el %s.", "Chiude %s.", "Sluit op %s.", "%s बंद होगी।")
	SaleClosed    = all("Closed %s.", "Hat am %s geschlossen.", "A fermé le %s.", "Cerró el %s.", "Ha chiuso %s.", "Gesloten sinds %s.", "%s बंद हुई।")
	SaleMayReturn = all(
		"May come back on %s.",
		"Kann am %s wieder zu haben sein.",
		"Retour possible le %s.",
		"Puede haber unidades de nuevo el %s.",
		"Possibile ritorno: %s.",
		"Komt misschien terug op %s.",
		"%s फिर उपलब्ध हो सकता है।",
	)
	SaleFrom      = all("From %s", "Ab %s", "Dès %s", "Apertura: %s", "Apertura: %s", "Vanaf %s", "शुरू: %s")
	SaleHeldUntil = all(
		"All on hold, may come back at %s",
		"Alle reserviert, um %s vielleicht wieder zu haben",
		"Tout est réservé, retour possible à %s",
		"Todo reservado, puede haber unidades de nuevo (%s)",
		"Tutto riservato, possibile ritorno alle ore %s",
		"Alles gereserveerd, komt misschien om %s terug",
		"सब आरक्षित हैं, %s फिर उपलब्ध हो सकता है",
	)
	SaleAsOf = all("Stock as of %s.", "Stand: %s.", "État à %s.", "Actualizado: %s.", "Situazione delle ore %s.", "Stand van %s.", "%s की स्थिति।")

	SaleInThis  = all("In this sale", "In diesem Verkauf", "Dans cette vente", "En esta venta", "In questa vendita", "In deze verkoop", "इस सेल में")
	SaleFewLeft = all("Few left of %s.", "Wenige übrig: %s.", "Il en reste peu\u00a0: %s.", "Quedan pocos: %s.", "Pochi rimasti: %s.", "Nog enkele: %s.", "थोड़े बचे हैं: %s।")
	SaleOnHold  = all(
		"%s: all on hold, may come back at %s.",
		"%s: alle reserviert, um %s vielleicht wieder zu haben.",
		"%s\u00a0: tout est réservé, retour possible à %s.",
		"%s: todo reservado, puede haber unidades de nuevo (%s).",
		"%s: tutto riservato, possibile ritorno alle ore %s.",
		"%s: alles gereserveerd, komt misschien om %s terug.",
		"%s: सब आरक्षित हैं, %s फिर उपलब्ध हो सकता है।",
	)
	SaleOnHoldAny = all(
		"%s: all on hold, may come back.",
		"%s: alle reserviert, vielleicht wieder zu haben.",
		"%s\u00a0: tout est réservé, retour possible.",
		"%s: todo reservado, puede haber unidades de nuevo.",
		"%s: tutto riservato, possibile ritorno.",
		"%s: alles gereserveerd, komt misschien terug.",
		"%s: सब आरक्षित हैं, फिर उपलब्ध हो सकता है।",
	)
	SaleGone     = all("Sold out: %s.", "Ausverkauft: %s.", "Épuisé\u00a0: %s.", "Agotado: %s.", "Esaurito: %s.", "Uitverkocht: %s.", "बिक चुका: %s।")
	SaleTaxState = inUS("Sales tax depends on your state. You see the exact amount before you pay.", "El impuesto sobre las ventas depende de su estado. Verá el importe exacto antes de pagar.")
	SalePiece    = all("1 unit.", "1 Stück.", "1 unité.", "1 unidad.", "1 pezzo.", "1 stuk.", "1 पीस।")
	SalePieces   = all("%s units.", "%s Stück.", "%s unités.", "%s unidades.", "%s pezzi.", "%s stuks.", "%s पीस।")
	SaleOpenIn   = all("Open now %s", "Jetzt geöffnet %s", "Ouvert %s", "Abierta %s", "Aperta ora %s", "Nu open %s", "%s अभी खुली है")

	PricePlusTax = inUS("plus sales tax and %s delivery per order", "más impuesto sobre las ventas y %s de envío por pedido")
	PriceVAT     = inEurope(
		"VAT included, plus %s delivery per order",
		"inkl. MwSt., zzgl. %s Versand pro Bestellung",
		"TVA incluse, plus %s de livraison par commande",
		"IVA incluido, más %s de envío por pedido",
		"IVA inclusa, più %s di consegna per ordine",
		"incl. btw, plus %s leveringskosten per bestelling",
	)
	PriceGST = inIndia("all taxes included, plus %s delivery per order", "सभी कर शामिल, साथ में %s डिलीवरी शुल्क प्रति ऑर्डर")
)

// The buttons of a countdown.
var (
	CountdownPause  = all("Pause countdown", "Countdown anhalten", "Suspendre le compte à rebours", "Pausar la cuenta atrás", "Metti in pausa il conto alla rovescia", "Aftelling pauzeren", "उलटी गिनती रोकें")
	CountdownResume = all("Resume countdown", "Countdown fortsetzen", "Reprendre le compte à rebours", "Reanudar la cuenta atrás", "Riprendi il conto alla rovescia", "Aftelling hervatten", "उलटी गिनती जारी रखें")
)
