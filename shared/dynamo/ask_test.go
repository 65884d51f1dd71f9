package dynamo

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"storefront/shared/notify"
	"storefront/shared/order"
	"storefront/shared/waitlist"
)

func askItemOf(t *testing.T, value any) item {
	t.Helper()
	it, err := attributevalue.MarshalMap(value)
	if err != nil {
		t.Fatal(err)
	}
	return it
}

var (
	askedAt   = time.Date(2015, time.May, 18, 19, 0, 5, 123e6, time.UTC)
	pending   = entryItem{PK: "KEY", Market: "us", SKU: "phone-4i", Email: "ada@example.com", Locale: "es", Mailbox: "BOX", Status: "pending", Shard: "us#phone-4i#3", Mail: "confirm", Ask: "ASK", AskedAt: millis(askedAt), ExpiresAt: 1}
	forPass   = askItem{PK: "PASS#KEY", Mail: "pass", Ask: "ASK", AskedAt: millis(askedAt), Email: "ada@example.com", Locale: "es", Market: "us", ExpiresAt: 1}
	forLink   = askItem{PK: "LINK#KEY", Mail: "link", Ask: "ASK", AskedAt: millis(askedAt), Email: "ada@example.com", Order: "0k3f8m2q7z1xw9vd-1", ExpiresAt: 1}
	orderID   = order.ID{Key: "0k3f8m2q7z1xw9vd", Slot: 1}
	wantOfAll = notify.Ask{ID: "ASK", At: askedAt, Email: "ada@example.com"}
)

func TestDecodeAsk(t *testing.T) {
	t.Parallel()
	confirm, pass, link := wantOfAll, wantOfAll, wantOfAll
	confirm.Kind, confirm.Locale, confirm.Market, confirm.SKU, confirm.Entry = notify.Confirm, "es", "us", "phone-4i", waitlist.Key("KEY")
	pass.Kind, pass.Locale, pass.Market = notify.Pass, "es", "us"
	link.Kind, link.Order = notify.Link, orderID
	told := pending
	told.Status, told.Mail, told.ConfirmedAt, told.newsItem = "confirmed", "closed", millis(askedAt), newsItem{Draw: "vip", ToldAt: millis(askedAt) + 5}
	undrawn := told
	undrawn.Mail, undrawn.Rank = "undrawn", 12
	closedNews, undrawnNews := confirm, confirm
	closedNews.ID, closedNews.Kind, closedNews.Confirmed, closedNews.At = "closed/vip/KEY", notify.Closed, askedAt, askedAt.Add(5*time.Millisecond)
	closedNews.News = waitlist.News{Sale: "vip", At: closedNews.At}
	undrawnNews.ID, undrawnNews.Kind, undrawnNews.Confirmed, undrawnNews.At = "undrawn/vip/KEY", notify.Undrawn, askedAt, closedNews.At
	undrawnNews.News = waitlist.News{Sale: "vip", At: closedNews.At, Rank: 12}
	for name, tt := range map[string]struct {
		value any
		want  notify.Ask
	}{
		"a pending entry":  {pending, confirm},
		"a pass":           {forPass, pass},
		"a link":           {forLink, link},
		"a draw's closing": {told, closedNews},
		"a draw's result":  {undrawn, undrawnNews},
	} {
		for _, event := range []string{"INSERT", "MODIFY"} {
			got, err := DecodeAsk(recordOf(t, event, "shop-waitlist", nil, askItemOf(t, tt.value)))
			if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
				t.Errorf("%s of %s: %v (-want +got):\n%s", event, name, err, diff)
			}
		}
	}
}

// What an operator has sent again asks for the same mail under another name. Only the items
// of operators ask for mails that are owed.
func TestDecodeAskAgain(t *testing.T) {
	t.Parallel()
	invitation := waitlist.Invitation{Sale: "vip", Ticket: 7, At: askedAt, Ends: askedAt.Add(time.Hour), Anyone: true}
	o := order.Order{ID: orderID, Market: "de", Buyer: order.Buyer{Email: "ada@example.com", Locale: "de"}}
	for _, ask := range []notify.Ask{
		notify.OfOrder(o, notify.Paid, 0, askedAt), notify.OfOrder(o, notify.Delay, 0, askedAt), notify.OfOrder(o, notify.Shipped, 0, askedAt),
		notify.OfOrder(o, notify.Refund, 2, askedAt), notify.OfOrder(o, notify.RefundFailed, 2, askedAt), notify.OfOrder(o, notify.Receipt, 0, askedAt),
		notify.OfInvitation(waitlist.Entry{Key: "KEY", Market: "us", SKU: "phone-4i", Email: "ada@example.com", Locale: "es", Invitation: invitation}),
		notify.OfNews(waitlist.Entry{
			Key: "KEY", Market: "us", SKU: "phone-4i", Email: "ada@example.com", Locale: "es", ConfirmedAt: askedAt,
			News: waitlist.News{Sale: "vip", Rank: 3, At: askedAt.Add(time.Second)},
		}),
	} {
		again := notify.Again{Ask: ask, Number: 3, At: askedAt.Add(time.Minute), Reason: "lost"}
		it := askItemOf(t, againAsk(again))
		got, err := DecodeAsk(recordOf(t, "INSERT", "shop-waitlist", nil, it))
		want := ask
		want.ID, want.At = ask.ID+"/again/3", askedAt.Add(time.Minute)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", ask.Kind, err, diff)
		}
		delete(it, "again")
		if _, err := DecodeAsk(recordOf(t, "INSERT", "shop-waitlist", nil, it)); ask.Entry == "" && !errors.Is(err, ErrNoAsk) {
			t.Errorf("%s that nobody has sent again: %v", ask.Kind, err)
		}
	}
}

// An order asks for the mail about a change with the version that has it, and with no other.
func TestDecodeOrderAsk(t *testing.T) {
	t.Parallel()
	image := func(o order.Order) item { return askItemOf(t, encodeOrder(o)) }
	held := order.Order{ID: orderID, Market: "de", Status: order.Held, Version: 1, UpdatedAt: askedAt, Buyer: order.Buyer{Email: "ada@example.com", Locale: "de"}}
	paid := held
	paid.Status, paid.Version = order.Paid, 2
	delayed := paid
	delayed.DelayedUntil = askedAt.Add(240 * time.Hour)
	shipped := paid
	shipped.Status, shipped.Version, shipped.ShippedAt = order.Shipped, 3, askedAt
	withdrawn := shipped
	withdrawn.Version, withdrawn.WithdrawnAt = 4, askedAt
	inPart, refunded := withdrawn, withdrawn
	inPart.Version, inPart.Refunds = 5, []order.Refund{{Number: 1}}
	refunded.Version, refunded.Status, refunded.Refunds = 6, order.Refunded, []order.Refund{{Number: 1}, {Number: 2}}
	for name, tt := range map[string]struct {
		from, to order.Order
		kind     notify.Kind
		id       string
		refund   int
	}{
		"paid":         {held, paid, notify.Paid, "paid-0k3f8m2q7z1xw9vd-1", 0},
		"delayed":      {paid, delayed, notify.Delay, "delay-0k3f8m2q7z1xw9vd-1", 0},
		"shipped":      {paid, shipped, notify.Shipped, "shipped-0k3f8m2q7z1xw9vd-1", 0},
		"withdrawn":    {shipped, withdrawn, notify.Receipt, "receipt-0k3f8m2q7z1xw9vd-1", 0},
		"a refund":     {withdrawn, inPart, notify.Refund, "refund-0k3f8m2q7z1xw9vd-1-1", 1},
		"the next one": {inPart, refunded, notify.Refund, "refund-0k3f8m2q7z1xw9vd-1-2", 2},
	} {
		got, err := DecodeAsk(recordOf(t, "MODIFY", "shop-orders", image(tt.from), image(tt.to)))
		want := notify.Ask{ID: tt.id, Kind: tt.kind, At: askedAt, Email: "ada@example.com", Locale: "de", Market: "de", Order: orderID, Refund: tt.refund}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	later, erased, broken := withdrawn, withdrawn, image(withdrawn)
	later.Version, erased.Buyer = 5, order.Buyer{}
	broken["sk"] = number(0)
	for name, text := range map[string][]byte{
		"an order as it was put":  recordOf(t, "INSERT", "shop-orders", nil, image(withdrawn)),
		"a version without one":   recordOf(t, "MODIFY", "shop-orders", image(withdrawn), image(later)),
		"an order that is not":    recordOf(t, "MODIFY", "shop-orders", image(shipped), image(shipped)),
		"an order without a name": recordOf(t, "MODIFY", "shop-orders", image(shipped), broken),
		"an order of nobody":      recordOf(t, "MODIFY", "shop-orders", image(shipped), image(erased)),
	} {
		a, err := DecodeAsk(text)
		if !errors.Is(err, ErrNoAsk) || a != (notify.Ask{}) {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
		if err != nil && strings.Contains(err.Error(), "@") {
			t.Errorf("%s: the error shows an address: %v", name, err)
		}
	}
}

func TestNoAsks(t *testing.T) {
	t.Parallel()
	with := func(name string, value types.AttributeValue) []byte {
		it := askItemOf(t, forLink)
		it[name] = value
		if value == nil {
			delete(it, name)
		}
		return recordOf(t, "INSERT", "shop-waitlist", nil, it)
	}
	good := askItemOf(t, forLink)
	for name, text := range map[string][]byte{
		"no JSON":               []byte("{"),
		"a removal":             recordOf(t, "REMOVE", "shop-waitlist", good, nil),
		"a removal with images": recordOf(t, "REMOVE", "shop-waitlist", good, good),
		"no image":              recordOf(t, "INSERT", "shop-waitlist", nil, nil),
		"a broken image":        []byte(strings.Replace(string(with("mail", &types.AttributeValueMemberS{Value: "link"})), `{"S":"link"}`, `{"X":1}`, 1)),
		"no kind":               with("mail", nil),
		"an unknown kind":       with("mail", &types.AttributeValueMemberS{Value: "advert"}),
		"no name":               with("ask", nil),
		"a name of a list":      with("ask", &types.AttributeValueMemberL{}),
		"no time":               with("asked_at", nil),
		"a time before 1970":    with("asked_at", number(-1)),
		"no address":            with("email", nil),
		"two addresses":         with("email", &types.AttributeValueMemberS{Value: "ada@example.com,eve@example.com"}),
		"no order":              with("order", nil),
		"an order that is none": with("order", &types.AttributeValueMemberS{Value: "4711"}),
	} {
		a, err := DecodeAsk(text)
		if !errors.Is(err, ErrNoAsk) || a != (notify.Ask{}) {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
		if err != nil && strings.Contains(err.Error(), "@") {
			t.Errorf("%s: the error shows an address: %v", name, err)
		}
	}
}

func FuzzDecodeAsk(f *testing.F) {
	f.Add([]byte(`{"eventName":"INSERT","dynamodb":{"NewImage":{"mail":{"S":"pass"},"ask":{"S":"a"},"asked_at":{"N":"1"},"email":{"S":"ada@example.com"}}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if a, err := DecodeAsk(text); err != nil && !errors.Is(err, ErrNoAsk) || err == nil && (a.ID == "" || a.Email == "" || a.Kind == "") {
			t.Errorf("%+v, %v", a, err)
		}
	})
}
