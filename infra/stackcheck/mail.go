package stackcheck

import (
	"reflect"
	"slices"
	"strings"
)

const (
	notifyVariable = "Resources.NotifyFunction.Properties.Environment.Variables."
	// ownAddress is the API's own on AWS, for any environment.
	ownAddress    = "!If [IsLaptop, !Ref ShopUrl, !Sub 'https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}']"
	financeMail   = "Resources.CloseRole.Properties.Policies.0.PolicyDocument.Statement.9.1"
	sendStatement = "Resources.NotifyRole.Properties.Policies.0.PolicyDocument.Statement.8"
)

// withFinance mails finance.
var withFinance = map[string]string{"FinanceEmail": "finance@storefront.example"}

var mailChecks = []Check{
	{
		Name:   "sender",
		Proves: "a function that sends mail may do so from MailFrom alone, and SES allows it: with a configuration set, and in SES's sandbox, it asks for permission on that set and on the recipient's identity too",
		Find: func(s *Stack) (f findings) {
			for _, r := range s.mailers() {
				role := s.find(refersTo(r.Properties["Role"]))
				var resources []string
				for _, statement := range valuesAt(role.Properties, []string{"Policies", "*", "PolicyDocument", "Statement", "*"}) {
					if !slices.ContainsFunc(texts(at(statement, "Action")), func(action string) bool { return strings.HasPrefix(action, "ses:") }) {
						continue
					}
					if refersTo(at(statement, "Condition.StringEquals.ses:FromAddress")) != "MailFrom" || !reflect.DeepEqual(at(statement, "Action"), "ses:SendEmail") {
						f.add("%s may %v from any address", r.ID, at(statement, "Action"))
					}
					for _, resource := range list(at(statement, "Resource")) {
						arn := text(at(resource, "Fn::Sub"))
						resources = append(resources, arn[strings.LastIndex(arn, ":")+1:])
					}
				}
				if slices.Sort(resources); !slices.Equal(resources, []string{"configuration-set/*", "identity/*"}) {
					f.add("%s may send with %v", r.ID, resources)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "only the sender's identity", Edit: set("[!Sub 'arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/shop.example']", sendStatement+".Resource")},
			{What: "no configuration set", Edit: set("[!Sub 'arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/*']", sendStatement+".Resource")},
			{What: "any sender", Edit: drop(sendStatement + ".Condition")},
		},
	},
	{
		Name:   "finance-mail",
		Proves: "with FinanceEmail, the function that verifies the books at night may mail to that address alone; without, no function has it and it may send no mail",
		Find: func(s *Stack) (f findings) {
			for _, r := range s.of(functionType) {
				if r.ID != "CloseFunction" {
					if s.mailsFinance(r) {
						f.add("%s mails finance", r.ID)
					}
					continue
				}
				wanted, sends := s.Values["FinanceEmail"] != "", false
				if s.mailsFinance(r) != wanted {
					f.add("%s has the address of finance: %t, want %t", r.ID, !wanted, wanted)
				}
				for _, statement := range valuesAt(s.find(refersTo(r.Properties["Role"])).Properties, []string{"Policies", "*", "PolicyDocument", "Statement", "*"}) {
					if at(statement, "Action") != "ses:SendEmail" {
						continue
					}
					sends = true
					if refersTo(at(statement, "Condition.ForAllValues:StringEquals.ses:Recipients")) != "FinanceEmail" {
						f.add("%s may mail to anybody", r.ID)
					}
				}
				if sends != wanted {
					f.add("%s may send mail: %t, want %t", r.ID, sends, wanted)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "mail to anybody", With: withFinance, Edit: drop(financeMail + ".Condition.ForAllValues:StringEquals")},
			{What: "no mail to finance", With: withFinance, Edit: drop("Resources.CloseFunction.Properties.Environment.Variables.FINANCE_EMAIL")},
			{What: "a mail that the role does not allow", With: withFinance, Edit: set("logs:PutLogEvents", financeMail+".Action")},
			{What: "the right to mail without an address", Edit: set("{ Effect: Allow, Action: ses:SendEmail, Resource: '*' }", "Resources.CloseRole.Properties.Policies.0.PolicyDocument.Statement.9")},
			{What: "another function that mails finance", With: withFinance, Edit: set("!Ref FinanceEmail", notifyVariable+"FINANCE_EMAIL")},
		},
	},
	{
		Name:   "mail-links",
		Proves: "links in mails lead to the shop, and one-click unsubscribe, which mail programs post, to the address at which the API answers in this environment",
		Find: func(s *Stack) (f findings) {
			want := "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
			if s.Values["DomainName"] != "" {
				want = "https://${DomainName}"
			}
			for _, r := range s.mailers() {
				if s.mailsFinance(r) { // its mail has no link
					continue
				}
				variables := at(r.Properties, "Environment.Variables")
				if refersTo(at(variables, "SHOP_URL")) != "ShopUrl" {
					f.add("the links of %s lead to %v", r.ID, at(variables, "SHOP_URL"))
				}
				if api := at(variables, "API_URL"); at(api, "Fn::Sub") != want {
					f.add("%s has the API at %v, want %s", r.ID, api, want)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "one click to the shop", Edit: set("!Ref ShopUrl", notifyVariable+"API_URL")},
			{What: "one click to an address that is switched off", With: withEdge, Edit: set(ownAddress, notifyVariable+"API_URL")},
			{What: "links to the API", Edit: set(ownAddress, notifyVariable+"SHOP_URL")},
		},
	},
}

// mailsFinance reports whether a function mails finance.
func (s *Stack) mailsFinance(r Resource) bool {
	return at(r.Properties, "Environment.Variables.FINANCE_EMAIL") != nil
}

// mailers returns the functions that send mail.
func (s *Stack) mailers() []Resource {
	return slices.DeleteFunc(s.of(functionType), func(r Resource) bool {
		return at(r.Properties, "Environment.Variables.MAIL_FROM") == nil
	})
}
