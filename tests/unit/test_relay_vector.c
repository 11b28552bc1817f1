#include <string.h>

#include <criterion/criterion.h>

#include "relay/vector.h"

enum { FORMS_WANTED = 200 };

Test(relay_vector, rows_are_whole)
{
    for (size_t i = 0; i < vector_count(); i++) {
        const struct vector *v = vector_at(i);
        cr_assert_not_null(v);
        cr_expect_not_null(weakness_find(v->weakness), "vector %zu: %s", i, v->weakness);
        cr_expect(v->rcpt != NULL && v->rcpt[0] != '\0', "vector %zu", i);
        cr_expect(v->source != NULL && v->source[0] != '\0', "vector %zu", i);
        cr_expect_null(strpbrk(v->rcpt, "\r\n"), "vector %zu", i);
    }
    cr_expect_null(vector_at(vector_count()));
}

/* No form stands twice, and there are as many as promised. */
Test(relay_vector, forms_differ)
{
    size_t n = vector_count();
    cr_expect_geq(n, (size_t)FORMS_WANTED);
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) {
            const struct vector *a = vector_at(i), *b = vector_at(k);
            bool same = strcmp(a->rcpt, b->rcpt) == 0 &&
                        strcmp(a->from ? a->from : "", b->from ? b->from : "") == 0 &&
                        strcmp(a->helo ? a->helo : "-", b->helo ? b->helo : "-") == 0 &&
                        strcmp(a->params ? a->params : "", b->params ? b->params : "") == 0;
            cr_expect(!same, "%zu and %zu: %s", i, k, a->rcpt);
        }
}

Test(relay_vector, every_weakness_is_tried)
{
    for (const struct weakness *w = weakness_table; w->id != NULL; w++) {
        bool tried = false;
        for (size_t i = 0; i < vector_count() && !tried; i++)
            tried = strcmp(vector_at(i)->weakness, w->id) == 0;
        cr_expect(tried, "%s", w->id);
    }
    cr_expect_null(weakness_find("no such weakness"));
}
