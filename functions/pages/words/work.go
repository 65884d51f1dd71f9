package words

// The work that a sale may ask of a browser before it takes an order.
var (
	WorkNote = all(
		"Your browser does a calculation before it sends the form, so that programs cannot order by the thousand. It takes about a second and needs JavaScript.",
		"Ihr Browser führt eine Berechnung aus, bevor er das Formular sendet. So können Programme nicht tausendfach bestellen. Sie dauert etwa eine Sekunde und braucht JavaScript.",
		"Votre navigateur effectue un calcul avant d’envoyer le formulaire, afin que des programmes ne puissent pas commander par milliers. Cela prend environ une seconde et nécessite JavaScript.",
		"Su navegador hace un cálculo antes de enviar el formulario, para que ningún programa pueda hacer miles de pedidos. Tarda alrededor de un segundo y necesita JavaScript.",
		"Prima di inviare il modulo il browser esegue un calcolo, così nessun programma può fare migliaia di ordini. Dura circa un secondo e richiede JavaScript.",
		"Uw browser maakt een berekening voordat het formulier wordt verstuurd, zodat programma’s niet duizenden keren kunnen bestellen. Dat duurt ongeveer een seconde en vereist JavaScript.",
		"फ़ॉर्म भेजने से पहले आपका ब्राउज़र एक गणना करता है, ताकि प्रोग्राम हज़ारों ऑर्डर न कर सकें। इसमें लगभग एक सेकंड लगता है और JavaScript ज़रूरी है।",
	)
	WorkMail = all(
		"Buy with a pass by mail instead",
		"Stattdessen mit einem Kaufpass per E-Mail kaufen",
		"Acheter plutôt avec un pass reçu par e-mail",
		"Comprar con un pase por correo en su lugar",
		"Acquistare invece con un pass via e-mail",
		"In plaats daarvan kopen met een pas per e-mail",
		"इसके बजाय ई-मेल से मिले पास से ख़रीदें",
	)
	WorkWait = all(
		"One moment: your browser is finishing its calculation. Then the form is sent.",
		"Einen Moment: Ihr Browser beendet noch seine Berechnung. Dann wird das Formular gesendet.",
		"Un instant\u00a0: votre navigateur termine son calcul. Le formulaire sera ensuite envoyé.",
		"Un momento: su navegador está terminando el cálculo. Después se enviará el formulario.",
		"Un momento: il browser sta finendo il calcolo. Poi il modulo viene inviato.",
		"Een ogenblik: uw browser maakt de berekening af. Daarna wordt het formulier verstuurd.",
		"एक क्षण: आपका ब्राउज़र गणना पूरी कर रहा है। फिर फ़ॉर्म भेज दिया जाएगा।",
	)
	WorkRequired = all(
		"Your browser did not do the calculation that this sale asks for, perhaps because it has no JavaScript. You can buy with a pass instead.",
		"Ihr Browser hat die Berechnung, die dieser Verkauf verlangt, nicht ausgeführt, vielleicht weil er kein JavaScript hat. Sie können stattdessen mit einem Kaufpass kaufen.",
		"Votre navigateur n’a pas effectué le calcul que cette vente demande, peut-être parce qu’il n’a pas JavaScript. Vous pouvez acheter avec un pass à la place.",
		"Su navegador no ha hecho el cálculo que pide esta venta, quizá porque no tiene JavaScript. Puede comprar con un pase en su lugar.",
		"Il browser non ha eseguito il calcolo che questa vendita richiede, forse perché non ha JavaScript. Si può acquistare con un pass.",
		"Uw browser heeft de berekening waar deze verkoop om vraagt niet gemaakt, misschien omdat JavaScript ontbreekt. U kunt in plaats daarvan met een pas kopen.",
		"आपके ब्राउज़र ने वह गणना नहीं की जो इस सेल में माँगी जाती है, शायद इसलिए कि उसमें JavaScript नहीं है। आप इसके बजाय पास से ख़रीद सकते हैं।",
	)
	WorkPass = all(
		"Ask for a pass, open the link in our mail, and choose your items there.",
		"Fordern Sie einen Kaufpass an, öffnen Sie den Link in unserer E-Mail und wählen Sie dort Ihre Artikel.",
		"Demandez un pass, ouvrez le lien dans notre e-mail et choisissez-y vos articles.",
		"Pida un pase, abra el enlace de nuestro correo y elija allí sus artículos.",
		"Richieda un pass, apra il link nella nostra e-mail e scelga lì gli articoli.",
		"Vraag een pas aan, open de link in onze e-mail en kies daar uw artikelen.",
		"पास माँगें, हमारे ई-मेल का लिंक खोलें और वहाँ अपने आइटम चुनें।",
	)
	WorkAgain = all(
		"Your browser’s calculation was too old. Press the button again: it does a new one.",
		"Die Berechnung Ihres Browsers war zu alt. Drücken Sie den Knopf noch einmal: Er macht eine neue.",
		"Le calcul de votre navigateur était trop ancien. Appuyez à nouveau sur le bouton\u00a0: il en fera un autre.",
		"El cálculo de su navegador era demasiado antiguo. Pulse el botón de nuevo: hará otro.",
		"Il calcolo del browser era troppo vecchio. Prema di nuovo il pulsante: ne farà uno nuovo.",
		"De berekening van uw browser was te oud. Druk opnieuw op de knop: hij maakt een nieuwe.",
		"आपके ब्राउज़र की गणना बहुत पुरानी थी। बटन फिर दबाएँ: वह नई गणना करेगा।",
	)
)
