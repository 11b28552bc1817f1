/* With which arguments a FEATURE was called, by what it has written. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "import/cf_calls_parts.h"

enum { MAX_DOMAIN_MAPS = 256 };

static long line_of(const struct cf_calls *c, const char *feature, const struct cf_entry *found);
static const char *spec_of(const struct cf_entry *map);
static const char *result_of(const struct cf_entry *rule);
static bool in_relay_check(const struct cf_calls *c, const char *ruleset);
static void add_between(struct strs *args, const char *text, const char *from, const char *to);
static const char *black_list(const char *feature, const struct cf_entry *e, struct strs *args);
static void black_answer(const char *feature, const char *domain, const struct cf_entry *e,
                         char **message, char **trouble, struct strs *more);

void cf_calls_tell_spec(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    cf_calls_add(c, line_of(c, feature, found), "FEATURE", feature, spec_of(found), NULL);
}

void cf_calls_tell_access(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    struct strs args = {.n = 0};
    strs_add(&args, feature);
    strs_add(&args, spec_of(found));
    if (cf_calls_rule(c, "D", "<SKIP> <$+> <$+> <$- $-> <$*>", NULL) != NULL)
        strs_add(&args, "skip");
    if (cf_calls_rule(c, "Rcpt_ok", NULL, "<F:$1@$2> <D:$2> <F:$1@> <>") != NULL ||
        cf_calls_rule(c, "Rcpt_ok", "$+ < @ $+ >", "$(access To:$1@$2") != NULL)
        strs_add(&args, "relaytofulladdress");
    cf_calls_add_list(c, line_of(c, feature, found), "FEATURE", &args);
    strs_free(&args);
}

void cf_calls_tell_badmx(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    static const char head[] = "regex -a<BADMXIP> ";
    const char *own = found != NULL && strncmp(found->value, head, strlen(head)) == 0
                          ? found->value + strlen(head)
                          : "";
    if (strcmp(own, "^(127\\.|10\\.|0\\.0\\.0\\.0)") == 0)
        own = "";
    cf_calls_add(c, line_of(c, feature, found), "FEATURE", feature, own, NULL);
}

void cf_calls_tell_bestmx(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    const struct cf_entry *limit = cf_find(c->cf, CF_CLASS, "B");
    cf_calls_add(c, line_of(c, feature, found), "FEATURE", feature,
                 limit != NULL ? limit->value : "", NULL);
}

void cf_calls_tell_delay(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    const char *who = cf_calls_rule(c, "check_rcpt", "<FRIEND> $+", NULL) != NULL  ? "friend"
                      : cf_calls_rule(c, "check_rcpt", "<HATER> $+", NULL) != NULL ? "hater"
                                                                                   : "";
    bool is_new =
        cf_calls_has(c, "blocklist_recipients") && cf_find(c->cf, CF_CLASS, "SpamTag") == NULL;
    cf_calls_add(c, line_of(c, feature, found), "FEATURE", feature, who, is_new ? "n" : "", NULL);
}

void cf_calls_tell_control(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    const char *ruleset = strcmp(feature, "ratecontrol") == 0 ? "RateControl" : "ConnControl";
    cf_calls_add(
        c, line_of(c, feature, found), "FEATURE", feature,
        in_relay_check(c, ruleset) ? "nodelay" : "",
        cf_calls_rule(c, ruleset, "<$+> $| TRUE", "4.3.2 $: 421") != NULL ? "terminate" : "", NULL);
}

void cf_calls_tell_pause(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    const struct cf_entry *rule = cf_calls_rule(c, "greet_pause", "<?> <$*>", "$#");
    if (rule == NULL)
        rule = cf_calls_rule(c, "greet_pause", "$*", "$#");
    const char *time = rule != NULL && rule->rhs[0] == '$' ? rule->rhs + 2 : "";
    cf_calls_add(c, line_of(c, feature, found), "FEATURE", feature, time + strspn(time, " \t"),
                 NULL);
}

/* Each of its lists is a call. */
void cf_calls_tell_black(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    size_t calls = 0;
    for (size_t i = 0; i < c->cf->n; i++) {
        struct strs args = {.n = 0}, more = {.n = 0};
        char *message = mem_dup(""), *trouble = mem_dup("");
        const struct cf_entry *e = &c->cf->v[i];
        const char *domain = black_list(feature, e, &args);
        if (domain != NULL) {
            for (size_t k = i + 1; k < c->cf->n && c->cf->v[k].kind == CF_RULE &&
                                   cf_calls_begins(c->cf->v[k].value, "<?>");
                 k++)
                black_answer(feature, domain, &c->cf->v[k], &message, &trouble, &more);
            strs_add(&args, message);
            strs_add(&args, trouble);
            for (size_t k = 0; k < more.n; k++)
                strs_add(&args, more.v[k]);
            cf_calls_add_list(c, e->line, "FEATURE", &args);
            calls++;
        }
        free(message);
        free(trouble);
        strs_free(&args);
        strs_free(&more);
    }
    if (calls == 0 && cf_calls_mark(c, feature) != NULL)
        cf_calls_add(c, line_of(c, feature, found), "FEATURE", feature, NULL);
}

void cf_calls_tell_domain(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    struct strs args = {.n = 0};
    strs_add(&args, feature);
    if (found != NULL && !cf_calls_holds(found->rhs, "*LOCAL*"))
        add_between(&args, found->rhs, "< @ ", " >");
    cf_calls_add_list(c, line_of(c, feature, found), "FEATURE", &args);
    strs_free(&args);
}

void cf_calls_tell_other(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    static const char head[] = "regex -m -a<BADCMD> ";
    const char *own = found != NULL && strncmp(found->value, head, strlen(head)) == 0
                          ? found->value + strlen(head)
                          : "";
    if (cf_calls_same(own, "^[[:print:]]+ *:"))
        own = "";
    cf_calls_add(c, line_of(c, feature, found), "FEATURE", feature, own, NULL);
}

void cf_calls_tell_queuegroup(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    const struct cf_entry *rule = cf_calls_rule(c, "queuegroup", "<?>", "$#");
    const char *group = rule != NULL && rule->rhs[0] == '$' ? rule->rhs + 2 : "";
    cf_calls_add(c, line_of(c, feature, found), "FEATURE", feature, group + strspn(group, " \t"),
                 NULL);
}

void cf_calls_tell_ldap(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    static const char set[] = "LDAPExpand";
    const struct cf_entry *address = cf_find(c->cf, CF_MAP, "ldapmra");
    const char *bounce = cf_calls_rule(c, set, "<?> <e s> <$+>", NULL) != NULL   ? "sendertoo"
                         : cf_calls_rule(c, set, "<?> <e r> <$+>", NULL) != NULL ? "bounce"
                                                                                 : "";
    const char *detail =
        cf_calls_rule(c, set, "<$+@$+> <> <$+> <$+> <$*>", NULL) != NULL             ? "preserve"
        : cf_calls_rule(c, set, "<> <> <$+> <$+ + $* @ $+> <>", "<$2 @ $4>") != NULL ? "strip"
                                                                                     : "";
    const char *domain =
        cf_calls_rule(c, set, "<> <> <$+> <$+ @ $+> <$*>", "$: <> <>") != NULL ? "nodomain" : "";
    const char *trouble = cf_calls_rule(c, set, "$={SMTPOpModes} $| TMPF <e r> $| $+", NULL) != NULL
                              ? "tempfail"
                              : "";
    cf_calls_add(c, line_of(c, feature, found), "FEATURE", feature,
                 found != NULL ? found->value : "", address != NULL ? address->value : "", bounce,
                 detail, domain, trouble, NULL);
}

void cf_calls_tell_hack(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    const char *word = strcmp(feature, "nouucp") == 0 ? "BANG_PATH" : "PERCENT_HACK";
    cf_calls_add(c, line_of(c, feature, found), "FEATURE", feature,
                 cf_calls_rule(c, "Rcpt_ok", NULL, word) != NULL ? "reject" : "nospecial", NULL);
}

void cf_calls_tell_relay_from(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    bool domain = found != NULL &&
                  (cf_calls_holds(found->rhs, "<D:$2>") || cf_calls_holds(found->rhs, "<E:$2>"));
    cf_calls_add(c, line_of(c, feature, found), "FEATURE", feature, domain ? "domain" : "", NULL);
}

void cf_calls_tell_sts(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    cf_calls_add(c, line_of(c, feature, found), "FEATURE", feature,
                 found != NULL ? found->value : "",
                 cf_find(c->cf, CF_OPTION, "SetCertAltnames") == NULL ? "NO_SAN_TST" : "", NULL);
}

void cf_calls_tell_prefix(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    struct strs args = {.n = 0};
    strs_add(&args, feature);
    if (found != NULL) {
        const char *left = found->value + strspn(found->value, " ");
        strs_addn(&args, left, strcspn(left, " $"));
        add_between(&args, found->rhs, "$@ ", " $)");
    }
    cf_calls_add_list(c, line_of(c, feature, found), "FEATURE", &args);
    strs_free(&args);
}

void cf_calls_tell_bcc(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    const struct cf_entry *table = cf_find(c->cf, CF_MAP, "bcctable");
    const struct cf_entry *host = cf_find(c->cf, CF_MACRO, "A");
    const struct cf_entry *canonical = cf_find(c->cf, CF_MAP, "canonicalRcpt");
    const struct cf_entry *rule = cf_calls_rule(c, "bcc", "$* $| $*", NULL);
    const char *whom = rule != NULL ? result_of(rule) : "";
    struct strs args = {.n = 0};
    strs_add(&args, feature);
    strs_add(&args, table != NULL ? table->value : "access");
    strs_add(&args, host != NULL ? host->value : "");
    strs_add(&args, strcmp(whom, "$1") == 0 ? "" : whom);
    strs_add(&args, canonical != NULL ? canonical->value : "");
    cf_calls_add_list(c, line_of(c, feature, found), "FEATURE", &args);
    strs_free(&args);
}

/* A domain's map is named after it, with _ for each dot. */
void cf_calls_tell_domainmap(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    static const char temp[] = " -T<TEMP>";
    size_t domains = 0; /* each is looked for: nobody has more of them */
    (void)found;
    for (size_t i = 0; i < c->cf->n && domains < MAX_DOMAIN_MAPS; i++) {
        const struct cf_entry *e = &c->cf->v[i];
        if (e->kind != CF_CLASS || strcmp(e->name, "MappedDomain") != 0)
            continue;
        struct str name = STR_INIT;
        domains++;
        str_addf(&name, "domain_%s", e->value);
        for (size_t k = 0; k < name.len; k++)
            if (name.buf[k] == '.' || name.buf[k] == '-')
                name.buf[k] = '_';
        const struct cf_entry *map = cf_find(c->cf, CF_MAP, str_text(&name));
        const char *spec = map != NULL ? map->value : "";
        size_t len = strlen(spec) - (str_ends(spec, temp) ? strlen(temp) : 0);
        char *own = mem_dupn(spec, len);
        cf_calls_add(c, e->line, "FEATURE", feature, e->value, own, NULL);
        free(own);
        str_free(&name);
    }
}

/* smrsh, local_procmail, local_lmtp: the program, and its arguments where they are others. */
void cf_calls_tell_local(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    struct str path = STR_INIT, args = STR_INIT;
    if (found == NULL)
        found = cf_find(c->cf, CF_MAILER, strcmp(feature, "smrsh") == 0 ? "prog" : "local");
    if (found != NULL) {
        cf_calls_field(found, 'P', &path);
        cf_calls_field(found, 'A', &args);
    }
    bool usual = cf_calls_same(str_text(&args), "smrsh -c $u") ||
                 cf_calls_same(str_text(&args), "procmail -a $h -d $u") ||
                 cf_calls_same(str_text(&args), "mail.local -l");
    if (strcmp(feature, "smrsh") == 0) /* its arguments are a definition of their own */
        usual = true;
    cf_calls_add(c, line_of(c, feature, found), "FEATURE", feature, str_text(&path),
                 usual ? "" : str_text(&args), NULL);
    str_free(&path);
    str_free(&args);
}

void cf_calls_tell_msp(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    const struct cf_entry *relay = cf_find(c->cf, CF_MAILER, "relay");
    struct str how = STR_INIT;
    if (relay != NULL)
        cf_calls_field(relay, 'A', &how);
    cf_calls_add(c, line_of(c, feature, found), "FEATURE", feature,
                 found != NULL && strcmp(found->value, "[localhost]") != 0 ? found->value : "",
                 strcmp(str_text(&how), "TCP $h 587") == 0 ? "MSA" : "", NULL);
    str_free(&how);
}

void cf_calls_tell_null(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    const struct cf_entry *host = cf_find(c->cf, CF_MACRO, "S");
    cf_calls_add(c, line_of(c, feature, found), "FEATURE", feature, host != NULL ? host->value : "",
                 NULL);
}

void cf_calls_tell_canonify(struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    bool hosts =
        cf_calls_rule(c, "Canonify2", "$* $| $* < @ $* > $*", "$: $2 < @ $[ $3 $] > $4") != NULL;
    cf_calls_add(c, line_of(c, feature, found), "FEATURE", feature, hosts ? "canonify_hosts" : "",
                 NULL);
}

static long line_of(const struct cf_calls *c, const char *feature, const struct cf_entry *found)
{
    const struct cf_mark *mark = cf_calls_mark(c, feature);
    return found != NULL ? found->line : mark != NULL ? mark->line : 0;
}

/* A map's class and arguments; `LDAP' stands for those of sendmail's own schema. */
static const char *spec_of(const struct cf_entry *map)
{
    static const char ldap[] = "-1 -v sendmailMTAMapValue,sendmailMTAMapSearch:FILTER:"
                               "sendmailMTAMapObject,sendmailMTAMapURL:URL:sendmailMTAMapObject -k "
                               "(&(objectClass=sendmailMTAMapObject)(|";
    return map == NULL ? "" : strstr(map->value, ldap) != NULL ? "LDAP" : map->value;
}

/* What follows "$:" in a right side, or "". */
static const char *result_of(const struct cf_entry *rule)
{
    const char *at = strstr(rule->rhs, "$:");
    return at == NULL ? "" : at + 2 + strspn(at + 2, " \t");
}

/* Whether check_relay itself asks a control, before anything else and at once. */
static bool in_relay_check(const struct cf_calls *c, const char *ruleset)
{
    const struct cf_entry *rule = cf_calls_rule(c, "check_relay", "$*", ruleset);
    return rule != NULL;
}

static void add_between(struct strs *args, const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    const char *end = at != NULL ? strstr(at + strlen(from), to) : NULL;
    if (end != NULL)
        strs_addn(args, at + strlen(from), (size_t)(end - at) - strlen(from));
}

/* If the rule asks a list of that feature: its domain, borrowed from args. */
static const char *black_list(const char *feature, const struct cf_entry *e, struct strs *args)
{
    static const struct {
        const char *feature, *from;
    } rows[] = {{"dnsbl", "$(dnsbl $4.$3.$2.$1."},
                {"enhdnsbl", "$(ednsbl $4.$3.$2.$1."},
                {"rhsbl", "$(dnsbl $2."}};
    bool asks = e->kind == CF_RULE && !cf_calls_begins(e->value, "<?>"); /* no answer */
    for (size_t i = 0; asks && i < ARRAY_LEN(rows); i++)
        if (strcmp(rows[i].feature, feature) == 0 && strstr(e->rhs, rows[i].from) != NULL) {
            strs_add(args, feature);
            add_between(args, e->rhs, rows[i].from, ". $:");
            return args->n == 2 ? args->v[1] : NULL;
        }
    return NULL;
}

/* A rule behind it: an answer of the list, and what is made of it. */
static void black_answer(const char *feature, const char *domain, const struct cf_entry *e,
                         char **message, char **trouble, struct strs *more)
{
    struct str usual = STR_INIT;
    const char *says = result_of(e);
    const char *answer = e->value + strspn(e->value, " ") + strlen("<?>");
    if (cf_calls_same(e->value, "<?>OK"))
        goto out;
    if (cf_calls_same(e->value, "<?>$+<TMP>")) {
        if (!cf_calls_same(says, "TMPOK"))
            str_set(trouble, "%s", cf_calls_begins(says, "\"451 Temporary lookup") ? "t" : says);
        goto out;
    }
    str_addf(&usual,
             strcmp(feature, "rhsbl") == 0
                 ? "\"550 Mail from \" $&{RHS} \" refused by blackhole site %s\""
                 : "\"550 Rejected: \" $&{client_addr} \" listed at %s\"",
             domain);
    if (cf_calls_begins(e->rhs, "$#discard"))
        str_set(message, "discard");
    else if (cf_calls_holds(e->rhs, "$@ quarantine"))
        str_set(message, "quarantine");
    else if (!cf_calls_same(says, str_text(&usual)))
        str_set(message, "%s", says);
    strs_add(more, strcmp(answer, "$+") == 0 ? "" : answer);
out:
    str_free(&usual);
}
