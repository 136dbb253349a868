#!/usr/bin/env bash
# bazel run //benchmarks:<grid> [-- flags]: the program with its grid; see grid_targets.bzl.
exec "$@"
