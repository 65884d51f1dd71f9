package doctor

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// deployed is the stack as it is in AWS.
type deployed struct {
	err        error // why CloudFormation did not say
	exists     bool
	status     types.StackStatus // empty: there is none
	parameters map[string]string
}

// describeStack asks for the stack.
func (x *examination) describeStack(ctx context.Context) {
	out, err := cloudformation.NewFromConfig(x.AWS).DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &x.Environment.StackName})
	if is(err, "ValidationError") { // CloudFormation has no other answer for a stack that does not exist
		return
	}
	if err == nil && len(out.Stacks) != 1 {
		err = fmt.Errorf("CloudFormation describes %d stacks", len(out.Stacks))
	}
	if err != nil {
		x.deployed.err = err
		return
	}
	stack := out.Stacks[0]
	x.deployed.status, x.deployed.parameters = stack.StackStatus, map[string]string{}
	x.deployed.exists = stack.StackStatus != types.StackStatusReviewInProgress
	for _, p := range stack.Parameters {
		x.deployed.parameters[aws.ToString(p.ParameterKey)] = aws.ToString(p.ParameterValue)
	}
}

// examineStack checks whether CloudFormation would accept a change of the stack.
func (x *examination) examineStack() Finding {
	const check = "stack"
	name := x.Environment.StackName
	switch {
	case x.deployed.err != nil:
		return unchecked(check, x.deployed.err)
	case x.deployed.status == "":
		return Finding{check, Fine, name + " does not exist yet: this is its first deploy", ""}
	}
	seen := fmt.Sprintf("%s is %s", name, x.deployed.status)
	if do, refused := x.refuses(x.deployed.status); refused {
		return Finding{check, Failure, seen, do}
	}
	if wrong, do := x.fixed(); x.deployed.exists && wrong != "" {
		return Finding{check, Failure, wrong, do}
	}
	return Finding{check, Fine, seen, ""}
}

// refuses reports whether CloudFormation refuses a deploy to a stack with the status,
// and what ends that.
func (x *examination) refuses(status types.StackStatus) (do string, refused bool) {
	at := fmt.Sprintf(" --stack-name %s --region %s", x.Environment.StackName, x.Environment.AWSRegion)
	switch status {
	case types.StackStatusReviewInProgress:
		return "", false
	case types.StackStatusRollbackComplete, types.StackStatusCreateFailed, types.StackStatusRollbackFailed, types.StackStatusDeleteFailed:
		return "find out why, as in \"When the first deploy fails\" in infra/README.md, and delete it: sam delete" + at, true
	case types.StackStatusUpdateRollbackFailed:
		return "aws cloudformation continue-update-rollback" + at, true
	}
	if strings.HasSuffix(string(status), "_IN_PROGRESS") {
		return "wait until it has ended: aws cloudformation describe-stacks --query 'Stacks[].StackStatus'" + at, true
	}
	return "", strings.HasSuffix(string(status), "_FAILED")
}

// fixed returns which parameter must not change as the environment changes it, and
// what to do, or "".
func (x *examination) fixed() (wrong, do string) {
	if was := x.deployed.parameters["StoreRegion"]; was != "" && was != x.value("StoreRegion") {
		return fmt.Sprintf("the stack sells in region %s, and StoreRegion is %s", was, x.value("StoreRegion")),
			"deploy another region as another stack: its stock, orders and books are its own"
	}
	for _, name := range []string{"WarmWriteUnits", "WarmReadUnits"} {
		was, err := strconv.Atoi(x.deployed.parameters[name])
		is, _ := strconv.Atoi(x.value(name)) // the template says that it is a number
		if err == nil && is > 0 && is < was {
			return fmt.Sprintf("%s is %d, and was %d: DynamoDB does not lower it", name, is, was), x.set(fmt.Sprintf("%s=%d", name, was))
		}
	}
	return "", ""
}

// leftovers looks for what an earlier stack of the name has kept. A new one would try
// to make it again, and fail.
func (x *examination) leftovers(ctx context.Context) []Finding {
	const check = "leftovers"
	if x.deployed.err != nil || x.deployed.exists {
		return nil
	}
	found, err := x.kept(ctx)
	if err != nil {
		return []Finding{unchecked(check, err)}
	}
	var names []string
	for _, k := range found {
		if k.named {
			names = append(names, k.what)
		}
	}
	if len(names) > 0 {
		return []Finding{{check, Failure, strings.Join(names, ", "), `adopt or delete them: see "Adopt what was kept" in infra/README.md`}}
	}
	return []Finding{{check, Fine, "nothing is left of an earlier stack", ""}}
}

// named are the secrets that every stack has under a name of the template's, by its end, and what a
// store without one loses.
var named = []struct{ suffix, loss string }{
	{"-digest", "nothing finds the waitlist's entries and the books' buyers any more"},
	{"-seal", "nobody can be forgotten, and nothing opens the copies that were sealed"},
}

func (x *examination) describeSecret(ctx context.Context, id string) (*secretsmanager.DescribeSecretOutput, error) {
	return secretsmanager.NewFromConfig(x.AWS).DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: &id})
}

// secrets checks the secrets that functions need and that a deploy does not give them.
func (x *examination) secrets(ctx context.Context) []Finding {
	var found []Finding
	if x.deployed.exists {
		for _, s := range named {
			found = append(found, x.namedSecret(ctx, x.Environment.StackName+s.suffix, s.loss))
		}
	}
	if x.value("PaymentProvider") == "stripe" {
		found = append(found, x.stripeKey(ctx))
	}
	return found
}

// namedSecret checks a secret that cannot be made again.
func (x *examination) namedSecret(ctx context.Context, id, loss string) Finding {
	const check = "secrets"
	switch secret, err := x.describeSecret(ctx, id); {
	case is(err, "ResourceNotFoundException"):
		return Finding{check, Failure, id + " is gone: " + loss, "restore it from a copy of its value, under the same name"}
	case err != nil:
		return unchecked(check, err)
	case secret.DeletedDate != nil:
		return Finding{
			check, Failure, id + " waits for its deletion, and nothing can read it",
			fmt.Sprintf("aws secretsmanager restore-secret --secret-id %s --region %s", id, x.Environment.AWSRegion),
		}
	}
	return Finding{check, Fine, id + " is there", ""}
}

// stripeKey checks that someone has put Stripe's key in place of the random value with
// which the stack makes the secret: then it has a version before.
func (x *examination) stripeKey(ctx context.Context) Finding {
	const check = "secrets"
	id := x.Environment.StackName + "-stripe-key"
	secret, err := x.describeSecret(ctx, id)
	if err != nil && !is(err, "ResourceNotFoundException") {
		return unchecked(check, err)
	}
	if err != nil || len(secret.VersionIdsToStages) < 2 {
		return Finding{
			check, Warning, id + " has no value of Stripe's: functions that take payments do not start",
			`once the stack has made it, put the key there: see "Stripe" in infra/README.md`,
		}
	}
	return Finding{check, Fine, id + " was set", ""}
}
