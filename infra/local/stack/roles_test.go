package stack_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"storefront/infra/local/access"
	"storefront/infra/local/localtest"
	"storefront/infra/local/stack"
)

// A function that calls what its role does not allow fails on the laptop as on AWS.
func TestRolesHold(t *testing.T) {
	t.Parallel()
	root := localtest.Module(t)
	localtest.Write(t, root, "template.yaml", strings.Replace(localtest.Read(t, root, "template.yaml"), "ses:SendEmail", "ses:GetAccount", 1))
	s, l := start(t, stack.Options{Root: root})
	us := s.Region("us")
	if body, err := localtest.TryRequest("POST", us.URL+"/mail", "hello"); err == nil {
		t.Errorf("the mail is answered with %s", body)
	}
	l.WaitFor(t, `us echo +access denied: EchoRole does not allow ses:SendEmail on arn:aws:ses:us-west-2:000000000000:identity/storefront.example`)
	l.WaitFor(t, `AccessDeniedException: User: arn:aws:sts::000000000000:assumed-role/EchoRole/EchoFunction is not authorized`)
	if mail := us.Mail.Messages(); len(mail) > 0 {
		t.Errorf("the mailbox has %v", mail)
	}
}

func TestCallsAreRecorded(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(access.CallsVariable, dir)
	s, _ := start(t, stack.Options{})
	localtest.Request(t, "POST", s.Region("us").URL+"/mail", "hello")
	if err := s.Close(localtest.Ended()); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "calls-*.txt"))
	if err != nil || len(files) != 1 {
		t.Fatalf("the store leaves %q, %v", files, err)
	}
	if got, err := os.ReadFile(files[0]); err != nil || string(got) != "EchoFunction ses:SendEmail identity/storefront.example\n" {
		t.Errorf("recorded is %q, %v", got, err)
	}
}
