/* The right side of an access table; see verdict.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "import/verdict.h"

static bool begins(const char *text, const char *with);
static size_t status_len(const char *text);
static bool read_text(const char *value, bool prints, struct verdict *v);
static bool read_reply(struct verdict *v);
static bool is_digit(char c);
static void cut(struct str *text, size_t len);

static const struct {
    const char *word;
    enum verdict_kind kind;
} words[] = {
    {"OK", VERDICT_OK},         {"OKR", VERDICT_OK},    {"RELAY", VERDICT_RELAY},
    {"REJECT", VERDICT_REJECT}, {"SKIP", VERDICT_SKIP}, {"DISCARD", VERDICT_DISCARD},
};

void verdict_parse(const char *value, bool prints, struct verdict *v)
{
    static const char error[] = "ERROR:", quarantine[] = "QUARANTINE:";
    *v = (struct verdict){.kind = VERDICT_NONE};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcasecmp(value, words[i].word) == 0)
            v->kind = words[i].kind;
    if (v->kind != VERDICT_NONE)
        return;
    if (begins(value, quarantine)) {
        if (read_text(value + strlen(quarantine), false, v) && v->text.len > 0)
            v->kind = VERDICT_QUARANTINE;
        else if (v->why == NULL)
            v->why = "QUARANTINE: has no reason";
        return;
    }
    if (begins(value, error)) {
        value += strlen(error);
        size_t len = status_len(value);
        if (len > 0 && value[len] == ':') {
            memcpy(v->status, value, len);
            value += len + 1;
        }
    }
    if (read_text(value, prints, v) && read_reply(v))
        v->kind = VERDICT_REPLY;
}

void verdict_write(const struct verdict *v, const char *percent, struct str *out)
{
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (words[i].kind == v->kind) {
            str_add(out, words[i].word);
            return;
        }
    MUST(v->kind == VERDICT_REPLY || v->kind == VERDICT_QUARANTINE);
    if (v->kind == VERDICT_REPLY)
        str_addf(out, "ERROR:%s%s\"%s%s", v->status, v->status[0] != '\0' ? ":" : "", v->code,
                 v->text.len > 0 ? " " : "");
    else
        str_add(out, "QUARANTINE:\"");
    for (const char *c = str_text(&v->text); *c != '\0'; c++) {
        if (*c == '%') {
            str_add(out, percent);
            continue;
        }
        if (*c == '"' || *c == '\\')
            str_addch(out, '\\');
        str_addch(out, *c);
    }
    str_add(out, "\"");
}

void verdict_free(struct verdict *v)
{
    str_free(&v->text);
}

static bool begins(const char *text, const char *with)
{
    return strncasecmp(text, with, strlen(with)) == 0;
}

/* The bytes of D.S.N at the beginning, or 0. */
static size_t status_len(const char *text)
{
    size_t at = 0;
    if (text[0] != '4' && text[0] != '5')
        return 0;
    for (int part = 0; part < 3; part++) {
        size_t digits = 0;
        if (part > 0 && text[at++] != '.')
            return 0;
        while (is_digit(text[at + digits]))
            digits++;
        if (digits == 0 || digits > 3)
            return 0;
        at += digits;
    }
    return at;
}

/* Without its quotes; %% is a %, and % with a digit an argument of the look-up, which is none. */
static bool read_text(const char *value, bool prints, struct verdict *v)
{
    bool quoted = false;
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == '"') {
            quoted = !quoted;
            continue;
        }
        if (*c == '\\' && c[1] != '\0')
            c++;
        if (*c == '%') {
            if (is_digit(c[1])) {
                v->why = "a % with a digit stands for a part of the look-up";
                return false;
            }
            c += c[1] == '%' ? 1 : 0;
            if (prints && strncmp(c + 1, "%%", 2) != 0) {
                v->why = "sendmail prints this text as a format, and a % in it is one (write %%%%)";
                return false;
            }
            c += prints ? 2 : 0;
        }
        str_addch(&v->text, *c);
    }
    if (quoted) {
        v->why = "a quote is not closed";
        return false;
    }
    size_t len = v->text.len;
    while (len > 0 && v->text.buf[len - 1] == ' ')
        len--;
    cut(&v->text, len);
    return true;
}

/* Takes the code, and the status that may follow it, off the text. */
static bool read_reply(struct verdict *v)
{
    const char *text = str_text(&v->text);
    if ((text[0] != '4' && text[0] != '5') || !is_digit(text[1]) || !is_digit(text[2]) ||
        (text[3] != ' ' && text[3] != '\0')) {
        v->why = "it is no word of the access table, and no reply: a text begins with a code such "
                 "as 550";
        return false;
    }
    memcpy(v->code, text, 3);
    size_t at = 3 + strspn(text + 3, " "), len = status_len(text + at);
    if (v->status[0] == '\0' && len > 0 && (text[at + len] == ' ' || text[at + len] == '\0')) {
        memcpy(v->status, text + at, len);
        at += len;
        at += strspn(text + at, " ");
    }
    char *rest = mem_dup(text + at);
    str_clear(&v->text);
    str_add(&v->text, rest);
    free(rest);
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void cut(struct str *text, size_t len)
{
    if (text->len > len) {
        text->len = len;
        text->buf[len] = '\0';
    }
}
