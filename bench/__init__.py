"""Benchmarks: pages measured against floors built beside them, as ratios of one run. Never part of the tests."""
