package words

// How far a refund is.
var (
	RefundedLead = all(
		"We refunded %s. Your bank may take some days to show it.",
		"Wir haben %s erstattet. Bei Ihrer Bank kann es einige Tage dauern, bis der Betrag erscheint.",
		"Nous avons remboursé %s. Votre banque peut mettre quelques jours à l’afficher.",
		"Hemos reembolsado %s. Su banco puede tardar unos días en mostrarlo.",
		"Abbiamo rimborsato %s. La banca può impiegare qualche giorno a mostrarlo.",
		"We hebben %s terugbetaald. Het kan enkele dagen duren voordat u het bij uw bank ziet.",
		"हमने %s लौटा दिए हैं। आपके बैंक में यह दिखने में कुछ दिन लग सकते हैं।",
	)
	RefundPendingTitle = all(
		"Your money is on its way back",
		"Ihr Geld ist auf dem Weg zurück zu Ihnen",
		"Votre argent est en route vers vous",
		"Su dinero está en camino de vuelta",
		"Il suo denaro è in viaggio verso di lei",
		"Uw geld is onderweg naar u terug",
		"आपके पैसे वापस आ रहे हैं",
	)
	RefundFailedTitle = all(
		"A refund did not reach you",
		"Eine Erstattung hat Sie nicht erreicht",
		"Un remboursement ne vous est pas parvenu",
		"Un reembolso no le ha llegado",
		"Un rimborso non le è arrivato",
		"Een terugbetaling heeft u niet bereikt",
		"लौटाए गए पैसे आप तक नहीं पहुँचे",
	)
	RefundFailedState = all(
		"Refund failed",
		"Erstattung gescheitert",
		"Remboursement échoué",
		"Reembolso fallido",
		"Rimborso non riuscito",
		"Terugbetaling mislukt",
		"पैसे लौटाना विफल",
	)
	RefundFailedLead = all(
		"We refunded %s, but not all of it reached you. See below what happens now.",
		"Wir haben %s erstattet, aber nicht alles hat Sie erreicht. Unten steht, wie es weitergeht.",
		"Nous avons remboursé %s, mais tout ne vous est pas parvenu. Voyez ci-dessous ce qui se passe maintenant.",
		"Hemos reembolsado %s, pero no todo le ha llegado. Abajo se indica qué ocurre ahora.",
		"Abbiamo rimborsato %s, ma non tutto le è arrivato. Qui sotto si legge che cosa succede ora.",
		"We hebben %s terugbetaald, maar niet alles heeft u bereikt. Hieronder leest u wat er nu gebeurt.",
		"हमने %s लौटाए, पर सब आप तक नहीं पहुँचे। अब क्या होगा, यह नीचे लिखा है।",
	)
	RefundFailedOf = all(
		"%s did not reach you",
		"%s haben Sie nicht erreicht",
		"%s ne vous sont pas parvenus",
		"%s no le han llegado",
		"%s non le sono arrivati",
		"%s heeft u niet bereikt",
		"%s आप तक नहीं पहुँचे",
	)

	RefundIsPending = all(
		"On its way to you since %s. Banks usually show it within 5 to 10 working days.",
		"Seit dem %s unterwegs zu Ihnen. Banken zeigen den Betrag meist binnen 5 bis 10 Werktagen an.",
		"En route vers vous depuis le %s. Les banques l’affichent en général sous 5 à 10 jours ouvrés.",
		"En camino hacia usted desde el %s. Los bancos suelen mostrarlo en un plazo de 5 a 10 días laborables.",
		"In viaggio verso di lei, inviato in data %s. Le banche di solito lo mostrano entro 5-10 giorni lavorativi.",
		"Sinds %s naar u onderweg. Banken tonen het meestal binnen 5 tot 10 werkdagen.",
		"%s से आपके पास आ रहे हैं। बैंक इन्हें आम तौर पर 5 से 10 कार्यदिवसों में दिखाते हैं।",
	)
	RefundIsDone = all(
		"It reached your bank on %s. The bank may take 5 to 10 working days to show it.",
		"Bei Ihrer Bank eingegangen am %s. Bis sie den Betrag anzeigt, können 5 bis 10 Werktage vergehen.",
		"Arrivé à votre banque le %s. Elle peut mettre 5 à 10 jours ouvrés à l’afficher.",
		"Llegó a su banco el %s. El banco puede tardar de 5 a 10 días laborables en mostrarlo.",
		"Arrivato alla sua banca in data %s. La banca può impiegare da 5 a 10 giorni lavorativi a mostrarlo.",
		"Bij uw bank aangekomen op %s. De bank kan er 5 tot 10 werkdagen over doen om het te tonen.",
		"%s को आपके बैंक में पहुँच गए। बैंक को इन्हें दिखाने में 5 से 10 कार्यदिवस लग सकते हैं।",
	)
	RefundIsRepaid = all(
		"Your bank sent it back. We paid it to you in another way on %s.",
		"Ihre Bank hat den Betrag zurückgesendet. Am %s haben wir ihn auf anderem Weg ausgezahlt.",
		"Votre banque l’a renvoyé. Nous vous l’avons payé d’une autre façon le %s.",
		"Su banco lo devolvió. Se lo pagamos de otra forma el %s.",
		"La sua banca lo ha respinto. L’abbiamo pagata in un altro modo in data %s.",
		"Uw bank heeft het teruggestuurd. We hebben het op een andere manier betaald op %s.",
		"आपके बैंक ने इन्हें वापस भेज दिया था। हमने %s को ये पैसे किसी दूसरे तरीक़े से दे दिए।",
	)
	RefundHasFailed = all(
		"Your bank sent it back on %s. You need not do anything: we will write to you and pay it in another way.",
		"Ihre Bank hat den Betrag am %s zurückgesendet. Sie müssen nichts tun: Wir schreiben Ihnen und zahlen ihn auf anderem Weg aus.",
		"Votre banque l’a renvoyé le %s. Vous n’avez rien à faire\u00a0: nous vous écrirons et vous paierons d’une autre façon.",
		"Su banco lo devolvió el %s. No tiene que hacer nada: le escribiremos y se lo pagaremos de otra forma.",
		"La sua banca lo ha respinto in data %s. Non deve fare nulla: le scriveremo e la pagheremo in un altro modo.",
		"Uw bank heeft het teruggestuurd op %s. U hoeft niets te doen: we schrijven u en betalen het op een andere manier.",
		"आपके बैंक ने इन्हें %s को वापस भेज दिया। आपको कुछ नहीं करना है: हम आपको लिखेंगे और पैसे किसी दूसरे तरीक़े से देंगे।",
	)
)
