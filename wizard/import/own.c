/* Macros whose arguments need code of their own to become settings; see internal.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "import/internal.h"

static own_fn own_null_client, own_lmtp, own_ldap, own_dns_list, own_delay, own_pause, own_name,
    own_greeting, own_privacy, own_blame, own_forward, own_hub, own_smart_host, own_smart_port,
    own_ident, own_queue_dir, own_bounce, own_local_domain, own_relay_domain, own_ldap_spec,
    own_undefine, own_procmail, own_file_env, own_expensive, own_entire_domain, own_no_msa,
    own_trusted;
static bool take_target(struct import_step *step, const char *path, const char *value);
static void plain_text(const char *text, struct str *out);
static const char *value_of(const struct import_step *step);

/* In the order of macro_table. */
static const struct {
    const char *macro, *first;
    own_fn *take;
} table[] = {
    {"FEATURE", "nullclient", own_null_client},
    {"FEATURE", "use_ct_file", own_trusted},
    {"FEATURE", "no_default_msa", own_no_msa},
    {"FEATURE", "local_procmail", own_procmail},
    {"FEATURE", "local_lmtp", own_lmtp},
    {"FEATURE", "ldap_routing", own_ldap},
    {"FEATURE", "dnsbl", own_dns_list},
    {"FEATURE", "enhdnsbl", own_dns_list},
    {"FEATURE", "delay_checks", own_delay},
    {"FEATURE", "greet_pause", own_pause},
    {"FEATURE", "relay_entire_domain", own_entire_domain},
    {"define", "confDOMAIN_NAME", own_name},
    {"define", "confSMTP_LOGIN_MSG", own_greeting},
    {"define", "confPRIVACY_FLAGS", own_privacy},
    {"define", "confDONT_BLAME_SENDMAIL", own_blame},
    {"define", "confFORWARD_PATH", own_forward},
    {"define", "confSAFE_FILE_ENV", own_file_env},
    {"define", "SMTP_MAILER_FLAGS", own_expensive},
    {"define", "MAIL_HUB", own_hub},
    {"define", "SMART_HOST", own_smart_host},
    {"define", "RELAY_MAILER_ARGS", own_smart_port},
    {"define", "confTO_IDENT", own_ident},
    {"define", "QUEUE_DIR", own_queue_dir},
    {"define", "confDOUBLE_BOUNCE_ADDRESS", own_bounce},
    {"define", "confINPUT_MAIL_FILTERS", import_own_filters},
    {"define", "confLDAP_DEFAULT_SPEC", own_ldap_spec},
    {"define", NULL, import_own_filter_macros},
    {"undefine", NULL, own_undefine},
    {"LOCAL_DOMAIN", NULL, own_local_domain},
    {"RELAY_DOMAIN", NULL, own_relay_domain},
    {"INPUT_MAIL_FILTER", NULL, import_own_filter},
    {"MAIL_FILTER", NULL, import_own_filter},
    {"QUEUE_GROUP", NULL, import_own_queue_group},
    {"DAEMON_OPTIONS", NULL, import_own_daemon},
};

bool import_own(struct import_step *step)
{
    bool taken = false, found = false;
    step->value =
        import_expand(step->mc, mc_call_arg(step->call, step->row->first != NULL ? 1 : 0));
    for (size_t i = 0; i < ARRAY_LEN(table) && !found; i++) {
        found = strcmp(table[i].macro, step->call->macro) == 0 &&
                (table[i].first == NULL || strcmp(table[i].first, mc_call_arg(step->call, 0)) == 0);
        if (found)
            taken = table[i].take(step);
    }
    free(step->value);
    step->value = NULL;
    return taken;
}

/* The argument that holds the value: behind the name, if the row has one. */
static const char *value_of(const struct import_step *step)
{
    return step->value;
}

/* Everything goes to the hub; nothing is delivered, and the world's mail is not taken. */
static bool own_null_client(struct import_step *step)
{
    if (!take_target(step, "outbound.smart_host", value_of(step)))
        return false;
    import_step_set(step, "roles.local", "false");
    import_step_set(step, "roles.outbound", "true");
    import_step_set(step, "roles.inbound", "false");
    str_set(&step->line->why, "%s",
            "a null client is written as a host that sends everything to its smart host");
    return true;
}

/* Who they are, the file says. */
static bool own_trusted(struct import_step *step)
{
    static const char path[] = "local.trusted_users";
    char *why = NULL;
    MUST(import_has(step->imp, path) || import_set_json(step->imp, path, json_array(), &why));
    free(why);
    strs_add(&step->line->settings, path);
    import_step_note(step, "class file", "t", "who is trusted stands in sendmail.cf itself");
    return true;
}

/* Port 587 is open for users who log in, or not at all. */
static bool own_no_msa(struct import_step *step)
{
    if (!import_has(step->imp, "submission.enabled"))
        return import_step_set(step, "submission.enabled", "false");
    strs_add(&step->line->settings, "submission.enabled");
    return true;
}

/* Its arguments are what LOCAL_MAILER_... say, too. */
static bool own_procmail(struct import_step *step)
{
    static const char *const names[] = {"LOCAL_MAILER_PATH", "LOCAL_MAILER_ARGS",
                                        "LOCAL_MAILER_FLAGS"};
    bool taken = import_step_set(step, "local.agent", "procmail");
    for (size_t i = 0; i < ARRAY_LEN(names) && taken; i++) {
        char *value = import_expand(step->mc, mc_call_arg(step->call, i + 1));
        if (value[0] != '\0')
            taken = import_step_put(step, "more.options", names[i], value);
        free(value);
    }
    return taken;
}

/* / is what is set where nothing is asked for. */
static bool own_file_env(struct import_step *step)
{
    const char *dir = value_of(step);
    return import_step_set(step, "local.file_environment", strcmp(dir, "/") == 0 ? "" : dir);
}

/* The flag e, which goes with confCON_EXPENSIVE. */
static bool own_expensive(struct import_step *step)
{
    if (strcmp(value_of(step), "e") != 0)
        return false;
    import_step_note(step, "mailer", "relay F=*",
                     "queue.hold_expensive holds for mailers to other hosts");
    return import_step_set(step, "queue.hold_expensive", "true");
}

/* [IPC] and FILE: a mail store's socket; else mail.local. */
static bool own_lmtp(struct import_step *step)
{
    const char *args = mc_call_arg(step->call, 2);
    if (step->call->args.n <= 2)
        return import_step_set(step, "local.agent", "mail.local");
    if (strncmp(args, "FILE ", 5) != 0)
        return false;
    return import_step_set(step, "local.lmtp_socket", args + 5) &&
           import_step_set(step, "local.agent", "lmtp");
}

static bool own_ldap(struct import_step *step)
{
    bool taken = import_step_set(step, "addresses.ldap_routing", "true");
    if (taken && step->call->args.n > 1)
        import_step_note(step, "map", "ldapm*",
                         "addresses.ldap_routing asks as cf/README does by default");
    return taken;
}

/*
 * A refusal with 550 and a text; one whose text has macros of sendmail in it is said by the usual
 * one.  The codes of an enhanced list are its answers.
 */
static bool own_dns_list(struct import_step *step)
{
    struct str text = STR_INIT, codes = STR_INIT;
    const char *zone = mc_call_arg(step->call, 1), *said = mc_call_arg(step->call, 2);
    bool enhanced = strcmp(mc_call_arg(step->call, 0), "enhdnsbl") == 0;
    const char *bare = said + (said[0] == '"' ? 1 : 0);
    bool coded = isdigit((unsigned char)bare[0]) && isdigit((unsigned char)bare[1]);
    bool taken = zone[0] != '\0' && strcmp(said, "quarantine") != 0 &&
                 strcmp(said, "discard") != 0 && (!coded || strncmp(bare, "550", 3) == 0);
    for (size_t i = 4; taken && i < step->call->args.n; i++) {
        const char *code = mc_call_arg(step->call, i);
        size_t len = strlen(code);
        while (len > 0 && code[len - 1] == '.')
            len--;
        str_addf(&codes, "%s%.*s", codes.len > 0 ? " " : "", (int)len, code);
    }
    taken = taken && (enhanced || codes.len == 0);
    if (strpbrk(said, "$&") == NULL)
        plain_text(said, &text);
    taken =
        taken &&
        (import_fits("refuse.dns_list_results", zone, str_text(&codes), NULL) || codes.len == 0) &&
        (import_step_put(step, "refuse.dns_lists", zone, str_text(&text)) ||
         import_step_put(step, "refuse.dns_lists", zone, ""));
    if (taken && codes.len > 0)
        import_step_put(step, "refuse.dns_list_results", zone, str_text(&codes));
    if (taken)
        import_step_note(step, "map", "dnsbl",
                         "who is on a DNS list is told the usual text, and its lookups have a time "
                         "limit");
    str_free(&text);
    str_free(&codes);
    return taken;
}

/* The class m is the host's own domain: its hosts may relay, and mail to it is passed on. */
static bool own_entire_domain(struct import_step *step)
{
    const char *name = import_text(step->imp, "host.name");
    const char *domain = name != NULL ? strchr(name, '.') : NULL;
    if (domain == NULL || strncmp(name, "localhost", 9) == 0 || strchr(domain + 1, '.') == NULL) {
        step->line->fate = IMPORT_LEFT;
        str_set(&step->line->why,
                "which domain that is, the configuration does not say; name it in "
                "relay.hosts and relay.domains");
        return false;
    }
    if (!import_step_add(step, "relay.hosts", domain + 1) ||
        !import_step_add(step, "relay.domains", domain + 1))
        return false;
    import_step_note(step, "rule", "Relay_ok",
                     "the domain is named, and stands in the access table");
    return true;
}

static bool own_delay(struct import_step *step)
{
    const char *kind = value_of(step);
    bool taken = import_step_set(step, "refuse.delay_checks", kind[0] == '\0' ? "yes" : kind);
    if (taken && step->call->args.n > 1)
        str_set(&step->line->why,
                "whom the checks spare or meet is said by refuse.spam_friends and spam_haters");
    return taken;
}

static bool own_pause(struct import_step *step)
{
    const char *pause = value_of(step);
    return import_step_set(step, "refuse.greet_pause", pause[0] == '\0' ? "0" : pause);
}

/* $w.example.org: the host's own short name is asked for by whoever calls. */
static bool own_name(struct import_step *step)
{
    return import_step_set(step, "host.name", value_of(step));
}

static bool own_greeting(struct import_step *step)
{
    const char *text = value_of(step);
    if (strcmp(text, "$j Sendmail; $b") == 0 || strcmp(text, "$j ESMTP; $b") == 0) {
        import_step_set(step, "privacy.version", "false");
        import_step_note(step, "option", "SmtpGreetingMessage",
                         "the greeting is the host's name alone");
        return true;
    }
    if (strcmp(text, "$j") == 0)
        return import_step_set(step, "privacy.version", "false");
    if (strstr(text, "$v") != NULL)
        return import_step_set(step, "privacy.version", "true");
    if (strncmp(text, "$j ", 3) != 0)
        return false;
    text += 3;
    if (strncmp(text, "ESMTP ", 6) == 0)
        text += 6;
    struct str bare = STR_INIT;
    const char *date = strstr(text, "; $b");
    str_addn(&bare, text, date != NULL ? (size_t)(date - text) : strlen(text));
    bool taken = strchr(str_text(&bare), '$') == NULL &&
                 import_step_set(step, "host.description", str_text(&bare)) &&
                 import_step_set(step, "privacy.version", "false");
    str_free(&bare);
    return taken;
}

static bool own_privacy(struct import_step *step)
{
    /* As sendmail reads it: see cf_value_flags. */
    static const char goaway[] = "needmailhelo,needexpnhelo,needvrfyhelo,noexpn,"
                                 "novrfy,noverb";
    struct strs words = {0};
    bool taken = true;
    char *why = NULL;
    import_set_json(step->imp, "privacy.flags", json_array(), &why);
    free(why);
    strs_split(&words, value_of(step), " \t\n,");
    for (size_t i = 0; i < words.n && taken; i++) {
        if (strcasecmp(words.v[i], "public") == 0)
            continue;
        taken = import_step_words(step, "privacy.flags",
                                  strcasecmp(words.v[i], "goaway") == 0 ? goaway : words.v[i]);
    }
    if (!taken)
        free(import_unset(step->imp, "privacy.flags", ""));
    else if (step->line->settings.n == 0) /* public: none of them */
        strs_add(&step->line->settings, "privacy.flags");
    strs_free(&words);
    return taken;
}

static bool own_blame(struct import_step *step)
{
    const char *text = value_of(step);
    if (strcasecmp(text, "safe") == 0 || text[0] == '\0') {
        char *why = NULL;
        import_set_json(step->imp, "local.unsafe_files", json_array(), &why);
        free(why);
        strs_add(&step->line->settings, "local.unsafe_files");
        return true;
    }
    return import_step_words(step, "local.unsafe_files", text);
}

static bool own_forward(struct import_step *step)
{
    const char *path = value_of(step);
    struct strs parts = {0};
    bool usual = true;
    strs_split(&parts, path, ":");
    for (size_t i = 0; i < parts.n; i++)
        usual = usual && strncmp(parts.v[i], "$z/.forward", strlen("$z/.forward")) == 0;
    strs_free(&parts);
    if (!usual)
        return false; /* users' files lie elsewhere */
    if (path[0] != '\0')
        import_step_note(step, "option", "ForwardPath",
                         "the path of .forward files is the usual one");
    return import_step_set(step, "local.forward_files", path[0] == '\0' ? "false" : "true");
}

static bool own_hub(struct import_step *step)
{
    return take_target(step, "local.hub", value_of(step)) &&
           import_step_set(step, "roles.local", "false");
}

static bool own_smart_host(struct import_step *step)
{
    return take_target(step, "outbound.smart_host", value_of(step));
}

/* A host, with or without the mailer before it: "esmtp:[host]"; $m is the host's own domain. */
static bool take_target(struct import_step *step, const char *path, const char *value)
{
    const char *colon = strchr(value, ':'), *name = import_text(step->imp, "host.name");
    const char *domain = name != NULL ? strchr(name, '.') : NULL, *m = strstr(value, "$m");
    bool mailer = colon != NULL && value[0] != '[';
    struct str host = STR_INIT;
    if (mailer) {
        /* Those that differ from the usual one, relay, in what they do to headers alone. */
        static const char *const usual[] = {"relay", "smtp", "esmtp"};
        bool known = false;
        for (size_t i = 0; i < ARRAY_LEN(usual); i++)
            known = known || (strlen(usual[i]) == (size_t)(colon - value) &&
                              strncasecmp(usual[i], value, strlen(usual[i])) == 0);
        if (!known)
            return false;
        value = colon + 1;
    }
    if (m != NULL && domain != NULL) {
        str_addn(&host, value, (size_t)(m - value));
        str_addf(&host, "%s%s", domain + 1, m + 2);
    } else {
        str_add(&host, value);
    }
    while (host.len > 0 && str_text(&host)[host.len - 1] == '.')
        host.buf[--host.len] = '\0';
    bool taken = host.len > 0 && import_step_set(step, path, str_text(&host));
    if (taken && m != NULL)
        import_step_note(step, "macro", strcmp(path, "local.hub") == 0 ? "H" : "S",
                         "the profile names the host; $m is its domain");
    else if (taken && mailer)
        import_step_note(step, "macro", strcmp(path, "local.hub") == 0 ? "H" : "S",
                         "the mailer before the host's name is the usual one");
    str_free(&host);
    return taken;
}

static bool own_smart_port(struct import_step *step)
{
    const char *args = value_of(step);
    return strncmp(args, "TCP $h ", 7) == 0 &&
           import_step_set(step, "outbound.smart_host_port", args + 7);
}

static bool own_ident(struct import_step *step)
{
    struct str seconds = STR_INIT;
    bool taken = import_convert("confTO_IDENT", "limits.command_timeout", value_of(step), &seconds);
    if (taken && strcmp(str_text(&seconds), "0") == 0)
        taken = import_step_set(step, "received.ident", "false");
    else if (taken)
        taken = import_step_set(step, "received.ident_timeout", str_text(&seconds));
    str_free(&seconds);
    return taken;
}

static bool own_queue_dir(struct import_step *step)
{
    const char *dir = value_of(step);
    size_t len = strlen(dir);
    if (!str_ends(dir, "/q*"))
        return import_step_set(step, "queue.directory", dir);
    char *bare = mem_dupn(dir, len - 3);
    bool taken = import_step_set(step, "queue.directory", bare);
    free(bare);
    import_add_left(step->imp, step->line->place.file, step->line->place.line, dir,
                    "how many folders q1, q2 ... there are, queue.folders must say");
    import_step_note(step, "option", "QueueDirectory",
                     "queue.folders says how many q1, q2 ... there are");
    return taken;
}

static bool own_bounce(struct import_step *step)
{
    const char *to = value_of(step);
    return to[0] == '\0' ? import_step_set(step, "queue.drop_double_bounces", "true")
                         : import_step_set(step, "queue.double_bounce", to);
}

/* -h HOST -b BASE, as ldap maps have it. */
static bool own_ldap_spec(struct import_step *step)
{
    struct strs words = {0};
    bool taken = true;
    strs_split(&words, value_of(step), " \t");
    for (size_t i = 0; i < words.n && taken; i++) {
        const char *word = words.v[i];
        bool host = strncmp(word, "-h", 2) == 0 || strncmp(word, "-H", 2) == 0,
             base = strncmp(word, "-b", 2) == 0;
        const char *value = word[0] != '\0' && word[1] != '\0' && word[2] != '\0' ? word + 2
                            : i + 1 < words.n                                     ? words.v[++i]
                                                                                  : "";
        struct str bare = STR_INIT;
        str_addn(&bare, value + strspn(value, "\""), strcspn(value + strspn(value, "\""), "\""));
        static const char scheme[] = "ldap://";
        if (host && strncmp(str_text(&bare), scheme, strlen(scheme)) == 0) {
            char *name = mem_dupn(str_text(&bare) + strlen(scheme),
                                  strcspn(str_text(&bare) + strlen(scheme), "/"));
            str_clear(&bare);
            str_add(&bare, name);
            free(name);
        }
        /* Who asks, and how: no setting says that. */
        taken = bare.len > 0 && (host || base) &&
                import_step_set(step, host ? "inbound.ldap_server" : "inbound.ldap_base",
                                str_text(&bare));
        str_free(&bare);
    }
    strs_free(&words);
    return taken && step->line->settings.n > 0;
}

/* What a setting says of the variable is then nothing. */
static bool own_undefine(struct import_step *step)
{
    const char *name = mc_call_arg(step->call, 0);
    const struct macro_row *row = macro_find("define", name);
    if (row != NULL && row->first != NULL && row->how == MACRO_VALUE &&
        import_set(step->imp, row->path, "", NULL)) {
        strs_add(&step->line->settings, row->path);
        return true;
    }
    if (strcmp(name, "confCR_FILE") == 0) {
        str_set(&step->line->why, "whom this host relays for stands in the access table alone");
        strs_add(&step->line->settings, "relay.domains");
        return true;
    }
    if (import_governed(step->imp, name))
        return false;
    return import_step_add(step, "more.undefined", name);
}

static bool own_local_domain(struct import_step *step)
{
    struct strs words = {0};
    struct str rest = STR_INIT;
    strs_split(&words, value_of(step), " \t\n,");
    for (size_t i = 0; i < words.n; i++)
        if (strcasecmp(words.v[i], "localhost") != 0 &&
            strcasecmp(words.v[i], "localhost.localdomain") != 0)
            str_addf(&rest, "%s ", words.v[i]);
    strs_free(&words);
    bool taken = import_step_words(step, "host.domains", str_text(&rest));
    if (taken && step->line->settings.n == 0)
        strs_add(&step->line->settings, "host.domains"); /* localhost is always one */
    if (taken)
        import_step_note(step, "class", "w", "this site's domains stand in local-host-names");
    str_free(&rest);
    return taken;
}

/* Mail to it, and from the hosts of it: the access table tells the two apart. */
static bool own_relay_domain(struct import_step *step)
{
    struct strs words = {0};
    bool taken = false;
    strs_split(&words, value_of(step), " \t\n,");
    for (size_t i = 0; i < words.n; i++) {
        const char *word = words.v[i];
        bool address = strspn(word, "0123456789.:/abcdefABCDEF") == strlen(word);
        char *why = NULL;
        if (address && import_fits("relay.networks", NULL, word, NULL)) {
            taken = import_step_add(step, "relay.networks", word) || taken;
        } else if (import_fits("relay.domains", NULL, word, &why)) {
            taken = import_step_add(step, "relay.domains", word) || taken;
            import_step_add(step, "relay.hosts", word);
        } else {
            import_add_left(step->imp, step->line->place.file, step->line->place.line, word, why);
        }
        free(why);
    }
    strs_free(&words);
    if (taken)
        import_step_note(step, "class", "R",
                         "whom this host relays for stands in the access table");
    return taken;
}

/* A reply without its quotes, code and enhanced code. */
static void plain_text(const char *text, struct str *out)
{
    size_t len = strlen(text);
    if (len >= 2 && text[0] == '"' && text[len - 1] == '"') {
        text++;
        len -= 2;
    }
    if (len >= 4 && isdigit((unsigned char)text[0]) && text[3] == ' ') {
        text += 4;
        len -= 4;
    }
    if (len >= 6 && text[0] == '5' && text[1] == '.') {
        size_t code = strspn(text, "0123456789.");
        if (text[code] == ' ') {
            text += code + 1;
            len -= code + 1;
        }
    }
    str_addn(out, text, len);
}
