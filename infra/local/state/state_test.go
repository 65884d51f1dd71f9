package state_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/local/state"
)

func running(pid int) state.Store {
	return state.Store{
		PID:      pid,
		DynamoDB: "http://127.0.0.1:8000",
		Regions: map[string]state.Region{"us": {
			URL: "http://127.0.0.1:3000", AWSRegion: "us-west-2", Stack: "storefront-us",
			Tables: map[string]string{"OrdersTable": "storefront-us-orders"},
		}},
	}
}

func TestWriteReadRemove(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	if _, err := state.Read(root); !errors.Is(err, state.ErrNotRunning) {
		t.Errorf("before Write, Read fails with %v, want ErrNotRunning", err)
	}
	want := running(os.Getpid())
	if err := state.Write(t.Context(), root, want); err != nil {
		t.Fatal(err)
	}
	got, err := state.Read(root)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("Read fails with %v, or differs (-want +got):\n%s", err, diff)
	}
	if err := state.Remove(root, os.Getpid()+1); err != nil {
		t.Fatal(err)
	}
	if _, err := state.Read(root); err != nil {
		t.Errorf("after another store's Remove, Read fails with %v", err)
	}
	for range 2 { // the second time there is nothing to remove
		if err := state.Remove(root, os.Getpid()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := state.Read(root); !errors.Is(err, state.ErrNotRunning) {
		t.Errorf("after Remove, Read fails with %v, want ErrNotRunning", err)
	}
	left, err := filepath.Glob(filepath.Join(root, ".local", "*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestReadAfterTheStoreWasKilled(t *testing.T) {
	t.Parallel()
	child := exec.Command("true")
	if err := child.Run(); err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	if err := state.Write(t.Context(), root, running(child.Process.Pid)); err != nil {
		t.Fatal(err)
	}
	if _, err := state.Read(root); !errors.Is(err, state.ErrNotRunning) {
		t.Errorf("Read fails with %v, want ErrNotRunning", err)
	}
}
