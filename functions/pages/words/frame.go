package words

// The texts of every page's frame.
var (
	SkipToContent = all("Skip to content", "Zum Inhalt springen", "Aller au contenu", "Ir al contenido", "Vai al contenuto",
		"Naar de inhoud", "सामग्री पर जाएँ")
	HomePage = all("Storefront, home", "Storefront, Startseite", "Storefront, accueil", "Storefront, inicio", "Storefront, pagina iniziale",
		"Storefront, startpagina", "Storefront, मुख्य पृष्ठ")
	Service   = all("Service", "Service", "Service", "Servicio", "Servizio", "Service", "सेवा")
	FindOrder = all("Find my order", "Bestellung finden", "Retrouver ma commande", "Buscar mi pedido", "Trova il mio ordine",
		"Mijn bestelling vinden", "मेरा ऑर्डर खोजें")
	LanguageOf = all("Market and language: ", "Land und Sprache: ", "Pays et langue : ", "País e idioma: ", "Paese e lingua: ",
		"Land en taal: ", "देश और भाषा: ")
	Choose = all("Market and language", "Land und Sprache", "Pays et langue", "País e idioma", "Paese e lingua",
		"Land en taal", "देश और भाषा")
	Footer      = all("Footer", "Fußzeile", "Pied de page", "Pie de página", "Piè di pagina", "Voettekst", "पाद लेख")
	Shop        = all("Shop", "Laden", "Boutique", "Tienda", "Negozio", "Winkel", "दुकान")
	SaleLink    = all("Sale", "Verkauf", "Vente", "Venta", "Vendita", "Verkoop", "सेल")
	KnownLink   = all("Products", "Artikel", "Produits", "Productos", "Prodotti", "Artikelen", "उत्पाद")
	Rules       = all("The rules", "Regeln", "Les règles", "Las reglas", "Le regole", "De regels", "नियम")
	Imprint     = all("Who we are", "Impressum", "Mentions légales", "Quiénes somos", "Chi siamo", "Wie wij zijn", "हम कौन हैं")
	Terms       = all("Terms of sale", "Verkaufsbedingungen", "Conditions de vente", "Condiciones de venta", "Condizioni di vendita", "Verkoopvoorwaarden", "बिक्री की शर्तें")
	Privacy     = all("Privacy", "Datenschutz", "Confidentialité", "Privacidad", "Privacy", "Privacy", "निजता")
	Delivery    = all("Delivery and returns", "Lieferung und Rückgabe", "Livraison et retours", "Envíos y devoluciones", "Consegna e resi", "Levering en retour", "डिलीवरी और वापसी")
	Withdrawal  = all("Right of withdrawal", "Widerrufsrecht", "Droit de rétractation", "Derecho de desistimiento", "Diritto di recesso", "Herroepingsrecht", "अनुबंध से हटने का अधिकार")
	Access      = all("Accessibility", "Barrierefreiheit", "Accessibilité", "Accesibilidad", "Accessibilità", "Toegankelijkheid", "सुगम्यता")
	Contact     = all("Contact", "Kontakt", "Contact", "Contacto", "Contatti", "Contact", "संपर्क")
	Grievance   = all("Contact and grievance officer", "Kontakt und Beschwerdestelle", "Contact et réclamations", "Contacto y reclamaciones", "Contatti e reclami", "Contact en klachten", "संपर्क और शिकायत अधिकारी")
	NothingSold = all(
		"Demonstration shop. Nothing here is really sold. No cookies, nothing stored on your device.",
		"Demo-Shop. Hier wird nichts wirklich verkauft. Keine Cookies, nichts wird auf Ihrem Gerät gespeichert.",
		"Boutique de démonstration. Rien n’est vraiment vendu ici. Aucun cookie, rien n’est enregistré sur votre appareil.",
		"Tienda de demostración. Aquí no se vende nada de verdad. Sin cookies: no se guarda nada en su dispositivo.",
		"Negozio dimostrativo. Qui non si vende davvero nulla. Nessun cookie, niente viene salvato sul suo dispositivo.",
		"Demonstratiewinkel. Hier wordt niets echt verkocht. Geen cookies, er wordt niets op uw apparaat bewaard.",
		"यह नमूना दुकान है। यहाँ सचमुच कुछ नहीं बिकता। कोई कुकी नहीं, आपके डिवाइस पर कुछ सहेजा नहीं जाता।")
)
