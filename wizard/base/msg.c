/* Messages and colours; see msg.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/msg.h"
#include "base/str.h"

static void say(const char *kind, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
static void print_harmless(const char *text);
static size_t harmful_len(const unsigned char *p);

static enum msg_level current_level = MSG_NORMAL;
static bool colours_on = false;

static const char *const colour_codes[COLOUR_COUNT] = {
    [COLOUR_RESET] = "\033[0m", [COLOUR_HEAD] = "\033[1m",     [COLOUR_GOOD] = "\033[32m",
    [COLOUR_BAD] = "\033[31m",  [COLOUR_NEUTRAL] = "\033[36m", [COLOUR_DIM] = "\033[2m",
};

static void say(const char *kind, const char *fmt, va_list ap)
{
    struct str text = STR_INIT;
    str_addv(&text, fmt, ap);
    fflush(stdout);
    fprintf(stderr, "mcwizard: %s", kind);
    print_harmless(str_text(&text));
    fputc('\n', stderr);
    str_free(&text);
}

/* Messages repeat names and values of files: nothing in them may act on a terminal. */
static void print_harmless(const char *text)
{
    while (*text != '\0') {
        size_t len = harmful_len((const unsigned char *)text);
        for (size_t i = 0; i < len; i++)
            fprintf(stderr, "\\x%02x", (unsigned char)text[i]);
        if (len == 0)
            fputc(*text, stderr);
        text += len > 0 ? len : 1;
    }
}

/* The bytes of a control character (U+0000..1F, 7F..9F) or one that turns the text round, or 0. */
static size_t harmful_len(const unsigned char *p)
{
    if (p[0] < ' ' || p[0] == 0x7f)
        return 1;
    if (p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
        return 2;
    /* U+200E, U+200F, U+202A..202E; U+2066..2069 */
    if (p[0] == 0xe2 && p[1] == 0x80 &&
        (p[2] == 0x8e || p[2] == 0x8f || (p[2] >= 0xaa && p[2] <= 0xae)))
        return 3;
    if (p[0] == 0xe2 && p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9)
        return 3;
    return 0;
}

void msg_set_level(enum msg_level level)
{
    current_level = level;
}

bool msg_is_verbose(void)
{
    return current_level >= MSG_VERBOSE;
}

void msg_error(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    say("error: ", fmt, ap);
    va_end(ap);
}

void msg_error_lines(const struct str *lines)
{
    struct strs list = {0};
    strs_split(&list, str_text(lines), "\n");
    for (size_t i = 0; i < list.n; i++)
        msg_error("%s", list.v[i]);
    strs_free(&list);
}

void msg_warn(const char *fmt, ...)
{
    if (current_level < MSG_NORMAL)
        return;
    va_list ap;
    va_start(ap, fmt);
    say("warning: ", fmt, ap);
    va_end(ap);
}

void msg_info(const char *fmt, ...)
{
    if (current_level < MSG_NORMAL)
        return;
    va_list ap;
    va_start(ap, fmt);
    say("", fmt, ap);
    va_end(ap);
}

void msg_debug(const char *fmt, ...)
{
    if (current_level < MSG_VERBOSE)
        return;
    va_list ap;
    va_start(ap, fmt);
    say("debug: ", fmt, ap);
    va_end(ap);
}

int msg_report(const struct err *err)
{
    char *line = err_format(err);
    msg_error("%s", line);
    free(line);
    if (err->more != NULL)
        msg_report_all(err->more);
    return err_exit_status(err->code);
}

int msg_report_all(const struct errs *errs)
{
    int status = 0;
    for (size_t i = 0; i < errs->n; i++)
        status = msg_report(&errs->v[i]);
    return status;
}

void colour_enable(bool on)
{
    colours_on = on;
}

bool colour_enabled(void)
{
    return colours_on;
}

const char *colour(enum colour slot)
{
    return colours_on ? colour_codes[slot] : "";
}
