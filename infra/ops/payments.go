package main

import (
	"cmp"
	"context"
	"encoding/json"

	"storefront/infra/ops/doctor"
	"storefront/infra/ops/payments"
)

// checkPayments says whether what the region takes payments with fits it.
func checkPayments(ctx context.Context, c *call) error {
	asJSON := c.flags.Bool("json", false, "")
	if err := c.parse(); err != nil {
		return err
	}
	pays, err := c.Stripe(ctx)
	if err != nil {
		return err
	}
	setup := payments.Setup{
		Region: c.Region, Shop: cmp.Or(c.URL, c.deploys.Parameters["ShopUrl"]), Now: c.now,
		Production: !c.Local && cmp.Or(c.deploys.Parameters["Environment"], "production") == "production",
	}
	if pays != nil {
		setup.API, setup.Key, setup.Webhook = pays.API, pays.Key, pays.Webhook
	}
	found := payments.Check(ctx, setup)
	if err := ctx.Err(); err != nil {
		return err
	}
	if *asJSON {
		err = c.tellJSON(found)
	} else {
		c.out.print("payments of %s\n\n", c.Name)
		c.tell(found)
	}
	for _, f := range found {
		if f.Verdict == doctor.Failure {
			return cmp.Or(err, errFindings)
		}
	}
	return err
}

// tellJSON shows findings for programs.
func (c *call) tellJSON(found []doctor.Finding) error {
	type row struct {
		Check   string `json:"check"`
		Verdict string `json:"verdict"`
		Seen    string `json:"seen"`
		Do      string `json:"do,omitempty"`
	}
	rows := make([]row, len(found))
	for i, f := range found {
		rows[i] = row{f.Check, marks[f.Verdict], f.Seen, f.Do}
	}
	text, err := json.MarshalIndent(rows, "", "  ")
	c.out.print("%s\n", text)
	return err
}
