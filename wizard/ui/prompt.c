/*
 * The prompt on libedit; see prompt.h.
 *
 * libedit's own handling of signals goes on reading after SIGINT and installs
 * itself only once for each line.  So the signals only set flags here, stay
 * blocked while libedit works, and are let through in the one place that waits
 * for a key: read_key.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <histedit.h>

#include "base/mem.h"

#include "ui/prompt.h"
#include "ui/wrap.h"

enum {
    MAX_LINE = 16 * 1024, /* bytes; longer lists belong into a profile */
    HISTORY_LINES = 200
};

struct prompt {
    EditLine *el;
    History *history;
    char *label;                     /* owned; of the question that is asked now */
    const struct complete *complete; /* borrowed, likewise */
    const char *refusal;             /* why the line cannot be taken, or NULL */
    size_t typed;                    /* bytes of the line so far */
    sigset_t ours;                   /* the signals below */
    sigset_t outside;                /* the mask from before the question */
};

static void on_leave(int signo);
static void on_stop(int signo);
static void on_resize(int signo);
static void take_signals(struct prompt *p);
static void give_signals_back(void);
static char *label_of(EditLine *el);
static int read_key(EditLine *el, wchar_t *wc);
static void pause_here(EditLine *el);
static unsigned char on_tab(EditLine *el, int key);
static void show_candidates(const struct strs *found);
static const char *get_line(struct prompt *p, int *len);

static volatile sig_atomic_t leave_wanted, stop_wanted, resize_wanted;

static struct {
    int signo;
    void (*handler)(int);
    struct sigaction before;
} signals_table[] = {
    {.signo = SIGINT, .handler = on_leave}, {.signo = SIGTERM, .handler = on_leave},
    {.signo = SIGHUP, .handler = on_leave}, {.signo = SIGQUIT, .handler = on_leave},
    {.signo = SIGTSTP, .handler = on_stop}, {.signo = SIGWINCH, .handler = on_resize},
};

static const char too_long[] = "the line is too long; write a list of that size into a profile";
static const char has_control[] =
    "the line holds a control character; an answer is one line of plain text";
static const char not_ascii[] = "only ASCII characters can be used here";

struct prompt *prompt_new(struct err *err)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        err_set(err, ERR_USAGE, "standard input and output are no terminal");
        return NULL;
    }
    HistEvent event;
    struct prompt *p = mem_alloc(sizeof(*p));
    p->el = el_init("mcwizard", stdin, stdout, stderr);
    p->history = history_init();
    MUST(p->el != NULL && p->history != NULL);
    history(p->history, &event, H_SETSIZE, HISTORY_LINES);
    history(p->history, &event, H_SETUNIQUE, 1);
    el_set(p->el, EL_CLIENTDATA, p);
    el_set(p->el, EL_EDITOR, "emacs");
    el_set(p->el, EL_HIST, history, p->history);
    el_set(p->el, EL_PROMPT, label_of);
    el_set(p->el, EL_GETCFN, read_key);
    /* Ctrl-C must not take the keys away that ppoll has just announced to read_key. */
    el_set(p->el, EL_SETTY, "-d", "+noflsh", NULL);
    /* The wide call: el_set copies both texts and never frees them. */
    el_wset(p->el, EL_ADDFN, L"mcwizard-complete", L"Complete the word", on_tab);
    el_set(p->el, EL_BIND, "^I", "mcwizard-complete", NULL);
    take_signals(p);
    return p;
}

void prompt_free(struct prompt *p)
{
    if (p == NULL)
        return;
    el_end(p->el);
    history_end(p->history);
    give_signals_back();
    free(p->label);
    free(p);
}

enum prompt_outcome prompt_ask(struct prompt *p, const char *label, const struct complete *complete,
                               struct str *answer)
{
    HistEvent event;
    for (;;) {
        int len = 0;
        const char *rest;
        free(p->label);
        p->label = mem_dup(label);
        p->complete = complete;
        p->refusal = NULL;
        p->typed = 0;
        fflush(stdout);
        const char *line = get_line(p, &len);
        if (line == NULL || len <= 0) {
            putchar('\n');
            return PROMPT_LEAVE;
        }
        if (line[len - 1] == '\n')
            len--;
        if (p->refusal == NULL)
            p->refusal = prompt_unfit(line, (size_t)len);
        if (p->refusal != NULL) {
            prompt_say(COLOUR_BAD, 2, "%s", p->refusal);
            continue;
        }
        while (len > 0 && line[len - 1] == ' ')
            len--;
        for (; len > 0 && *line == ' '; len--)
            line++;
        char *text = mem_dupn(line, (size_t)len);
        if (len > 0)
            history(p->history, &event, H_ENTER, text);
        enum prompt_outcome outcome = prompt_classify(text, &rest);
        str_clear(answer);
        str_add(answer, rest);
        free(text);
        return outcome;
    }
}

bool prompt_interrupted(void)
{
    return leave_wanted != 0;
}

/* A line from libedit, with our signals blocked but in read_key; NULL at its end. */
static const char *get_line(struct prompt *p, int *len)
{
    sigprocmask(SIG_BLOCK, &p->ours, &p->outside);
    /* libedit shows the prompt first; what is typed then would be echoed twice. */
    el_set(p->el, EL_PREP_TERM, 1);
    const char *line = el_gets(p->el, len);
    sigprocmask(SIG_SETMASK, &p->outside, NULL);
    return line;
}

enum prompt_outcome prompt_classify(const char *line, const char **rest)
{
    *rest = line;
    if (strcmp(line, "?") == 0)
        return PROMPT_EXPLAIN;
    if (strcmp(line, "<") == 0)
        return PROMPT_BACK;
    if (line[0] != '!')
        return PROMPT_ANSWER;
    *rest = line + 1 + strspn(line + 1, " ");
    return PROMPT_JUMP;
}

const char *prompt_unfit(const char *line, size_t len)
{
    if (len > MAX_LINE)
        return too_long;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)line[i];
        if (c < ' ' || c == 127)
            return has_control;
        if (c > 127)
            return not_ascii;
    }
    return NULL;
}

void prompt_say(enum colour slot, size_t indent, const char *fmt, ...)
{
    struct str text = STR_INIT, wrapped = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    wrap_add(&wrapped, str_text(&text), indent, wrap_width(STDOUT_FILENO));
    printf("%s%s%s", colour(slot), str_text(&wrapped), colour(COLOUR_RESET));
    str_free(&text);
    str_free(&wrapped);
}

static char *label_of(EditLine *el)
{
    struct prompt *p;
    el_get(el, EL_CLIENTDATA, &p);
    return p->label;
}

/*
 * libedit's source of keys.  Returns 1 with a key, 0 or -1 to end the line and
 * with it the interview.  What cannot become part of an answer never reaches
 * libedit, which would lay it out anew with every key.
 */
static int read_key(EditLine *el, wchar_t *wc)
{
    struct prompt *p;
    el_get(el, EL_CLIENTDATA, &p);
    for (;;) {
        unsigned char c;
        struct pollfd key = {.fd = STDIN_FILENO, .events = POLLIN};
        if (leave_wanted)
            return -1;
        if (stop_wanted)
            pause_here(el);
        if (resize_wanted) {
            resize_wanted = 0;
            el_resize(el);
            el_set(el, EL_REFRESH);
        }
        int ready = ppoll(&key, 1, NULL, &p->outside);
        if (ready < 0 && errno != EINTR)
            return -1;
        if (ready <= 0)
            continue;
        ssize_t got = read(STDIN_FILENO, &c, 1);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got <= 0)
            return (int)got;
        /* A NUL would end the line for libedit, and what stands behind it would be lost.
         * The mark in its place shows that the key was seen. */
        if (c > 127 || c == 0) {
            p->refusal = c == 0 ? has_control : not_ascii;
            c = '?';
        }
        if (c >= ' ' && ++p->typed > MAX_LINE) {
            p->refusal = too_long;
            continue;
        }
        *wc = (wchar_t)c;
        return 1;
    }
}

/* Ctrl-Z: gives the terminal back, stops, and goes on where it was. */
static void pause_here(EditLine *el)
{
    stop_wanted = 0;
    el_set(el, EL_PREP_TERM, 0);
    raise(SIGSTOP);
    el_set(el, EL_PREP_TERM, 1);
    el_resize(el);
    el_set(el, EL_REFRESH);
}

static unsigned char on_tab(EditLine *el, int key)
{
    struct prompt *p;
    struct strs found = {0};
    size_t from;
    unsigned char then = CC_REFRESH;
    (void)key;
    el_get(el, EL_CLIENTDATA, &p);
    const LineInfo *line = el_line(el);
    size_t len = (size_t)(line->cursor - line->buffer);
    complete_find(p->complete, line->buffer, len, &found, &from);
    size_t common = complete_common(&found);
    if (found.n == 0) {
        then = CC_REFRESH_BEEP;
    } else if (found.n == 1 || common > len - from) {
        char *text = mem_dupn(found.v[0], common);
        el_deletestr(el, (int)(len - from));
        if (el_insertstr(el, text) != 0)
            then = CC_REFRESH_BEEP;
        free(text);
    } else {
        show_candidates(&found);
        then = CC_REDISPLAY;
    }
    strs_free(&found);
    return then;
}

static void show_candidates(const struct strs *found)
{
    struct str text = STR_INIT;
    wrap_columns(&text, found, wrap_width(STDOUT_FILENO));
    printf("\n%s", str_text(&text));
    fflush(stdout);
    str_free(&text);
}

static void take_signals(struct prompt *p)
{
    leave_wanted = stop_wanted = resize_wanted = 0;
    sigemptyset(&p->ours);
    for (size_t i = 0; i < ARRAY_LEN(signals_table); i++) {
        /* Restarted: a write to the terminal must not fail because of Ctrl-C; ppoll never is. */
        struct sigaction action = {.sa_handler = signals_table[i].handler, .sa_flags = SA_RESTART};
        sigaction(signals_table[i].signo, &action, &signals_table[i].before);
        sigaddset(&p->ours, signals_table[i].signo);
    }
}

static void give_signals_back(void)
{
    for (size_t i = 0; i < ARRAY_LEN(signals_table); i++)
        sigaction(signals_table[i].signo, &signals_table[i].before, NULL);
}

static void on_leave(int signo)
{
    (void)signo;
    leave_wanted = 1;
}

static void on_stop(int signo)
{
    (void)signo;
    stop_wanted = 1;
}

static void on_resize(int signo)
{
    (void)signo;
    resize_wanted = 1;
}
