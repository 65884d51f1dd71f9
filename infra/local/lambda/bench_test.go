package lambda_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"storefront/infra/local/lambda"
)

// BenchmarkInvoke measures invocations of a warm function by several callers at
// once.
func BenchmarkInvoke(b *testing.B) {
	for _, processes := range []int{1, 2, 4, 8, 16} {
		b.Run(fmt.Sprintf("processes=%d", processes), func(b *testing.B) {
			f, _ := start(b, lambda.Config{Processes: processes, Quiet: true})
			event := do("echo", "hello")
			b.SetParallelism(32)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := f.Invoke(context.Background(), event); err != nil {
						b.Error(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "invocations/s")
		})
	}
}

var initDuration = regexp.MustCompile(`Init Duration: ([\d.]+) ms`)

// BenchmarkStart measures the time from the start of a process to its first poll.
func BenchmarkStart(b *testing.B) {
	var times []float64
	for range b.N {
		f, l := start(b, lambda.Config{})
		invoke(b, f, do("echo", ""))
		f.Close(context.Background())
		ms, err := strconv.ParseFloat(initDuration.FindStringSubmatch(l.String())[1], 64)
		if err != nil {
			b.Fatal(err)
		}
		times = append(times, ms)
	}
	slices.Sort(times)
	b.ReportMetric(times[len(times)/2], "ms-median")
}
