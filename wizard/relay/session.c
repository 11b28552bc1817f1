/* A sendmail.cf under `sendmail -bt`; see session.h. */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/mem.h"

#include "relay/map_class.h"
#include "relay/room.h"
#include "relay/session.h"

#include "sys/child.h"
#include "sys/file.h"
#include "sys/hostname.h"
#include "sys/trust.h"

/* What the temporary folder needs, and nothing in the .cf can take back. */
#define BLAME "MapInUnsafeDirPath,ClassFileInUnsafeDirPath,GroupWritableDirPathSafe,TrustStickyBit"

enum { SETTLE_ROUNDS = 4 };

static int refuse_programs(struct session *s, struct err *err);
static enum map_way way_of_aliases(struct session *s, const struct cf_entry *e);
static void drop_users(struct session *s);
static void stub_filters(struct session *s);
static char *own_name(const struct cf *cf);
static int mend(struct session *s, const struct str *said, size_t *mended, struct err *err);
static int run_once(struct session *s, struct batch *batches, size_t n, bool isolated,
                    struct str *complaints, struct err *err);
static void add_complaints(const char *text, size_t len, struct str *out);

/* Options that name a user: sendmail runs as whoever proves. */
static const char *const user_options[] = {"TrustedUser", "RunAsUser", "DefaultUser"};

/* What sendmail says of a line that it leaves out; anything else ends the proof. */
static const char *const mendable[] = {
    "unknown option name", "unknown user",    "invalid rewrite line",
    "unknown group",       "option requires", "not supported",
};

char *session_real(const struct session *s, const char *path)
{
    size_t len = strlen(s->root);
    bool below = len > 0 && strncmp(path, s->root, len) == 0 && path[len] == '/';
    return below ? trust_real(s->root, path + len) : mem_dup(path);
}

int session_open(struct session *s, struct err *err)
{
    char *real = s->given == NULL ? session_real(s, s->cf_path) : NULL;
    int read = 0;
    if (s->given != NULL)
        str_add(&s->text, s->given);
    else if (real == NULL)
        read = err_set_errno(err, s->cf_path, "cannot read");
    else
        read = file_read(real, FILE_MAX_CF, &s->text, err);
    free(real);
    if (read != 0 || cf_parse(str_text(&s->text), s->text.len, s->cf_path, &s->cf, err) != 0 ||
        refuse_programs(s, err) != 0 || room_make(&s->dir, err) != 0)
        return -1;
    struct str path = STR_INIT;
    str_addf(&path, "%s/sendmail.cf", s->dir);
    s->copy_path = str_take(&path);
    s->hostname = own_name(&s->cf);
    s->isolated = true;
    drop_users(s);
    stub_filters(s);
    return tables_prepare(s, err);
}

void session_close(struct session *s)
{
    if (s->dir != NULL)
        room_remove(s->dir);
    cf_free(&s->cf);
    copy_free(&s->copy);
    tables_free(s);
    str_free(&s->text);
    str_free(&s->made);
    strs_free(&s->notes);
    strs_free(&s->known);
    strs_free(&s->resolvable);
    strs_free(&s->addresses);
    free(s->dir);
    free(s->copy_path);
    free(s->hostname);
}

/* A proof must not execute what it judges, nor what it does not know. */
static int refuse_programs(struct session *s, struct err *err)
{
    for (size_t i = 0; i < s->cf.n; i++) {
        const struct cf_entry *e = &s->cf.v[i];
        enum map_way way =
            e->kind == CF_MAP ? map_class_way(e->value, strcspn(e->value, " ")) : MAP_KEEP;
        if (e->kind == CF_OPTION && strcasecmp(e->name, "AliasFile") == 0)
            way = way_of_aliases(s, e);
        if (way == MAP_UNKNOWN) {
            err_set_at(err, ERR_INPUT, s->cf_path, e->line, 1,
                       "a map of a class that is not known: %s %s", e->name, e->value);
            return err_mend(err, "a proof tries only what it knows; comment it out in a copy");
        }
        if (s->trust || (way != MAP_PROGRAM && (e->flags & CF_PROGRAM) == 0))
            continue;
        bool long_name = strlen(e->name) > 1 && e->kind != CF_MAP && e->kind != CF_OPTION;
        err_set_at(err, ERR_INPUT, s->cf_path, e->line, 1, "runs a program: %c%s%s%s %s",
                   (char)e->kind, long_name ? "{" : "", e->name, long_name ? "}" : "", e->value);
        return err_mend(err, "if you trust it, say --trust");
    }
    return 0;
}

/* "hash:/etc/mail/aliases, -o nis:mail.aliases": what asks others is left out of the copy. */
static enum map_way way_of_aliases(struct session *s, const struct cf_entry *e)
{
    struct strs parts = {0};
    enum map_way worst = MAP_KEEP;
    strs_split(&parts, e->value, ",");
    for (size_t i = 0; i < parts.n; i++) {
        const char *spec = parts.v[i];
        if (*spec == '-')
            spec += strcspn(spec, " \t"), spec += strspn(spec, " \t");
        size_t len = strcspn(spec, ":");
        enum map_way way = spec[len] == ':' ? map_class_way(spec, len) : MAP_DB;
        if (way == MAP_PROGRAM)
            worst = MAP_PROGRAM;
        else if (way != MAP_DB && way != MAP_TEXT && !copy_has(&s->copy, e->line))
            copy_edit(&s->copy, e->line, NULL, "these aliases are asked of others");
    }
    strs_free(&parts);
    return worst;
}

static void drop_users(struct session *s)
{
    for (size_t i = 0; i < s->cf.n; i++)
        for (size_t k = 0; k < ARRAY_LEN(user_options); k++)
            if (s->cf.v[i].kind == CF_OPTION && strcasecmp(s->cf.v[i].name, user_options[k]) == 0)
                copy_edit(&s->copy, s->cf.v[i].line, NULL, "sendmail runs as you");
}

/* No message is sent, so no filter is asked; but sendmail looks up their hosts as it starts. */
static void stub_filters(struct session *s)
{
    for (size_t i = 0; i < s->cf.n; i++) {
        const struct cf_entry *e = &s->cf.v[i];
        struct str line = STR_INIT;
        if (e->kind == CF_MILTER && strstr(e->value, "S=inet") != NULL) {
            str_addf(&line, "X%s, S=inet:9@127.0.0.1", e->name);
            copy_edit(&s->copy, e->line, str_text(&line), "no filter is asked");
        }
        str_free(&line);
    }
}

/* A qualified name: without one, sendmail sleeps a minute at its start. */
static char *own_name(const struct cf *cf)
{
    char name[256] = "";
    static const char *const macros[] = {"j", "w"};
    for (size_t i = 0; i < ARRAY_LEN(macros); i++) {
        const struct cf_entry *e = cf_find(cf, CF_MACRO, macros[i]);
        /* sethostname(2) takes no more; $j itself stays as the .cf has it. */
        if (e != NULL && strchr(e->value, '.') != NULL && strpbrk(e->value, "$ \t\n") == NULL &&
            strlen(e->value) <= HOST_NAME_MAX)
            return mem_dup(e->value);
    }
    if (gethostname(name, sizeof(name) - 1) == 0 && strchr(name, '.') != NULL)
        return mem_dup(name);
    struct str made = STR_INIT;
    str_addf(&made, "%.32s.mcwizard.example", name[0] != '\0' ? name : "host");
    return str_take(&made);
}

int session_write(struct session *s, struct err *err)
{
    static const char service[] = "hosts files\naliases files\npasswd files\n";
    static const char nsswitch[] = "passwd: files\ngroup: files\nhosts: files\n"
                                   "services: files\nprotocols: files\n";
    struct str hosts = STR_INIT, stand_in = STR_INIT;
    int rc = -1;
    str_clear(&s->made);
    copy_build(&s->copy, str_text(&s->text), s->text.len, &s->made);
    str_add(&hosts, "127.0.0.1 localhost\n::1 localhost\n");
    for (size_t i = 0; i < s->addresses.n; i++)
        str_addf(&hosts, "%s\n", s->addresses.v[i]);
    for (size_t i = 0; i < s->resolvable.n; i++)
        str_addf(&hosts, "198.18.0.%zu %s\n", i % 250 + 1, s->resolvable.v[i]);
    if (copy_check(&s->copy, str_text(&s->text), s->text.len, &s->made, err) == 0 &&
        room_write(s->dir, "sendmail.cf", str_text(&s->made), s->made.len, NULL, err) == 0 &&
        room_write(s->dir, "service", service, strlen(service), NULL, err) == 0 &&
        room_write(s->dir, "nsswitch", nsswitch, strlen(nsswitch), NULL, err) == 0 &&
        room_write(s->dir, "hosts", str_text(&hosts), hosts.len, NULL, err) == 0)
        rc = 0;
    for (size_t i = 0; i < s->known.n; i++)
        str_addf(&stand_in, "%s\t%s\n", s->known.v[i], s->known.v[i]);
    if (rc == 0)
        rc = room_write(s->dir, "directory", str_text(&stand_in), stand_in.len, NULL, err);
    str_clear(&stand_in);
    if (s->lured != NULL)
        str_addf(&stand_in, "%s\t%s.\n", s->lured, s->lured_to);
    if (rc == 0)
        rc = room_write(s->dir, "bestmx", str_text(&stand_in), stand_in.len, NULL, err);
    str_free(&hosts);
    str_free(&stand_in);
    return rc;
}

size_t batch_add(struct batch *batch, const char *fmt, ...)
{
    va_list ap;
    size_t before = batch->in.len;
    va_start(ap, fmt);
    str_addv(&batch->in, fmt, ap);
    va_end(ap);
    /* sendmail would take the rest of a longer line, or a second line, for a command. */
    MUST(batch->in.len - before <= BT_MAX_LINE);
    MUST(memchr(batch->in.buf + before, '\n', batch->in.len - before) == NULL);
    str_addch(&batch->in, '\n');
    return batch->n++;
}

void batch_free(struct batch *batch)
{
    str_free(&batch->in);
    str_free(&batch->out);
    free(batch->answers);
    *batch = (struct batch){.n = 0};
}

int session_run(struct session *s, struct batch *batches, size_t n, struct str *complaints,
                struct err *err)
{
    struct err first = {0};
    if (s->isolated) {
        if (run_once(s, batches, n, true, complaints, &first) == 0)
            return 0;
        if (first.code != ERR_SYSTEM) {
            *err = first;
            return -1;
        }
        err_clear(&first);
        s->isolated = false;
        strs_add(&s->notes, "This system gives no namespaces of their own to its users: sendmail "
                            "may have asked DNS for this host's own name and for addresses in "
                            "brackets.");
    }
    if (!hostname_is_qualified("/etc/hosts")) {
        err_set(err, ERR_SYSTEM,
                "this host's name is not qualified, and this system gives no "
                "namespaces: sendmail would sleep a minute at each start");
        return err_mend(err, "%s", hostname_mend);
    }
    return run_once(s, batches, n, false, complaints, err);
}

static int run_once(struct session *s, struct batch *batches, size_t n, bool isolated,
                    struct str *complaints, struct err *err)
{
    struct child children[SESSION_JOBS_MAX] = {{0}};
    struct str options[3] = {STR_INIT, STR_INIT, STR_INIT}, said = STR_INIT;
    struct str switches = STR_INIT;
    int rc = -1;
    int base_ms = s->base_ms > 0 ? s->base_ms : SESSION_BASE_MS;
    MUST(n <= SESSION_JOBS_MAX);
    str_addf(&options[0], "-OServiceSwitchFile=%s/service", s->dir);
    str_addf(&options[1], "-OHostsFile=%s/hosts", s->dir);
    str_addf(&switches, "%s/nsswitch", s->dir);
    const struct child_world world = {.hostname = s->hostname,
                                      .address = s->address,
                                      .hosts = str_text(&options[1]) + strlen("-OHostsFile="),
                                      .nsswitch = str_text(&switches)};
    str_addf(&options[2], "-OQueueDirectory=%s", s->dir);
    const char *const argv[] = {s->sendmail,
                                "-C",
                                s->copy_path,
                                str_text(&options[0]),
                                str_text(&options[1]),
                                str_text(&options[2]),
                                "-ODontBlameSendmail=" BLAME,
                                "-OLogLevel=0",
                                "-bt",
                                NULL};
    for (size_t i = 0; i < n; i++)
        children[i] =
            (struct child){.argv = argv,
                           .in = str_text(&batches[i].in),
                           .in_len = batches[i].in.len,
                           .max_out = SESSION_BASE_BYTES + batches[i].n * SESSION_LINE_BYTES,
                           .deadline_ms = base_ms + (int)batches[i].n * SESSION_LINE_MS,
                           .isolated = isolated ? &world : NULL};
    if (child_run_all(children, n, err) != 0)
        goto out;
    for (size_t i = 0; i < n; i++) {
        struct child *c = &children[i];
        /*
         * It exits with the status of its last complaint, of an address, too: what it
         * said, and that it answered every line, are judged instead.
         */
        bool sysexit = c->status == 0 || (c->status >= EX_USAGE && c->status <= EX_CONFIG);
        if (c->timed_out || c->too_much || c->signal != 0 || !sysexit) {
            child_expect_ok(c, err);
            goto out;
        }
        str_free(&batches[i].out);
        batches[i].out = c->out;
        c->out = (struct str)STR_INIT;
        batches[i].answers =
            mem_realloc(batches[i].answers, batches[i].n + 1, sizeof(*batches[i].answers));
        struct bt_answer before;
        if (bt_split(str_text(&batches[i].out), batches[i].out.len, batches[i].n,
                     batches[i].answers, &before, err) != 0)
            goto out;
        str_clear(&said);
        add_complaints(before.text, before.len, &said);
        add_complaints(str_text(&c->err), c->err.len, &said);
        if (complaints != NULL) {
            str_add(complaints, str_text(&said));
        } else if (said.len > 0) {
            err_set(err, ERR_TOOL, "sendmail complains: %.*s", (int)strcspn(str_text(&said), "\n"),
                    str_text(&said));
            goto out;
        }
        s->lines += batches[i].n;
        s->starts++;
    }
    rc = 0;
out:
    for (size_t i = 0; i < n; i++)
        child_free(&children[i]);
    for (size_t i = 0; i < ARRAY_LEN(options); i++)
        str_free(&options[i]);
    str_free(&switches);
    str_free(&said);
    return rc;
}

/* All lines but remarks that change no decision. */
static void add_complaints(const char *text, size_t len, struct str *out)
{
    static const char *const remarks[] = {"WARNING: Ruleset ", "Warning: .cf file is out of date",
                                          "Warning: .cf version level (",
                                          /* A=IPC, as it was written until 8.9 */
                                          ": Warning: first argument in [IPC] mailer must be TCP"};
    for (const char *end = text + len; text < end;) {
        const char *nl = memchr(text, '\n', (size_t)(end - text));
        size_t n = nl != NULL ? (size_t)(nl + 1 - text) : (size_t)(end - text);
        bool remark = false;
        for (size_t i = 0; i < ARRAY_LEN(remarks); i++)
            remark = remark || memmem(text, n, remarks[i], strlen(remarks[i])) != NULL;
        if (!remark)
            str_addn(out, text, n);
        text += n;
    }
}

int session_settle(struct session *s, struct batch *batch, struct err *err)
{
    struct str said = STR_INIT;
    int rc = -1;
    for (int round = 0; round < SETTLE_ROUNDS; round++) {
        size_t mended = 0;
        str_clear(&said);
        if (session_write(s, err) != 0 || session_run(s, batch, 1, &said, err) != 0)
            goto out;
        if (said.len == 0) {
            rc = 0;
            goto out;
        }
        if (mend(s, &said, &mended, err) != 0)
            goto out;
        if (mended == 0) {
            err_set(err, ERR_TOOL, "sendmail complains: %.*s", (int)strcspn(str_text(&said), "\n"),
                    str_text(&said));
            goto out;
        }
    }
    err_set(err, ERR_TOOL, "sendmail does not stop complaining about %s", s->cf_path);
out:
    str_free(&said);
    return rc;
}

/* "FILE: line 12: readcf: unknown option name X" */
static int mend(struct session *s, const struct str *said, size_t *mended, struct err *err)
{
    struct strs lines = {0};
    int rc = 0;
    strs_split(&lines, str_text(said), "\n");
    for (size_t i = 0; i < lines.n && rc == 0; i++) {
        char *line = lines.v[i];
        size_t prefix = strlen(s->copy_path);
        long number = 0;
        bool known = false;
        if (strncmp(line, s->copy_path, prefix) == 0 && strncmp(line + prefix, ": line ", 7) == 0)
            number = strtol(line + prefix + 7, NULL, 10);
        for (size_t k = 0; k < ARRAY_LEN(mendable); k++)
            known = known || strstr(line, mendable[k]) != NULL;
        if (number > 0 && known) {
            const char *text = strchr(line + prefix + 7, ':');
            if (!copy_has(&s->copy, number)) {
                struct str note = STR_INIT;
                str_addf(&note, "Line %ld is left out, as sendmail leaves it out%s", number,
                         text != NULL ? text : "");
                strs_add_take(&s->notes, str_take(&note));
                copy_edit(&s->copy, number, NULL, "sendmail says%s", text != NULL ? text : "");
            }
            ++*mended;
        } else {
            if (number > 0)
                rc = err_set_at(err, ERR_TOOL, s->cf_path, number, 0, "sendmail says: %s",
                                line + prefix + 2);
            else
                rc = err_set(err, ERR_TOOL, "sendmail says: %s", line);
        }
    }
    strs_free(&lines);
    return rc;
}

const struct session_table *session_table(const struct session *s, const char *map)
{
    for (size_t i = 0; i < s->tables_n; i++)
        if (strcmp(s->tables[i].map, map) == 0)
            return &s->tables[i];
    return NULL;
}
