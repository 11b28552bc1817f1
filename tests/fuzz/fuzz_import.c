/*
 * Any bytes as what an import reads; the first byte says what: a sendmail.cf, a table (the
 * second byte says which), or what m4 prints of a .mc, a NUL and the trace of it.  Whatever they
 * are, each line and each entry gets a fate with a reason, and what was gathered is a profile.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

#include "cf/cf.h"
#include "cf/mc.h"
#include "cf/mc_faults.h"

#include "import/calls.h"
#include "import/cf_calls.h"
#include "import/import.h"
#include "import/tables.h"

#include "model/extra.h"
#include "model/profile.h"

#include "render/mc_trace.h"

#include "sys/layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_cf(const char *text, size_t len);
static void read_table(unsigned char which, const char *text, size_t len);
static void read_mc(const char *text, size_t len);
static void read_trace(const char *text, size_t len, struct mc *mc);
static void import(struct mc *mc);
static void check(struct import *imp);
static void check_left(const struct import *imp);

static const char *const others[] = {"aliases",          "mailertable",     "virtusertable",
                                     "genericstable",    "domaintable",     "recipients",
                                     "generics-domains", "virtuser-domains"};

enum { MODES = 3, OWN_TABLES = 3 /* access, local-host-names and relay-domains */ };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    size_t head = data[0] % MODES == 1 ? 2 : 1;
    /* A copy of that very size, so that a byte read too far is noticed. */
    char *text = malloc(size - head > 0 ? size - head : 1);
    MUST(text != NULL);
    memcpy(text, data + head, size - head);
    switch (data[0] % MODES) {
    case 0:
        read_cf(text, size - head);
        break;
    case 1:
        read_table(data[1], text, size - head);
        break;
    default:
        read_mc(text, size - head);
        break;
    }
    free(text);
    return 0;
}

/* Few inputs have all that a whole file needs. */
static void read_cf(const char *text, size_t len)
{
    static const char frame[] = "\nSframe\nR$*\t$1\nMlocal, P=/bin/mail, A=mail $u\n";
    struct str framed = STR_INIT;
    struct cf cf;
    str_addn(&framed, text, len);
    str_add(&framed, frame);
    if (cf_parse(framed.buf, framed.len, "fuzz", &cf, NULL) == 0) {
        struct mc mc = {.n = 0};
        cf_calls_find(&cf, framed.buf, framed.len, &mc);
        import(&mc);
        mc_free(&mc);
        cf_free(&cf);
    }
    str_free(&framed);
}

static void read_table(unsigned char which, const char *text, size_t len)
{
    const struct import_terms terms = {.blocks_recipients = (which & 0x80) != 0,
                                       .relays_from = (which & 0x40) != 0,
                                       .hosts_only = (which & 0x20) != 0,
                                       .delays = (which & 0x10) != 0,
                                       .friends = (which & 0x30) == 0x30,
                                       .haters = (which & 0x30) == 0x10};
    struct import imp;
    struct str rest = STR_INIT;
    size_t kind = (which & 0x0f) % (OWN_TABLES + ARRAY_LEN(others));
    import_init(&imp, layout_find("debian"));
    if (kind == 0)
        import_table_access(&imp, &terms, text, len, "/etc/mail/t", &rest);
    else if (kind == 1)
        import_table_domains(&imp, text, len, "/etc/mail/t");
    else if (kind == 2)
        import_table_relay(&imp, text, len, "/etc/mail/t");
    else
        import_table_other(&imp, others[kind - OWN_TABLES], text, len, "/etc/mail/t");
    if (kind == 2)
        import_tables_end(&imp, &terms);
    MUST(imp.n_tables <= 1);
    check(&imp);
    str_free(&rest);
    import_free(&imp);
}

static void read_mc(const char *text, size_t len)
{
    struct mc mc = {.name = mem_dup("x.mc")};
    const char *nul = memchr(text, '\0', len);
    size_t own = nul != NULL ? (size_t)(nul - text) : 0;
    struct mc_faults faults = {0};
    str_addn(&mc.text, text, own);
    mc_faults_find(str_text(&mc.text), mc.text.len, &mc.known, &faults);
    for (size_t i = 0; i < faults.n; i++)
        MUST(faults.v[i].line > 0 && faults.v[i].column > 0 && faults.v[i].text[0] != '\0');
    mc_faults_free(&faults);
    if (nul != NULL)
        own++;
    read_trace(text + own, len - own, &mc);
    /* As if m4 had printed it line by line. */
    mc.made = &mc.text;
    long line = 1;
    for (size_t i = 0; i < own && text[i] != '\0'; i++)
        if (text[i] == '\n')
            mc_add_line(&mc, (struct mc_place){.file = mc.name, .line = line++});
    mc_add_line(&mc, (struct mc_place){.file = mc.name, .line = line});
    import(&mc);
    mc_free(&mc);
}

/* Every record lies within the text and moves on. */
static void read_trace(const char *text, size_t len, struct mc *mc)
{
    struct mc_quotes quotes = MC_QUOTES_INIT;
    const char *at = text, *end = text + len, *before = at;
    for (struct mc_record r; mc_record_next(text, &at, end, &quotes, &r); before = at) {
        struct str args = STR_INIT;
        MUST(at > before && at <= end && r.n_args <= MC_MAX_ARGS);
        MUST(memchr(quotes.open, '\0', MC_MAX_QUOTE) != NULL);
        MUST(memchr(quotes.close, '\0', MC_MAX_QUOTE) != NULL);
        MUST(r.file_len == 0 || (r.file >= text && r.file + r.file_len <= end));
        MUST(r.rest >= text && r.rest <= end && r.rest_len <= (size_t)(end - r.rest));
        for (size_t i = 0; i < r.n_args; i++)
            MUST(r.args[i].at >= text && r.args[i].at <= end &&
                 r.args[i].len <= (size_t)(end - r.args[i].at));
        mc_record_args(&r, &args);
        str_free(&args);
        if (r.act != MC_ACT_CALL)
            continue;
        struct mc_place place = {.file = mc->name, .line = r.line};
        struct mc_call *call = mc_add_call(mc, r.macro, place, true);
        for (size_t i = 0; i < r.n_args; i++)
            strs_addn(&call->args, r.args[i].at, r.args[i].len);
    }
    MUST(at == end);
}

static void import(struct mc *mc)
{
    struct import imp;
    import_init(&imp, layout_find("debian"));
    import_calls(&imp, mc);
    import_finish(&imp, mc);
    for (size_t i = 0; i < IMPORT_ROLES; i++)
        MUST(imp.roles[i].role != NULL && imp.roles[i].evidence[0] != '\0');
    check(&imp);
    import_free(&imp);
}

static void check(struct import *imp)
{
    struct errs errs = {0};
    for (size_t i = 0; i < imp->n_lines; i++) {
        const struct import_line *line = &imp->lines[i];
        MUST(line->fate < IMPORT_FATES);
        MUST(line->fate != IMPORT_SETTING || line->settings.n > 0);
        MUST(line->fate < IMPORT_RAW || (line->why != NULL && line->why[0] != '\0'));
    }
    check_left(imp);
    /* The raw lines are what a profile's file of them may hold. */
    for (size_t i = 0; i < ARRAY_LEN(imp->extra); i++) {
        struct extra extra = {0};
        MUST(imp->extra[i].len == 0 || i == EXTRA_FIRST || i == EXTRA_TAIL ||
             str_text(&imp->extra[i])[imp->extra[i].len - 1] == '\n');
        if (i == EXTRA_FIRST || i == EXTRA_TAIL)
            MUST(extra_parse(str_text(&imp->extra[i]), imp->extra[i].len, "extra", &extra, &errs) ==
                 0);
        extra_free(&extra);
    }
    char *text = json_dumps(imp->values, 0);
    MUST(text != NULL);
    struct profile *p = profile_parse(text, strlen(text), "fuzz", &errs);
    MUST(p != NULL && errs.n == 0);
    profile_free(p);
    errs_free(&errs);
    free(text);
}

static void check_left(const struct import *imp)
{
    for (size_t i = 0; i < imp->n_left; i++)
        MUST(imp->left[i].text != NULL && imp->left[i].why != NULL && imp->left[i].why[0] != '\0');
    for (size_t i = 0; i < imp->n_tables; i++)
        MUST(imp->tables[i].left <= imp->tables[i].entries && imp->tables[i].left >= 0);
}
