package samconfig_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"storefront/infra/pytools"
	"storefront/infra/samconfig"
)

// The SAM CLI ignores what it does not know, so a setting with a mistake in its name
// would do nothing.
func TestEverySettingIsAnOptionOfItsCommand(t *testing.T) {
	t.Parallel()
	tools := pytools.ForTest(t, "the settings of samconfig.toml by the SAM CLI")
	content, err := os.ReadFile(filepath.Join("..", "..", samconfig.File))
	if err != nil {
		t.Fatal(err)
	}
	read, err := toml.Decode(string(content), &struct{}{})
	if err != nil {
		t.Fatal(err)
	}
	settings := map[string][]string{} // by command
	for _, key := range read.Undecoded() {
		if len(key) != 4 { // environment, command, "parameters", setting
			continue
		}
		command := strings.NewReplacer("global", "deploy", "_start_", " start-", "_", " ").Replace(key[1])
		settings[command] = append(settings[command], key[3])
	}
	if len(settings) < 5 {
		t.Fatalf("read the settings %v", settings)
	}
	for command, names := range settings {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			help, err := tools.Command(t.Context(), "sam", append(strings.Fields(command), "--help")...).CombinedOutput()
			if err != nil {
				t.Fatalf("sam %s --help: %v\n%s", command, err, help)
			}
			for _, name := range names {
				if option := "--" + strings.ReplaceAll(name, "_", "-"); !strings.Contains(string(help), option) {
					t.Errorf("sam %s has no option %s", command, option)
				}
			}
		})
	}
}
