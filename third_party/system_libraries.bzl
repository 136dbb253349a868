"""The Debian packages that the build links with, each as @<name>.

To add one: a row here, a line in ci/packages.txt.
"""

_TEMPLATE = """
package(default_visibility = ["//visibility:public"])

cc_library(
    name = "{name}",
    # The compiler finds the headers by itself; listed, a changed one rebuilds what uses it.
    hdrs = glob({headers}),
    linkopts = {linkopts},
    deps = {deps},
)
"""

# name: (headers below /usr/include, linkopts, deps)
_LIBRARIES = {
    # The headers of Boost.Math and what they include are most of Boost: not listed, so that Bazel
    # does not watch 15000 files.
    "boost": ([], [], []),
    "cli11": (["CLI/**"], [], []),
    # libcurl's headers are in a folder that the compiler searches anyway.
    "curl": ([], ["-lcurl"], []),
    "fmt": (["fmt/**"], ["-lfmt"], []),
    "googlebenchmark": (["benchmark/**"], ["-lbenchmark", "-lpthread"], []),
    "googletest": (["gtest/**", "gmock/**"], ["-lgmock", "-lgtest", "-lpthread"], []),
    "googletest_main": ([], ["-lgmock_main"], ["@googletest"]),
    "nlohmann_json": (["nlohmann/**"], [], []),
    "onednn": (["dnnl*", "oneapi/**"], ["-ldnnl"], []),
    "prometheus_cpp": (["prometheus/**"], ["-lprometheus-cpp-core"], []),
    "prometheus_cpp_pull": ([], ["-lprometheus-cpp-pull"], ["@prometheus_cpp"]),
    "sqlite3": (["sqlite3.h"], ["-lsqlite3"], []),
}

def system_libraries():
    for name, (headers, linkopts, deps) in _LIBRARIES.items():
        native.new_local_repository(
            name = name,
            path = "/usr/include",
            build_file_content = _TEMPLATE.format(
                name = name,
                headers = headers,
                linkopts = linkopts,
                deps = deps,
            ),
        )
