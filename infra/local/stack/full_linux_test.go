package stack_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/infra/local/database"
	"storefront/infra/local/localtest"
	"storefront/infra/local/stack"
)

// When the disk is full, the store says so once and logs nothing more.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	root, dir := localtest.Module(t), t.TempDir()
	extend(t, root, "table.yaml")
	s, l := start(t, stack.Options{Root: root, DataDir: dir, Engine: database.Embedded})
	fill(t, filepath.Join(dir, "tables", "tables.log"))
	us := s.Region("us")
	table := us.Tables()["ItemsTable"]
	item := map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "lost"}}
	put := func() error {
		_, err := us.DynamoDB.PutItem(context.Background(), &dynamodb.PutItemInput{TableName: &table, Item: item}, func(o *dynamodb.Options) {
			o.RetryMaxAttempts = 1
		})
		return err
	}
	if err := put(); err == nil {
		t.Fatal("a change that cannot be kept is answered")
	}
	if err := <-s.Failed(); !errors.Is(err, syscall.ENOSPC) || !strings.HasPrefix(err.Error(), "the tables can no longer be kept: ") {
		t.Errorf("the store fails with %v, want ENOSPC", err)
	}
	logged := l.String()
	if err := put(); err == nil {
		t.Error("a later change is answered")
	}
	localtest.Request(t, "GET", us.URL+"/version", "") // its lines would be logged otherwise
	if l.String() != logged {
		t.Errorf("the store goes on: %s", strings.TrimPrefix(l.String(), logged))
	}
}

// fill lets a file that this process has open fail as on a full disk.
func fill(t *testing.T, path string) {
	t.Helper()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	open, err := filepath.Glob("/proc/self/fd/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range open {
		if target, err := os.Readlink(link); err != nil || target != path {
			continue
		}
		number, err := strconv.Atoi(filepath.Base(link))
		if err == nil {
			err = syscall.Dup3(int(full.Fd()), number, syscall.O_CLOEXEC)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatalf("no open file is %s", path)
}
