#!/bin/sh
# README.md shows how to run and how to test.
set -eu
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
cd "$TOP"
[ -f README.md ] || { echo "README.md is missing"; exit 1; }
for words in './dev run' './dev test'; do
    grep -qF "$words" README.md || { echo "README.md does not name $words"; exit 1; }
done
