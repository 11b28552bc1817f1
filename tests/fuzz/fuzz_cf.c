/*
 * Any bytes as a sendmail.cf: the parser takes or refuses them with a reason,
 * what it takes dumps to a fixpoint, a comparison with itself is empty, and an
 * audit finds the same in both.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "cf/cf.h"
#include "diff/diff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int parse_kept(const char *text, size_t len, struct cf *cf);
static size_t audit(const struct cf *cf);
static void compare(const struct cf *a, const struct cf *b, bool same);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char frame[] = "\nSframe\nR$*\t$1\nMlocal, P=/bin/mail, A=mail $u\n";
    struct str framed = STR_INIT;
    struct str first = STR_INIT;
    struct str second = STR_INIT;
    struct cf cf;
    struct cf again;
    struct cf bare;
    str_addn(&framed, (const char *)data, size);
    bool alone = parse_kept(str_text(&framed), framed.len, &bare) == 0;
    /* Few inputs have all that a whole file needs. */
    str_add(&framed, frame);
    if (parse_kept(framed.buf, framed.len, &cf) == 0) {
        cf_dump(&cf, &first);
        MUST(parse_kept(str_text(&first), first.len, &again) == 0);
        cf_dump(&again, &second);
        MUST(first.len == second.len && memcmp(first.buf, second.buf, first.len) == 0);
        MUST(cf.n == again.n);
        compare(&cf, &again, true);
        MUST(audit(&cf) == audit(&again));
        if (alone)
            compare(&bare, &cf, false);
        cf_free(&cf);
        cf_free(&again);
    }
    if (alone)
        cf_free(&bare);
    str_free(&framed);
    str_free(&first);
    str_free(&second);
    return 0;
}

/* A refusal must have a reason. */
static int parse_kept(const char *text, size_t len, struct cf *cf)
{
    struct err err = {0};
    int rc = cf_parse(text, len, "fuzz", cf, &err);
    MUST((rc == 0) == !err_is_set(&err));
    MUST(rc == 0 || err.text[0] != '\0');
    err_clear(&err);
    return rc;
}

/* How many findings. */
static size_t audit(const struct cf *cf)
{
    const struct audit_input input = {.mta = cf};
    struct audit_report report = {.n = 0};
    audit_run(&input, &report);
    audit_sort(&report);
    size_t n = report.n;
    audit_free(&report);
    return n;
}

static void compare(const struct cf *a, const struct cf *b, bool same)
{
    struct diff d = {0};
    diff_compare(a, b, &d);
    MUST(!same || d.n == 0);
    diff_sort(&d);
    diff_free(&d);
}
