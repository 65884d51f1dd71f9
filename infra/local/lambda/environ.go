package lambda

import (
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// Account is the AWS account of everything on the laptop.
const Account = "123456789012"

func (f *Function) arn() string {
	return "arn:aws:lambda:" + f.config.AWSRegion + ":" + Account + ":function:" + f.config.Name
}

// environ returns a process's environment: Lambda's own variables and those of the
// configuration, and none of the developer's.
func (f *Function) environ(p *process) []string {
	env := map[string]string{
		"AWS_LAMBDA_RUNTIME_API":          f.runtime.address(p),
		"AWS_LAMBDA_FUNCTION_NAME":        f.config.Name,
		"AWS_LAMBDA_FUNCTION_VERSION":     "$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": strconv.Itoa(f.config.MemoryMB),
		"AWS_LAMBDA_INITIALIZATION_TYPE":  "on-demand",
		"AWS_LAMBDA_LOG_GROUP_NAME":       "/aws/lambda/" + f.config.Name,
		"AWS_LAMBDA_LOG_STREAM_NAME":      time.Now().UTC().Format("2006/01/02") + "/[$LATEST]" + p.id,
		"AWS_LAMBDA_LOG_FORMAT":           "JSON",
		"AWS_REGION":                      f.config.AWSRegion,
		"AWS_DEFAULT_REGION":              f.config.AWSRegion,
		"AWS_ACCESS_KEY_ID":               "storefront", // DynamoDB Local takes letters and digits only
		"AWS_SECRET_ACCESS_KEY":           "storefront",
		"LAMBDA_TASK_ROOT":                filepath.Dir(p.binary),
		"_HANDLER":                        "bootstrap",
		"PATH":                            "/usr/local/bin:/usr/bin:/bin:/opt/bin",
		"LANG":                            "en_US.UTF-8",
		"TZ":                              ":UTC",
	}
	maps.Copy(env, f.config.Env)
	list := make([]string, 0, len(env))
	for _, name := range slices.Sorted(maps.Keys(env)) {
		list = append(list, name+"="+env[name])
	}
	return list
}
