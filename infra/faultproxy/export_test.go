package faultproxy

// StartAt is Start with another time.After.
var StartAt = start
