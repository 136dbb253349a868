"""One `bazel run` target for each named grid."""

def grid_target(grid):
    native.sh_binary(
        name = grid,
        srcs = ["run_grid.sh"],
        args = [
            "$(location :attention_score)",
            "--grid=" + grid,
        ],
        data = [":attention_score"],
        visibility = ["//:__pkg__"],
    )
