/* The package that the system's sendmail comes from; see package.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "sys/child.h"
#include "sys/file.h"
#include "sys/package.h"
#include "sys/tool.h"

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
static bool has_rpm(const char *root);
static int ask_rpm(const char *root, const char *const *question, struct str *out, struct err *err);
static int run(const char *const *argv, struct str *out, struct err *err);
static void changelog_path(const char *root, const char *name, struct str *path);

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
    struct str path = STR_INIT, text = STR_INIT;
    str_addf(&path, "%s" DPKG_STATUS, root);
    const char *paragraph = NULL;
    if (file_exists(str_text(&path)) && file_read(str_text(&path), DATABASE_MAX, &text, NULL) == 0)
        paragraph = find_paragraph(str_text(&text), package->name);
    char *status = paragraph != NULL ? field(paragraph, "Status") : NULL;
    /* "deinstall ok config-files": it is gone, and only its settings are left. */
    if (status != NULL && strstr(status, " installed") != NULL)
        package->version = field(paragraph, "Version");
    free(status);
    str_free(&path);
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
    struct str path = STR_INIT, text = STR_INIT;
    changelog_path(root, package->name, &path);
    if (file_exists(str_text(&path)) && package_changelog(root, package, &text, NULL) == 0) {
        const char *open = strchr(str_text(&text), '(');
        size_t len = open != NULL ? strcspn(open + 1, ")\n") : 0;
        package->version = len > 0 ? mem_dupn(open + 1, len) : NULL;
    }
    str_free(&path);
    str_free(&text);
    return package->version != NULL;
}

static bool find_rpm(const char *root, struct package *package)
{
    const char *const question[] = {"--queryformat", "%{VERSION}-%{RELEASE}\n", package->name,
                                    NULL};
    struct str out = STR_INIT;
    if (has_rpm(root) && ask_rpm(root, question, &out, NULL) == 0) {
        size_t len = strcspn(str_text(&out), "\n");
        package->version = len > 0 ? mem_dupn(str_text(&out), len) : NULL;
    }
    str_free(&out);
    return package->version != NULL;
}

/* Debian has an rpm, too, which then has no database. */
static bool has_rpm(const char *root)
{
    static const char *const databases[] = {"/var/lib/rpm", "/usr/lib/sysimage/rpm"};
    bool found = false;
    for (size_t i = 0; i < ARRAY_LEN(databases); i++) {
        struct str path = STR_INIT;
        str_addf(&path, "%s%s", root, databases[i]);
        found = found || file_is_dir(str_text(&path));
        str_free(&path);
    }
    return found;
}

int package_changelog(const char *root, const struct package *package, struct str *out,
                      struct err *err)
{
    struct str path = STR_INIT;
    int rc = -1;
    changelog_path(root, package->name, &path);
    if (file_exists(str_text(&path))) {
        char *gzip = tool_find(TOOL_GZIP, NULL, "", err);
        const char *const argv[] = {gzip, "-dc", "--", str_text(&path), NULL};
        rc = gzip != NULL ? run(argv, out, err) : -1;
        free(gzip);
    } else if (has_rpm(root)) {
        const char *const question[] = {"--changelog", package->name, NULL};
        rc = ask_rpm(root, question, out, err);
    } else {
        err_set(err, ERR_TOOL, "%s is not there", str_text(&path));
    }
    str_free(&path);
    return rc;
}

static int ask_rpm(const char *root, const char *const *question, struct str *out, struct err *err)
{
    enum { BEFORE = 4, MOST = 4 };
    char *rpm = tool_find(TOOL_RPM, NULL, "", err);
    if (rpm == NULL)
        return -1;
    const char *argv[BEFORE + MOST] = {rpm, "--root", root[0] != '\0' ? root : "/", "-q"};
    for (size_t i = 0; i + 1 < MOST && question[i] != NULL; i++)
        argv[BEFORE + i] = question[i];
    int rc = run(argv, out, err);
    free(rpm);
    return rc;
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

static void changelog_path(const char *root, const char *name, struct str *path)
{
    str_addf(path, "%s" DPKG_CHANGELOG, root, name);
}

void package_free(struct package *package)
{
    free(package->name);
    free(package->version);
    *package = (struct package){.name = NULL};
}
