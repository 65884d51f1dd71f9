package phrase

// Units of a countdown, without their number.
var (
	Day = Count(
		All("day", "Tag", "jour", "día", "giorno", "dag", "दिन"),
		All("days", "Tage", "jours", "días", "giorni", "dagen", "दिन"))
	Hour = Count(
		All("hour", "Stunde", "heure", "hora", "ora", "uur", "घंटा"),
		All("hours", "Stunden", "heures", "horas", "ore", "uur", "घंटे"))
	Minute = Count(
		All("minute", "Minute", "minute", "minuto", "minuto", "minuut", "मिनट"),
		All("minutes", "Minuten", "minutes", "minutos", "minuti", "minuten", "मिनट"))
	Second = Count(
		All("second", "Sekunde", "seconde", "segundo", "secondo", "seconde", "सेकंड"),
		All("seconds", "Sekunden", "secondes", "segundos", "secondi", "seconden", "सेकंड"))
)

// What is left of a time, about.
var (
	MinutesLeft = Count(
		All("About %d minute left", "Noch etwa %d Minute", "Il reste environ %d minute", "Queda alrededor de %d minuto", "Manca circa %d minuto", "Nog ongeveer %d minuut", "लगभग %d मिनट बाकी"),
		All("About %d minutes left", "Noch etwa %d Minuten", "Il reste environ %d minutes", "Quedan unos %d minutos", "Mancano circa %d minuti", "Nog ongeveer %d minuten", "लगभग %d मिनट बाकी"))
	HoursLeft = Count(
		All("About %d hour left", "Noch etwa %d Stunde", "Il reste environ %d heure", "Queda alrededor de %d hora", "Manca circa %d ora", "Nog ongeveer %d uur", "लगभग %d घंटा बाकी"),
		All("About %d hours left", "Noch etwa %d Stunden", "Il reste environ %d heures", "Quedan unas %d horas", "Mancano circa %d ore", "Nog ongeveer %d uur", "लगभग %d घंटे बाकी"))
	DaysLeft = Count(
		All("About %d day left", "Noch etwa %d Tag", "Il reste environ %d jour", "Queda alrededor de %d día", "Manca circa %d giorno", "Nog ongeveer %d dag", "लगभग %d दिन बाकी"),
		All("About %d days left", "Noch etwa %d Tage", "Il reste environ %d jours", "Quedan unos %d días", "Mancano circa %d giorni", "Nog ongeveer %d dagen", "लगभग %d दिन बाकी"))
	LessLeft = All("Less than a minute left", "Noch weniger als eine Minute", "Il reste moins d’une minute", "Queda menos de un minuto", "Manca meno di un minuto", "Nog minder dan een minuut", "एक मिनट से कम बाकी")
)
