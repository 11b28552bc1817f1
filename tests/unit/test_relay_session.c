#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "relay/room.h"
#include "relay/session.h"

#include "scratch.h"

TestSuite(relay_session, .init = scratch_make, .fini = scratch_remove);

static const char cf_text[] = "V10/Berkeley\nKaccess hash -o access\n"
                              "Mlocal, P=/bin/mail, F=lsDFM, A=mail\nSparse=0\nR$*\t$@ $1\n";

/* A sendmail that is only a fault. */
static int run_fake(const char *script, struct err *err)
{
    struct session s = {.root = "", .makemap = "/bin/true", .base_ms = 300};
    struct batch batch = {.n = 0};
    char *cf = mem_dup(scratch_write("sendmail.cf", cf_text, strlen(cf_text), 0600));
    char *fake = mem_dup(scratch_write("sendmail", script, strlen(script), 0700));
    char *table = mem_dup(scratch_write("access.db", "", 0, 0600));
    s.cf_path = cf;
    s.sendmail = fake;
    setenv("TMPDIR", scratch_dir, 1);
    int rc = session_open(&s, err);
    if (rc == 0) {
        batch_add(&batch, "check_rcpt <a@b>");
        rc = session_settle(&s, &batch, err);
    }
    batch_free(&batch);
    session_close(&s);
    free(cf);
    free(fake);
    free(table);
    return rc;
}

static size_t rooms(void)
{
    size_t n = 0;
    DIR *dir = opendir(scratch_dir);
    for (struct dirent *e; (e = readdir(dir)) != NULL;)
        n += strncmp(e->d_name, "mcwizard-prove-", strlen("mcwizard-prove-")) == 0;
    closedir(dir);
    return n;
}

/* Each ends with a clear error, and leaves neither a child nor a folder. */
Test(relay_session, faults)
{
    static const struct {
        const char *script, *says;
    } rows[] = {
        {"#!/bin/sh\nexit 0\n", "begin"},
        {"#!/bin/sh\nkill -9 $$\n", "signal 9"},
        {"#!/bin/sh\nexec sleep 100\n", "did not end"},
        {"#!/bin/sh\nexec yes\n", "without end"},
        {"#!/bin/sh\nhead -c 5000 /dev/urandom\n", "begin"},
        {"#!/bin/sh\nexit 3\n", "status 3"},
        {"#!/bin/sh\nprintf 'ADDRESS TEST MODE (ruleset 3 NOT automatically invoked)\\nEnter "
         "<ruleset> <address>\\n> '\n",
         "answered 0 lines of 1"},
        {"#!/bin/sh\necho 'x: line 2: it is Tuesday'\nprintf 'ADDRESS TEST MODE (ruleset 3 NOT "
         "automatically invoked)\\nEnter <ruleset> <address>\\n> > '\n",
         "Tuesday"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct err err = {0};
        cr_expect_eq(run_fake(rows[i].script, &err), -1, "row %zu", i);
        cr_expect(err.text != NULL && strstr(err.text, rows[i].says) != NULL, "row %zu: %s", i,
                  err.text);
        err_clear(&err);
        cr_expect_eq(rooms(), 0);
    }
}

Test(relay_session, programs_are_refused)
{
    static const char *const lines[] = {"Fw|/bin/echo x", "D{x}|/bin/echo x",
                                        "Kp program /bin/echo"};
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        struct str text = STR_INIT;
        struct err err = {0};
        str_addf(&text, "%s%s\n", cf_text, lines[i]);
        struct session s = {.root = "", .makemap = "/bin/true", .sendmail = "/bin/false"};
        s.cf_path = scratch_write("sendmail.cf", str_text(&text), text.len, 0600);
        cr_expect_eq(session_open(&s, &err), -1, "%s", lines[i]);
        cr_expect(err.text != NULL && strstr(err.text, "runs a program") != NULL, "%s", lines[i]);
        cr_expect_eq(err.line, 6);
        err_clear(&err);
        session_close(&s);
        str_free(&text);
    }
}

Test(relay_session, room)
{
    char *dir;
    struct stat st;
    struct err err = {0};
    setenv("TMPDIR", scratch_dir, 1);
    cr_assert_eq(room_make(&dir, &err), 0);
    cr_assert_eq(stat(dir, &st), 0);
    cr_expect_eq(st.st_mode & 07777, 0700u);
    cr_expect_eq(room_write(dir, "x", "abc", 3, NULL, &err), 0);
    room_remove(dir);
    cr_expect_eq(access(dir, F_OK), -1);
    free(dir);
}
