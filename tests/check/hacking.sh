#!/bin/sh
# HACKING.md has a table line "| `folder/` | ..." for every folder of the tree, two
# levels deep, and for no other.
set -eu
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
cd "$TOP"
[ -f HACKING.md ] || { echo "HACKING.md is missing"; exit 1; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
# Only what is kept in the tree: not what builds leave, and no empty folder.
find . -mindepth 1 -maxdepth 2 -type d \
    \( -name '.*' -o -name build -o -name build-aux -o -name autom4te.cache -o -name _build -o -name _inst \
    -o -name __pycache__ \) -prune -o -mindepth 1 -maxdepth 2 -type d -print |
    while read -r folder; do
        # A room that has only what a build leaves behind is empty, too.
        [ -z "$(find "$folder" -type f ! -name '*.o' ! -name '.dirstamp' ! -path '*/.deps/*' | sed 1q)" ] ||
            echo "${folder#./}/"
    done | LC_ALL=C sort >"$tmp/tree"
sed -n 's/^| *`\([^`]*\/\)` *|.*/\1/p' HACKING.md | LC_ALL=C sort >"$tmp/table"
# Deeper folders may have a line as well, as long as they exist.
while read -r folder; do
    [ -n "$(find "$folder" -type f 2>/dev/null | sed 1q)" ] ||
        echo "HACKING.md: there is no folder $folder, or it is empty and git does not keep it"
done <"$tmp/table" >"$tmp/bad"
comm -23 "$tmp/tree" "$tmp/table" | sed 's/^/HACKING.md: no line for /' >>"$tmp/bad"
uniq -d "$tmp/table" | sed 's/^/HACKING.md: two lines for /' >>"$tmp/bad"
cat "$tmp/bad"
[ ! -s "$tmp/bad" ]
