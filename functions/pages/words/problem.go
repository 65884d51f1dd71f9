package words

// trouble is what a page says about a problem.
type trouble struct{ title, detail Text }

// troubles has the problems that a page of their own tells of, by their codes.
var troubles = map[string]trouble{
	"unknown_route": {
		all(
			"This page is not here",
			"Diese Seite gibt es nicht",
			"Cette page n’existe pas",
			"Esta página no existe",
			"Questa pagina non esiste",
			"Deze pagina bestaat niet",
			"यह पेज यहाँ नहीं है",
		),
		all(
			"There is nothing at this address. It may have been mistyped, or the page is gone.",
			"Unter dieser Adresse ist nichts zu finden. Vielleicht enthält sie einen Tippfehler, oder die Seite ist nicht mehr da.",
			"Il n’y a rien à cette adresse. Elle contient peut-être une faute de frappe, ou la page n’existe plus.",
			"No hay nada en esta dirección. Puede que tenga una errata o que la página ya no exista.",
			"A questo indirizzo non c’è nulla. Forse contiene un errore di battitura, oppure la pagina non c’è più.",
			"Er is niets op dit adres. Misschien staat er een typefout in, of de pagina is er niet meer.",
			"इस पते पर कुछ नहीं है। हो सकता है कि पता ग़लत लिखा गया हो, या पेज अब न रहा हो।",
		),
	},
	"unknown_market": {
		all(
			"We do not sell there from here",
			"Dorthin verkaufen wir von hier aus nicht",
			"Cette boutique ne vend pas dans ce pays",
			"Esta tienda no vende en ese país",
			"Questo negozio non vende in quel paese",
			"Deze winkel verkoopt niet in dat land",
			"यह दुकान उस देश में नहीं बेचती",
		),
		all(
			"This shop does not serve that country. The list below has the countries that it does.",
			"Dieser Shop beliefert das Land nicht. Unten auf der Seite stehen die Länder, in denen Sie kaufen können.",
			"Cette boutique ne dessert pas ce pays. Les pays où vous pouvez acheter figurent en bas de la page.",
			"Esta tienda no atiende a ese país. Los países donde puede comprar figuran al final de la página.",
			"Questo negozio non serve quel paese. I paesi in cui si può acquistare sono elencati in fondo alla pagina.",
			"Deze winkel levert niet in dat land. De landen waar u kunt kopen, staan onder aan de pagina.",
			"यह दुकान उस देश में सेवा नहीं देती। जिन देशों में आप ख़रीद सकते हैं, उनकी सूची पेज के नीचे है।",
		),
	},
	"unknown_product": {
		all(
			"There is no such product",
			"Diesen Artikel gibt es nicht",
			"Ce produit n’existe pas",
			"Este producto no existe",
			"Questo prodotto non esiste",
			"Dit artikel bestaat niet",
			"ऐसा कोई उत्पाद नहीं है",
		),
		all(
			"This country’s shop has no product at this address.",
			"Der Shop dieses Landes hat unter dieser Adresse keinen Artikel.",
			"La boutique de ce pays n’a aucun produit à cette adresse.",
			"La tienda de este país no tiene ningún producto en esta dirección.",
			"Il negozio di questo paese non ha alcun prodotto a questo indirizzo.",
			"De winkel van dit land heeft geen artikel op dit adres.",
			"इस देश की दुकान में इस पते पर कोई उत्पाद नहीं है।",
		),
	},
	"unknown_draw": {
		all("There is no such draw", "Diese Verlosung gibt es nicht", "Ce tirage au sort n’existe pas", "Este sorteo no existe", "Questo sorteggio non esiste", "Deze loting bestaat niet", "ऐसा कोई ड्रॉ नहीं है"),
		all(
			"This sale has no draw at this address.",
			"Dieser Verkauf hat unter dieser Adresse keine Verlosung.",
			"Cette vente n’a aucun tirage au sort à cette adresse.",
			"Esta venta no tiene ningún sorteo en esta dirección.",
			"Questa vendita non ha alcun sorteggio a questo indirizzo.",
			"Deze verkoop heeft geen loting op dit adres.",
			"इस सेल में इस पते पर कोई ड्रॉ नहीं है।",
		),
	},
	"unknown_sale": {
		all(
			"There is no such sale",
			"Diesen Verkauf gibt es nicht",
			"Cette vente n’existe pas",
			"Esta venta no existe",
			"Questa vendita non esiste",
			"Deze verkoop bestaat niet",
			"ऐसी कोई सेल नहीं है",
		),
		all(
			"This country’s shop has no sale at this address. Sales that ended long ago are taken down.",
			"Der Shop dieses Landes hat unter dieser Adresse keinen Verkauf. Verkäufe, die lange vorbei sind, werden entfernt.",
			"La boutique de ce pays n’a aucune vente à cette adresse. Les ventes terminées depuis longtemps sont retirées.",
			"La tienda de este país no tiene ninguna venta en esta dirección. Las ventas que terminaron hace tiempo se retiran.",
			"Il negozio di questo paese non ha alcuna vendita a questo indirizzo. Le vendite concluse da tempo vengono rimosse.",
			"De winkel van dit land heeft geen verkoop op dit adres. Verkopen die lang voorbij zijn, worden verwijderd.",
			"इस देश की दुकान में इस पते पर कोई सेल नहीं है। बहुत पहले समाप्त हो चुकी सेल हटा दी जाती हैं।",
		),
	},
	"method_not_allowed": {
		all("That does not work here", "Das geht hier nicht", "Cela n’est pas possible ici", "Eso no es posible aquí", "Qui non è possibile", "Dat kan hier niet", "यहाँ ऐसा नहीं हो सकता"),
		all(
			"This address cannot be used in this way. Please go back and follow a link.",
			"Diese Adresse lässt sich so nicht aufrufen. Bitte gehen Sie zurück und folgen Sie einem Link.",
			"Cette adresse ne s’utilise pas de cette façon. Veuillez revenir en arrière et suivre un lien.",
			"Esta dirección no se puede usar así. Vuelva atrás y siga un enlace.",
			"Questo indirizzo non si può usare così. Torni indietro e segua un link.",
			"Dit adres kan niet zo worden gebruikt. Ga terug en volg een link.",
			"इस पते का इस्तेमाल इस तरह नहीं हो सकता। कृपया वापस जाएँ और किसी लिंक पर जाएँ।",
		),
	},
	"too_many_requests": {
		all(
			"The shop is very busy",
			"Im Shop ist gerade sehr viel los",
			"Il y a beaucoup de monde dans la boutique",
			"Hay mucha gente en la tienda",
			"Il negozio è molto affollato",
			"Het is erg druk in de winkel",
			"दुकान में अभी बहुत भीड़ है",
		),
		all(
			"So many people are here right now that we could not answer you. Nothing was ordered or charged by this. Please try again in a moment.",
			"Gerade sind so viele Menschen hier, dass wir Ihnen nicht antworten konnten. Dadurch wurde nichts bestellt und nichts abgebucht. Bitte versuchen Sie es gleich noch einmal.",
			"Il y a tant de monde en ce moment que nous n’avons pas pu vous répondre. Rien n’a été commandé ni débité. Veuillez réessayer dans un instant.",
			"Hay tanta gente en este momento que no hemos podido responderle. No se ha pedido ni cobrado nada. Inténtelo de nuevo en un momento.",
			"Al momento c’è così tanta gente che non siamo riusciti a rispondere. Nulla è stato ordinato né addebitato. Riprovi tra un attimo.",
			"Er zijn nu zoveel mensen dat we u niet konden antwoorden. Er is niets besteld en niets afgeschreven. Probeer het zo dadelijk opnieuw.",
			"अभी इतने लोग हैं कि हम आपको जवाब नहीं दे सके। इससे न कोई ऑर्डर हुआ और न कोई पैसा कटा। कृपया थोड़ी देर में फिर कोशिश करें।",
		),
	},
	"internal": {
		all(
			"Something went wrong on our side",
			"Bei uns ist etwas schiefgegangen",
			"Une erreur s’est produite de notre côté",
			"Algo ha fallado por nuestra parte",
			"Qualcosa non ha funzionato da parte nostra",
			"Er ging bij ons iets mis",
			"हमारी ओर से कुछ गड़बड़ हुई",
		),
		all(
			"We could not show this page. Nothing is lost: an order that was placed is safe. Please try again.",
			"Wir konnten diese Seite nicht anzeigen. Nichts ist verloren: Eine aufgegebene Bestellung ist sicher. Bitte versuchen Sie es noch einmal.",
			"Nous n’avons pas pu afficher cette page. Rien n’est perdu\u00a0: une commande passée est bien enregistrée. Veuillez réessayer.",
			"No hemos podido mostrar esta página. No se ha perdido nada: un pedido ya hecho está a salvo. Inténtelo de nuevo.",
			"Non siamo riusciti a mostrare questa pagina. Nulla è perduto: un ordine già inviato è al sicuro. Riprovi.",
			"We konden deze pagina niet tonen. Er is niets verloren: een geplaatste bestelling is veilig. Probeer het opnieuw.",
			"हम यह पेज नहीं दिखा सके। कुछ खोया नहीं है: जो ऑर्डर हो चुका है, वह सुरक्षित है। कृपया फिर कोशिश करें।",
		),
	},
}

// otherTrouble is for problems that belong to a form, which shows them itself.
var otherTrouble = trouble{
	all("That did not work", "Das hat nicht geklappt", "Cela n’a pas fonctionné", "No ha funcionado", "Non ha funzionato", "Dat is niet gelukt", "ऐसा नहीं हो सका"),
	all(
		"Please go back and try again. If it does not work then, write to us.",
		"Bitte gehen Sie zurück und versuchen Sie es noch einmal. Wenn es dann nicht geht, schreiben Sie uns.",
		"Veuillez revenir en arrière et réessayer. Si cela ne fonctionne toujours pas, écrivez-nous.",
		"Vuelva atrás e inténtelo de nuevo. Si sigue sin funcionar, escríbanos.",
		"Torni indietro e riprovi. Se ancora non funziona, ci scriva.",
		"Ga terug en probeer het opnieuw. Lukt het dan nog niet, schrijf ons dan.",
		"कृपया वापस जाएँ और फिर कोशिश करें। तब भी न हो, तो हमें लिखें।",
	),
}

// Problem returns the title and the text of a problem's page, by its code.
func Problem(code string) (title, detail Text) {
	t, ok := troubles[code]
	if !ok {
		t = otherTrouble
	}
	return t.title, t.detail
}

// The links of a problem's page.
var (
	TryAgain     = all("Try again", "Noch einmal versuchen", "Réessayer", "Intentar de nuevo", "Riprova", "Opnieuw proberen", "फिर कोशिश करें")
	ToShop       = all("To the shop", "Zum Shop", "Aller à la boutique", "Ir a la tienda", "Vai al negozio", "Naar de winkel", "दुकान पर जाएँ")
	ChooseMarket = all("Choose a country", "Land wählen", "Choisir un pays", "Elegir un país", "Scegli un paese", "Een land kiezen", "देश चुनें")
	Reference    = all(
		"If you write to us about it, name this: %s",
		"Wenn Sie uns deswegen schreiben, nennen Sie bitte diese Kennung: %s",
		"Si vous nous écrivez à ce sujet, indiquez cette référence\u00a0: %s",
		"Si nos escribe sobre esto, indique esta referencia: %s",
		"Se ci scrive a riguardo, indichi questo riferimento: %s",
		"Als u ons hierover schrijft, vermeld dan dit kenmerk: %s",
		"अगर आप इसके बारे में हमें लिखें, तो यह संदर्भ बताएँ: %s",
	)
)
