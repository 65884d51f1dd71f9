package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/functiontest"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/problem"
)

// Each row changes one thing in ada's order, which names the fields at fault.
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
	tests := map[string]struct {
		old, new string
		fields   []string
	}{
		"no sale":                     {`"sale":"us-launch",`, ``, []string{"sale"}},
		"a sale's name that is none":  {`us-launch`, `US launch`, []string{"sale"}},
		"a sale that is a number":     {`"us-launch"`, `1`, []string{"sale"}},
		"no lines":                    {`"lines":[` + line + `],`, ``, []string{"lines"}},
		"an empty list of lines":      {line, ``, []string{"lines"}},
		"21 lines":                    {line, lines(21), []string{"lines"}},
		"lines that are no list":      {`[` + line + `]`, line, []string{"lines"}},
		"a line that is no object":    {line, `"fitness-band"`, []string{"lines[0]"}},
		"one SKU twice":               {line, line + `,` + line, []string{"lines[1].sku"}},
		"no SKU":                      {`"sku":"fitness-band",`, ``, []string{"lines[0].sku"}},
		"a SKU that is none":          {`fitness-band`, `fitness_band`, []string{"lines[0].sku"}},
		"a long SKU":                  {`fitness-band`, strings.Repeat("x", 41), []string{"lines[0].sku"}},
		"no quantity":                 {`,"quantity":1`, ``, []string{"lines[0].quantity"}},
		"quantity 0":                  {`"quantity":1`, `"quantity":0`, []string{"lines[0].quantity"}},
		"quantity -1":                 {`"quantity":1`, `"quantity":-1`, []string{"lines[0].quantity"}},
		"quantity 1.5":                {`"quantity":1`, `"quantity":1.5`, []string{"lines[0].quantity"}},
		"quantity in quotes":          {`"quantity":1`, `"quantity":"1"`, []string{"lines[0].quantity"}},
		"quantity null":               {`"quantity":1`, `"quantity":null`, []string{"lines[0].quantity"}},
		"quantity 1001":               {`"quantity":1`, `"quantity":1001`, []string{"lines[0].quantity"}},
		"quantity beyond 64 bits":     {`"quantity":1`, `"quantity":18446744073709551617`, []string{"lines[0].quantity"}},
		"quantity over the sale's":    {`"quantity":1`, `"quantity":3`, []string{"lines[0].quantity"}},
		"no e-mail":                   {`"email":"ada@example.com",`, ``, []string{"email"}},
		"an e-mail without a domain":  {`ada@example.com`, `ada@`, []string{"email"}},
		"an e-mail with a line break": {`ada@example.com`, `ada@example.com\nBcc: eve@example.com`, []string{"email"}},
		"two e-mails":                 {`ada@example.com`, `ada@example.com,eve@example.com`, []string{"email"}},
		"a long e-mail":               {`ada@`, strings.Repeat("a", 65) + `@`, []string{"email"}},
		"no locale":                   {`"locale":"en",`, ``, []string{"locale"}},
		"an empty locale":             {`"locale":"en"`, `"locale":""`, []string{"locale"}},
		"a locale that is none":       {`"locale":"en"`, `"locale":"English, please"`, []string{"locale"}},
		"a list of locales":           {`"locale":"en"`, `"locale":"en-US,en;q=0.9"`, []string{"locale"}},
		"an endless locale":           {`"locale":"en"`, `"locale":"en` + strings.Repeat("-aaaaaaaa", 5) + `"`, []string{"locale"}},
		"no name":                     {`"Ada Lovelace"`, `""`, []string{"ship_to.name"}},
		"a name of spaces":            {`"Ada Lovelace"`, `"  "`, []string{"ship_to.name"}},
		"a long name":                 {`Ada Lovelace`, long, []string{"ship_to.name"}},
		"a name with a line break":    {`Ada Lovelace`, `Ada\nLovelace`, []string{"ship_to.name"}},
		"a name with an escape":       {`Ada Lovelace`, `Ada\u001b[2JLovelace`, []string{"ship_to.name"}},
		"a name that turns the text":  {`Ada Lovelace`, `Ada\u202eLovelace`, []string{"ship_to.name"}},
		"a name in isolation":         {`Ada Lovelace`, `\u2066Ada\u2069`, []string{"ship_to.name"}},
		"a name of joiners alone":     {`Ada Lovelace`, `\u200d\u200c`, []string{"ship_to.name"}},
		"a name of marks alone":       {`Ada Lovelace`, `\u200e\ufeff\u200b`, []string{"ship_to.name"}},
		"a name of fillers alone":     {`Ada Lovelace`, `\u3164`, []string{"ship_to.name"}},
		"a name of wide spaces":       {`Ada Lovelace`, `\u3000\u00a0`, []string{"ship_to.name"}},
		"a name in two lines":         {`Ada Lovelace`, `Ada\u2028Lovelace`, []string{"ship_to.name"}},
		"a street that turns":         {`1 Market Street`, `1 \u202dMarket`, []string{"ship_to.line1"}},
		"a second line that turns":    {`"city"`, `"line2":"\u2067","city"`, []string{"ship_to.line2"}},
		"a city that turns":           {`San Francisco`, `\u202bSan Francisco`, []string{"ship_to.city"}},
		"a state that turns":          {`"CA"`, `"\u202eCA"`, []string{"ship_to.state"}},
		"a city that shows nothing":   {`San Francisco`, `\u2800`, []string{"ship_to.city"}},
		"a name with a null":          {`Ada Lovelace`, `Ada\u0000`, []string{"ship_to.name"}},
		"a long street":               {`1 Market Street`, long, []string{"ship_to.line1"}},
		"no street":                   {`"line1":"1 Market Street",`, ``, []string{"ship_to.line1"}},
		"a long second line":          {`"city"`, `"line2":"` + long + `","city"`, []string{"ship_to.line2"}},
		"no city":                     {`"city":"San Francisco",`, ``, []string{"ship_to.city"}},
		"a long city":                 {`San Francisco`, long, []string{"ship_to.city"}},
		"no postal code":              {`"postal_code":"94105",`, ``, []string{"ship_to.postal_code"}},
		"another country's code":      {`94105`, `EC1A 1BB`, []string{"ship_to.postal_code"}},
		"a territory's code":          {`94105`, `00901`, []string{"ship_to.postal_code"}},
		"a code of military post":     {`94105`, `09012`, []string{"ship_to.postal_code"}},
		"another state's code":        {`94105`, `97201`, []string{"ship_to.postal_code"}},
		"a postal code of a number":   {`"94105"`, `94105`, []string{"ship_to.postal_code"}},
		"no state":                    {`"state":"CA",`, ``, []string{"ship_to.state"}},
		"a state that is none":        {`"CA"`, `"ZZ"`, []string{"ship_to.state"}},
		"no country":                  {`,"country":"US"`, ``, []string{"ship_to.country"}},
		"another market's country":    {`"US"`, `"DE"`, []string{"ship_to.country"}},
		"the country in lower case":   {`"US"`, `"us"`, []string{"ship_to.country"}},
		"no address":                  {`"ship_to":{"name":"Ada Lovelace","line1":"1 Market Street","city":"San Francisco","postal_code":"94105","state":"CA","country":"US"}`, `"ship_to":{}`, []string{"ship_to.name", "ship_to.line1", "ship_to.city", "ship_to.country", "ship_to.postal_code", "ship_to.state"}},
		"an unknown field":            {`"sale"`, `"price":1,"sale"`, []string{"price"}},
		"an unknown field of a line":  {`"quantity":1`, `"quantity":1,"unit_price":1`, []string{"lines[0].unit_price"}},
		"a field twice":               {`"locale":"en"`, `"locale":"en","locale":"es"`, []string{"locale"}},
		"several at once":             {`"us-launch","lines":[` + line + `],"email":"ada@example.com"`, `"","lines":[],"email":""`, []string{"sale", "lines", "email"}},
	}
	shop, client := region(t, market.US)
	shop.Store.(*checkouttest.Memory).Break(func(op checkouttest.Op, _ string) checkouttest.Fault {
		t.Errorf("a bad order reached the store: %s", op)
		return checkouttest.Fault{}
	})
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			body := strings.Replace(ada, tt.old, tt.new, 1)
			if body == ada {
				t.Fatalf("%q is not in ada's order", tt.old)
			}
			refused := client.Post("/v1/us/checkouts", body, "Idempotency-Key", "key").Refused(422, problem.InvalidRequest)
			if diff := cmp.Diff(tt.fields, namesOf(refused.Fields)); diff != "" {
				t.Errorf("at fault (-want +got):\n%s", diff)
			}
		})
	}
}

func namesOf(fields []problem.Field) []string {
	var names []string
	for _, f := range fields {
		names = append(names, f.Name)
	}
	return names
}

// A reason is shown to people, so it must not repeat what was sent.
func TestRefusalsRepeatNothing(t *testing.T) {
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

func TestOrdersThatAreAccepted(t *testing.T) {
	t.Parallel()
	tests := map[string][2]string{
		"the most of a line":           {`"quantity":1`, `"quantity":2`},
		"the e-mail with spaces":       {`ada@example.com`, ` Ada@Example.COM `},
		"another language":             {`"en"`, `"es"`},
		"a browser's locale":           {`"en"`, `"en-US"`},
		"a locale in upper case":       {`"en"`, `"EN"`},
		"another market's language":    {`"en"`, `"de-AT"`},
		"a name of another script":     {`Ada Lovelace`, `एडा लवलेस`},
		"a name with a joiner":         {`Ada Lovelace`, `दर्\u200dया`},
		"a name with a non-joiner":     {`Ada Lovelace`, `علی\u200cرضا`},
		"a mark before an Arabic name": {`Ada Lovelace`, `\u200fمحمد`},
		"a family":                     {`Ada Lovelace`, `The 👨\u200d👩\u200d👧 family`},
		"a no-break space":             {`Ada Lovelace`, `Ada\u00a0Lovelace`},
		"an ideographic space":         {`Ada Lovelace`, `山田\u3000太郎`},
		"an e-mail with its mark":      {`ada@example.com`, `\ufeffada@example.com\u200e`},
		"a state by its name":          {`"CA"`, `"California"`},
		"a postal code with spaces":    {`94105`, ` 94105\u00a0`},
		"a name of 100 characters":     {`Ada Lovelace`, strings.Repeat("ß", 100)},
		"a second line":                {`"city"`, `"line2":"Apt. 4","city"`},
		"the state in lower case":      {`"CA"`, `"ca"`},
		"a postal code of nine digits": {`94105`, `94105-1420`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, client := region(t, market.US)
			hold(t, client, strings.Replace(ada, tt[0], tt[1], 1), strings.Repeat("k", 255))
		})
	}
}

func TestRequestsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body    string
		headers []string
		status  int
		code    problem.Code
	}{
		"no key":                    {ada, []string{"Idempotency-Key", ""}, 400, problem.IdempotencyKeyMissing},
		"a long key":                {ada, []string{"Idempotency-Key", strings.Repeat("k", 256)}, 422, problem.InvalidRequest},
		"a key with a space":        {ada, []string{"Idempotency-Key", "a b"}, 422, problem.InvalidRequest},
		"a key beyond ASCII":        {ada, []string{"Idempotency-Key", "schlüssel"}, 422, problem.InvalidRequest},
		"no body":                   {``, nil, 400, problem.InvalidRequest},
		"half a body":               {ada[:40], nil, 400, problem.InvalidRequest},
		"something after the body":  {ada + `{}`, nil, 400, problem.InvalidRequest},
		"a list":                    {`[` + ada + `]`, nil, 400, problem.InvalidRequest},
		"null":                      {`null`, nil, 400, problem.InvalidRequest},
		"bytes that are no UTF-8":   {strings.Replace(ada, "Ada", "Ad\xff", 1), nil, 400, problem.InvalidRequest},
		"half of a pair":            {strings.Replace(ada, "Ada", `Ad\ud83d`, 1), nil, 400, problem.InvalidRequest},
		"the other half":            {strings.Replace(ada, "Ada", `Ad\udc68`, 1), nil, 400, problem.InvalidRequest},
		"a compressed body":         {ada, []string{"Content-Encoding", "gzip"}, 415, problem.InvalidRequest},
		"two keys":                  {ada, []string{"Idempotency-Key", "a,b"}, 422, problem.InvalidRequest},
		"more than 64 KiB":          {strings.Replace(ada, "Ada", strings.Repeat("A", 64<<10), 1), nil, 413, problem.InvalidRequest},
		"a form":                    {ada, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, problem.InvalidRequest},
		"text":                      {ada, []string{"Content-Type", "text/plain"}, 415, problem.InvalidRequest},
		"no content type":           {ada, []string{"Content-Type", ""}, 415, problem.InvalidRequest},
		"JSON with its charset":     {ada, []string{"Content-Type", "Application/JSON; charset=utf-8"}, 201, ""},
		"a body in another charset": {strings.Replace(ada, "Ada", "\xff\xfe", 1), []string{"Content-Type", "application/json; charset=utf-16"}, 400, problem.InvalidRequest},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, client := region(t, market.US)
			answer := client.Post("/v1/us/checkouts", tt.body, append([]string{"Idempotency-Key", "key"}, tt.headers...)...)
			if tt.status == http.StatusCreated {
				answer.Want(tt.status)
				return
			}
			answer.Refused(tt.status, tt.code)
		})
	}
}

func TestBadPayments(t *testing.T) {
	t.Parallel()
	_, client := region(t, market.US)
	s := hold(t, client, ada, "key")
	for name, tt := range map[string]struct {
		body   string
		fields []string
	}{
		"no method":             {`{}`, []string{"payment_method"}},
		"an empty method":       {`{"payment_method":""}`, []string{"payment_method"}},
		"a method of a number":  {`{"payment_method":4242424242424242}`, []string{"payment_method"}},
		"a long method":         {`{"payment_method":"` + strings.Repeat("x", 101) + `"}`, []string{"payment_method"}},
		"a method with a space": {`{"payment_method":"pm_card_visa "}`, []string{"payment_method"}},
		"a method of controls":  {`{"payment_method":"pm_card_visa\u0000"}`, []string{"payment_method"}},
		"an unprintable answer": {`{"payment_method":"pm_card_visa","confirmation":"\u202e"}`, []string{"confirmation"}},
		"an unknown method":     {`{"payment_method":"pm_cash"}`, []string{"payment_method"}},
		"a long confirmation":   {`{"payment_method":"pm_card_visa","confirmation":"` + strings.Repeat("x", 101) + `"}`, []string{"confirmation"}},
		"a card":                {`{"payment_method":"pm_card_visa","card":"4242424242424242"}`, []string{"card"}},
		"another sum":           {`{"payment_method":"pm_card_visa","amount":1}`, []string{"amount"}},
		"a wrong confirmation":  {`{"payment_method":"pm_card_authenticationRequired","confirmation":"1"}`, []string{"confirmation"}},
		"a method and a number": {`{"payment_method":"pm_card_visa","confirmation":1}`, []string{"confirmation"}},
	} {
		t.Run(name, func(t *testing.T) {
			refused := s.do("pay", tt.body).Refused(422, problem.InvalidRequest)
			if got := namesOf(refused.Fields); !slices.Equal(got, tt.fields) {
				t.Errorf("at fault %q, want %q", got, tt.fields)
			}
		})
	}
	s.is("held")
	s.pay("pm_card_visa").Want(200)
}

// Whatever is sent, the store is not at fault.
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
