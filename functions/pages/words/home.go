package words

// The texts of a market's home, and of the choice of a market.
var (
	HomeMore     = all("More sales", "Weitere Verkäufe", "Autres ventes", "Otras ventas", "Altre vendite", "Andere verkopen", "और सेल")
	HomeElse     = all("Not in a sale now", "Zurzeit in keinem Verkauf", "Dans aucune vente en ce moment", "Ahora en ninguna venta", "Ora in nessuna vendita", "Nu in geen verkoop", "अभी किसी सेल में नहीं")
	HomeElseNote = all(
		"These may be sold here. When a sale has them again, their waitlists hear of it first.",
		"Diese Artikel dürfen hier verkauft werden. Wenn ein Verkauf sie wieder anbietet, erfährt es zuerst, wer auf ihrer Warteliste steht.",
		"Ces produits peuvent être vendus ici. Quand une vente les proposera à nouveau, les inscrits à leur liste d’attente l’apprendront en premier.",
		"Estos productos se pueden vender aquí. Cuando una venta vuelva a ofrecerlos, quienes estén en su lista de espera lo sabrán primero.",
		"Questi prodotti si possono vendere qui. Quando una vendita li offrirà di nuovo, chi è nella loro lista d’attesa lo saprà per primo.",
		"Deze artikelen mogen hier worden verkocht. Als een verkoop ze weer aanbiedt, hoort wie op hun wachtlijst staat het als eerste.",
		"इन्हें यहाँ बेचा जा सकता है। जब ये फिर किसी सेल में आएँगे, तो सबसे पहले इनकी प्रतीक्षा सूची वालों को बताया जाएगा।",
	)
	HomeKnown  = all("Known, not here yet", "Bekannt, aber noch nicht hier", "Déjà connus, pas encore ici", "Ya conocidos, aún no aquí", "Già noti, non ancora qui", "Al bekend, nog niet hier", "घोषित, पर अभी यहाँ नहीं")
	HomeReason = all(
		"Reason: %s. The waitlist is open.",
		"Grund: %s. Die Warteliste ist offen.",
		"Raison\u00a0: %s. La liste d’attente est ouverte.",
		"Motivo: %s. La lista de espera está abierta.",
		"Motivo: %s. La lista d’attesa è aperta.",
		"Reden: %s. De wachtlijst is open.",
		"कारण: %s। प्रतीक्षा सूची खुली है।",
	)
	HomeExpected    = all("Expected %s.", "Voraussichtlich: %s.", "Date prévue\u00a0: %s.", "Fecha prevista: %s.", "Data prevista: %s.", "Verwacht: %s.", "अनुमानित तारीख: %s।")
	HomeDescription = all(
		"Limited stock, sold in short sales with a fixed opening time, %s.",
		"Begrenzte Stückzahlen, in kurzen Verkäufen mit fester Öffnungszeit, %s.",
		"Des quantités limitées, en ventes courtes à heure d’ouverture fixe, %s.",
		"Unidades limitadas, en ventas cortas con hora de apertura fija, %s.",
		"Quantità limitate, in vendite brevi con un orario di apertura fisso, %s.",
		"Beperkte voorraad, in korte verkopen met een vaste openingstijd, %s.",
		"%s सीमित स्टॉक, छोटी सेल में, जिनके खुलने का समय तय होता है।",
	)

	HowTitle = all(
		"How a sale works here",
		"So läuft ein Verkauf hier ab",
		"Comment se passe une vente ici",
		"Cómo funciona una venta aquí",
		"Come funziona una vendita qui",
		"Zo werkt een verkoop hier",
		"यहाँ सेल कैसे होती है",
	)
	HowChoose = all(
		"Choose, and say where to",
		"Sie wählen und sagen, wohin",
		"Vous choisissez et dites où livrer",
		"Usted elige y dice adónde enviarlo",
		"Scegliere e dire dove consegnare",
		"U kiest en zegt waarheen",
		"चुनें और बताएँ, कहाँ भेजना है",
	)
	HowChooseNote = all(
		"Items, address, e-mail. Take your time: nothing runs out while you type, except stock.",
		"Artikel, Adresse, E-Mail. Nehmen Sie sich Zeit: Während Sie tippen, läuft keine Frist. Ausgehen kann allein der Bestand.",
		"Articles, adresse, e-mail. Prenez votre temps\u00a0: aucun délai ne court pendant la saisie. Seul le stock peut s’épuiser.",
		"Artículos, dirección, correo electrónico. Tómese su tiempo: mientras escribe no corre ningún plazo. Lo que puede agotarse son las unidades.",
		"Articoli, indirizzo, e-mail. Con calma: durante la compilazione non scade nulla. Può esaurirsi soltanto la merce.",
		"Artikelen, adres, e-mail. Neem de tijd: terwijl u typt, loopt er geen termijn af. Alleen de voorraad kan opraken.",
		"आइटम, पता, ई-मेल। आराम से भरें: भरते समय कोई समय सीमा नहीं चलती। बस स्टॉक ख़त्म हो सकता है।",
	)
	HowKeep     = all("We keep it for you", "Wir reservieren es für Sie", "Nous le réservons pour vous", "Se lo reservamos", "Noi riserviamo gli articoli", "Wij reserveren het voor u", "हम इसे आपके लिए आरक्षित रखते हैं")
	HowKeepNote = all(
		"From then on your items are kept for %[1]s. You may ask for %[1]s more, once.",
		"Von da an sind Ihre Artikel für %[1]s reserviert. Sie können einmal um %[1]s verlängern.",
		"À partir de là, vos articles sont réservés pendant %[1]s. Vous pouvez demander une fois %[1]s de plus.",
		"Desde ese momento, sus artículos quedan reservados durante %[1]s. Puede pedir %[1]s más, una vez.",
		"Da quel momento gli articoli restano riservati per %[1]s. Si può prolungare una volta di %[1]s.",
		"Vanaf dan zijn uw artikelen %[1]s voor u gereserveerd. U kunt eenmaal %[1]s extra vragen.",
		"तब से आपके आइटम %[1]s के लिए आरक्षित रहते हैं। आप एक बार %[1]s और माँग सकते हैं।",
	)
	HowPay     = all("You pay, or let go", "Sie bezahlen oder geben frei", "Vous payez, ou vous renoncez", "Usted paga o lo deja", "Pagare o rinunciare", "U betaalt of laat los", "आप भुगतान करें या छोड़ दें")
	HowPayNote = all(
		"What you pay for, we ship, and your order’s page says by when. What you let go returns to the sale, and its page says when.",
		"Was Sie bezahlen, versenden wir, und die Seite Ihrer Bestellung sagt, bis wann. Was Sie freigeben, kommt zurück in den Verkauf, und dessen Seite sagt, wann.",
		"Ce que vous payez, nous l’expédions, et la page de votre commande dit avant quelle date. Ce à quoi vous renoncez revient dans la vente, et sa page dit quand.",
		"Lo que paga, lo enviamos, y la página de su pedido dice hasta qué fecha. Lo que deja vuelve a la venta, y la página de la venta dice cuándo.",
		"Ciò che viene pagato lo spediamo, e la pagina dell’ordine dice entro quando. Ciò a cui si rinuncia torna nella vendita, e la sua pagina dice quando.",
		"Wat u betaalt, versturen wij, en op de pagina van uw bestelling staat uiterlijk wanneer. Wat u loslaat, gaat terug naar de verkoop, en op die pagina staat wanneer.",
		"जिसका आप भुगतान करते हैं, उसे हम भेजते हैं, और आपके ऑर्डर के पेज पर लिखा होता है कि कब तक। जिसे आप छोड़ देते हैं, वह सेल में लौट जाता है, और सेल के पेज पर लिखा होता है कि कब।",
	)
	ChooserTitle = all("Where shall we deliver?", "Wohin sollen wir liefern?", "Où devons-nous livrer\u00a0?", "¿Adónde enviamos su pedido?", "Dove dobbiamo consegnare?", "Waar mogen we bezorgen?", "डिलीवरी कहाँ करनी है?")
	ChooserLead  = all(
		"Each country has its own prices, stock and rules. Choose yours, in the language you like to read.",
		"Jedes Land hat eigene Preise, Bestände und Regeln. Wählen Sie Ihres, in der Sprache, die Sie gern lesen.",
		"Chaque pays a ses prix, son stock et ses règles. Choisissez le vôtre, dans la langue que vous préférez lire.",
		"Cada país tiene sus precios, sus existencias y sus reglas. Elija el suyo, en el idioma en que prefiera leer.",
		"Ogni paese ha i suoi prezzi, le sue scorte e le sue regole. Scelga il suo, nella lingua che preferisce leggere.",
		"Elk land heeft eigen prijzen, voorraad en regels. Kies het uwe, in de taal die u graag leest.",
		"हर देश के अपने दाम, स्टॉक और नियम हैं। अपना देश चुनें, उस भाषा में, जिसमें आप पढ़ना पसंद करते हैं।",
	)
	ChooserElsewhere = all(
		"These countries have sales of their own, at their own times. Their shops say when.",
		"Diese Länder haben eigene Verkäufe zu eigenen Zeiten. Ihre Shops nennen sie.",
		"Ces pays ont leurs propres ventes, à leurs propres heures. Leurs boutiques les indiquent.",
		"Estos países tienen sus propias ventas, a sus propias horas. Sus tiendas las indican.",
		"Questi paesi hanno vendite proprie, con orari propri. Li indicano i loro negozi.",
		"Deze landen hebben eigen verkopen, op eigen tijden. Hun winkels noemen ze.",
		"इन देशों की अपनी सेल हैं, अपने समय पर। समय उनकी दुकानों पर लिखा है।",
	)
	SaleElsewhere = all(
		"Other countries have sales of their own, with their own opening times.",
		"Andere Länder haben eigene Verkäufe mit eigenen Öffnungszeiten.",
		"Les autres pays ont leurs propres ventes, avec leurs propres heures d’ouverture.",
		"Otros países tienen sus propias ventas, con sus propias horas de apertura.",
		"Altri paesi hanno vendite proprie, con orari di apertura propri.",
		"Andere landen hebben eigen verkopen met eigen openingstijden.",
		"दूसरे देशों की अपनी सेल हैं, जिनके खुलने का समय भी अपना है।",
	)
	ChooserSuggest = all("Your browser suggests:", "Ihr Browser schlägt vor:", "Votre navigateur propose\u00a0:", "Su navegador sugiere:", "Il suo browser suggerisce:", "Uw browser stelt voor:", "आपका ब्राउज़र सुझाता है:")
)

// FCCNotice is the sentence of 47 CFR 2.803 for devices that are shown before they are
// authorised. The rule has it in English.
const FCCNotice = "This device has not been authorized as required by the rules of the Federal Communications Commission. " +
	"This device is not, and may not be, offered for sale or lease, or sold or leased, until authorization is obtained."
