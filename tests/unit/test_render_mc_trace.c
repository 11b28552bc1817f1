/* The trace of m4: where each argument ends, whatever the quotes are and whatever stands in it. */
#include "base/mem.h"

#include "render/mc.h"
#include "render/mc_trace.h"

#include "scratch.h"
#include "tools.h"

TestSuite(render_mc_trace, .init = scratch_make, .fini = scratch_remove);

/* Each record as MACRO[ARGUMENT|ARGUMENT], parted by blanks; what is forged is "!". */
static void read_all(const char *text, size_t len, struct str *out)
{
    struct mc_quotes quotes = MC_QUOTES_INIT;
    /* A copy of that very size, so that a byte read too far is noticed. */
    char *copy = mem_alloc(len > 0 ? len : 1);
    memcpy(copy, text, len);
    const char *at = copy, *end = copy + len;
    for (struct mc_record r; mc_record_next(copy, &at, end, &quotes, &r);) {
        str_addf(out, "%s%s", out->len > 0 ? " " : "", r.act == MC_ACT_FORGED ? "!" : r.macro);
        if (r.act == MC_ACT_FORGED || !r.called)
            continue;
        for (size_t i = 0; i < r.n_args; i++) {
            str_add(out, i == 0 ? "[" : "|");
            str_addn(out, r.args[i].at, r.args[i].len);
        }
        str_add(out, "]");
    }
    cr_expect_eq(at, end);
    free(copy);
}

#define T "m4trace:stdin:7: -1- "

static const struct {
    const char *text, *says;
} rows[] = {
    {"", ""},
    {"nothing of a trace\n", ""},
    {T "LOCAL_CONFIG\n", "LOCAL_CONFIG"},
    {T "define(`a')\n", "define[a]"},
    {T "define(`a', `b')\n", "define[a|b]"},
    {T "define(`', `')\n", "define[|]"},
    /* Commas, parentheses and newlines are nothing but text in quotes. */
    {T "define(`a', `b, c')\n", "define[a|b, c]"},
    {T "define(`a', `b', `c)\nd')\n", "define[a|b|c)\nd]"},
    {T "FEATURE(`x', `(')\n" T "MAILER(`y')\n", "FEATURE[x|(] MAILER[y]"},
    {T "define(`a', `b')\n, `c')\n", "define[a|b]"},
    /* Quotes within quotes. */
    {T "define(`a', ``b'')\n", "define[a|`b']"},
    {T "define(`a', ``b', `c'')\n", "define[a|`b', `c']"},
    {T "define(`a', `b`', `'c')\n", "define[a|b`', `'c]"},
    /* What is not quoted as it should be is one argument, up to the end of a line. */
    {T "define(`a', `b)\n" T "MAILER(`y')\n", "define[`a', `b] MAILER[y]"},
    {T "define(`a' `b')\nrest", "define[a' `b]"},
    {T "define(a, b)\n", "define[a, b]"},
    {T "define(`a", "define[`a]"},
    {T "define(", "define[]"},
    {T "define(`", "define[`]"},
    /* changequote, and back. */
    {T "changequote(`[', `]')\n" T "define([a], [b, [c], d])\n",
     "changequote[[|]] define[a|b, [c], d]"},
    {T "changequote(`[', `]')\n" T "define(`a')\n", "changequote[[|]] define[`a']"},
    {T "changequote(`<<', `>>')\n" T "define(<<a>>, <<b>c>>)\n",
     "changequote[<<|>>] define[a|b>c]"},
    {T "changequote(`[')\n" T "define([a', [b')\n", "changequote[[] define[a|b]"},
    {T "changequote(`|', `|')\n" T "define(|a|, |b|)\n", "changequote[|||] define[a|b]"},
    {T "changequote(`[', `]')\n" T "changequote\n" T "define(`a', `b')\n",
     "changequote[[|]] changequote define[a|b]"},
    {T "changequote(`', `')\n" T "define(a, b)\n", "changequote[|] define[a, b]"},
    {T "changequote(`', `')\n" T "changequote\n" T "define(`a', `b')\n",
     "changequote[|] changequote define[a|b]"},
    {T "changequote(`[[[[[[[[[', `]]]]]]]]]')\n" T "define(x, y)\n",
     "changequote[[[[[[[[[[|]]]]]]]]]] define[x, y]"},
    /* A trace in an argument ends it: never the other way. */
    {T "define(`a', `" T "syscmd(`id')\n')\n", "define[`a', `] syscmd[id]"},
    {"say " T "syscmd(`id')\n", "syscmd[id]"},
    {"m4trace:", "!"},
    {"m4trace:m4trace:", "! !"},
    {"m4trace:stdin:7: -1- nosuch(`a')\n", "!"},
    {"m4trace:stdin:7: -1- \n", "!"},
    {"m4trace:stdin:7: -1- ", "!"},
    {"m4trace:stdin:7: -1", "!"},
    {"m4trace:stdin:7: --- define(`a')\n", "!"},
    {"m4trace: -1- define(`a')\n", "define[a]"},
    {T "definex(`a')\n", "!"},
    {T "define \n", "!"},
};

Test(render_mc_trace, records)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str out = STR_INIT;
        read_all(rows[i].text, strlen(rows[i].text), &out);
        cr_expect_str_eq(str_text(&out), rows[i].says, "row %zu: %s", i, str_text(&out));
        str_free(&out);
    }
}

/* Cut at any byte, a trace is read without going beyond its end. */
Test(render_mc_trace, cut_anywhere)
{
    static const char text[] =
        T "changequote(`<<', `>>')\n" T "define(<<a>>, <<b\nc>>)\n" T "changequote\n" T
          "undivert(`1', `2')\n" T "defn(`include')\n" T "errprint(`x\n')\nx\n" T "LOCAL_CONFIG\n";
    for (size_t len = 0; len < sizeof(text); len++) {
        struct str out = STR_INIT;
        read_all(text, len, &out);
        str_free(&out);
    }
}

/* More arguments than a record holds: the last has the others, as they stand there. */
Test(render_mc_trace, many_arguments)
{
    struct mc_quotes quotes = MC_QUOTES_INIT;
    struct str text = STR_INIT;
    struct mc_record r;
    str_add(&text, T "define(");
    for (int i = 0; i < 40; i++)
        str_addf(&text, "%s`a%d'", i > 0 ? ", " : "", i);
    str_add(&text, ")\nrest");
    const char *at = str_text(&text), *end = at + text.len;
    cr_assert(mc_record_next(at, &at, end, &quotes, &r));
    cr_expect_eq(r.n_args, MC_MAX_ARGS);
    cr_expect_eq(r.args[30].len, 3);
    cr_expect_eq(memcmp(r.args[30].at, "a30", 3), 0);
    struct str last = STR_INIT;
    str_addn(&last, r.args[31].at, r.args[31].len);
    cr_expect_str_eq(str_text(&last),
                     "a31', `a32', `a33', `a34', `a35', `a36', `a37', `a38', `a39");
    cr_expect_eq(r.rest_len, 4);
    cr_expect_eq(r.line, 7);
    str_free(&last);
    str_free(&text);
}

/* What m4 itself traces: each line, and the arguments that the first call of it has. */
static const struct {
    const char *line;
    const char *macro;
    const char *args[4];
} real[] = {
    {"define(`confA', `b, c')dnl", "define", {"confA", "b, c"}},
    {"define(`confA', `b\nc')dnl", "define", {"confA", "b\nc"}},
    {"define(`confA', ``b'')dnl", "define", {"confA", "`b'"}},
    {"define(`confA', `(')dnl", "define", {"confA", "("}},
    {"define(`confA', `)\nx')dnl", "define", {"confA", ")\nx"}},
    {"define(`confA')dnl", "define", {"confA"}},
    {"define(`confA', )dnl", "define", {"confA", ""}},
    {"define(`confA',  b c)dnl", "define", {"confA", "b c"}},
    {"define(`confB', `x')define(`confA', confB)dnl", "define", {"confA", "x"}},
    {"changequote([,])define([confA], [it's `b'])changequote([`],['])dnl",
     "define",
     {"confA", "it's `b'"}},
    {"changequote(|,|)define(|confA|, |b, c|)changequote(|`|,|'|)dnl", "define", {"confA", "b, c"}},
    {"changequote(<<<,>>>)define(<<<confA>>>, <<<b>c>>>)changequote(<<<`>>>,<<<'>>>)dnl",
     "define",
     {"confA", "b>c"}},
    {"changequote([)define([confA', [b')changequote`'dnl", "define", {"confA", "b"}},
    {"changequote(,)changequote`'define(`confA', `b, c')dnl", "define", {"confA", "b, c"}},
    {"pushdef(`SAY', `define(`confA', `$1')')SAY(`b, c')dnl", "define", {"confA", "b, c"}},
    {"define(`confA', `m4')errprint(`x`'y')dnl", "define", {"confA", "m4"}},
};

Test(render_mc_trace, real_m4, .timeout = 60)
{
    struct render_tools tools;
    if (!find_tools(&tools))
        return;
    for (size_t i = 0; i < ARRAY_LEN(real); i++) {
        struct str in = STR_INIT, text = STR_INIT;
        struct mc mc = {.n = 0};
        struct err err = {0};
        str_addf(&in, "OSTYPE(`linux')dnl\n%s\nMAILER(`smtp')dnl\n", real[i].line);
        char *path = mem_dup(scratch_write("x.mc", str_text(&in), in.len, 0644));
        const struct mc_request request = {.path = path, .root = ""};
        cr_expect_eq(mc_render(&tools, &request, &mc, &text, &err), 0, "%s: %s", real[i].line,
                     err.text);
        const struct mc_call *call = mc_find_call(&mc, real[i].macro, real[i].args[0]);
        cr_expect_not_null(call, "%s", real[i].line);
        size_t n = 0;
        while (n < ARRAY_LEN(real[i].args) && real[i].args[n] != NULL)
            n++;
        cr_expect(call == NULL || call->args.n == n, "%s: %zu arguments", real[i].line,
                  call != NULL ? call->args.n : 0);
        for (size_t k = 0; call != NULL && k < n; k++)
            cr_expect_str_eq(mc_call_arg(call, k), real[i].args[k], "%s: %s", real[i].line,
                             mc_call_arg(call, k));
        err_clear(&err);
        mc_free(&mc);
        str_free(&text);
        str_free(&in);
        free(path);
    }
    render_free_tools(&tools);
}
