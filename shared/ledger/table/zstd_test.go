package table

import (
	"bytes"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// Pages are compressed into the bytes that the library's codec makes, several at once. So the files
// of earlier days can be made again.
func TestCodec(t *testing.T) {
	t.Parallel()
	chance := rand.New(rand.NewPCG(7, 7))
	var all sync.WaitGroup
	for _, size := range []int{0, 1, 100, 1_000, 70_000, 300_000, 2_000_000} {
		page := make([]byte, size)
		for i := range page {
			page[i] = "abcdefgh"[chance.IntN(1+i%8)]
		}
		for range 2 * encodesAtOnce {
			all.Go(func() {
				want, err := parquet.Zstd.Encode(nil, page)
				if err != nil {
					t.Error(err)
				}
				got, err := pages.Encode(make([]byte, 3, 50), page)
				if err != nil || !bytes.Equal(got, want) {
					t.Errorf("%d bytes become %d, want %d as of the library: %v", size, len(got), len(want), err)
				}
				if back, err := pages.Decode(nil, got); err != nil || !bytes.Equal(back, page) {
					t.Errorf("%d bytes are not read back: %v", size, err)
				}
			})
		}
	}
	all.Wait()
}
