package words

// The texts of every page's frame.
var (
	SkipToContent = all("Skip to content", "Zum Inhalt springen", "Aller au contenu", "Ir al contenido", "Vai al contenuto",
		"Naar de inhoud", "सामग्री पर जाएँ")
	Service    = draft("Service")
	FindOrder  = draft("Find my order")
	LanguageOf = draft("Market and language: ")
)
