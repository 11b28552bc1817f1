/* Which MAILERs a sendmail.cf has, and what was changed in their lines. */
#include <string.h>

#include "base/mem.h"

#include "import/cf_calls_parts.h"

/* A mailer as the macros write it. */
struct mailer {
    const char *name;     /* of its M line */
    const char *argument; /* of MAILER */
    const char *prefix;   /* of MODIFY_MAILER_FLAGS; NULL: not told */
    const char *fixed;    /* the flags that no definition changes */
    const char *flags, *path, *args;
    const char *path_name, *args_name; /* the definitions; NULL: not told */
};

static void change_flags(struct cf_calls *c, const struct mailer *m, const struct cf_entry *e);
static void change_text(struct cf_calls *c, const struct cf_entry *e, char letter,
                        const char *usual, const char *name);
static const char *flags_of(const struct cf_calls *c, const struct mailer *m);

static const struct mailer table[] = {
    {"local", "local", "LOCAL", "lsDFMAw5:/|@q", "lsDFMAw5:/|@qPrmn9", "/bin/mail", "mail -d $u",
     "LOCAL_MAILER_PATH", "LOCAL_MAILER_ARGS"},
    {"prog", "local", "SHELL", "lsDFMoq", "lsDFMoqeu9", "/bin/sh", "sh -c $u", "LOCAL_SHELL_PATH",
     "LOCAL_SHELL_ARGS"},
    {"smtp", "smtp", "SMTP", "mDFMuX", "mDFMuX", "[IPC]", "TCP $h", NULL, "SMTP_MAILER_ARGS"},
    {"esmtp", "smtp", "ESMTP", "mDFMuXa", "mDFMuXa", "[IPC]", "TCP $h", NULL, "ESMTP_MAILER_ARGS"},
    {"smtp8", "smtp", "SMTP8", "mDFMuX8", "mDFMuX8", "[IPC]", "TCP $h", NULL, "SMTP8_MAILER_ARGS"},
    {"dsmtp", "smtp", "DSMTP", "mDFMuXa%", "mDFMuXa%", "[IPC]", "TCP $h", NULL,
     "DSMTP_MAILER_ARGS"},
    {"relay", "smtp", "RELAY", "mDFMuXa8", "mDFMuXa8", "[IPC]", "TCP $h", NULL,
     "RELAY_MAILER_ARGS"},
    {"procmail", "procmail", "PROCMAIL", "DFM", "DFMSPhnu9", "/usr/local/bin/procmail",
     "procmail -Y -m $h $f $u", "PROCMAIL_MAILER_PATH", "PROCMAIL_MAILER_ARGS"},
    {"cyrus", "cyrus", "CYRUS", "lsDFMnPq", "lsDFMnPqAh5@/:|", "/usr/sbin/cyrdeliver",
     "cyrdeliver -e -m $h -- $u", "CYRUS_MAILER_PATH", "CYRUS_MAILER_ARGS"},
    {"cyrusbb", "cyrus", NULL, NULL, NULL, NULL, "cyrdeliver -e -m $u", NULL,
     "CYRUS_BB_MAILER_ARGS"},
    {"cyrusv2", "cyrusv2", "CYRUSV2", "lsDFMnqXz", "lsDFMnqXzA@/:|m", "[IPC]",
     "FILE /var/run/cyrus/socket/lmtp", NULL, "CYRUSV2_MAILER_ARGS"},
    {"fax", "fax", NULL, NULL, NULL, "/usr/bin/faxmail", "faxmail -d $u@$h $f", "FAX_MAILER_PATH",
     "FAX_MAILER_ARGS"},
    {"usenet", "usenet", "USENET", "", "rsDFMmn", "/usr/lib/news/inews", "inews -m -h -n $u",
     "USENET_MAILER_PATH", NULL},
    {"uucp", "uucp", "UUCP", "DFMhuUd", "DFMhuUd", "/usr/bin/uux",
     "uux - -r -a$g -gC $h!rmail ($u)", "UUCP_MAILER_PATH", "UUCP_MAILER_ARGS"},
    {"uucp-old", "uucp", NULL, NULL, NULL, NULL, NULL, NULL, NULL},
    {"uucp-new", "uucp", NULL, NULL, NULL, NULL, NULL, NULL, NULL},
    {"suucp", "uucp", NULL, NULL, NULL, NULL, NULL, NULL, NULL},
    {"uucp-dom", "uucp", NULL, NULL, NULL, NULL, NULL, NULL, NULL},
    {"uucp-uudom", "uucp", NULL, NULL, NULL, NULL, NULL, NULL, NULL},
    {"mail11", "mail11", "MAIL11", "", "nsFx", "/usr/etc/mail11", "mail11 $g $x $h $u",
     "MAIL11_MAILER_PATH", "MAIL11_MAILER_ARGS"},
    {"ph", "phquery", "PH", "nrDFM", "nrDFMehmu", "/usr/local/etc/phquery", "phquery -- $u",
     "PH_MAILER_PATH", "PH_MAILER_ARGS"},
    {"pop", "pop", "POP", "lsDFMq", "lsDFMqPenu", "/usr/lib/mh/spop", "pop $u", "POP_MAILER_PATH",
     "POP_MAILER_ARGS"},
    {"qpage", "qpage", "QPAGE", "", "mDFMs", "/usr/local/bin/qpage", "qpage -l0 -m -P$u",
     "QPAGE_MAILER_PATH", "QPAGE_MAILER_ARGS"},
    {"ssh", "ssh", "SSH", "mDFMuX", "mDFMuX", "/usr/bin/ssh", NULL, "SSH_MAILER_PATH", NULL},
    {"xagent", "xagent", NULL, NULL, NULL, "/usr/lib/xagent", "xagent $h $u", "XAGENT_MAILER_PATH",
     "XAGENT_MAILER_ARGS"},
};

/* How great a message it takes. */
static const struct {
    const char *mailer, *macro, *usual;
} limits[] = {{"local", "LOCAL_MAILER_MAX", ""},       {"esmtp", "SMTP_MAILER_MAX", ""},
              {"procmail", "PROCMAIL_MAILER_MAX", ""}, {"cyrus", "CYRUS_MAILER_MAX", ""},
              {"usenet", "USENET_MAILER_MAX", ""},     {"uucp", "UUCP_MAILER_MAX", "100000"},
              {"fax", "FAX_MAILER_MAX", "100000"},     {"qpage", "QPAGE_MAILER_MAX", "4096"}};

/* FEATURE(msp) and FEATURE(nullclient) write their own local mailer, and ask for two. */
void cf_calls_mailers(struct cf_calls *c)
{
    bool own = cf_calls_has(c, "msp") || cf_calls_has(c, "nullclient");
    struct strs told = {.n = 0};
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        const struct cf_entry *e = cf_find(c->cf, CF_MAILER, table[i].name);
        if (e == NULL || own)
            continue;
        change_flags(c, &table[i], e);
        const char *name = table[i].path_name;
        if (name != NULL && !(strcmp(table[i].name, "prog") == 0 && cf_calls_has(c, "smrsh")) &&
            !(strcmp(table[i].name, "local") == 0 &&
              (cf_calls_has(c, "local_procmail") || cf_calls_has(c, "local_lmtp"))))
            change_text(c, e, 'P', table[i].path, name);
        if (table[i].args_name != NULL && flags_of(c, &table[i]) == table[i].flags)
            change_text(c, e, 'A',
                        strcmp(table[i].name, "prog") == 0 && cf_calls_has(c, "smrsh")
                            ? "smrsh -c $u"
                            : table[i].args,
                        table[i].args_name);
    }
    for (size_t i = 0; i < ARRAY_LEN(limits) && !own; i++) {
        const struct cf_entry *e = cf_find(c->cf, CF_MAILER, limits[i].mailer);
        if (e != NULL)
            change_text(c, e, 'M', limits[i].usual, limits[i].macro);
    }
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        const struct cf_entry *e = cf_find(c->cf, CF_MAILER, table[i].name);
        if (e == NULL || own || strs_has(&told, table[i].argument))
            continue;
        strs_add(&told, table[i].argument);
        cf_calls_add(c, e->line, "MAILER", table[i].argument, NULL);
    }
    for (size_t i = 0; i < c->cf->n; i++) {
        const struct cf_entry *e = &c->cf->v[i];
        bool known = e->kind != CF_MAILER;
        for (size_t k = 0; k < ARRAY_LEN(table) && !known; k++)
            known = strcmp(table[k].name, e->name) == 0;
        if (!known)
            cf_calls_add_raw(c, "MAILER_DEFINITIONS", e);
    }
    strs_free(&told);
}

bool cf_calls_is_mailer(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (strcmp(table[i].argument, name) == 0)
            return true;
    return false;
}

/* Of the local mailer two features write others. */
static const char *flags_of(const struct cf_calls *c, const struct mailer *m)
{
    if (strcmp(m->name, "local") == 0 && cf_calls_has(c, "local_procmail"))
        return "lsDFMAw5:/|@qSPfhn9";
    if (strcmp(m->name, "local") == 0 && cf_calls_has(c, "local_lmtp"))
        return "lsDFMAw5:/|@qPSXmnz9";
    return m->flags;
}

/* MODIFY_MAILER_FLAGS adds behind all others; where they stand elsewhere, they were defined. */
static void change_flags(struct cf_calls *c, const struct mailer *m, const struct cf_entry *e)
{
    const char *usual = flags_of(c, m);
    struct str has = STR_INIT, more = STR_INIT, less = STR_INIT, result = STR_INIT;
    cf_calls_field(e, 'F', &has);
    if (m->prefix == NULL || has.len == 0 || strcmp(usual, str_text(&has)) == 0)
        goto out;
    for (const char *f = usual; *f != '\0'; f++)
        str_addch(strchr(str_text(&has), *f) == NULL ? &less : &result, *f);
    for (const char *f = str_text(&has); *f != '\0'; f++)
        if (strchr(usual, *f) == NULL)
            str_addch(&more, *f);
    str_add(&result, str_text(&more));
    size_t fixed = strlen(m->fixed);
    if (strcmp(str_text(&result), str_text(&has)) != 0 &&
        strncmp(str_text(&has), m->fixed, fixed) == 0) {
        str_clear(&result);
        if (strcmp(m->prefix, "SHELL") == 0)
            str_add(&result, "LOCAL_SHELL_FLAGS");
        else
            str_addf(&result, "%s_MAILER_FLAGS", m->prefix);
        cf_calls_add(c, e->line, "define", str_text(&result), str_text(&has) + fixed, NULL);
        goto out;
    }
    str_clear(&result);
    if (more.len > 0) {
        str_addf(&result, "+%s", str_text(&more));
        cf_calls_add(c, e->line, "MODIFY_MAILER_FLAGS", m->prefix, str_text(&result), NULL);
    }
    str_clear(&result);
    if (less.len > 0) {
        str_addf(&result, "-%s", str_text(&less));
        cf_calls_add(c, e->line, "MODIFY_MAILER_FLAGS", m->prefix, str_text(&result), NULL);
    }
out:
    str_free(&has);
    str_free(&more);
    str_free(&less);
    str_free(&result);
}

static void change_text(struct cf_calls *c, const struct cf_entry *e, char letter,
                        const char *usual, const char *name)
{
    struct str has = STR_INIT;
    cf_calls_field(e, letter, &has);
    if (usual != NULL && has.len > 0 && !cf_calls_same(str_text(&has), usual))
        cf_calls_add(c, e->line, "define", name, str_text(&has), NULL);
    str_free(&has);
}
