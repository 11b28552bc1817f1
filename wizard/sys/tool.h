/*
 * The programs and the macro folder that mcwizard works with: GNU m4, the
 * sendmail-cf macros, sendmail, makemap, diff, a pager and the like.  Found where the layout
 * says, then where another layout does, or in CHILD_PATH, never in the caller's
 * PATH; `--tools DIR` names a folder below which the packages lie unpacked instead
 * of installed.
 */
#ifndef MCWIZARD_SYS_TOOL_H
#define MCWIZARD_SYS_TOOL_H

#include "base/err.h"
#include "sys/layout.h"

enum tool {
    TOOL_M4,
    TOOL_SENDMAIL,
    TOOL_MAKEMAP,
    TOOL_DIFF,
    TOOL_PAGER,
    TOOL_GZIP,
    TOOL_RPM,
    TOOL_COUNT
};

/*
 * The absolute path of a program, which the caller frees (the layout matters for sendmail
 * and makemap alone); NULL, with err saying
 * which package has it, if it is not there.
 */
char *tool_find(enum tool tool, const struct layout *layout, const char *tools, struct err *err);

/*
 * The folder of the sendmail-cf macros with a trailing slash, which has the layout's
 * ostype; the caller frees; NULL as above.
 */
char *tool_cf_dir(const struct layout *layout, const char *tools, struct err *err);

#endif
