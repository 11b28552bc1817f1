/* One decision from sendmail's answers; see fate.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "cf/scan.h"

#include "relay/fate.h"

static void mailer_flags(const struct cf *cf, const char *mailer, struct str *flags);
static const char *direct(const char *mailer, const char *flags, const char *user);
static void refuse(const struct bt_triple *t, struct fate *fate);

static const char *const names[] = {
    [FATE_PASSED] = "passed",       [FATE_LOCAL] = "delivered",     [FATE_RELAYED] = "relayed",
    [FATE_REFUSED] = "refused",     [FATE_TEMPFAIL] = "tempfailed", [FATE_DISCARDED] = "discarded",
    [FATE_UNDECIDED] = "undecided",
};

void fate_of_check(const struct bt_reply *reply, struct fate *fate)
{
    struct bt_triple t = {0};
    *fate = (struct fate){.kind = FATE_UNDECIDED};
    switch (reply->verdict) {
    case BT_UNCLEAR:
        fate->text = mem_dup("the answer of sendmail was not understood");
        return;
    case BT_BAD_FORM:
        fate->kind = FATE_REFUSED;
        fate->text = mem_dupn(reply->result, reply->len > 0 ? reply->len - 1 : 0);
        return;
    case BT_NO_RULES:
        fate->kind = FATE_PASSED; /* a check that is not there refuses nothing */
        fate->text = mem_dup("there is no such ruleset");
        return;
    default:
        break;
    }
    bt_triple(reply, &t);
    /* Any mailer but these two lets the message pass (rscheck). */
    fate->kind = FATE_PASSED;
    if (t.resolved && strcasecmp(t.mailer, "error") == 0 && strcasecmp(t.host, "quarantine") != 0)
        refuse(&t, fate);
    else if (t.resolved && strcasecmp(t.mailer, "discard") == 0)
        fate->kind = FATE_DISCARDED;
    if (fate->text == NULL)
        fate->text = mem_dupn(reply->result, reply->len);
    bt_free(&t);
}

void fate_of_route(const struct bt_reply *reply, const struct cf *cf, struct fate *fate)
{
    struct bt_triple t = {0};
    struct str flags = STR_INIT;
    const char *what;
    fate_of_check(reply, fate);
    if (reply->verdict == BT_NO_RULES) {
        fate->kind = FATE_UNDECIDED;
        return;
    }
    if (fate->kind != FATE_PASSED)
        return;
    bt_triple(reply, &t);
    mailer_flags(cf, t.mailer, &flags);
    if (!t.resolved) {
        /* parseaddr: "buildaddr: no mailer", 554; nothing leaves, but nobody meant it */
        fate->kind = FATE_UNDECIDED;
    } else if ((what = direct(t.mailer, str_text(&flags), t.user)) != NULL) {
        str_set(&fate->text, "5.7.1 \"550 Cannot mail directly to %s\"", what);
        fate->kind = FATE_REFUSED;
        goto out;
    } else {
        bool local = strchr(str_text(&flags), 'l') != NULL || t.mailer[0] == '*';
        char *peer = local ? fate_peer(cf, t.mailer) : NULL;
        if (peer != NULL && peer[0] != '$') {
            free(t.host);
            t.host = mem_dup(peer);
        }
        fate->kind = local && peer == NULL ? FATE_LOCAL : FATE_RELAYED;
        free(peer);
    }
    fate->mailer = mem_dup(t.mailer);
    fate->host = mem_dup(t.host);
    fate->user = mem_dup(t.user);
out:
    str_free(&flags);
    bt_free(&t);
}

/*
 * What sendmail lets nobody but an alias lead to (buildaddr in parseaddr.c, recipient in
 * recipient.c), or NULL: its own mailers of fixed names, and what a mailer with the flags
 * that say so takes for one of them.
 */
static const char *direct(const char *mailer, const char *flags, const char *user)
{
    static const struct {
        const char *mailer;
        char flag;
        const char *prefix, *what;
    } rows[] = {{"prog", '|', "|", "programs"},
                {"*file*", '/', "/", "files"},
                {"*include*", ':', ":include:", ":include:s"}};
    user += user[0] == '"';
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (strcasecmp(mailer, rows[i].mailer) == 0 ||
            (strchr(flags, rows[i].flag) != NULL &&
             strncasecmp(user, rows[i].prefix, strlen(rows[i].prefix)) == 0))
            return rows[i].what;
    return NULL;
}

/* A reply that begins with 4 or a status 4.x.x is for now only. */
static void refuse(const struct bt_triple *t, struct fate *fate)
{
    const char *text = t->user + (t->user[0] == '"');
    char first = isdigit((unsigned char)text[0]) ? text[0] : t->host[0];
    fate->kind =
        first == '4' || strcasecmp(t->host, "tempfail") == 0 ? FATE_TEMPFAIL : FATE_REFUSED;
    struct str s = STR_INIT;
    str_addf(&s, "%s%s%s", t->host, t->host[0] != '\0' ? " " : "", t->text);
    fate->text = str_take(&s);
}

char *fate_peer(const struct cf *cf, const char *mailer)
{
    const struct cf_entry *e = cf_find(cf, CF_MAILER, mailer);
    struct str program = STR_INIT, args = STR_INIT;
    struct strs words = {0};
    char *peer = NULL;
    if (e != NULL && cf_scan_field_get(e->value, 'P', &program) && str_text(&program)[0] == '[' &&
        cf_scan_field_get(e->value, 'A', &args))
        strs_split(&words, str_text(&args), " \t");
    if (words.n > 1 && strcasecmp(words.v[0], "FILE") != 0) {
        const char *host = words.v[1] + (words.v[1][0] == '[');
        bool here = strncasecmp(host, "localhost", 9) == 0 || strncmp(host, "127.", 4) == 0 ||
                    strncasecmp(host, "IPv6:::1", 8) == 0;
        peer = here ? NULL : mem_dup(words.v[1]);
    }
    str_free(&program);
    str_free(&args);
    strs_free(&words);
    return peer;
}

static void mailer_flags(const struct cf *cf, const char *mailer, struct str *flags)
{
    const struct cf_entry *e = cf_find(cf, CF_MAILER, mailer);
    if (e == NULL || !cf_scan_field_get(e->value, 'F', flags))
        str_clear(flags);
}

void fate_unmask(struct fate *fate, const char *rcpt)
{
    bool any = false;
    for (; *rcpt != '\0'; rcpt++)
        any = any || (unsigned char)*rcpt > 127;
    if (!any || fate->user == NULL)
        return;
    char *from = fate->user, *to = fate->user;
    for (; *from != '\0'; from++) {
        unsigned char byte = (unsigned char)*from;
        if (from[0] == 'M' && from[1] == '-' && from[2] != '\0') {
            byte = (unsigned char)(from[2] | 0x80);
            from += 2;
            if (byte == (0x80 | '^') && from[1] != '\0') /* M-^X: above 127, and a control */
                byte = (unsigned char)((*++from ^ 0x40) | 0x80);
        }
        *to++ = (char)byte;
    }
    *to = '\0';
}

void fate_free(struct fate *fate)
{
    free(fate->mailer);
    free(fate->host);
    free(fate->user);
    free(fate->text);
    *fate = (struct fate){0};
}

const char *fate_name(enum fate_kind kind)
{
    return names[kind];
}

char *fate_show(const struct fate *fate)
{
    struct str s = STR_INIT;
    str_add(&s, names[fate->kind]);
    if (fate->kind == FATE_LOCAL)
        str_addf(&s, " here by %s to %s", fate->mailer, fate->user);
    else if (fate->kind == FATE_RELAYED)
        str_addf(&s, " to %s by %s as %s", fate->host, fate->mailer, fate->user);
    else if (fate->text != NULL && fate->text[0] != '\0')
        str_addf(&s, ": %s", fate->text);
    return str_take(&s);
}
