/* Messages and colours; see msg.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/msg.h"
#include "base/str.h"

static void say(const char *kind, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
static void print_harmless(const char *text);

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
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)text[0], next = (unsigned char)text[1];
        /* Of the control characters beyond ASCII, UTF-8 begins each with 0xc2. */
        bool high = c == 0xc2 && next >= 0x80 && next < 0xa0;
        if (c < ' ' || c == 0x7f)
            fprintf(stderr, "\\x%02x", c);
        else if (high)
            fprintf(stderr, "\\x%02x\\x%02x", c, next);
        else
            fputc(c, stderr);
        text += high;
    }
}

void msg_set_level(enum msg_level level)
{
    current_level = level;
}

void msg_error(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    say("error: ", fmt, ap);
    va_end(ap);
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
