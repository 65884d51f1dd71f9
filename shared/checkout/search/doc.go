// Package search has only tests. They search every interleaving of a few requests,
// sweeps and crashes over small stocks, on the real rules of packages stock and
// order, for a state in which a unit is sold twice or lost.
package search
