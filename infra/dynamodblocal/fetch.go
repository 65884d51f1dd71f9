package dynamodblocal

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"storefront/infra/filelock"
	"storefront/infra/subprocess"
)

// The npm package that carries Amazon's own jar. Its versions are not those of
// DynamoDB Local: 2.9.30 carries 1.25.1.
const (
	packageName  = "amplify-dynamodb-simulator"
	version      = "2.9.30"
	integrity    = "sha512-xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ=="
	tarball      = packageName + "-" + version + ".tgz"
	tarballBytes = 56_573_501

	jar = "DynamoDBLocal.jar"
)

const (
	megabyte  = 1_000_000
	tarballMB = (tarballBytes + megabyte/2) / megabyte
)

// reportEvery is the time between two lines of progress.
const reportEvery = 2 * time.Second

// source is where DynamoDB Local comes from, and where it is kept.
type source struct {
	root      string
	integrity string                                      // of the tarball, as in package-lock.json
	pack      func(ctx context.Context, dir string) error // leaves the tarball in dir
}

// fetch returns the folder that holds [jar], and fills it first if need be. The
// folder is filled under another name and then renamed: if it is there, it is
// whole.
func (s source) fetch(ctx context.Context, progress io.Writer) (string, error) {
	dir := filepath.Join(s.root, version)
	if filled(dir) {
		return dir, nil
	}
	if err := os.MkdirAll(s.root, 0o755); err != nil {
		return "", err
	}
	lock, err := filelock.Acquire(ctx, dir+".lock", func() {
		fmt.Fprintln(progress, "DynamoDB Local: another process is fetching it, waiting")
	})
	if err != nil {
		return "", err
	}
	defer lock.Close()
	if filled(dir) {
		return dir, nil
	}
	start := time.Now()
	fmt.Fprintf(progress, "DynamoDB Local: fetching %s with npm, this once (%d MB)\n", tarball, tarballMB)
	if err := s.fill(ctx, dir, progress); err != nil {
		return "", fmt.Errorf("fetching DynamoDB Local: %w", err)
	}
	fmt.Fprintf(progress, "DynamoDB Local: fetched and checked in %.1f s, kept in %s\n", time.Since(start).Seconds(), dir)
	return dir, nil
}

func filled(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, jar))
	return err == nil
}

// fill fetches and unpacks into dir. Only the holder of the lock calls it, so
// that any other unfinished folder is what a killed process left behind.
func (s source) fill(ctx context.Context, dir string, progress io.Writer) error {
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

	download, content := filepath.Join(part, "download"), filepath.Join(part, "content")
	if err := os.Mkdir(download, 0o755); err != nil {
		return err
	}
	stop := report(progress, download)
	err = s.pack(ctx, download)
	stop()
	if err != nil {
		return err
	}
	if err := unpack(filepath.Join(download, tarball), s.integrity, content); err != nil {
		return err
	}
	return os.Rename(content, dir)
}

// npmPack has npm put the tarball in dir. npm's own cache is put there too: it
// would otherwise keep 57 MB more for good, and its growth is the only sign of
// progress that npm gives.
func npmPack(ctx context.Context, dir string) error {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return errNoNPM
	}
	cmd := subprocess.Command(ctx, npm, "pack", packageName+"@"+version,
		"--cache", filepath.Join(dir, "npm"), "--loglevel", "error", "--no-update-notifier")
	cmd.Dir = dir
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := subprocess.Run(cmd, nil); err != nil {
		return fmt.Errorf("npm pack %s@%s: %w: %s", packageName, version, err, strings.TrimSpace(output.String()))
	}
	return nil
}

// report tells now and then how much of the tarball has come to dir, until stop
// is called.
func report(progress io.Writer, dir string) (stop func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(reportEvery)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				got := min(size(dir), tarballBytes)
				fmt.Fprintf(progress, "DynamoDB Local: %d of %d MB\n", got/megabyte, tarballMB)
			}
		}
	}()
	return func() {
		close(done)
		<-ended
	}
}

// size adds up the files under dir. Files that vanish meanwhile count for
// nothing.
func size(dir string) int64 {
	var total int64
	_ = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil //nolint:nilerr // it is only progress
		}
		if info, err := entry.Info(); err == nil {
			total += info.Size()
		}
		return nil
	})
	return total
}
