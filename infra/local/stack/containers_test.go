package stack_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"storefront/infra/local/localtest"
	"storefront/infra/local/stack"
)

// Containers cannot use the loopback addresses that functions on the laptop get.
func TestContainersReachTheMailbox(t *testing.T) {
	t.Parallel()
	ports := stack.ContainerPorts{DynamoDB: localtest.FreePort(t), Mail: localtest.FreePort(t), S3: localtest.FreePort(t), SQS: localtest.FreePort(t)}
	s, _ := start(t, stack.Options{Regions: []string{"us", "eu"}, Containers: &ports})
	client := sesv2.New(sesv2.Options{
		Region:       "us-west-2",
		BaseEndpoint: aws.String(fmt.Sprintf("http://127.0.0.1:%d", ports.Mail)),
		Credentials:  credentials.NewStaticCredentialsProvider("storefront", "storefront", ""),
	})
	_, err := client.SendEmail(context.Background(), &sesv2.SendEmailInput{
		FromEmailAddress: aws.String("shop@example.com"),
		Destination:      &types.Destination{ToAddresses: []string{"ada@example.com"}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: &types.Content{Data: aws.String("from a container")},
			Body:    &types.Body{Text: &types.Content{Data: aws.String("Dear Ada")}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if mail := s.Region("us").Mail.Messages(); len(mail) != 1 || mail[0].Subject != "from a container" {
		t.Errorf("the mailbox has %v", mail)
	}
}

func TestTheEnvironmentFileNamesThePorts(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../env.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Parameters map[string]string }
	if err := json.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	for name, port := range map[string]int{
		"AWS_ENDPOINT_URL_DYNAMODB": stack.SamLocal.DynamoDB,
		"AWS_ENDPOINT_URL_SESV2":    stack.SamLocal.Mail,
		"AWS_ENDPOINT_URL_S3":       stack.SamLocal.S3,
		"AWS_ENDPOINT_URL_SQS":      stack.SamLocal.SQS,
	} {
		if want := fmt.Sprintf("http://host.docker.internal:%d", port); file.Parameters[name] != want {
			t.Errorf("%s is %q, want %s", name, file.Parameters[name], want)
		}
	}
}
