package doctor

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
)

const (
	// unreserved is the concurrency that Lambda keeps for functions without a
	// reservation, and usualConcurrency an account's quota after some use.
	unreserved       = 100
	usualConcurrency = 1000
)

// raise says how to ask for a higher quota.
func (x *examination) raise(service, code string, value int) string {
	return fmt.Sprintf("aws service-quotas request-service-quota-increase --service-code %s --quota-code %s --desired-value %d --region %s",
		service, code, value, x.Environment.AWSRegion)
}

// concurrency checks how many functions may run at once.
func (x *examination) concurrency(ctx context.Context) []Finding {
	const check = "concurrency"
	out, err := lambda.NewFromConfig(x.AWS).GetAccountSettings(ctx, nil)
	if err != nil {
		return []Finding{unchecked(check, err)}
	}
	limit := int(out.AccountLimit.ConcurrentExecutions)
	free := limit
	if x.deployed.err == nil && !x.deployed.exists { // otherwise what the stack itself reserves is not free
		free = int(aws.ToInt32(out.AccountLimit.UnreservedConcurrentExecutions))
	}
	reserved := 0
	for _, f := range x.stack.Functions {
		reserved += f.Concurrency
	}
	more := x.raise("lambda", "L-B99A9384", max(usualConcurrency, reserved+unreserved+limit-free))
	switch {
	case reserved > 0 && free-unreserved < reserved:
		return []Finding{{
			check, Failure, fmt.Sprintf("functions reserve %d of %d, and Lambda keeps %d of them", reserved, free, unreserved),
			x.set("ReserveConcurrency=off") + ", or ask for more:\n" + more,
		}}
	case limit < usualConcurrency:
		return []Finding{{check, Warning, fmt.Sprintf("Lambda runs %d functions at once in this account: others wait or fail in a rush", limit), more}}
	case reserved > 0:
		return []Finding{{check, Fine, fmt.Sprintf("functions reserve %d of %d", reserved, free), ""}}
	default:
		return []Finding{{check, Fine, fmt.Sprintf("%d functions at once", limit), ""}}
	}
}

// requests compares API Gateway's quota, which all APIs of the account in the AWS
// Region share, with the API's own limit.
func (x *examination) requests(ctx context.Context) []Finding {
	const check = "requests"
	out, err := apigateway.NewFromConfig(x.AWS).GetAccount(ctx, nil)
	if err != nil {
		return []Finding{unchecked(check, err)}
	}
	if out.ThrottleSettings == nil {
		return []Finding{{check, Unknown, "not checked: API Gateway names no limit", ""}}
	}
	own, rate := x.stageRate(), out.ThrottleSettings.RateLimit
	if rate < own {
		return []Finding{{
			check, Warning, fmt.Sprintf("API Gateway takes %.0f a second for all APIs here, and this one allows %.0f", rate, own),
			x.raise("apigateway", "L-8A5B8E43", int(2*own)),
		}}
	}
	return []Finding{{check, Fine, fmt.Sprintf("API Gateway takes %.0f a second for all APIs here; this one allows %.0f", rate, own), ""}}
}

// stageRate returns the API's own limit, in requests a second.
func (x *examination) stageRate() float64 {
	var found float64
	for _, r := range x.document.Resources {
		resource, _ := r.(map[string]any)
		properties, _ := resource["Properties"].(map[string]any)
		settings, _ := properties["DefaultRouteSettings"].(map[string]any)
		if rate, err := strconv.ParseFloat(fmt.Sprint(settings["ThrottlingRateLimit"]), 64); err == nil {
			found = max(found, rate)
		}
	}
	return found
}

// capacity compares DynamoDB's quotas of a table with what the tables are warmed for.
func (x *examination) capacity(ctx context.Context) []Finding {
	const check = "capacity"
	out, err := dynamodb.NewFromConfig(x.AWS).DescribeLimits(ctx, nil)
	if err != nil {
		return []Finding{unchecked(check, err)}
	}
	writes, reads := aws.ToInt64(out.TableMaxWriteCapacityUnits), aws.ToInt64(out.TableMaxReadCapacityUnits)
	seen := fmt.Sprintf("a table takes up to %d writes and %d reads a second", writes, reads)
	warmWrites, _ := strconv.ParseInt(x.value("WarmWriteUnits"), 10, 64) // the template says that
	warmReads, _ := strconv.ParseInt(x.value("WarmReadUnits"), 10, 64)   // they are numbers
	if warmWrites > 0 && (warmWrites > writes || warmReads > reads) {
		return []Finding{{check, Failure, fmt.Sprintf("%s, and they are warmed for %d and %d", seen, warmWrites, warmReads), x.set("lower WarmWriteUnits and WarmReadUnits")}}
	}
	return []Finding{{check, Fine, seen, ""}}
}

// sender checks that SES may send in the shop's name.
func (x *examination) sender(ctx context.Context) []Finding {
	const check = "sender"
	_, domain, _ := strings.Cut(x.value("MailFrom"), "@")
	region := " --region " + x.Environment.AWSRegion
	identity, err := sesv2.NewFromConfig(x.AWS).GetEmailIdentity(ctx, &sesv2.GetEmailIdentityInput{EmailIdentity: &domain})
	switch {
	case is(err, "NotFoundException"):
		return []Finding{{
			check, Warning, "SES does not know " + domain + ": no mail is sent, so nobody gets a pass",
			"aws sesv2 create-email-identity --email-identity " + domain + region + "\nand make the DNS records that it prints as DKIM tokens",
		}}
	case err != nil:
		return []Finding{unchecked(check, err)}
	case !identity.VerifiedForSendingStatus:
		status := "unknown"
		if identity.DkimAttributes != nil {
			status = string(identity.DkimAttributes.Status)
		}
		return []Finding{{
			check, Warning, domain + " is not verified (DKIM " + status + "): no mail is sent, so nobody gets a pass",
			"make the DNS records of its DKIM tokens: aws sesv2 get-email-identity --email-identity " + domain + region,
		}}
	}
	return []Finding{{check, Fine, "SES may send as " + domain, ""}}
}

// quota checks to whom SES mails, and how much.
func (x *examination) quota(ctx context.Context) []Finding {
	const check = "mail"
	out, err := sesv2.NewFromConfig(x.AWS).GetAccount(ctx, nil)
	if err != nil {
		return []Finding{unchecked(check, err)}
	}
	amount := ""
	if q := out.SendQuota; q != nil {
		amount = fmt.Sprintf("%.0f a day and %.0f a second", q.Max24HourSend, q.MaxSendRate)
	}
	switch {
	case !out.SendingEnabled:
		return []Finding{{check, Warning, fmt.Sprintf("SES has stopped the account's mail (%s)", aws.ToString(out.EnforcementStatus)), "see why in the SES console, under account dashboard"}}
	case !out.ProductionAccessEnabled:
		return []Finding{{
			check, Warning, "SES is in its sandbox: it mails only to addresses that are verified, " + amount,
			fmt.Sprintf("aws sesv2 put-account-details --production-access-enabled --mail-type TRANSACTIONAL --website-url %s --region %s", x.value("ShopUrl"), x.Environment.AWSRegion),
		}}
	}
	return []Finding{{check, Fine, amount, ""}}
}
