//go:build !linux

package cputime

import "errors"

func of(map[int]string) (Times, error) { return nil, errors.New("only supported on Linux") }
