"""Tests, read as specifications; `tests.samples` makes the scans that they and the benchmarks run on."""
