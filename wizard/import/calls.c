/* From the calls of a .mc to settings; see calls.h. */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "cf/option.h"

#include "import/calls.h"
#include "import/internal.h"

#include "model/extra.h"
#include "model/setting.h"
#include "model/type.h"

static bool is_of_domain(const struct mc_call *call);
static bool is_own(const struct mc *mc, const struct mc_call *call);
static bool is_of_macro(const struct mc *mc, const struct mc_call *call);
static bool filters_at(const struct mc *mc, struct mc_place place);
static bool is_written(const struct mc *mc, const struct mc_call *call);
static bool stands_in(const char *text, size_t text_len, const struct mc_call *call);
static bool is_of_mailers(const struct mc_call *call);
static json_t *last_definitions(const struct mc *mc, const bool *own);
static const struct mc_call *said_again(const struct mc *mc, json_t *last, size_t at);
static bool by_row(struct import_step *step);
static bool take_value(struct import_step *step);
static bool take_define(struct import_step *step);
static bool is_silent(const char *name);
static const struct setting *setting_of_conf(const char *conf);
static bool is_known(const struct mc *mc, const char *name);
static bool is_default(const char *conf, const char *value);
static void say_unknown(struct import_step *step, const char *name);
static size_t value_index(const struct macro_row *row);
static bool is_file_map(const char *spec);
static void say_of_arguments(struct import_step *step);

/* Names that steer the macros alone and say nothing of a site. */
static const char *const silent[] = {"_CF_DIR_",         "_NO_MAKEINFO_", "_USE_ETC_MAIL_",
                                     "_MCWIZARD_NEVER_", "__HOST__",      "_ONELINE_"};

void import_calls(struct import *imp, const struct mc *mc)
{
    bool mailers = false;
    size_t domain = SIZE_MAX; /* of the lines: the DOMAIN whose calls follow */
    bool *own = mem_alloc(mc->n + 1);
    for (size_t i = 0; i < mc->n; i++)
        own[i] = is_own(mc, &mc->calls[i]);
    json_t *last = last_definitions(mc, own);
    for (size_t i = 0; i < mc->n; i++) {
        const struct mc_call *call = &mc->calls[i];
        if (!own[i])
            continue;
        const struct mc_call *later = said_again(mc, last, i);
        if (is_of_domain(call) && domain != SIZE_MAX) {
            /* What a DOMAIN says counts as said where it is called. */
            struct import_line inner = {.macro = call->macro, .place = call->place};
            struct str text = STR_INIT;
            import_call_text(call, &text);
            inner.text = str_take(&text);
            if (later == NULL)
                import_call(imp, mc, call, &inner);
            struct import_line *line = &imp->lines[domain];
            for (size_t k = 0; k < inner.settings.n; k++)
                if (!strs_has(&line->settings, inner.settings.v[k]))
                    strs_add(&line->settings, inner.settings.v[k]);
            /* A part that is kept raw does not make the whole of it so. */
            bool raw = inner.fate == IMPORT_RAW && line->settings.n > 0;
            if (inner.fate > line->fate)
                line->fate = raw ? IMPORT_SETTING : inner.fate;
            if (inner.why != NULL && line->why == NULL)
                str_set(&line->why, "%s: %s", inner.text, inner.why);
            free(inner.text);
            free(inner.why);
            strs_free(&inner.settings);
            continue;
        }
        if (!call->site)
            continue;
        struct str text = STR_INIT;
        import_call_text(call, &text);
        if (strcmp(call->macro, "DOMAIN") == 0)
            domain = imp->n_lines;
        struct import_line *line =
            import_add_line(imp, IMPORT_NONE, call->macro, str_text(&text), call->place);
        if (later == NULL && mailers && is_of_mailers(call)) {
            line->fate = IMPORT_LEFT;
            str_set(&line->why, "MAILER stands before it, and does not heed it any more");
        } else if (later == NULL) {
            import_call(imp, mc, call, line);
            mailers = mailers || strcmp(call->macro, "MAILER") == 0;
            if (mailers && strcmp(call->macro, "define") == 0 && line->why == NULL)
                str_set(&line->why, "MAILER stands before it, and has not seen it");
        } else
            str_set(&line->why, "line %ld says it again, and the last one counts",
                    later->place.line);
        str_free(&text);
    }
    json_decref(last);
    free(own);
    import_raw_lines(imp, mc);
}

/* Below the macros' folder domain/, where sites put what their hosts share. */
static bool is_of_domain(const struct mc_call *call)
{
    return !call->site && call->place.file != NULL && strstr(call->place.file, "/domain/") != NULL;
}

/*
 * What a macro's expansion defines is traced at the line that called it, and is not the site's:
 * the site's own stands in its text.
 */
static bool is_own(const struct mc *mc, const struct mc_call *call)
{
    const char *first = mc_call_arg(call, 0);
    const struct mc_call *before = call > mc->calls ? call - 1 : NULL;
    /* INPUT_MAIL_FILTER calls it, and defines the order of the filters. */
    if (strcmp(call->macro, "MAIL_FILTER") == 0 && before != NULL &&
        strcmp(before->macro, "INPUT_MAIL_FILTER") == 0 && before->place.line == call->place.line)
        return false;
    if (call->args.n == 0 && macro_find(call->macro, "") == NULL)
        return false;
    if (strcmp(call->macro, "pushdef") == 0)
        return first[0] != '_';
    if (strcmp(call->macro, "define") != 0 && strcmp(call->macro, "undefine") != 0)
        return true;
    if (strcmp(first, "confINPUT_MAIL_FILTERS") == 0 && filters_at(mc, call->place))
        return false;
    if (call->site && strcmp(call->place.file, mc->name) == 0)
        return mc->text.len == 0 || is_written(mc, call) ||
               (strncmp(first, "conf", 4) == 0 && !is_of_macro(mc, call));
    return isupper((unsigned char)first[0]) || strncmp(first, "conf", 4) == 0;
}

/* What the mailers alone read, when they are called. */
static bool is_of_mailers(const struct mc_call *call)
{
    static const char *const parts[] = {"_MAILER_", "LOCAL_SHELL_", "PROCMAIL_"};
    bool theirs = false;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        theirs = theirs || strstr(mc_call_arg(call, 0), parts[i]) != NULL;
    return theirs && strcmp(call->macro, "define") == 0;
}

/* A later definition of the same name, or NULL: of two only the last has an effect. */
static const struct mc_call *said_again(const struct mc *mc, json_t *last, size_t at)
{
    const struct mc_call *call = &mc->calls[at];
    if (strcmp(call->macro, "define") != 0 && strcmp(call->macro, "undefine") != 0)
        return NULL;
    size_t i = (size_t)json_integer_value(json_object_get(last, mc_call_arg(call, 0)));
    return i > at ? &mc->calls[i] : NULL;
}

/* By its name, the last definition of each that is the site's. */
static json_t *last_definitions(const struct mc *mc, const bool *own)
{
    json_t *last = json_object();
    MUST(last != NULL);
    for (size_t i = 0; i < mc->n; i++) {
        const struct mc_call *call = &mc->calls[i];
        bool defines = strcmp(call->macro, "define") == 0 || strcmp(call->macro, "undefine") == 0;
        /* A name that is no text is nobody's. */
        if (defines && own[i] && (call->site || is_of_domain(call)))
            (void)json_object_set_new(last, mc_call_arg(call, 0), json_integer((json_int_t)i));
    }
    return last;
}

/* Whether one of the macros of sendmail-cf is called at the same line. */
static bool is_of_macro(const struct mc *mc, const struct mc_call *call)
{
    bool of = false;
    for (const struct mc_call *c = call; c > mc->calls && !of; c--) {
        if (c[-1].place.line != call->place.line || c[-1].place.file != call->place.file)
            break;
        of = strcmp(c[-1].macro, "define") != 0 && strcmp(c[-1].macro, "undefine") != 0;
    }
    return of;
}

static bool filters_at(const struct mc *mc, struct mc_place place)
{
    for (size_t i = 0; i < mc->n; i++)
        if (strcmp(mc->calls[i].macro, "INPUT_MAIL_FILTER") == 0 &&
            mc->calls[i].place.line == place.line && mc->calls[i].place.file == place.file)
            return true;
    return false;
}

/* "define(", quotes and blanks, and the name; at the line of the call, or close behind it. */
static bool is_written(const struct mc *mc, const struct mc_call *call)
{
    enum { WINDOW = 16 * 1024, FEW = 2000 };
    const char *text = str_text(&mc->text), *at = text;
    for (long line = 1; line < call->place.line && at != NULL; line++)
        at = strchr(at, '\n') != NULL ? strchr(at, '\n') + 1 : NULL;
    if (at != NULL && stands_in(at, strnlen(at, WINDOW), call))
        return true;
    return mc->n < FEW && stands_in(text, mc->text.len, call);
}

static bool stands_in(const char *text, size_t text_len, const struct mc_call *call)
{
    const char *first = mc_call_arg(call, 0), *end = text + text_len;
    size_t len = strlen(first), macro = strlen(call->macro);
    if (text == NULL || len == 0)
        return false;
    for (const char *at = memmem(text, text_len, first, len); at != NULL;
         at = memmem(at + 1, (size_t)(end - at - 1), first, len)) {
        const char *c = at;
        while (c > text && strchr("`' \t\n[\"", c[-1]) != NULL)
            c--;
        if (c > text && c[-1] == '(' && (size_t)(c - text) > macro &&
            strncmp(c - 1 - macro, call->macro, macro) == 0 &&
            (at + len == end || (!isalnum((unsigned char)at[len]) && at[len] != '_')))
            return true;
    }
    return false;
}

void import_call(struct import *imp, const struct mc *mc, const struct mc_call *call,
                 struct import_line *line)
{
    struct import_step step = {.imp = imp, .mc = mc, .call = call, .line = line};
    if (call->macro[0] == '\0') {
        import_keep_under(imp, line, mc_call_arg(call, 0));
        return;
    }
    step.row = macro_find(call->macro, mc_call_arg(call, 0));
    if (step.row != NULL && step.row->how == MACRO_SILENT) {
        line->fate = IMPORT_NONE;
    } else if (step.row != NULL && step.row->how == MACRO_OPENS) {
        line->fate = IMPORT_LEFT;
        str_set(&line->why, "%s", step.row->why);
    } else if (step.row != NULL && by_row(&step)) {
        line->fate = line->settings.n > 0 ? IMPORT_SETTING : IMPORT_NONE;
    } else if (line->fate != IMPORT_LEFT) {
        import_keep(imp, line, EXTRA_FIRST, NULL);
    }
}

/* Returns false if no setting takes it; the line then says why, or is left already. */
static bool by_row(struct import_step *step)
{
    const struct macro_row *row = step->row;
    const struct mc_call *call = step->call;
    switch (row->how) {
    case MACRO_VALUE:
    case MACRO_TIME:
        return take_value(step);
    case MACRO_CALLED:
        /* Mailers are there whether or not mail is delivered by them. */
        if (strcmp(call->macro, "MAILER") == 0 && import_has(step->imp, row->path)) {
            strs_add(&step->line->settings, row->path);
            return true;
        }
        /* Arguments that nobody has looked at may say anything. */
        if (row->why == NULL && mc_call_arg(call, value_index(row))[0] != '\0')
            return false;
        if (!import_step_set(step, row->path, row->value))
            return false;
        say_of_arguments(step);
        return true;
    case MACRO_BESIDE: {
        char *end = NULL;
        if (!is_file_map(mc_call_arg(call, value_index(row))))
            return false;
        if (!import_has(step->imp, row->path) &&
            !import_set_json(step->imp, row->path,
                             row->value[0] == '[' ? json_array() : json_object(), &end))
            MUST(false);
        free(end);
        strs_add(&step->line->settings, row->path);
        say_of_arguments(step);
        return true;
    }
    case MACRO_WORDS: {
        char *words = import_expand(step->mc, mc_call_arg(call, value_index(row)));
        bool taken = import_step_words(step, row->path, words);
        free(words);
        return taken;
    }
    case MACRO_ITEM:
        return call->args.n <= 1 && import_step_add(step, row->path, mc_call_arg(call, 0));
    case MACRO_PAIR:
        return strcmp(call->macro, "define") == 0
                   ? take_define(step)
                   : import_step_put(step, row->path, mc_call_arg(call, 0), mc_call_arg(call, 1));
    case MACRO_OWN:
        return import_own(step);
    case MACRO_OPENS:
    case MACRO_SILENT:
        break;
    }
    return false;
}

/* A map that makemap compiles, or the usual one; a directory or a program is none. */
static bool is_file_map(const char *spec)
{
    static const char *const classes[] = {"hash ", "btree ", "dbm ", "cdb ", "lmdb ", "/", "-o /"};
    bool file = spec[0] == '\0' || strcmp(spec, "DATABASE_MAP_TYPE") == 0;
    for (size_t i = 0; i < ARRAY_LEN(classes); i++)
        file = file || strncmp(spec, classes[i], strlen(classes[i])) == 0;
    return file || strchr(spec, ' ') == NULL; /* ratecontrol's nodelay and the like */
}

/* What no setting says of a feature: its arguments. */
static void say_of_arguments(struct import_step *step)
{
    const struct mc_call *call = step->call;
    bool access = strcmp(mc_call_arg(call, 0), "access_db") == 0;
    for (size_t i = 2; access && i < call->args.n; i++)
        if (strcmp(call->args.v[i], "skip") != 0 && call->args.v[i][0] != '\0')
            import_add_left(step->imp, step->line->place.file, step->line->place.line,
                            call->args.v[i], "no setting says this argument of access_db");
    if (strcmp(mc_call_arg(call, 1), "reject") == 0)
        return;
    if (step->call->args.n > value_index(step->row) && step->line->why == NULL)
        str_set(&step->line->why, "%s",
                step->row->why != NULL ? step->row->why : "its arguments are the usual ones");
}

/* The argument behind what the row names. */
static size_t value_index(const struct macro_row *row)
{
    return row->first != NULL ? 1 : 0;
}

static bool take_value(struct import_step *step)
{
    const struct macro_row *row = step->row;
    char *value = import_expand(step->mc, mc_call_arg(step->call, value_index(row)));
    struct str converted = STR_INIT;
    bool taken = false;
    if (value[0] == '\0' && strcmp(step->call->macro, "define") == 0)
        taken = import_step_set(step, row->path, "");
    else if (row->how == MACRO_TIME ? import_convert_time(row->first, row->value, value, &converted)
                                    : import_convert(row->first != NULL ? row->first : "",
                                                     row->path, value, &converted))
        taken = import_step_set(step, row->path, str_text(&converted));
    str_free(&converted);
    free(value);
    return taken;
}

/* A definition that has no row: a plain option with a setting, or one of those that have none. */
static bool take_define(struct import_step *step)
{
    const char *name = mc_call_arg(step->call, 0);
    const struct setting *s = setting_of_conf(name);
    char *value = import_expand(step->mc, mc_call_arg(step->call, 1));
    struct str converted = STR_INIT;
    bool taken = false;
    if (strncasecmp(name, "conf", 4) == 0 && !is_known(step->mc, name)) {
        say_unknown(step, name);
    } else if (s != NULL) {
        taken = import_convert(name, s->path, value, &converted) &&
                import_step_set(step, s->path, str_text(&converted));
        if (!taken && is_default(name, value)) {
            /* Beyond what the setting takes, but what sendmail does anyway. */
            str_set(&step->line->why, "is what sendmail does anyway");
            for (const struct cf_option *o = cf_option_next(NULL); o != NULL; o = cf_option_next(o))
                if (o->m4 != NULL && strcmp(o->m4, name) == 0)
                    import_add_note(step->imp, "option", o->name, step->line->why);
            taken = true;
        }
    } else if (!type_matches(TYPE_VARIABLE, name, strlen(name))) {
        /* Of no macro of sendmail-cf: the site's own, or what steers m4. */
        taken = name[0] != '_' || is_silent(name);
        if (taken)
            str_set(&step->line->why, "a name of the site's own");
    } else if (import_governed(step->imp, name)) {
        str_set(&step->line->why, "a setting says this, and it does not take this value");
    } else {
        taken = import_step_put(step, "more.options", name, value);
    }
    str_free(&converted);
    free(value);
    return taken;
}

static bool is_silent(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(silent); i++)
        if (strcmp(silent[i], name) == 0)
            return true;
    return false;
}

static const struct setting *setting_of_conf(const char *conf)
{
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        if (s->conf != NULL && strcmp(s->conf, conf) == 0)
            return s;
    }
    return NULL;
}

/* Of another version's macros, too. */
static bool is_known(const struct mc *mc, const char *name)
{
    for (const struct cf_option *o = cf_option_next(NULL); o != NULL; o = cf_option_next(o))
        if (o->m4 != NULL && strcmp(o->m4, name) == 0)
            return true;
    return strncmp(name, "conf", 4) == 0 && (mc->known.n == 0 || strs_has(&mc->known, name));
}

/* Whether an option has that value if nobody says so. */
static bool is_default(const char *conf, const char *value)
{
    for (const struct cf_option *o = cf_option_next(NULL); o != NULL; o = cf_option_next(o))
        if (o->m4 != NULL && strcmp(o->m4, conf) == 0)
            return o->value != NULL && strcmp(o->value, value) == 0;
    return false;
}

static void say_unknown(struct import_step *step, const char *name)
{
    const char *near = str_nearest(name, (const char *const *)step->mc->known.v, step->mc->known.n);
    step->line->fate = IMPORT_LEFT;
    if (near != NULL)
        str_set(&step->line->why,
                "no macro of sendmail-cf reads %s: the line does nothing; did you mean %s?", name,
                near);
    else
        str_set(&step->line->why, "no macro of sendmail-cf reads %s: the line does nothing", name);
}

void import_keep_raw(struct import *imp, struct import_line *line)
{
    import_keep(imp, line, EXTRA_FIRST, NULL);
}

void import_call_text(const struct mc_call *call, struct str *out)
{
    if (call->macro[0] == '\0') { /* a line of a sendmail.cf: its heading is the first */
        str_add(out, mc_call_arg(call, 1));
        return;
    }
    str_add(out, call->macro);
    for (size_t i = 0; i < call->args.n; i++)
        str_addf(out, "%s`%s'", i == 0 ? "(" : ", ", call->args.v[i]);
    str_add(out, call->args.n > 0 ? ")" : "");
}

struct import_line *import_add_line(struct import *imp, enum import_fate fate, const char *macro,
                                    const char *text, struct mc_place place)
{
    if (imp->n_lines == imp->cap_lines) {
        imp->cap_lines = imp->cap_lines > 0 ? imp->cap_lines * 2 : 64;
        imp->lines = mem_realloc(imp->lines, imp->cap_lines, sizeof(*imp->lines));
    }
    struct import_line *line = &imp->lines[imp->n_lines++];
    *line =
        (struct import_line){.fate = fate, .macro = macro, .text = mem_dup(text), .place = place};
    return line;
}
