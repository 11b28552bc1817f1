/* What a change of an option does to security; see judge.h. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

#include "cf/judge.h"
#include "cf/scan.h"

static enum cf_judgement by_rank(long long old, long long new, bool same_text);
static enum cf_judgement judge_flags(const struct cf_option *row, const char *old, const char *new);
static bool same_text(const struct cf_option *row, const char *old, const char *new);
static long long rank_number(const struct cf_option *row, const char *text);
static long long parts(const char *text, char unit, long long *second);
static const char *flag_table(const struct cf_option *row);
static int rank_safe_file(const char *v);
static int rank_run_as(const char *v);
static int rank_default_user(const char *v);
static int rank_greeting(const char *v);
static int rank_log_level(const char *v);
static int rank_dh(const char *v);
static int rank_ciphers(const char *v);
static int rank_digest(const char *v);
static int rank_super_safe(const char *v);
static bool is_loopback(const char *address);

/* Words of a list of ciphers; as they stand there they let in what can be read or forged. */
static const char *const weak_ciphers[] = {"aNULL", "eNULL", "NULL", "ADH", "AECDH", "EXP",
                                           "LOW",   "MD5",   "RC4",  "DES", "3DES",  "SSLv2"};

/* CF_WAY_JUDGED options: a greater rank is harder.  Equal ranks: neither is. */
static const struct {
    const char *name;
    int (*rank)(const char *value); /* value is never NULL */
    bool unsure;                    /* equal ranks of different texts say nothing */
} judges[] = {
    {"SafeFileEnvironment", rank_safe_file, false},
    {"RunAsUser", rank_run_as, false},
    {"DefaultUser", rank_default_user, false},
    {"SmtpGreetingMessage", rank_greeting, false},
    {"LogLevel", rank_log_level, false},
    {"DHParameters", rank_dh, false},
    {"CipherList", rank_ciphers, true},
    {"CertFingerprintAlgorithm", rank_digest, false},
    {"SuperSafe", rank_super_safe, false},
};

bool cf_value_bool(const char *text)
{
    return text[0] == '\0' || strchr("tTyY", text[0]) != NULL;
}

long long cf_value_number(const char *text)
{
    return strtoll(text, NULL, 10);
}

long long cf_value_octal(const char *text)
{
    return strtoll(text, NULL, 8);
}

long long cf_value_time(const char *text, char unit)
{
    static const char units[] = "smhdw";
    static const long long seconds[] = {1, 60, 3600, 86400, 604800};
    long long total = 0;
    while (*text >= '0' && *text <= '9') {
        char *end;
        long long n = strtoll(text, &end, 10);
        const char *u = *end != '\0' ? strchr(units, *end) : NULL;
        if (u == NULL)
            u = strchr(units, unit != '\0' ? unit : 's');
        else
            end++;
        long long factor = seconds[u - units];
        /* Absurd numbers stop at the largest instead of wrapping round. */
        if (n > LLONG_MAX / factor || total > LLONG_MAX - n * factor)
            return LLONG_MAX;
        total += n * factor;
        text = end;
    }
    return total;
}

static const char *flag_table(const struct cf_option *row)
{
    /* Both sides of TLS have the same switches. */
    return strstr(row->name, "SSLOptions") != NULL ? "SSLOptions" : row->name;
}

const struct cf_flag_row *cf_value_flag(const struct cf_option *row, const char *flag)
{
    return cf_flag_find(flag_table(row), flag);
}

void cf_value_flags(const struct cf_option *row, const char *text, struct strs *out)
{
    static const char *const goaway[] = {"needmailhelo", "noexpn",       "novrfy",
                                         "needexpnhelo", "needvrfyhelo", "noverb"};
    struct strs words = {NULL, 0, 0};
    bool ssl = strcmp(flag_table(row), "SSLOptions") == 0;
    bool letters = strcmp(row->name, "AuthOptions") == 0 || strcmp(row->name, "TLSSrvOptions") == 0;
    if (text == NULL || ssl) /* SSL switches change the default, the others replace it */
        strs_split(&words, row->value != NULL ? row->value : "", ", \t\n");
    if (text != NULL)
        strs_split(&words, text, ", \t\n;");
    for (size_t i = 0; i < words.n; i++) {
        const char *w = words.v[i];
        if (ssl && w[0] == '-') {
            for (size_t k = 0; k < out->n; k++)
                if (strcasecmp(out->v[k], w + 1) == 0) {
                    free(out->v[k]);
                    out->v[k] = out->v[--out->n];
                    break;
                }
            continue;
        }
        if (ssl && w[0] == '+')
            w++;
        if (strcmp(row->name, "PrivacyOptions") == 0 && strcasecmp(w, "goaway") == 0) {
            for (size_t k = 0; k < ARRAY_LEN(goaway); k++)
                if (!strs_has(out, goaway[k]))
                    strs_add(out, goaway[k]);
            continue;
        }
        if (strcasecmp(w, "safe") == 0) {
            strs_free(out); /* takes back what stands before it (readcf.c) */
            continue;
        }
        if (strcasecmp(w, "public") == 0)
            continue;
        /* Of each word of AuthOptions sendmail reads the first letter: "Apy" is A. */
        char *flag = letters ? mem_dupn(w, 1) : mem_dup(w);
        const struct cf_flag_row *known = cf_value_flag(row, flag);
        if (known != NULL && strcmp(known->name, "*") != 0) {
            free(flag);
            flag = mem_dup(known->name);
        }
        if (strs_has(out, flag))
            free(flag);
        else
            strs_add_take(out, flag);
    }
    strs_free(&words);
}

static enum cf_judgement judge_flags(const struct cf_option *row, const char *old, const char *new)
{
    struct strs a = {NULL, 0, 0};
    struct strs b = {NULL, 0, 0};
    bool harder = false;
    bool weaker = false;
    bool either = false;
    bool unsure = false;
    cf_value_flags(row, old, &a);
    cf_value_flags(row, new, &b);
    for (int side = 0; side < 2; side++) {
        const struct strs *from = side == 0 ? &a : &b;
        const struct strs *to = side == 0 ? &b : &a;
        for (size_t i = 0; i < from->n; i++) {
            if (strs_has(to, from->v[i]))
                continue;
            const struct cf_flag_row *f = cf_value_flag(row, from->v[i]);
            bool gained = side == 1;
            if (f == NULL)
                unsure = true;
            else if (f->way == CF_WAY_NEUTRAL)
                either = true;
            else if ((f->way == CF_WAY_MORE) == gained)
                harder = true;
            else
                weaker = true;
        }
    }
    strs_free(&a);
    strs_free(&b);
    if (unsure || (harder && weaker))
        return CF_UNSURE;
    return harder ? CF_HARDER : weaker ? CF_WEAKER : either ? CF_EITHER : CF_SAME;
}

static enum cf_judgement by_rank(long long old, long long new, bool same)
{
    if (old == new)
        return same ? CF_SAME : CF_EITHER;
    return new > old ? CF_HARDER : CF_WEAKER;
}

/* "2048/1024", "5d/4h": the second number, or -1 if there is none. */
static long long parts(const char *text, char unit, long long *second)
{
    const char *slash = strchr(text, '/');
    *second = -1;
    if (slash != NULL)
        *second = unit != '\0' ? cf_value_time(slash + 1, unit) : cf_value_number(slash + 1);
    return unit != '\0' ? cf_value_time(text, unit) : cf_value_number(text);
}

static bool same_text(const struct cf_option *row, const char *old, const char *new)
{
    long long a;
    long long b;
    switch (row->type) {
    case CF_TYPE_BOOL:
        return cf_value_bool(old) == cf_value_bool(new);
    case CF_TYPE_INT:
    case CF_TYPE_SIZE:
    case CF_TYPE_TIME:
        return parts(old, row->unit, &a) == parts(new, row->unit, &b) && a == b;
    case CF_TYPE_MODE:
        return cf_value_octal(old) == cf_value_octal(new);
    case CF_TYPE_CHOICE:
        /* Most choices are told apart by their first letter, these by the word. */
        if (strcmp(row->name, "DeliveryMode") == 0 || strcmp(row->name, "QueueSortOrder") == 0 ||
            strcmp(row->name, "ErrorMode") == 0 || strcmp(row->name, "EightBitMode") == 0)
            return strncasecmp(old, new, 1) == 0;
        return strcasecmp(old, new) == 0;
    case CF_TYPE_STRING:
    case CF_TYPE_PATH:
    case CF_TYPE_USER:
    case CF_TYPE_LIST:
    case CF_TYPE_SET:
    case CF_TYPE_KEYED:
        break;
    }
    return strcmp(old, new) == 0;
}

/* A number as its hardness has it: "no limit" is above all limits. */
static long long rank_number(const struct cf_option *row, const char *text)
{
    long long n = row->type == CF_TYPE_MODE   ? cf_value_octal(text)
                  : row->type == CF_TYPE_TIME ? cf_value_time(text, row->unit)
                                              : cf_value_number(text);
    if (row->zero_is_none && n <= 0)
        n = row->way == CF_WAY_LESS ? LLONG_MAX : 0;
    return row->way == CF_WAY_LESS ? -n : n;
}

enum cf_judgement cf_judge(const struct cf_option *row, const char *old, const char *new)
{
    if (row == NULL)
        return old == NULL || new == NULL || strcmp(old, new) != 0 ? CF_UNSURE : CF_SAME;
    if (row->way == CF_WAY_FLAGS)
        return judge_flags(row, old, new);
    const char *a = old != NULL ? old : row->value;
    const char *b = new != NULL ? new : row->value;
    if (old == NULL && new == NULL)
        return CF_SAME;
    bool same = a != NULL && b != NULL && same_text(row, a, b);
    if (same)
        return CF_SAME;
    switch (row->way) {
    case CF_WAY_NEUTRAL:
        return CF_EITHER;
    case CF_WAY_PRESENT:
        return by_rank(a != NULL && a[0] != '\0', b != NULL && b[0] != '\0', false);
    case CF_WAY_ABSENT:
        /* Without a text the build decides; all known builds have a value then. */
        return by_rank(a != NULL && a[0] == '\0', b != NULL && b[0] == '\0', false);
    case CF_WAY_LESS:
    case CF_WAY_MORE:
        if (a == NULL || b == NULL) /* the build's default is a limit of unknown size */
            return CF_EITHER;
        return by_rank(rank_number(row, a), rank_number(row, b), false);
    case CF_WAY_TRUE:
    case CF_WAY_FALSE:
        if (a == NULL || b == NULL)
            return CF_UNSURE;
        return by_rank(cf_value_bool(a) == (row->way == CF_WAY_TRUE),
                       cf_value_bool(b) == (row->way == CF_WAY_TRUE), false);
    case CF_WAY_JUDGED:
        for (size_t i = 0; i < ARRAY_LEN(judges); i++) {
            if (strcmp(judges[i].name, row->name) != 0)
                continue;
            int x = judges[i].rank(a != NULL ? a : "");
            int y = judges[i].rank(b != NULL ? b : "");
            return x == y && judges[i].unsure ? CF_UNSURE : by_rank(x, y, false);
        }
        return CF_EITHER;
    case CF_WAY_FLAGS:
    case CF_WAY_UNKNOWN:
        break;
    }
    return CF_UNSURE;
}

static int rank_safe_file(const char *v)
{
    return v[0] == '\0' ? 0 : strcmp(v, "/") == 0 ? 1 : 2;
}

static int rank_run_as(const char *v)
{
    return cf_user_is_root(v) ? 0 : 1;
}

bool cf_user_is_root(const char *value)
{
    size_t len = strcspn(value, ".:/");
    return len == 0 || (len == 4 && strncmp(value, "root", 4) == 0) ||
           (len == 1 && value[0] == '0');
}

static int rank_default_user(const char *v)
{
    return v[0] == '\0' ? 1 : rank_run_as(v);
}

/* Without a text sendmail greets with its version. */
static int rank_greeting(const char *v)
{
    if (v[0] == '\0' || strstr(v, "$v") != NULL || strstr(v, "$Z") != NULL ||
        strstr(v, "8.") != NULL)
        return 0;
    return strcasestr(v, "sendmail") != NULL ? 1 : 2;
}

static int rank_log_level(const char *v)
{
    long long n = v[0] == '\0' ? 9 : cf_value_number(v);
    return n >= 9 ? 9 : n < 0 ? 0 : (int)n;
}

static int rank_dh(const char *v)
{
    switch (v[0]) {
    case 'n':
        return 0;
    case '5':
        return 1;
    case '1':
        return 2;
    default:
        return 3; /* i, 2 and files: 2048 bits by default since 8.15.2 */
    }
}

/* How many families of weak ciphers the list shuts out, less those that it asks for. */
static int rank_ciphers(const char *v)
{
    struct strs words = {NULL, 0, 0};
    int rank = 0;
    strs_split(&words, v[0] != '\0' ? v : "DEFAULT", ":, ");
    for (size_t i = 0; i < words.n; i++) {
        const char *w = words.v[i];
        bool out = w[0] == '!' || w[0] == '-';
        if (w[0] == '!' || w[0] == '-' || w[0] == '+')
            w++;
        for (size_t k = 0; k < ARRAY_LEN(weak_ciphers); k++)
            if (strcasecmp(w, weak_ciphers[k]) == 0)
                rank += out ? 1 : -3;
        if (strcasecmp(w, "ALL") == 0 && !out)
            rank -= 2;
        if (strncasecmp(w, "HIGH", 4) == 0 && !out)
            rank += 2;
    }
    strs_free(&words);
    return rank;
}

char *cf_cipher_weak(const char *list)
{
    struct strs words = {NULL, 0, 0};
    char *found = NULL;
    strs_split(&words, list, ":, ");
    for (size_t i = 0; i < words.n && found == NULL; i++) {
        const char *w = words.v[i];
        bool weak = strcasecmp(w, "ALL") == 0 || strcasecmp(w, "COMPLEMENTOFDEFAULT") == 0 ||
                    (strcasecmp(w, "HIGH") == 0 && !strs_has(&words, "!aNULL"));
        /* Also by the full name of a suite: ECDHE-RSA-RC4-SHA. */
        if (w[0] != '!' && w[0] != '-')
            weak = weak || strstr(w, "-RC4") != NULL || strstr(w, "DES-CBC") != NULL;
        for (size_t k = 0; k < ARRAY_LEN(weak_ciphers); k++)
            weak = weak || strncasecmp(w, weak_ciphers[k], strlen(weak_ciphers[k])) == 0;
        if (weak)
            str_set(&found, "%s", w);
    }
    strs_free(&words);
    return found;
}

static int rank_digest(const char *v)
{
    if (strcasecmp(v, "md5") == 0 || v[0] == '\0')
        return 0;
    return strcasecmp(v, "sha1") == 0 ? 1 : 2;
}

static int rank_super_safe(const char *v)
{
    if (v[0] == 'i' || v[0] == 'I')
        return 1;
    return v[0] == 'p' || v[0] == 'P' || cf_value_bool(v) ? 2 : 0;
}

bool cf_clause_is_local(const char *clause)
{
    const char *key, *value;
    size_t key_len, value_len;
    bool local = false, other = false, socket = false;
    while ((clause = cf_scan_field(clause, &key, &key_len, &value, &value_len)) != NULL) {
        char *text = mem_dupn(value, value_len);
        if (key_len > 0 && (key[0] == 'A' || key[0] == 'a')) {
            local = local || is_loopback(text);
            other = other || !is_loopback(text);
        }
        if (key_len > 0 && (key[0] == 'F' || key[0] == 'f'))
            socket = strcasecmp(text, "local") == 0 || strcasecmp(text, "unix") == 0;
        free(text);
    }
    return socket || (local && !other);
}

static bool is_loopback(const char *address)
{
    static const char *const names[] = {"::1", "0:0:0:0:0:0:0:1", "localhost"};
    size_t tag = strncasecmp(address, "IPv6:", 5) == 0 ? 5 : 0;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcasecmp(address + tag, names[i]) == 0)
            return true;
    return tag == 0 && strncmp(address, "127.", 4) == 0;
}

void cf_option_flags(const struct cf *cf, const char *name, struct strs *out)
{
    const struct cf_option *row = cf_option_find(name);
    struct str all = STR_INIT;
    bool set = false;
    MUST(row != NULL);
    for (const struct cf_entry *e = cf->v; e < cf->v + cf->n; e++)
        if (e->kind == CF_OPTION && strcasecmp(e->name, name) == 0) {
            str_addf(&all, "%s%s", set ? " " : "", e->value);
            set = true;
        }
    cf_value_flags(row, set ? str_text(&all) : NULL, out);
    str_free(&all);
}

bool cf_is_msp(const struct cf *cf)
{
    const char *msp = cf_option_value(cf, "UseMSP");
    return msp != NULL && cf_value_bool(msp);
}
