package doctor

import (
	"debug/buildinfo"
	"debug/elf"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"storefront/infra/local/template"
)

// BuildLine builds what is deployed; infra/README.md has it too.
const BuildLine = "CGO_ENABLED=0 GOFLAGS='-tags=" + tags + " -trimpath -buildvcs=false -ldflags=-s' sam build"

const tags = "lambda.norpc,nethttpomithttp2"

// machines are the processors that Architecture names.
var machines = map[string]elf.Machine{"arm64": elf.EM_AARCH64, "x86_64": elf.EM_X86_64}

// build checks what sam build left for sam deploy.
func (x *examination) build() Finding {
	const check = "build"
	line := BuildLine
	if x.value("Architecture") != "arm64" { // which is the template's own
		line += " --config-env " + x.Environment.Name
	}
	dir := filepath.Join(x.Root, ".aws-sam", "build")
	built, err := os.Stat(filepath.Join(dir, "template.yaml"))
	if errors.Is(err, fs.ErrNotExist) {
		return Finding{check, Failure, "nothing is built", line}
	}
	if err != nil {
		return Finding{check, Failure, err.Error(), line}
	}
	largest, oldest := int64(0), built.ModTime()
	wrong := []string{}
	if source, changed, err := newest(x.Root, "template.yaml"); err != nil || changed.After(built.ModTime()) {
		wrong = append(wrong, older("the template", source, err))
	}
	for _, f := range x.stack.Functions {
		info, what := x.examineBinary(filepath.Join(dir, f.LogicalID, "bootstrap"), f)
		if what != "" {
			wrong = append(wrong, f.Name+" "+what)
			continue
		}
		largest, oldest = max(largest, info.Size()), earlier(oldest, info.ModTime())
	}
	if len(wrong) > 0 {
		more := ""
		if n := len(wrong) - 1; n > 0 {
			more = fmt.Sprintf("; and %d more", n)
		}
		return Finding{check, Failure, wrong[0] + more, line}
	}
	return Finding{check, Fine, fmt.Sprintf("%d functions for %s, statically linked, up to %.1f MB, %s old",
		len(x.stack.Functions), x.value("Architecture"), float64(largest)/1e6, x.Now.Sub(oldest).Round(time.Minute)), ""}
}

// examineBinary returns what is wrong with a function's program, or "".
func (x *examination) examineBinary(path string, f template.Function) (info fs.FileInfo, wrong string) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, "is not built"
	}
	file, err := elf.Open(path)
	if err != nil {
		return info, "is no program for Linux: " + err.Error()
	}
	defer file.Close() //nolint:errcheck // it is only read
	if want := x.value("Architecture"); file.Machine != machines[want] {
		return info, fmt.Sprintf("is built for %s, and Architecture is %s", strings.TrimPrefix(file.Machine.String(), "EM_"), want)
	}
	if slices.ContainsFunc(file.Progs, func(p *elf.Prog) bool { return p.Type == elf.PT_INTERP }) {
		return info, fmt.Sprintf("is dynamically linked, %.0f MB: it was built without the variables of the build line", float64(info.Size())/1e6)
	}
	program, err := buildinfo.ReadFile(path)
	if err != nil {
		return info, "is no Go program: " + err.Error()
	}
	settings := map[string]string{}
	for _, s := range program.Settings {
		settings[s.Key] = s.Value
	}
	if settings["-tags"] != tags || settings["-trimpath"] != "true" || file.Section(".symtab") != nil {
		return info, "was built without the variables of the build line"
	}
	if source, changed, err := newest(x.Root, f.CodeDir, "shared", "go.mod", "go.sum"); err != nil || changed.After(info.ModTime()) {
		return info, older("", source, err)
	}
	return info, ""
}

func older(what, source string, err error) string {
	if err != nil {
		return err.Error()
	}
	return strings.TrimPrefix(what+" is older than "+source, " ")
}

// newest returns the file among those of the paths that changed last, and when. Tests
// and their data are not built.
func newest(root string, paths ...string) (source string, changed time.Time, err error) {
	for _, path := range paths {
		err := filepath.WalkDir(filepath.Join(root, path), func(at string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if entry.IsDir() {
				if entry.Name() == "testdata" {
					return filepath.SkipDir
				}
				return nil
			}
			if strings.HasSuffix(at, "_test.go") || strings.HasSuffix(at, ".md") {
				return nil
			}
			info, err := entry.Info()
			if err == nil && info.ModTime().After(changed) {
				changed = info.ModTime()
				source, err = filepath.Rel(root, at)
			}
			return err
		})
		if err != nil {
			return source, changed, err
		}
	}
	return source, changed, nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
