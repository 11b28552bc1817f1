/*
 * Any bytes as a file with lines of a table; the first byte says which table.  Each line is
 * taken or refused with a reason, what is taken is what makemap would find in it, and
 * says nothing of relaying.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "render/table_line.h"
#include "render/table_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_line(struct table_reader *reader, const char *text, size_t len);
static void check_taken(const struct table_reader *reader, const struct table_line *line,
                        const char *text, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct table_reader reader = {.kind = (enum table_kind)(data[0] % TABLE_KIND_COUNT),
                                  .programs = (data[0] & 0x40) != 0,
                                  .files = (data[0] & 0x80) != 0};
    struct table_fault fault = {0};
    const char *at = (const char *)data + 1, *end = (const char *)data + size;
    while (at < end) {
        const char *nl = memchr(at, '\n', (size_t)(end - at));
        size_t len = (size_t)((nl != NULL ? nl : end) - at);
        /* A copy of that very size, so that a byte read too far is noticed. */
        char *line = malloc(len > 0 ? len : 1);
        MUST(line != NULL);
        memcpy(line, at, len);
        read_line(&reader, line, len);
        free(line);
        at += len + 1;
    }
    MUST((table_line_end(&reader, &fault) == 0) == (fault.what.len == 0));
    table_fault_free(&fault);
    return 0;
}

static void read_line(struct table_reader *reader, const char *text, size_t len)
{
    struct table_fault fault = {0};
    struct table_line line;
    int rc = table_line_read(reader, text, len, &line, &fault);
    MUST((rc == 0) == (fault.what.len == 0));
    MUST(rc == 0 || (fault.mend.len > 0 && fault.column > 0 && fault.column <= len + 1));
    if (rc == 0)
        check_taken(reader, &line, text, len);
    table_fault_free(&fault);
}

static void check_taken(const struct table_reader *reader, const struct table_line *line,
                        const char *text, size_t len)
{
    bool comment = len > 0 && text[0] == '#';
    for (size_t i = 0; i < len && !comment; i++)
        MUST(text[i] == '\t' || ((unsigned char)text[i] >= 32 && (unsigned char)text[i] < 127));
    if (line->key_len == 0)
        return;
    MUST(line->key == text && line->key_len <= len);
    MUST(memchr(line->key, ' ', line->key_len) == NULL);
    MUST(memchr(line->key, '\t', line->key_len) == NULL);
    if (line->value != NULL)
        MUST(line->value >= text + line->key_len && line->value + line->value_len <= text + len);
    if (reader->kind == TABLE_ACCESS)
        MUST(line->value_len > 0 && !word_is(line->value, line->value_len, "RELAY"));
}
