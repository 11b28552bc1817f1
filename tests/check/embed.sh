#!/bin/sh
# Templates come out of the program byte for byte as they went in.
set -eu
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
CC=${CC:-cc} AWK=${AWK:-awk}
command -v "${CC%% *}" >/dev/null || { echo "there is no compiler $CC"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
mkdir in out render
cat >in/a.m4 <<'END'
plain `quoted' "double" back\slash \n %s %% ??) ??/ ??' tab	end
 $1 $@ \" \\ /* comment */ // éü

last
END
printf 'one line\n' >in/b.m4
cat >render/templates.h <<'END'
struct template_file { const char *name; const char *text; };
extern const struct template_file templates[];
END
cat >main.c <<'END'
#include <stdio.h>
#include "render/templates.h"
int main(void)
{
    for (const struct template_file *t = templates; t->name != NULL; t++) {
        char path[64];
        snprintf(path, sizeof(path), "out/%s", t->name);
        FILE *f = fopen(path, "w");
        if (f == NULL || fputs(t->text, f) < 0 || fclose(f) != 0)
            return 1;
    }
    return 0;
}
END
LC_ALL=C $AWK -f "$TOP/templates/embed.awk" in/a.m4 in/b.m4 >data.c
LC_ALL=C $AWK -f "$TOP/templates/embed.awk" in/a.m4 in/b.m4 | cmp data.c -
$CC -std=c11 -Wall -Werror -I. data.c main.c -o embed
./embed
diff -r in out
# What would be lost or broken is refused.
printf 'bell \007\n' >in/c.m4
: >in/empty.m4
for bad in in/c.m4 in/empty.m4 in/none.m4; do
    if LC_ALL=C $AWK -f "$TOP/templates/embed.awk" in/b.m4 $bad >/dev/null 2>&1; then
        echo "embed.awk accepts $bad"
        exit 1
    fi
done
