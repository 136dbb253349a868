"""Text files as string constants, so that the programs need no file beside them."""

def embed_text(name, src, constant, visibility = ["//visibility:private"]):
    """Makes <name>.h, which defines attnwatch::<constant>, a std::string_view of the text of `src`.

    The text must not hold `)embedded"`. Literals of more than 64 KiB are beyond what the standard
    asks of compilers; GCC and Clang take them.

    Args:
      name: of the target; the header is <name>.h.
      src: the text file.
      constant: name of the constant.
      visibility: of the header.
    """
    native.genrule(
        name = name,
        srcs = [src],
        outs = [name + ".h"],
        cmd = """{{
            echo '#pragma once'
            echo '#include <string_view>'
            echo 'namespace attnwatch {{'
            printf 'inline constexpr std::string_view {constant} = R"embedded('
            cat $<
            echo ')embedded";'
            echo '}}  // namespace attnwatch'
        }} > $@""".format(constant = constant),
        visibility = visibility,
    )
