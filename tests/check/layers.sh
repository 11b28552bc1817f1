#!/bin/sh
# Includes only go down: base < sys < model, cf (never each other) < render, diff,
# audit, relay, apply, import (never each other) < ui < cmd < main.c.  And foreign
# libraries stay in their rooms: jansson from model up, libedit in ui.
set -eu
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
cd "$TOP"
files=$(find wizard -name '*.[ch]' | LC_ALL=C sort)
[ -n "$files" ] || { echo "no source found"; exit 1; }
# shellcheck disable=SC2086 # names in this tree have no blanks
awk '
BEGIN {
    n = split("base:0 sys:1 model:2 cf:2 render:3 diff:3 audit:3 relay:3 apply:3 import:3 ui:4 cmd:5", rooms, " ")
    for (i = 1; i <= n; i++) {
        split(rooms[i], pair, ":")
        rank[pair[1]] = pair[2]
    }
}
function bad(why) {
    print FILENAME ":" FNR ": " why
    failed = 1
}
FNR == 1 {
    n = split(FILENAME, part, "/")
    room = n > 2 ? part[2] : "main"
    if (room == "main")
        mine = 6
    else if (room in rank)
        mine = rank[room]
    else {
        bad("there is no room " room)
        nextfile_room = room
        mine = -1
    }
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    n = split(quoted[2], part, "/")
    if (n != 2 || !(part[1] in rank))
        bad("include \"" quoted[2] "\" does not name a room and a file")
    else if (part[1] != room && rank[part[1]] >= mine)
        bad(room " must not include " quoted[2])
}
/^[ \t]*#[ \t]*include[ \t]*<jansson/ {
    if (mine < 2)
        bad(room " must do without jansson")
}
/^[ \t]*#[ \t]*include[ \t]*<(histedit|editline)/ {
    if (room != "ui")
        bad("libedit belongs to ui")
}
END { exit failed }
' $files
