package words

import (
	"storefront/shared/catalog"
)

// What a price has in it, and what comes on top. The last value is the delivery fee.
var (
	PlusSalesTax = inUS("plus sales tax of your state, plus %s delivery per order", "más el impuesto sobre las ventas de su estado, más %s de envío por pedido")
	WithVAT      = inEurope(
		"incl. %s VAT, plus %s delivery per order",
		"inkl. %s MwSt., zzgl. %s Versand pro Bestellung",
		"TVA de %s incluse, plus %s de livraison par commande",
		"IVA del %s incluido, más %s de envío por pedido",
		"IVA al %s inclusa, più %s di consegna per ordine",
		"incl. %s btw, plus %s leveringskosten per bestelling",
	)
	WithGST = inIndia("incl. %s GST, plus %s delivery per order", "%s जीएसटी शामिल, साथ में %s डिलीवरी शुल्क प्रति ऑर्डर")
)

// The head of a product's page.
var (
	Breadcrumb   = LegalPath
	PriceSays    = all("%s %s.", "%s %s.", "%s %s.", "%s %s.", "%s %s.", "%s %s.", "%s %s।") // amount, and what comes on top
	FromTime     = all("From %s", "Ab %s", "À partir du %s", "Desde el %s", "Da %s", "Vanaf %s", "बिक्री शुरू: %s")
	NotCleared   = all("Not for sale %s yet", "Noch nicht im Verkauf %s", "Pas encore en vente %s", "Aún no se vende %s", "Non ancora in vendita %s", "Nog niet te koop %s", "%s अभी नहीं बिकता") // "in the United States"
	BuyThis      = all("Buy %s", "%s kaufen", "Acheter\u00a0: %s", "Comprar %s", "Acquista %s", "%s kopen", "%s ख़रीदें")
	GetReady     = SalePrepare
	Quantity     = all("Quantity", "Menge", "Quantité", "Cantidad", "Quantità", "Aantal", "मात्रा")
	MostPerOrder = plural(
		all("At most %d per order.", "Höchstens %d pro Bestellung.", "Au plus %d par commande.", "Como máximo %d por pedido.", "Al massimo %d per ordine.", "Hooguit %d per bestelling.", "प्रति ऑर्डर ज़्यादा से ज़्यादा %d।"),
		all("At most %d per order.", "Höchstens %d pro Bestellung.", "Au plus %d par commande.", "Como máximo %d por pedido.", "Al massimo %d per ordine.", "Hooguit %d per bestelling.", "प्रति ऑर्डर ज़्यादा से ज़्यादा %d।"))
	OrdersEach = SalePerBuyer
	HoldAndPay = all(
		"The next page asks for your address, with no time limit; then your order is kept for %s while you pay.",
		"Die nächste Seite fragt nach Ihrer Adresse, ohne Zeitlimit; danach ist Ihre Bestellung %s für Sie reserviert, während Sie bezahlen.",
		"La page suivante vous demande votre adresse, sans limite de temps\u00a0; votre commande est ensuite réservée pendant %s, le temps de payer.",
		"La página siguiente le pide su dirección, sin límite de tiempo; después su pedido queda reservado durante %s mientras paga.",
		"La pagina successiva chiede l’indirizzo, senza limiti di tempo; poi l’ordine resta riservato per %s, il tempo di pagare.",
		"De volgende pagina vraagt om uw adres, zonder tijdslimiet; daarna blijft uw bestelling %s gereserveerd terwijl u betaalt.",
		"अगला पेज आपका पता पूछता है, बिना समय सीमा के; फिर भुगतान करते समय आपका ऑर्डर %s तक आरक्षित रहता है।",
	)
	HoldWhenOpen = all(
		"You can enter your address now, with no time limit. When the sale is open, your order is kept for %s while you pay.",
		"Sie können Ihre Adresse schon jetzt eingeben, ohne Zeitlimit. Sobald der Verkauf geöffnet ist, wird Ihre Bestellung %s für Sie reserviert, während Sie bezahlen.",
		"Vous pouvez saisir votre adresse dès maintenant, sans limite de temps. Une fois la vente ouverte, votre commande est réservée pendant %s, le temps de payer.",
		"Puede escribir su dirección desde ahora, sin límite de tiempo. Cuando la venta esté abierta, su pedido queda reservado durante %s mientras paga.",
		"L’indirizzo si può inserire già ora, senza limiti di tempo. A vendita aperta, l’ordine resta riservato per %s, il tempo di pagare.",
		"U kunt uw adres nu al invullen, zonder tijdslimiet. Zodra de verkoop open is, blijft uw bestelling %s gereserveerd terwijl u betaalt.",
		"आप अपना पता अभी भर सकते हैं, बिना समय सीमा के। सेल खुलने के बाद, भुगतान करते समय आपका ऑर्डर %s तक आरक्षित रहता है।",
	)
	SaleCloses = all("The sale closes %s.", "Der Verkauf schließt am %s.", "La vente ferme le %s.", "La venta cierra el %s.", "La vendita chiude %s.", "De verkoop sluit op %s.", "सेल %s बंद होगी।")
	NeedsPass  = all(
		"This sale asks for a pass, which shows that your e-mail address is yours.",
		"Für diesen Verkauf brauchen Sie einen Kaufpass. Er zeigt, dass Ihre E-Mail-Adresse Ihnen gehört.",
		"Cette vente demande un pass, qui montre que votre adresse e-mail est bien la vôtre.",
		"Esta venta pide un pase, que muestra que su dirección de correo es suya.",
		"Per questa vendita serve un pass, che mostra che l’indirizzo e-mail è suo.",
		"Voor deze verkoop is een pas nodig. Die laat zien dat uw e-mailadres van u is.",
		"इस सेल में पास माँगा जाता है, जो दिखाता है कि ई-मेल पता आपका है।",
	)
	AskForPass  = all("Ask for your pass", "Kaufpass anfordern", "Demander mon pass", "Pedir mi pase", "Richiedi il mio pass", "Mijn pas aanvragen", "अपना पास माँगें")
	MayComeBack = all(
		"Every unit is in someone’s checkout right now. A hold ends at %s; if it is not paid, its units are for sale again.",
		"Jedes Stück ist gerade für jemanden reserviert. Eine Reservierung endet um %s; wird sie nicht bezahlt, kommen ihre Stücke wieder in den Verkauf.",
		"En ce moment, chaque unité est réservée par quelqu’un. Une réservation prend fin à %s\u00a0; si elle n’est pas payée, ses unités sont de nouveau en vente.",
		"En este momento, todas las unidades están reservadas. Fin de una de las reservas: %s. Si no se paga, sus unidades vuelven a la venta.",
		"Al momento ogni pezzo è riservato a qualcuno, il primo fino alle ore %s. I pezzi che non vengono pagati tornano in vendita.",
		"Elk stuk is nu voor iemand gereserveerd. Om %s eindigt een reservering; wordt die niet betaald, dan zijn die stuks weer te koop.",
		"अभी हर पीस किसी न किसी के लिए आरक्षित है। एक आरक्षण %s समाप्त होगा; भुगतान न होने पर उसके पीस फिर बिक्री पर आ जाएँगे।",
	)
	MayComeSoon = SaleHeldNote
	AllSold     = all(
		"Every unit has been sold and paid for.",
		"Jedes Stück ist verkauft und bezahlt.",
		"Toutes les unités sont vendues et payées.",
		"Todas las unidades están vendidas y pagadas.",
		"Tutti i pezzi sono stati venduti e pagati.",
		"Alle stuks zijn verkocht en betaald.",
		"सभी पीस बिक चुके हैं और उनका भुगतान हो चुका है।",
	)
	SaleIsOver = all(
		"The sale closed %s.",
		"Der Verkauf hat am %s geschlossen.",
		"La vente a fermé le %s.",
		"La venta cerró el %s.",
		"La vendita ha chiuso %s.",
		"De verkoop is gesloten sinds %s.",
		"सेल %s बंद हुई।",
	)
	JoinForNext = all(
		"Hear about the next sale",
		"Vom nächsten Verkauf erfahren",
		"Être informé de la prochaine vente",
		"Aviso de la próxima venta",
		"Avviso per la prossima vendita",
		"Bericht over de volgende verkoop",
		"अगली सेल की सूचना पाएँ",
	)
	JoinText = all(
		"Join the waitlist %s. People are served in the order in which they confirm.",
		"Setzen Sie sich auf die Warteliste %s. Die Reihenfolge richtet sich danach, wann Sie bestätigen.",
		"Inscrivez-vous sur la liste d’attente %s. L’ordre est celui des confirmations.",
		"Apúntese a la lista de espera %s. El orden es el de las confirmaciones.",
		"Si iscriva alla lista d’attesa %s. L’ordine è quello delle conferme.",
		"Kom op de wachtlijst %s. De volgorde is die van de bevestigingen.",
		"%s प्रतीक्षा सूची में जुड़ें। क्रम पुष्टि के समय से तय होता है।",
	) // "in the United States"
	HearFirst    = all("Be the first to hear", "Zuerst davon erfahren", "Être informé en premier", "Saberlo antes que nadie", "Saperlo per primi", "Het als eerste horen", "सबसे पहले जानें")
	JoinHintWhen = all(
		"We write once so that you can confirm it, and then only when this can be bought: %s.",
		"Wir schreiben Ihnen einmal, damit Sie sie bestätigen, und dann nur, wenn es diesen Artikel zu kaufen gibt: %s.",
		"Nous vous écrivons une fois pour que vous la confirmiez, puis seulement quand ce produit peut être acheté\u00a0: %s.",
		"Le escribimos una vez para que lo confirme, y después solo cuando se pueda comprar este producto: %s.",
		"Scriviamo una volta per la conferma, e poi solo quando si può acquistare questo prodotto: %s.",
		"We schrijven u één keer zodat u het kunt bevestigen, en daarna alleen als dit artikel te koop is: %s.",
		"पुष्टि के लिए हम आपको एक बार लिखते हैं, और उसके बाद तभी, जब यह ख़रीदा जा सके: %s।",
	)
	JoinIsFree = all(
		"Free, and nothing to pay later. Every mail has a link to leave.",
		"Kostenlos, und auch später ist nichts zu zahlen. Jede E-Mail hat einen Link zum Austragen.",
		"Gratuit, et rien à payer plus tard. Chaque e-mail contient un lien pour se désinscrire.",
		"Gratis, y sin nada que pagar después. Cada correo lleva un enlace para darse de baja.",
		"Gratuito, e niente da pagare dopo. Ogni e-mail contiene un link per uscire dalla lista.",
		"Gratis, en ook later valt er niets te betalen. Elke e-mail heeft een link om u af te melden.",
		"मुफ़्त, और बाद में भी कुछ नहीं देना है। हर ई-मेल में सूची छोड़ने का लिंक होता है।",
	)
	AddressUse = all(
		"How we use your address",
		"Wie wir Ihre Adresse verwenden",
		"Comment nous utilisons votre adresse",
		"Cómo usamos su dirección",
		"Come usiamo il suo indirizzo",
		"Hoe we uw adres gebruiken",
		"हम आपके पते का इस्तेमाल कैसे करते हैं",
	)
	ReasonIs     = all("Reason: %s", "Grund: %s", "Raison\u00a0: %s", "Motivo: %s", "Motivo: %s", "Reden: %s", "कारण: %s")
	SinceDate    = all("So since %s.", "Das ist so seit dem %s.", "C’est le cas depuis le %s.", "Es así desde el %s.", "È così dal giorno %s.", "Dat is zo sinds %s.", "%s से यही स्थिति है।")
	ExpectedDate = all(
		"We expect that to change by %s.",
		"Wir rechnen damit, dass sich das bis zum %s ändert.",
		"Nous pensons que cela changera d’ici au %s.",
		"Esperamos que eso cambie a más tardar el %s.",
		"Prevediamo che cambi entro il giorno %s.",
		"We verwachten dat dit uiterlijk op %s verandert.",
		"उम्मीद है कि यह %s तक बदल जाएगा।",
	)
	NoDateYet = all(
		"There is no date yet, and no price until we may sell it.",
		"Einen Termin gibt es noch nicht, und einen Preis erst, wenn wir den Artikel verkaufen dürfen.",
		"Il n’y a pas encore de date, ni de prix tant que nous ne pouvons pas le vendre.",
		"Aún no hay fecha, ni habrá precio hasta que podamos venderlo.",
		"Non c’è ancora una data, né un prezzo finché non possiamo venderlo.",
		"Er is nog geen datum, en geen prijs zolang we het niet mogen verkopen.",
		"अभी कोई तारीख़ तय नहीं है, और बेचने की अनुमति मिलने तक कोई क़ीमत भी नहीं।",
	)
	NoPriceYet = all(
		"There is no price until we may sell it.",
		"Einen Preis gibt es erst, wenn wir den Artikel verkaufen dürfen.",
		"Il n’y a pas de prix tant que nous ne pouvons pas le vendre.",
		"No hay precio hasta que podamos venderlo.",
		"Non c’è un prezzo finché non possiamo venderlo.",
		"Er is geen prijs zolang we het niet mogen verkopen.",
		"बेचने की अनुमति मिलने तक कोई क़ीमत नहीं है।",
	)
)

// The data sheet.
var (
	Details = all("Details", "Einzelheiten", "Caractéristiques", "Características", "Caratteristiche", "Kenmerken", "विवरण")
	Model   = all("Model", "Modell", "Modèle", "Modelo", "Modello", "Model", "मॉडल")
	MadeIn  = all("Made in", "Herstellungsland", "Pays de fabrication", "País de fabricación", "Paese di produzione", "Land van productie", "निर्माण का देश")
)

// FactName returns what a line of the data sheet is about.
func FactName(kind catalog.FactKind) Text { return facts[kind] }

var facts = map[catalog.FactKind]Text{
	catalog.FactSize:      all("Size", "Maße", "Dimensions", "Dimensiones", "Dimensioni", "Afmetingen", "आकार"),
	catalog.FactWeight:    all("Weight", "Gewicht", "Poids", "Peso", "Peso", "Gewicht", "वज़न"),
	catalog.FactBattery:   all("Battery", "Akku", "Batterie", "Batería", "Batteria", "Accu", "बैटरी"),
	catalog.FactInput:     all("Charging", "Laden", "Charge", "Carga", "Ricarica", "Opladen", "चार्जिंग"),
	catalog.FactOutput:    all("Output", "Ausgang", "Sortie", "Salida", "Uscita", "Uitgang", "आउटपुट"),
	catalog.FactImpedance: all("Impedance", "Impedanz", "Impédance", "Impedancia", "Impedenza", "Impedantie", "इम्पीडेंस"),
	catalog.FactScreen:    all("Screen", "Bildschirm", "Écran", "Pantalla", "Schermo", "Scherm", "स्क्रीन"),
	catalog.FactCamera:    all("Camera", "Kamera", "Appareil photo", "Cámara", "Fotocamera", "Camera", "कैमरा"),
	catalog.FactMemory:    all("Memory", "Speicher", "Mémoire", "Memoria", "Memoria", "Geheugen", "मेमोरी"),
	catalog.FactRadio:     all("Radio", "Funk", "Sans fil", "Conexión inalámbrica", "Connessione senza fili", "Draadloos", "वायरलेस"),
	catalog.FactWater:     all("Water and dust", "Wasser und Staub", "Eau et poussière", "Agua y polvo", "Acqua e polvere", "Water en stof", "पानी और धूल"),
	catalog.FactWorksWith: all("Works with", "Kompatibel mit", "Compatible avec", "Compatible con", "Compatibile con", "Werkt met", "किसके साथ चलता है"),
}

// Who answers for a product.
var (
	WhoAnswers = all(
		"Who makes it, who answers for it",
		"Hersteller und Verantwortliche",
		"Fabricant et responsables",
		"Fabricante y responsables",
		"Fabbricante e responsabili",
		"Fabrikant en verantwoordelijken",
		"निर्माता और ज़िम्मेदार",
	)
	Maker          = all("Maker", "Hersteller", "Fabricant", "Fabricante", "Fabbricante", "Fabrikant", "निर्माता")
	ResponsibleEU  = inEurope("Responsible in the EU", "Verantwortlich in der EU", "Responsable dans l’UE", "Responsable en la UE", "Responsabile nell’UE", "Verantwoordelijk in de EU")
	ResponsibleUK  = inUK("Responsible in the EU and Northern Ireland")
	ResponsibleFor = all("Responsible %s", "Verantwortlich %s", "Responsable %s", "Responsable %s", "Responsabile %s", "Verantwoordelijk %s", "%s ज़िम्मेदार") // "in the United States"
	Safety         = all("Safety", "Sicherheit", "Sécurité", "Seguridad", "Sicurezza", "Veiligheid", "सुरक्षा")
	NoWarnings     = all(
		"This product needs no warnings.",
		"Dieser Artikel braucht keine Warnhinweise.",
		"Ce produit ne nécessite aucun avertissement.",
		"Este producto no necesita advertencias.",
		"Questo prodotto non richiede avvertenze.",
		"Dit artikel heeft geen waarschuwingen nodig.",
		"इस उत्पाद के लिए कोई चेतावनी ज़रूरी नहीं है।",
	)
	Packaged      = inIndia("As on the package", "जैसा पैकेज पर लिखा है")
	GenericName   = inIndia("Product", "उत्पाद")
	MRP           = inIndia("Maximum retail price", "अधिकतम खुदरा मूल्य")
	MRPText       = inIndia("%s, inclusive of all taxes", "%s, सभी करों सहित")
	NetQuantity   = inIndia("Net quantity", "शुद्ध मात्रा")
	CountryOrigin = inIndia("Country of origin", "मूल देश")
	Importer      = all("Importer", "Importeur", "Importateur", "Importador", "Importatore", "Importeur", "आयातक")
	ConsumerCare  = all("Consumer care", "Kundendienst", "Service client", "Atención al cliente", "Servizio clienti", "Klantenservice", "उपभोक्ता सेवा")
)

// What happens after a purchase.
var (
	AfterYouBuy    = all("After you buy", "Nach dem Kauf", "Après l’achat", "Después de la compra", "Dopo l’acquisto", "Na de aankoop", "ख़रीदने के बाद")
	YourRights     = all("Your rights", "Ihre Rechte", "Vos droits", "Sus derechos", "I suoi diritti", "Uw rechten", "आपके अधिकार")
	GuaranteeTitle = inEurope(
		"Legal guarantee: at least 2 years",
		"Gesetzliche Gewährleistung: mindestens 2 Jahre",
		"Garantie légale de conformité\u00a0: au moins 2 ans",
		"Garantía legal: al menos 2 años",
		"Garanzia legale di conformità: almeno 2 anni",
		"Wettelijke garantie: minstens 2 jaar",
	)
	GuaranteeMissing = inEurope(
		"If a product is not as agreed, the seller repairs it, replaces it or pays you back. The EU’s official notice of this guarantee belongs here, unchanged. This demonstration does not have the file; a shop that sells must put it here.",
		"Ist ein Artikel nicht wie vereinbart, repariert oder ersetzt ihn der Verkäufer oder zahlt Ihnen das Geld zurück. Hierher gehört die amtliche Mitteilung der EU zu dieser Gewährleistung, unverändert. Diese Demonstration hat die Datei nicht; ein Shop, der wirklich verkauft, muss sie hier einfügen.",
		"Si un produit n’est pas conforme, le vendeur le répare, le remplace ou vous rembourse. La notice officielle de l’UE sur cette garantie doit figurer ici, sans modification. Cette démonstration n’a pas le fichier\u00a0; une boutique qui vend doit le placer ici.",
		"Si un producto no es conforme, el vendedor lo repara, lo sustituye o le devuelve el dinero. Aquí debe figurar el aviso oficial de la UE sobre esta garantía, sin cambios. Esta demostración no tiene el archivo; una tienda que venda debe ponerlo aquí.",
		"Se un prodotto non è conforme, il venditore lo ripara, lo sostituisce o rimborsa il prezzo. Qui va l’avviso ufficiale dell’UE su questa garanzia, senza modifiche. Questa dimostrazione non ha il file; un negozio che vende deve inserirlo qui.",
		"Is een artikel niet zoals afgesproken, dan repareert of vervangt de verkoper het of krijgt u uw geld terug. De officiële mededeling van de EU over deze garantie hoort hier te staan, ongewijzigd. Deze demonstratie heeft het bestand niet; een winkel die verkoopt, moet het hier plaatsen.",
	)
	GuaranteeNotice = inEurope(
		"The EU’s official notice of the legal guarantee of conformity",
		"Die amtliche Mitteilung der EU zur gesetzlichen Gewährleistung",
		"La notice officielle de l’UE sur la garantie légale de conformité",
		"El aviso oficial de la UE sobre la garantía legal",
		"L’avviso ufficiale dell’UE sulla garanzia legale di conformità",
		"De officiële mededeling van de EU over de wettelijke garantie",
	)
	StatutoryTitle = inUK("Your statutory rights")
	StatutoryText  = inUK(
		"Under the Consumer Rights Act 2015 a product must be of satisfactory quality, fit for its purpose and as described. If it is not, you can have it repaired or replaced, or your money back.",
	)
	WarrantyTitle = all("Warranty", "Garantie", "Garantie", "Garantía", "Garanzia", "Garantie", "वारंटी")
	WarrantyText  = all(
		"You can read the maker’s warranty before you buy. Write to %s to get its text.",
		"Die Garantie des Herstellers können Sie vor dem Kauf lesen. Schreiben Sie an %s, um den Text zu erhalten.",
		"Vous pouvez lire la garantie du fabricant avant l’achat. Écrivez à %s pour recevoir le texte.",
		"Puede leer la garantía del fabricante antes de comprar. Escriba a %s para recibir el texto.",
		"La garanzia del fabbricante si può leggere prima dell’acquisto. Scriva a %s per ricevere il testo.",
		"U kunt de garantie van de fabrikant voor de aankoop lezen. Schrijf naar %s om de tekst te ontvangen.",
		"निर्माता की वारंटी आप ख़रीदने से पहले पढ़ सकते हैं। उसका पाठ पाने के लिए %s पर लिखें।",
	)
	ShipsBy     = inUS("Ships by", "Fecha de envío")
	ShipsByText = inUS(
		"%s at the latest, if you order today. If we cannot keep that date we write to you, and you can wait or have your money back.",
		"A más tardar el %s, si pide hoy. Si no podemos cumplir esa fecha, le escribimos, y usted puede esperar o recuperar su dinero.",
	)
	DeliveryText = all(
		"%s per order. Handed to the carrier by %s, if you order today.",
		"%s pro Bestellung. Übergabe an den Paketdienst spätestens am %s, wenn Sie heute bestellen.",
		"%s par commande. Remise au transporteur au plus tard le %s, si vous commandez aujourd’hui.",
		"%s por pedido. Entrega al transportista a más tardar el %s, si pide hoy.",
		"%s per ordine. Consegna al corriere entro %s, se si ordina oggi.",
		"%s per bestelling. Uiterlijk op %s bij de vervoerder, als u vandaag bestelt.",
		"%s प्रति ऑर्डर। आज ऑर्डर करने पर पार्सल %s तक कूरियर को सौंप दिया जाता है।",
	)
	Returns      = all("Returns", "Rückgabe", "Retours", "Devoluciones", "Resi", "Retour", "वापसी")
	WithdrawTerm = inEurope("Withdrawal", "Widerruf", "Rétractation", "Desistimiento", "Recesso", "Herroeping")
	WithdrawText = inEurope(
		"14 days from delivery, without a reason, with a button on the order’s page.",
		"14 Tage ab Lieferung, ohne Angabe von Gründen, mit einem Knopf auf der Seite der Bestellung.",
		"14 jours à compter de la livraison, sans motif, avec un bouton sur la page de la commande.",
		"14 días naturales desde la entrega, sin necesidad de justificación, con un botón en la página del pedido.",
		"14 giorni dalla consegna, senza indicare le ragioni, con un pulsante nella pagina dell’ordine.",
		"14 dagen vanaf de levering, zonder opgave van redenen, met een knop op de pagina van de bestelling.",
	)
	WithdrawLink = inEurope("Instructions and form", "Belehrung und Formular", "Informations et formulaire", "Información y formulario", "Istruzioni e modulo", "Instructies en formulier")
	ReturnsText  = all(
		"What you can send back, and who pays for it, is on this page:",
		"Was Sie zurückgeben können und wer die Kosten trägt, steht auf dieser Seite:",
		"Ce que vous pouvez retourner, et qui en paie les frais, est indiqué sur cette page\u00a0:",
		"Qué puede devolver, y quién paga el envío, está en esta página:",
		"Che cosa si può restituire, e chi paga la spedizione, è indicato in questa pagina:",
		"Wat u kunt terugsturen, en wie de kosten draagt, staat op deze pagina:",
		"क्या लौटाया जा सकता है और उसका ख़र्च कौन उठाता है, यह इस पेज पर है:",
	)
)

// Where a product stands in each market.
var (
	WhereItStands = all("Where it stands", "Stand in den Ländern", "Situation par pays", "Situación por país", "Situazione per paese", "Stand per land", "देशों में स्थिति")
	MayBeSold     = all("May be sold", "Darf verkauft werden", "Peut être vendu", "Se puede vender", "Può essere venduto", "Mag worden verkocht", "बेचा जा सकता है")
	Notice        = inUS("Notice", "Aviso")
)

// NotAuthorized is the notice of 47 CFR 2.803 for a device without its authorization. It
// is the rule's own text, in English only.
const NotAuthorized = "This device has not been authorized as required by the rules of the Federal Communications Commission. " +
	"This device is not, and may not be, offered for sale or lease, or sold or leased, until authorization is obtained."
