/* From a .mc of somebody else's to its sendmail.cf; see mc.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "render/mc.h"
#include "render/mc_include.h"
#include "render/mc_place.h"
#include "render/mc_trace.h"

#include "sys/child.h"
#include "sys/file.h"

enum {
    DEADLINE_MS = 20 * 1000, /* a thousand times what it takes */
    MAX_ROUNDS = 16,
    MAX_GUESSES = 32,
    MAX_OUT = 16 * 1024 * 1024,
    MAX_MEMORY = 512 * 1024 * 1024,
    MAX_ERRORS = 20,
    SHOWN = 160 /* bytes of what a .mc wants to do */
};

/* One rendering. */
struct job {
    const struct render_tools *tools;
    const struct mc_request *request;
    struct mc *mc;
    struct mc_folders folders;
    struct strs from, to; /* what an include names, and what it reads instead */
    struct strs missing;  /* what it names, and was not there before anything was run */
    bool has_cf_m4;       /* the .mc includes it */
    bool guard;           /* m4 is without its teeth */
    struct str define;    /* of the macros' folder, for argv */
    const char *argv[7];
    struct child m4;
    struct errs errors;
};

static int rounds(struct job *job, struct err *err);
static int run(struct job *job, struct err *err);
static int start(struct job *job, const char *in, size_t len, struct err *err);
static void add_preamble(const struct job *job, struct str *in);
static bool find_includes(struct job *job);
static void judge(struct job *job);
static void judge_record(struct job *job, const struct mc_record *r);
static void know_include(struct job *job, const char *path);
static void guess_includes(struct job *job);
static bool is_asked(const struct mc_record *r);
static void note_call(struct job *job, const struct mc_record *r, struct mc_place place);
static void judge_include(struct job *job, const struct mc_record *r, struct mc_place place);
static void refuse(struct job *job, const struct mc_record *r, struct mc_place place);
static void add_messages(struct job *job, const char *text, size_t len);
static void add_m4_message(struct job *job, const char *line, size_t len);
static void add_said(struct job *job, const struct mc_record *r, struct mc_place place);
static void add_error(struct job *job, struct mc_place place, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
static struct mc_place place_of(struct job *job, const char *file, size_t len, long line);
static void tell_line(const struct str *text, struct err *err);
static void shorten(const char *text, size_t len, struct str *out);

bool mc_is_mc(const char *path)
{
    return str_ends(path, ".mc") && strcmp(path, ".mc") != 0;
}

int mc_render(const struct render_tools *tools, const struct mc_request *request, struct mc *mc,
              struct str *text, struct err *err)
{
    struct job job = {.tools = tools, .request = request, .mc = mc};
    char *real = mc_real_path(request->root, request->path);
    int rc = -1;
    mc->name = mem_dup(request->path);
    if (real == NULL) {
        err_set_at(err, ERR_INPUT, request->path, 0, 0, "is not there");
        goto out;
    }
    if (file_read(real, MC_MAX_BYTES, &mc->text, err) != 0)
        goto out;
    if (memchr(str_text(&mc->text), '\0', mc->text.len) != NULL) {
        err_set_at(err, ERR_INPUT, request->path, 0, 0, "it holds a NUL byte: no .mc does");
        goto out;
    }
    if (mc_folders_find(&job.folders, tools, request, err) != 0 || rounds(&job, err) != 0)
        goto out;
    judge(&job);
    if (job.errors.n > 0) {
        errs_into(&job.errors, err);
        goto out;
    }
    if (job.m4.status != 0) {
        err_set_at(err, ERR_TOOL, request->path, 0, 0, "m4 gave up on it, with exit state %d",
                   job.m4.status);
        err_mend(err, "a parenthesis or a quote without its end, or too much for its memory");
        goto out;
    }
    mc_place_lines(mc, str_text(&job.m4.out), job.m4.out.len, text);
    mc->made = text;
    if (!request->plain)
        mc_known_names(&job.folders, &mc->known);
    rc = 0;
out:
    free(real);
    child_free(&job.m4);
    str_free(&job.define);
    mc_folders_free(&job.folders);
    strs_free(&job.from);
    strs_free(&job.to);
    strs_free(&job.missing);
    errs_free(&job.errors);
    return rc;
}

/*
 * m4 is run until it includes no file that we do not know: include opens none before we have
 * looked at its name.  undivert and the real include open theirs at once, but the trace tells,
 * and what m4 has printed is thrown away.  What it prints in the last round counts.
 */
static int rounds(struct job *job, struct err *err)
{
    int round = 0;
    job->guard = true;
    for (size_t i = 0; i < job->folders.macros.n; i++) {
        struct str path = STR_INIT;
        str_addf(&path, "%s%s", job->folders.cf_dir, job->folders.macros.v[i]);
        strs_add(&job->from, str_text(&path));
        strs_add(&job->to, str_text(&path));
        str_free(&path);
    }
    guess_includes(job);
    job->has_cf_m4 = true; /* unless the first round shows that it has not */
    for (; round < MAX_ROUNDS; round++) {
        if (run(job, err) != 0)
            return -1;
        if (!find_includes(job))
            break;
    }
    if (round == MAX_ROUNDS)
        return err_set_at(err, ERR_INPUT, job->request->path, 0, 0,
                          "it includes files that include files without end");
    job->guard = !job->request->trust;
    return job->guard ? 0 : run(job, err);
}

static int run(struct job *job, struct err *err)
{
    struct str in = STR_INIT;
    add_preamble(job, &in);
    str_addn(&in, str_text(&job->mc->text), job->mc->text.len);
    int rc = start(job, str_text(&in), in.len, err);
    struct child *m4 = &job->m4;
    m4->in = NULL; /* in goes away */
    if (rc == 0 && (m4->timed_out || m4->too_much || m4->signal != 0)) {
        rc = child_expect_ok(m4, err);
        err_mend(err, "nothing in an honest .mc takes so long or makes so much: %s",
                 job->request->path);
    }
    str_free(&in);
    return rc;
}

/* In namespaces of its own where this system has them; the guard does not lean on that. */
static int start(struct job *job, const char *in, size_t len, struct err *err)
{
    static const struct child_world nowhere = {.hostname = "localhost"};
    if (job->define.len == 0)
        str_addf(&job->define, "-D_CF_DIR_=%s", job->folders.cf_dir);
    const char *const argv[] = {job->tools->m4,    "-s", "-daflq", str_text(&job->define),
                                "-D_NO_MAKEINFO_", "-",  NULL};
    memcpy(job->argv, argv, sizeof(argv));
    const struct child child = {
        .argv = job->argv,
        .in = in,
        .in_len = len,
        .dir = job->guard ? "/" : job->folders.own_dir,
        .deadline_ms = DEADLINE_MS,
        .max_out = MAX_OUT,
        .isolated = job->guard ? &nowhere : NULL,
        .max_memory = MAX_MEMORY,
        .no_temporary = job->guard,
    };
    child_free(&job->m4);
    job->m4 = child;
    int rc = child_run(&job->m4, job->guard ? NULL : err);
    if (rc != 0 && job->guard) {
        child_free(&job->m4);
        job->m4 = child;
        job->m4.isolated = NULL;
        rc = child_run(&job->m4, err);
    }
    return rc;
}

/* All of it on one line, before the first of the .mc: so its lines keep their numbers. */
static void add_preamble(const struct job *job, struct str *in)
{
    static const char *const words[][2] = {{"include", MC_INCLUDE}, {"sinclude", MC_SINCLUDE}};
    for (size_t i = 0; i < job->from.n; i++)
        str_addf(in, "define(`_MC_FILE_(%s)', `%s')", job->from.v[i], job->to.v[i]);
    for (size_t i = 0; i < job->missing.n && !job->guard; i++)
        str_addf(in, "define(`_MC_NONE_(%s)')", job->missing.v[i]);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        str_addf(in, "define(`%s', defn(`%s'))", words[i][1], words[i][0]);
        /* Like the builtin, it is none without a parenthesis. */
        str_addf(in,
                 "define(`%s', `ifelse(`$#', `0', ``%s'', `ifdef(`_MC_FILE_($1)', "
                 "`%s(defn(`_MC_FILE_($1)'))'",
                 words[i][0], words[i][0], words[i][1]);
        /* Trusted, m4 itself looks for what no round before has shown: a command names it. */
        if (!job->guard)
            str_addf(in, ", `ifdef(`_MC_NONE_($1)', `" MC_SINCLUDE "(`$1')', `%s(`$1')')'",
                     words[i][1]);
        str_add(in, ")')')");
    }
    mc_trace_begin(job->guard, !job->request->plain, in);
    if (!job->has_cf_m4)
        str_addf(in, "include(`%sm4/cf.m4')", job->folders.cf_dir);
}

/* Looks for what m4 asked for and has not been told; false if that is nothing more. */
static bool find_includes(struct job *job)
{
    const char *start = str_text(&job->m4.err), *at = start, *end = at + job->m4.err.len;
    size_t before = job->from.n;
    bool cf_m4 = false;
    struct mc_quotes quotes = MC_QUOTES_INIT;
    for (struct mc_record r; mc_record_next(start, &at, end, &quotes, &r);) {
        struct mc_slice name = mc_record_first(&r);
        if (!is_asked(&r) || memchr(name.at, '\0', name.len) != NULL)
            continue;
        char *path = mem_dupn(name.at, name.len);
        cf_m4 = cf_m4 || str_ends(path, "m4/cf.m4");
        know_include(job, path);
        free(path);
    }
    if (!cf_m4 && job->has_cf_m4) {
        job->has_cf_m4 = false;
        return true;
    }
    return job->from.n > before;
}

/* Notes what a path stands for, or that it is missing; what is nobody's business stays unknown. */
static void know_include(struct job *job, const char *path)
{
    struct str target = STR_INIT;
    if (!strs_has(&job->from, path) && strpbrk(path, "`'\n") == NULL) {
        enum mc_found found = mc_include_find(&job->folders, path, &target);
        if (found == MC_OUTSIDE && job->request->trust)
            str_add(&target, path);
        if (target.len > 0) {
            strs_add(&job->from, path);
            strs_add(&job->to, str_text(&target));
        } else if (found != MC_OUTSIDE && !strs_has(&job->missing, path)) {
            strs_add(&job->missing, path);
        }
    }
    str_free(&target);
}

/* What the text plainly includes is known before m4 asks for it: that saves a round. */
static void guess_includes(struct job *job)
{
    static const char word[] = "include(`";
    const char *at = str_text(&job->mc->text);
    for (int n = 0; n < MAX_GUESSES && (at = strstr(at, word)) != NULL; n++) {
        at += strlen(word);
        char *path = mem_dupn(at, strcspn(at, "`'\n"));
        know_include(job, path);
        free(path);
    }
}

static bool is_asked(const struct mc_record *r)
{
    return r->act == MC_ACT_ASK || r->act == MC_ACT_ASK_SOFT;
}

/* What the last round did, and said. */
static void judge(struct job *job)
{
    const char *start = str_text(&job->m4.err), *at = start, *end = at + job->m4.err.len;
    const char *first = memmem(start, job->m4.err.len, "m4trace:", 8);
    struct mc_quotes quotes = MC_QUOTES_INIT;
    add_messages(job, start, (size_t)((first != NULL ? first : end) - start));
    for (struct mc_record r; mc_record_next(start, &at, end, &quotes, &r);) {
        judge_record(job, &r);
        add_messages(job, r.rest, r.rest_len);
    }
}

static void judge_record(struct job *job, const struct mc_record *r)
{
    struct mc_place place = place_of(job, r->file, r->file_len, r->line);
    switch (r->act) {
    case MC_ACT_READ:
        for (size_t i = 0; i < job->to.n && r->n_args == 1; i++)
            if (strlen(job->to.v[i]) == r->args[0].len &&
                memcmp(job->to.v[i], r->args[0].at, r->args[0].len) == 0)
                return;
        refuse(job, r, place);
        break;
    case MC_ACT_FORGED:
    case MC_ACT_COMMAND:
    case MC_ACT_WRITE:
    case MC_ACT_COVER:
        refuse(job, r, place);
        break;
    case MC_ACT_ASK:
    case MC_ACT_ASK_SOFT:
        judge_include(job, r, place);
        break;
    case MC_ACT_SAY:
        add_said(job, r, place);
        break;
    case MC_ACT_CALL:
        note_call(job, r, place);
        break;
    case MC_ACT_NONE:
        break;
    }
}

static void note_call(struct job *job, const struct mc_record *r, struct mc_place place)
{
    bool site = place.file != NULL && !mc_is_macro_file(&job->folders, place.file);
    struct mc_call *call = mc_add_call(job->mc, r->macro, place, site);
    for (size_t i = 0; i < r->n_args; i++)
        strs_addn(&call->args, r->args[i].at, r->args[i].len);
}

static void judge_include(struct job *job, const struct mc_record *r, struct mc_place place)
{
    struct mc_slice name = mc_record_first(r);
    char *path = mem_dupn(name.at, name.len);
    struct str target = STR_INIT, shown = STR_INIT;
    if (strs_has(&job->from, path) || (!job->guard && !strs_has(&job->missing, path)))
        goto out; /* m4 says itself what it cannot open */
    shorten(name.at, name.len, &shown);
    enum mc_found found = mc_include_find(&job->folders, path, &target);
    if (found == MC_NO_MACRO && r->act == MC_ACT_ASK) {
        add_error(job, place, "the sendmail-cf macros have no %s",
                  str_text(&shown) + strlen(job->folders.cf_dir));
        err_mend(&job->errors.v[job->errors.n - 1],
                 "correct the name and its quotes, `x'; the macros are those of %s",
                 job->folders.cf_dir);
    } else if (found == MC_OUTSIDE || found == MC_HERE) {
        refuse(job, r, place);
    } else if (r->act == MC_ACT_ASK) {
        errs_add(&job->mc->missing, ERR_INPUT, place.file, place.line, 0,
                 "what it includes is not here: %s", str_text(&shown));
    }
out:
    str_free(&target);
    str_free(&shown);
    free(path);
}

/* Told with what it would have done, for whoever has to decide about --trust. */
static void refuse(struct job *job, const struct mc_record *r, struct mc_place place)
{
    static const char *const does[] = {
        [MC_ACT_FORGED] = "prints what looks like a trace of m4",
        [MC_ACT_COMMAND] = "runs a program",
        [MC_ACT_WRITE] = "makes a file",
        [MC_ACT_COVER] = "calls a macro of m4 under cover",
        [MC_ACT_READ] = "reads a file that is not the .mc's own",
        [MC_ACT_ASK] = "reads a file outside its folder and the macros",
        [MC_ACT_ASK_SOFT] = "reads a file outside its folder and the macros",
        [MC_ACT_NONE] = NULL,
    };
    struct str args = STR_INIT, shown = STR_INIT;
    if (job->request->trust)
        return;
    mc_record_args(r, &args);
    shorten(str_text(&args), args.len, &shown);
    add_error(job, place, "%s(%s) %s", r->macro[0] != '\0' ? r->macro : "errprint",
              str_text(&shown), does[r->act]);
    err_mend(&job->errors.v[job->errors.n - 1],
             is_asked(r) ? "put a copy of it beside the .mc, or let m4 do it with --trust"
                         : "write what it stands for, or let m4 do it with --trust");
    str_free(&args);
    str_free(&shown);
}

/* m4's own lines begin with its name, as we have called it. */
static void add_messages(struct job *job, const char *text, size_t len)
{
    const char *name = job->tools->m4;
    size_t name_len = strlen(name);
    for (const char *at = text, *end = text + len; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t n = (size_t)((stop != NULL ? stop : end) - at);
        if (n > name_len + 1 && memcmp(at, name, name_len) == 0 && at[name_len] == ':')
            add_m4_message(job, at + name_len + 1, n - name_len - 1);
        at += n + 1;
    }
}

/* "FILE:LINE: TEXT" or " TEXT". */
static void add_m4_message(struct job *job, const char *line, size_t len)
{
    struct mc_place place = {0};
    struct str shown = STR_INIT;
    const char *mark = memmem(line, len, ": ", 2);
    if (line[0] != ' ' && mark != NULL) {
        const char *colon = memrchr(line, ':', (size_t)(mark - line));
        if (colon != NULL) {
            place = place_of(job, line, (size_t)(colon - line), strtol(colon + 1, NULL, 10));
            len -= (size_t)(mark + 2 - line);
            line = mark + 2;
        }
    }
    shorten(line, len, &shown);
    if (strncmp(str_text(&shown), "Warning: ", 9) == 0)
        errs_add(&job->mc->warnings, ERR_INPUT, place.file != NULL ? place.file : job->mc->name,
                 place.line, 0, "m4 warns: %s", str_text(&shown) + 9);
    else
        add_error(job, place, "m4 says: %s", str_text(&shown));
    str_free(&shown);
}

/* The macros write ERROR and go on, as m4 does; the sendmail.cf is not what was meant. */
static void add_said(struct job *job, const struct mc_record *r, struct mc_place place)
{
    static const char late[] = "FEATURE() should be before MAILER()"; /* a check tells it */
    struct str said = STR_INIT, shown = STR_INIT;
    const char *text;
    mc_record_args(r, &said);
    size_t len = said.len;
    while (len > 0 && strchr("\n ", str_text(&said)[len - 1]) != NULL)
        len--;
    shorten(str_text(&said), len, &shown);
    text = str_text(&shown);
    text += strspn(text, "* ");
    if (strstr(text, late) == NULL && text[0] != '\0') {
        /* The samples of sendmail's own source say this of their domain, and go on. */
        bool sample = strstr(text, "the Berkeley sample configuration") != NULL;
        if ((strncmp(text, "ERROR", 5) == 0 && !sample) ||
            strncmp(text, "duplicate OSTYPE", 16) == 0)
            add_error(job, place, "the macros say: %s", text);
        else
            errs_add(&job->mc->warnings, ERR_INPUT, place.file != NULL ? place.file : job->mc->name,
                     place.line, 0, "the macros say: %s", text);
    }
    str_free(&said);
    str_free(&shown);
}

static void add_error(struct job *job, struct mc_place place, const char *fmt, ...)
{
    struct str text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    /* What a macro complains of is mended where it is called. */
    if (place.file != NULL && mc_is_macro_file(&job->folders, place.file)) {
        const struct mc_call *call = mc_place_caller(job->mc, place.file);
        place = call != NULL ? call->place : (struct mc_place){0};
    }
    if (job->errors.n == MAX_ERRORS)
        str_set(&job->errors.v[MAX_ERRORS - 1].text, "and more of the kind");
    else
        errs_add(&job->errors, ERR_INPUT, place.file != NULL ? place.file : job->mc->name,
                 place.line, 0, "%s", str_text(&text));
    str_free(&text);
}

static struct mc_place place_of(struct job *job, const char *file, size_t len, long line)
{
    struct mc_place place = {.line = line};
    if (len == 0)
        return (struct mc_place){0};
    char *name = mem_dupn(file, len);
    place.file = mc_file(job->mc, strcmp(name, "stdin") == 0 ? job->mc->name : name);
    free(name);
    return place;
}

/* For people: one line of what a .mc may have put there. */
static void shorten(const char *text, size_t len, struct str *out)
{
    for (size_t i = 0; i < len && i < SHOWN; i++) {
        unsigned char c = (unsigned char)text[i];
        str_addch(out, c == '\n' || c == '\t' ? ' ' : c < ' ' || c == 0x7f ? '?' : text[i]);
    }
    if (len > SHOWN)
        str_add(out, "...");
}

/* Where no line of the .mc is to blame, the line that m4 made is shown. */
static void tell_line(const struct str *text, struct err *err)
{
    const char *at = str_text(text);
    struct str shown = STR_INIT;
    for (long line = 1; line < err->line && *at != '\0'; line++) {
        at = strchrnul(at, '\n');
        at += *at == '\n' ? 1 : 0;
    }
    shorten(at, strcspn(at, "\n"), &shown);
    char *what = err->text;
    err->text = NULL;
    str_set(&err->text, "m4 makes of it the line \"%s\": %s", str_text(&shown), what);
    free(what);
    str_free(&shown);
}

int mc_parse(const struct mc *mc, const struct str *text, struct cf *cf, struct err *err)
{
    bool rulesets = false;
    if (cf_parse(str_text(text), text->len, mc->name, cf, err) != 0) {
        long line = mc_place_line(mc, err->line);
        if (line == 0)
            tell_line(text, err);
        err->line = line;
        err->column = 0;
        return -1;
    }
    for (size_t i = 0; i < cf->n; i++) {
        rulesets = rulesets || cf->v[i].kind == CF_RULESET;
        cf->v[i].line = mc_place_entry(mc, &cf->v[i]);
    }
    if (!rulesets) {
        cf_free(cf);
        err_set_at(err, ERR_INPUT, mc->name, 0, 0, "m4 makes no sendmail.cf of it");
        return err_mend(err, "it ends before the macros write theirs, or calls no OSTYPE");
    }
    return 0;
}
