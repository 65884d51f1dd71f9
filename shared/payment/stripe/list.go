package stripe

import (
	"context"
	"iter"
	"maps"
	"net/url"
)

// each returns the objects of a list, the newest first. It ends after an error.
func each[T any](ctx context.Context, p *Provider, path string, query url.Values, id func(T) string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		query := maps.Clone(query)
		query.Set("limit", "100")
		for {
			var page struct {
				Data    []T  `json:"data"`
				HasMore bool `json:"has_more"`
			}
			if err := p.get(ctx, path, query, &page); err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, object := range page.Data {
				if !yield(object, nil) {
					return
				}
			}
			if !page.HasMore || len(page.Data) == 0 {
				return
			}
			query.Set("starting_after", id(page.Data[len(page.Data)-1]))
		}
	}
}
