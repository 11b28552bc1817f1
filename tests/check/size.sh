#!/bin/sh
# No .c or .h is longer than 600 lines.
set -eu
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
cd "$TOP"
find wizard tests -name '*.[ch]' -exec awk '
    FNR == 601 { print FILENAME ": more than 600 lines"; failed = 1 }
    END { exit failed }' {} +
