package stackcheck

import (
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"storefront/shared/market"
)

var configChecks = []Check{
	{
		Name:   "plain-build",
		Proves: "no environment of samconfig.toml builds with SAM's cache, which does not see changes in `shared/`, or builds functions at once, which compiles shared packages once for each",
		Find: func(s *Stack) []string {
			var f findings
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
			{What: "functions built at once", Edit: replace("[default.validate.parameters]\n", "[default.build.parameters]\nparallel = true\n\n[default.validate.parameters]\n")},
			{What: "cached builds everywhere", Edit: replace("[default.validate.parameters]\n", "[default.build.parameters]\ncached = true\n\n[default.validate.parameters]\n")},
		},
	},
	{
		Name:   "regions",
		Proves: "every region has an environment, and a mapping by region knows every region",
		Find: func(s *Stack) []string {
			var f findings
			environments, err := Environments(s.Source.Samconfig)
			if err != nil {
				f.add("%v", err)
			}
			for _, region := range market.Regions() {
				deployed := false
				for _, e := range environments {
					deployed = deployed || e.Name == string(region) && e.Parameters["StoreRegion"] == string(region)
				}
				if !deployed {
					f.add("no environment deploys region %s", region)
				}
				if !slices.Contains(texts(at(s.Parameters, "StoreRegion", "AllowedValues")), string(region)) {
					f.add("StoreRegion may not be %s", region)
				}
			}
			for name := range s.Mappings {
				s.checkMapping(&f, name)
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a region that nobody deploys", Edit: replace(`"StoreRegion=in"`, `"StoreRegion=uk"`)},
			{What: "a region that may not be", Edit: set("[us, eu, uk]", "Parameters", "StoreRegion", "AllowedValues")},
			{What: "a mapping without one region", Edit: set("{ us: { Zone: a }, eu: { Zone: b }, uk: { Zone: c } }", "Mappings", "Regions")},
		},
	},
	{
		Name:   "schedules",
		Proves: "every schedule is one that EventBridge takes",
		Find: func(s *Stack) []string {
			var f findings
			for _, e := range s.events(scheduleEvent, schedulerEvent) {
				if expression := e.schedule(); !validSchedule(expression) {
					f.add("%s: %q is no schedule", e.ID(), expression)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "one minutes", Edit: set("rate(1 minutes)", "Resources", "SweepFunction", "Properties", "Events", "EveryMinute", "Properties", "Schedule")},
			{What: "a cron of five fields", Edit: set("cron(0 3 * * *)", "Resources", "SweepFunction", "Properties", "Events", "EveryMinute", "Properties", "Schedule")},
		},
	},
	{
		Name:   "no-secrets",
		Proves: "nothing in the template looks like a secret, and what is one comes from Secrets Manager",
		Find: func(s *Stack) []string {
			var f findings
			walk(s.anything(), func(v any) {
				if value := text(v); secretShaped(value) && s.find(value).Type == "" {
					f.add("%.12s… looks like a secret", value)
				}
			})
			for _, r := range s.of(functionType) {
				for name, value := range object(r.Properties, "Environment", "Variables") {
					if secretName.MatchString(name) && s.find(refersTo(value)).Type != "AWS::SecretsManager::Secret" && text(value) != "" {
						f.add("%s of %s is not from Secrets Manager", name, r.ID)
					}
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a secret written out", Edit: set("c0ffee-is-no-secret", "Resources", "CheckoutFunction", "Properties", "Environment", "Variables", "TOKEN_SECRET")},
			{What: "an access key", Edit: set("AKIAIOSFODNN7EXAMPLE", "Resources", "CheckoutFunction", "Properties", "Environment", "Variables", "KEY")},
			{What: "a provider's live key", Edit: set("'sk_live_"+strings.Repeat("0a", 12)+"'", "Resources", "CheckoutFunction", "Properties", "Environment", "Variables", "PROVIDER")},
			{What: "a long random text", Edit: set("{ us: { Key: Zk3vQ9xW7mB2nL5pR8tY1uC4eF6gH0jK } }", "Mappings", "Keys")},
		},
	},
}

// checkMapping wants a mapping whose keys are regions to have them all.
func (s *Stack) checkMapping(f *findings, name string) {
	keys := object(s.Mappings, name)
	byRegion := false
	for _, region := range market.Regions() {
		byRegion = byRegion || keys[string(region)] != nil
	}
	for _, region := range market.Regions() {
		if byRegion && keys[string(region)] == nil {
			f.add("the mapping %s does not know %s", name, region)
		}
	}
}

var (
	rate = regexp.MustCompile(`^rate\((1 (minute|hour|day)|([2-9]|[1-9][0-9]+) (minutes|hours|days))\)$`)
	// Of the day of the month and that of the week one must be open.
	cron = regexp.MustCompile(`^cron\(\S+ \S+ (\? \S+ \S+|\S+ \S+ \?) \S+\)$`)
)

func validSchedule(expression string) bool {
	return rate.MatchString(expression) || cron.MatchString(expression)
}

var (
	secretName = regexp.MustCompile(`(?i)secret|password|private|credential`)
	knownKey   = regexp.MustCompile(`AKIA[0-9A-Z]{16}|(sk|rk|pk|whsec)_(live|test)?_?[0-9A-Za-z]{16,}|-----BEGIN|gh[pousr]_[0-9A-Za-z]{20,}`)
	random     = regexp.MustCompile(`^[A-Za-z0-9+/=_-]{32,}$`)
)

// secretShaped says whether a text looks like a key: one of a well-known form, or
// a long run of letters and digits in no order.
func secretShaped(s string) bool {
	return knownKey.MatchString(s) || random.MatchString(s) &&
		strings.ContainsAny(s, "0123456789") && strings.ToLower(s) != s && strings.ToUpper(s) != s
}

// anything is all that the stack holds, for a search through it.
func (s *Stack) anything() any {
	all := []any{any(s.Parameters), any(s.Mappings)}
	for _, r := range s.Resources {
		all = append(all, any(r.Properties))
	}
	return all
}

func texts(v any) []string {
	var all []string
	for _, item := range list(v) {
		all = append(all, text(item))
	}
	return all
}
