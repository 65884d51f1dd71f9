package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"storefront/infra/functiontest"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/problem"
)

func TestBadOrders(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ß", 101)
	lines := func(n int) string {
		var list []string
		for i := range n {
			list = append(list, fmt.Sprintf(`{"sku":"sku-%d","quantity":1}`, i))
		}
		return strings.Join(list, ",")
	}
	const line = `{"sku":"fitness-band","quantity":1}`
	mistakes := functiontest.Mistakes{
		"no sale":                     {`"sale":"us-launch",`, ``, "sale"},
		"a sale's name that is none":  {`us-launch`, `US launch`, "sale"},
		"a sale that is a number":     {`"us-launch"`, `1`, "sale"},
		"no lines":                    {`"lines":[` + line + `],`, ``, "lines"},
		"an empty list of lines":      {line, ``, "lines"},
		"21 lines":                    {line, lines(21), "lines"},
		"lines that are no list":      {`[` + line + `]`, line, "lines"},
		"a line that is no object":    {line, `"fitness-band"`, "lines[0]"},
		"one SKU twice":               {line, line + `,` + line, "lines[1].sku"},
		"no SKU":                      {`"sku":"fitness-band",`, ``, "lines[0].sku"},
		"a SKU that is none":          {`fitness-band`, `fitness_band`, "lines[0].sku"},
		"a long SKU":                  {`fitness-band`, strings.Repeat("x", 41), "lines[0].sku"},
		"no quantity":                 {`,"quantity":1`, ``, "lines[0].quantity"},
		"quantity 0":                  {`"quantity":1`, `"quantity":0`, "lines[0].quantity"},
		"quantity 1.5":                {`"quantity":1`, `"quantity":1.5`, "lines[0].quantity"},
		"quantity 1001":               {`"quantity":1`, `"quantity":1001`, "lines[0].quantity"},
		"quantity over the sale's":    {`"quantity":1`, `"quantity":3`, "lines[0].quantity"},
		"an e-mail without a domain":  {`ada@example.com`, `ada@`, "email"},
		"an e-mail with a line break": {`ada@example.com`, `ada@example.com\nBcc: eve@example.com`, "email"},
		"a long e-mail":               {`ada@`, strings.Repeat("a", 65) + `@`, "email"},
		"no locale":                   {`"locale":"en",`, ``, "locale"},
		"an empty locale":             {`"locale":"en"`, `"locale":""`, "locale"},
		"a locale that is none":       {`"locale":"en"`, `"locale":"English, please"`, "locale"},
		"an endless locale":           {`"locale":"en"`, `"locale":"en` + strings.Repeat("-aaaaaaaa", 5) + `"`, "locale"},
		"no name":                     {`"Ada Lovelace"`, `""`, "ship_to.name"},
		"a name of spaces":            {`"Ada Lovelace"`, `"  "`, "ship_to.name"},
		"a long name":                 {`Ada Lovelace`, long, "ship_to.name"},
		"a name with a line break":    {`Ada Lovelace`, `Ada\nLovelace`, "ship_to.name"},
		"a name that turns the text":  {`Ada Lovelace`, `Ada\u202eLovelace`, "ship_to.name"},
		"a name of marks alone":       {`Ada Lovelace`, `\u200e\ufeff\u200b`, "ship_to.name"},
		"a street that turns":         {`1 Market Street`, `1 \u202dMarket`, "ship_to.line1"},
		"a second line that turns":    {`"city"`, `"line2":"\u2067","city"`, "ship_to.line2"},
		"a city that turns":           {`San Francisco`, `\u202bSan Francisco`, "ship_to.city"},
		"a state that turns":          {`"CA"`, `"\u202eCA"`, "ship_to.state"},
		"a long street":               {`1 Market Street`, long, "ship_to.line1"},
		"no street":                   {`"line1":"1 Market Street",`, ``, "ship_to.line1"},
		"a long second line":          {`"city"`, `"line2":"` + long + `","city"`, "ship_to.line2"},
		"no city":                     {`"city":"San Francisco",`, ``, "ship_to.city"},
		"a long city":                 {`San Francisco`, long, "ship_to.city"},
		"no postal code":              {`"postal_code":"94105",`, ``, "ship_to.postal_code"},
		"another country's code":      {`94105`, `EC1A 1BB`, "ship_to.postal_code"},
		"another state's code":        {`94105`, `97201`, "ship_to.postal_code"},
		"a postal code of a number":   {`"94105"`, `94105`, "ship_to.postal_code"},
		"no state":                    {`"state":"CA",`, ``, "ship_to.state"},
		"a state that is none":        {`"CA"`, `"ZZ"`, "ship_to.state"},
		"no country":                  {`,"country":"US"`, ``, "ship_to.country"},
		"another market's country":    {`"US"`, `"DE"`, "ship_to.country"},
		"the country in lower case":   {`"US"`, `"us"`, "ship_to.country"},
		"no address":                  {`"ship_to":{"name":"Ada Lovelace","line1":"1 Market Street","city":"San Francisco","postal_code":"94105","state":"CA","country":"US"}`, `"ship_to":{}`, "ship_to.name ship_to.line1 ship_to.city ship_to.country ship_to.postal_code ship_to.state"},
		"an unknown field":            {`"sale"`, `"price":1,"sale"`, "price"},
		"an unknown field of a line":  {`"quantity":1`, `"quantity":1,"unit_price":1`, "lines[0].unit_price"},
		"a field twice":               {`"locale":"en"`, `"locale":"en","locale":"es"`, "locale"},
		"several at once":             {`"us-launch","lines":[` + line + `],"email":"ada@example.com"`, `"","lines":[],"email":"ada"`, "sale lines email"},
	}
	shop, client := region(t, market.US)
	shop.Store.(*checkouttest.Memory).Break(func(op checkouttest.Op, _ string) checkouttest.Fault {
		t.Errorf("a bad order reached the store: %s", op)
		return checkouttest.Fault{}
	})
	mistakes.Refused(t, ada, func(body string) *functiontest.Answer {
		return client.Post("/v1/us/checkouts", body, "Idempotency-Key", "key")
	})
}

// People read reasons, so a reason must not repeat what was sent.
func TestReasonsRepeatNothing(t *testing.T) {
	t.Parallel()
	_, client := region(t, market.US)
	for _, sent := range []string{"us-launch", "fitness-band", "ada@example.com", "en", "94105", "CA", "US"} {
		body := strings.Replace(ada, `"`+sent+`"`, `"<script>"`, 1)
		answer := client.Post("/v1/us/checkouts", body, "Idempotency-Key", "key")
		answer.Refused(422, problem.InvalidRequest)
		if strings.Contains(answer.Body, "script") {
			t.Errorf("%s: %s", sent, answer.Body)
		}
	}
}

func TestGoodOrders(t *testing.T) {
	t.Parallel()
	tests := map[string][2]string{
		"the most of a line":        {`"quantity":1`, `"quantity":2`},
		"another language":          {`"en"`, `"es"`},
		"a browser's locale":        {`"en"`, `"en-US"`},
		"another market's language": {`"en"`, `"de-AT"`},
		"a name of another script":  {`Ada Lovelace`, `एडा लवलेस`},
		"a name with a joiner":      {`Ada Lovelace`, `दर्\u200dया`},
		"a no-break space":          {`Ada Lovelace`, `Ada\u00a0Lovelace`},
		"an e-mail with its mark":   {`ada@example.com`, `\ufeffada@example.com\u200e`},
		"a state by its name":       {`"CA"`, `"California"`},
		"a name of 100 characters":  {`Ada Lovelace`, strings.Repeat("ß", 100)},
		"a second line":             {`"city"`, `"line2":"Apt. 4","city"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, client := region(t, market.US)
			hold(t, client, strings.Replace(ada, tt[0], tt[1], 1), strings.Repeat("k", 255))
		})
	}
}

func TestUnreadableRequests(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body    string
		headers []string
		status  int
		code    problem.Code
	}{
		"no key":             {ada, []string{"Idempotency-Key", ""}, 400, problem.IdempotencyKeyMissing},
		"a key beyond ASCII": {ada, []string{"Idempotency-Key", "schlüssel"}, 422, problem.InvalidRequest},
		"no body":            {``, nil, 400, problem.InvalidRequest},
		"half a body":        {ada[:40], nil, 400, problem.InvalidRequest},
		"a list":             {`[` + ada + `]`, nil, 400, problem.InvalidRequest},
		"half of a pair":     {strings.Replace(ada, "Ada", `Ad\ud83d`, 1), nil, 400, problem.InvalidRequest},
		"a compressed body":  {ada, []string{"Content-Encoding", "gzip"}, 415, problem.InvalidRequest},
		"more than 64 KiB":   {strings.Replace(ada, "Ada", strings.Repeat("A", 64<<10), 1), nil, 413, problem.InvalidRequest},
		"a form":             {ada, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, problem.InvalidRequest},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, client := region(t, market.US)
			client.Post("/v1/us/checkouts", tt.body, append([]string{"Idempotency-Key", "key"}, tt.headers...)...).Refused(tt.status, tt.code)
		})
	}
}

func TestBadPayments(t *testing.T) {
	t.Parallel()
	_, client := region(t, market.US)
	s := hold(t, client, ada, "key")
	const method, confirmation = `"pm_card_visa"`, `,"confirmation":""`
	long := `"` + strings.Repeat("x", 101) + `"`
	functiontest.Mistakes{
		"no method":                {`"payment_method":` + method + `,`, ``, "payment_method"},
		"an empty method":          {method, `""`, "payment_method"},
		"a number as method":       {method, `4242424242424242`, "payment_method"},
		"a long method":            {method, long, "payment_method"},
		"a method with a space":    {method, `"pm_card_visa "`, "payment_method"},
		"a method with a control":  {method, `"pm_card_visa\u0000"`, "payment_method"},
		"an unknown method":        {method, `"pm_cash"`, "payment_method"},
		"unprintable confirmation": {confirmation, `,"confirmation":"\u202e"`, "confirmation"},
		"a long confirmation":      {confirmation, `,"confirmation":` + long, "confirmation"},
		"a number as confirmation": {confirmation, `,"confirmation":1`, "confirmation"},
		"a wrong confirmation":     {method + confirmation, `"pm_card_authenticationRequired","confirmation":"1"`, "confirmation"},
		"a card":                   {method, method + `,"card":"4242424242424242"`, "card"},
		"another amount":           {method, method + `,"amount":1`, "amount"},
	}.Refused(t, `{"payment_method":`+method+confirmation+`}`, func(body string) *functiontest.Answer { return s.do("pay", body) })
	s.is("held")
	s.pay("pm_card_visa").Want(200)
}

// No request makes the store answer with an internal error.
func FuzzHold(f *testing.F) {
	f.Add(ada, "key", "us")
	f.Add(`{"lines":[{"quantity":9223372036854775807}]}`, "", "de")
	f.Add(strings.Replace(ada, `"quantity":1`, `"quantity":1e9`, 1), "a-b", "US")
	f.Add(strings.Replace(ada, "fitness-band", `\ud800`, 1), "\n", "")
	f.Add(`{"sale":{"sale":[[[`, "key", "%")
	shop := functiontest.Open(f, market.US, checkouttest.NewMemory())
	router := process(shop)
	f.Fuzz(func(t *testing.T, body, key, code string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/us/checkouts", strings.NewReader(body))
		r.URL.Path = "/v1/" + code + "/checkouts"
		r.Header.Set("Content-Type", "application/json")
		r.Header["Idempotency-Key"] = []string{key}
		w := httptest.NewRecorder()
		router.ServeHTTP(w, r)
		if w.Code >= http.StatusInternalServerError {
			t.Errorf("answered %d: %s; logged: %s", w.Code, w.Body, shop.Logged)
		}
	})
}
