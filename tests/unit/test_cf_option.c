/* The table of options: complete, without doubles, and found as sendmail finds it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"
#include "cf/option.h"

Test(cf_option, find)
{
    static const struct {
        const char *name;
        const char *exact; /* what cf_option_find gives, NULL: nothing */
        const char *match;
    } rows[] = {
        {"LogLevel", "LogLevel", "LogLevel"},
        {"LOGLEVEL", "LogLevel", "LogLevel"},
        {"LogL", NULL, "LogLevel"},
        {"Max", NULL, NULL},
        {"Queue", NULL, NULL},
        {"Milter", "Milter", "Milter"},
        {"Timeout.ident", "Timeout.ident", "Timeout.ident"},
        {"Timeout.iden", NULL, NULL},
        {"", NULL, NULL},
        {"NoSuchThing", NULL, NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct cf_option *a = cf_option_find(rows[i].name);
        const struct cf_option *b = cf_option_match(rows[i].name, strlen(rows[i].name));
        cr_expect_eq(a == NULL, rows[i].exact == NULL, "row %zu", i);
        cr_expect_eq(b == NULL, rows[i].match == NULL, "row %zu", i);
        if (a != NULL)
            cr_expect_str_eq(a->name, rows[i].exact);
        if (b != NULL)
            cr_expect_str_eq(b->name, rows[i].match);
    }
    cr_expect_str_eq(cf_option_by_letter('L')->name, "LogLevel");
    cr_expect_str_eq(cf_option_by_letter('8')->name, "EightBitMode");
    cr_expect_null(cf_option_by_letter('N'));
    cr_expect_null(cf_option_by_letter('\0'));
}

Test(cf_option, rows_are_whole)
{
    size_t n = 0;
    for (const struct cf_option *r = cf_option_next(NULL); r != NULL; r = cf_option_next(r), n++) {
        cr_expect(r->means != NULL && r->means[0] != '\0', "%s", r->name);
        cr_expect(r->why != NULL && r->why[0] != '\0', "%s", r->name);
        cr_expect(r->source != NULL && r->source[0] != '\0', "%s", r->name);
        cr_expect(r->since != NULL && strncmp(r->since, "8.", 2) == 0, "%s", r->name);
        cr_expect_not_null(cf_type_name(r->type));
        cr_expect_not_null(cf_way_name(r->way));
        cr_expect_eq(r->type == CF_TYPE_TIME, r->unit != '\0', "%s: unit", r->name);
        cr_expect_eq(r->type == CF_TYPE_SET, r->way == CF_WAY_FLAGS, "%s: flags", r->name);
        if (r->way == CF_WAY_TRUE || r->way == CF_WAY_FALSE)
            cr_expect(r->type == CF_TYPE_BOOL && r->value != NULL, "%s: default", r->name);
        for (const struct cf_option *s = cf_option_next(r); s != NULL; s = cf_option_next(s)) {
            cr_expect_neq(strcasecmp(r->name, s->name), 0, "%s stands twice", r->name);
            cr_expect(r->letter == '\0' || r->letter != s->letter, "%s and %s", r->name, s->name);
        }
    }
    cr_expect_gt(n, 190);
}

Test(cf_option, flags_are_whole)
{
    for (const struct cf_flag_row *f = cf_flag_next(NULL); f != NULL; f = cf_flag_next(f)) {
        cr_expect(f->why != NULL && f->why[0] != '\0', "%s", f->name);
        cr_expect(f->way == CF_WAY_MORE || f->way == CF_WAY_LESS || f->way == CF_WAY_NEUTRAL);
        cr_expect_eq(cf_flag_find(f->option, f->name), f, "%s %s stands twice", f->option, f->name);
    }
    cr_expect_null(cf_flag_find("PrivacyOptions", "nosuchflag"));
    cr_expect_str_eq(cf_flag_find("InputMailFilters", "clamav")->name, "*");
    cr_expect_neq(cf_flag_find("AuthOptions", "A"), cf_flag_find("AuthOptions", "a"));
}

/* At most 5 % of the options in op.me may be unknown: absent, or of unknown way. */
Test(cf_option, knows_op_me)
{
    const char *top = getenv("TOP");
    struct str path = STR_INIT;
    str_addf(&path, "%s/tests/unit/data/op-options.txt", top != NULL ? top : ".");
    FILE *f = fopen(str_text(&path), "r");
    cr_assert_not_null(f, "%s", str_text(&path));
    char line[256];
    size_t n = 0;
    size_t unknown = 0;
    while (fgets(line, sizeof(line), f) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '#' || line[0] == '\0')
            continue;
        const struct cf_option *row = cf_option_find(line);
        n++;
        cr_expect_not_null(row, "%s is not in the table", line);
        unknown += row == NULL || row->way == CF_WAY_UNKNOWN;
    }
    fclose(f);
    str_free(&path);
    cr_expect_gt(n, 150);
    cr_expect_leq(unknown * 100, n * 5, "%zu of %zu are unknown", unknown, n);
}
