package boot

import (
	"fmt"
	"strings"
	"testing"

	"storefront/shared/market"
)

func TestPayments(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ provider, key, want, err string }{
		"the sandbox":           {"sandbox", "", "sandbox", ""},
		"Stripe":                {"stripe", "sk_test_" + strings.Repeat("k", 40), "stripe", ""},
		"Stripe, restricted":    {"stripe", "rk_live_" + strings.Repeat("k", 40), "stripe", ""},
		"no provider":           {"", "", "", "PAYMENT_PROVIDER must be one of sandbox, stripe"},
		"another provider":      {"cash", "", "", "PAYMENT_PROVIDER must be one of sandbox, stripe"},
		"Stripe without a key":  {"stripe", "", "", "STRIPE_KEY is not set"},
		"the template's value":  {"stripe", strings.Repeat("k", 64), "", "STRIPE_KEY must name a secret key of Stripe"},
		"a key that is public":  {"stripe", "pk_test_" + strings.Repeat("k", 40), "", "STRIPE_KEY must name a secret key of Stripe"},
		"a key that is cut off": {"stripe", "sk_test_kkkk", "", "STRIPE_KEY must have at least 32 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := NewEnv(vars(map[string]string{
				"AWS_REGION": "us-west-2", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key",
				"PAYMENT_PROVIDER": tt.provider, "STRIPE_KEY": tt.key,
			}))
			provider := env.Payments(t.Context(), env.AWS(), market.US)
			if err := env.Err(); (tt.err == "") != (err == nil) || !strings.Contains(fmt.Sprint(err), tt.err) && tt.err != "" {
				t.Fatalf("err = %v, want %q", err, tt.err)
			}
			if tt.err == "" && provider.Name() != tt.want {
				t.Errorf("it pays by %s, want %s", provider.Name(), tt.want)
			}
			if tt.key != "" && strings.Contains(fmt.Sprint(env.Err()), tt.key) {
				t.Error("the error has the key")
			}
		})
	}
}
