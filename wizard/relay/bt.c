/* The output of `sendmail -bt`; see bt.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "relay/bt.h"

enum {
    NAME_WIDTH = 16, /* rulesets' names are padded or cut to this */
    MARK_LEN = 10,   /* "   input:" and " returns:" with their last blank, if there is one */
    DEPTH_MAX = 100  /* sendmail itself stops at 50 (MaxRuleRecursion) */
};

static const char *line_end(const char *p, const char *end);
static bool starts(const char *p, const char *end, const char *with);
static int trace_line(const char *p, const char *end, const char **rest);
static bool is_status_line(const char *p, const char *end);
static bool is_remark(const char *p, const char *end);
static bool is_bad_form(const char *p, const char *end);
static const char *find_mark(const char *p, const char *end, const char *mark);
static char *join(const char *p, const char *end);

static const char banner[] = "ADDRESS TEST MODE (ruleset 3 NOT automatically invoked)\n"
                             "Enter <ruleset> <address>\n";
static const char prompt[] = "> ";
static const char too_deep[] = "rewrite: excessive recursion (max ";

/* What sendmail's parser of addresses says instead of calling a ruleset: in SMTP it is a 553. */
static const char *const bad_forms[] = {
    "Unbalanced '\"'", "Unbalanced '<'",    "Unbalanced '>'",
    "Unbalanced '('",  "Unbalanced ')'",    "8-bit character in mailbox address",
    "too long (",      "Invalid character", "Address with control character",
};

int bt_split(const char *out, size_t len, size_t n, struct bt_answer *answers,
             struct bt_answer *before, struct err *err)
{
    const char *end = out + len, *p = out;
    size_t seen = 0; /* prompts */
    while (p < end && !starts(p, end, banner))
        p = line_end(p, end);
    *before = (struct bt_answer){.text = out, .len = (size_t)(p - out)};
    if (p == end)
        return err_set(err, ERR_TOOL, "sendmail -bt did not begin as it always does");
    p += strlen(banner);
    if (!starts(p, end, prompt))
        return err_set(err, ERR_TOOL, "sendmail -bt printed no prompt");
    while (p < end) {
        if (starts(p, end, prompt)) {
            p += strlen(prompt);
            seen++;
            if (seen <= n)
                answers[seen - 1] = (struct bt_answer){.text = p, .len = 0};
        } else {
            p = line_end(p, end);
            if (seen > n)
                break;
            answers[seen - 1].len = (size_t)(p - answers[seen - 1].text);
        }
    }
    /* The last prompt met the end of the input. */
    if (seen != n + 1)
        return err_set(err, ERR_TOOL, "sendmail -bt answered %zu lines of %zu",
                       seen > 0 ? seen - 1 : 0, n);
    return 0;
}

void bt_read(const struct bt_answer *answer, size_t calls, struct bt_reply *reply)
{
    const char *p = answer->text, *end = p + answer->len;
    const char *names[DEPTH_MAX];
    size_t depth = 0, done = 0;
    *reply = (struct bt_reply){.verdict = BT_UNCLEAR, .result = "", .len = 0};
    /* In SMTP the first complaint refuses it, although -bt may go on to the rulesets. */
    const char *complaint = p;
    while (p < end && is_bad_form(p, line_end(p, end)))
        p = line_end(p, end);
    size_t complaint_len = (size_t)(p - complaint);
    if (complaint_len > 0 && p == end) {
        *reply =
            (struct bt_reply){.verdict = BT_BAD_FORM, .result = complaint, .len = complaint_len};
        return;
    }
    for (const char *next; p < end; p = next) {
        const char *rest;
        next = line_end(p, end);
        int what = trace_line(p, next, &rest);
        if (what > 0) {
            if (depth == DEPTH_MAX || done == calls)
                return;
            names[depth++] = p;
        } else if (what < 0) {
            if (depth == 0 || memcmp(names[--depth], p, NAME_WIDTH) != 0)
                return;
            if (depth > 0)
                continue;
            done++;
            reply->result = rest;
            reply->len = (size_t)(next - rest) - 1;
        } else if (depth == 0 && done + 1 == calls && next == end &&
                   starts(p, next, "Undefined ruleset ")) {
            reply->verdict = BT_NO_RULES; /* the last one */
            return;
        } else if (starts(p, next, too_deep) && depth > 0) {
            depth--; /* that call does not return */
        } else if (!is_remark(p, next) && (depth > 0 || !is_status_line(p, next))) {
            return;
        }
    }
    if (depth > 0 || done != calls)
        return;
    reply->verdict = BT_RESULT;
    if (complaint_len > 0)
        *reply =
            (struct bt_reply){.verdict = BT_BAD_FORM, .result = complaint, .len = complaint_len};
}

/* 1: a ruleset is called, -1: it returns, 0: neither; rest is what follows the mark. */
static int trace_line(const char *p, const char *end, const char **rest)
{
    static const char called[] = "   input:", returned[] = " returns:";
    if (end - p < NAME_WIDTH + MARK_LEN || end[-1] != '\n')
        return 0;
    const char *mark = p + NAME_WIDTH;
    int what = memcmp(mark, called, MARK_LEN - 1) == 0     ? 1
               : memcmp(mark, returned, MARK_LEN - 1) == 0 ? -1
                                                           : 0;
    *rest = mark + MARK_LEN - 1;
    if (what != 0 && **rest == ' ')
        ++*rest;
    else if (what != 0 && **rest != '\n')
        return 0;
    return what;
}

/* "== Ruleset check_mail (187) status 75" */
static bool is_status_line(const char *p, const char *end)
{
    return starts(p, end, "== Ruleset ") && end[-1] == '\n' &&
           memmem(p, (size_t)(end - p), ") status ", strlen(") status ")) != NULL;
}

/* What sendmail remarks amid the trace; what the ruleset returns in the end still counts. */
static bool is_remark(const char *p, const char *end)
{
    static const char silent[] = ": Name server timeout\n";
    size_t len = (size_t)(end - p);
    return len > strlen(silent) && memcmp(end - strlen(silent), silent, strlen(silent)) == 0;
}

static bool is_bad_form(const char *p, const char *end)
{
    if (p == end || end[-1] != '\n')
        return false;
    const char *rest;
    if (trace_line(p, end, &rest) != 0)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(bad_forms); i++)
        if (memmem(p, (size_t)(end - p), bad_forms[i], strlen(bad_forms[i])) != NULL)
            return true;
    return false;
}

void bt_triple(const struct bt_reply *reply, struct bt_triple *triple)
{
    const char *p = reply->result, *end = p + reply->len;
    *triple = (struct bt_triple){.resolved = starts(p, end, "$# ")};
    if (!triple->resolved) {
        triple->mailer = mem_dup("");
        triple->host = mem_dup("");
        triple->user = join(p, end);
        return;
    }
    p += strlen("$# ");
    const char *host = find_mark(p, end, "$@");
    const char *user = find_mark(p, end, "$:");
    if (host > user)
        host = end; /* a $@ within the user part */
    const char *mailer_end = host < user ? host : user;
    triple->mailer = join(p, mailer_end);
    triple->host = host < user ? join(host + 2, user) : mem_dup("");
    triple->user = user < end ? join(user + 2, end) : mem_dup("");
    const char *text = user < end ? user + 2 : end;
    text += text < end && *text == ' ';
    triple->text = mem_dupn(text, (size_t)(end - text));
}

void bt_free(struct bt_triple *triple)
{
    free(triple->mailer);
    free(triple->host);
    free(triple->user);
    free(triple->text);
    *triple = (struct bt_triple){0};
}

/* The mark outside quotes, or end. */
static const char *find_mark(const char *p, const char *end, const char *mark)
{
    bool quoted = false;
    for (; p + 1 < end; p++) {
        if (*p == '\\')
            p++;
        else if (*p == '"')
            quoted = !quoted;
        else if (!quoted && p[0] == mark[0] && p[1] == mark[1])
            return p;
    }
    return end;
}

/* The tokens without the blanks between them, but for those in quotes. */
static char *join(const char *p, const char *end)
{
    struct str s = STR_INIT;
    bool quoted = false;
    for (; p < end; p++) {
        if (*p == '"')
            quoted = !quoted;
        if (*p == '\\' && p + 1 < end)
            str_addch(&s, *p++);
        /* The byte 0xa0 is printed as "M- " (xputs in util.c): no blank between two tokens. */
        bool masked = s.len >= 2 && memcmp(s.buf + s.len - 2, "M-", 2) == 0 && p + 1 < end &&
                      isalnum((unsigned char)p[1]);
        if (quoted || *p != ' ' || masked)
            str_addch(&s, *p);
    }
    return s.len > 0 ? str_take(&s) : mem_dup("");
}

void bt_members(const struct bt_answer *answer, struct strs *members)
{
    const char *p = answer->text, *end = p + answer->len;
    for (const char *next; p < end; p = next) {
        next = line_end(p, end);
        size_t len = (size_t)(next - p) - (next[-1] == '\n');
        if (len > 0 && !(len == strlen("Undefined") && memcmp(p, "Undefined", len) == 0))
            strs_addn(members, p, len);
    }
}

bool bt_map_is_open(const struct bt_answer *answer)
{
    const char *p = answer->text, *end = p + answer->len;
    return starts(p, end, "map_lookup: ") && line_end(p, end) == end &&
           (memmem(p, answer->len, ") no match (", 12) != NULL ||
            memmem(p, answer->len, ") returns ", 10) != NULL);
}

static const char *line_end(const char *p, const char *end)
{
    const char *nl = memchr(p, '\n', (size_t)(end - p));
    return nl != NULL ? nl + 1 : end;
}

static bool starts(const char *p, const char *end, const char *with)
{
    size_t len = strlen(with);
    return (size_t)(end - p) >= len && memcmp(p, with, len) == 0;
}
