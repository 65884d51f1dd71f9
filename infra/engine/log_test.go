package engine_test

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/engine"
)

// childVariable has a test binary run an engine that keeps its tables in the
// directory that the variable names.
const childVariable = "ENGINE_TEST_CHILD"

func TestMain(m *testing.M) {
	dir := os.Getenv(childVariable)
	if dir == "" {
		os.Exit(m.Run())
	}
	server, err := engine.Start(engine.Options{Dir: dir})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(server.Endpoint)
	select {}
}

// TestAKillLosesNothingThatWasAnswered kills an engine during writes, several times
// with the same directory.
func TestAKillLosesNothingThatWasAnswered(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	answered := map[string]bool{}
	for round := range 3 {
		cmd, endpoint := startChild(t, dir)
		if round == 0 {
			call(t, endpoint, "CreateTable", createItems)
		}
		for key := range writeUntilKilled(t, cmd, endpoint, round) {
			answered[key] = true
		}
	}
	server, err := engine.Start(engine.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	streamed := map[string]bool{}
	for at := horizon(t, server.Endpoint); ; {
		page := decode[struct {
			Records           []streamRecord
			NextShardIterator string
		}](t, call(t, server.Endpoint, "GetRecords", fmt.Sprintf(`{"ShardIterator":%q}`, at)))
		if at = page.NextShardIterator; len(page.Records) == 0 {
			break
		}
		for _, key := range keysOf(page.Records) {
			streamed[key] = true
		}
	}
	for key := range answered {
		if got := call(t, server.Endpoint, "GetItem", fmt.Sprintf(`{"TableName":"items","Key":{"pk":{"S":%q}}}`, key)); !strings.Contains(got, key) || !streamed[key] {
			t.Fatalf("%s was answered; the table has %s, and its stream has it: %t", key, got, streamed[key])
		}
	}
	t.Logf("%d writes were answered before three kills", len(answered))
}

func startChild(t *testing.T, dir string) (cmd *exec.Cmd, endpoint string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command(self)
	cmd.Env = append(os.Environ(), childVariable+"="+dir)
	cmd.Stderr = t.Output()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() }) //nolint:errcheck // it is dead unless the test has failed
	endpoint, err = bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return cmd, strings.TrimSpace(endpoint)
}

// writeUntilKilled puts items from several clients, kills the engine meanwhile, and
// returns the keys whose puts were answered.
func writeUntilKilled(t *testing.T, cmd *exec.Cmd, endpoint string, round int) map[string]bool {
	t.Helper()
	const clients, before = 8, 500 // writes before the kill
	var done atomic.Int64
	var mu sync.Mutex
	answered := map[string]bool{}
	var writing sync.WaitGroup
	for client := range clients {
		writing.Go(func() {
			for i := 0; ; i++ {
				key := fmt.Sprintf("%d-%d-%d", round, client, i)
				body := fmt.Sprintf(`{"TableName":"items","Item":{"pk":{"S":%q},"text":{"S":%q}}}`, key, strings.Repeat("x", 2000))
				if status, _, err := try(endpoint, "PutItem", body); err != nil || status != http.StatusOK {
					return
				}
				mu.Lock()
				answered[key] = true
				mu.Unlock()
				if done.Add(1) == before {
					cmd.Process.Kill() //nolint:errcheck // Wait returns how it ended
				}
			}
		})
	}
	writing.Wait()
	if err := cmd.Wait(); err == nil {
		t.Fatal("the engine ended by itself")
	}
	return answered
}

func TestTablesAreKept(t *testing.T) {
	t.Parallel()
	c, dir := newClock(), t.TempDir()
	const waitlist = `{"TableName":"waitlist","BillingMode":"PAY_PER_REQUEST",
		"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"queue","AttributeType":"S"}],
		"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
		"GlobalSecondaryIndexes":[{"IndexName":"queue","KeySchema":[{"AttributeName":"queue","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}]}`
	look := func(endpoint string) []string {
		return []string{
			call(t, endpoint, "ListTables", `{}`),
			call(t, endpoint, "DescribeTable", `{"TableName":"items"}`),
			call(t, endpoint, "DescribeTable", `{"TableName":"waitlist"}`),
			call(t, endpoint, "DescribeTimeToLive", `{"TableName":"waitlist"}`),
			call(t, endpoint, "GetItem", `{"TableName":"items","Key":{"pk":{"S":"a"}}}`),
			call(t, endpoint, "Query", `{"TableName":"waitlist","IndexName":"queue","KeyConditionExpression":"queue = :q","ExpressionAttributeValues":{":q":{"S":"us"}}}`),
			call(t, endpoint, "GetRecords", fmt.Sprintf(`{"ShardIterator":%q}`, horizon(t, endpoint))),
		}
	}
	fill := func(endpoint string) {
		call(t, endpoint, "CreateTable", createItems)
		call(t, endpoint, "CreateTable", waitlist)
		call(t, endpoint, "CreateTable", strings.Replace(waitlist, `"waitlist"`, `"dropped"`, 1))
		call(t, endpoint, "DeleteTable", `{"TableName":"dropped"}`)
		call(t, endpoint, "UpdateTimeToLive", `{"TableName":"waitlist","TimeToLiveSpecification":{"AttributeName":"until","Enabled":true}}`)
		put(t, endpoint, "a", `,"n":{"N":"1.50"},"b":{"B":"AP8="},"l":{"L":[{"NULL":true},{"SS":["x","y"]}]}`)
		put(t, endpoint, "b", "")
		call(t, endpoint, "UpdateItem", `{"TableName":"items","Key":{"pk":{"S":"a"}},"UpdateExpression":"ADD n :one","ExpressionAttributeValues":{":one":{"N":"1"}}}`)
		call(t, endpoint, "DeleteItem", `{"TableName":"items","Key":{"pk":{"S":"b"}}}`)
		call(t, endpoint, "PutItem", `{"TableName":"waitlist","Item":{"pk":{"S":"ada"},"queue":{"S":"us"}}}`)
	}
	var before []string
	for run := range 3 { // from nothing, from a log of changes, and from a snapshot
		t.Run("", func(t *testing.T) {
			_, endpoint := open(t, c, dir)
			if run == 0 {
				fill(endpoint)
				before = look(endpoint)
			}
			if diff := cmp.Diff(before, look(endpoint)); diff != "" {
				t.Errorf("run %d differs from the first (-first +now):\n%s", run, diff)
			}
		})
	}
}

func TestAnUnreadableLogIsNotOverwritten(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"no JSON":          `{"Table":"items"` + "\n" + `}}`,
		"an unknown field": `{"Nonsense":1}`,
		"no table":         `{"Table":"items","Item":{"pk":{"S":"a"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "tables.log")
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := engine.Open(engine.Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), path) {
				t.Errorf("Open() = %v, want an error that names the file", err)
			}
			if kept, err := os.ReadFile(path); err != nil || string(kept) != content {
				t.Errorf("the log is %q, %v", kept, err)
			}
		})
	}
}

func TestADirectoryHasOneEngine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open(t, newClock(), dir)
	if _, err := engine.Open(engine.Options{Dir: dir}); err == nil {
		t.Error("a second engine opens the tables of a first")
	}
}

// TestATransactionIsKeptWholeOrNotAtAll truncates the log within a transaction, as a
// kill can.
func TestATransactionIsKeptWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	c, dir := newClock(), t.TempDir()
	t.Run("", func(t *testing.T) {
		_, endpoint := open(t, c, dir)
		call(t, endpoint, "CreateTable", createItems)
		put(t, endpoint, "before", "")
		call(t, endpoint, "TransactWriteItems", `{"TransactItems":[{"Put":{"TableName":"items","Item":{"pk":{"S":"one"}}}},
			{"Put":{"TableName":"items","Item":{"pk":{"S":"two"}}}}]}`)
	})
	path := filepath.Join(dir, "tables.log")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	last := strings.LastIndex(strings.TrimSpace(string(whole)), "\n") + 1
	for cut := last; cut < len(whole); cut += 7 {
		if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		t.Run("", func(t *testing.T) {
			_, endpoint := open(t, c, dir)
			if left := count(t, endpoint); left != 1 && left != 3 {
				t.Errorf("of a log of %d of %d bytes, %d items are left, want 1 or 3", cut, len(whole), left)
			}
		})
	}
}
