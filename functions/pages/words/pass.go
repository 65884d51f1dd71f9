package words

// Passes.
var (
	PassTitle = all(
		"Get your pass",
		"Kaufpass anfordern",
		"Demander votre pass",
		"Pedir su pase",
		"Richiesta del pass",
		"Uw pas aanvragen",
		"अपना पास लें",
	)
	PassWhy = all(
		"A pass is a link that we mail to you. It shows that your address is yours, so that nobody can buy in your name or take more than their share.",
		"Ein Kaufpass ist ein Link, den wir Ihnen per E-Mail senden. Er zeigt, dass die Adresse Ihnen gehört. So kann niemand in Ihrem Namen kaufen oder mehr nehmen, als ihm zusteht.",
		"Un pass est un lien que nous vous envoyons par e-mail. Il montre que l’adresse est bien la vôtre\u00a0: personne ne peut ainsi acheter en votre nom ni prendre plus que sa part.",
		"Un pase es un enlace que le enviamos por correo. Demuestra que la dirección es suya, para que nadie pueda comprar en su nombre ni llevarse más de lo que le corresponde.",
		"Un pass è un link che inviamo per e-mail. Dimostra che l’indirizzo è suo, così nessuno può comprare a suo nome o prendere più della propria parte.",
		"Een pas is een link die we u mailen. Die laat zien dat het adres van u is, zodat niemand op uw naam kan kopen of meer kan nemen dan zijn deel.",
		"पास एक लिंक है जो हम आपको ई-मेल करते हैं। यह दिखाता है कि पता आपका ही है, ताकि कोई आपके नाम पर न ख़रीद सके और न अपने हिस्से से ज़्यादा ले सके।",
	)
	PassValid = all(
		"It is valid for 30 days and for all sales in this country that ask for one.",
		"Er gilt 30 Tage, für alle Verkäufe in diesem Land, die einen Kaufpass verlangen.",
		"Il est valable 30 jours, pour toutes les ventes de ce pays qui en demandent un.",
		"Vale 30 días y para todas las ventas de este país que lo pidan.",
		"Vale 30 giorni, per tutte le vendite di questo paese che lo richiedono.",
		"De pas is 30 dagen geldig, voor alle verkopen in dit land die erom vragen.",
		"यह 30 दिन तक और इस देश की उन सभी सेल के लिए मान्य है जिनमें पास माँगा जाता है।",
	)
	PassForSale = all(
		"This sale asks for a pass. Ask for it, open the link in our mail, and choose your items there.",
		"Dieser Verkauf verlangt einen Kaufpass. Fordern Sie ihn an, öffnen Sie den Link in unserer E-Mail und wählen Sie dort Ihre Artikel.",
		"Cette vente demande un pass. Demandez-le, ouvrez le lien dans notre e-mail et choisissez-y vos articles.",
		"Esta venta pide un pase. Pídalo, abra el enlace de nuestro correo y elija allí sus artículos.",
		"Questa vendita richiede un pass. Lo richieda, apra il link nella nostra e-mail e scelga lì gli articoli.",
		"Deze verkoop vraagt om een pas. Vraag hem aan, open de link in onze e-mail en kies daar uw artikelen.",
		"इस सेल में पास माँगा जाता है। पास माँगें, हमारे ई-मेल का लिंक खोलें और वहाँ अपने आइटम चुनें।",
	)
	PassBefore = all(
		"Get ready: the sale opens on %s. Ask for your pass now; then you only choose your items and press the button.",
		"Zur Vorbereitung: Der Verkauf öffnet am %s. Fordern Sie Ihren Kaufpass jetzt an; dann müssen Sie nur noch Ihre Artikel wählen und den Knopf drücken.",
		"Préparez-vous\u00a0: la vente ouvre le %s. Demandez votre pass maintenant\u00a0; il ne vous restera qu’à choisir vos articles et à appuyer sur le bouton.",
		"Prepárese: la venta abre el %s. Pida su pase ahora; después solo tendrá que elegir sus artículos y pulsar el botón.",
		"Per prepararsi: la vendita apre %s. Richieda il pass ora; poi basterà scegliere gli articoli e premere il pulsante.",
		"Bereid u voor: de verkoop opent op %s. Vraag uw pas nu aan; dan hoeft u alleen nog uw artikelen te kiezen en op de knop te drukken.",
		"तैयार रहें: सेल %s खुलेगी। पास अभी माँग लें; फिर बस अपने आइटम चुनने हैं और बटन दबाना है।",
	)
	PassSend = all(
		"Mail me my pass",
		"Kaufpass per E-Mail senden",
		"M’envoyer mon pass",
		"Enviarme mi pase",
		"Inviami il pass",
		"Mail mij mijn pas",
		"मुझे मेरा पास ई-मेल करें",
	)
	PassMailFor = all(
		"We mail the pass to it, and nothing else.",
		"Dorthin senden wir den Kaufpass und sonst nichts.",
		"Nous y envoyons le pass, et rien d’autre.",
		"Enviamos ahí el pase y nada más.",
		"Vi inviamo il pass e nient’altro.",
		"We mailen er de pas naartoe, en verder niets.",
		"हम इस पर केवल पास भेजते हैं, और कुछ नहीं।",
	)
	PassHave = all(
		"Do you have a pass?",
		"Haben Sie einen Kaufpass?",
		"Avez-vous un pass\u00a0?",
		"¿Tiene un pase?",
		"Ha già un pass?",
		"Hebt u een pas?",
		"क्या आपको पास मिल चुका है?",
	)
	PassHaveNote = all(
		"Open the link in our mail, or enter the code from it here.",
		"Öffnen Sie den Link in unserer E-Mail oder geben Sie hier den Code daraus ein.",
		"Ouvrez le lien dans notre e-mail, ou saisissez ici le code qu’il contient.",
		"Abra el enlace de nuestro correo o escriba aquí el código que contiene.",
		"Apra il link nella nostra e-mail o inserisca qui il codice che contiene.",
		"Open de link in onze e-mail, of vul hier de code daaruit in.",
		"हमारे ई-मेल का लिंक खोलें, या उसमें दिया कोड यहाँ डालें।",
	)
	PassUse = all(
		"Use my pass",
		"Meinen Kaufpass verwenden",
		"Utiliser mon pass",
		"Usar mi pase",
		"Usa il mio pass",
		"Mijn pas gebruiken",
		"मेरा पास इस्तेमाल करें",
	)
	MailSentTitle = all(
		"Look into your mail",
		"Sehen Sie in Ihr Postfach",
		"Consultez vos e-mails",
		"Mire su correo",
		"Controlli la posta",
		"Kijk in uw mail",
		"अपना ई-मेल देखें",
	)
	PassSent = all(
		"If the address can get mail from us, a pass is on its way. Open its link to go on. We send at most one pass in ten minutes, and three in a day.",
		"Wenn die Adresse E-Mails von uns bekommen kann, ist ein Kaufpass unterwegs. Öffnen Sie seinen Link, dann geht es weiter. In zehn Minuten senden wir höchstens einen Kaufpass, an einem Tag höchstens drei.",
		"Si l’adresse peut recevoir nos e-mails, un pass est en route. Ouvrez son lien pour continuer. Nous envoyons au plus un pass toutes les dix minutes, et trois par jour.",
		"Si la dirección puede recibir correos nuestros, un pase está en camino. Abra su enlace para continuar. Enviamos como máximo un pase cada diez minutos y tres al día.",
		"Se l’indirizzo può ricevere le nostre e-mail, un pass è in arrivo. Apra il link per continuare. Inviamo al massimo un pass ogni dieci minuti e tre al giorno.",
		"Als het adres e-mail van ons kan krijgen, is er een pas onderweg. Open de link om verder te gaan. We sturen hooguit één pas per tien minuten, en drie per dag.",
		"अगर इस पते पर हमारे ई-मेल आ सकते हैं, तो पास भेजा जा रहा है। आगे बढ़ने के लिए उसका लिंक खोलें। हम दस मिनट में ज़्यादा से ज़्यादा एक पास भेजते हैं, और एक दिन में तीन।",
	)
	PassSentNone = all(
		"Nothing there? Look into the folder for unwanted mail, and check the address that you typed.",
		"Nichts da? Sehen Sie im Spam-Ordner nach und prüfen Sie die eingegebene Adresse.",
		"Rien reçu\u00a0? Regardez dans le dossier des courriers indésirables et vérifiez l’adresse saisie.",
		"¿No hay nada? Mire en la carpeta de correo no deseado y compruebe la dirección que ha escrito.",
		"Non è arrivato nulla? Guardi nella cartella della posta indesiderata e controlli l’indirizzo inserito.",
		"Niets ontvangen? Kijk in de map voor ongewenste e-mail en controleer het adres dat u hebt ingevuld.",
		"कुछ नहीं आया? स्पैम फ़ोल्डर देखें, और जो पता आपने डाला है उसे जाँचें।",
	)
	PassAgain = all(
		"Ask again",
		"Noch einmal anfordern",
		"Faire une nouvelle demande",
		"Pedirlo otra vez",
		"Richiedi di nuovo",
		"Opnieuw aanvragen",
		"फिर से माँगें",
	)
	PassGood     = all("Your pass is valid", "Ihr Kaufpass ist gültig", "Votre pass est valide", "Su pase es válido", "Il suo pass è valido", "Uw pas is geldig", "आपका पास मान्य है")
	PassReady    = all("You are ready", "Sie sind bereit", "Tout est prêt", "Todo está listo", "Tutto è pronto", "Alles staat klaar", "आप तैयार हैं")
	PassReadyFor = all(
		"This pass is for %s. It is valid until %s.",
		"Dieser Kaufpass ist für %s. Er gilt bis %s.",
		"Ce pass est pour %s. Il est valable jusqu’au %s.",
		"Este pase es para %s. Vale hasta el %s.",
		"Questo pass è per %s. Scadenza: %s.",
		"Deze pas is voor %s. Hij is geldig tot %s.",
		"यह पास %s के लिए है। यह %s तक मान्य है।",
	)
	PassReadySafe = all(
		"Anyone who has this page’s address can buy in your name. Keep it to yourself.",
		"Wer die Adresse dieser Seite hat, kann in Ihrem Namen kaufen. Geben Sie sie nicht weiter.",
		"Quiconque possède l’adresse de cette page peut acheter en votre nom. Gardez-la pour vous.",
		"Quien tenga la dirección de esta página puede comprar en su nombre. No la comparta.",
		"Chi ha l’indirizzo di questa pagina può comprare a suo nome. Non lo condivida.",
		"Wie het adres van deze pagina heeft, kan op uw naam kopen. Houd het voor uzelf.",
		"जिसके पास इस पेज का पता है, वह आपके नाम पर ख़रीद सकता है। इसे किसी को न दें।",
	)
	PassJoined = all(
		"You are on the waitlist. We write when units come back.",
		"Sie stehen auf der Warteliste. Wir schreiben Ihnen, wenn Stücke zurückkommen.",
		"Vous êtes sur la liste d’attente. Nous vous écrivons quand des unités reviennent.",
		"Está en la lista de espera. Le escribimos cuando vuelva a haber unidades.",
		"È nella lista d’attesa. Scriviamo quando tornano disponibili dei pezzi.",
		"U staat op de wachtlijst. We schrijven u als er stuks terugkomen.",
		"आप प्रतीक्षा सूची में हैं। कोई पीस लौटने पर हम आपको लिखेंगे।",
	)
	PassAhead = all(
		"About %s are before you.",
		"Etwa %s sind vor Ihnen.",
		"Environ %s personnes sont avant vous.",
		"Unas %s personas están antes que usted.",
		"Circa %s persone sono prima di lei.",
		"Ongeveer %s mensen zijn vóór u.",
		"आपसे पहले लगभग %s लोग हैं।",
	)
	PassSales = all(
		"Sales that you can use it in",
		"Verkäufe, für die er gilt",
		"Ventes où vous pouvez l’utiliser",
		"Ventas en las que puede usarlo",
		"Vendite in cui è possibile usarlo",
		"Verkopen waarin u hem kunt gebruiken",
		"जिन सेल में आप इसे इस्तेमाल कर सकते हैं",
	)
	PassNoSales = all(
		"There is no sale now or soon. Keep the mail: the link works for the next one.",
		"Zurzeit gibt es keinen Verkauf, und bald auch nicht. Bewahren Sie die E-Mail auf: Der Link gilt für den nächsten.",
		"Il n’y a pas de vente en ce moment ni bientôt. Gardez l’e-mail\u00a0: le lien servira pour la prochaine.",
		"No hay ninguna venta ahora ni en breve. Guarde el correo: el enlace sirve para la próxima.",
		"Non c’è nessuna vendita ora né a breve. Conservi l’e-mail: il link vale per la prossima.",
		"Er is nu geen verkoop, en binnenkort ook niet. Bewaar de e-mail: de link werkt voor de volgende.",
		"अभी या जल्द कोई सेल नहीं है। ई-मेल सँभालकर रखें: लिंक अगली सेल में काम आएगा।",
	)
	PassGo = all(
		"Choose items",
		"Artikel wählen",
		"Choisir des articles",
		"Elegir artículos",
		"Scegli gli articoli",
		"Artikelen kiezen",
		"आइटम चुनें",
	)
	PassGoReady = all(
		"Fill in the form",
		"Formular ausfüllen",
		"Remplir le formulaire",
		"Rellenar el formulario",
		"Compila il modulo",
		"Formulier invullen",
		"फ़ॉर्म भरें",
	)
	PassOpen    = all("Open now.", "Jetzt geöffnet.", "Vente ouverte.", "Abierta ahora.", "Aperta ora.", "Nu open.", "अभी खुली है।")
	PassOpens   = all("Opens on %s.", "Öffnet am %s.", "Ouvre le %s.", "Abre el %s.", "Apre %s.", "Opent op %s.", "%s खुलेगी।")
	PassCloses  = all("Closes on %s.", "Schließt am %s.", "Ferme le %s.", "Cierra el %s.", "Chiude %s.", "Sluit op %s.", "%s बंद होगी।")
	PassInvalid = all(
		"This pass is not valid here. Open the link in the mail exactly as it is, or ask for a new pass. A pass is for one country.",
		"Dieser Kaufpass gilt hier nicht. Öffnen Sie den Link in der E-Mail genau so, wie er ist, oder fordern Sie einen neuen Kaufpass an. Ein Kaufpass gilt für ein Land.",
		"Ce pass n’est pas valable ici. Ouvrez le lien de l’e-mail exactement tel quel, ou demandez un nouveau pass. Un pass vaut pour un seul pays.",
		"Este pase no es válido aquí. Abra el enlace del correo exactamente como está o pida un pase nuevo. Un pase vale para un solo país.",
		"Questo pass qui non è valido. Apra il link dell’e-mail esattamente com’è o richieda un nuovo pass. Un pass vale per un solo paese.",
		"Deze pas is hier niet geldig. Open de link in de e-mail precies zoals hij is, of vraag een nieuwe pas aan. Een pas geldt voor één land.",
		"यह पास यहाँ मान्य नहीं है। ई-मेल का लिंक ठीक जैसा है वैसा ही खोलें, या नया पास माँगें। एक पास एक ही देश के लिए होता है।",
	)
	PassExpired = all(
		"This pass has expired. Ask for a new one.",
		"Dieser Kaufpass ist abgelaufen. Fordern Sie einen neuen an.",
		"Ce pass a expiré. Demandez-en un nouveau.",
		"Este pase ha caducado. Pida uno nuevo.",
		"Questo pass è scaduto. Ne richieda uno nuovo.",
		"Deze pas is verlopen. Vraag een nieuwe aan.",
		"इस पास की अवधि समाप्त हो गई है। नया पास माँगें।",
	)
	PassRequired = all(
		"This sale asks for a pass. Ask for it, then choose your items with the link in our mail.",
		"Dieser Verkauf verlangt einen Kaufpass. Fordern Sie ihn an und wählen Sie dann Ihre Artikel über den Link in unserer E-Mail.",
		"Cette vente demande un pass. Demandez-le, puis choisissez vos articles avec le lien de notre e-mail.",
		"Esta venta pide un pase. Pídalo y elija después sus artículos con el enlace de nuestro correo.",
		"Questa vendita richiede un pass. Lo richieda, poi scelga gli articoli con il link nella nostra e-mail.",
		"Deze verkoop vraagt om een pas. Vraag hem aan en kies dan uw artikelen met de link in onze e-mail.",
		"इस सेल में पास माँगा जाता है। पास माँगें, फिर हमारे ई-मेल के लिंक से अपने आइटम चुनें।",
	)
)

// Waitlists, their mails' links, and the lookup of orders.
var (
	WaitTitle = all(
		"Join the waitlist",
		"Auf die Warteliste setzen",
		"S’inscrire sur la liste d’attente",
		"Apuntarse a la lista de espera",
		"Iscrizione alla lista d’attesa",
		"Op de wachtlijst zetten",
		"प्रतीक्षा सूची में जुड़ें",
	)
	WaitFor = all(
		"Waitlist for %s",
		"Warteliste für %s",
		"Liste d’attente pour %s",
		"Lista de espera de %s",
		"Lista d’attesa per %s",
		"Wachtlijst voor %s",
		"%s की प्रतीक्षा सूची",
	)
	WaitHint = all(
		"We write to confirm it, and then only about this product.",
		"Wir schreiben zur Bestätigung, und danach nur zu diesem Produkt.",
		"Nous vous écrivons pour la confirmer, puis seulement au sujet de ce produit.",
		"Le escribimos para confirmarla y, después, solo sobre este producto.",
		"Scriviamo per confermarlo e poi solo su questo prodotto.",
		"We schrijven om het te bevestigen, en daarna alleen over dit product.",
		"हम पते की पुष्टि के लिए लिखते हैं, और उसके बाद केवल इस उत्पाद के बारे में।",
	)
	JoinWaitlist = all(
		"Join the waitlist",
		"Auf die Warteliste setzen",
		"S’inscrire sur la liste d’attente",
		"Apuntarme a la lista de espera",
		"Iscrivimi alla lista d’attesa",
		"Op de wachtlijst zetten",
		"प्रतीक्षा सूची में जुड़ें",
	)
	WaitAskedTitle = all(
		"Please confirm by mail",
		"Bitte bestätigen Sie per E-Mail",
		"Veuillez confirmer par e-mail",
		"Confirme por correo",
		"Conferma per e-mail",
		"Bevestig per e-mail",
		"कृपया ई-मेल से पुष्टि करें",
	)
	WaitAsked = all(
		"If the address is new to this list, a mail with a link is on its way. You are on the list once you have opened it and confirmed. At most one such mail comes in 24 hours.",
		"Wenn die Adresse neu auf dieser Liste ist, ist eine E-Mail mit einem Link unterwegs. Sie stehen auf der Liste, sobald Sie ihn geöffnet und bestätigt haben. In 24 Stunden kommt höchstens eine solche E-Mail.",
		"Si l’adresse est nouvelle sur cette liste, un e-mail avec un lien est en route. Vous êtes sur la liste dès que vous l’avez ouvert et que vous avez confirmé. Il arrive au plus un tel e-mail par 24 heures.",
		"Si la dirección es nueva en esta lista, un correo con un enlace está en camino. Estará en la lista cuando lo abra y confirme. En 24 horas llega como máximo un correo así.",
		"Se l’indirizzo è nuovo per questa lista, un’e-mail con un link è in arrivo. L’iscrizione vale appena si apre il link e si conferma. In 24 ore arriva al massimo una e-mail come questa.",
		"Als het adres nieuw is voor deze lijst, is er een e-mail met een link onderweg. U staat op de lijst zodra u die hebt geopend en hebt bevestigd. Er komt hooguit één zo’n e-mail per 24 uur.",
		"अगर यह पता इस सूची में नया है, तो लिंक वाला ई-मेल भेजा जा रहा है। लिंक खोलकर पुष्टि करने पर आप सूची में आ जाते हैं। 24 घंटे में ऐसा ज़्यादा से ज़्यादा एक ई-मेल आता है।",
	)
	WaitDoneTitle = all(
		"You are on the waitlist",
		"Sie stehen auf der Warteliste",
		"Vous êtes sur la liste d’attente",
		"Está en la lista de espera",
		"È nella lista d’attesa",
		"U staat op de wachtlijst",
		"आप प्रतीक्षा सूची में हैं",
	)
	WaitDone = all(
		"We write when units come back, in the order of confirmation.",
		"Wir schreiben, wenn Stücke zurückkommen, in der Reihenfolge der Bestätigungen.",
		"Nous écrivons quand des unités reviennent, dans l’ordre des confirmations.",
		"Escribimos cuando vuelva a haber unidades, por orden de confirmación.",
		"Scriviamo quando tornano disponibili dei pezzi, in ordine di conferma.",
		"We schrijven als er stuks terugkomen, in volgorde van bevestiging.",
		"कोई पीस लौटने पर हम पुष्टि के क्रम में लिखते हैं।",
	)

	ConfirmTitle = all(
		"Confirm the waitlist",
		"Platz auf der Warteliste bestätigen",
		"Confirmer votre place sur la liste d’attente",
		"Confirmar su puesto en la lista de espera",
		"Conferma del posto in lista d’attesa",
		"Uw plek op de wachtlijst bevestigen",
		"प्रतीक्षा सूची में अपनी जगह की पुष्टि करें",
	)
	ConfirmLead = all(
		"Press the button to be on the waitlist. Nothing has happened yet: programs that check mail open links, and they are not to join for you.",
		"Drücken Sie den Knopf, um auf der Warteliste zu stehen. Noch ist nichts geschehen: Programme, die E-Mails prüfen, öffnen Links, und sie sollen Sie nicht auf die Liste setzen.",
		"Appuyez sur le bouton pour être sur la liste d’attente. Rien n’est encore fait\u00a0: les programmes qui contrôlent les e-mails ouvrent les liens, et ils ne doivent pas vous inscrire à votre place.",
		"Pulse el botón para estar en la lista de espera. Todavía no ha pasado nada: los programas que revisan el correo abren los enlaces, y no deben apuntarse en su lugar.",
		"Prema il pulsante per entrare nella lista d’attesa. Non è ancora successo nulla: i programmi che controllano la posta aprono i link, e non devono iscriverla al suo posto.",
		"Druk op de knop om op de wachtlijst te komen. Er is nog niets gebeurd: programma’s die e-mail controleren openen links, en die mogen u niet op de lijst zetten.",
		"प्रतीक्षा सूची में आने के लिए बटन दबाएँ। अभी कुछ नहीं हुआ है: ई-मेल जाँचने वाले प्रोग्राम लिंक खोलते हैं, और वे आपकी जगह सूची में न जुड़ जाएँ।",
	)
	ConfirmButton = all(
		"Yes, put me on the list",
		"Ja, auf die Liste setzen",
		"Oui, inscrivez-moi sur la liste",
		"Sí, apuntarme a la lista",
		"Sì, mettimi in lista",
		"Ja, zet mij op de lijst",
		"हाँ, मुझे सूची में जोड़ें",
	)
	ConfirmWrong = all(
		"This link is not valid any more",
		"Dieser Link gilt nicht mehr",
		"Ce lien n’est plus valable",
		"Este enlace ya no es válido",
		"Questo link non è più valido",
		"Deze link is niet meer geldig",
		"यह लिंक अब मान्य नहीं है",
	)
	ConfirmLapsed = all(
		"A link to confirm works for seven days, and only the newest one. Join the waitlist again on the product’s page; a new mail comes then.",
		"Ein Link zum Bestätigen gilt sieben Tage, und nur der neueste. Setzen Sie sich auf der Produktseite noch einmal auf die Warteliste; dann kommt eine neue E-Mail.",
		"Un lien de confirmation fonctionne pendant sept jours, et seul le plus récent est valable. Inscrivez-vous de nouveau sur la liste d’attente depuis la page du produit\u00a0; un nouvel e-mail arrivera alors.",
		"Un enlace de confirmación funciona siete días, y solo el más reciente. Apúntese otra vez a la lista de espera en la página del producto; entonces llegará un correo nuevo.",
		"Un link di conferma funziona per sette giorni, e solo il più recente. Si iscriva di nuovo alla lista d’attesa nella pagina del prodotto; arriverà una nuova e-mail.",
		"Een link om te bevestigen werkt zeven dagen, en alleen de nieuwste. Zet uzelf op de productpagina opnieuw op de wachtlijst; dan komt er een nieuwe e-mail.",
		"पुष्टि का लिंक सात दिन काम करता है, और केवल सबसे नया। उत्पाद के पेज पर फिर से प्रतीक्षा सूची में जुड़ें; तब नया ई-मेल आएगा।",
	)

	LeaveTitle = all(
		"Leave the waitlist",
		"Warteliste verlassen",
		"Quitter la liste d’attente",
		"Salir de la lista de espera",
		"Uscita dalla lista d’attesa",
		"Wachtlijst verlaten",
		"प्रतीक्षा सूची छोड़ें",
	)
	LeaveLead = all(
		"Press the button, and we write no more about this product. If you never asked for our mails, this also stops, for a year, the mails that others can ask for with your address.",
		"Drücken Sie den Knopf, und wir schreiben nicht mehr zu diesem Produkt. Wenn Sie unsere E-Mails nie angefordert haben, endet damit für ein Jahr auch, was andere mit Ihrer Adresse anfordern können.",
		"Appuyez sur le bouton, et nous n’écrivons plus au sujet de ce produit. Si vous n’avez jamais demandé nos e-mails, cela arrête aussi, pendant un an, ceux que d’autres peuvent demander avec votre adresse.",
		"Pulse el botón y no escribiremos más sobre este producto. Si nunca pidió nuestros correos, esto detiene también, durante un año, los que otras personas pueden pedir con su dirección.",
		"Prema il pulsante e non scriveremo più su questo prodotto. Se non ha mai chiesto le nostre e-mail, per un anno si fermano anche quelle che altri possono chiedere con il suo indirizzo.",
		"Druk op de knop en we schrijven niet meer over dit product. Hebt u nooit om onze e-mails gevraagd, dan stoppen hiermee een jaar lang ook de e-mails die anderen met uw adres kunnen aanvragen.",
		"बटन दबाएँ, और हम इस उत्पाद के बारे में नहीं लिखेंगे। अगर आपने हमारे ई-मेल कभी नहीं माँगे, तो इससे एक साल तक वे ई-मेल भी बंद हो जाते हैं जो दूसरे लोग आपके पते से माँग सकते हैं।",
	)
	LeaveButton    = all("Leave", "Verlassen", "Quitter la liste", "Salir de la lista", "Lascia la lista", "Verlaten", "सूची छोड़ें")
	LeaveDoneTitle = all(
		"You have left",
		"Sie stehen nicht mehr auf der Liste",
		"Vous n’êtes plus sur la liste",
		"Ya no está en la lista",
		"Non è più nella lista",
		"U staat niet meer op de lijst",
		"आप अब सूची में नहीं हैं",
	)
	LeaveDone = all(
		"We write no more about this product. You can join again at any time on its page.",
		"Wir schreiben nicht mehr zu diesem Produkt. Sie können sich auf seiner Seite jederzeit wieder auf die Liste setzen.",
		"Nous n’écrivons plus au sujet de ce produit. Vous pouvez vous réinscrire à tout moment sur sa page.",
		"No escribiremos más sobre este producto. Puede volver a apuntarse cuando quiera en su página.",
		"Non scriveremo più su questo prodotto. È possibile iscriversi di nuovo in ogni momento nella sua pagina.",
		"We schrijven niet meer over dit product. U kunt uzelf op de pagina ervan altijd weer op de lijst zetten.",
		"हम इस उत्पाद के बारे में अब नहीं लिखेंगे। आप इसके पेज पर कभी भी फिर से जुड़ सकते हैं।",
	)
	LeaveWrong = all(
		"This link is not valid",
		"Dieser Link gilt nicht",
		"Ce lien n’est pas valable",
		"Este enlace no es válido",
		"Questo link non è valido",
		"Deze link is niet geldig",
		"यह लिंक मान्य नहीं है",
	)
	LeaveWrongNote = all(
		"Use the link in our mail exactly as it is. If it does not work, answer the mail.",
		"Verwenden Sie den Link in unserer E-Mail genau so, wie er ist. Wenn er nicht funktioniert, antworten Sie auf die E-Mail.",
		"Utilisez le lien de notre e-mail exactement tel quel. S’il ne fonctionne pas, répondez à l’e-mail.",
		"Use el enlace de nuestro correo exactamente como está. Si no funciona, responda al correo.",
		"Usi il link della nostra e-mail esattamente com’è. Se non funziona, risponda all’e-mail.",
		"Gebruik de link in onze e-mail precies zoals hij is. Werkt hij niet, beantwoord dan de e-mail.",
		"हमारे ई-मेल का लिंक ठीक जैसा है वैसा ही इस्तेमाल करें। अगर वह काम न करे, तो ई-मेल का जवाब दें।",
	)

	LookupLead = all(
		"We mail a new link to the order’s page to the address that you ordered with. You need no account.",
		"Wir senden einen neuen Link zur Seite der Bestellung an die E-Mail-Adresse, mit der Sie bestellt haben. Sie brauchen kein Konto.",
		"Nous envoyons un nouveau lien vers la page de la commande à l’adresse e-mail avec laquelle vous avez commandé. Aucun compte n’est nécessaire.",
		"Enviamos un enlace nuevo a la página del pedido a la dirección de correo con la que lo hizo. No necesita cuenta.",
		"Inviamo un nuovo link alla pagina dell’ordine all’indirizzo e-mail usato per ordinare. Non serve un account.",
		"We mailen een nieuwe link naar de pagina van de bestelling naar het adres waarmee u hebt besteld. U hebt geen account nodig.",
		"हम ऑर्डर के पेज का नया लिंक उस ई-मेल पते पर भेजते हैं जिससे आपने ऑर्डर किया था। किसी खाते की ज़रूरत नहीं है।",
	)
	LookupButton = all(
		"Mail me the link",
		"Link per E-Mail senden",
		"M’envoyer le lien",
		"Enviarme el enlace",
		"Inviami il link",
		"Mail mij de link",
		"मुझे लिंक ई-मेल करें",
	)
	LookupEmailHint = all(
		"The one that you ordered with.",
		"Die Adresse, mit der Sie bestellt haben.",
		"Celle avec laquelle vous avez commandé.",
		"Aquella con la que hizo el pedido.",
		"Quello usato per ordinare.",
		"Het adres waarmee u hebt besteld.",
		"वही जिससे आपने ऑर्डर किया था।",
	)
	LookupSent = all(
		"If there is such an order with this address, a link to it is on its way. We send at most one in ten minutes.",
		"Wenn es diese Bestellung mit dieser Adresse gibt, ist ein Link zu ihr unterwegs. In zehn Minuten senden wir höchstens einen.",
		"Si une telle commande existe avec cette adresse, un lien vers elle est en route. Nous en envoyons au plus un toutes les dix minutes.",
		"Si existe ese pedido con esta dirección, un enlace a él está en camino. Enviamos como máximo uno cada diez minutos.",
		"Se esiste un ordine così con questo indirizzo, un link è in arrivo. Ne inviamo al massimo uno ogni dieci minuti.",
		"Als er zo’n bestelling met dit adres is, is er een link naar onderweg. We sturen er hooguit één per tien minuten.",
		"अगर इस पते से ऐसा कोई ऑर्डर है, तो उसका लिंक भेजा जा रहा है। हम दस मिनट में ज़्यादा से ज़्यादा एक लिंक भेजते हैं।",
	)

	ForeignTitle = all(
		"This was sent from another site",
		"Dies kam von einer anderen Website",
		"Ceci a été envoyé depuis un autre site",
		"Esto se envió desde otro sitio",
		"Questo è stato inviato da un altro sito",
		"Dit is vanaf een andere site verzonden",
		"यह किसी दूसरी साइट से भेजा गया",
	)
	ForeignNote = all(
		"For your safety we take forms from our own pages only. Nothing was changed. Please open the page here and try again.",
		"Zu Ihrer Sicherheit nehmen wir nur Formulare von unseren eigenen Seiten an. Es wurde nichts geändert. Bitte öffnen Sie die Seite hier und versuchen Sie es noch einmal.",
		"Pour votre sécurité, nous n’acceptons que les formulaires de nos propres pages. Rien n’a été modifié. Veuillez ouvrir la page ici et réessayer.",
		"Por su seguridad, solo aceptamos formularios de nuestras propias páginas. No se ha cambiado nada. Abra la página aquí e inténtelo de nuevo.",
		"Per la sua sicurezza accettiamo solo moduli dalle nostre pagine. Nulla è stato modificato. Apra la pagina qui e riprovi.",
		"Voor uw veiligheid nemen we alleen formulieren van onze eigen pagina’s aan. Er is niets gewijzigd. Open de pagina hier en probeer het opnieuw.",
		"आपकी सुरक्षा के लिए हम केवल अपने ही पेजों के फ़ॉर्म लेते हैं। कुछ भी बदला नहीं गया। कृपया पेज यहाँ खोलें और फिर कोशिश करें।",
	)
)
