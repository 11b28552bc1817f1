/* Tests of sys/file.c: what is read and refused, and writes that are whole or not there. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "sys/file.h"

#include "scratch.h"

enum { NOBODY = 65534, MAX = 1000 };

static void expect_refused(const char *path, bool secret, const char *part);
static size_t count_names(const char *dir);
static void expect_content(const char *path, const char *text);

TestSuite(sys_file, .init = scratch_make, .fini = scratch_remove, .timeout = 20);

static void expect_refused(const char *path, bool secret, const char *part)
{
    struct str text = STR_INIT;
    struct err err = {0};
    int rc = secret ? file_read_secret(path, MAX, &text, &err) : file_read(path, MAX, &text, &err);
    cr_expect_eq(rc, -1, "%s was read", path);
    char *line = err_format(&err);
    cr_expect(strstr(line, part) != NULL, "%s: no \"%s\" in \"%s\"", path, part, line);
    free(line);
    err_clear(&err);
    str_free(&text);
}

static size_t count_names(const char *dir)
{
    size_t n = 0;
    DIR *d = opendir(dir);
    cr_assert_not_null(d);
    while (readdir(d) != NULL)
        n++;
    closedir(d);
    return n - 2; /* . and .. */
}

static void expect_content(const char *path, const char *text)
{
    struct str got = STR_INIT;
    struct err err = {0};
    cr_expect_eq(file_read(path, MAX, &got, &err), 0, "%s: %s", path, err.text);
    cr_expect_str_eq(str_text(&got), text);
    err_clear(&err);
    str_free(&got);
}

Test(sys_file, read_appends)
{
    struct str text = STR_INIT;
    struct err err = {0};
    const char *path = scratch_write("f", "a\0b", 3, 0644);
    str_add(&text, "before ");
    cr_assert_eq(file_read(path, MAX, &text, &err), 0);
    cr_expect_eq(text.len, 10);
    cr_expect_arr_eq(text.buf, "before a\0b", 11);
    str_clear(&text);
    cr_assert_eq(file_read(scratch_write("empty", "", 0, 0644), MAX, &text, &err), 0);
    cr_expect_eq(text.len, 0);
    str_free(&text);
}

Test(sys_file, read_up_to_the_bound)
{
    char bytes[MAX + 1];
    struct str text = STR_INIT;
    struct err err = {0};
    memset(bytes, 'x', sizeof(bytes));
    cr_assert_eq(file_read(scratch_write("f", bytes, MAX, 0644), MAX, &text, &err), 0);
    cr_expect_eq(text.len, (size_t)MAX);
    expect_refused(scratch_write("g", bytes, MAX + 1, 0644), false, "is larger than 1000 bytes");
    /* Files of /proc say that they are empty. */
    expect_refused("/proc/kallsyms", false, "is larger than 1000 bytes");
    str_free(&text);
}

Test(sys_file, read_what_is_no_file)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    cr_assert_eq(mkdir(scratch_path("dir"), 0755), 0);
    expect_refused(scratch_path("dir"), false, "is a folder, not a file; name a regular file");
    /* Nobody writes to it: opening it must not wait. */
    cr_assert_eq(mkfifo(scratch_path("fifo"), 0644), 0);
    expect_refused(scratch_path("fifo"), false, "is a FIFO");
    expect_refused("/dev/zero", false, "is a device file");
    expect_refused("/dev/null", false, "is a device file");
    const char *path = scratch_path("socket");
    cr_assert_lt(strlen(path), sizeof(address.sun_path));
    memcpy(address.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    cr_assert_eq(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    expect_refused(scratch_path("socket"), false, "cannot read");
    close(fd);
    expect_refused(scratch_path("nothing"), false, "cannot read: No such file or directory");
    expect_refused("", false, "cannot read");
}

Test(sys_file, read_through_links)
{
    scratch_write("f", "text", 4, 0644);
    cr_assert_eq(symlink("f", scratch_path("link")), 0);
    expect_content(scratch_path("link"), "text");
    cr_assert_eq(symlink("loop", scratch_path("loop")), 0);
    expect_refused(scratch_path("loop"), false, "Too many levels of symbolic links");
    cr_assert_eq(symlink("/dev/zero", scratch_path("zero")), 0);
    expect_refused(scratch_path("zero"), false, "is a device file");
}

Test(sys_file, read_standard_input)
{
    struct str text = STR_INIT;
    struct err err = {0};
    int fd = open(scratch_write("f", "from stdin", 10, 0644), O_RDONLY);
    dup2(fd, STDIN_FILENO);
    cr_assert_eq(file_read("-", MAX, &text, &err), 0);
    cr_expect_str_eq(str_text(&text), "from stdin");
    fd = open("/dev/zero", O_RDONLY);
    dup2(fd, STDIN_FILENO);
    expect_refused("-", false, "standard input: is larger than 1000 bytes");
    fd = open(scratch_dir, O_RDONLY);
    dup2(fd, STDIN_FILENO);
    expect_refused("-", false, "standard input: cannot read: Is a directory");
    str_free(&text);
}

Test(sys_file, read_what_others_may_not)
{
    int status = 0;
    const char *path = scratch_write("f", "x", 1, 0600);
    cr_assert_eq(chmod(scratch_dir, 0755), 0);
    if (geteuid() != 0)
        cr_assert_eq(chmod(path, 0), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct str text = STR_INIT;
        struct err err = {0};
        if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
            _exit(2);
        int rc = file_read(path, MAX, &text, &err);
        _exit(rc == -1 && strstr(err.text, "Permission denied") != NULL ? 0 : 1);
    }
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_expect_eq(WEXITSTATUS(status), 0);
}

Test(sys_file, secrets)
{
    static const struct {
        mode_t mode;
        bool good;
    } rows[] = {{0600, true},  {0400, true},  {0700, true},  {0640, false}, {0604, false},
                {0620, false}, {0601, false}, {0660, false}, {0666, false}, {04600, true}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str text = STR_INIT;
        struct err err = {0};
        char part[64];
        const char *path = scratch_write("secret", "pw", 2, rows[i].mode);
        snprintf(part, sizeof(part), "others may use it (mode %04o); chmod 600 it",
                 (unsigned)rows[i].mode);
        if (rows[i].good) {
            cr_expect_eq(file_read_secret(path, MAX, &text, &err), 0, "%04o",
                         (unsigned)rows[i].mode);
            cr_expect_str_eq(str_text(&text), "pw");
        } else {
            expect_refused(path, true, part);
        }
        err_clear(&err);
        str_free(&text);
        unlink(path);
    }
}

Test(sys_file, trusted_texts)
{
    static const struct {
        mode_t mode;
        bool taken;
    } rows[] = {{0644, true}, {0600, true}, {0755, true}, {0664, false}, {0646, false}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str text = STR_INIT;
        struct err err = {0};
        const char *path = scratch_write("text", "x", 1, rows[i].mode);
        cr_expect_eq(file_read_trusted(path, MAX, &text, &err), rows[i].taken ? 0 : -1, "%04o",
                     (unsigned)rows[i].mode);
        cr_expect_eq(err.mend != NULL, !rows[i].taken);
        err_clear(&err);
        str_free(&text);
    }
}

Test(sys_file, secrets_of_somebody_else)
{
    const char *path = scratch_write("secret", "pw", 2, 0600);
    if (chown(path, NOBODY, NOBODY) != 0)
        cr_skip_test("only root can give a file away");
    expect_refused(path, true, "belongs to somebody else");
    /* The file counts, not the link to it. */
    cr_assert_eq(symlink("secret", scratch_path("link")), 0);
    expect_refused(scratch_path("link"), true, "belongs to somebody else");
}

Test(sys_file, write_has_exactly_its_mode)
{
    static const mode_t modes[] = {0644, 0600, 0640, 0666, 0400}, masks[] = {0, 022, 077, 0777};
    for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
        for (size_t k = 0; k < ARRAY_LEN(masks); k++) {
            struct stat st;
            struct err err = {0};
            const char *path = scratch_path("f");
            mode_t old = umask(masks[k]);
            cr_expect_eq(file_write(path, modes[i], "x", 1, &err), 0);
            umask(old);
            cr_assert_eq(stat(path, &st), 0);
            cr_expect_eq(st.st_mode & 07777, modes[i], "%04o under %04o", modes[i], masks[k]);
        }
    }
    cr_expect_eq(count_names(scratch_dir), 1);
}

Test(sys_file, write_replaces_whole)
{
    struct err err = {0};
    char buf[8] = "";
    const char *path = scratch_write("f", "old", 3, 0644);
    int fd = open(path, O_RDONLY);
    cr_assert_eq(file_write(path, 0644, "newer", 5, &err), 0);
    /* Who has the old one open still reads the old one, whole. */
    cr_expect_eq(read(fd, buf, sizeof(buf)), 3);
    cr_expect_str_eq(buf, "old");
    expect_content(path, "newer");
    cr_assert_eq(file_write(path, 0644, "", 0, &err), 0);
    expect_content(path, "");
    close(fd);
}

Test(sys_file, write_follows_no_link)
{
    struct err err = {0};
    struct stat st;
    scratch_write("victim", "mine", 4, 0644);
    cr_assert_eq(symlink("victim", scratch_path("f")), 0);
    cr_assert_eq(file_write(scratch_path("f"), 0644, "new", 3, &err), 0);
    cr_assert_eq(lstat(scratch_path("f"), &st), 0);
    cr_expect(S_ISREG(st.st_mode));
    expect_content(scratch_path("victim"), "mine");
    expect_content(scratch_path("f"), "new");
}

Test(sys_file, write_clears_what_a_dead_process_left)
{
    struct err err = {0};
    char name[64];
    snprintf(name, sizeof(name), ".f.new.%ld", (long)getpid());
    scratch_write("victim", "mine", 4, 0644);
    cr_assert_eq(symlink("victim", scratch_path(name)), 0);
    cr_assert_eq(file_write(scratch_path("f"), 0600, "new", 3, &err), 0);
    expect_content(scratch_path("f"), "new");
    expect_content(scratch_path("victim"), "mine");
    cr_expect_eq(count_names(scratch_dir), 2);
}

Test(sys_file, write_that_fails_leaves_nothing)
{
    struct err err = {0};
    cr_assert_eq(mkdir(scratch_path("dir"), 0755), 0);
    scratch_write("dir/inside", "x", 1, 0644);
    cr_expect_eq(file_write(scratch_path("dir"), 0644, "x", 1, &err), -1);
    char *line = err_format(&err);
    cr_expect(strstr(line, "/dir: cannot write: ") != NULL, "%s", line);
    free(line);
    err_clear(&err);
    cr_expect_eq(count_names(scratch_dir), 1);
    cr_expect_eq(file_write(scratch_path("none/f"), 0644, "x", 1, &err), -1);
    line = err_format(&err);
    cr_expect(strstr(line, "/none: cannot open: No such file") != NULL, "%s", line);
    free(line);
    err_clear(&err);
}

Test(sys_file, write_into_the_working_folder)
{
    struct err err = {0};
    cr_assert_eq(chdir(scratch_dir), 0);
    cr_assert_eq(file_write("plain", 0644, "x", 1, &err), 0);
    expect_content("plain", "x");
}

Test(sys_file, folders)
{
    struct err err = {0};
    struct stat st;
    int fd = file_open_dir(scratch_path("new"), &err);
    cr_assert_geq(fd, 0);
    cr_expect_eq(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    cr_expect_eq(file_write_at(fd, "shown", "f", 0644, "x", 1, &err), 0);
    close(fd);
    cr_expect(file_is_dir(scratch_path("new")));
    cr_expect(file_exists(scratch_path("new/f")));
    cr_expect_not(file_is_dir(scratch_path("new/f")));
    cr_expect_not(file_exists(scratch_path("new/g")));
    fd = file_open_dir(scratch_path("new"), &err);
    cr_expect_geq(fd, 0);
    close(fd);
    cr_expect_eq(file_open_dir(scratch_path("new/f"), &err), -1);
    err_clear(&err);
    cr_expect_eq(file_open_dir(scratch_path("a/b"), &err), -1);
    cr_expect(strstr(err.text, "cannot make the folder") != NULL);
    err_clear(&err);
    cr_assert_eq(stat(scratch_path("new"), &st), 0);
}

Test(sys_file, write_by_pieces)
{
    struct file_writer w;
    struct err err = {0};
    struct str back = STR_INIT;
    int fd = file_open_dir(scratch_dir, &err);
    cr_assert_geq(fd, 0);
    scratch_write("t", "old", 3, 0644);
    cr_assert_eq(file_begin_at(&w, fd, scratch_dir, "t", &err), 0);
    cr_expect_eq(file_put(&w, "new", 3, &err), 0);
    file_abandon(&w);
    cr_expect_eq(file_read(scratch_path("t"), 100, &back, &err), 0);
    cr_expect_str_eq(str_text(&back), "old");
    cr_assert_eq(file_begin_at(&w, fd, scratch_dir, "t", &err), 0);
    cr_expect_eq(file_put(&w, "ne", 2, &err), 0);
    cr_expect_eq(file_put(&w, "w", 1, &err), 0);
    cr_expect_eq(file_commit(&w, 0640, &err), 0);
    str_clear(&back);
    cr_expect_eq(file_read(scratch_path("t"), 100, &back, &err), 0);
    cr_expect_str_eq(str_text(&back), "new");
    cr_expect_eq(file_begin_at(&w, fd, scratch_dir, "no/such", &err), -1);
    close(fd);
    err_clear(&err);
    str_free(&back);
}

Test(sys_file, tables)
{
    static const struct {
        mode_t mode;
        bool good;
    } rows[] = {{0644, true}, {0600, true}, {0444, true}, {0664, false}, {0646, false}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct err err = {0};
        int fd = file_open_table(scratch_write("t", "x", 1, rows[i].mode), &err);
        cr_expect_eq(fd >= 0, rows[i].good, "%04o", (unsigned)rows[i].mode);
        cr_expect_eq(err_is_set(&err), !rows[i].good);
        if (fd >= 0)
            close(fd);
        err_clear(&err);
    }
    struct err err = {0};
    cr_expect_eq(file_open_table(scratch_dir, &err), -1);
    cr_expect(strstr(err.text, "is a folder") != NULL);
    err_clear(&err);
    cr_expect_eq(file_open_table(scratch_path("none"), &err), -1);
    err_clear(&err);
}

Test(sys_file, folders_that_others_may_write)
{
    mode_t mode = 0;
    cr_assert_eq(mkdir(scratch_path("a"), 0755), 0);
    cr_assert_eq(mkdir(scratch_path("a/b"), 0755), 0);
    cr_expect_null(file_open_folder(scratch_dir, "/a/b/f", &mode));
    cr_expect_null(file_open_folder(scratch_dir, "/none/f", &mode));
    cr_assert_eq(chmod(scratch_path("a/b"), 0775), 0);
    char *open = file_open_folder(scratch_dir, "/a/b/f", &mode);
    cr_expect_str_eq(open, scratch_path("a/b"));
    cr_expect_eq(mode, 0775);
    free(open);
    /* What is named itself is not on the way to it; above root is nobody's business. */
    cr_expect_null(file_open_folder(scratch_dir, "/a/b", &mode));
    cr_assert_eq(chmod(scratch_path("a"), 01777), 0);
    open = file_open_folder(scratch_dir, "/a/b/f", &mode);
    cr_expect_str_eq(open, scratch_path("a"));
    cr_expect_eq(mode, 01777);
    free(open);
}
