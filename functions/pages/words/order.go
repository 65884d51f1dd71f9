package words

// PayButton returns the words of the button that places an order, which the law of the
// market's region prescribes, and reports whether the total is a part of them.
func PayButton(region string) (text Text, withTotal bool) {
	if region == "us" || region == "in" {
		return payTotal, true
	}
	return payObligation, false
}

var (
	payTotal = all("Order and pay %s", "Bestellen und %s bezahlen", "Commander et payer %s", "Pedir y pagar %s", "Ordina e paga %s",
		"Bestellen en %s betalen", "ऑर्डर करें और %s चुकाएँ")
	payObligation = all("Order with obligation to pay", "Zahlungspflichtig bestellen", "Commande avec obligation de paiement",
		"Pedido con obligación de pago", "Ordine con obbligo di pagare", "Bestelling met betalingsverplichting", "भुगतान की बाध्यता के साथ ऑर्डर")
)

// TaxName is the name of a tax, such as "vat".
func TaxName(kind string) Text {
	switch kind {
	case "vat":
		return all("VAT", "MwSt.", "TVA", "IVA", "IVA", "btw", "वैट")
	case "gst":
		return all("GST", "GST", "GST", "GST", "GST", "GST", "जीएसटी")
	default:
		return draft("sales tax")
	}
}

// The page of an order that is held.
var (
	HeldState       = draft("On hold for you, order %s")
	HeldTitle       = draft("Kept for you until %s")
	HeldUntil       = draft("until ")
	HeldLeft        = draft("Time left")
	HeldLonger      = draft("If you need longer, take %s more. You can do this once. When the time ends, the items return to the sale and you pay nothing.")
	HeldLongerOnce  = draft("You have taken more time already. When the time ends, the items return to the sale and you pay nothing.")
	HeldFive        = draft("5 minutes left to pay.")
	HeldOne         = draft("1 minute left to pay.")
	HeldNow         = draft("The time has ended. Your items return to the sale, and you pay nothing.")
	HeldMore        = draft("Take %s more")
	HeldTo          = draft("Deliver to")
	HeldChange      = draft("To change something, cancel. The page then offers the form with what you typed.")
	HeldPayWith     = draft("Pay with")
	HeldSandbox     = draft("This is a demonstration: no money moves.")
	HeldOrder       = draft("Your order")
	HeldCancel      = draft("Cancel and give the items back")
	HeldPays        = draft("What you pay")
	HeldPieces      = plural(draft("%d piece"), draft("%d pieces"))
	HeldModel       = draft("Model %s")
	HeldShips       = draft("With the carrier by %s.")
	HeldWithdraw    = draft("14 days to withdraw, 2 years of legal guarantee.")
	HeldWithdrawUK  = draft("14 days to cancel after delivery; your statutory rights apply.")
	HeldSoldBy      = draft("Sold by %s.")
	HeldDeclined    = draft("The payment was declined")
	HeldDeclinedFor = plural(draft("Nothing was charged. Your items are still kept. You can try %d more time, best with another card."), draft("Nothing was charged. Your items are still kept. You can try %d more times, best with another card."))

	CardVisa     = draft("Visa ending in 4242 (test)")
	CardConfirm  = draft("A card whose bank asks you to confirm (test)")
	CardDeclined = draft("A card that is declined (test)")

	TotalDelivery = draft("Delivery")
	TotalOfWhich  = draft("Of which %s, %s")
	TotalSalesTax = draft("Sales tax, %s, %s")
	TotalTax      = draft("Tax")
	TotalIncluded = draft("Total, %s included")
	Total         = draft("Total")
	TotalPaid     = draft("Total paid")
)

// The page where a payment goes on.
var (
	ContinueTitle   = draft("Confirm the payment")
	ContinueLead    = draft("Your bank asks you to confirm the payment of %s. Your items are kept until %s.")
	ContinueSandbox = draft("This is a demonstration: the button stands for your bank’s page.")
	ContinueConfirm = draft("I confirm the payment of %s")
	ContinueBack    = draft("Back to my order")
	ContinueNothing = draft("There is nothing to confirm. Go back to your order.")
)

// The pages of an order in its other states.
var (
	PaidState      = draft("Paid")
	PaidTitle      = draft("Thank you. It is yours.")
	PaidLead       = draft("We hand it to the carrier by %s. Keep this page’s address: it is the way to your order.")
	ShippedState   = draft("With the carrier")
	ShippedTitle   = draft("It is on its way")
	ShippedLead    = draft("We handed it to the carrier on %s.")
	RefundedState  = draft("Refunded")
	RefundedTitle  = draft("You got everything back")
	RefundedLead   = draft("We refunded %s. Your bank may take some days to show it.")
	ExpiredState   = draft("Hold ended")
	ExpiredTitle   = draft("The time has ended")
	ExpiredLead    = draft("Your items returned to the sale. You paid nothing.")
	CancelledState = draft("Cancelled")
	CancelledTitle = draft("You cancelled this order")
	CancelledLead  = draft("Your items returned to the sale. You paid nothing.")
	DeclinedTitle  = draft("The payment was declined too often")
	DeclinedLead   = draft("After %s declined payments a hold ends, so that nobody can try out stolen cards. Your items returned to the sale, and nothing was charged.")
	RejectedState  = draft("Not kept")
	RejectedTitle  = draft("Not all of it could be had")
	RejectedLead   = draft("While you ordered, others took some of these items. Nothing was kept and nothing was charged.")
	StartAgain     = draft("Back to the form with what I typed")
	ToSale         = draft("To the sale")

	WhereTitle  = draft("Where it is")
	StepKept    = draft("Kept for you")
	StepPaid    = draft("Paid")
	StepShipped = draft("With the carrier")
	StepArrives = draft("Delivered")
	StepBy      = draft("By %s. We write when it leaves, or if it cannot.")
	StepUsually = draft("Usually two to four days later")
	StepLeft    = draft("You withdrew")
	StepBack    = draft("Refunded")
	ShipRight   = draft("If we cannot hand it over by then, we write to you with a new date, and you can agree or get all your money back.")

	RefundsTitle = draft("Refunds")
	RefundOf     = draft("%s refunded on %s")
	RefundLine   = draft("%s × %s")
	RefundMoney  = draft("%s, a part of the price")
	RefundShip   = draft("Delivery")

	ReceiptTitle = draft("Receipt")
	ReceiptPaid  = draft("What you paid")
	ReceiptOrder = draft("Order")
	ReceiptAt    = draft("Paid")
	ReceiptTo    = draft("Deliver to")
	ReceiptFrom  = draft("Sold by")
	ReceiptGone  = draft("Your name and address were erased from this order.")
	ReceiptPrint = draft("To keep it, print this page.")

	OrderWrong     = draft("This link does not open an order")
	OrderWrongNote = draft("It may be incomplete or too old. We mail you a new one: you need the order’s number and the address that you ordered with.")
	OrderWrongGo   = draft("Mail me a new link")
	OrderTitle     = draft("Order %s")
)

// Withdrawal.
var (
	WithdrawAsk      = draft("Changed your mind?")
	WithdrawRight    = draft("You can withdraw until 14 days after the parcel arrives. You need not give a reason, and you get back everything you paid, delivery included.")
	WithdrawUntil    = draft("You can do it here until %s.")
	WithdrawOver     = draft("The time to withdraw here ended on %s. If your parcel arrived late, write to us.")
	WithdrawHere     = draft("Withdraw from contract here")
	WithdrawSteps    = draft("Two steps, no account. We confirm it by e-mail at once.")
	WithdrawTerms    = draft("Your right of withdrawal and the model form")
	WithdrawTitle    = draft("Withdraw from this contract")
	WithdrawStep     = draft("Step 2 of 2")
	WithdrawDeclare  = draft("I withdraw from the contract for the items below.")
	WithdrawName     = draft("Name")
	WithdrawOrder    = draft("Order")
	WithdrawOrdered  = draft("Ordered on")
	WithdrawMail     = draft("Confirmation to")
	WithdrawItems    = draft("Items")
	WithdrawAfter    = draft("We confirm it by e-mail at once and refund everything you paid within 14 days. If you have the parcel, send it back within 14 days.")
	WithdrawConfirm  = draft("Confirm withdrawal")
	WithdrawKeep     = draft("Keep my order")
	WithdrawDone     = draft("You withdrew from this order")
	WithdrawDoneNote = draft("We received it on %s. A confirmation is on its way to you. We refund everything you paid within 14 days. If you have the parcel, send it back within 14 days.")
)
