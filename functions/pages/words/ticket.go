package words

// The ticket of a sale for those who are invited from the waitlist.
var (
	FieldTicket = all("Your ticket", "Ihr Ticket", "Votre invitation", "Su invitación", "Il suo invito", "Uw ticket", "आपका टिकट")
	TicketFrom  = all("Get a ticket", "Ein Ticket bekommen", "Recevoir une invitation", "Recibir una invitación", "Ricevere un invito", "Een ticket krijgen", "टिकट पाएँ")
	TicketHint  = all(
		"16 letters and digits from our e-mail. Capitals and dashes do not matter.",
		"16 Buchstaben und Ziffern aus unserer E-Mail. Großschreibung und Striche spielen keine Rolle.",
		"16 lettres et chiffres de notre e-mail. Les majuscules et les tirets n’ont pas d’importance.",
		"16 letras y cifras de nuestro correo. Las mayúsculas y los guiones no importan.",
		"16 lettere e cifre dalla nostra e-mail. Maiuscole e trattini non contano.",
		"16 letters en cijfers uit onze e-mail. Hoofdletters en streepjes maken niet uit.",
		"हमारे ई-मेल में दिए 16 अक्षर और अंक। बड़े-छोटे अक्षर और डैश से फ़र्क़ नहीं पड़ता।",
	)
	TicketScan = all(
		"Buy on another device: show the ticket as a QR code",
		"Auf einem anderen Gerät kaufen: Ticket als QR-Code anzeigen",
		"Acheter sur un autre appareil\u00a0: afficher l’invitation en code QR",
		"Comprar en otro dispositivo: mostrar la invitación como código QR",
		"Acquistare su un altro dispositivo: mostrare l’invito come codice QR",
		"Op een ander apparaat kopen: het ticket als QR-code tonen",
		"किसी और डिवाइस पर ख़रीदें: टिकट QR कोड के रूप में दिखाएँ",
	)
	TicketCode = all(
		"QR code of the link to buy with this ticket",
		"QR-Code des Links zum Kauf mit diesem Ticket",
		"Code QR du lien pour acheter avec cette invitation",
		"Código QR del enlace para comprar con esta invitación",
		"Codice QR del link per acquistare con questo invito",
		"QR-code van de link om met dit ticket te kopen",
		"इस टिकट से ख़रीदने के लिंक का QR कोड",
	)
	TicketEmail = all(
		"Use the address to which we mailed the ticket. The receipt goes there, too.",
		"Verwenden Sie die Adresse, an die wir das Ticket geschickt haben. Auch der Beleg geht dorthin.",
		"Utilisez l’adresse à laquelle nous avons envoyé l’invitation. Le reçu y est aussi envoyé.",
		"Use la dirección a la que enviamos la invitación. El recibo también se envía allí.",
		"Usare l’indirizzo a cui abbiamo inviato l’invito. Anche la ricevuta arriva lì.",
		"Gebruik het adres waarnaar wij het ticket hebben gemaild. De bon gaat er ook heen.",
		"वही पता दें, जिस पर हमने टिकट भेजा था। रसीद भी वहीं जाएगी।",
	)
	TicketMistyped = all(
		"Enter the 16 letters and digits of the ticket",
		"Geben Sie die 16 Buchstaben und Ziffern des Tickets ein",
		"Saisissez les 16 lettres et chiffres de l’invitation",
		"Escriba las 16 letras y cifras de la invitación",
		"Inserire le 16 lettere e cifre dell’invito",
		"Vul de 16 letters en cijfers van het ticket in",
		"टिकट के 16 अक्षर और अंक भरें",
	)
	TicketInvalid = all(
		"This ticket is not valid for this item and this e-mail address",
		"Dieses Ticket gilt nicht für diesen Artikel und diese E-Mail-Adresse",
		"Cette invitation n’est pas valable pour cet article et cette adresse e-mail",
		"Esta invitación no vale para este artículo y este correo electrónico",
		"Questo invito non vale per questo articolo e questo indirizzo e-mail",
		"Dit ticket geldt niet voor dit artikel en dit e-mailadres",
		"यह टिकट इस आइटम और इस ई-मेल पते के लिए मान्य नहीं है",
	)
	TicketExpired = all(
		"This ticket has expired. Its item goes to the next on the waitlist",
		"Dieses Ticket ist abgelaufen. Sein Artikel geht an die Nächsten auf der Warteliste",
		"Cette invitation a expiré. Son article va à la personne suivante de la liste d’attente",
		"Esta invitación ha caducado. Su artículo pasa a la siguiente persona de la lista de espera",
		"Questo invito è scaduto. Il suo articolo passa a chi segue nella lista d’attesa",
		"Dit ticket is verlopen. Het artikel gaat naar de volgende op de wachtlijst",
		"इस टिकट का समय समाप्त हो गया है। इसका आइटम प्रतीक्षा सूची में अगले व्यक्ति को मिलेगा",
	)
	TicketRevoked = all(
		"We have withdrawn this ticket",
		"Wir haben dieses Ticket zurückgezogen",
		"Nous avons annulé cette invitation",
		"Hemos anulado esta invitación",
		"Abbiamo annullato questo invito",
		"We hebben dit ticket ingetrokken",
		"हमने यह टिकट वापस ले लिया है",
	)
	TicketUsed = all(
		"This ticket was used for an order already",
		"Mit diesem Ticket wurde schon bestellt",
		"Cette invitation a déjà servi à une commande",
		"Esta invitación ya se usó para un pedido",
		"Questo invito è già stato usato per un ordine",
		"Met dit ticket is al besteld",
		"इस टिकट से ऑर्डर हो चुका है",
	)
	TicketOne = all(
		"A ticket is for one item: choose 1 of one product",
		"Ein Ticket gilt für einen Artikel: Wählen Sie 1 Stück von einem Produkt",
		"Une invitation vaut pour un article\u00a0: choisissez 1 exemplaire d’un seul produit",
		"Una invitación vale para un artículo: elija 1 unidad de un solo producto",
		"Un invito vale per un articolo: scegliere 1 pezzo di un solo prodotto",
		"Een ticket is voor één artikel: kies 1 stuk van één product",
		"एक टिकट एक आइटम के लिए है: किसी एक उत्पाद का 1 पीस चुनें",
	)
)
