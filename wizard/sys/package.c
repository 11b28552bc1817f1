/* The package that the system's sendmail comes from; see package.h. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#include "sys/child.h"
#include "sys/file.h"
#include "sys/package.h"
#include "sys/tool.h"
#include "sys/trust.h"

enum {
    DEADLINE_MS = 10 * 1000,
    DATABASE_MAX = 256 * 1024 * 1024, /* bytes of dpkg's status */
    CHANGELOG_MAX = 16 * 1024 * 1024
};

#define DPKG_STATUS "/var/lib/dpkg/status"
#define DPKG_CHANGELOG "/usr/share/doc/%s/changelog.Debian.gz"

static bool find_dpkg(const char *root, struct package *package);
static const char *find_paragraph(const char *text, const char *name);
static char *field(const char *paragraph, const char *name);
static bool find_unpacked(const char *root, struct package *package);
static bool find_rpm(const char *root, struct package *package);
static char *find_changelog(const char *root, const char *name);
static bool copy_database(const char *root, const char *dir);
static void remove_folder(const char *path);
static int ask_rpm(const char *root, const char *const *question, struct str *out, struct err *err);
static int run(const char *const *argv, struct str *out, struct err *err);

bool package_find(const char *root, const struct layout *layout, struct package *package)
{
    package->name = mem_dup(layout->sendmail_package);
    if (find_dpkg(root, package) || find_unpacked(root, package) || find_rpm(root, package))
        return true;
    package_free(package);
    return false;
}

static bool find_dpkg(const char *root, struct package *package)
{
    struct str text = STR_INIT;
    const char *paragraph = NULL;
    char *real = trust_real(root, DPKG_STATUS);
    if (real != NULL && file_read(real, DATABASE_MAX, &text, NULL) == 0)
        paragraph = find_paragraph(str_text(&text), package->name);
    char *status = paragraph != NULL ? field(paragraph, "Status") : NULL;
    /* "deinstall ok config-files": it is gone, and only its settings are left. */
    if (status != NULL && strstr(status, " installed") != NULL)
        package->version = field(paragraph, "Version");
    free(status);
    free(real);
    str_free(&text);
    return package->version != NULL;
}

static const char *find_paragraph(const char *text, const char *name)
{
    struct str first = STR_INIT;
    const char *at;
    str_addf(&first, "Package: %s\n", name);
    for (at = text; (at = strstr(at, str_text(&first))) != NULL; at++)
        if (at == text || at[-1] == '\n')
            break;
    str_free(&first);
    return at;
}

static char *field(const char *paragraph, const char *name)
{
    size_t len = strlen(name);
    for (const char *line = paragraph; *line != '\0' && *line != '\n';) {
        size_t end = strcspn(line, "\n");
        if (strncmp(line, name, len) == 0 && line[len] == ':') {
            const char *value = line + len + 1 + strspn(line + len + 1, " ");
            return mem_dupn(value, (size_t)(line + end - value));
        }
        line += end + (line[end] != '\0' ? 1 : 0);
    }
    return NULL;
}

/* The first line of its changelog has "sendmail (8.17.1.9-2+deb12u2) bookworm; ...". */
static bool find_unpacked(const char *root, struct package *package)
{
    struct str text = STR_INIT;
    char *real = find_changelog(root, package->name);
    if (real != NULL && package_changelog(root, package, &text, NULL) == 0) {
        const char *open = strchr(str_text(&text), '(');
        size_t len = open != NULL ? strcspn(open + 1, ")\n") : 0;
        package->version = len > 0 ? mem_dupn(open + 1, len) : NULL;
    }
    free(real);
    str_free(&text);
    return package->version != NULL;
}

/* A link is taken as the tree has it. */
static char *find_changelog(const char *root, const char *name)
{
    struct str path = STR_INIT;
    str_addf(&path, DPKG_CHANGELOG, name);
    char *real = trust_real(root, str_text(&path));
    str_free(&path);
    return real;
}

static bool find_rpm(const char *root, struct package *package)
{
    const char *const question[] = {"--queryformat", "%{VERSION}-%{RELEASE}\n", package->name,
                                    NULL};
    struct str out = STR_INIT;
    if (ask_rpm(root, question, &out, NULL) == 0) {
        size_t len = strcspn(str_text(&out), "\n");
        package->version = len > 0 ? mem_dupn(str_text(&out), len) : NULL;
    }
    str_free(&out);
    return package->version != NULL;
}

int package_changelog(const char *root, const struct package *package, struct str *out,
                      struct err *err)
{
    char *real = find_changelog(root, package->name), *gzip = NULL;
    const char *const question[] = {"--changelog", package->name, NULL};
    int rc = -1;
    if (real == NULL) {
        rc = ask_rpm(root, question, out, err);
    } else if ((gzip = tool_find(TOOL_GZIP, NULL, "", err)) != NULL) {
        const char *const argv[] = {gzip, "-dc", "--", real, NULL};
        rc = run(argv, out, err);
    }
    free(gzip);
    free(real);
    return rc;
}

/*
 * rpm writes beside the database that it reads, and a tree may be a stranger's: it is asked
 * on a private copy.
 */
static int ask_rpm(const char *root, const char *const *question, struct str *out, struct err *err)
{
    enum { BEFORE = 4, MOST = 4 };
    char copy[] = "/tmp/mcwizard-rpm-XXXXXX";
    int rc = -1;
    if (mkdtemp(copy) == NULL)
        return err_set_errno(err, copy, "cannot make a folder");
    char *rpm = NULL;
    if (!copy_database(root, copy)) {
        err_set(err, ERR_TOOL, "there is no changelog of the package, and no database of rpm");
    } else if ((rpm = tool_find(TOOL_RPM, NULL, "", err)) != NULL) {
        const char *argv[BEFORE + MOST] = {rpm, "--dbpath", copy, "-q"};
        for (size_t i = 0; i + 1 < MOST && question[i] != NULL; i++)
            argv[BEFORE + i] = question[i];
        rc = run(argv, out, err);
    }
    free(rpm);
    remove_folder(copy);
    return rc;
}

/* The database of either kind, with what is not written into it yet. */
static bool copy_database(const char *root, const char *dir)
{
    static const char *const folders[] = {"/var/lib/rpm", "/usr/lib/sysimage/rpm"};
    static const char *const files[] = {"rpmdb.sqlite", "rpmdb.sqlite-wal", "Packages.db",
                                        "Packages"};
    bool any = false;
    for (size_t i = 0; i < ARRAY_LEN(folders) && !any; i++)
        for (size_t k = 0; k < ARRAY_LEN(files); k++) {
            struct str from = STR_INIT, to = STR_INIT, bytes = STR_INIT;
            str_addf(&from, "%s/%s", folders[i], files[k]);
            str_addf(&to, "%s/%s", dir, files[k]);
            char *real = trust_real(root, str_text(&from));
            if (real != NULL && file_read(real, DATABASE_MAX, &bytes, NULL) == 0 &&
                file_write(str_text(&to), 0600, str_text(&bytes), bytes.len, NULL) == 0)
                any = true;
            free(real);
            str_free(&from);
            str_free(&to);
            str_free(&bytes);
        }
    return any;
}

/* With whatever rpm has left in it: plain files. */
static void remove_folder(const char *path)
{
    DIR *dir = opendir(path);
    for (struct dirent *d; dir != NULL && (d = readdir(dir)) != NULL;)
        if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0)
            (void)unlinkat(dirfd(dir), d->d_name, 0);
    if (dir != NULL)
        closedir(dir);
    (void)rmdir(path);
}

static int run(const char *const *argv, struct str *out, struct err *err)
{
    struct child c = {.argv = argv, .deadline_ms = DEADLINE_MS, .max_out = CHANGELOG_MAX};
    int rc = child_run(&c, err) == 0 ? child_expect_ok(&c, err) : -1;
    if (rc == 0)
        str_add(out, str_text(&c.out));
    child_free(&c);
    return rc;
}

void package_free(struct package *package)
{
    free(package->name);
    free(package->version);
    *package = (struct package){.name = NULL};
}
