package search_test

import "fmt"

const (
	ann uint8 = iota
	bob
)

// The moves that anybody may make with any order.
var (
	ends    = []callKind{callPay, callCancel}
	extends = []callKind{callPay, callCancel, callExtend}
)

var (
	oneEach  = layout{sizes: [lots]int{1, 1}}
	oneOfTwo = layout{sizes: [lots]int{2, 0}}
	twoOne   = layout{sizes: [lots]int{2, 1}}
	pages    = layout{sizes: [lots]int{1, 1}, apart: true}
)

// scenarios are searched by TestSearch. Two kinds complete each other: in a
// crowd, where the shelf is blind, are the most requests; one call at a time and
// with the real shelf, fewer.
var scenarios = []scenario{
	{
		name: "two lots of one unit, a request, its retry, another of the same buyer, and another buyer's", scale: full,
		where: oneEach, slots: 1, limit: 1, blind: true, crowded: true, moves: extends,
		cast: []part{asks(ann, 1, 1), again(asks(ann, 1, 1)), asks(ann, 2, 1), asks(bob, 3, 1)},
	},
	{
		name:  "a request, its retry and another of the same buyer",
		where: oneEach, slots: 2, limit: 1, blind: true, crowded: true, moves: ends,
		cast: []part{asks(ann, 1, 1), again(asks(ann, 1, 1)), asks(ann, 2, 1)},
	},
	{
		name:  "a hold is extended",
		where: oneEach, slots: 1, limit: 1, blind: true, crowded: true, moves: extends,
		cast: []part{asks(ann, 1, 1), again(asks(ann, 1, 1)), asks(bob, 3, 1)},
	},
	{
		name:  "both units or none, two buyers",
		where: oneEach, slots: 2, limit: 1, blind: true, crowded: true, moves: ends,
		cast: []part{asks(ann, 1, 2), asks(bob, 3, 2)},
	},
	{
		name: "both units or none, with a retry", scale: large,
		where: oneEach, slots: 2, limit: 1, blind: true, crowded: true, moves: ends,
		cast: []part{asks(ann, 1, 2), again(asks(ann, 1, 2)), asks(bob, 3, 2)},
	},
	{
		name: "both units or one, of the same buyer", scale: full,
		where: oneEach, slots: 2, limit: 1, blind: true, crowded: true, moves: ends,
		cast: []part{asks(ann, 1, 2), again(asks(ann, 1, 2)), asks(ann, 2, 1)},
	},
	{
		name: "a lot of two units", scale: full,
		where: oneOfTwo, slots: 2, limit: 1, blind: true, crowded: true, moves: ends,
		cast: []part{asks(ann, 1, 2), asks(ann, 2, 1), asks(bob, 3, 1)},
	},
	{
		name:  "a lot of two units and one of one",
		where: twoOne, slots: 2, limit: 1, blind: true, crowded: true, moves: ends,
		cast: []part{asks(ann, 1, 2), asks(ann, 2, 1)},
	},
	{
		name: "two orders for a buyer", scale: full,
		where: oneEach, slots: 3, limit: 2, blind: true, crowded: true, moves: ends,
		cast: []part{asks(ann, 1, 1), again(asks(ann, 1, 1)), asks(ann, 2, 1)},
	},
	{
		name: "one call at a time: two sweeps", scale: full,
		where: oneEach, slots: 1, limit: 1, blind: true,
		cast: []part{asks(ann, 1, 1), asks(ann, 2, 1), pays, cancels, sweeps, again(sweeps)},
	},
	{
		name:  "one call at a time: an extension",
		where: oneEach, slots: 1, limit: 1, blind: true,
		cast: []part{asks(ann, 1, 1), pays, cancels, prolongs, sweeps, again(sweeps)},
	},
	{
		name: "the shelf", scale: full,
		where: oneEach, slots: 1, limit: 1, rounds: 2,
		cast: []part{asks(ann, 1, 1), asks(bob, 3, 1), sweeps},
	},
	{
		name: "the shelf, with cancellations", scale: full,
		where: oneEach, slots: 1, limit: 1, rounds: 2,
		cast: []part{asks(ann, 1, 1), asks(bob, 3, 1), cancels, sweeps},
	},
	{
		name: "the shelf, both units or none", scale: large,
		where: oneEach, slots: 1, limit: 1, rounds: 2,
		cast: []part{asks(ann, 1, 2), asks(bob, 3, 1), sweeps},
	},
	{
		name:  "the shelf, two sweeps",
		where: oneEach, slots: 1, limit: 1, rounds: 2,
		cast: []part{asks(ann, 1, 1), cancels, sweeps, again(sweeps)},
	},
	{
		name: "a shelf of two pages", scale: full,
		where: pages, slots: 1, limit: 1, rounds: 2,
		cast: []part{asks(ann, 1, 1), asks(bob, 3, 1), sweeps},
	},
	{
		name:  "a shelf of two pages, with cancellations",
		where: pages, slots: 1, limit: 1, rounds: 2,
		cast: []part{asks(ann, 1, 1), asks(bob, 3, 1), cancels},
	},
	{
		name:  "late writes of a request",
		where: oneEach, slots: 2, limit: 1, blind: true, crowded: true, moves: ends, strays: 1,
		cast: []part{asks(ann, 1, 1), again(asks(ann, 1, 1))},
	},
	{
		name: "late writes of two buyers", scale: full,
		where: oneEach, slots: 2, limit: 1, blind: true, crowded: true, moves: ends, strays: 1,
		cast: []part{asks(ann, 1, 1), asks(bob, 3, 1)},
	},
	{
		name:  "late writes to the shelf",
		where: oneEach, slots: 1, limit: 1, rounds: 2, strays: 1,
		cast: []part{asks(ann, 1, 1), cancels, sweeps},
	},
	{
		name: "four requests, two slots", scale: large,
		where: oneEach, slots: 2, limit: 1, blind: true, crowded: true, moves: ends,
		cast: []part{asks(ann, 1, 1), again(asks(ann, 1, 1)), asks(ann, 2, 1), asks(bob, 3, 1)},
	},
	{
		name: "four requests, three slots", scale: large,
		where: oneEach, slots: 3, limit: 1, blind: true, crowded: true, moves: ends,
		cast: []part{asks(ann, 1, 1), again(asks(ann, 1, 1)), asks(ann, 2, 1), asks(bob, 3, 1)},
	},
	{
		name: "five requests", scale: large,
		where: oneEach, slots: 1, limit: 1, blind: true, crowded: true, moves: ends,
		cast: []part{asks(ann, 1, 1), again(asks(ann, 1, 1)), asks(ann, 2, 1), asks(bob, 3, 1), again(asks(bob, 3, 1))},
	},
	{
		name: "late writes of a request, its retry and another buyer's", scale: large,
		where: oneEach, slots: 2, limit: 1, blind: true, crowded: true, moves: ends, strays: 1,
		cast: []part{asks(ann, 1, 1), again(asks(ann, 1, 1)), asks(bob, 3, 1)},
	},
	{
		name: "one call at a time: a retry, another buyer, two sweeps", scale: large,
		where: oneEach, slots: 1, limit: 1, blind: true,
		cast: []part{asks(ann, 1, 1), again(asks(ann, 1, 1)), asks(bob, 3, 1), cancels, sweeps, again(sweeps)},
	},
	{
		name: "the shelf, two buyers and two sweeps", scale: large,
		where: oneEach, slots: 1, limit: 1, rounds: 2,
		cast: []part{asks(ann, 1, 1), asks(bob, 3, 1), sweeps, again(sweeps)},
	},
	{
		name: "the shelf, both units or none, with cancellations", scale: large,
		where: oneEach, slots: 1, limit: 1, rounds: 2,
		cast: []part{asks(ann, 1, 2), asks(bob, 3, 1), cancels, sweeps},
	},
	{
		name: "a shelf of two pages, with cancellations and a sweep", scale: large,
		where: pages, slots: 1, limit: 1, rounds: 2,
		cast: []part{asks(ann, 1, 1), asks(bob, 3, 1), cancels, sweeps},
	},
	{
		name: "late writes to the shelf, two buyers", scale: large,
		where: oneEach, slots: 1, limit: 1, rounds: 2, strays: 1,
		cast: []part{asks(ann, 1, 1), asks(bob, 3, 1), cancels, sweeps},
	},
}

// asks is a request of a buyer for units.
func asks(buyer, number, units uint8) part {
	return part{name: fmt.Sprintf("request %d of %s", number, names[buyer]), role: request, buyer: buyer, request: number, want: units}
}

var (
	pays     = part{name: "the payer", role: payer}
	cancels  = part{name: "the canceller", role: canceller}
	prolongs = part{name: "the extender", role: extender}
	sweeps   = part{name: "a sweep", role: sweeper}
)

// again is a part that is played twice: it comes behind the first.
func again(p part) part {
	p.name, p.twin = p.name+", again", true
	return p
}
