package dynamodblocal

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// wanted is the folder in the tarball that holds Amazon's files and their
// licences. The rest is a wrapper for Node.js.
const wanted = "package/emulator/"

// unpack checks the tarball against its hash, and only then puts the files
// under [wanted] into dir, a new folder. It reads the tarball once: what it
// unpacks is what it has checked.
func unpack(path, integrity, dir string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if got := sum(content); got != integrity {
		return fmt.Errorf("%s is not the file it should be: its hash is %s instead of %s", filepath.Base(path), got, integrity)
	}
	if err := untar(bytes.NewReader(content), dir); err != nil {
		return fmt.Errorf("unpacking %s: %w", filepath.Base(path), err)
	}
	return nil
}

func sum(content []byte) string {
	hash := sha512.Sum512(content)
	return "sha512-" + base64.StdEncoding.EncodeToString(hash[:])
}

func untar(r io.Reader, dir string) error {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	unzipped, err := gzip.NewReader(r)
	if err != nil {
		return err
	}
	for files := tar.NewReader(unzipped); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := extract(root, header, files); err != nil {
			return fmt.Errorf("%q: %w", header.Name, err)
		}
	}
}

// extract writes one regular file under [wanted] into root, which lets no path
// out of it. Anything but files and folders is refused: nothing honest links.
func extract(root *os.Root, header *tar.Header, content io.Reader) error {
	if !filepath.IsLocal(header.Name) {
		return errors.New("path leaves the archive")
	}
	switch header.Typeflag {
	case tar.TypeDir:
		return nil
	case tar.TypeReg:
	default:
		return errors.New("neither a file nor a folder")
	}
	name, ok := strings.CutPrefix(header.Name, wanted)
	if !ok {
		return nil
	}
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	file, err := root.Create(name)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	return errors.Join(err, file.Close())
}
