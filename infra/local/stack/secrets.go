package stack

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"storefront/infra/wholefile"
)

// secrets stand in for AWS Secrets Manager. They are random, and are kept with the
// data that they protect.
type secrets struct {
	path   string // empty: not kept
	values map[string]string
}

func openSecrets(dataDir string) (*secrets, error) {
	s := &secrets{values: map[string]string{}}
	if dataDir == "" {
		return s, nil
	}
	s.path = filepath.Join(dataDir, "secrets.json")
	content, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal(content, &s.values)
	}
	if err != nil {
		return nil, fmt.Errorf("read the secrets in %s: %w", s.path, err)
	}
	return s, nil
}

// get returns the secret of a name, and makes it if need be.
func (s *secrets) get(name string) string {
	if s.values[name] == "" {
		s.values[name] = rand.Text() + rand.Text() // 256 bits
	}
	return s.values[name]
}

func (s *secrets) save(ctx context.Context) error {
	if s.path == "" {
		return nil
	}
	content, err := json.MarshalIndent(s.values, "", "  ")
	if err == nil {
		err = wholefile.Replace(ctx, s.path, wholefile.Bytes(content))
	}
	if err != nil {
		return fmt.Errorf("keep the secrets in %s: %w", s.path, err)
	}
	return nil
}
