package faultproxy_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"storefront/infra/local/database"
)

// The cost of the proxy: the same updates with and without it.
func BenchmarkUpdateItem(b *testing.B) {
	for _, tt := range []struct{ name, spec string }{
		{"direct", ""},
		{"proxy", ""},
		{"proxy with limits", "partition-wcu,partition-rcu,table-wcu=1000000"},
	} {
		b.Run(tt.name, func(b *testing.B) {
			f := start(b, tt.spec)
			f.client = database.Client(f.proxy.URL())
			if tt.name == "direct" {
				f.client = dynamodb.New(f.direct.Options())
			}
			var n atomic.Int64
			b.SetParallelism(8)
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := f.add(b.Context(), fmt.Sprint(n.Add(1)%1000)); err != nil {
						b.Error(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
		})
	}
}
