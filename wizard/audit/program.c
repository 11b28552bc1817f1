/* Which sendmail a configuration is for, and what its vendor did to it; see internal.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "audit/internal.h"

#include "sys/file.h"
#include "sys/version.h"

enum { BINARY_MAX = 64 * 1024 * 1024 /* bytes; Debian's has 1.4 MB */ };

static const struct package *find_package(const struct audit *audit);
static bool take(struct audit_facts *facts, const char *text, const char *from, bool runs);
static bool has_word(const char *text, const char *word);
static void ask_vendor(struct audit *audit);

void audit_program_read(const struct audit *audit, struct audit_facts *facts, struct strs *evidence)
{
    const struct audit_input *input = audit->in;
    const struct sendmail_build *build = input->build;
    const struct audit_program *program = input->program;
    const struct cf_entry *made_by = cf_find(input->mta, CF_MACRO, "Z");
    const struct package *package;
    struct str from = STR_INIT, line = STR_INIT;
    bool known = false;
    /* Without its list of flags it is what the macros say, or a name on the command line. */
    if (build != NULL && build->version != VERSION_NONE && (build->flags_known || program == NULL))
        known = take(facts, build->text, build->from, true);
    if (!known && (package = find_package(audit)) != NULL) {
        str_addf(&from, "package %s %s", package->name, package->version);
        const char *upstream = strchr(package->version, ':');
        known =
            take(facts, upstream != NULL ? upstream + 1 : package->version, str_text(&from), true);
    }
    if (!known && made_by != NULL) {
        str_addf(&from, "its macros, %s", input->mta->file);
        if (made_by->line > 0)
            str_addf(&from, ":%ld", made_by->line);
        str_add(&from, "; what runs is not known");
        known = take(facts, made_by->value, str_text(&from), false);
    }
    if (!known && build != NULL && build->version != VERSION_NONE)
        known = take(facts, build->text, build->from, false);
    if (known)
        str_addf(&line, "sendmail %s (%s)", facts->version_text, facts->version_from);
    else
        str_add(&line, "nothing tells which sendmail it is for: it is taken for the newest");
    strs_add_take(evidence, str_take(&line));
    str_free(&from);
}

/* Looked for once: dpkg's database is large, and rpm's is copied. */
static const struct package *find_package(const struct audit *audit)
{
    const struct audit_program *program = audit->in->program;
    struct audit_vendor *vendor = audit->vendor;
    if (!vendor->looked && program != NULL && program->root != NULL)
        (void)package_find(program->root, program->layout, &vendor->package);
    vendor->looked = true;
    return vendor->package.name != NULL ? &vendor->package : NULL;
}

/* Of "8.17.1.9/Debian-2+deb12u2" the version is what stands before the slash. */
static bool take(struct audit_facts *facts, const char *text, const char *from, bool runs)
{
    size_t len = strspn(text, "0123456789.");
    char *version = mem_dupn(text, len);
    if (version_number(version) == VERSION_NONE) {
        free(version);
        return false;
    }
    facts->version = version_number(version);
    facts->version_text = version;
    facts->version_from = mem_dup(from);
    facts->version_runs = runs;
    return true;
}

bool audit_vendor_tells(struct audit *audit, const char *flaw)
{
    struct str old = STR_INIT;
    if (!audit->vendor->asked)
        ask_vendor(audit);
    const char *text = str_text(&audit->vendor->changelog);
    /* Before 2005 they were candidates. */
    str_addf(&old, "CAN-%s", strncmp(flaw, "CVE-", 4) == 0 ? flaw + 4 : flaw);
    bool tells = has_word(text, flaw) || has_word(text, str_text(&old));
    str_free(&old);
    return tells;
}

/* CVE-2021-3618 is not CVE-2021-36180. */
static bool has_word(const char *text, const char *word)
{
    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word))
        if (!isalnum((unsigned char)at[strlen(word)]))
            return true;
    return false;
}

static void ask_vendor(struct audit *audit)
{
    struct audit_vendor *vendor = audit->vendor;
    struct err err = {0};
    vendor->asked = true;
    if (find_package(audit) == NULL)
        return;
    if (package_changelog(audit->in->program->root, &vendor->package, &vendor->changelog, &err) !=
        0)
        vendor->trouble = mem_dup(err.text);
    err_clear(&err);
}

bool audit_binary_has(struct audit *audit, const char *text)
{
    const struct audit_program *program = audit->in->program;
    struct str bytes = STR_INIT;
    bool has = program != NULL && program->binary != NULL &&
               file_read(program->binary, BINARY_MAX, &bytes, NULL) == 0 &&
               memmem(bytes.buf, bytes.len, text, strlen(text)) != NULL;
    str_free(&bytes);
    return has;
}

void audit_vendor_free(struct audit_vendor *vendor)
{
    package_free(&vendor->package);
    str_free(&vendor->changelog);
    free(vendor->trouble);
    vendor->trouble = NULL;
}
