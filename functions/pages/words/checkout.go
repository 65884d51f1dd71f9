package words

// The checkout: items and address, before anything is held.
var (
	CheckoutTitle = all("Your items and address", "Ihre Artikel und Ihre Adresse", "Vos articles et votre adresse", "Sus artículos y su dirección", "Articoli e indirizzo", "Uw artikelen en adres", "आपके आइटम और पता")
	CheckoutStep  = all(
		"Step 1 of 2, no time limit",
		"Schritt 1 von 2, ohne Zeitlimit",
		"Étape 1 sur 2, sans limite de temps",
		"Paso 1 de 2, sin límite de tiempo",
		"Passo 1 di 2, senza limiti di tempo",
		"Stap 1 van 2, zonder tijdslimiet",
		"2 में से चरण 1, कोई समय सीमा नहीं",
	)
	CheckoutWhat    = all("What", "Was", "Quels articles", "Qué", "Che cosa", "Wat", "क्या")
	CheckoutEach    = all("%s each", "%s pro Stück", "%s l’unité", "%s por unidad", "%s al pezzo", "%s per stuk", "%s प्रति पीस")
	CheckoutWhere   = all("Where to", "Wohin", "Où livrer", "Adónde", "Dove", "Waarheen", "कहाँ")
	CheckoutDeliver = all(
		"We deliver to addresses %s.",
		"Wir liefern an Adressen %s.",
		"Nous livrons à des adresses situées %s.",
		"Hacemos envíos a direcciones %s.",
		"Consegniamo a indirizzi %s.",
		"Wij bezorgen op adressen %s.",
		"हम %s स्थित पतों पर डिलीवरी करते हैं।",
	)
	CheckoutReach = all("How to reach you", "Wie wir Sie erreichen", "Comment vous joindre", "Cómo contactar con usted", "Come contattarla", "Hoe we u bereiken", "आपसे संपर्क")
	CheckoutNext  = all(
		"Next: we keep it for you",
		"Danach: Wir reservieren für Sie",
		"Ensuite\u00a0: nous réservons pour vous",
		"Después: se lo reservamos",
		"Poi: riserviamo gli articoli",
		"Daarna: wij reserveren het voor u",
		"इसके बाद: हम इसे आपके लिए आरक्षित रखते हैं",
	)
	CheckoutKept = all(
		"When you press the button your items are kept for %[1]s. You can ask for %[1]s more, once. What you typed stays with the order.",
		"Wenn Sie den Knopf drücken, sind Ihre Artikel für %[1]s reserviert. Sie können einmal um %[1]s verlängern. Ihre Angaben bleiben bei der Bestellung.",
		"Quand vous appuyez sur le bouton, vos articles sont réservés pendant %[1]s. Vous pouvez demander une fois %[1]s de plus. Ce que vous avez saisi reste avec la commande.",
		"Cuando pulse el botón, sus artículos quedarán reservados durante %[1]s. Puede pedir %[1]s más, una vez. Lo que ha escrito se guarda con el pedido.",
		"Premendo il pulsante, gli articoli restano riservati per %[1]s. Si può prolungare una volta di %[1]s. I dati inseriti restano con l’ordine.",
		"Als u op de knop drukt, zijn uw artikelen %[1]s gereserveerd. U kunt eenmaal %[1]s extra vragen. Wat u hebt ingevuld, blijft bij de bestelling.",
		"बटन दबाने पर आपके आइटम %[1]s के लिए आरक्षित हो जाते हैं। आप एक बार %[1]s और माँग सकते हैं। आपने जो भरा है, वह ऑर्डर के साथ रहता है।",
	)
	CheckoutCosts = all(
		"You see the exact total before you pay. Pressing the button costs nothing.",
		"Sie sehen den genauen Gesamtbetrag, bevor Sie bezahlen. Den Knopf zu drücken kostet nichts.",
		"Vous voyez le total exact avant de payer. Appuyer sur le bouton ne coûte rien.",
		"Verá el total exacto antes de pagar. Pulsar el botón no cuesta nada.",
		"Il totale esatto appare prima del pagamento. Premere il pulsante non costa nulla.",
		"U ziet het exacte totaal voordat u betaalt. Op de knop drukken kost niets.",
		"भुगतान से पहले आपको ठीक कुल रकम दिखती है। बटन दबाने का कोई शुल्क नहीं है।",
	)
	CheckoutCostsTax = all(
		"You see the exact total with sales tax before you pay. Pressing the button costs nothing.",
		"Sie sehen den genauen Gesamtbetrag mit Verkaufssteuer, bevor Sie bezahlen. Den Knopf zu drücken kostet nichts.",
		"Vous voyez le total exact, taxe de vente comprise, avant de payer. Appuyer sur le bouton ne coûte rien.",
		"Verá el total exacto, con el impuesto sobre las ventas, antes de pagar. Pulsar el botón no cuesta nada.",
		"Il totale esatto, con l’imposta sulle vendite, appare prima del pagamento. Premere il pulsante non costa nulla.",
		"U ziet het exacte totaal met verkoopbelasting voordat u betaalt. Op de knop drukken kost niets.",
		"भुगतान से पहले आपको बिक्री कर सहित ठीक कुल रकम दिखती है। बटन दबाने का कोई शुल्क नहीं है।",
	)
	CheckoutKeep = all(
		"Keep these items for me",
		"Diese Artikel für mich reservieren",
		"Réserver ces articles pour moi",
		"Reservarme estos artículos",
		"Riserva questi articoli per me",
		"Deze artikelen voor mij reserveren",
		"ये आइटम मेरे लिए आरक्षित करें",
	)
	DeliveryFee = all(
		"Delivery %s is %s per order.",
		"Die Lieferung %s kostet %s pro Bestellung.",
		"La livraison %s coûte %s par commande.",
		"El envío %s cuesta %s por pedido.",
		"La consegna %s costa %s per ordine.",
		"Levering %s kost %s per bestelling.",
		"%s डिलीवरी का शुल्क प्रति ऑर्डर %s है।",
	)
	CheckoutOpens = all(
		"This sale opens on %s. Fill in everything now and press the button from then on. What you type stays on this page until you leave it.",
		"Dieser Verkauf öffnet am %s. Füllen Sie jetzt alles aus, und drücken Sie den Knopf ab diesem Zeitpunkt. Was Sie eingeben, bleibt auf dieser Seite, bis Sie sie verlassen.",
		"Cette vente ouvre le %s. Remplissez tout dès maintenant et appuyez sur le bouton à partir de ce moment. Ce que vous saisissez reste sur cette page jusqu’à ce que vous la quittiez.",
		"Esta venta abre el %s. Rellene todo ahora y pulse el botón a partir de ese momento. Lo que escriba permanece en esta página hasta que salga de ella.",
		"Questa vendita apre %s. Si può compilare tutto adesso e premere il pulsante da quel momento in poi. I dati inseriti restano in questa pagina finché non la si lascia.",
		"Deze verkoop opent op %s. Vul nu alles in en druk vanaf dat moment op de knop. Wat u invult, blijft op deze pagina staan totdat u die verlaat.",
		"यह सेल %s खुलेगी। अभी सब कुछ भर लें और उसके बाद बटन दबाएँ। आप जो भरते हैं, वह इस पेज पर तब तक रहता है, जब तक आप इसे छोड़ नहीं देते।",
	)
	CheckoutWait = all(
		"The sale is not open yet. The button works from %s on.",
		"Der Verkauf ist noch nicht geöffnet. Der Knopf funktioniert ab %s.",
		"La vente n’est pas encore ouverte. Le bouton fonctionnera à partir du %s.",
		"La venta aún no está abierta. El botón funcionará a partir del %s.",
		"La vendita non è ancora aperta. Il pulsante funzionerà a partire da %s.",
		"De verkoop is nog niet open. De knop werkt vanaf %s.",
		"सेल अभी शुरू नहीं हुई है। बटन %s से काम करेगा।",
	)
	CheckoutClosed = all("This sale has ended.", "Dieser Verkauf ist beendet.", "Cette vente est terminée.", "Esta venta ha terminado.", "Questa vendita è terminata.", "Deze verkoop is afgelopen.", "यह सेल समाप्त हो गई है।")
	CheckoutPassOf = all(
		"Your pass is for this address.",
		"Ihr Kaufpass gilt für diese Adresse.",
		"Votre pass est valable pour cette adresse.",
		"Su pase es para esta dirección.",
		"Il suo pass vale per questo indirizzo.",
		"Uw pas geldt voor dit adres.",
		"आपका पास इसी पते के लिए है।",
	)
	CheckoutEmailFor = all(
		"For the receipt and the link to your order. Nothing else.",
		"Für den Beleg und den Link zu Ihrer Bestellung. Für nichts anderes.",
		"Pour le reçu et le lien vers votre commande. Rien d’autre.",
		"Para el recibo y el enlace a su pedido. Para nada más.",
		"Per la ricevuta e il link all’ordine. Per nient’altro.",
		"Voor de bon en de link naar uw bestelling. Voor niets anders.",
		"रसीद और आपके ऑर्डर के लिंक के लिए। और किसी काम के लिए नहीं।",
	)
)

// The fields of an address and their faults.
var (
	FieldName    = all("Full name", "Vor- und Nachname", "Prénom et nom", "Nombre y apellidos", "Nome e cognome", "Voor- en achternaam", "पूरा नाम")
	FieldLine1   = all("Street and number", "Straße und Hausnummer", "Numéro et rue", "Calle y número", "Via e numero civico", "Straat en huisnummer", "मकान नंबर और सड़क")
	FieldLine1US = all("Street address", "Hausnummer und Straße", "Numéro et rue", "Dirección (número y calle)", "Numero civico e via", "Huisnummer en straat", "मकान नंबर और सड़क")
	FieldLine2   = all(
		"Apartment, suite or floor (optional)",
		"Wohnung, Adresszusatz oder Etage (optional)",
		"Appartement, bâtiment ou étage (facultatif)",
		"Apartamento, piso o puerta (opcional)",
		"Interno, scala o piano (facoltativo)",
		"Appartement, toevoeging of verdieping (optioneel)",
		"फ़्लैट, सुइट या मंज़िल (वैकल्पिक)",
	)
	FieldCity    = all("City", "Ort", "Ville", "Ciudad", "Città", "Plaats", "शहर")
	FieldTown    = all("Town or city", "Ort", "Ville", "Localidad", "Città", "Plaats", "कस्बा या शहर")
	FieldState   = all("State", "Bundesstaat", "État", "Estado", "Stato", "Staat", "राज्य")
	FieldStateIN = all(
		"State or union territory (optional)",
		"Bundesstaat oder Unionsterritorium (optional)",
		"État ou territoire de l’Union (facultatif)",
		"Estado o territorio de la Unión (opcional)",
		"Stato o territorio dell’Unione (facoltativo)",
		"Deelstaat of unieterritorium (optioneel)",
		"राज्य या केंद्र शासित प्रदेश (वैकल्पिक)",
	)
	FieldZIP       = all("ZIP code", "ZIP-Code", "Code ZIP", "Código postal (ZIP)", "Codice ZIP", "ZIP-code", "ज़िप कोड")
	FieldPostcode  = all("Postcode", "Postleitzahl", "Code postal", "Código postal", "Codice postale", "Postcode", "पोस्टकोड")
	FieldPIN       = all("PIN code", "Postleitzahl (PIN)", "Code postal (PIN)", "Código postal (PIN)", "Codice postale (PIN)", "Postcode (PIN)", "पिन कोड")
	FieldPostal    = all("Postal code", "Postleitzahl", "Code postal", "Código postal", "CAP", "Postcode", "पोस्टल कोड")
	FieldEmail     = all("E-mail address", "E-Mail-Adresse", "Adresse e-mail", "Correo electrónico", "Indirizzo e-mail", "E-mailadres", "ई-मेल पता")
	FieldOrder     = all("Order number", "Bestellnummer", "Numéro de commande", "Número de pedido", "Numero d’ordine", "Bestelnummer", "ऑर्डर नंबर")
	FieldPass      = all("Your pass", "Ihr Kaufpass", "Votre pass", "Su pase", "Il suo pass", "Uw pas", "आपका पास")
	FieldError     = all("Error: ", "Fehler: ", "Erreur\u00a0: ", "Error: ", "Errore: ", "Fout: ", "गड़बड़ी: ")
	FieldChoose    = all("Please choose", "Bitte wählen", "Veuillez choisir", "Elija una opción", "Scegliere", "Maak een keuze", "कृपया चुनें")
	FieldOrderHint = all(
		"Such as 0k3f8m2q7z1xw9vd-1. It is in our mails and on the order’s page.",
		"Zum Beispiel 0k3f8m2q7z1xw9vd-1. Sie steht in unseren E-Mails und auf der Seite der Bestellung.",
		"Par exemple 0k3f8m2q7z1xw9vd-1. Il figure dans nos e-mails et sur la page de la commande.",
		"Por ejemplo, 0k3f8m2q7z1xw9vd-1. Está en nuestros correos y en la página del pedido.",
		"Per esempio 0k3f8m2q7z1xw9vd-1. Si trova nelle nostre e-mail e nella pagina dell’ordine.",
		"Bijvoorbeeld 0k3f8m2q7z1xw9vd-1. Het staat in onze e-mails en op de pagina van de bestelling.",
		"जैसे 0k3f8m2q7z1xw9vd-1। यह हमारे ई-मेल में और ऑर्डर के पेज पर है।",
	)

	FaultName = all(
		"Enter the full name of who receives the parcel",
		"Geben Sie den vollständigen Namen der Person ein, die das Paket erhält",
		"Saisissez le nom complet de la personne qui reçoit le colis",
		"Escriba el nombre completo de quien recibe el paquete",
		"Inserire il nome completo di chi riceve il pacco",
		"Vul de volledige naam in van wie het pakket ontvangt",
		"पार्सल लेने वाले का पूरा नाम भरें",
	)
	FaultLine1 = all(
		"Enter the street and the number",
		"Geben Sie Straße und Hausnummer ein",
		"Saisissez le numéro et la rue",
		"Escriba la calle y el número",
		"Inserire la via e il numero civico",
		"Vul de straat en het huisnummer in",
		"मकान नंबर और सड़क भरें",
	)
	FaultCity = all("Enter the city", "Geben Sie den Ort ein", "Saisissez la ville", "Escriba la localidad", "Inserire la città", "Vul de plaats in", "शहर भरें")
	FaultText = all(
		"Use one line of at most 100 characters, and no invisible ones",
		"Verwenden Sie eine Zeile mit höchstens 100 Zeichen und ohne unsichtbare Zeichen",
		"Utilisez une seule ligne de 100 caractères au plus, sans caractères invisibles",
		"Use una sola línea de 100 caracteres como máximo, sin caracteres invisibles",
		"Usare una sola riga di al massimo 100 caratteri, senza caratteri invisibili",
		"Gebruik één regel van hooguit 100 tekens, zonder onzichtbare tekens",
		"एक ही पंक्ति में ज़्यादा से ज़्यादा 100 अक्षर लिखें, अदृश्य अक्षरों के बिना",
	)
	FaultState = all(
		"Choose the state of the address",
		"Wählen Sie den Bundesstaat der Adresse",
		"Choisissez l’État de l’adresse",
		"Elija el estado de la dirección",
		"Scegliere lo Stato dell’indirizzo",
		"Kies de staat van het adres",
		"पते का राज्य चुनें",
	)
	FaultPostal = all(
		"Enter a postal code of this country that we deliver to, such as %s",
		"Geben Sie eine Postleitzahl dieses Landes ein, an die wir liefern, zum Beispiel %s",
		"Saisissez un code postal de ce pays où nous livrons, par exemple %s",
		"Escriba un código postal de este país al que hagamos envíos, por ejemplo %s",
		"Inserire un codice postale di questo paese in cui consegniamo, per esempio %s",
		"Vul een postcode van dit land in waar we bezorgen, bijvoorbeeld %s",
		"इस देश का ऐसा पिन या पोस्टल कोड भरें, जहाँ हम डिलीवरी करते हैं, जैसे %s",
	)
	FaultInState = all(
		"This postal code is not in the state that you chose. Correct one of the two",
		"Diese Postleitzahl liegt nicht im gewählten Bundesstaat. Berichtigen Sie eines von beiden",
		"Ce code postal n’est pas dans l’État choisi. Corrigez l’un des deux",
		"Este código postal no pertenece al estado elegido. Corrija uno de los dos",
		"Questo codice postale non appartiene allo Stato scelto. Correggere uno dei due",
		"Deze postcode ligt niet in de gekozen staat. Verbeter een van de twee",
		"यह कोड चुने गए राज्य का नहीं है। दोनों में से एक को ठीक करें",
	)
	FaultEmail = all(
		"Enter an e-mail address with an @, such as name@example.com",
		"Geben Sie eine E-Mail-Adresse mit einem @ ein, zum Beispiel name@example.com",
		"Saisissez une adresse e-mail avec un @, par exemple name@example.com",
		"Escriba una dirección de correo con una @, por ejemplo name@example.com",
		"Inserire un indirizzo e-mail con una @, per esempio name@example.com",
		"Vul een e-mailadres met een @ in, bijvoorbeeld name@example.com",
		"@ वाला ई-मेल पता भरें, जैसे name@example.com",
	)
	FaultPassOf = all(
		"Use the address of your pass, %s, or ask for a pass for another one",
		"Verwenden Sie die Adresse Ihres Kaufpasses, %s, oder fordern Sie einen Kaufpass für eine andere an",
		"Utilisez l’adresse de votre pass, %s, ou demandez un pass pour une autre",
		"Use la dirección de su pase, %s, o pida un pase para otra",
		"Usare l’indirizzo del pass, %s, oppure chiedere un pass per un altro",
		"Gebruik het adres van uw pas, %s, of vraag een pas aan voor een ander adres",
		"अपने पास का पता %s इस्तेमाल करें, या किसी दूसरे पते के लिए पास माँगें",
	)
	FaultOrder = all(
		"Enter an order number such as 0k3f8m2q7z1xw9vd-1",
		"Geben Sie eine Bestellnummer wie 0k3f8m2q7z1xw9vd-1 ein",
		"Saisissez un numéro de commande comme 0k3f8m2q7z1xw9vd-1",
		"Escriba un número de pedido como 0k3f8m2q7z1xw9vd-1",
		"Inserire un numero d’ordine come 0k3f8m2q7z1xw9vd-1",
		"Vul een bestelnummer in zoals 0k3f8m2q7z1xw9vd-1",
		"0k3f8m2q7z1xw9vd-1 जैसा ऑर्डर नंबर भरें",
	)
	FaultNoItem = all(
		"Choose at least one item",
		"Wählen Sie mindestens einen Artikel",
		"Choisissez au moins un article",
		"Elija al menos un artículo",
		"Scegliere almeno un articolo",
		"Kies minstens één artikel",
		"कम से कम एक आइटम चुनें",
	)
	FaultQuantity = all(
		"Choose at most %s of %s",
		"%[2]s: Wählen Sie höchstens %[1]s",
		"%[2]s\u00a0: choisissez-en %[1]s au plus",
		"%[2]s: elija %[1]s como máximo",
		"%[2]s: sceglierne al massimo %[1]s",
		"%[2]s: kies er hooguit %[1]s",
		"%[2]s: ज़्यादा से ज़्यादा %[1]s चुनें",
	)
	FaultMethod = all(
		"Choose a payment method from the list",
		"Wählen Sie eine Zahlungsart aus der Liste",
		"Choisissez un moyen de paiement dans la liste",
		"Elija una forma de pago de la lista",
		"Scegliere un metodo di pagamento dall’elenco",
		"Kies een betaalmethode uit de lijst",
		"सूची में से भुगतान का तरीका चुनें",
	)
	FaultOther = all(
		"Something in the form was not as expected. Please check it and send it again",
		"Etwas im Formular war nicht wie erwartet. Bitte prüfen Sie es, und senden Sie es erneut",
		"Quelque chose dans le formulaire n’était pas comme prévu. Veuillez le vérifier et l’envoyer à nouveau",
		"Algo en el formulario no era lo esperado. Revíselo y envíelo de nuevo",
		"Qualcosa nel modulo non era come previsto. Si prega di controllarlo e inviarlo di nuovo",
		"Iets in het formulier was niet zoals verwacht. Controleer het en verstuur het opnieuw",
		"फ़ॉर्म में कुछ अपेक्षा के अनुसार नहीं था। कृपया जाँचकर फिर भेजें",
	)
	FaultsMany = plural(
		all("%d thing to correct", "%d Angabe ist zu berichtigen", "%d point à corriger", "%d dato por corregir", "%d dato da correggere", "%d punt om te verbeteren", "%d बात ठीक करनी है"),
		all("%d things to correct", "%d Angaben sind zu berichtigen", "%d points à corriger", "%d datos por corregir", "%d dati da correggere", "%d punten om te verbeteren", "%d बातें ठीक करनी हैं"))
)

// What a shopper reads when a hold is refused.
var (
	RefusedTitle = all(
		"Your items are not kept yet",
		"Ihre Artikel sind noch nicht reserviert",
		"Vos articles ne sont pas encore réservés",
		"Sus artículos aún no están reservados",
		"Gli articoli non sono ancora riservati",
		"Uw artikelen zijn nog niet gereserveerd",
		"आपके आइटम अभी आरक्षित नहीं हुए हैं",
	)
	RefusedNothing = all(
		"No order was placed and nothing was charged.",
		"Es wurde keine Bestellung aufgegeben und nichts abgebucht.",
		"Aucune commande n’a été passée et rien n’a été débité.",
		"No se ha hecho ningún pedido ni se ha cobrado nada.",
		"Nessun ordine è stato fatto e nulla è stato addebitato.",
		"Er is geen bestelling geplaatst en niets in rekening gebracht.",
		"कोई ऑर्डर नहीं हुआ और कोई रकम नहीं ली गई।",
	)
	RefusedKept = all(
		"What you typed is still in the form.",
		"Ihre Eingaben stehen noch im Formular.",
		"Ce que vous avez saisi est toujours dans le formulaire.",
		"Lo que escribió sigue en el formulario.",
		"I dati inseriti sono ancora nel modulo.",
		"Wat u hebt ingevuld, staat nog in het formulier.",
		"आपने जो भरा था, वह फ़ॉर्म में मौजूद है।",
	)
	RefusedNotOpen = all(
		"This sale opens on %s. Press the button again from then on.",
		"Dieser Verkauf öffnet am %s. Drücken Sie den Knopf ab diesem Zeitpunkt erneut.",
		"Cette vente ouvre le %s. Appuyez à nouveau sur le bouton à partir de ce moment.",
		"Esta venta abre el %s. Pulse el botón de nuevo a partir de ese momento.",
		"Questa vendita apre %s. Da quel momento si può premere di nuovo il pulsante.",
		"Deze verkoop opent op %s. Druk vanaf dat moment opnieuw op de knop.",
		"यह सेल %s खुलेगी। उसके बाद बटन फिर दबाएँ।",
	)
	RefusedClosed = all(
		"This sale ended on %s. Orders that were placed are not affected.",
		"Dieser Verkauf endete am %s. Aufgegebene Bestellungen sind davon nicht betroffen.",
		"Cette vente s’est terminée le %s. Les commandes déjà passées ne sont pas concernées.",
		"Esta venta terminó el %s. Los pedidos ya hechos no se ven afectados.",
		"Questa vendita è terminata %s. Gli ordini già fatti restano validi.",
		"Deze verkoop is op %s afgelopen. Geplaatste bestellingen blijven geldig.",
		"यह सेल %s समाप्त हो गई। जो ऑर्डर हो चुके हैं, उन पर कोई असर नहीं पड़ता।",
	)
	RefusedTicket = all(
		"This sale is for those whom we have invited from the waitlist.",
		"Dieser Verkauf ist für alle, die wir von der Warteliste eingeladen haben.",
		"Cette vente s’adresse aux personnes de la liste d’attente que nous avons invitées.",
		"Esta venta es para quienes hemos invitado desde la lista de espera.",
		"Questa vendita è per chi abbiamo invitato dalla lista d’attesa.",
		"Deze verkoop is voor wie wij vanaf de wachtlijst hebben uitgenodigd.",
		"यह सेल उनके लिए है, जिन्हें हमने प्रतीक्षा सूची से बुलाया है।",
	)
	RefusedCleared = all(
		"%s may not be sold in your country yet. Its page says why, and its waitlist is open.",
		"%s darf in Ihrem Land noch nicht verkauft werden. Die Produktseite sagt, warum, und die Warteliste ist offen.",
		"La vente de «\u00a0%s\u00a0» n’est pas encore autorisée dans votre pays. La page du produit dit pourquoi, et sa liste d’attente est ouverte.",
		"La venta de %s aún no está permitida en su país. La página del producto dice por qué, y su lista de espera está abierta.",
		"La vendita di %s non è ancora permessa nel suo paese. La pagina del prodotto dice perché, e la lista d’attesa è aperta.",
		"%s mag in uw land nog niet worden verkocht. Op de productpagina staat waarom, en de wachtlijst is open.",
		"%s अभी आपके देश में नहीं बेचा जा सकता। उत्पाद के पेज पर कारण लिखा है, और उसकी प्रतीक्षा सूची खुली है।",
	)
	RefusedUnknown = all(
		"One of the items is not part of this sale. Please choose again.",
		"Einer der Artikel gehört nicht zu diesem Verkauf. Bitte wählen Sie erneut.",
		"L’un des articles ne fait pas partie de cette vente. Veuillez choisir à nouveau.",
		"Uno de los artículos no forma parte de esta venta. Elija de nuevo.",
		"Uno degli articoli non fa parte di questa vendita. Si prega di scegliere di nuovo.",
		"Een van de artikelen hoort niet bij deze verkoop. Kies opnieuw.",
		"इनमें से एक आइटम इस सेल में नहीं है। कृपया फिर से चुनें।",
	)
	RefusedEnough = all(
		"Fewer are left than you asked for. Choose a smaller number.",
		"Es sind weniger übrig, als Sie möchten. Wählen Sie eine kleinere Anzahl.",
		"Il en reste moins que vous n’en demandez. Choisissez un nombre plus petit.",
		"Quedan menos unidades de las que pide. Elija una cantidad menor.",
		"Ne restano meno di quanti richiesti. Scegliere una quantità minore.",
		"Er zijn er minder over dan u vraagt. Kies een kleiner aantal.",
		"जितने आपने माँगे, उतने नहीं बचे हैं। कम संख्या चुनें।",
	)
	RefusedAtMost = all(
		"At most %s of %s can be had now. Choose a smaller number.",
		"%[2]s: Zurzeit gibt es höchstens %[1]s davon. Wählen Sie eine kleinere Anzahl.",
		"%[2]s\u00a0: il en reste au plus %[1]s en ce moment. Choisissez un nombre plus petit.",
		"%[2]s: ahora hay %[1]s como máximo. Elija una cantidad menor.",
		"%[2]s: ora la disponibilità è al massimo di %[1]s. Scegliere una quantità minore.",
		"%[2]s: de voorraad is nu hooguit %[1]s. Kies een kleiner aantal.",
		"%[2]s: अभी ज़्यादा से ज़्यादा %[1]s मिल सकते हैं। कम संख्या चुनें।",
	)
	RefusedLimit = plural(
		all(
			"You have an order in this sale already, and it allows %d for each person. If it is not paid yet, you can cancel it and make another.",
			"Sie haben in diesem Verkauf schon eine Bestellung, und er erlaubt %d pro Person. Ist sie noch nicht bezahlt, können Sie sie stornieren und eine andere aufgeben.",
			"Vous avez déjà une commande dans cette vente, qui en permet %d par personne. Si elle n’est pas encore payée, vous pouvez l’annuler et en passer une autre.",
			"Ya tiene un pedido en esta venta, que permite %d por persona. Si aún no está pagado, puede cancelarlo y hacer otro.",
			"C’è già un ordine a suo nome in questa vendita, che ne permette %d a persona. Se non è ancora pagato, si può annullarlo e farne un altro.",
			"U hebt al een bestelling in deze verkoop, die er %d per persoon toestaat. Is die nog niet betaald, dan kunt u die annuleren en een andere plaatsen.",
			"इस सेल में आपका एक ऑर्डर पहले से है, और हर व्यक्ति को %d की अनुमति है। अगर उसका भुगतान अभी नहीं हुआ है, तो आप उसे रद्द करके दूसरा ऑर्डर कर सकते हैं।",
		),
		all(
			"You have all the orders that this sale allows already, which is %d for each person. If one is not paid yet, you can cancel it and make another.",
			"Sie haben schon so viele Bestellungen, wie dieser Verkauf erlaubt, nämlich %d pro Person. Ist eine davon noch nicht bezahlt, können Sie sie stornieren und eine andere aufgeben.",
			"Vous avez déjà toutes les commandes que cette vente permet, soit %d par personne. Si l’une d’elles n’est pas encore payée, vous pouvez l’annuler et en passer une autre.",
			"Ya tiene todos los pedidos que esta venta permite, que son %d por persona. Si alguno aún no está pagado, puede cancelarlo y hacer otro.",
			"Ci sono già a suo nome tutti gli ordini che questa vendita permette, cioè %d a persona. Se uno non è ancora pagato, si può annullarlo e farne un altro.",
			"U hebt al alle bestellingen die deze verkoop toestaat, namelijk %d per persoon. Is er een nog niet betaald, dan kunt u die annuleren en een andere plaatsen.",
			"इस सेल में जितने ऑर्डर की अनुमति है, यानी प्रति व्यक्ति %d, उतने आप कर चुके हैं। अगर किसी एक का भुगतान अभी नहीं हुआ है, तो आप उसे रद्द करके दूसरा ऑर्डर कर सकते हैं।",
		))
	RefusedReused = all(
		"This form was sent before with other contents, and that may have made an order. If you have its page or its mail, use it. To order what is in the form now, press the button again.",
		"Dieses Formular wurde schon einmal mit anderem Inhalt gesendet, und daraus kann eine Bestellung entstanden sein. Wenn Sie deren Seite oder E-Mail haben, verwenden Sie diese. Um zu bestellen, was jetzt im Formular steht, drücken Sie den Knopf erneut.",
		"Ce formulaire a déjà été envoyé avec un autre contenu, et une commande a pu en résulter. Si vous avez sa page ou son e-mail, utilisez-les. Pour commander ce qui est maintenant dans le formulaire, appuyez à nouveau sur le bouton.",
		"Este formulario ya se envió con otro contenido, y puede que de ahí saliera un pedido. Si tiene su página o su correo, úselos. Para pedir lo que hay ahora en el formulario, pulse el botón de nuevo.",
		"Questo modulo è già stato inviato con un altro contenuto, e ne può essere nato un ordine. Se ne ha la pagina o l’e-mail, usi quelle. Per ordinare ciò che è ora nel modulo, prema di nuovo il pulsante.",
		"Dit formulier is al eens met een andere inhoud verstuurd, en daaruit kan een bestelling zijn ontstaan. Hebt u de pagina of de e-mail daarvan, gebruik die dan. Wilt u bestellen wat nu in het formulier staat, druk dan opnieuw op de knop.",
		"यह फ़ॉर्म पहले दूसरी जानकारी के साथ भेजा जा चुका है, और उससे ऑर्डर बन गया हो सकता है। अगर आपके पास उसका पेज या ई-मेल है, तो उसे इस्तेमाल करें। अभी फ़ॉर्म में जो है, उसे ऑर्डर करने के लिए बटन फिर दबाएँ।",
	)
	RefusedSlots = all(
		"You have made as many orders in this sale as one person can, counting those that have ended.",
		"Sie haben in diesem Verkauf so viele Bestellungen aufgegeben, wie eine Person kann; beendete zählen mit.",
		"Vous avez passé dans cette vente autant de commandes qu’une personne peut en passer, y compris celles qui ont pris fin.",
		"Ha hecho en esta venta tantos pedidos como puede hacer una persona, contando los que ya terminaron.",
		"In questa vendita ha fatto tutti gli ordini che una persona può fare, compresi quelli terminati.",
		"U hebt in deze verkoop zoveel bestellingen geplaatst als één persoon kan, beëindigde meegeteld.",
		"इस सेल में एक व्यक्ति जितने ऑर्डर कर सकता है, उतने आप कर चुके हैं, समाप्त हो चुके ऑर्डर मिलाकर।",
	)
	RefusedBusy = all(
		"So many people are buying right now that we could not answer. Press the button again in a moment: it makes no second order.",
		"Gerade kaufen so viele Menschen ein, dass wir nicht antworten konnten. Drücken Sie den Knopf gleich noch einmal: Eine zweite Bestellung entsteht dadurch nicht.",
		"Tant de personnes achètent en ce moment que nous n’avons pas pu répondre. Appuyez à nouveau sur le bouton dans un instant\u00a0: cela ne crée pas de deuxième commande.",
		"Hay tantas personas comprando ahora que no hemos podido responder. Pulse el botón de nuevo dentro de un momento: no se hará un segundo pedido.",
		"In questo momento acquistano così tante persone che non abbiamo potuto rispondere. Prema di nuovo il pulsante tra poco: non nascerà un secondo ordine.",
		"Er kopen nu zoveel mensen dat we niet konden antwoorden. Druk over een ogenblik opnieuw op de knop: daardoor ontstaat geen tweede bestelling.",
		"अभी इतने लोग ख़रीद रहे हैं कि हम जवाब नहीं दे सके। थोड़ी देर में बटन फिर दबाएँ: इससे दूसरा ऑर्डर नहीं बनेगा।",
	)
	RefusedBack      = all("Back to my items", "Zurück zu meinen Artikeln", "Revenir à mes articles", "Volver a mis artículos", "Torna ai miei articoli", "Terug naar mijn artikelen", "मेरे आइटम पर वापस")
	ToProduct        = all("To the product’s page", "Zur Produktseite", "Voir la page du produit", "Ir a la página del producto", "Vai alla pagina del prodotto", "Naar de productpagina", "उत्पाद के पेज पर जाएँ")
	RefusedPassTitle = all("Your pass is needed", "Ihr Kaufpass wird benötigt", "Votre pass est nécessaire", "Se necesita su pase", "Serve il suo pass", "Uw pas is nodig", "आपका पास चाहिए")

	GoneHeld      = all("All on hold", "Alle reserviert", "Tout est réservé", "Todo reservado", "Tutto riservato", "Alles gereserveerd", "सब आरक्षित हैं")
	GoneSold      = all("Sold out", "Ausverkauft", "Épuisé", "Agotado", "Esaurito", "Uitverkocht", "बिक गया")
	GoneMayReturn = all(
		"%s may come back at %s",
		"%s kann um %s wieder zu haben sein",
		"%s\u00a0: retour possible à %s",
		"%s: puede haber unidades de nuevo (%s)",
		"%s: possibile ritorno alle ore %s",
		"%s komt misschien om %s terug",
		"%s %s फिर उपलब्ध हो सकता है",
	)
	GoneMayAny    = all("%s may come back", "%s kann wieder zu haben sein", "%s\u00a0: retour possible", "%s: puede haber unidades de nuevo", "%s: possibile ritorno", "%s komt misschien terug", "%s फिर उपलब्ध हो सकता है")
	GoneSoldTitle = all("%s is sold out", "%s ist ausverkauft", "%s\u00a0: épuisé", "%s: agotado", "%s: esaurito", "%s is uitverkocht", "%s बिक गया")
	GoneHeldLead  = all(
		"Every unit is in someone’s checkout right now. A hold ends at %s; if it is not paid, that unit is for sale again.",
		"Zurzeit ist jedes Stück für jemanden reserviert. Eine Reservierung endet um %s; wird sie nicht bezahlt, ist dieses Stück wieder zu haben.",
		"En ce moment, chaque unité est réservée par quelqu’un. Une réservation prend fin à %s\u00a0; si elle n’est pas payée, cette unité est de nouveau en vente.",
		"Ahora mismo, cada unidad está reservada por alguien. Fin de una de las reservas: %s. Si no se paga, esa unidad vuelve a la venta.",
		"In questo momento ogni pezzo è riservato a qualcuno. Alle ore %s scade il tempo per uno di essi: se non viene pagato, torna in vendita.",
		"Op dit moment is elk stuk voor iemand gereserveerd. Om %s eindigt een reservering; wordt die niet betaald, dan is dat stuk weer te koop.",
		"अभी हर पीस किसी न किसी के लिए आरक्षित है। एक आरक्षण %s समाप्त होगा; अगर उसका भुगतान नहीं होता, तो वह पीस फिर बिक्री पर आ जाएगा।",
	)
	GoneHeldAny = all(
		"Every unit is in someone’s checkout right now. When a hold ends without payment, that unit is for sale again.",
		"Zurzeit ist jedes Stück für jemanden reserviert. Endet eine Reservierung, ohne dass sie bezahlt wird, ist dieses Stück wieder zu haben.",
		"En ce moment, chaque unité est réservée par quelqu’un. Quand une réservation prend fin sans être payée, cette unité est de nouveau en vente.",
		"Ahora mismo, cada unidad está reservada por alguien. Cuando una reserva termina sin pagarse, esa unidad vuelve a la venta.",
		"In questo momento ogni pezzo è riservato a qualcuno. Se il tempo scade senza pagamento, il pezzo torna in vendita.",
		"Op dit moment is elk stuk voor iemand gereserveerd. Eindigt een reservering zonder betaling, dan is dat stuk weer te koop.",
		"अभी हर पीस किसी न किसी के लिए आरक्षित है। जब कोई आरक्षण बिना भुगतान के समाप्त होता है, तो वह पीस फिर बिक्री पर आ जाता है।",
	)
	GoneSoldLead = all(
		"Every unit of this sale is paid. If units come back, the waitlist hears of it first.",
		"Jedes Stück dieses Verkaufs ist bezahlt. Wenn Stücke zurückkommen, erfährt es die Warteliste zuerst.",
		"Toutes les unités de cette vente sont payées. Si des unités reviennent, la liste d’attente l’apprend en premier.",
		"Todas las unidades de esta venta están pagadas. Si vuelve a haber unidades, la lista de espera lo sabrá primero.",
		"Tutti i pezzi di questa vendita sono pagati. Se ne tornano disponibili, la lista d’attesa lo sa per prima.",
		"Elk stuk van deze verkoop is betaald. Als er stuks terugkomen, hoort de wachtlijst het als eerste.",
		"इस सेल के हर पीस का भुगतान हो चुका है। अगर कोई पीस लौटता है, तो सबसे पहले प्रतीक्षा सूची वालों को बताया जाता है।",
	)
	GoneState = all(
		"Stock as of %s. This page does not reload by itself.",
		"Stand: %s. Diese Seite lädt sich nicht von selbst neu.",
		"État à %s. Cette page ne se recharge pas d’elle-même.",
		"Actualizado: %s. Esta página no se recarga sola.",
		"Situazione delle ore %s. Questa pagina non si ricarica da sola.",
		"Stand van %s. Deze pagina wordt niet vanzelf opnieuw geladen.",
		"%s की स्थिति। यह पेज अपने आप रीलोड नहीं होता।",
	)
	GoneWrite     = all("Or let us write to you", "Oder wir schreiben Ihnen", "Ou laissez-nous vous écrire", "O le escribimos", "Oppure le scriviamo noi", "Of wij schrijven u", "या हम आपको ई-मेल लिखें")
	GoneWriteSold = all("Let us write to you", "Wir schreiben Ihnen", "Laissez-nous vous écrire", "Le escribimos", "Le scriviamo noi", "Wij schrijven u", "हम आपको ई-मेल लिखें")
	GoneWriteNote = all(
		"If units come back after the sale, the waitlist hears of it first, in the order of confirmation.",
		"Wenn nach dem Verkauf Stücke zurückkommen, erfährt es die Warteliste zuerst, in der Reihenfolge der Bestätigungen.",
		"Si des unités reviennent après la vente, la liste d’attente l’apprend en premier, dans l’ordre des confirmations.",
		"Si vuelve a haber unidades después de la venta, la lista de espera lo sabrá primero, por orden de confirmación.",
		"Se dopo la vendita tornano disponibili dei pezzi, la lista d’attesa lo sa per prima, in ordine di conferma.",
		"Als er na de verkoop stuks terugkomen, hoort de wachtlijst het als eerste, in volgorde van bevestiging.",
		"अगर सेल के बाद कोई पीस लौटता है, तो सबसे पहले प्रतीक्षा सूची वालों को बताया जाता है, पुष्टि के क्रम में।",
	)
	GoneConfirm = all(
		"We write to confirm it, and then only about this product: %s.",
		"Wir schreiben zur Bestätigung, und danach nur zu diesem Produkt: %s.",
		"Nous vous écrivons pour la confirmation, puis uniquement au sujet de ce produit\u00a0: %s.",
		"Le escribiremos para confirmarla, y después solo sobre este producto: %s.",
		"Scriviamo per la conferma, e poi soltanto su questo prodotto: %s.",
		"We schrijven om het te bevestigen, en daarna alleen over dit product: %s.",
		"हम पुष्टि के लिए लिखते हैं, और उसके बाद केवल इस उत्पाद के बारे में: %s।",
	)
	GoneRest = all("The rest of this sale", "Was es in diesem Verkauf noch gibt", "Le reste de cette vente", "El resto de esta venta", "Il resto di questa vendita", "De rest van deze verkoop", "इस सेल में और क्या है")
)
