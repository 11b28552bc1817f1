/* The real m4 and sendmail-cf for a test that renders, or it is skipped. */
#ifndef MCWIZARD_TESTS_TOOLS_H
#define MCWIZARD_TESTS_TOOLS_H

#include <stdbool.h>
#include <stdlib.h>

#include <criterion/criterion.h>

#include "render/render.h"

static inline bool find_tools(struct render_tools *tools)
{
    const char *dir = getenv("MCWIZARD_TOOLS");
    if (render_find_tools(tools, layout_find("debian"), dir != NULL ? dir : "", NULL) == 0)
        return true;
    cr_skip_test("no sendmail-cf here: MCWIZARD_TOOLS names none");
    return false;
}

#endif
