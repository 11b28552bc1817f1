/*
 * Which FEATUREs a sendmail.cf has: by the marks that they leave in comments, and where those
 * are gone by what they write.
 */
#include <string.h>

#include "base/mem.h"

#include "import/cf_calls_parts.h"

/* What shows a feature in a file without comments. */
enum look {
    LOOK_MARK,      /* nothing */
    LOOK_MAP,       /* a map of the name `where` */
    LOOK_RULE,      /* a rule of the ruleset `where`, see cf_calls_rule */
    LOOK_NO_RULE,   /* there is the ruleset, and not that rule */
    LOOK_RULESET,   /* a ruleset */
    LOOK_MEMBER,    /* the class `where` has the member `left` */
    LOOK_NO_MEMBER, /* there is the class, and not that member */
    LOOK_FILE,      /* a file of the class `where` */
    LOOK_OPTION,    /* an option */
    LOOK_MACRO,     /* a macro */
    LOOK_MAILER     /* the mailer `where`: its field `left` begins with, or ends in, `right` */
};

struct feature {
    const char *name;
    enum look look;
    const char *where, *left, *right;
    const char *needs;   /* a macro without which what is missing says nothing; may be NULL */
    cf_calls_tell *tell; /* NULL: it has no arguments */
};

static bool look(const struct cf_calls *c, const struct feature *f, const struct cf_entry **found);
static const struct cf_entry *find_mailer(const struct cf_calls *c, const struct feature *f);
static bool msa_is_off(const struct cf_calls *c);
static bool is_null_client(const struct cf_calls *c);

/*
 * In an order that the macros take: access_db before what asks it, and at the end what calls
 * MAILER.  Two rows of a name are two ways to know it.
 */
static const struct feature table[] = {
    {.name = "use_cw_file", .look = LOOK_FILE, .where = "w"},
    {.name = "use_ct_file", .look = LOOK_FILE, .where = "t"},
    {.name = "redirect", .look = LOOK_MEMBER, .where = "P", .left = "REDIRECT"},
    {.name = "nouucp",
     .look = LOOK_NO_MEMBER,
     .where = "O",
     .left = "!",
     .tell = cf_calls_tell_hack},
    {.name = "nopercenthack",
     .look = LOOK_NO_MEMBER,
     .where = "O",
     .left = "%",
     .tell = cf_calls_tell_hack},
    {.name = "nocanonify",
     .look = LOOK_RULE,
     .where = "Canonify2",
     .left = "$* $| $* < @ $* $={Canonify} > $*",
     .tell = cf_calls_tell_canonify},
    {.name = "stickyhost",
     .look = LOOK_RULE,
     .where = "Parse1",
     .left = "$+ < @ $=w . >",
     .right = "< $H >"},
    {.name = "notsticky", .look = LOOK_MARK},
    {.name = "mailertable", .look = LOOK_MAP, .where = "mailertable", .tell = cf_calls_tell_spec},
    {.name = "domaintable", .look = LOOK_MAP, .where = "domaintable", .tell = cf_calls_tell_spec},
    {.name = "bitdomain", .look = LOOK_MAP, .where = "bitdomain", .tell = cf_calls_tell_spec},
    {.name = "uucpdomain", .look = LOOK_MAP, .where = "uudomain", .tell = cf_calls_tell_spec},
    {.name = "always_add_domain",
     .look = LOOK_RULE,
     .where = "AddDomain",
     .left = "$+",
     .tell = cf_calls_tell_domain},
    {.name = "allmasquerade",
     .look = LOOK_RULE,
     .where = "HdrToL",
     .left = "$*",
     .right = "$>MasqHdr"},
    {.name = "allmasquerade",
     .look = LOOK_MAILER,
     .where = "esmtp",
     .left = "R",
     .right = "/HdrFromSMTP"},
    {.name = "limited_masquerade",
     .look = LOOK_NO_RULE,
     .where = "MasqHdr",
     .left = "$* < @ $=w . > $*",
     .needs = "M"},
    {.name = "masquerade_entire_domain",
     .look = LOOK_RULE,
     .where = "Canonify2",
     .left = "$* < @ $* $=M > $*"},
    {.name = "masquerade_envelope",
     .look = LOOK_RULE,
     .where = "MasqEnv",
     .left = "$+",
     .right = "$>MasqHdr"},
    {.name = "local_no_masquerade",
     .look = LOOK_NO_RULE,
     .where = "HdrFromL",
     .left = "$*",
     .right = "$>MasqHdr"},
    {.name = "genericstable", .look = LOOK_MAP, .where = "generics", .tell = cf_calls_tell_spec},
    {.name = "generics_entire_domain",
     .look = LOOK_RULE,
     .where = "Canonify2",
     .left = "$* < @ $* $=G > $*"},
    {.name = "virtusertable", .look = LOOK_MAP, .where = "virtuser", .tell = cf_calls_tell_spec},
    {.name = "virtuser_entire_domain",
     .look = LOOK_RULE,
     .where = "Canonify2",
     .left = "$* < @ $* $={VirtHost} > $*"},
    {.name = "ldap_routing", .look = LOOK_MAP, .where = "ldapmh", .tell = cf_calls_tell_ldap},
    {.name = "bestmx_is_local", .look = LOOK_MAP, .where = "bestmx", .tell = cf_calls_tell_bestmx},
    {.name = "smrsh",
     .look = LOOK_MAILER,
     .where = "prog",
     .left = "P",
     .right = "/smrsh",
     .tell = cf_calls_tell_local},
    {.name = "local_procmail",
     .look = LOOK_MAILER,
     .where = "local",
     .left = "A",
     .right = "procmail",
     .tell = cf_calls_tell_local},
    {.name = "local_lmtp",
     .look = LOOK_MAILER,
     .where = "local",
     .left = "S",
     .right = "EnvFromSMTP",
     .tell = cf_calls_tell_local},
    {.name = "authinfo", .look = LOOK_MAP, .where = "authinfo", .tell = cf_calls_tell_spec},
    {.name = "drac", .look = LOOK_MAP, .where = "drac", .tell = cf_calls_tell_spec},
    {.name = "preserve_local_plus_detail",
     .look = LOOK_NO_RULE,
     .where = "localaddr",
     .left = "$+ + *"},
    {.name = "preserve_luser_host",
     .look = LOOK_RULE,
     .where = "localaddr",
     .left = "< $+ > $+",
     .right = "< $1 > $2 $&{Host}"},
    {.name = "prefixmod",
     .look = LOOK_RULE,
     .where = "Parse0",
     .right = "$(macro {rcpt_flags}",
     .tell = cf_calls_tell_prefix},
    {.name = "access_db", .look = LOOK_MAP, .where = "access", .tell = cf_calls_tell_access},
    {.name = "lookupdotdomain",
     .look = LOOK_RULE,
     .where = "D",
     .left = "<?> <$+.$+> <$+> <$- $-> <$*>",
     .right = "$(access $5:.$2"},
    {.name = "blocklist_recipients",
     .look = LOOK_RULE,
     .where = "Rcpt_ok",
     .left = "<> <$*> $| <$+>",
     .right = "<+ To>"},
    {.name = "delay_checks",
     .look = LOOK_RULESET,
     .where = "checkrcpt",
     .tell = cf_calls_tell_delay},
    {.name = "conncontrol",
     .look = LOOK_RULESET,
     .where = "ConnControl",
     .tell = cf_calls_tell_control},
    {.name = "ratecontrol",
     .look = LOOK_RULESET,
     .where = "RateControl",
     .tell = cf_calls_tell_control},
    {.name = "greet_pause",
     .look = LOOK_RULESET,
     .where = "greet_pause",
     .tell = cf_calls_tell_pause},
    {.name = "bcc", .look = LOOK_RULESET, .where = "bcc", .tell = cf_calls_tell_bcc},
    {.name = "compat_check", .look = LOOK_RULESET, .where = "check_compat"},
    {.name = "queuegroup",
     .look = LOOK_RULESET,
     .where = "queuegroup",
     .tell = cf_calls_tell_queuegroup},
    {.name = "check_other", .look = LOOK_MAP, .where = "badcmd", .tell = cf_calls_tell_other},
    {.name = "tls_session_features", .look = LOOK_RULESET, .where = "tls_srv_features"},
    {.name = "accept_unqualified_senders",
     .look = LOOK_NO_RULE,
     .where = "Basic_check_mail",
     .left = "<? $+> <$+>",
     .right = "Real domain name required"},
    {.name = "accept_unresolvable_domains",
     .look = LOOK_RULE,
     .where = "Basic_check_mail",
     .left = "<?> $* < @ $+ >",
     .right = "<OKR> $1 < @ $2 >"},
    {.name = "block_bad_helo", .look = LOOK_RULE, .left = "$* $| <$*> $=w", .right = "bogus HELO"},
    {.name = "require_rdns", .look = LOOK_RULE, .where = "Basic_check_relay", .left = "$* $| FAIL"},
    {.name = "use_client_ptr",
     .look = LOOK_RULE,
     .left = "$* $| $*",
     .right = "$: $&{client_ptr} $| $2"},
    {.name = "badmx", .look = LOOK_MAP, .where = "BadMXIP", .tell = cf_calls_tell_badmx},
    {.name = "relay_entire_domain",
     .look = LOOK_RULE,
     .where = "Rcpt_ok",
     .left = "$+ < @ $* $=m >",
     .right = "RELAY"},
    {.name = "relay_hosts_only",
     .look = LOOK_RULE,
     .where = "Rcpt_ok",
     .left = "$+ < @ $=R >",
     .right = "RELAY"},
    {.name = "relay_based_on_MX", .look = LOOK_MAP, .where = "mxserved"},
    {.name = "relay_local_from",
     .look = LOOK_RULE,
     .where = "Relay_ok",
     .left = "<?> $+ < @ $=w >",
     .right = "RELAY"},
    {.name = "relay_mail_from",
     .look = LOOK_RULE,
     .where = "Relay_ok",
     .left = "<?> $+ < @ $+ >",
     .right = "<! From>",
     .tell = cf_calls_tell_relay_from},
    {.name = "loose_relay_check",
     .look = LOOK_RULE,
     .where = "Rcpt_ok",
     .left = "$*",
     .right = "$>CanonAddr"},
    {.name = "promiscuous_relay",
     .look = LOOK_NO_RULE,
     .where = "Basic_check_rcpt",
     .left = "$* $| @ RELAY"},
    {.name = "dnsbl", .look = LOOK_MAP, .where = "dnsbl", .tell = cf_calls_tell_black},
    {.name = "enhdnsbl", .look = LOOK_MAP, .where = "ednsbl", .tell = cf_calls_tell_black},
    {.name = "rhsbl",
     .look = LOOK_RULE,
     .where = "Basic_check_relay",
     .left = "<@> $*<@$+.> $| $*",
     .right = "$(dnsbl",
     .tell = cf_calls_tell_black},
    {.name = "mtamark", .look = LOOK_MAP, .where = "mtamark"},
    {.name = "domainmap",
     .look = LOOK_RULESET,
     .where = "DomainMapLookup",
     .tell = cf_calls_tell_domainmap},
    {.name = "vnet", .look = LOOK_MEMBER, .where = "A", .left = "vnet.ibm.com"},
    {.name = "sts", .look = LOOK_MAP, .where = "sts", .tell = cf_calls_tell_sts},
    {.name = "check_cert_altnames", .look = LOOK_OPTION, .where = "SetCertAltnames"},
    {.name = "no_default_msa", .look = LOOK_MARK},
    {.name = "msp", .look = LOOK_MACRO, .where = "MTAHost", .tell = cf_calls_tell_msp},
    {.name = "nullclient", .look = LOOK_MARK, .tell = cf_calls_tell_null},
};

void cf_calls_features(struct cf_calls *c)
{
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        const struct feature *f = &table[i];
        const struct cf_entry *found = NULL;
        const struct cf_mark *mark = cf_calls_mark(c, f->name);
        bool is = look(c, f, &found) || mark != NULL;
        if (strcmp(f->name, "local_lmtp") == 0 && found == NULL)
            is = false; /* an OSTYPE's, and another local mailer came behind it */
        if (strcmp(f->name, "check_cert_altnames") == 0 && mark == NULL && cf_calls_has(c, "sts"))
            is = false; /* FEATURE(sts) sets the option, too */
        if (!is || cf_calls_has(c, f->name))
            continue;
        if (f->tell != NULL)
            f->tell(c, f->name, found);
        else
            cf_calls_add(c,
                         mark != NULL    ? mark->line
                         : found != NULL ? found->line
                                         : 0,
                         "FEATURE", f->name, NULL);
    }
    if (cf_option_value(c->cf, "AliasFile") == NULL && !cf_calls_has(c, "msp") &&
        !cf_calls_has(c, "nullclient") && cf_calls_rule(c, "Parse1", NULL, NULL) != NULL)
        cf_calls_add(c, 0, "undefine", "ALIAS_FILE", NULL);
}

bool cf_calls_is_feature(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (strcmp(table[i].name, name) == 0)
            return true;
    return false;
}

/* found is what shows it, or stays NULL where something missing does. */
static bool look(const struct cf_calls *c, const struct feature *f, const struct cf_entry **found)
{
    const struct cf *cf = c->cf;
    switch (f->look) {
    case LOOK_MAP:
        *found = cf_find(cf, CF_MAP, f->where);
        break;
    case LOOK_RULE:
        *found = cf_calls_rule(c, f->where, f->left, f->right);
        break;
    case LOOK_NO_RULE:
        return (f->needs == NULL || cf_find(cf, CF_MACRO, f->needs) != NULL) &&
               cf_calls_rule(c, f->where, NULL, NULL) != NULL &&
               cf_calls_rule(c, f->where, f->left, f->right) == NULL;
    case LOOK_RULESET:
        *found = cf_find(cf, CF_RULESET, f->where);
        break;
    case LOOK_MEMBER:
        return cf_calls_class_has(c, f->where, f->left);
    case LOOK_NO_MEMBER:
        return cf_find(cf, CF_CLASS, f->where) != NULL && !cf_calls_class_has(c, f->where, f->left);
    case LOOK_FILE:
        *found = cf_find(cf, CF_CLASSFILE, f->where);
        break;
    case LOOK_OPTION:
        *found = cf_find(cf, CF_OPTION, f->where);
        break;
    case LOOK_MACRO:
        *found = cf_find(cf, CF_MACRO, f->where);
        break;
    case LOOK_MAILER:
        *found = find_mailer(c, f);
        break;
    case LOOK_MARK:
        return strcmp(f->name, "nullclient") == 0
                   ? is_null_client(c)
                   : strcmp(f->name, "no_default_msa") == 0 && msa_is_off(c);
    }
    return *found != NULL;
}

static const struct cf_entry *find_mailer(const struct cf_calls *c, const struct feature *f)
{
    const struct cf_entry *e = cf_find(c->cf, CF_MAILER, f->where);
    struct str field = STR_INIT;
    if (e != NULL) {
        cf_calls_field(e, f->left[0], &field);
        if (!cf_calls_begins(str_text(&field), f->right) && !str_ends(str_text(&field), f->right))
            e = NULL;
    }
    str_free(&field);
    return e;
}

/* The macros write the submission port behind all others, unless they are told not to. */
static bool msa_is_off(const struct cf_calls *c)
{
    const struct cf_entry *e = cf_find(c->cf, CF_OPTION, "DaemonPortOptions");
    return e != NULL && !cf_calls_same(e->value, "Port=587, Name=MSA, M=E");
}

/* It sends all to one host, in whose name it speaks, and knows no aliases. */
static bool is_null_client(const struct cf_calls *c)
{
    const struct cf_entry *hub = cf_find(c->cf, CF_MACRO, "H");
    const struct cf_entry *smart = cf_find(c->cf, CF_MACRO, "S");
    const struct cf_entry *mask = cf_find(c->cf, CF_MACRO, "M");
    return hub != NULL && smart != NULL && mask != NULL && hub->value[0] != '\0' &&
           strcmp(hub->value, smart->value) == 0 && strcmp(hub->value, mask->value) == 0 &&
           cf_option_value(c->cf, "AliasFile") == NULL;
}
