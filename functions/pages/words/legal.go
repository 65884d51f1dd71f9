package words

import (
	"slices"

	"storefront/shared/market"
)

// Chapter is a part of a legal page.
type Chapter struct {
	Title   Text // empty: the page's own
	Texts   []Text
	Regions []market.Region // whose markets have the chapter; nil: all
}

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
			draft("This is a demonstration of a shop. No company stands behind it, nothing is sold and nothing is shipped."),
			draft("A merchant who uses it puts name, legal form, postal address, e-mail, telephone, register and tax numbers here, and the other facts that the law of the country asks for."),
		}},
		{Title: draft("About these texts"), Texts: []Text{
			draft("All legal texts of this shop are placeholders. They are no legal advice. A merchant must replace them and have them checked by a lawyer in each country before the first sale."),
		}},
	},
	"terms": {
		{Title: draft("What is for sale"), Texts: []Text{
			draft("We sell a limited number of units in sales that open and close at announced times. The page of a sale names its limits before it opens."),
		}},
		{Title: draft("How a contract comes about"), Texts: []Text{
			draft("When you send the form with your items and your address, we hold the units for you for the time that the page names. That is no order yet, and you owe nothing."),
			draft("You order with the button directly below the total. We confirm by mail, and with that the contract is made. If you do not press it, the hold ends by itself."),
		}},
		{Title: draft("Prices and payment"), Texts: []Text{
			draft("The price, the delivery fee and the tax are on the page before you order. You pay that total, and no more. If a payment comes too late for a hold, it is void and you are not charged."),
		}},
		{Title: draft("Warranty"), Texts: []Text{
			draft("You have the rights that the law of your country gives you if goods are not as agreed."),
		}},
		{Title: draft("If something goes wrong"), Texts: []Text{
			draft("Write to us first; the address is on the page with our contact. You may go to the courts of the place where you live."),
		}},
	},
	"privacy": {
		{Title: draft("What we keep, and why"), Texts: []Text{
			draft("For an order: your e-mail address, your name and your delivery address, the items and the payment’s reference. We need them to fulfil the contract, and tax law tells us how long to keep them."),
			draft("For a waitlist or a pass: your e-mail address, for that list or pass alone, because you asked for it. An entry that you do not confirm is deleted by itself, and every mail has a link to leave."),
		}},
		{Title: draft("What we do not do"), Texts: []Text{
			draft("These pages set no cookies and store nothing on your device. They load nothing from others, count no visits and show no advertisements. Our books know an order by a random number, not by your name."),
		}},
		{Title: draft("Who else gets it"), Texts: []Text{
			draft("The provider of the data centre, the provider who sends our mail, the provider of the payment and the carrier: each gets what it needs for its part. A merchant must name them here."),
		}},
		{Title: draft("Your rights"), Texts: []Text{
			draft("You may ask what we have about you, and have it corrected or erased, as far as the law lets us. You may also complain to the data protection authority of your country."),
		}},
	},
	"delivery": {
		{Title: draft("Delivery"), Texts: []Text{
			draft("We deliver in the country of this shop alone. The fee is the same for each order; it stands beside every price. The page of your order says by when we ship."),
		}},
		{Title: draft("If we are late"), Texts: []Text{
			draft("If we cannot ship in time we write to you, name a new day, and you may cancel and get all of your money back."),
		}},
		{Title: draft("Returns"), Texts: []Text{
			draft("If something arrives broken or is not what you ordered, write to us within 30 days: we replace it or pay it back, as you choose, and bear the cost of sending it."),
		}},
		{Title: draft("If you change your mind"), Regions: europe, Texts: []Text{
			draft("You may withdraw from the contract within 14 days without giving a reason. The page of your order has a button for it, and the page about the right of withdrawal says how it works."),
		}},
	},
	"withdrawal": {
		{Title: draft("Right of withdrawal"), Texts: []Text{
			draft("You have the right to withdraw from this contract within 14 days without giving any reason. The period ends 14 days after the day on which you, or someone whom you named who is not the carrier, received the last of the goods."),
			draft("To use the right, tell us clearly that you withdraw: with the button on the page of your order, with the form below, by mail or by letter. It is enough to send it before the period ends. If you use the button, we confirm by e-mail at once."),
		}},
		{Title: draft("What follows"), Texts: []Text{
			draft("We pay back all that you paid, with the standard delivery fee, within 14 days of your message and in the way that you paid. We may wait until the goods are back, or until you show that you have sent them."),
			draft("Send the goods back within 14 days of your message. You bear the direct cost of that. You answer for a loss of value only if it comes from more than trying out what the goods are and how they work."),
		}},
		{Title: draft("Model withdrawal form"), Texts: []Text{
			draft("Fill in and send this only if you want to withdraw."),
			draft("To: (the merchant’s name, postal address and e-mail address)"),
			draft("I/We hereby give notice that I/we withdraw from my/our contract of sale of the following goods:"),
			draft("Ordered on / received on:"),
			draft("Name of consumer(s):"),
			draft("Address of consumer(s):"),
			draft("Signature of consumer(s), only if this form is on paper:"),
			draft("Date:"),
		}},
	},
	"accessibility": {
		{Texts: []Text{
			draft("Everyone should be able to buy here. We build these pages to the Web Content Accessibility Guidelines 2.2, level AA, and test each of them with a machine before a release."),
			draft("All of it works by keyboard, with a screen reader, without scripts, at 200 % zoom and on a narrow screen. Times that run out are named before they start. A hold lasts long enough to pay, and can be extended once."),
		}},
		{Title: draft("What does not work yet"), Texts: []Text{
			draft("We know of no barrier. No person with a disability has tested the pages for us yet: a merchant should have that done, and say here what came of it."),
		}},
		{Title: draft("Tell us"), Texts: []Text{
			draft("If something is hard to use, write to us and say what you wanted to do. A merchant must name the address here, and the authority that supervises accessibility in the country."),
		}},
	},
	"contact": {
		{Texts: []Text{
			draft("A merchant puts an e-mail address, a telephone number and the hours here at which people answer."),
			draft("Have your order number at hand. If you have lost the link to your order, the page “Find my order” mails you a fresh one."),
		}},
		{Title: draft("Grievance officer"), Regions: []market.Region{market.IN}, Texts: []Text{
			draft("The Consumer Protection (E-Commerce) Rules, 2020 ask for a grievance officer. A merchant must put the officer’s name, designation and contact here."),
			draft("A complaint is acknowledged within 48 hours and settled within one month."),
		}},
	},
}
