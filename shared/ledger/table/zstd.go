package table

import (
	"github.com/klauspost/compress/zstd"
	parquetzstd "github.com/parquet-go/parquet-go/compress/zstd"
)

// codec compresses as the codec of the Parquet library does, into the same bytes. That one takes an
// encoder, of a megabyte or more, from a sync.Pool for each page. The pool forgets its encoders at
// every collection, and at random under the race detector. A day has a hundred small pages.
type codec struct {
	parquetzstd.Codec
	encoder *zstd.Encoder
}

// encodesAtOnce bounds how many pages are compressed at once, each with an encoder that is kept.
const encodesAtOnce = 4

var pages = newCodec()

func newCodec() *codec {
	encoder, err := zstd.NewWriter(nil,
		zstd.WithEncoderConcurrency(encodesAtOnce),
		zstd.WithEncoderLevel(zstd.SpeedDefault),
		zstd.WithZeroFrames(true),
		zstd.WithEncoderCRC(false),
	)
	if err != nil {
		panic(err) // an option is out of range
	}
	return &codec{encoder: encoder}
}

// Encode implements compress.Codec.
func (c *codec) Encode(dst, src []byte) ([]byte, error) {
	return c.encoder.EncodeAll(src, dst[:0]), nil
}
