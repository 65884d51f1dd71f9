package words

// Units of a countdown, without their number.
var (
	Day = plural(
		all("day", "Tag", "jour", "día", "giorno", "dag", "दिन"),
		all("days", "Tage", "jours", "días", "giorni", "dagen", "दिन"))
	Hour = plural(
		all("hour", "Stunde", "heure", "hora", "ora", "uur", "घंटा"),
		all("hours", "Stunden", "heures", "horas", "ore", "uur", "घंटे"))
	Minute = plural(
		all("minute", "Minute", "minute", "minuto", "minuto", "minuut", "मिनट"),
		all("minutes", "Minuten", "minutes", "minutos", "minuti", "minuten", "मिनट"))
	Second = plural(
		all("second", "Sekunde", "seconde", "segundo", "secondo", "seconde", "सेकंड"),
		all("seconds", "Sekunden", "secondes", "segundos", "secondi", "seconden", "सेकंड"))
)

// What is left of a time, about.
var (
	MinutesLeft = plural(draft("About %d minute left"), draft("About %d minutes left"))
	HoursLeft   = plural(draft("About %d hour left"), draft("About %d hours left"))
	DaysLeft    = plural(draft("About %d day left"), draft("About %d days left"))
	LessLeft    = draft("Less than a minute left")
)
