package dynamodblocal

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"storefront/infra/filelock"
	"storefront/infra/subprocess"
)

// The npm package that carries Amazon's own jar. Its versions are not those of
// DynamoDB Local: 2.9.30 carries 1.25.1.
const (
	packageName = "amplify-dynamodb-simulator"
	version     = "2.9.30"
	integrity   = "sha512-xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ=="

	jar = "DynamoDBLocal.jar"
)

// What npm installs: the package alone, without the dependencies of its wrapper
// for Node.js, and only with the content of this hash.
const (
	manifest = `{"private":true,"dependencies":{"` + packageName + `":"` + version + `"}}`
	lockfile = `{"lockfileVersion":3,"packages":{"":{"dependencies":{"` + packageName + `":"` + version + `"}},` +
		`"node_modules/` + packageName + `":{"version":"` + version + `","integrity":"` + integrity + `"}}}`
)

// source is where DynamoDB Local comes from, and where it is kept.
type source struct {
	root    string
	install func(ctx context.Context, dir string) error // installs the npm package in dir
}

// fetch returns the folder that holds [jar], and fills it first if necessary. It
// renames a finished folder to its name, so a folder of that name is complete.
func (s source) fetch(ctx context.Context, progress io.Writer) (string, error) {
	dir := filepath.Join(s.root, version)
	if filled(dir) {
		return dir, nil
	}
	if err := os.MkdirAll(s.root, 0o755); err != nil {
		return "", err
	}
	lock, err := filelock.Acquire(ctx, dir+".lock", func() {
		fmt.Fprintln(progress, "DynamoDB Local: waiting for another process that fetches it")
	})
	if err != nil {
		return "", err
	}
	defer lock.Close()
	if filled(dir) {
		return dir, nil
	}
	fmt.Fprintf(progress, "DynamoDB Local: fetching %s %s with npm, this once (57 MB)\n", packageName, version)
	if err := s.fill(ctx, dir); err != nil {
		return "", fmt.Errorf("fetch DynamoDB Local: %w", err)
	}
	fmt.Fprintf(progress, "DynamoDB Local: fetched and verified, kept in %s\n", dir)
	return dir, nil
}

func filled(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, jar))
	return err == nil
}

// fill puts Amazon's files and their licences into dir. Only the holder of the
// lock calls it, so any unfinished folder is what a killed process left behind.
func (s source) fill(ctx context.Context, dir string) error {
	leftovers, err := filepath.Glob(dir + ".part-*")
	if err != nil {
		return err
	}
	for _, old := range append(leftovers, dir) {
		if err := os.RemoveAll(old); err != nil {
			return err
		}
	}
	part, err := os.MkdirTemp(s.root, version+".part-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(part)
	if err := s.install(ctx, part); err != nil {
		return err
	}
	return os.Rename(filepath.Join(part, "node_modules", packageName, "emulator"), dir)
}

// npmInstall installs the package in dir, with npm's cache, which would keep 57 MB
// more for good elsewhere.
func npmInstall(ctx context.Context, dir string) error {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return errNoNPM
	}
	for name, content := range map[string]string{"package.json": manifest, "package-lock.json": lockfile} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			return err
		}
	}
	cmd := subprocess.Command(ctx, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund",
		"--cache", filepath.Join(dir, "npm"), "--loglevel", "error", "--no-update-notifier")
	cmd.Dir = dir
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := subprocess.Run(cmd, nil); err != nil {
		return fmt.Errorf("npm ci of %s %s: %w: %s", packageName, version, err, strings.TrimSpace(output.String()))
	}
	return nil
}
