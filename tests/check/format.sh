#!/bin/sh
# The C is as clang-format leaves it (`./dev format`).
set -eu
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
cd "$TOP"
command -v clang-format >/dev/null || { echo "clang-format is not installed"; exit 77; }
find wizard tests -name '*.[ch]' ! -name templates_data.c \
    -exec clang-format --style=file --dry-run -Werror {} +
