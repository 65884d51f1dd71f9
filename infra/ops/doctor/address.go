package doctor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/acm"
	"github.com/aws/aws-sdk-go-v2/service/acm/types"
	"github.com/aws/aws-sdk-go-v2/service/route53"
)

// edgeRegion is where CloudFront looks for certificates.
const edgeRegion = "us-east-1"

// certificates checks the certificates that parameters name.
func (x *examination) certificates(ctx context.Context) (found []Finding) {
	region := x.Environment.AWSRegion
	if x.value("Edge") == "on" {
		region = edgeRegion
	}
	for _, c := range []struct{ parameter, host, region string }{
		{"CertificateArn", x.value("DomainName"), region},
		{"OriginCertificateArn", x.value("OriginName"), x.Environment.AWSRegion},
	} {
		if x.value(c.parameter) != "" && c.host != "" {
			found = append(found, x.certificate(ctx, c.parameter, c.host, c.region))
		}
	}
	return found
}

// certificate checks that a parameter's certificate is in the AWS Region, issued and
// for the host.
func (x *examination) certificate(ctx context.Context, parameter, host, region string) Finding {
	const check = "certificate"
	arn := x.value(parameter)
	request := fmt.Sprintf("aws acm request-certificate --validation-method DNS --domain-name %s --region %s", host, region)
	if parts := strings.Split(arn, ":"); len(parts) > 3 && parts[3] != region {
		return Finding{check, Failure, fmt.Sprintf("%s is in %s, and is needed in %s", parameter, parts[3], region), request}
	}
	out, err := acm.NewFromConfig(x.AWS, func(o *acm.Options) { o.Region = region }).
		DescribeCertificate(ctx, &acm.DescribeCertificateInput{CertificateArn: &arn})
	if is(err, "ResourceNotFoundException") {
		return Finding{check, Failure, parameter + " does not exist", request}
	}
	if err != nil {
		return unchecked(check, err)
	}
	c := out.Certificate
	if c.Status != types.CertificateStatusIssued {
		return Finding{check, Failure, fmt.Sprintf("%s is %s", parameter, c.Status),
			fmt.Sprintf("make the DNS records that it asks for: aws acm describe-certificate --certificate-arn %s --region %s", arn, region)}
	}
	names := append(slices.Clone(c.SubjectAlternativeNames), aws.ToString(c.DomainName))
	if !slices.ContainsFunc(names, func(name string) bool { return covers(name, host) }) {
		return Finding{check, Failure, fmt.Sprintf("%s is for %s, not for %s", parameter, aws.ToString(c.DomainName), host), request}
	}
	return Finding{check, Fine, fmt.Sprintf("%s is issued for %s, in %s", parameter, host, region), ""}
}

// covers reports whether a certificate's name, perhaps with a wildcard, is good for a
// host.
func covers(name, host string) bool {
	if rest, wildcard := strings.CutPrefix(name, "*."); wildcard {
		_, parent, _ := strings.Cut(host, ".")
		return parent == rest
	}
	return name == host
}

// zone checks the zone in which the deploy makes records.
func (x *examination) zone(ctx context.Context) []Finding {
	const check = "hosted zone"
	id := x.value("HostedZoneId")
	if id == "" {
		return nil
	}
	out, err := route53.NewFromConfig(x.AWS).GetHostedZone(ctx, &route53.GetHostedZoneInput{Id: &id})
	if is(err, "NoSuchHostedZone", "InvalidInput") {
		return []Finding{{check, Failure, id + " does not exist in this account", "list the zones: aws route53 list-hosted-zones"}}
	}
	if err != nil {
		return []Finding{unchecked(check, err)}
	}
	name := strings.TrimSuffix(aws.ToString(out.HostedZone.Name), ".")
	if out.HostedZone.Config != nil && out.HostedZone.Config.PrivateZone {
		return []Finding{{check, Failure, fmt.Sprintf("%s is the private zone of %s: shoppers do not see it", id, name), "list the zones: aws route53 list-hosted-zones"}}
	}
	for _, parameter := range []string{"DomainName", "OriginName"} {
		if host := x.value(parameter); host != "" && host != name && !strings.HasSuffix(host, "."+name) {
			return []Finding{{check, Failure, fmt.Sprintf("%s is the zone of %s, and %s is %s", id, name, parameter, host), x.set(parameter + " or HostedZoneId")}}
		}
	}
	return []Finding{{check, Fine, fmt.Sprintf("%s is the zone of %s", id, name), ""}}
}
