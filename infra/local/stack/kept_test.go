package stack_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/infra/eventually"
	"storefront/infra/local/database"
	"storefront/infra/local/localtest"
	"storefront/infra/local/stack"
)

func TestSecretsAreKeptWithTheData(t *testing.T) {
	t.Parallel()
	root, data := localtest.Module(t), filepath.Join(t.TempDir(), "data")
	var secrets []string
	for range 2 {
		t.Run("", func(t *testing.T) {
			s, _ := start(t, stack.Options{Root: root, DataDir: data})
			secrets = append(secrets, localtest.Request(t, "GET", s.Region("us").URL+"/environment/TOKEN_SECRET", ""))
		})
	}
	if secrets[0] == "" || secrets[0] != secrets[1] {
		t.Errorf("the secrets of two runs are %q", secrets)
	}
	info, err := os.Stat(filepath.Join(data, "secrets.json"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the secrets: %v", info.Mode())
	}
}

// A second run has the items, buckets and queues of the first, and continues its
// streams where it stopped.
func TestDataIsKept(t *testing.T) {
	t.Parallel()
	root, data := localtest.Module(t), filepath.Join(t.TempDir(), "data")
	extend(t, root, "table.yaml")
	extend(t, root, "files.yaml")
	options := stack.Options{Root: root, DataDir: data, Engine: database.Embedded}
	var before string
	t.Run("the first run", func(t *testing.T) {
		s, l := start(t, options)
		put(t, s.Region("us"), "first")
		eventually.True(t, "the function has seen it", func() bool { return strings.Contains(l.String(), "INSERT first") })
		putObject(t, s, "a/b", "bytes")
		send(t, s, "kept", "dropped")
		before = localtest.Request(t, "GET", s.Region("us").URL+"/_local/files", "")
	})
	t.Run("the second run", func(t *testing.T) {
		s, l := start(t, options)
		if after := localtest.Request(t, "GET", s.Region("us").URL+"/_local/files", ""); after != before || !strings.Contains(after, "kept") {
			t.Errorf("buckets and queues were %s, and are %s", before, after)
		}
		put(t, s.Region("us"), "second")
		eventually.True(t, "the function sees what is new", func() bool { return strings.Contains(l.String(), "INSERT second") })
		if strings.Contains(l.String(), "INSERT first") {
			t.Error("the function sees the first run's change again")
		}
		scanned, err := s.Region("us").DynamoDB.Scan(t.Context(), &dynamodb.ScanInput{TableName: aws.String(s.Region("us").Tables()["ItemsTable"])})
		if err != nil || len(scanned.Items) != 2 {
			t.Errorf("Scan() = %v, %v; want both items", scanned, err)
		}
	})
}

func put(t *testing.T, r *stack.Region, key string) {
	t.Helper()
	_, err := r.DynamoDB.PutItem(t.Context(), &dynamodb.PutItemInput{
		TableName: aws.String(r.Tables()["ItemsTable"]),
		Item:      map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: key}},
	})
	if err != nil {
		t.Fatal(err)
	}
}
