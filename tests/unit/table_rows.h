/* Lines of tables and what must be said of them. */
#ifndef MCWIZARD_TESTS_TABLE_ROWS_H
#define MCWIZARD_TESTS_TABLE_ROWS_H

#include <string.h>

#include <criterion/criterion.h>

#include "render/table_line.h"

struct table_row {
    const char *line;
    size_t column;    /* 0: it is right */
    const char *what; /* a part of the message or of how to mend it */
};

static inline void table_rows_check(const struct table_reader *start, const struct table_row *rows,
                                    size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct table_reader reader = *start;
        struct table_fault fault = {0};
        struct table_line line;
        const char *text = rows[i].line;
        int rc = table_line_read(&reader, text, strlen(text), &line, &fault);
        cr_expect_eq(rc, rows[i].column > 0 ? -1 : 0, "%s: %s", text, str_text(&fault.what));
        cr_expect_eq(fault.column, rows[i].column, "%s: column %zu: %s", text, fault.column,
                     str_text(&fault.what));
        cr_expect((rc == 0) == (fault.what.len == 0), "%s", text);
        if (rc != 0 && rows[i].what != NULL)
            cr_expect(strstr(str_text(&fault.what), rows[i].what) != NULL ||
                          strstr(str_text(&fault.mend), rows[i].what) != NULL,
                      "%s: %s; %s", text, str_text(&fault.what), str_text(&fault.mend));
        cr_expect(rc == 0 || fault.mend.len > 0, "%s: how to mend it?", text);
        table_fault_free(&fault);
    }
}

#endif
