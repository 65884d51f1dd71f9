package boot

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"storefront/shared/market"
	"storefront/shared/web"
)

// vars returns a getenv that reads from a map.
func vars(m map[string]string) func(string) string {
	return func(name string) string { return m[name] }
}

func TestEnv(t *testing.T) {
	t.Parallel()
	env := NewEnv(vars(map[string]string{"TABLE": "stock", "REGION": "eu", "SHOP": "https://shop.example/de/", "AFTER": "3", "STORE_REGION": "uk", "FINANCE": "finance@example.com"}))
	for got, want := range map[string]string{
		env.Required("TABLE"):             "stock",
		env.OneOf("REGION", "us", "eu"):   "eu",
		env.URL("SHOP"):                   "https://shop.example/de",
		env.Optional("ABSENT", "default"): "default",
		env.Optional("TABLE", "another"):  "stock",
		string(env.Region()):              "uk",
		env.Address("FINANCE"):            "finance@example.com",
		env.Address("ABSENT"):             "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := env.Hours("AFTER"); got != 3*time.Hour {
		t.Errorf("%v, want 3 h", got)
	}
	if err := env.Err(); err != nil {
		t.Error(err)
	}
}

func TestOrigins(t *testing.T) {
	t.Parallel()
	env := NewEnv(vars(map[string]string{
		"SHOPS": " eu=https://eu.example.com/  us=http://127.0.0.1:3000 ",
		"MARS":  "mars=https://mars.example.com", "BARE": "https://eu.example.com", "HALF": "eu=", "HOST": "eu=eu.example.com",
	}))
	got := env.Origins("SHOPS")
	if len(got) != 2 || got[market.EU] != "https://eu.example.com" || got[market.US] != "http://127.0.0.1:3000" {
		t.Errorf("origins are %v", got)
	}
	if none := env.Origins("ABSENT"); len(none) != 0 || env.Err() != nil {
		t.Errorf("without a list: %v, %v", none, env.Err())
	}
	for _, name := range []string{"MARS", "BARE", "HALF", "HOST"} {
		env.Origins(name)
		if fault := fmt.Sprint(env.Err()); !strings.Contains(fault, name+" must list") {
			t.Errorf("%s: %s", name, fault)
		}
	}
}

func TestEnvErrNamesEveryFaultAndNoValue(t *testing.T) {
	t.Parallel()
	env := NewEnv(vars(map[string]string{
		"REGION": "hunter2", "SHOP": "hunter2", "FTP": "ftp://hunter2", "PATH_ONLY": "/hunter2", "BROKEN": "http://[hunter2", "LOG_LEVEL": "hunter2",
		"NAMED": "hunter2 <a@example.com>", "TWO": "a@hunter2@example.com", "NOWHERE": "hunter2@",
		"HOURS": "hunter2", "NEGATIVE": "-1", "DAYS": "0", "STORE_REGION": "hunter2",
	}))
	env.Required("TABLE")
	env.Region()
	env.OneOf("REGION", "us", "eu")
	for _, name := range []string{"SHOP", "FTP", "PATH_ONLY", "BROKEN", "NO_SHOP"} {
		env.URL(name)
	}
	for _, name := range []string{"HOURS", "NEGATIVE", "NO_HOURS"} {
		env.Hours(name)
	}
	for _, name := range []string{"NAMED", "TWO", "NOWHERE"} {
		env.Address(name)
	}
	for _, name := range []string{"DAYS", "NO_DAYS"} {
		env.Count(name)
	}
	env.logger(new(bytes.Buffer))
	env.AWS()

	got := fmt.Sprint(env.Err())
	for _, name := range []string{
		"TABLE", "REGION", "STORE_REGION", "SHOP", "FTP", "PATH_ONLY", "BROKEN", "NO_SHOP", "LOG_LEVEL", "HOURS", "NEGATIVE", "NO_HOURS", "DAYS", "NO_DAYS", "NAMED", "TWO", "NOWHERE",
		"AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
	} {
		if !strings.Contains(got, name+" ") {
			t.Errorf("%s is not named in: %s", name, got)
		}
	}
	if strings.Contains(got, "hunter2") {
		t.Errorf("a value is shown: %s", got)
	}
}

func TestLogLine(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := NewEnv(vars(map[string]string{"AWS_LAMBDA_FUNCTION_NAME": "checkout", "LOG_LEVEL": "warn"})).logger(&out)
	ctx := web.WithRequestID(t.Context(), "req-1")

	log.InfoContext(ctx, "below the level")
	log.With("sale", "launch").ErrorContext(ctx, "broken", "error", errors.New("a\nb").Error())

	var line map[string]string
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatalf("not one line of JSON: %v: %s", err, &out)
	}
	if line["time"] == "" {
		t.Errorf("no time: %s", &out)
	}
	for name, want := range map[string]string{
		"level": "ERROR", "msg": "broken", "function": "checkout", "request_id": "req-1", "sale": "launch", "error": "a\nb",
	} {
		if line[name] != want {
			t.Errorf("%s = %q, want %q", name, line[name], want)
		}
	}
}

func TestLogLineOutsideOfARequest(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := NewEnv(vars(nil)).logger(&out)
	log.WithGroup("g").Log(t.Context(), slog.LevelInfo, "hello", "a", 1)
	if s := out.String(); strings.Contains(s, "request_id") || !strings.Contains(s, `"g":{"a":1}`) {
		t.Error(s)
	}
}
