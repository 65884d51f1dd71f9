package stripe

import (
	"context"
	"time"
)

// WithoutPause has the provider make its attempts without pauses.
func (p *Provider) WithoutPause() { p.pause = func(context.Context, time.Duration) {} }
