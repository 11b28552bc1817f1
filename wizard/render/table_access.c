/* The access table: its tags, keys and values (cf/README, "Anti-Spam Configuration Control"). */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "model/network.h"

#include "render/table_line.h"
#include "render/table_words.h"

enum { NUMBER_MAX = 9 };

/* What stands behind the key. */
enum value_kind {
    VALUE_VERDICT,  /* OK, REJECT, ERROR:... */
    VALUE_NUMBER,   /* a count, or milliseconds */
    VALUE_SPAM,     /* FRIEND, HATER */
    VALUE_FEATURES, /* letters, each a feature */
    VALUE_TLS,      /* VERIFY, ENCR:128 and the like */
    VALUE_NO,
    VALUE_OPTIONS, /* Options=...; CipherList=... */
    VALUE_REFUSED  /* no such entry in a file */
};

struct tag {
    const char *name;
    enum value_kind value;
    bool bare;        /* may stand without a key: the default */
    const char *mend; /* of one that is refused */
};

static const struct tag *find_tag(const char *p, size_t n);
static size_t tag_len(const char *p, size_t n);
static int check_address(const char *p, size_t n, size_t at, struct table_fault *fault);
static int wrong_network(const char *p, size_t n, size_t at, struct table_fault *fault);
static int check_verdict(const char *p, size_t n, size_t at, bool client,
                         struct table_fault *fault);
static bool is_loopback(const char *p, size_t n);
static bool is_number(const char *p, size_t n);
static bool is_plain(const char *p, size_t n);
static bool is_demand(const char *p, size_t n);
static int check_features(const char *p, size_t n, size_t at, struct table_fault *fault);

static const char relaying[] =
    "who may relay stands in the profile: relay.networks, relay.hosts, relay.domains";

/* The tags of cf/m4/proto.m4 and cf/feature, 8.17 and 8.18. */
static const struct tag tags[] = {
    {"Connect", VALUE_VERDICT, false, NULL},
    {"From", VALUE_VERDICT, false, NULL},
    {"To", VALUE_VERDICT, false, NULL},
    {"Spam", VALUE_SPAM, false, NULL},
    {"GreetPause", VALUE_NUMBER, true, NULL},
    {"ClientRate", VALUE_NUMBER, true, NULL},
    {"ClientConn", VALUE_NUMBER, true, NULL},
    {"Srv_Features", VALUE_FEATURES, true, NULL},
    {"Clt_Features", VALUE_FEATURES, true, NULL},
    {"TLS_Srv", VALUE_TLS, true, NULL},
    {"TLS_Clt", VALUE_TLS, true, NULL},
    {"TLS_Rcpt", VALUE_TLS, true, NULL},
    {"TLS_Srv_Features", VALUE_OPTIONS, true, NULL},
    {"TLS_Clt_Features", VALUE_OPTIONS, true, NULL},
    {"Try_TLS", VALUE_NO, true, NULL},
    {"AuthInfo", VALUE_REFUSED, true, "a password stands in a file of its own: outbound.auth_file"},
    {"CERTIssuer", VALUE_REFUSED, true, relaying},
    {"CERTSubject", VALUE_REFUSED, true, relaying},
};

int table_access_key(const char *p, size_t n, struct table_fault *fault)
{
    size_t len = tag_len(p, n);
    if (len == 0)
        return check_address(p, n, 0, fault);
    const struct tag *tag = find_tag(p, len);
    if (tag == NULL) {
        const char *names[ARRAY_LEN(tags)];
        for (size_t i = 0; i < ARRAY_LEN(tags); i++)
            names[i] = tags[i].name;
        char *given = mem_dupn(p, (size_t)word_shown(len));
        const char *near = str_nearest(given, names, ARRAY_LEN(names));
        table_fault(fault, 1, "\"%s:\" is no tag of the access table", given);
        if (near != NULL)
            table_mend(fault, "did you mean \"%s:\"?", near);
        else
            table_mend(fault, "the tags are Connect:, From:, To: and those of cf/README");
        free(given);
        return -1;
    }
    if (tag->value == VALUE_REFUSED) {
        table_fault(fault, 1, "%s: is no entry for this file", tag->name);
        return table_mend(fault, "%s", tag->mend);
    }
    if (n > len + 1)
        return check_address(p + len + 1, n - len - 1, len + 1, fault);
    if (tag->bare)
        return 0;
    table_fault(fault, n + 1, "%s: has no key", tag->name);
    return table_mend(fault, "let no blank follow the tag: %s:192.0.2.1", tag->name);
}

int table_access_value(const struct table_line *line, size_t at, struct table_fault *fault)
{
    const char *p = line->value;
    size_t n = line->value_len, len = tag_len(line->key, line->key_len);
    const struct tag *tag = len > 0 ? find_tag(line->key, len) : NULL;
    bool bare = tag != NULL && line->key_len == len + 1;
    switch (tag != NULL ? tag->value : VALUE_VERDICT) {
    case VALUE_NUMBER:
        if (is_number(p, n))
            return 0;
        table_fault(fault, at + 1, "\"%.*s\" is no number", word_shown(n), p);
        return table_mend(fault, "%s",
                          bare ? "let no blank follow the tag, and end with a number"
                               : "expected a whole number; 0 is no limit");
    case VALUE_SPAM:
        if (word_is(p, n, "FRIEND") || word_is(p, n, "HATER"))
            return 0;
        table_fault(fault, at + 1, "\"%.*s\" is no value of Spam:", word_shown(n), p);
        return table_mend(fault, "expected FRIEND or HATER");
    case VALUE_FEATURES:
        return check_features(p, n, at, fault);
    case VALUE_NO:
        if (word_is(p, n, "NO"))
            return 0;
        table_fault(fault, at + 1, "\"%.*s\" is no value of Try_TLS:", word_shown(n), p);
        return table_mend(fault, "expected NO");
    case VALUE_TLS:
        if (is_demand(p, n))
            return 0;
        table_fault(fault, at + 1, "\"%.*s\" is no demand on TLS", word_shown(n), p);
        return table_mend(fault, "expected VERIFY, VERIFY:bits, ENCR:bits and the like");
    case VALUE_OPTIONS:
        if (memchr(p, '=', n) != NULL && is_plain(p, n))
            return 0;
        table_fault(fault, at + 1, "\"%.*s\" are no options", word_shown(n), p);
        return table_mend(fault, "expected name=value; name=value");
    default:
        break;
    }
    bool client = tag == NULL || word_is("Connect", 7, tag->name);
    if (client && !word_is(p, n, "OK") && is_loopback(line->key, line->key_len)) {
        table_fault(fault, 1, "this host's own loopback would be denied: it could send no mail");
        return table_mend(fault, "remove it");
    }
    if (word_is(p, n, "SKIP") && memchr(line->key, '@', line->key_len) != NULL) {
        table_fault(fault, at + 1,
                    "SKIP ends a search by domain or network, and this is an address");
        return table_mend(fault, "write OK, or the domain instead");
    }
    return check_verdict(p, n, at, client, fault);
}

/* The bytes of a tag before its colon; IPv6: is none. */
static size_t tag_len(const char *p, size_t n)
{
    size_t len = 0;
    while (len < n && (word_letter(p[len]) || p[len] == '_' || p[len] == '-'))
        len++;
    bool is_tag = len > 0 && len < n && p[len] == ':';
    return is_tag && !word_begins(p, n, "IPv6:") ? len : 0;
}

static const struct tag *find_tag(const char *p, size_t n)
{
    for (size_t i = 0; i < ARRAY_LEN(tags); i++)
        if ((p[0] | 0x20) == (tags[i].name[0] | 0x20) && word_is(p, n, tags[i].name))
            return &tags[i];
    return NULL;
}

/* A mail address, a domain, or the leading parts of an IP address. */
static int check_address(const char *p, size_t n, size_t at, struct table_fault *fault)
{
    static const char v6[] = "IPv6:";
    bool numeric = true;
    const char *sign = memchr(p, '@', n);
    if (sign != NULL && sign == p + n - 1 && word_local(p, n - 1))
        return 0; /* joe@: in every domain */
    if (sign != NULL && word_address(p, n))
        return 0;
    if (memchr(p, '/', n) != NULL)
        return wrong_network(p, n, at, fault);
    if (n > 2 && p[0] == '[' && p[n - 1] == ']') /* as {server_name} has an address */
        return check_address(p + 1, n - 2, at + 1, fault);
    if (word_begins(p, n, v6)) {
        if (word_ipv6(p + strlen(v6), n - strlen(v6)) > 0)
            return 0;
        table_fault(fault, at + 1, "\"%.*s\" is no address as sendmail looks it up", word_shown(n),
                    p);
        return table_mend(fault, "write every part, without :: and leading zeros: "
                                 "IPv6:2001:db8:0:1");
    }
    for (size_t i = 0; i < n; i++)
        numeric = numeric && (word_digit(p[i]) || p[i] == '.');
    if (numeric ? word_ipv4(p, n) > 0 : word_domain(p, n))
        return 0;
    table_fault(fault, at + 1, "\"%.*s\" is no key of the access table", word_shown(n), p);
    return table_mend(fault, "expected a domain, a mail address, joe@, or the leading parts of an "
                             "address: 192.0.2 or IPv6:2001:db8");
}

/* sendmail looks parts of an address up, so most networks are several keys. */
static int wrong_network(const char *p, size_t n, size_t at, struct table_fault *fault)
{
    struct network net;
    struct strs keys = {0};
    bool v6 = word_begins(p, n, "IPv6:");
    char *text = mem_dupn(p + (v6 ? 5 : 0), n - (v6 ? 5 : 0));
    const char *slash = strchr(text, '/');
    unsigned bits = slash != NULL ? (unsigned)strtoul(slash + 1, NULL, 10) : 0;
    table_fault(fault, at + 1, "\"%.*s\": the access table has no networks with a /", word_shown(n),
                p);
    if (bits >= 8 && network_parse(text, &net) && bits % (net.v6 ? 16 : 8) == 0) {
        network_access_keys(&net, &keys);
        table_mend(fault, "write %s", keys.v[0]);
    } else {
        table_mend(fault, "put it into access.deny_clients of the profile, or list its parts");
    }
    strs_free(&keys);
    free(text);
    return -1;
}

static int check_verdict(const char *p, size_t n, size_t at, bool client, struct table_fault *fault)
{
    static const char *const words[] = {"OK", "REJECT", "DISCARD", "SKIP"};
    static const char error[] = "ERROR:", quarantine[] = "QUARANTINE:";
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (word_is(p, n, words[i]))
            return 0;
    if (word_is(p, n, "RELAY")) {
        table_fault(fault, at + 1, "RELAY in a file would open what the profile closes");
        return table_mend(fault, "%s", relaying);
    }
    bool known = word_begins(p, n, error) ? table_reply(p + strlen(error), n - strlen(error))
                 : word_begins(p, n, quarantine)
                     ? n > strlen(quarantine) && word_text(p, n)
                     : table_reply(p, n) && word_digit(p[0]) && p[1] != '.';
    if (!known) {
        table_fault(fault, at + 1, "\"%.*s\" is no value of the access table", word_shown(n), p);
        return table_mend(fault, "expected OK, REJECT, DISCARD, SKIP, QUARANTINE:reason, or "
                                 "ERROR:5.7.1:\"550 text\"");
    }
    /* What check_relay returns is the format of a printf in sendmail (srvrsmtp.c). */
    for (size_t i = 0; client && i < n; i++) {
        if (p[i] != '%')
            continue;
        if (n - i < 4 || memcmp(p + i, "%%%%", 4) != 0) {
            table_fault(fault, at + i + 1, "a %% in the refusal of a client");
            return table_mend(fault, "write it four times: sendmail prints this text as a format");
        }
        i += 3;
    }
    return 0;
}

/* Whether a key, with its tag or without, stands for 127.0.0.0/8, a part of it, or ::1. */
static bool is_loopback(const char *p, size_t n)
{
    size_t tag = tag_len(p, n) > 0 ? tag_len(p, n) + 1 : 0;
    p += tag, n -= tag;
    return word_is(p, n, "localhost") || word_is(p, n, "IPv6:0:0:0:0:0:0:0:1") ||
           (word_begins(p, n, "127") && (n == 3 || p[3] == '.'));
}

static bool is_number(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!word_digit(p[i]))
            return false;
    return n > 0 && n <= NUMBER_MAX;
}

static bool is_plain(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!word_letter(p[i]) && !word_digit(p[i]) && !word_among(p[i], " \t:;,=+.!/_-"))
            return false;
    return true;
}

/* PERM+ or TEMP+, what is demanded, and +CN:name and the like. */
static bool is_demand(const char *p, size_t n)
{
    static const char *const heads[] = {"VERIFY", "ENCR:"};
    size_t skip = word_begins(p, n, "PERM+") || word_begins(p, n, "TEMP+") ? strlen("PERM+") : 0;
    for (size_t i = 0; i < ARRAY_LEN(heads); i++)
        if (word_begins(p + skip, n - skip, heads[i]))
            return is_plain(p, n);
    return false;
}

/* Letters with a digit behind some, parted by blanks. */
static int check_features(const char *p, size_t n, size_t at, struct table_fault *fault)
{
    for (size_t i = 0; i < n; i++) {
        if (word_blank(p[i]))
            continue;
        if (!word_letter(p[i]) || (i > 0 && !word_blank(p[i - 1]))) {
            table_fault(fault, at + i + 1, "\"%.*s\" are no features", word_shown(n), p);
            return table_mend(fault, "expected letters between blanks, such as: v h c");
        }
        if (word_among(p[i], "FGOU")) {
            table_fault(fault, at + i + 1, "the feature %c opens the way to SMTP smuggling", p[i]);
            return table_mend(fault, "leave it out (CVE-2023-51765)");
        }
        if (i + 1 < n && word_digit(p[i + 1]))
            i++;
    }
    return 0;
}
