"""cc_library, cc_binary and cc_test of our own code: warnings are errors."""

_COPTS = ["-Wall", "-Wextra", "-Werror"]

# In the runner bundle (ci/bundle/) a program finds its libraries in ../lib. As RPATH, not RUNPATH:
# that one does not hold for the libraries of a library. Where there is no ../lib, the system's serve.
_BUNDLE_LINKOPTS = ["-Wl,-rpath,$$ORIGIN/../lib", "-Wl,--disable-new-dtags"]

def attnwatch_cc_library(name, copts = [], **kwargs):
    native.cc_library(name = name, copts = _COPTS + copts, **kwargs)

def attnwatch_cc_binary(name, copts = [], linkopts = [], **kwargs):
    native.cc_binary(
        name = name,
        copts = _COPTS + copts,
        linkopts = _BUNDLE_LINKOPTS + linkopts,
        **kwargs
    )

def attnwatch_cc_test(name, copts = [], linkopts = [], deps = [], size = "small", **kwargs):
    native.cc_test(
        name = name,
        size = size,
        copts = _COPTS + copts,
        linkopts = _BUNDLE_LINKOPTS + linkopts,
        deps = deps + ["@googletest_main"],
        **kwargs
    )
