package words

// trouble is what a page says about a problem.
type trouble struct{ title, detail Text }

// troubles has the problems that a page of their own tells of, by their codes.
var troubles = map[string]trouble{
	"unknown_route": {
		draft("This page is not here"),
		draft("There is nothing at this address. It may have been mistyped, or the page is gone."),
	},
	"unknown_market": {
		draft("We do not sell there from here"),
		draft("This shop does not serve that country. The list below has the countries that it does."),
	},
	"unknown_product": {
		draft("There is no such product"),
		draft("This country’s shop has no product at this address."),
	},
	"unknown_sale": {
		draft("There is no such sale"),
		draft("This country’s shop has no sale at this address. Sales that ended long ago are taken down."),
	},
	"method_not_allowed": {
		draft("That does not work here"),
		draft("This address cannot be used in this way. Please go back and follow a link."),
	},
	"too_many_requests": {
		draft("The shop is very busy"),
		draft("So many people are here right now that we could not answer you. Nothing was ordered or charged by this. Please try again in a moment."),
	},
	"internal": {
		draft("Something went wrong on our side"),
		draft("We could not show this page. Nothing is lost: an order that was placed is safe. Please try again."),
	},
}

// otherTrouble is for problems that belong to a form, which shows them itself.
var otherTrouble = trouble{
	draft("That did not work"),
	draft("Please go back and try again. If it does not work then, write to us."),
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
	TryAgain     = draft("Try again")
	ToShop       = draft("To the shop")
	ChooseMarket = draft("Choose a country")
	Reference    = draft("If you write to us about it, name this: %s")
)
