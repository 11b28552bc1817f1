/* The definitions behind the options, macros, replies and mailers' names of a sendmail.cf. */
#include <string.h>

#include "base/mem.h"

#include "cf/option.h"

#include "import/cf_calls_parts.h"

enum { MAX_OPTIONS = 512 }; /* more than there are */

struct last {
    const struct cf_option *row;
    const struct cf_entry *entry;
};

static void note_last(const struct cf_entry *e, struct last *last, size_t *n);
static void option(struct cf_calls *c, const struct cf_option *row, const struct cf_entry *e);
static void macro(struct cf_calls *c, size_t i);
static void header(struct cf_calls *c, const struct cf_entry *e);
static void rules(struct cf_calls *c);
static void trusted(struct cf_calls *c);
static void files(struct cf_calls *c);
static bool filters_in_order(const struct cf_calls *c, const char *value);

/* What the macros write by themselves: such a line says nothing of the .mc. */
static const struct {
    const char *option, *value;
} usual[] = {
    {"AliasFile", "/etc/mail/aliases"},
    {"AliasWait", "10"},
    {"BlankSub", "."},
    {"CheckAliases", "False"},
    {"ConnectionCacheSize", "2"},
    {"ConnectionCacheTimeout", "5m"},
    {"DeliveryMode", "background"},
    {"ForwardPath", "$z/.forward.$w:$z/.forward"},
    {"HelpFile", "/etc/mail/helpfile"},
    {"HoldExpensive", "False"},
    {"LogLevel", "9"},
    {"Milter.macros.connect", "j, _, {daemon_name}, {if_name}, {if_addr}"},
    {"Milter.macros.envfrom", "i, {auth_type}, {auth_authen}, {auth_ssf}, {auth_author}, "
                              "{mail_mailer}, {mail_host}, {mail_addr}"},
    {"Milter.macros.envrcpt", "{rcpt_mailer}, {rcpt_host}, {rcpt_addr}"},
    {"Milter.macros.eom", "{msg_id}"},
    {"Milter.macros.helo", "{tls_version}, {cipher}, {cipher_bits}, {cert_subject}, "
                           "{cert_issuer}"},
    {"MinFreeBlocks", "100"},
    {"OldStyleHeaders", "True"},
    {"OperatorChars", ".:%@!^/[]+"},
    {"PrivacyOptions", "authwarnings"},
    {"QueueDirectory", "/var/spool/mqueue"},
    {"SendMimeErrors", "True"},
    {"SevenBitInput", "False"},
    {"SmtpGreetingMessage", "$j Sendmail $v/$Z; $b"},
    {"SuperSafe", "True"},
    {"TempFileMode", "0600"},
    {"Timeout.queuereturn", "5d"},
    {"Timeout.queuewarn", "4h"},
    {"UnixFromLine", "From $g $d"},
    {"UseErrorsTo", "False"},
};

static const struct {
    const char *name, *macro;
    const char *usual; /* what the macros write; NULL: nothing */
} macros[] = {
    {"B", "BITNET_RELAY", NULL},
    {"C", "DECNET_RELAY", NULL},
    {"F", "FAX_RELAY", NULL},
    {"H", "MAIL_HUB", NULL},
    {"L", "LUSER_RELAY", NULL},
    {"M", "MASQUERADE_AS", NULL},
    {"R", "LOCAL_RELAY", NULL},
    {"S", "SMART_HOST", ""},
    {"Y", "UUCP_RELAY", NULL},
    {"j", "confDOMAIN_NAME", NULL},
    {"n", "confMAILER_NAME", "MAILER-DAEMON"},
    {"sendmailMTACluster", "confLDAP_CLUSTER", NULL},
};

static const struct {
    const char *name, *flags, *macro, *usual;
} headers[] = {
    {"Received", "", "confRECEIVED_HEADER",
     "$?sfrom $s $.$?_($?s$|from $.$_) $.$?{auth_type}(authenticated$?{auth_ssf} "
     "bits=${auth_ssf}$.) $.by $j ($v/$Z)$?r with $r$. id $i$?{tls_version} "
     "(version=${tls_version} cipher=${cipher} bits=${cipher_bits} verify=${verify})$.$?u "
     "for $u; $|; $.$b"},
    {"From", "F", "confFROM_HEADER", "$?x$x <$g>$|$g$."},
    {"Message-Id", "M", "confMESSAGEID_HEADER", "<$t.$i@$j>"},
};

/* A definition whose text stands in a rule. */
static const struct {
    const char *macro, *ruleset, *left, *before, *after; /* around it in the right side */
    const char *usual, *usual2;
} answers[] = {
    {"confSMTP_MAILER", "Parse1", "$* < @$* > $*", "$#", " $@ $2", "esmtp", NULL},
    {"confLOCAL_MAILER", "Parse1", "$+", "$#", " $: $1", "local", NULL},
    {"confRELAY_MAILER", "MailerToTriple", "< $+ > $*", "$#", " $@ $1", "relay", NULL},
    {"confUUCP_MAILER", "Parse1", "$* < @ $+ .UUCP. > $*", "$#", " $@ $2", "uucp-old", NULL},
    {"confRELAY_MSG", "Basic_check_rcpt", "$*", "$#error $@ 5.7.1 $: ", "",
     "\"550 Relaying denied\"", "\"550 Relaying denied. Proper authentication required.\""},
    {"confREJECT_MSG", "Basic_check_relay", "<REJECT> <$*>", "$#error $: ", "", NULL, NULL},
    {"confRCPTREJ_MSG", "Rcpt_ok", "<REJECT> $*", "$#error $@ 5.2.1 $: ", "",
     "\"550 Mailbox disabled for this recipient\"", NULL},
};

/* A definition that only brings rules along. */
static const struct {
    const char *macro, *ruleset, *left, *right;
    const char *unless, *unless_mailer; /* a macro and a mailer that bring them, too */
} switches[] = {
    {"_USE_DECNET_SYNTAX_", "canonify", "$- :: $+", NULL, "C", "mail11"},
    {"_FFR_MAIL_MACRO", "check_rcpt", "$*", "$>checkmail $&{mail_from}", NULL, NULL},
    {"_STRICT_RFC821_", "Parse0", "$* . < @ $* > $*", NULL, NULL, NULL},
    {"_REQUIRE_QUAL_RCPT_", "Basic_check_rcpt", "<@> < postmaster >", NULL, NULL, NULL},
};

void cf_calls_options(struct cf_calls *c)
{
    struct last last[MAX_OPTIONS];
    size_t n = 0;
    for (size_t i = 0; i < c->cf->n; i++)
        if (c->cf->v[i].kind == CF_OPTION)
            note_last(&c->cf->v[i], last, &n);
    for (size_t i = 0; i < c->cf->n; i++) {
        const struct cf_entry *e = &c->cf->v[i];
        for (size_t k = 0; k < n && e->kind == CF_OPTION; k++)
            if (last[k].entry == e)
                option(c, last[k].row, e);
        if (e->kind == CF_HEADER)
            header(c, e);
    }
    for (size_t i = 0; i < ARRAY_LEN(macros); i++)
        macro(c, i);
    files(c);
    trusted(c);
    rules(c);
    for (size_t i = 0; i < ARRAY_LEN(switches); i++) {
        const struct cf_entry *e =
            cf_calls_rule(c, switches[i].ruleset, switches[i].left, switches[i].right);
        bool other = switches[i].unless != NULL &&
                     (cf_find(c->cf, CF_MACRO, switches[i].unless) != NULL ||
                      cf_find(c->cf, CF_MAILER, switches[i].unless_mailer) != NULL);
        if (e != NULL && !other)
            cf_calls_add(c, e->line, "define", switches[i].macro, "1", NULL);
    }
}

/* Of an option that stands several times, the last line holds. */
static void note_last(const struct cf_entry *e, struct last *last, size_t *n)
{
    const struct cf_option *row = cf_option_find(e->name);
    if (row == NULL || row->m4 == NULL || strcmp(row->name, "DaemonPortOptions") == 0 ||
        strcmp(row->name, "ClientPortOptions") == 0)
        return; /* cf_calls_raw_lines and cf_calls_ports tell it */
    for (size_t i = 0; i < *n; i++)
        if (last[i].row == row) {
            last[i].entry = e;
            return;
        }
    MUST(*n < MAX_OPTIONS);
    last[(*n)++] = (struct last){.row = row, .entry = e};
}

static void option(struct cf_calls *c, const struct cf_option *row, const struct cf_entry *e)
{
    const char *name = row->m4;
    if (strcmp(row->name, "InputMailFilters") == 0 && filters_in_order(c, e->value))
        return; /* INPUT_MAIL_FILTER says it */
    const char *value = e->value;
    if (strcmp(row->name, "QueueDirectory") == 0 && cf_find(c->cf, CF_MACRO, "MTAHost") != NULL) {
        name = "MSP_QUEUE_DIR"; /* FEATURE(msp) takes QUEUE_DIR from it */
        if (strcmp(value, "/var/spool/clientmqueue") == 0)
            return;
    }
    for (size_t i = 0; i < ARRAY_LEN(usual); i++)
        if (strcmp(usual[i].option, row->name) == 0 && strcmp(usual[i].value, value) == 0)
            return;
    if (strcmp(row->name, "TimeZoneSpec") == 0 && e->value[0] == '\0')
        cf_calls_add(c, e->line, "define", name, "USE_TZ", NULL);
    else
        cf_calls_add(c, e->line, "define", name, e->value, NULL);
}

static void macro(struct cf_calls *c, size_t i)
{
    const struct cf_entry *e = cf_find(c->cf, CF_MACRO, macros[i].name);
    bool is_usual = e != NULL && macros[i].usual != NULL && strcmp(macros[i].usual, e->value) == 0;
    if (e == NULL || e->flags != 0 || is_usual)
        return;
    if (strcmp(e->name, "M") == 0)
        cf_calls_add(c, e->line, macros[i].macro, e->value, NULL);
    else
        cf_calls_add(c, e->line, "define", macros[i].macro, e->value, NULL);
}

/* A header that is only checked ("$>Check") is not written: cf_calls_raw tells it. */
static void header(struct cf_calls *c, const struct cf_entry *e)
{
    const char *text = e->value + strspn(e->value, " \t");
    if (strncmp(text, "$>", 2) == 0)
        return;
    for (size_t i = 0; i < ARRAY_LEN(headers); i++)
        if (strcmp(headers[i].name, e->name) == 0 && strcmp(headers[i].flags, e->note) == 0 &&
            !cf_calls_same(headers[i].usual, text))
            cf_calls_add(c, e->line, "define", headers[i].macro, text, NULL);
}

static void rules(struct cf_calls *c)
{
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        const char *before = answers[i].before, *after = answers[i].after;
        const struct cf_entry *e = cf_calls_rule(c, answers[i].ruleset, answers[i].left, before);
        const char *at = e != NULL ? strstr(e->rhs, before) : NULL;
        if (at == NULL)
            continue;
        at += strlen(before);
        const char *end = after[0] != '\0' ? strstr(at, after) : at + strlen(at);
        if (end == NULL)
            continue;
        struct str text = STR_INIT;
        str_addn(&text, at + strspn(at, " "), (size_t)(end - at) - strspn(at, " "));
        const char *says = str_text(&text);
        if ((answers[i].usual == NULL || !cf_calls_same(says, answers[i].usual)) &&
            (answers[i].usual2 == NULL || !cf_calls_same(says, answers[i].usual2)) &&
            strcmp(says, "error") != 0 && strcmp(says, "unknown") != 0)
            cf_calls_add(c, e->line, "define", answers[i].macro, says, NULL);
        str_free(&text);
    }
}

/* The files of classes that have a name of their own. */
static void files(struct cf_calls *c)
{
    static const struct {
        const char *class, *macro, *usual;
    } rows[] = {{"w", "confCW_FILE", "/etc/mail/local-host-names"},
                {"t", "confCT_FILE", "/etc/mail/trusted-users"},
                {"R", "confCR_FILE", "/etc/mail/relay-domains"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct cf_entry *e = cf_find(c->cf, CF_CLASSFILE, rows[i].class);
        c->named_files[i] = e;
        if (e == NULL) {
            if (strcmp(rows[i].class, "R") == 0 && cf_calls_rule(c, "Relay_ok", NULL, NULL) != NULL)
                cf_calls_add(c, 0, "undefine", rows[i].macro, NULL);
            continue;
        }
        bool soft = strncmp(e->value, "-o", 2) == 0;
        const char *path = e->value + (soft ? 2 : 0);
        if (!cf_calls_same(path, rows[i].usual) || soft != (strcmp(rows[i].class, "R") == 0))
            cf_calls_add(c, e->line, "define", rows[i].macro, e->value, NULL);
    }
}

static void trusted(struct cf_calls *c)
{
    struct str users = STR_INIT;
    long line = 0;
    for (size_t i = 0; i < c->cf->n; i++) {
        const struct cf_entry *e = &c->cf->v[i];
        bool is_class = e->kind == CF_CLASS && strcmp(e->name, "t") == 0;
        if ((e->kind != CF_TRUSTED && !is_class) || cf_calls_word("root daemon uucp", e->value))
            continue;
        str_addf(&users, "%s%s", users.len > 0 ? " " : "", e->value);
        line = line > 0 ? line : e->line;
    }
    if (users.len > 0)
        cf_calls_add(c, line, "define", "confTRUSTED_USERS", str_text(&users), NULL);
    str_free(&users);
}

void cf_calls_ports(struct cf_calls *c)
{
    const struct cf_entry *last = cf_find(c->cf, CF_OPTION, "DaemonPortOptions");
    bool both = false; /* OSTYPE says it */
    for (size_t i = 0; i < c->mc->n; i++)
        both = both || strcmp(c->mc->calls[i].macro, "OSTYPE") == 0;
    for (size_t i = 0; i < c->cf->n; i++) {
        const struct cf_entry *e = &c->cf->v[i];
        if (e->kind == CF_OPTION && strcmp(e->name, "ClientPortOptions") == 0)
            cf_calls_add(c, e->line, "CLIENT_OPTIONS", e->value, NULL);
        if (e->kind != CF_OPTION || strcmp(e->name, "DaemonPortOptions") != 0 ||
            cf_calls_same(e->value, "Name=MTA") ||
            (both && (cf_calls_same(e->value, "Name=MTA-v4, Family=inet") ||
                      cf_calls_same(e->value, "Name=MTA-v6, Family=inet6"))) ||
            (e == last && cf_calls_same(e->value, "Port=587, Name=MSA, M=E")))
            continue;
        cf_calls_add(c, e->line, "DAEMON_OPTIONS", e->value, NULL);
    }
    const char *asked = cf_option_value(c->cf, "InputMailFilters");
    bool all = asked != NULL && filters_in_order(c, asked);
    for (size_t i = 0; i < c->cf->n; i++) {
        const struct cf_entry *e = &c->cf->v[i];
        if (e->kind == CF_MILTER)
            cf_calls_add(c, e->line, all ? "INPUT_MAIL_FILTER" : "MAIL_FILTER", e->name, e->value,
                         NULL);
        else if (e->kind == CF_QUEUE)
            cf_calls_add(c, e->line, "QUEUE_GROUP", e->name, e->value, NULL);
    }
}

/* Whether the filters are asked as INPUT_MAIL_FILTER has it: all of them, as they stand. */
static bool filters_in_order(const struct cf_calls *c, const char *value)
{
    struct strs asked = {.n = 0};
    size_t at = 0;
    bool same = true;
    strs_split(&asked, value, ",");
    for (size_t i = 0; i < c->cf->n; i++)
        if (c->cf->v[i].kind == CF_MILTER) {
            same = same && at < asked.n && strcmp(asked.v[at], c->cf->v[i].name) == 0;
            at++;
        }
    same = same && at == asked.n;
    strs_free(&asked);
    return same;
}
