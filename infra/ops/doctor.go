package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"storefront/infra/ops/doctor"
	"storefront/infra/wholefile"
)

// marks are what the verdicts look like.
var marks = map[doctor.Verdict]string{doctor.Fine: "ok", doctor.Warning: "note", doctor.Failure: "FAIL", doctor.Unknown: "?"}

// verdicts are the names of the verdicts for programs.
var verdicts = map[doctor.Verdict]string{doctor.Fine: "fine", doctor.Warning: "warning", doctor.Failure: "failure", doctor.Unknown: "unknown"}

// examineDeploy says what stands against a deploy of the environment, and what to do
// about it.
func examineDeploy(ctx context.Context, c *call) error {
	if err := c.parse(); err != nil {
		return err
	}
	if c.Local {
		return misused("a deploy has an environment: pass -env NAME")
	}
	e := c.deploys
	c.out.print("environment %s deploys %s to %s\n\n", e.Name, e.StackName, e.AWSRegion)
	found, err := c.examine(ctx, e)
	if err != nil {
		return err
	}
	count := c.tell(found)
	unknown := ""
	if n := count[doctor.Unknown]; n > 0 {
		unknown = fmt.Sprintf("; %d could not be checked", n)
	}
	if n := count[doctor.Failure]; n > 0 {
		c.out.print("\nthe deploy would fail, or leave a store that does not work: %d of %d checks%s\n", n, len(found), unknown)
		return errFindings
	}
	c.out.print("\nnothing was found that would make the deploy fail%s\n", unknown)
	return nil
}

// tell shows findings, and what to do about them. It returns how many there are of each
// verdict.
func (c *call) tell(found []doctor.Finding) map[doctor.Verdict]int {
	count := map[doctor.Verdict]int{}
	var all []record
	for _, f := range found {
		count[f.Verdict]++
		all = append(all, record{{"verdict", verdicts[f.Verdict]}, {"check", f.Check}, {"seen", f.Seen}, {"do", f.Do}})
	}
	c.out.records(all, func() {
		c.out.grid(func(row func(...any)) {
			for _, f := range found {
				row(marks[f.Verdict], f.Check, f.Seen)
			}
		})
	})
	for _, f := range found {
		if f.Do != "" && f.Verdict != doctor.Fine {
			c.out.print("\n%s:\n  %s\n", f.Check, strings.ReplaceAll(f.Do, "\n", "\n  "))
		}
	}
	return count
}

// adoptKept writes the change set with which a new stack takes over what an earlier one
// of its name has kept.
func adoptKept(ctx context.Context, c *call) error {
	out := c.flags.String("out", "", "")
	if err := c.parse("out"); err != nil {
		return err
	}
	if c.Local {
		return misused("a deploy has an environment: pass -env NAME")
	}
	a, err := c.adopt(ctx, c.deploys)
	if err != nil {
		return err
	}
	template, resources := filepath.Join(*out, "template.json"), filepath.Join(*out, "resources.json")
	for path, content := range map[string][]byte{template: a.Template, resources: a.Resources} {
		if err := wholefile.Replace(ctx, path, wholefile.Bytes(content)); err != nil {
			return err
		}
	}
	for _, what := range a.Kept {
		c.out.print("adopts %s\n", what)
	}
	c.out.print("wrote %s and %s\n", template, resources)
	return nil
}
