/*
 * Any bytes as raw lines of a .mc: they are taken or refused with a place, and what is
 * taken stands in the parts, line by line, and nothing else does.
 */
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/extra.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t count_lines(const struct str *text);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct extra extra = {0};
    struct errs errs = {0};
    struct str text = STR_INIT;
    str_addn(&text, (const char *)data, size);
    int rc = extra_parse(str_text(&text), text.len, "fuzz", &extra, &errs);
    MUST((rc == 0) == (errs.n == 0));
    for (size_t i = 0; i < errs.n; i++)
        MUST(errs.v[i].line > 0 && errs.v[i].column > 0 && errs.v[i].text[0] != '\0');
    if (rc == 0) {
        size_t lines = 0;
        MUST(extra.all.len == text.len &&
             (text.len == 0 || memcmp(extra.all.buf, text.buf, text.len) == 0));
        for (size_t i = 0; i < EXTRA_PLACES; i++) {
            const struct str *part = &extra.parts[i];
            MUST(part->len == 0 || part->buf[part->len - 1] == '\n');
            lines += count_lines(part);
        }
        /* Headings but those of the tail are left out. */
        MUST(lines <= count_lines(&text) + 1);
    }
    extra_free(&extra);
    errs_free(&errs);
    str_free(&text);
    return 0;
}

static size_t count_lines(const struct str *text)
{
    size_t n = 0;
    for (size_t i = 0; i < text->len; i++)
        n += text->buf[i] == '\n';
    return n;
}
