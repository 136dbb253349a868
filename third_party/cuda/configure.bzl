"""Finds the CUDA toolkit, or declares it absent, as the repository @cuda.

    bazel build //...                            # with the toolkit of /usr/local/cuda, if there is one
    CUDA_PATH=/opt/cuda-13.0 bazel build //...   # with that one
    CUDA_PATH=/nonexistent bazel build //...     # without

@cuda//:defs.bzl tells BUILD files with if_cuda(); @cuda//:cudart holds the headers and the static
runtime. cuBLAS and the driver are not linked: programs open them when they need them, so that one
build runs on machines with and without a GPU.
"""

_FOUND = """
package(default_visibility = ["//visibility:public"])

cc_library(
    name = "headers",
    hdrs = glob(["toolkit/include/**"]),
    includes = ["toolkit/include"],
)

cc_library(
    name = "cudart",
    srcs = ["toolkit/lib64/libcudart_static.a"],
    linkopts = ["-ldl", "-lpthread", "-lrt"],
    deps = [":headers"],
)
"""

_DEFS = """\
\"\"\"What @cuda found.\"\"\"

CUDA_FOUND = {found}
NVCC = "{nvcc}"

def if_cuda(then, otherwise = []):
    \"\"\"The first list in a build with the CUDA toolkit, the second without.\"\"\"
    return then if CUDA_FOUND else otherwise
"""

def _cuda_configure_impl(repository_ctx):
    toolkit = repository_ctx.path(repository_ctx.os.environ.get("CUDA_PATH", "/usr/local/cuda"))
    nvcc = toolkit.get_child("bin").get_child("nvcc")
    if nvcc.exists:
        repository_ctx.symlink(toolkit, "toolkit")
    repository_ctx.file("BUILD", _FOUND if nvcc.exists else "")
    repository_ctx.file("defs.bzl", _DEFS.format(found = nvcc.exists, nvcc = nvcc))

cuda_configure = repository_rule(
    implementation = _cuda_configure_impl,
    environ = ["CUDA_PATH"],
    local = True,
)
