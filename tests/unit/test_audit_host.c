/*
 * Every check of a host's files has a fault that trips it and a near miss that does not, in
 * a tree of its own.  Whoever runs this owns the tree, and so counts as its root.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "audit/audit.h"

#include "cf/cf.h"

#include "model/setting.h"

#include "sys/layout.h"
#include "sys/trust.h"

#include "scratch.h"

static const char cf_text[] = "V10/Berkeley\n"
                              "Fw/etc/mail/local-host-names\n"
                              "FR-o /etc/mail/relay-domains\n"
                              "Kaccess hash -T<TMPF> /etc/mail/access\n"
                              "Kauthinfo hash -o /etc/mail/authinfo\n"
                              "Kplain text -o /etc/mail/plain\n"
                              "Kpeople ldap -h ldap.example.org -P/etc/mail/ldap.secret\n"
                              "O AliasFile=/etc/mail/aliases\n"
                              "O HelpFile=/etc/mail/helpfile\n"
                              "O ServerKeyFile=/etc/mail/key.pem\n"
                              "O ServerCertFile=/etc/mail/cert.pem\n"
                              "O ControlSocketName=/run/mta/control\n"
                              "O QueueDirectory=/var/spool/mqueue\n"
                              "O ForwardPath=$z/.forward.$w:$z/.forward\n";

static const char mailers[] = "Sparse=0\nR$*\t$#local $: $1\n"
                              "Mlocal, P=/usr/bin/deliver, F=lsDFMAw5:/|@qPn9S, A=deliver $u\n";

/* path, text ("/" at the end: a folder), mode */
static const struct {
    const char *path, *text;
    mode_t mode;
} files[] = {
    {"etc/", "", 0755},
    {"etc/mail/", "", 0755},
    {"etc/mail/smrsh/", "", 0755},
    {"etc/mail/smrsh/vacation", "", 0755},
    {"etc/mail/sendmail.cf", "", 0644},
    {"etc/mail/local-host-names", "localhost\n", 0644},
    {"etc/mail/access", "x\tREJECT\n", 0640},
    {"etc/mail/access.db", "", 0640},
    {"etc/mail/authinfo", "", 0600},
    {"etc/mail/authinfo.db", "", 0600},
    {"etc/mail/ldap.secret", "x\n", 0600},
    {"etc/mail/aliases", "p: \"|/opt/prog -x\"\nl: :include:/srv/list\nf: /srv/box\nn: /dev/null\n",
     0644},
    {"etc/mail/aliases.db", "", 0640},
    {"etc/mail/helpfile", "", 0644},
    {"etc/mail/key.pem", "", 0600},
    {"etc/mail/cert.pem", "", 0644},
    {"etc/passwd", "root:x:0:0::/root:/bin/sh\nalice:x:54321:54321::/home/alice:/bin/sh\n", 0644},
    {"etc/group", "root:x:0:\nsmmsp:x:54322:\nalice:x:54321:\n", 0644},
    {"etc/rsyslog.conf", "mail.*\t-/var/log/mail\n", 0644},
    {"etc/rsyslog.d/", "", 0755},
    {"usr/", "", 0755},
    {"usr/bin/", "", 0755},
    {"usr/bin/deliver", "", 0755},
    {"usr/libexec/", "", 0755},
    {"usr/libexec/sendmail/", "", 0755},
    {"usr/libexec/sendmail/sendmail", "", 0755},
    {"opt/", "", 0755},
    {"opt/prog", "", 0755},
    {"srv/", "", 0755},
    {"srv/list", "alice\n", 0644},
    {"home/", "", 0755},
    {"home/alice/", "", 0755},
    {"var/", "", 0755},
    {"var/spool/", "", 0755},
    {"var/spool/mqueue/", "", 0700},
    {"run/", "", 0755},
    {"run/mta/", "", 0700},
};

/*
 * What is done to the tree, parted by blanks: mode:PATH:OCTAL  file:PATH:TEXT  dir:PATH
 * rm:PATH  link:PATH:TARGET  age:PATH:SECONDS  cf:LINE (a _ in it stands for a blank)
 * smrsh: (the mailer prog has it)
 */
static const struct row {
    const char *id, *ops;
    bool trips;
} rows[] = {
    {"CF-PERM", "mode:etc/mail/sendmail.cf:664", true},
    {"CF-PERM", "mode:etc/mail:775", true},
    {"CF-PERM", "mode:etc:777", true},
    {"CF-PERM", "dir:etc/mail/own mode:etc/mail/own:777", true},
    {"CF-PERM", "mode:etc/mail/sendmail.cf:600", false},
    {"CF-PERM", "mode:etc:1777", false},
    {"ALIAS-PERM", "mode:etc/mail/aliases:646", true},
    {"ALIAS-PERM", "mode:etc/mail/aliases.db:660", true},
    {"ALIAS-PERM", "mode:etc/mail/aliases:644", false},
    {"ALIAS-PERM", "file:srv/more: mode:srv/more:666 cf:O_AliasFile=hash:-o_/srv/more,ldap:x",
     true},
    {"MAP-PERM", "mode:etc/mail/access.db:666", true},
    {"MAP-PERM", "mode:etc/mail/local-host-names:664", true},
    {"MAP-PERM", "file:etc/mail/plain: mode:etc/mail/plain:666", true},
    {"MAP-PERM", "file:srv/t: mode:srv/t:666 cf:Kt_text_-k_0_-v_1_/srv/t", true},
    {"MAP-PERM", "file:srv/t: mode:srv/t:666 cf:Kt_text_-k0_-v_/x_-z:_-o_-T<TMPF>_/srv/t", true},
    {"MAP-PERM", "file:srv/t: mode:srv/t:666 cf:Kt_text_-k_/srv/t_/etc/mail/helpfile", false},
    {"MAP-PERM", "mode:etc/mail/access.db:644", false},
    {"KEY-PERM", "mode:etc/mail/key.pem:644", true},
    {"KEY-PERM", "mode:etc/mail/key.pem:640", true},
    {"KEY-PERM", "mode:etc/mail/cert.pem:664", true},
    {"KEY-PERM", "mode:etc/mail/key.pem:400", false},
    {"AUTH-PERM", "mode:etc/mail/authinfo:644", true},
    {"AUTH-PERM", "mode:etc/mail/ldap.secret:604", true},
    {"AUTH-PERM", "file:etc/sasldb2: mode:etc/sasldb2:644", true},
    {"AUTH-PERM", "mode:etc/mail/authinfo:640", false},
    {"BIN-PERM", "mode:usr/libexec/sendmail/sendmail:775", true},
    {"BIN-PERM", "mode:usr/bin:777", true},
    {"BIN-PERM", "file:opt/x: mode:opt/x:757 cf:F{x}|/opt/x_-y", true},
    {"BIN-PERM", "file:opt/x: mode:opt/x:757 cf:Kx_program_/opt/x_-y", true},
    {"BIN-PERM", "mode:usr/libexec/sendmail/sendmail:555", false},
    {"NO-SUID", "mode:usr/libexec/sendmail/sendmail:4755", true},
    {"NO-SUID", "file:usr/x: mode:usr/x:4755 dir:usr/sbin link:usr/sbin/sendmail:/usr/x", false},
    {"SMRSH-PERM", "mode:etc/mail/smrsh/vacation:757", true},
    {"SMRSH-PERM", "mode:etc/mail/smrsh:777", true},
    {"SMRSH-PERM", "mode:etc/mail/smrsh/vacation:555", false},
    {"Q-PERM", "mode:var/spool/mqueue:701", true},
    {"Q-PERM", "mode:var/spool/mqueue:770", true},
    {"Q-PERM", "dir:var/spool/mqueue/qf mode:var/spool/mqueue/qf:755", true},
    {"Q-PERM", "dir:srv/q mode:srv/q:755 cf:Qslow,_P=/srv/q,_F=f,_I=1h", true},
    {"Q-PERM", "dir:srv/q mode:srv/q:700 dir:srv/q/s1 mode:srv/q/s1:755 cf:Qslow,_P=/srv/q/s*",
     true},
    {"Q-PERM", "dir:srv/q mode:srv/q:700 dir:srv/q/t1 mode:srv/q/t1:755 cf:Qslow,_P=/srv/q/s*",
     false},
    {"Q-PERM", "dir:srv/q mode:srv/q:700 cf:Qslow,_P=/srv/q,_F=f", false},
    {"Q-PERM", "mode:var/spool/mqueue:750", false},
    {"CONTROL-PERM", "mode:run/mta:770", true},
    {"CONTROL-PERM", "mode:run/mta:755 file:run/mta/control: mode:run/mta/control:666", true},
    {"CONTROL-PERM", "mode:run/mta:755", false},
    {"FORWARD-PERM", "file:home/alice/.forward:bob mode:home/alice/.forward:646", true},
    {"FORWARD-PERM",
     "file:etc/hostname:mail.example.org file:home/alice/.forward.mail:bob "
     "mode:home/alice/.forward.mail:646",
     true},
    {"FORWARD-PERM", "file:home/alice/.forward:bob", false},
    {"ALIAS-EXEC", "mode:opt/prog:775", true},
    {"ALIAS-EXEC", "mode:opt:757", true},
    {"ALIAS-EXEC", "rm:opt/prog", true},
    {"ALIAS-EXEC", "file:srv/list:|/srv/p file:srv/p: mode:srv/p:777", true},
    {"ALIAS-EXEC", "mode:opt/prog:555", false},
    {"ALIAS-EXEC", "file:etc/mail/aliases:p:|exit\t67 smrsh:", false},
    {"ALIAS-EXEC", "file:etc/mail/aliases:p:\"|echo\tx\" smrsh:", false},
    {"ALIAS-EXEC", "file:etc/mail/aliases:p:\"|/x/exits\t67\" smrsh:", true},
    {"ALIAS-EXEC", "file:etc/mail/aliases:p:\"|/x/exec\tvacation\" smrsh:", true},
    {"ALIAS-EXEC", "file:etc/mail/aliases:p:\"|exec\t/usr/bin/vacation\tjoe\" smrsh:", false},
    {"ALIAS-EXEC", "file:etc/mail/aliases:p:\"|exec\t/usr/bin/other\" smrsh:", true},
    {"ALIAS-EXEC", "file:etc/mail/aliases:p:\"|exec\t/opt/prog\" mode:opt/prog:757", true},
    {"ALIAS-EXEC", "file:etc/mail/aliases:p:\"|exec\t/opt/prog\"", false},
    {"ALIAS-INCLUDE", "mode:srv/list:664", true},
    {"ALIAS-INCLUDE", "file:srv/list::include:/srv/2 file:srv/2: mode:srv/2:666", true},
    {"ALIAS-INCLUDE", "rm:srv/list mode:srv:1777", true},
    {"ALIAS-INCLUDE", "file:srv/list::include:/srv/list", false},
    {"ALIAS-FILE", "file:srv/box: mode:srv/box:666", true},
    {"ALIAS-FILE", "mode:srv:1777", true},
    {"ALIAS-FILE", "dir:srv/in dir:srv/in/srv mode:srv/in/srv:777 cf:O_SafeFileEnvironment=/srv/in",
     true},
    {"ALIAS-FILE", "file:srv/box: mode:srv/box:600", false},
    {"CF-MISSING", "rm:etc/mail/local-host-names", true},
    {"CF-MISSING", "rm:etc/mail/access.db", true},
    {"CF-MISSING", "rm:etc/mail/helpfile", true},
    {"CF-MISSING", "rm:etc/mail/aliases rm:etc/mail/aliases.db", true},
    {"CF-MISSING", "cf:Qslow,_P=/srv/q", true},
    {"CF-MISSING", "cf:Kt_text_-k_0_-v_1_/srv/t", true},
    {"CF-MISSING", "cf:Kt_text_-k_0_-o_-v_1_/srv/t", false},
    {"CF-MISSING", "rm:etc/mail/authinfo.db", false},
    {"CF-MISSING", "rm:etc/mail/aliases.db", false},
    {"STALE-MAP", "age:etc/mail/access.db:10", true},
    {"STALE-MAP", "age:etc/mail/access:10", false},
    {"LINKS", "rm:etc/mail/access file:srv/a: mode:srv/a:666 link:etc/mail/access:/srv/a", true},
    {"LINKS", "rm:etc/mail/access file:srv/a: link:etc/mail/access:../../srv/a", false},
    {"SYSLOG", "file:etc/rsyslog.conf:auth.*\t/x", true},
    {"SYSLOG", "file:etc/rsyslog.conf:*.*;mail.none\t/x", true},
    {"SYSLOG", "file:etc/rsyslog.conf:mail.!info\t/x", true},
    {"SYSLOG", "file:etc/rsyslog.conf:mail.*\t/dev/null", true},
    {"SYSLOG", "file:etc/rsyslog.conf:auth,mail.info;cron.none\t/x", false},
    {"SYSLOG", "file:etc/rsyslog.conf: file:etc/rsyslog.d/a.conf:*.*\t/x", false},
    {"SYSLOG", "rm:etc/rsyslog.conf", false},
};

static struct str extra = STR_INIT;
static bool smrsh;

static void make_tree(void)
{
    scratch_make();
    cr_assert_eq(chmod(scratch_dir, 0755), 0);
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        const char *path = files[i].path;
        if (path[strlen(path) - 1] == '/') {
            cr_assert_eq(mkdir(scratch_path(path), 0755), 0, "%s", path);
            cr_assert_eq(chmod(scratch_path(path), files[i].mode), 0);
        } else {
            scratch_write(path, files[i].text, strlen(files[i].text), files[i].mode);
        }
    }
}

TestSuite(audit_host, .init = make_tree, .fini = scratch_remove);

static void apply(const char *op)
{
    char *text = mem_dup(op), *path = strchr(text, ':');
    cr_assert_not_null(path);
    *path++ = '\0';
    if (strcmp(text, "smrsh") == 0) {
        smrsh = true;
    } else if (strcmp(text, "cf") == 0) {
        for (char *c = path; *c != '\0'; c++)
            if (*c == '_')
                *c = ' ';
        str_addf(&extra, "%s\n", path);
    } else {
        char *value = path + strcspn(path, ":");
        if (*value == ':')
            *value++ = '\0';
        const char *full = scratch_path(path);
        struct stat st;
        if (strcmp(text, "mode") == 0) {
            cr_assert_eq(chmod(full, (mode_t)strtoul(value, NULL, 8)), 0, "%s", op);
        } else if (strcmp(text, "file") == 0) {
            scratch_write(path, value, strlen(value), 0644);
        } else if (strcmp(text, "dir") == 0) {
            cr_assert_eq(mkdir(full, 0755), 0, "%s", op);
        } else if (strcmp(text, "rm") == 0) {
            cr_assert_eq(remove(full), 0, "%s", op);
        } else if (strcmp(text, "link") == 0) {
            cr_assert_eq(symlink(value, full), 0, "%s", op);
        } else {
            cr_assert_str_eq(text, "age");
            cr_assert_eq(stat(full, &st), 0);
            struct timeval times[2] = {{.tv_sec = st.st_mtime - atol(value)},
                                       {.tv_sec = st.st_mtime - atol(value)}};
            cr_assert_eq(utimes(full, times), 0);
        }
    }
    free(text);
}

static int read_table(const void *arg, const char *path, struct str *out, struct str *name,
                      struct err *err)
{
    (void)arg, (void)path, (void)out, (void)name, (void)err;
    return 0;
}

static void run(const char *ops, const struct audit_accepted *accepted, struct audit_report *report)
{
    struct str text = STR_INIT;
    struct strs each = {0};
    struct cf cf = {.n = 0};
    struct err err = {0};
    const struct audit_host host = {.root = scratch_dir, .layout = layout_find("debian")};
    str_clear(&extra);
    smrsh = false;
    strs_split(&each, ops, " ");
    for (size_t i = 0; i < each.n; i++)
        apply(each.v[i]);
    str_addf(&text, "%s%s%sMprog, P=%s, F=lsDFMoqeu9, A=sh -c $u\n", cf_text, str_text(&extra),
             mailers, smrsh ? "/usr/libexec/sendmail/smrsh" : "/bin/sh");
    cr_assert_eq(cf_parse(str_text(&text), text.len, "sendmail.cf", &cf, &err), 0, "%s: %s", ops,
                 err.text);
    const struct audit_input input = {.mta = &cf,
                                      .host = &host,
                                      .read = read_table,
                                      .roles = ROLE_ANY,
                                      .accepted = accepted,
                                      .n_accepted = accepted != NULL ? 1 : 0};
    audit_run(&input, report);
    for (size_t i = 0; i < report->n; i++)
        report->v[i].line = 0; /* of a cf that is gone */
    cf_free(&cf);
    strs_free(&each);
    str_free(&text);
}

static size_t count(const struct audit_report *report, const char *id)
{
    size_t n = 0;
    for (size_t i = 0; i < report->n; i++) {
        const struct finding *f = &report->v[i];
        if ((f->check->on & ON_HOST) == 0 || f->severity == SEVERITY_ADVICE)
            continue;
        cr_expect(f->found[0] != '\0' && f->wanted[0] != '\0' && f->mend[0] != '\0', "%s",
                  f->check->id);
        n += id == NULL || strcmp(f->check->id, id) == 0 ? 1 : 0;
    }
    return n;
}

Test(audit_host, rows)
{
    scratch_remove();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct audit_report report = {.n = 0};
        make_tree();
        run(rows[i].ops, NULL, &report);
        cr_expect_eq(count(&report, rows[i].id) > 0, rows[i].trips, "%s: %s %s", rows[i].id,
                     rows[i].ops, rows[i].trips ? "is not found" : "is found");
        if (!trust_sees_acl())
            cr_expect_eq(report.n_untried, 1);
        else
            cr_expect_eq(report.n_untried, 0, "%s: %s", rows[i].ops,
                         report.n_untried > 0 ? report.untried[0].reason : "");
        audit_free(&report);
        scratch_remove();
    }
    make_tree();
}

Test(audit_host, each_has_both)
{
    for (const struct check *c = check_next(NULL); c != NULL; c = check_next(c)) {
        bool trips = c->on != ON_HOST, misses = trips;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++)
            if (strcmp(rows[i].id, c->id) == 0) {
                trips = trips || rows[i].trips;
                misses = misses || !rows[i].trips;
            }
        cr_expect(trips && misses, "%s", c->id);
    }
}

Test(audit_host, clean)
{
    struct audit_report report = {.n = 0};
    run("", NULL, &report);
    cr_expect_eq(count(&report, NULL), 0);
    for (size_t i = 0; i < report.n; i++)
        if ((report.v[i].check->on & ON_HOST) != 0)
            cr_expect(false, "%s %s: %s", report.v[i].check->id, report.v[i].file,
                      report.v[i].found);
    audit_free(&report);
}

/* A folder on the way to many files is told once, as bad as for the worst of them. */
Test(audit_host, told_once)
{
    struct audit_report report = {.n = 0};
    run("mode:etc/mail:777", NULL, &report);
    cr_expect_eq(count(&report, NULL), 1);
    audit_sort(&report);
    cr_expect_str_eq(report.v[0].check->id, "CF-PERM");
    cr_expect_eq(report.v[0].severity, SEVERITY_HIGH);
    audit_free(&report);
}

/* A file is another matter for each check: the mend of the first would leave it readable. */
Test(audit_host, told_by_each)
{
    struct audit_report report = {.n = 0};
    run("file:etc/mail/plain:x mode:etc/mail/plain:666 cf:KAuthInfo_hash_/etc/mail/plain "
        "file:etc/mail/plain.db: mode:etc/mail/plain.db:600",
        NULL, &report);
    cr_expect_eq(count(&report, "MAP-PERM"), 1);
    cr_expect_eq(count(&report, "AUTH-PERM"), 1);
    cr_expect_eq(count(&report, NULL), 2);
    audit_free(&report);
}

/* A mend is pasted into a root shell: a name in the tree must not run there. */
Test(audit_host, quoted)
{
    static const struct {
        const char *name, *shown;
    } names[] = {
        {"Plain-1_2.x+=:@%", NULL},
        {"a\tb", "'%s/etc/mail/a\tb'"},
        {"$(reboot)", "'%s/etc/mail/$(reboot)'"},
        {"a;b\nc`d`", "'%s/etc/mail/a;b\nc`d`'"},
        {"it's", "'%s/etc/mail/it'\\''s'"},
        {"\303\251", "'%s/etc/mail/\303\251'"},
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct audit_report report = {.n = 0};
        struct str path = STR_INIT, want = STR_INIT;
        str_addf(&path, "etc/mail/%s", names[i].name);
        scratch_write(str_text(&path), "", 0, 0644);
        cr_assert_eq(chmod(scratch_path(str_text(&path)), 0666), 0);
        run("", NULL, &report);
        cr_assert_eq(count(&report, "CF-PERM"), 1, "%s", names[i].name);
        str_add(&want, "chmod 0644 ");
        if (names[i].shown == NULL) {
            str_addf(&want, "%s", scratch_path(str_text(&path)));
        } else {
            const char *s = strstr(names[i].shown, "%s");
            str_addn(&want, names[i].shown, (size_t)(s - names[i].shown));
            str_addf(&want, "%s%s", scratch_dir, s + 2);
        }
        for (size_t k = 0; k < report.n; k++)
            if (strcmp(report.v[k].check->id, "CF-PERM") == 0)
                cr_expect_str_eq(report.v[k].mend, str_text(&want));
        cr_assert_eq(remove(scratch_path(str_text(&path))), 0);
        audit_free(&report);
        str_free(&path);
        str_free(&want);
    }
}

/* /tmp is as it should be: no mend changes it. */
Test(audit_host, sticky)
{
    struct audit_report report = {.n = 0};
    run("mode:srv:1777 rm:srv/list", NULL, &report);
    cr_expect_gt(count(&report, "ALIAS-INCLUDE"), 0);
    for (size_t i = 0; i < report.n; i++)
        cr_expect_null(strstr(report.v[i].mend, "/srv"), "%s", report.v[i].mend);
    audit_free(&report);
}

/* But not if that one was accepted: the others may not be meant. */
Test(audit_host, accepted)
{
    struct audit_report report = {.n = 0};
    const struct audit_accepted accepted = {check_find("CF-PERM"), "so it is"};
    run("mode:etc/mail:777", &accepted, &report);
    cr_expect_eq(count(&report, "CF-PERM"), 1);
    cr_expect_eq(count(&report, "ALIAS-PERM"), 1);
    audit_free(&report);
}

static bool not_checked(const struct audit_report *report, const char *path)
{
    for (size_t i = 0; i < report->n_untried; i++)
        if (report->untried[i].file != NULL && strstr(report->untried[i].file, path) != NULL)
            return true;
    return false;
}

/* Links are taken as the host takes them: what the kernel would find elsewhere is not read. */
Test(audit_host, stays_inside)
{
    struct audit_report report = {.n = 0};
    struct str outside = STR_INIT, ops = STR_INIT;
    static const char passwd[] = "alice:x:54321:54321::/home/alice:/bin/sh\n";
    scratch_write("srv/passwd", passwd, sizeof(passwd) - 1, 0644);
    str_add(&outside, scratch_path("srv/passwd"));
    str_addf(&ops,
             "file:home/alice/.forward:bob mode:home/alice/.forward:646 "
             "rm:etc/passwd link:etc/passwd:./pw link:etc/pw:%s",
             str_text(&outside));
    run(str_text(&ops), NULL, &report);
    cr_expect_eq(count(&report, "FORWARD-PERM"), 0);
    cr_expect_not(not_checked(&report, "/etc/passwd"));
    audit_free(&report);
    run("rm:etc/pw link:etc/pw:./../srv/./passwd", NULL, &report);
    cr_expect_eq(count(&report, "FORWARD-PERM"), 1);
    audit_free(&report);
    run("rm:etc/pw link:etc/pw:./passwd", NULL, &report);
    cr_expect(not_checked(&report, "/etc/passwd"), "a loop");
    audit_free(&report);
    str_free(&outside);
    str_free(&ops);
}

/* What may not be looked at is told, and is no finding. */
Test(audit_host, unreadable)
{
    struct audit_report report = {.n = 0};
    const char *dir = "etc/mail/tls";
    cr_assert_eq(mkdir(scratch_path(dir), 0755), 0);
    scratch_write("etc/mail/tls/key", "", 0, 0600);
    cr_assert_eq(chmod(scratch_path(dir), geteuid() == 0 ? 0700 : 0), 0);
    if (geteuid() == 0)
        cr_assert_eq(setresuid((uid_t)-1, 65534, (uid_t)-1), 0);
    run("cf:O_ServerKeyFile=/etc/mail/tls/key", NULL, &report);
    if (getuid() == 0)
        cr_assert_eq(setresuid((uid_t)-1, 0, (uid_t)-1), 0);
    cr_expect(not_checked(&report, "/etc/mail/tls/key"));
    cr_expect_eq(count(&report, NULL), 0);
    cr_assert_eq(chmod(scratch_path(dir), 0755), 0);
    audit_free(&report);
}
