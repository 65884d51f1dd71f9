package stack_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"storefront/infra/local/localtest"
	"storefront/infra/local/stack"
)

// Containers cannot use the loopback addresses that functions on the laptop get.
func TestContainersReachTheMailbox(t *testing.T) {
	t.Parallel()
	ports := stack.ContainerPorts{DynamoDB: localtest.FreePort(t), Mail: localtest.FreePort(t), S3: localtest.FreePort(t), SQS: localtest.FreePort(t)}
	s, _ := start(t, stack.Options{Regions: []string{"us", "eu"}, Containers: &ports})
	mail := `{"FromEmailAddress":"shop@example.com","Destination":{"ToAddresses":["ada@example.com"]},
		"Content":{"Simple":{"Subject":{"Data":"from a container"},"Body":{"Text":{"Data":"Dear Ada"}}}}}`
	localtest.Request(t, "POST", fmt.Sprintf("http://127.0.0.1:%d/v2/email/outbound-emails", ports.Mail), mail)
	if caught := s.Region("us").Mail.Messages(); len(caught) != 1 || caught[0].Subject != "from a container" {
		t.Errorf("the mailbox has %v", caught)
	}
}

func TestTheEnvironmentFileNamesThePorts(t *testing.T) {
	t.Parallel()
	var file struct{ Parameters map[string]string }
	if err := json.Unmarshal([]byte(localtest.Read(t, "..", "env.json")), &file); err != nil {
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
