// Package readmetest holds generated parts of READMEs to what generates them.
package readmetest

import (
	"os"
	"regexp"
	"testing"
)

// Section compares the text between the marks <!-- NAME: … --> and <!-- /NAME --> of
// the file at path with want. If update is set, it writes want there instead.
func Section(t testing.TB, path, name, want string, update bool) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	section := regexp.MustCompile(`(?s)<!-- ` + name + `: [^\n]* -->\n(.*)<!-- /` + name + ` -->\n`)
	part := section.FindSubmatchIndex(content)
	if part == nil {
		t.Fatalf("%s has no section %s", path, name)
	}
	got := string(content[part[2]:part[3]])
	if got == want {
		return
	}
	if !update {
		t.Fatalf("%s does not show the %s: go test with -update writes them\ngot:\n%s\nwant:\n%s", path, name, got, want)
	}
	updated := string(content[:part[2]]) + want + string(content[part[3]:])
	if err := os.WriteFile(path, []byte(updated), 0o644); err != nil {
		t.Fatal(err)
	}
}
