package stackcheck

import (
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"storefront/shared/market"
)

const checkoutVariable = "Resources.CheckoutFunction.Properties.Environment.Variables."

var configChecks = []Check{
	{
		Name:   "plain-build",
		Proves: "no environment of samconfig.toml builds with SAM's cache, which does not see changes in `shared/`, or builds functions in parallel, which compiles shared packages once for each",
		Find: func(s *Stack) (f findings) {
			var config map[string]any
			if _, err := toml.Decode(s.Source.Samconfig, &config); err != nil {
				f.add("%v", err)
			}
			walk(config, func(v any) {
				for _, setting := range []string{"cached", "parallel"} {
					if at(v, setting) == true {
						f.add("a build is %s", setting)
					}
				}
			})
			return f
		},
		Mutations: []Mutation{
			{What: "a cached build", Edit: replace("[us.deploy.parameters]\n", "[us.build.parameters]\ncached = true\n\n[us.deploy.parameters]\n")},
			{What: "functions built in parallel", Edit: replace("[default.validate.parameters]\n", "[default.build.parameters]\nparallel = true\n\n[default.validate.parameters]\n")},
			{What: "cached builds everywhere", Edit: replace("[default.validate.parameters]\n", "[default.build.parameters]\ncached = true\n\n[default.validate.parameters]\n")},
		},
	},
	{
		Name:   "regions",
		Proves: "every region has an environment with a stack of its own, and a mapping by region has every region",
		Find: func(s *Stack) (f findings) {
			environments, err := Environments(s.Source.Samconfig)
			if err != nil {
				f.add("%v", err)
			}
			for _, e := range environments {
				if e.StackName != "storefront-"+e.Name {
					f.add("environment %s deploys the stack %s", e.Name, e.StackName)
				}
			}
			for _, region := range market.Regions() {
				if !slices.ContainsFunc(environments, func(e Environment) bool {
					return e.Name == string(region) && e.Parameters["StoreRegion"] == string(region)
				}) {
					f.add("no environment deploys region %s", region)
				}
				if !slices.Contains(texts(at(s.Parameters, "StoreRegion.AllowedValues")), string(region)) {
					f.add("StoreRegion may not be %s", region)
				}
			}
			for name, mapping := range s.Mappings {
				checkMapping(&f, name, object(mapping))
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a region without an environment", Edit: replace(`"StoreRegion=in"`, `"StoreRegion=uk"`)},
			{What: "two regions in one stack", Edit: replace(`"storefront-in"`, `"storefront-uk"`)},
			{What: "a region that StoreRegion does not allow", Edit: set("[us, eu, uk]", "Parameters.StoreRegion.AllowedValues")},
			{What: "a mapping without one region", Edit: set("{ us: { Zone: a }, eu: { Zone: b }, uk: { Zone: c } }", "Mappings.Regions")},
		},
	},
	{
		Name:   "no-secrets",
		Proves: "no value in the template looks like a secret, and secrets come from Secrets Manager",
		Find: func(s *Stack) (f findings) {
			search := func(v any) {
				if value := text(v); secretShaped(value) && s.find(value).Type == "" {
					f.add("%.12s… looks like a secret", value)
				}
			}
			walk(s.Parameters, search)
			walk(s.Mappings, search)
			for _, r := range s.Resources {
				walk(r.Properties, search)
				for name, value := range object(at(r.Properties, "Environment.Variables")) {
					if secretName.MatchString(name) && s.find(refersTo(value)).Type != secretType && text(value) != "" {
						f.add("%s of %s is not from Secrets Manager", name, r.ID)
					}
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a secret written out", Edit: set("c0ffee-is-no-secret", checkoutVariable+"TOKEN_SECRET")},
			{What: "an access key", Edit: set("AKIAIOSFODNN7EXAMPLE", checkoutVariable+"KEY")},
			{What: "a provider's live key", Edit: set("'sk_live_"+strings.Repeat("0a", 12)+"'", checkoutVariable+"PROVIDER")},
			{What: "a long random text", Edit: set("{ us: { Key: Zk3vQ9xW7mB2nL5pR8tY1uC4eF6gH0jK } }", "Mappings.Keys")},
		},
	},
}

// checkMapping fails if a mapping has some regions as keys, but not all.
func checkMapping(f *findings, name string, keys map[string]any) {
	var missing []market.Region
	for _, region := range market.Regions() {
		if keys[string(region)] == nil {
			missing = append(missing, region)
		}
	}
	if len(missing) > 0 && len(missing) < len(market.Regions()) {
		f.add("the mapping %s lacks %v", name, missing)
	}
}

var (
	secretName = regexp.MustCompile(`(?i)secret|password|private|credential`)
	knownKey   = regexp.MustCompile(`AKIA[0-9A-Z]{16}|(sk|rk|pk|whsec)_(live|test)?_?[0-9A-Za-z]{16,}|-----BEGIN|gh[pousr]_[0-9A-Za-z]{20,}`)
	random     = regexp.MustCompile(`^[A-Za-z0-9+/=_-]{32,}$`)
)

// secretShaped reports whether a text has the form of a well-known kind of key, or
// is a long run of digits and of letters in both cases.
func secretShaped(s string) bool {
	return knownKey.MatchString(s) || random.MatchString(s) &&
		strings.ContainsAny(s, "0123456789") && strings.ToLower(s) != s && strings.ToUpper(s) != s
}
