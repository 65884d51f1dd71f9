package words

import (
	"slices"

	"storefront/shared/market"
	"storefront/shared/phrase"
)

// Chapter is a part of a legal page.
type Chapter = phrase.Chapter

// Legal returns the chapters of a legal page for the markets of a region.
//
// The texts are placeholders of a demonstration. Whoever sells with this software has to
// replace them, and to have them checked in each market.
func Legal(page string, region market.Region) []Chapter {
	return slices.DeleteFunc(slices.Clone(legal[page]), func(c Chapter) bool {
		return c.Regions != nil && !slices.Contains(c.Regions, region)
	})
}

// LegalPath names the way from the shop to a page.
var LegalPath = all("Breadcrumb", "Brotkrumen", "Fil d’Ariane", "Ruta de navegación", "Percorso", "Kruimelpad", "पृष्ठ का पथ")

// europe are the regions whose buyers may withdraw from a contract.
var europe = []market.Region{market.EU, market.UK}

// legal has the legal pages by name.
var legal = map[string][]Chapter{
	"imprint": {
		{Texts: []Text{
			all(
				"This is a demonstration shop. No company stands behind it, nothing is sold and nothing is shipped.",
				"Dies ist ein Demo-Shop. Kein Unternehmen steht dahinter, nichts wird verkauft und nichts wird verschickt.",
				"Ceci est une boutique de démonstration. Aucune entreprise n’est derrière elle, rien n’est vendu et rien n’est expédié.",
				"Esta es una tienda de demostración. No hay ninguna empresa detrás, no se vende nada y no se envía nada.",
				"Questo è un negozio dimostrativo. Dietro non c’è alcuna azienda, nulla viene venduto e nulla viene spedito.",
				"Dit is een demonstratiewinkel. Er staat geen bedrijf achter, er wordt niets verkocht en niets verzonden.",
				"यह नमूना दुकान है। इसके पीछे कोई कंपनी नहीं है, न कुछ बिकता है और न कुछ भेजा जाता है।",
			),
			all(
				"A merchant who uses it puts name, legal form, postal address, e-mail, telephone, register and tax numbers here, and the other facts that the law of the country asks for.",
				"Ein Händler, der ihn verwendet, nennt hier Namen, Rechtsform, Anschrift, E-Mail-Adresse, Telefon-, Register- und Steuernummern und was das Recht des Landes sonst verlangt.",
				"Un commerçant qui l’utilise indique ici son nom, sa forme juridique, son adresse postale, son e-mail, son téléphone, ses numéros d’immatriculation et d’identification fiscale, et les autres mentions qu’exige la loi du pays.",
				"Un comerciante que la use pone aquí su nombre, forma jurídica, dirección postal, correo, teléfono, datos de registro y número fiscal, y lo demás que exija la ley del país.",
				"Un venditore che lo usa indica qui nome, forma giuridica, indirizzo postale, e-mail, telefono, numeri di registro e fiscali, e gli altri dati richiesti dalla legge del paese.",
				"Een verkoper die deze winkel gebruikt, vermeldt hier naam, rechtsvorm, postadres, e-mailadres, telefoonnummer, register- en btw-nummers, en wat het recht van het land verder vraagt.",
				"इसका इस्तेमाल करने वाला विक्रेता यहाँ अपना नाम, क़ानूनी स्वरूप, डाक का पता, ई-मेल, टेलीफ़ोन, पंजीकरण और कर के नंबर लिखता है, और वह सब जो देश का क़ानून माँगता है।",
			),
		}},
		{Title: all("About these texts", "Zu diesen Texten", "À propos de ces textes", "Sobre estos textos", "Su questi testi", "Over deze teksten", "इन पाठों के बारे में"), Texts: []Text{
			all(
				"All legal texts of this shop are placeholders. They are not legal advice. A merchant must replace them and have them checked by a lawyer in each country before the first sale.",
				"Alle Rechtstexte dieses Shops sind Platzhalter. Sie sind keine Rechtsberatung. Ein Händler muss sie ersetzen und vor dem ersten Verkauf in jedem Land anwaltlich prüfen lassen.",
				"Tous les textes juridiques de cette boutique sont provisoires. Ils ne constituent pas un conseil juridique. Un commerçant doit les remplacer et les faire vérifier par un avocat dans chaque pays avant la première vente.",
				"Todos los textos legales de esta tienda son provisionales. No son asesoramiento jurídico. Un comerciante debe sustituirlos y hacer que un abogado los revise en cada país antes de la primera venta.",
				"Tutti i testi legali di questo negozio sono provvisori. Non sono consulenza legale. Un venditore deve sostituirli e farli controllare da un avvocato in ogni paese prima della prima vendita.",
				"Alle juridische teksten van deze winkel zijn voorlopig. Ze zijn geen juridisch advies. Een verkoper moet ze vervangen en voor de eerste verkoop in elk land door een jurist laten controleren.",
				"इस दुकान के सभी क़ानूनी पाठ केवल नमूने हैं। ये क़ानूनी सलाह नहीं हैं। विक्रेता को पहली सेल से पहले इन्हें बदलना होगा और हर देश में किसी वकील से जँचवाना होगा।",
			),
		}},
	},
	"terms": {
		{Title: all("What is for sale", "Was es zu kaufen gibt", "Ce qui est en vente", "Qué se vende", "Che cosa si vende", "Wat er te koop is", "क्या बिकता है"), Texts: []Text{
			all(
				"We sell a limited number of units in sales that open and close at announced times. The page of a sale names its limits before it opens.",
				"Wir verkaufen eine begrenzte Stückzahl in Verkäufen, die zu angekündigten Zeiten öffnen und schließen. Die Seite eines Verkaufs nennt seine Grenzen, bevor er öffnet.",
				"Nous vendons un nombre limité d’unités lors de ventes qui ouvrent et ferment à des heures annoncées. La page d’une vente indique ses limites avant l’ouverture.",
				"Vendemos un número limitado de unidades en ventas que abren y cierran a horas anunciadas. La página de una venta indica sus límites antes de la apertura.",
				"Vendiamo un numero limitato di pezzi in vendite che aprono e chiudono a orari annunciati. La pagina di una vendita indica i suoi limiti prima dell’apertura.",
				"We verkopen een beperkt aantal stuks in verkopen die op aangekondigde tijden openen en sluiten. De pagina van een verkoop noemt de grenzen voordat die opent.",
				"हम सीमित संख्या में पीस ऐसी सेल में बेचते हैं, जो घोषित समय पर खुलती और बंद होती हैं। सेल का पेज उसकी सीमाएँ खुलने से पहले बताता है।",
			),
		}},
		{Title: all(
			"How the contract is made",
			"Wie der Vertrag zustande kommt",
			"Comment le contrat est conclu",
			"Cómo se celebra el contrato",
			"Come si conclude il contratto",
			"Hoe de overeenkomst tot stand komt",
			"अनुबंध कैसे होता है",
		), Texts: []Text{
			all(
				"When you send the form with your items and your address, we hold the units for you for the time that the page names. That is not an order yet, and you owe nothing.",
				"Wenn Sie das Formular mit Ihren Artikeln und Ihrer Adresse absenden, reservieren wir die Stücke für Sie, solange es die Seite angibt. Das ist noch keine Bestellung, und Sie schulden nichts.",
				"Quand vous envoyez le formulaire avec vos articles et votre adresse, nous vous réservons les unités pendant le temps indiqué sur la page. Ce n’est pas encore une commande, et vous ne devez rien.",
				"Cuando envía el formulario con sus artículos y su dirección, le reservamos las unidades durante el tiempo que indica la página. Todavía no es un pedido, y usted no debe nada.",
				"Con l’invio del modulo, con gli articoli e l’indirizzo, i pezzi restano riservati per il tempo indicato nella pagina. Non è ancora un ordine, e non si deve nulla.",
				"Als u het formulier met uw artikelen en uw adres verstuurt, houden we de stuks voor u gereserveerd zolang de pagina aangeeft. Dat is nog geen bestelling, en u bent niets verschuldigd.",
				"जब आप अपने आइटम और पते वाला फ़ॉर्म भेजते हैं, तो हम पेज पर बताए गए समय तक पीस आपके लिए आरक्षित रखते हैं। यह अभी ऑर्डर नहीं है, और आपको कुछ नहीं देना है।",
			),
			all(
				"You order with the button directly below the total. We confirm by e-mail, and with that the contract is made. If you do not press it, the hold ends by itself.",
				"Sie bestellen mit dem Knopf direkt unter der Gesamtsumme. Wir bestätigen per E-Mail, und damit ist der Vertrag geschlossen. Drücken Sie ihn nicht, endet die Reservierung von selbst.",
				"Vous commandez avec le bouton situé juste sous le total. Nous confirmons par e-mail, et le contrat est alors conclu. Si vous n’appuyez pas sur ce bouton, la réservation prend fin d’elle-même.",
				"Usted hace el pedido con el botón que está justo debajo del total. Confirmamos por correo, y con ello queda celebrado el contrato. Si no lo pulsa, la reserva termina por sí sola.",
				"Si ordina con il pulsante che sta subito sotto il totale. Confermiamo per e-mail, e con ciò il contratto è concluso. Se il pulsante non viene premuto, i pezzi tornano da soli in vendita.",
				"U bestelt met de knop direct onder het totaal. We bevestigen per e-mail, en daarmee is de overeenkomst gesloten. Drukt u er niet op, dan eindigt de reservering vanzelf.",
				"आप कुल राशि के ठीक नीचे वाले बटन से ऑर्डर करते हैं। हम ई-मेल से पुष्टि करते हैं, और उसी से अनुबंध हो जाता है। अगर आप बटन न दबाएँ, तो आरक्षण अपने आप ख़त्म हो जाता है।",
			),
		}},
		{Title: all("Prices and payment", "Preise und Zahlung", "Prix et paiement", "Precios y pago", "Prezzi e pagamento", "Prijzen en betaling", "क़ीमतें और भुगतान"), Texts: []Text{
			all(
				"The price, the delivery fee and the tax are on the page before you order. You pay that total, and no more. If a payment comes after the hold has ended, it is cancelled and you are not charged.",
				"Preis, Versandkosten und Steuer stehen auf der Seite, bevor Sie bestellen. Sie zahlen diese Gesamtsumme und nicht mehr. Kommt eine Zahlung erst nach dem Ende der Reservierung, wird sie storniert und nichts abgebucht.",
				"Le prix, les frais de livraison et la taxe figurent sur la page avant que vous commandiez. Vous payez ce total, et rien de plus. Si un paiement arrive après la fin de la réservation, il est annulé et rien n’est débité.",
				"El precio, los gastos de envío y el impuesto figuran en la página antes de que haga el pedido. Usted paga ese total, y nada más. Si un pago llega cuando la reserva ya ha terminado, se anula y no se le cobra nada.",
				"Il prezzo, le spese di consegna e l’imposta sono indicati nella pagina prima dell’ordine. Si paga quel totale, e niente di più. Se un pagamento arriva quando i pezzi non sono più riservati, viene annullato e nulla viene addebitato.",
				"De prijs, de leveringskosten en de belasting staan op de pagina voordat u bestelt. U betaalt dat totaal, en niet meer. Komt een betaling pas na het einde van de reservering, dan wordt die geannuleerd en wordt er niets afgeschreven.",
				"क़ीमत, डिलीवरी शुल्क और कर ऑर्डर से पहले पेज पर लिखे होते हैं। आप वही कुल राशि चुकाते हैं, उससे ज़्यादा नहीं। अगर भुगतान आरक्षण ख़त्म होने के बाद आए, तो वह रद्द हो जाता है और आपका पैसा नहीं कटता।",
			),
		}},
		{Title: all("Warranty", "Gewährleistung", "Garantie légale", "Garantía legal", "Garanzia legale", "Wettelijke garantie", "वारंटी"), Texts: []Text{
			all(
				"You have the rights that the law of your country gives you if goods are not as agreed.",
				"Sie haben die Rechte, die Ihnen das Recht Ihres Landes gibt, wenn Waren nicht wie vereinbart sind.",
				"Vous avez les droits que la loi de votre pays vous donne si des biens ne sont pas conformes.",
				"Usted tiene los derechos que le da la ley de su país si los bienes no son conformes con lo acordado.",
				"Valgono i diritti che la legge del suo paese le riconosce se i beni non sono conformi a quanto concordato.",
				"U hebt de rechten die het recht van uw land u geeft als goederen niet zijn zoals afgesproken.",
				"अगर सामान तय बातों के अनुसार न हो, तो आपके पास वे अधिकार हैं, जो आपके देश का क़ानून आपको देता है।",
			),
		}},
		{Title: all("If something goes wrong", "Wenn etwas schiefgeht", "En cas de problème", "Si algo va mal", "Se qualcosa va storto", "Als er iets misgaat", "अगर कुछ गड़बड़ हो"), Texts: []Text{
			all(
				"Write to us first; the address is on our contact page. You may go to the courts of the place where you live.",
				"Schreiben Sie zuerst uns; die Adresse steht auf unserer Kontaktseite. Sie dürfen sich an die Gerichte Ihres Wohnorts wenden.",
				"Écrivez-nous d’abord\u00a0; l’adresse figure sur notre page de contact. Vous pouvez saisir les tribunaux du lieu où vous habitez.",
				"Escríbanos primero; la dirección está en nuestra página de contacto. Puede acudir a los tribunales del lugar donde vive.",
				"Scriva prima a noi; l’indirizzo è nella pagina dei contatti. È possibile rivolgersi al tribunale del luogo in cui si vive.",
				"Schrijf eerst ons; het adres staat op onze contactpagina. U mag naar de rechter van uw woonplaats gaan.",
				"पहले हमें लिखें; पता हमारे संपर्क पेज पर है। आप अपने निवास स्थान की अदालत में जा सकते हैं।",
			),
		}},
	},
	"privacy": {
		{Title: all(
			"What we keep, and why",
			"Was wir speichern, und warum",
			"Ce que nous conservons, et pourquoi",
			"Qué guardamos, y por qué",
			"Che cosa conserviamo, e perché",
			"Wat we bewaren, en waarom",
			"हम क्या रखते हैं, और क्यों",
		), Texts: []Text{
			all(
				"For an order: your e-mail address, your name and your delivery address, the items and the payment’s reference. We need them to fulfil the contract, and tax law tells us how long to keep them.",
				"Für eine Bestellung: Ihre E-Mail-Adresse, Ihren Namen und Ihre Lieferadresse, die Artikel und die Kennung der Zahlung. Wir brauchen sie, um den Vertrag zu erfüllen; wie lange wir sie aufbewahren, schreibt das Steuerrecht vor.",
				"Pour une commande\u00a0: votre adresse e-mail, votre nom et votre adresse de livraison, les articles et la référence du paiement. Nous en avons besoin pour exécuter le contrat, et le droit fiscal fixe la durée de conservation.",
				"Para un pedido: su dirección de correo, su nombre y su dirección de entrega, los artículos y la referencia del pago. Los necesitamos para cumplir el contrato, y la ley fiscal nos dice cuánto tiempo guardarlos.",
				"Per un ordine: l’indirizzo e-mail, il nome e l’indirizzo di consegna, gli articoli e il riferimento del pagamento. Ci servono per eseguire il contratto, e la legge fiscale dice per quanto tempo conservarli.",
				"Voor een bestelling: uw e-mailadres, uw naam en uw afleveradres, de artikelen en het kenmerk van de betaling. We hebben ze nodig om de overeenkomst uit te voeren, en het belastingrecht bepaalt hoelang we ze bewaren.",
				"ऑर्डर के लिए: आपका ई-मेल पता, आपका नाम और डिलीवरी का पता, आइटम और भुगतान का संदर्भ। अनुबंध पूरा करने के लिए हमें इनकी ज़रूरत है, और इन्हें कब तक रखना है, यह कर क़ानून तय करता है।",
			),
			all(
				"For a waitlist or a pass: your e-mail address, for that list or pass alone, because you asked for it. An entry that you do not confirm is deleted by itself, and every mail has a link to leave.",
				"Für eine Warteliste oder einen Kaufpass: Ihre E-Mail-Adresse, nur für diese Liste oder diesen Kaufpass, weil Sie darum gebeten haben. Ein Eintrag, den Sie nicht bestätigen, wird von selbst gelöscht, und jede E-Mail hat einen Link zum Austragen.",
				"Pour une liste d’attente ou un pass\u00a0: votre adresse e-mail, pour cette liste ou ce pass seulement, parce que vous l’avez demandé. Une inscription que vous ne confirmez pas est effacée automatiquement, et chaque e-mail contient un lien pour se désinscrire.",
				"Para una lista de espera o un pase: su dirección de correo, solo para esa lista o ese pase, porque usted lo pidió. Una inscripción que no confirme se borra por sí sola, y cada correo lleva un enlace para darse de baja.",
				"Per una lista d’attesa o un pass: l’indirizzo e-mail, solo per quella lista o quel pass, perché è stato richiesto. Un’iscrizione non confermata si cancella da sola, e ogni e-mail contiene un link per uscire dalla lista.",
				"Voor een wachtlijst of een pas: uw e-mailadres, alleen voor die lijst of pas, omdat u erom vroeg. Een inschrijving die u niet bevestigt, wordt vanzelf gewist, en elke e-mail heeft een link om u af te melden.",
				"प्रतीक्षा सूची या पास के लिए: आपका ई-मेल पता, केवल उसी सूची या पास के लिए, क्योंकि आपने माँगा था। जिस नाम की आप पुष्टि नहीं करते, वह अपने आप हट जाता है, और हर ई-मेल में सूची छोड़ने का लिंक होता है।",
			),
		}},
		{Title: all("What we do not do", "Was wir nicht tun", "Ce que nous ne faisons pas", "Lo que no hacemos", "Che cosa non facciamo", "Wat we niet doen", "हम क्या नहीं करते"), Texts: []Text{
			all(
				"These pages set no cookies and store nothing on your device. They load nothing from others, count no visits and show no advertisements. Our books know an order by a random number, not by your name.",
				"Diese Seiten setzen keine Cookies und speichern nichts auf Ihrem Gerät. Sie laden nichts von anderen, zählen keine Besuche und zeigen keine Werbung. Unsere Bücher führen eine Bestellung unter einer Zufallsnummer, nicht unter Ihrem Namen.",
				"Ces pages ne déposent aucun cookie et n’enregistrent rien sur votre appareil. Elles ne chargent rien d’ailleurs, ne comptent pas les visites et n’affichent pas de publicité. Notre comptabilité désigne une commande par un numéro aléatoire, pas par votre nom.",
				"Estas páginas no usan cookies ni guardan nada en su dispositivo. No cargan nada de terceros, no cuentan visitas y no muestran publicidad. Nuestra contabilidad conoce un pedido por un número aleatorio, no por su nombre.",
				"Queste pagine non usano cookie e non salvano nulla sul suo dispositivo. Non caricano nulla da altri, non contano le visite e non mostrano pubblicità. La nostra contabilità indica un ordine con un numero casuale, non con il suo nome.",
				"Deze pagina’s plaatsen geen cookies en bewaren niets op uw apparaat. Ze laden niets van anderen, tellen geen bezoeken en tonen geen reclame. Onze boekhouding kent een bestelling onder een willekeurig nummer, niet onder uw naam.",
				"ये पेज कोई कुकी नहीं रखते और आपके डिवाइस पर कुछ नहीं सहेजते। ये दूसरों से कुछ लोड नहीं करते, आने वालों को नहीं गिनते और विज्ञापन नहीं दिखाते। हमारे बही-खाते ऑर्डर को आपके नाम से नहीं, एक यादृच्छिक नंबर से जानते हैं।",
			),
		}},
		{Title: all(
			"Who else gets your data",
			"Wer Ihre Daten noch bekommt",
			"Qui d’autre reçoit vos données",
			"Quién más recibe sus datos",
			"Chi altro riceve i suoi dati",
			"Wie uw gegevens nog meer krijgt",
			"आपका डेटा और किसे मिलता है",
		), Texts: []Text{
			all(
				"The provider of the data centre, the provider who sends our mail, the provider of the payment and the carrier: each gets what it needs for its part. A merchant must name them here.",
				"Der Betreiber des Rechenzentrums, der Dienst, der unsere E-Mails versendet, der Zahlungsdienst und der Paketdienst: Jeder bekommt, was er für seinen Teil braucht. Ein Händler muss sie hier nennen.",
				"L’exploitant du centre de données, le service qui envoie nos e-mails, le prestataire de paiement et le transporteur\u00a0: chacun reçoit ce dont il a besoin pour sa part. Un commerçant doit les nommer ici.",
				"El proveedor del centro de datos, el que envía nuestros correos, el de los pagos y el transportista: cada uno recibe lo que necesita para su parte. Un comerciante debe nombrarlos aquí.",
				"Il gestore del centro dati, il servizio che invia le nostre e-mail, il servizio di pagamento e il corriere: ognuno riceve ciò che gli serve per la sua parte. Un venditore deve nominarli qui.",
				"De aanbieder van het datacentrum, de dienst die onze e-mail verstuurt, de betaaldienst en de vervoerder: elk krijgt wat nodig is voor zijn deel. Een verkoper moet ze hier noemen.",
				"डेटा सेंटर चलाने वाला, हमारे ई-मेल भेजने वाली सेवा, भुगतान सेवा और कूरियर: हर एक को उतना ही मिलता है, जितना उसके काम के लिए ज़रूरी है। विक्रेता को यहाँ इनके नाम देने होंगे।",
			),
		}},
		{Title: all("Your rights", "Ihre Rechte", "Vos droits", "Sus derechos", "I suoi diritti", "Uw rechten", "आपके अधिकार"), Texts: []Text{
			all(
				"You may ask what we have about you, and have it corrected or erased, as far as the law lets us. You may also complain to the data protection authority of your country.",
				"Sie dürfen fragen, was wir über Sie gespeichert haben, und es berichtigen oder löschen lassen, soweit das Recht es uns erlaubt. Sie können sich auch bei der Datenschutzbehörde Ihres Landes beschweren.",
				"Vous pouvez demander ce que nous savons de vous, et le faire rectifier ou effacer, dans la mesure où la loi nous le permet. Vous pouvez aussi adresser une réclamation à l’autorité de protection des données de votre pays.",
				"Puede preguntar qué tenemos sobre usted, y hacer que se corrija o se borre, en la medida en que la ley nos lo permita. También puede reclamar ante la autoridad de protección de datos de su país.",
				"Si può chiedere che cosa abbiamo su di sé, e farlo correggere o cancellare, per quanto la legge ce lo consente. Si può anche presentare reclamo all’autorità per la protezione dei dati del proprio paese.",
				"U mag vragen wat we over u hebben, en het laten verbeteren of wissen, voor zover de wet ons dat toestaat. U kunt ook een klacht indienen bij de gegevensbeschermingsautoriteit van uw land.",
				"आप पूछ सकते हैं कि हमारे पास आपके बारे में क्या है, और जहाँ तक क़ानून हमें अनुमति दे, उसे सुधरवा या मिटवा सकते हैं। आप अपने देश के डेटा संरक्षण प्राधिकरण से शिकायत भी कर सकते हैं।",
			),
		}},
	},
	"delivery": {
		{Title: all("Delivery", "Lieferung", "Livraison", "Envío", "Consegna", "Levering", "डिलीवरी"), Texts: []Text{
			all(
				"We deliver only in the country of this shop. The fee is the same for each order; it stands beside every price. The page of your order says by when we ship.",
				"Wir liefern nur in das Land dieses Shops. Die Versandkosten sind für jede Bestellung gleich; sie stehen neben jedem Preis. Die Seite Ihrer Bestellung sagt, bis wann wir versenden.",
				"Nous livrons uniquement dans le pays de cette boutique. Les frais sont les mêmes pour chaque commande\u00a0; ils figurent à côté de chaque prix. La page de votre commande indique la date limite d’expédition.",
				"Entregamos solo en el país de esta tienda. Los gastos son los mismos para cada pedido; figuran junto a cada precio. La página de su pedido indica la fecha límite de envío.",
				"Consegniamo solo nel paese di questo negozio. Le spese sono le stesse per ogni ordine; sono indicate accanto a ogni prezzo. La pagina dell’ordine dice entro quando spediamo.",
				"We leveren alleen in het land van deze winkel. De kosten zijn voor elke bestelling gelijk; ze staan naast elke prijs. De pagina van uw bestelling zegt wanneer we uiterlijk verzenden.",
				"हम केवल इस दुकान के देश में डिलीवरी करते हैं। शुल्क हर ऑर्डर पर एक-सा है; वह हर क़ीमत के साथ लिखा होता है। पार्सल कब तक भेजा जाएगा, यह आपके ऑर्डर के पेज पर लिखा होता है।",
			),
		}},
		{Title: all("If we are late", "Wenn wir uns verspäten", "Si nous sommes en retard", "Si nos retrasamos", "Se siamo in ritardo", "Als we te laat zijn", "अगर हमें देर हो"), Texts: []Text{
			all(
				"If we cannot ship in time we write to you, name a new day, and you may cancel and get all of your money back.",
				"Wenn wir nicht rechtzeitig versenden können, schreiben wir Ihnen und nennen einen neuen Termin; Sie können dann stornieren und erhalten Ihr ganzes Geld zurück.",
				"Si nous ne pouvons pas expédier à temps, nous vous écrivons et indiquons une nouvelle date\u00a0; vous pouvez annuler et être remboursé de la totalité.",
				"Si no podemos enviar a tiempo, le escribimos y le damos una nueva fecha; usted puede cancelar y recuperar todo su dinero.",
				"Se non possiamo spedire in tempo, scriviamo per indicare una nuova data; si può annullare l’ordine e riavere tutto il denaro.",
				"Als we niet op tijd kunnen verzenden, schrijven we u en noemen we een nieuwe datum; u mag dan annuleren en krijgt al uw geld terug.",
				"अगर हम समय पर नहीं भेज सकते, तो हम आपको लिखकर नई तारीख़ बताते हैं; आप ऑर्डर रद्द करके अपना पूरा पैसा वापस पा सकते हैं।",
			),
		}},
		{Title: all("Returns", "Rückgabe", "Retours", "Devoluciones", "Resi", "Retour", "वापसी"), Texts: []Text{
			all(
				"If something arrives broken or is not what you ordered, write to us within 30 days: we replace it or pay it back, as you choose, and bear the cost of sending it.",
				"Kommt etwas beschädigt an oder ist es nicht das, was Sie bestellt haben, schreiben Sie uns innerhalb von 30 Tagen: Wir ersetzen es oder erstatten den Preis, wie Sie wünschen, und tragen die Versandkosten.",
				"Si un article arrive cassé ou n’est pas ce que vous avez commandé, écrivez-nous dans les 30 jours\u00a0: nous le remplaçons ou le remboursons, à votre choix, et prenons les frais d’envoi à notre charge.",
				"Si algo llega roto o no es lo que pidió, escríbanos en un plazo de 30 días: se lo cambiamos o le devolvemos el dinero, como prefiera, y pagamos el envío.",
				"Se qualcosa arriva rotto o non è ciò che è stato ordinato, ci scriva entro 30 giorni: lo sostituiamo o lo rimborsiamo, a sua scelta, e paghiamo le spese di spedizione.",
				"Komt iets kapot aan of is het niet wat u bestelde, schrijf ons dan binnen 30 dagen: we vervangen het of betalen het terug, naar uw keuze, en dragen de verzendkosten.",
				"अगर कुछ टूटा हुआ पहुँचे या वह न हो जो आपने मँगवाया था, तो 30 दिनों के अंदर हमें लिखें: आप जैसा चाहें, हम उसे बदल देते हैं या पैसे लौटा देते हैं, और भेजने का ख़र्च हम उठाते हैं।",
			),
		}},
		{Title: inEurope(
			"If you change your mind",
			"Wenn Sie es sich anders überlegen",
			"Si vous changez d’avis",
			"Si cambia de opinión",
			"In caso di ripensamento",
			"Als u van gedachten verandert",
		), Regions: europe, Texts: []Text{
			inEurope(
				"You may withdraw from the contract within 14 days without giving a reason. The page of your order has a button for it, and the page about the right of withdrawal says how it works.",
				"Sie können den Vertrag binnen 14 Tagen ohne Angabe von Gründen widerrufen. Auf der Seite Ihrer Bestellung ist ein Knopf dafür, und die Seite zum Widerrufsrecht sagt, wie es geht.",
				"Vous pouvez vous rétracter du contrat dans un délai de 14 jours, sans donner de motif. La page de votre commande a un bouton pour cela, et la page sur le droit de rétractation explique comment faire.",
				"Puede desistir del contrato en un plazo de 14 días naturales sin necesidad de justificación. La página de su pedido tiene un botón para ello, y la página sobre el derecho de desistimiento explica cómo funciona.",
				"Si può recedere dal contratto entro 14 giorni, senza indicare le ragioni. La pagina dell’ordine ha un pulsante per farlo, e la pagina sul diritto di recesso spiega come funziona.",
				"U kunt de overeenkomst binnen 14 dagen zonder opgave van redenen herroepen. De pagina van uw bestelling heeft er een knop voor, en de pagina over het herroepingsrecht legt uit hoe het werkt.",
			),
		}},
	},
	"withdrawal": phrase.Withdrawal,
	"accessibility": {
		{Texts: []Text{
			all(
				"Everyone should be able to buy here. We build these pages to the Web Content Accessibility Guidelines (WCAG) 2.2, level AA, and test each of them automatically before a release.",
				"Alle sollen hier einkaufen können. Wir bauen diese Seiten nach den Richtlinien für barrierefreie Webinhalte (WCAG) 2.2, Stufe AA, und prüfen jede von ihnen vor einer Veröffentlichung automatisch.",
				"Tout le monde doit pouvoir acheter ici. Nous construisons ces pages selon les Règles pour l’accessibilité des contenus Web (WCAG) 2.2, niveau AA, et testons chacune d’elles automatiquement avant une mise en ligne.",
				"Todas las personas deben poder comprar aquí. Hacemos estas páginas según las Pautas de Accesibilidad para el Contenido Web (WCAG) 2.2, nivel AA, y probamos cada una de forma automática antes de publicarla.",
				"Tutti devono poter acquistare qui. Costruiamo queste pagine secondo le Linee guida per l’accessibilità dei contenuti Web (WCAG) 2.2, livello AA, e proviamo ciascuna in modo automatico prima della pubblicazione.",
				"Iedereen moet hier kunnen kopen. We bouwen deze pagina’s volgens de Richtlijnen voor toegankelijkheid van webcontent (WCAG) 2.2, niveau AA, en testen elke pagina automatisch voordat we haar uitbrengen.",
				"यहाँ हर किसी को ख़रीदने में सक्षम होना चाहिए। हम ये पेज वेब कंटेंट एक्सेसिबिलिटी गाइडलाइंस (WCAG) 2.2, स्तर AA के अनुसार बनाते हैं, और जारी करने से पहले हर पेज की स्वचालित जाँच करते हैं।",
			),
			all(
				"All of it works by keyboard, with a screen reader, without scripts, at 200% zoom and on a narrow screen. Times that run out are named before they start. A hold lasts long enough to pay, and can be extended once.",
				"Alles funktioniert mit der Tastatur, mit einem Screenreader, ohne Skripte, bei 200\u00a0% Vergrößerung und auf einem schmalen Bildschirm. Fristen werden genannt, bevor sie beginnen. Eine Reservierung reicht zum Bezahlen und lässt sich einmal verlängern.",
				"Tout fonctionne au clavier, avec un lecteur d’écran, sans script, avec un zoom de 200\u00a0% et sur un écran étroit. Les délais sont annoncés avant de commencer. Une réservation dure assez longtemps pour payer, et peut être prolongée une fois.",
				"Todo funciona con el teclado, con un lector de pantalla, sin scripts, con un zoom del 200\u00a0% y en una pantalla estrecha. Los plazos se indican antes de que empiecen. Una reserva dura lo suficiente para pagar, y se puede prolongar una vez.",
				"Tutto funziona con la tastiera, con uno screen reader, senza script, con lo zoom al 200% e su uno schermo stretto. I tempi che scadono sono indicati prima che inizino. Gli articoli restano riservati abbastanza a lungo per pagare, e il tempo si può prolungare una volta.",
				"Alles werkt met het toetsenbord, met een schermlezer, zonder scripts, bij 200% zoom en op een smal scherm. Tijden die aflopen, worden genoemd voordat ze ingaan. Een reservering duurt lang genoeg om te betalen en kan één keer worden verlengd.",
				"सब कुछ कीबोर्ड से, स्क्रीन रीडर के साथ, बिना स्क्रिप्ट के, 200% ज़ूम पर और सँकरी स्क्रीन पर काम करता है। समय सीमा शुरू होने से पहले बताई जाती है। आरक्षण भुगतान के लिए काफ़ी समय तक रहता है, और एक बार बढ़ाया जा सकता है।",
			),
		}},
		{Title: all(
			"What does not work yet",
			"Was noch nicht geht",
			"Ce qui ne fonctionne pas encore",
			"Lo que aún no funciona",
			"Che cosa non funziona ancora",
			"Wat nog niet werkt",
			"क्या अभी काम नहीं करता",
		), Texts: []Text{
			all(
				"We know of no barrier. No person with a disability has tested the pages for us yet: a merchant should have that done, and say here what came of it.",
				"Uns ist keine Barriere bekannt. Noch hat kein Mensch mit Behinderung die Seiten für uns geprüft: Ein Händler sollte das nachholen und hier sagen, was dabei herauskam.",
				"Nous ne connaissons aucun obstacle. Aucune personne en situation de handicap n’a encore testé ces pages pour nous\u00a0: un commerçant devrait le faire faire, et en indiquer le résultat ici.",
				"No conocemos ninguna barrera. Ninguna persona con discapacidad ha probado aún estas páginas para nosotros: un comerciante debería encargarlo, y decir aquí el resultado.",
				"Non conosciamo alcuna barriera. Nessuna persona con disabilità ha ancora provato queste pagine per noi: un venditore dovrebbe farlo fare, e indicare qui il risultato.",
				"Er is ons geen belemmering bekend. Nog geen persoon met een handicap heeft de pagina’s voor ons getest: een verkoper zou dat moeten laten doen, en hier zeggen wat eruit kwam.",
				"हमें किसी बाधा की जानकारी नहीं है। अभी तक किसी दिव्यांग व्यक्ति ने हमारे लिए इन पेजों की जाँच नहीं की है: विक्रेता को यह करवाना चाहिए और उसका नतीजा यहाँ बताना चाहिए।",
			),
		}},
		{Title: all("Tell us", "Sagen Sie es uns", "Dites-le-nous", "Díganoslo", "Ce lo dica", "Laat het ons weten", "हमें बताएँ"), Texts: []Text{
			all(
				"If something is hard to use, write to us and say what you wanted to do. A merchant must name the address here, and the authority that supervises accessibility in the country.",
				"Wenn etwas schwer zu bedienen ist, schreiben Sie uns und sagen Sie, was Sie tun wollten. Ein Händler muss hier die Adresse nennen, und die Behörde, die im Land die Barrierefreiheit überwacht.",
				"Si quelque chose est difficile à utiliser, écrivez-nous et dites ce que vous vouliez faire. Un commerçant doit indiquer ici l’adresse, et l’autorité qui contrôle l’accessibilité dans le pays.",
				"Si algo es difícil de usar, escríbanos y díganos qué quería hacer. Un comerciante debe indicar aquí la dirección, y la autoridad que supervisa la accesibilidad en el país.",
				"Se qualcosa è difficile da usare, ci scriva e ci dica che cosa voleva fare. Un venditore deve indicare qui l’indirizzo, e l’autorità che vigila sull’accessibilità nel paese.",
				"Is iets moeilijk te gebruiken, schrijf ons dan en zeg wat u wilde doen. Een verkoper moet hier het adres noemen, en de instantie die in het land op toegankelijkheid toeziet.",
				"अगर किसी चीज़ का इस्तेमाल मुश्किल हो, तो हमें लिखें और बताएँ कि आप क्या करना चाहते थे। विक्रेता को यहाँ पता देना होगा, और वह प्राधिकरण भी बताना होगा, जो देश में सुगम्यता की देखरेख करता है।",
			),
		}},
	},
	"contact": {
		{Texts: []Text{
			all(
				"A merchant puts an e-mail address, a telephone number and the hours here in which people answer.",
				"Ein Händler nennt hier eine E-Mail-Adresse, eine Telefonnummer und die Zeiten, zu denen Menschen antworten.",
				"Un commerçant indique ici une adresse e-mail, un numéro de téléphone et les heures où l’on répond.",
				"Un comerciante pone aquí una dirección de correo, un número de teléfono y el horario en que se responde.",
				"Un venditore indica qui un indirizzo e-mail, un numero di telefono e gli orari in cui si risponde.",
				"Een verkoper vermeldt hier een e-mailadres, een telefoonnummer en de uren waarop er wordt geantwoord.",
				"विक्रेता यहाँ ई-मेल पता, टेलीफ़ोन नंबर और जवाब मिलने का समय लिखता है।",
			),
			all(
				"Have your order number at hand. If you have lost the link to your order, the page “Find my order” mails you a new one.",
				"Halten Sie Ihre Bestellnummer bereit. Wenn Sie den Link zu Ihrer Bestellung verloren haben, schickt Ihnen die Seite „Bestellung finden“ einen neuen.",
				"Gardez votre numéro de commande sous la main. Si vous avez perdu le lien vers votre commande, la page «\u00a0Retrouver ma commande\u00a0» vous en envoie un nouveau.",
				"Tenga a mano el número de su pedido. Si ha perdido el enlace a su pedido, la página «Buscar mi pedido» le envía uno nuevo.",
				"Tenga a portata di mano il numero dell’ordine. Se ha perso il link all’ordine, la pagina «Trova il mio ordine» ne invia uno nuovo.",
				"Houd uw bestelnummer bij de hand. Bent u de link naar uw bestelling kwijt, dan mailt de pagina ‘Mijn bestelling vinden’ u een nieuwe.",
				"अपना ऑर्डर नंबर पास रखें। अगर आपके ऑर्डर का लिंक खो गया है, तो “मेरा ऑर्डर खोजें” पेज आपको नया लिंक भेज देता है।",
			),
		}},
		{Title: inIndia("Grievance officer", "शिकायत अधिकारी"), Regions: []market.Region{market.IN}, Texts: []Text{
			inIndia(
				"The Consumer Protection (E-Commerce) Rules, 2020 ask for a grievance officer. A merchant must put the officer’s name, designation and contact here.",
				"उपभोक्ता संरक्षण (ई-वाणिज्य) नियम, 2020 के अनुसार एक शिकायत अधिकारी होना ज़रूरी है। विक्रेता को यहाँ अधिकारी का नाम, पदनाम और संपर्क लिखना होगा।",
			),
			inIndia(
				"A complaint is acknowledged within 48 hours and settled within one month.",
				"शिकायत मिलने की सूचना 48 घंटों के अंदर दी जाती है और उसका निपटारा एक महीने के अंदर किया जाता है।",
			),
		}},
	},
}
