/* Fitting text to the width of a terminal; see wrap.h. */
#include <string.h>
#include <sys/ioctl.h>

#include "base/mem.h"

#include "ui/wrap.h"

static void add_blanks(struct str *out, size_t n);
static void add_line(struct str *out, const char *line, size_t len, size_t indent, size_t width);

size_t wrap_width(int fd)
{
    struct winsize size = {0};
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return WRAP_USUAL;
    if (size.ws_col < WRAP_LEAST)
        return WRAP_LEAST;
    return size.ws_col > WRAP_MOST ? WRAP_MOST : size.ws_col;
}

void wrap_add(struct str *out, const char *text, size_t indent, size_t width)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        add_line(out, text, len, indent, width);
        text += len;
        if (*text == '\n')
            text++;
    }
}

static void add_line(struct str *out, const char *line, size_t len, size_t indent, size_t width)
{
    size_t column = 0;
    const char *end = line + len;
    while (line < end) {
        while (line < end && *line == ' ')
            line++;
        const char *stop = memchr(line, ' ', (size_t)(end - line));
        size_t word = (size_t)((stop != NULL ? stop : end) - line);
        if (word == 0)
            break;
        if (column > indent && column + 1 + word > width) {
            str_addch(out, '\n');
            column = 0;
        }
        if (column == 0) {
            add_blanks(out, indent);
            column = indent;
        } else {
            str_addch(out, ' ');
            column++;
        }
        str_addn(out, line, word);
        column += word;
        line += word;
    }
    str_addch(out, '\n');
}

void wrap_columns(struct str *out, const struct strs *names, size_t width)
{
    size_t widest = 0;
    for (size_t i = 0; i < names->n; i++)
        if (strlen(names->v[i]) > widest)
            widest = strlen(names->v[i]);
    size_t columns = width / (widest + 2) > 0 ? width / (widest + 2) : 1;
    size_t rows = (names->n + columns - 1) / columns;
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = row; i < names->n; i += rows) {
            str_add(out, names->v[i]);
            if (i + rows < names->n)
                add_blanks(out, widest + 2 - strlen(names->v[i]));
        }
        str_addch(out, '\n');
    }
}

static void add_blanks(struct str *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        str_addch(out, ' ');
}
