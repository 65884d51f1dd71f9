package target_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"storefront/infra/local/state"
	"storefront/infra/ops/target"
	"storefront/infra/samconfig"
	"storefront/shared/market"
)

// module returns a module. If running, it has a local store of region us in this process.
func module(t *testing.T, running bool) string {
	t.Helper()
	root := t.TempDir()
	for _, name := range []string{"go.mod", "template.yaml"} {
		if err := os.WriteFile(filepath.Join(root, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if !running {
		return root
	}
	err := state.Write(t.Context(), root, state.Store{
		PID: os.Getpid(), DynamoDB: "http://127.0.0.1:8000",
		Regions: map[string]state.Region{"us": {URL: "http://127.0.0.1:3000", AWSRegion: "us-west-2"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func TestARegionOfTheLocalStore(t *testing.T) {
	t.Parallel()
	root := module(t, true)
	got, err := target.Local(root, "us")
	if err != nil {
		t.Fatal(err)
	}
	if got.Region != market.US || got.URL != "http://127.0.0.1:3000" || !got.Local || got.Store == nil || got.Name != "region us of the local store" {
		t.Errorf("got %+v", got)
	}
	_, err = target.Local(root, "eu")
	if err == nil || err.Error() != "the local store runs regions us, not eu: start it with -regions eu" {
		t.Errorf("a region that does not run: %v", err)
	}
	if _, err := target.Local(root, "mars"); err == nil {
		t.Error("found on mars")
	}
}

func TestNoLocalStore(t *testing.T) {
	t.Parallel()
	if _, err := target.Local(module(t, false), "us"); !errors.Is(err, state.ErrNotRunning) {
		t.Errorf("got %v", err)
	}
	if _, err := target.Local(t.TempDir(), "us"); err == nil {
		t.Error("found outside of a module")
	}
}

func TestAnEnvironmentIsAStackInAWS(t *testing.T) {
	t.Parallel()
	e := samconfig.Environment{Name: "dev", StackName: "mine", AWSRegion: "us-west-2", Parameters: map[string]string{"StoreRegion": "us"}}
	got, err := target.AWS(t.Context(), e)
	if err != nil || got.Region != market.US || got.Name != "stack mine in us-west-2" || got.Local || got.Tables.Orders != "mine-orders" {
		t.Errorf("got %+v, %v", got, err)
	}
	e.Parameters = map[string]string{"StoreRegion": "mars"}
	if _, err := target.AWS(t.Context(), e); err == nil || !strings.Contains(err.Error(), "StoreRegion of environment dev") {
		t.Errorf("on mars: %v", err)
	}
}
