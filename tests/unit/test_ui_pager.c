/* Without a terminal a long text is printed as it is. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <string.h>

#include "base/str.h"

#include "sys/layout.h"

#include "ui/pager.h"

Test(ui_pager, no_terminal, .init = cr_redirect_stdout)
{
    struct str text = STR_INIT;
    for (int i = 0; i < 200; i++)
        str_addf(&text, "line %d\n", i);
    pager_show(str_text(&text), &layout_table[0], "");
    fflush(stdout);
    cr_expect_stdout_eq_str(str_text(&text));
    str_free(&text);
}
