package format

import "strings"

// calendar is how a locale writes days. In a layout, W is the weekday, D the day, M the
// month and Y the year.
type calendar struct {
	weekdays, months []string
	day, date        string
	monthDay         string // a day without its year
	join             string // between a day and a time of day
}

// Names of weekdays, from Sunday on, and of months.
var (
	english = calendar{
		weekdays: strings.Fields("Sunday Monday Tuesday Wednesday Thursday Friday Saturday"),
		months:   strings.Fields("January February March April May June July August September October November December"),
		day:      "W, D M", date: "D M Y", monthDay: "D M", join: " at ",
	}
	german = calendar{
		weekdays: strings.Fields("Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag"),
		months:   strings.Fields("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
		day:      "W, D. M", date: "D. M Y", monthDay: "D. M", join: " um ",
	}
	french = calendar{
		weekdays: strings.Fields("dimanche lundi mardi mercredi jeudi vendredi samedi"),
		months:   strings.Fields("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
		day:      "W D M", date: "D M Y", monthDay: "D M", join: " à ",
	}
	spanish = calendar{
		weekdays: strings.Fields("domingo lunes martes miércoles jueves viernes sábado"),
		months:   strings.Fields("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
		day:      "W, D de M", date: "D de M de Y", monthDay: "D de M", join: ", ",
	}
	italian = calendar{
		weekdays: strings.Fields("domenica lunedì martedì mercoledì giovedì venerdì sabato"),
		months:   strings.Fields("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
		day:      "W D M", date: "D M Y", monthDay: "D M", join: " alle ore ",
	}
	dutch = calendar{
		weekdays: strings.Fields("zondag maandag dinsdag woensdag donderdag vrijdag zaterdag"),
		months:   strings.Fields("januari februari maart april mei juni juli augustus september oktober november december"),
		day:      "W D M", date: "D M Y", monthDay: "D M", join: " om ",
	}
	hindi = calendar{
		weekdays: strings.Fields("रविवार सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार"),
		months:   strings.Fields("जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"),
		day:      "W, D M", date: "D M Y", monthDay: "D M", join: " को ",
	}
)

// calendar returns how the reader's language writes days.
func (r Reader) calendar() calendar {
	switch r.Language {
	case "de":
		return german
	case "fr":
		return french
	case "es":
		return spanish
	case "it":
		return italian
	case "nl":
		return dutch
	case "hi":
		return hindi
	}
	c := english
	switch r.Market.Country {
	case "US":
		c.day, c.date, c.monthDay = "W, M D", "M D, Y", "M D"
	case "GB":
		c.day = "W D M"
	}
	return c
}
