package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
)

// Adoption is a change set with which a new stack takes over what an earlier one of
// its name has kept. An import can make nothing, so the template has nothing else;
// the deploy after it adds the rest.
type Adoption struct {
	Template  []byte   // for --template-body
	Resources []byte   // for --resources-to-import
	Kept      []string // what it adopts, for people
}

// errNothingKept means that there is nothing to adopt.
var errNothingKept = errors.New("nothing is left of an earlier stack: deploy as usual")

// Adopt writes the adoption of what the account has. It changes nothing in AWS.
func Adopt(ctx context.Context, d Deploy) (Adoption, error) {
	x := &examination{Deploy: d}
	if account := x.identify(ctx); account.Verdict == Unknown {
		return Adoption{}, errors.New(account.Check + ": " + account.Seen)
	}
	x.describeStack(ctx)
	for _, f := range append(x.readTemplate(), x.examineStack()) {
		if f.Verdict == Failure || f.Verdict == Unknown {
			return Adoption{}, errors.New(f.Check + ": " + f.Seen)
		}
	}
	if x.deployed.exists {
		return Adoption{}, errors.New("the stack " + x.Environment.StackName + " exists: a deploy changes it, and adopts nothing")
	}
	all, err := x.kept(ctx)
	if err != nil {
		return Adoption{}, err
	}
	all = slices.DeleteFunc(all, func(k kept) bool { return !k.retained })
	if len(all) == 0 {
		return Adoption{}, errNothingKept
	}
	type imported struct {
		ResourceType       string
		LogicalResourceId  string
		ResourceIdentifier map[string]string
	}
	var a Adoption
	var list []imported
	resources := map[string]any{}
	for _, k := range all {
		kind, _ := k.resource["Type"].(string)
		list = append(list, imported{kind, k.id, k.identifier})
		resources[k.id] = k.resource
		a.Kept = append(a.Kept, k.what)
	}
	if a.Template, err = json.MarshalIndent(map[string]any{"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}, "", "  "); err != nil {
		return Adoption{}, err
	}
	a.Resources, err = json.MarshalIndent(list, "", "  ")
	return a, err
}
