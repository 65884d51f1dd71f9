package main

import (
	"context"
	"fmt"
)

func replayLedger(ctx context.Context, c call) error {
	if err := c.parse(); err != nil {
		return err
	}
	replay, err := c.replay(ctx)
	if err != nil {
		return err
	}
	done, err := replay.Run(ctx)
	fmt.Fprintf(c.out, "took in %d events of %d messages\n", done.Events, done.Messages)
	for _, why := range done.Left {
		fmt.Fprintf(c.out, "left: %s\n", why)
	}
	if err == nil && len(done.Left) > 0 {
		return errFindings
	}
	return err
}
