"""cuda_library: a cc_library whose .cu files nvcc compiles.

    cuda_library(
        name = "stamp_clock",
        srcs = ["stamp_clock.cu"],
        hdrs = ["stamp_clock.h"],
        deps = ["@cuda//:cudart"],
    )

Without the toolkit these macros declare nothing: depend on them with if_cuda() of @cuda//:defs.bzl.
"""

load("@bazel_skylib//rules:common_settings.bzl", "BuildSettingInfo")
load("@cuda//:defs.bzl", "CUDA_FOUND", "NVCC")
load("//third_party:cc.bzl", "attnwatch_cc_library", "attnwatch_cc_test")

_COMMON = ["-O3", "-std=c++17", "-lineinfo", "--Werror=all-warnings", "-Xcompiler=-fPIC,-Wall,-Wextra,-Werror"]

def _gencode(arch):
    """"90a" is machine code for sm_90a, "80+ptx" also PTX that later GPUs can compile."""
    number = arch.replace("+ptx", "")
    code = "sm_" + number
    if arch.endswith("+ptx"):
        code = "[{},compute_{}]".format(code, number)
    return "-gencode=arch=compute_{},code={}".format(number, code)

def _arguments(ctx, archs, compilation_context):
    arguments = ctx.actions.args()
    arguments.add_all(_COMMON)
    arguments.add_all([_gencode(arch) for arch in archs])
    arguments.add_all(ctx.attr.copts)
    arguments.add_all(compilation_context.quote_includes, before_each = "-I")
    arguments.add_all(compilation_context.includes, before_each = "-isystem")
    arguments.add_all(compilation_context.defines, before_each = "-D")
    arguments.add("-I.")
    return arguments

def _inputs(ctx, source, compilation_context):
    return depset(
        [source] + ctx.files.hdrs + ctx.files.textual_hdrs,
        transitive = [compilation_context.headers],
    )

_ENVIRONMENT = {"PATH": "/usr/bin:/bin"}  # where nvcc finds its host compiler

def _compile(ctx, source, compilation_context):
    name = "{}/{}".format(ctx.label.name, source.basename.replace(".cu", ""))
    object_file = ctx.actions.declare_file(name + ".pic.o")
    arguments = _arguments(ctx, ctx.attr._archs[BuildSettingInfo].value, compilation_context)
    arguments.add_all(["-c", source, "-o", object_file])
    ctx.actions.run(
        executable = NVCC,
        arguments = [arguments],
        env = _ENVIRONMENT,
        inputs = _inputs(ctx, source, compilation_context),
        outputs = [object_file],
        mnemonic = "CudaCompile",
        progress_message = "Compiling " + source.short_path,
    )
    return object_file

def _cuda_objects_impl(ctx):
    merged = cc_common.merge_cc_infos(cc_infos = [dep[CcInfo] for dep in ctx.attr.deps])
    objects = [_compile(ctx, source, merged.compilation_context) for source in ctx.files.srcs]
    return [DefaultInfo(files = depset(objects))]

_ATTRIBUTES = {
    "copts": attr.string_list(),
    "deps": attr.label_list(providers = [CcInfo]),
    "hdrs": attr.label_list(allow_files = True),
    "srcs": attr.label_list(allow_files = [".cu"]),
    "textual_hdrs": attr.label_list(allow_files = True),
    "_archs": attr.label(default = "//third_party/cuda:archs"),
}

_cuda_objects = rule(implementation = _cuda_objects_impl, attrs = _ATTRIBUTES)

def _cuda_resources_impl(ctx):
    merged = cc_common.merge_cc_infos(cc_infos = [dep[CcInfo] for dep in ctx.attr.deps])
    reports = []
    for source in ctx.files.srcs:
        report = ctx.actions.declare_file("{}/{}.txt".format(ctx.label.name, source.basename))
        arguments = _arguments(ctx, [_REPORTED_ARCH], merged.compilation_context)
        arguments.add_all(["-Xptxas=-v", "-cubin", source, "-o", "/dev/null"])
        ctx.actions.run_shell(
            command = '{} "$@" 2> {} || {{ cat {}; exit 1; }}'.format(NVCC, report.path, report.path),
            arguments = [arguments],
            env = _ENVIRONMENT,
            inputs = _inputs(ctx, source, merged.compilation_context),
            outputs = [report],
            mnemonic = "CudaResources",
            progress_message = "Compiling " + source.short_path + " for its registers",
        )
        reports.append(report)
    return [DefaultInfo(files = depset(reports), runfiles = ctx.runfiles(files = reports))]

# The GPU of the reports: where each kernel of ours runs.
_REPORTED_ARCH = "90a"

_cuda_resources = rule(implementation = _cuda_resources_impl, attrs = _ATTRIBUTES)

def cuda_library(name, srcs, hdrs = [], textual_hdrs = [], copts = [], deps = [], **kwargs):
    """See the top of the file. textual_hdrs are .cuh files that only these sources include.

    NAME_resources is what the assembler says of registers, stack and spills of each kernel.
    """
    if not CUDA_FOUND:
        return
    for rule, suffix, tags in [(_cuda_objects, "_objects", []), (_cuda_resources, "_resources", ["manual"])]:
        rule(
            name = name + suffix,
            srcs = srcs,
            hdrs = hdrs,
            textual_hdrs = textual_hdrs,
            copts = copts,
            deps = deps,
            tags = tags,
            visibility = ["//visibility:private"],
        )
    native.cc_library(
        name = name,
        srcs = [name + "_objects"],
        hdrs = hdrs,
        deps = deps,
        **kwargs
    )

def cuda_cc_library(**kwargs):
    """attnwatch_cc_library for C++ that includes CUDA's headers."""
    if CUDA_FOUND:
        attnwatch_cc_library(**kwargs)

def cuda_cc_test(tags = [], **kwargs):
    """attnwatch_cc_test for what needs a GPU: it must skip with a message where there is none."""
    if CUDA_FOUND:
        attnwatch_cc_test(tags = tags + ["gpu"], **kwargs)
