package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"storefront/infra/local/database"
	"storefront/infra/local/localtest"
	"storefront/infra/local/stack"
	"storefront/infra/rehearse/crowd"
	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/merchant"
	"storefront/shared/order"
	"storefront/shared/token"
)

// childVariable makes this test binary run as a store. It names the port and the
// directory of the data.
const childVariable = "REHEARSE_TEST_STORE"

func TestMain(m *testing.M) {
	port, dir, child := strings.Cut(os.Getenv(childVariable), " ")
	if !child {
		os.Exit(m.Run())
	}
	fmt.Fprintln(os.Stderr, serveUntilKilled(port, dir))
	os.Exit(1)
}

func serveUntilKilled(port, dir string) error {
	options, err := complete(keptOptions(dir), os.Stderr)
	if err != nil {
		return err
	}
	if options.Port, err = strconv.Atoi(port); err != nil {
		return err
	}
	s, err := stack.Start(context.Background(), options)
	if err != nil {
		return err
	}
	fmt.Println(s.Region("us").URL)
	select {}
}

// keptOptions returns the options of a store that keeps its data.
func keptOptions(dir string) stack.Options {
	return stack.Options{Engine: database.Embedded, DataDir: dir, Stack: "killed"}
}

// TestAKilledStoreLosesNothing kills the whole store and its functions in the middle
// of a rush, and starts it again on its data. The crowd repeats requests until they
// are answered. It must get all units, and every answer from before the kill must
// still hold.
func TestAKilledStoreLosesNothing(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ends the functions with the store that is killed")
	}
	const units, shoppers = 1500, 2000 // which take seconds, so that a progress falls into the rush
	dir := t.TempDir()
	var sale catalog.Sale
	var tokens token.Signer // the secret is kept with the data
	t.Run("a sale is made", func(t *testing.T) {
		s := openWith(t, keptOptions(dir))
		tokens = s.region.Tokens()
		sale = s.sell(t, merchant.Spec{
			ID: "killed", OrdersPerBuyer: 1, Hold: time.Hour, Lines: []merchant.Line{{SKU: band, Units: units, MaxPerOrder: 1}},
		})
	})
	port := strconv.Itoa(localtest.FreePort(t))
	kill := startKilled(t, port, dir)
	var once sync.Once
	result, err := crowd.Run(t.Context(), crowd.Options{
		URL: "http://127.0.0.1:" + port, Market: market.US.Markets()[0], Sale: sale, Tokens: tokens, Buyers: shoppers, Concurrency: 16,
		Duration: crowd.MaxDuration, Pay: 0.5, Left: map[catalog.SKU]int{band: units},
	}, func(p crowd.Progress) {
		if p.Orders[order.Held]+p.Orders[order.Paid] > 0 {
			once.Do(func() {
				kill()
				kill = startKilled(t, port, dir)
			})
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	kill()
	t.Log(result.Total())
	if total := result.Total(); total.Retries == 0 {
		t.Error("no request was repeated: the store was not killed in the middle of the rush")
	}
	s := openWith(t, keptOptions(dir))
	if audit := s.check(t, result, sale); audit.Orders[order.Held]+audit.Orders[order.Paid] != units {
		t.Errorf("orders: %v, want one for each of %d units", audit.Orders, units)
	}
}

// startKilled starts a store in a process of its own. Once the store serves, it
// returns a function that kills it.
func startKilled(t *testing.T, port, dir string) (kill func()) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), childVariable+"="+port+" "+dir)
	cmd.Stderr = t.Output()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill = sync.OnceFunc(func() {
		cmd.Process.Kill() //nolint:errcheck // Wait tells
		cmd.Wait()         //nolint:errcheck // it was killed
	})
	t.Cleanup(kill)
	if line, err := bufio.NewReader(stdout).ReadString('\n'); err != nil {
		t.Fatalf("the store says %q: %v", line, err)
	}
	return kill
}
