/* Tests of audit/sarif.c: what stands where; sarif.sh holds whole logs to a schema. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <jansson.h>

#include "base/mem.h"
#include "base/str.h"

#include "audit/audit.h"

#include "cf/cf.h"

static const char uri_of[] = "locations.0.physicalLocation.artifactLocation.uri";

/* The log of one finding of a check, with the texts given; the caller frees it with json_decref. */
static json_t *log_of(const char *id, const char *file, long line, const char *found,
                      const char *accepted, const char *profile)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    static char name[] = "x.cf";
    const struct cf cf = {.file = name};
    const struct check *check = check_find(id);
    const struct audit_accepted list = {check, accepted};
    const struct audit_input input = {
        .mta = &cf, .accepted = &list, .n_accepted = accepted != NULL ? 1 : 0};
    struct audited audited = {
        .name = profile != NULL ? profile : "x.cf", .input = &input, .rendered = profile != NULL};
    audit_add(&input, &audited.report, check, file, line, found);
    struct audit_sarif *sarif = audit_sarif_begin();
    audit_sarif_add(sarif, &audited);
    audit_sarif_end(sarif, 1, to);
    fclose(to);
    json_t *log = json_loads(text, 0, NULL);
    cr_assert_not_null(log, "%s", text);
    free(text);
    audit_free(&audited.report);
    return log;
}

/* By a path of names and numbers, below the first run; NULL if there is none. */
static const json_t *at(const json_t *log, const char *path)
{
    struct strs parts = {0};
    const json_t *value = json_array_get(json_object_get(log, "runs"), 0);
    strs_split(&parts, path, ".");
    for (size_t i = 0; i < parts.n; i++)
        value = json_is_array(value) ? json_array_get(value, strtoul(parts.v[i], NULL, 10))
                                     : json_object_get(value, parts.v[i]);
    strs_free(&parts);
    return value;
}

static const char *text_at(const json_t *log, const char *path)
{
    const char *text = json_string_value(at(log, path));
    return text != NULL ? text : "(none)";
}

Test(audit_sarif, uris)
{
    static const struct {
        const char *file, *uri;
    } rows[] = {
        {"/etc/mail/sendmail.cf", "file:///etc/mail/sendmail.cf"},
        {"//etc/mail/x.cf", "file:///etc/mail/x.cf"},
        {"mail/sendmail.cf", "mail/sendmail.cf"},
        {"../x.cf", "../x.cf"},
        {"a b.cf", "a%20b.cf"},
        {"100%.cf", "100%25.cf"},
        {"a#b?c.cf", "a%23b%3Fc.cf"},
        {"c:x.cf", "./c:x.cf"},
        {"mail/c:x.cf", "mail/c:x.cf"},
        {"caf\xc3\xa9\xff\n.cf", "caf%C3%A9%FF%0A.cf"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        json_t *log = log_of("NUL", rows[i].file, 1, "x", NULL, NULL);
        char *path = NULL;
        str_set(&path, "results.0.%s", uri_of);
        cr_expect_str_eq(text_at(log, path), rows[i].uri);
        cr_expect_str_eq(text_at(log, "artifacts.1.location.uri"), rows[i].uri);
        free(path);
        json_decref(log);
    }
}

Test(audit_sarif, severities)
{
    static const struct {
        const char *id, *kind, *level, *score;
    } rows[] = {
        {"RELAY-PROMISC", "fail", "error", "8.0"},
        {"PRIV-EXPN", "fail", "warning", "5.5"},
        {"GREET-VER", "fail", "note", "2.0"},
        {"GREET-PAUSE", "review", "none", "(none)"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        json_t *log = log_of(rows[i].id, "x.cf", 0, "x", NULL, NULL);
        char *path = NULL;
        str_set(&path, "tool.driver.rules.%lld",
                (long long)json_integer_value(at(log, "results.0.ruleIndex")));
        cr_expect_str_eq(json_string_value(json_object_get(at(log, path), "id")), rows[i].id);
        str_set(&path, "%s.properties.security-severity", path);
        cr_expect_str_eq(text_at(log, path), rows[i].score, "%s", rows[i].id);
        cr_expect_str_eq(text_at(log, "results.0.kind"), rows[i].kind, "%s", rows[i].id);
        cr_expect_str_eq(text_at(log, "results.0.level"), rows[i].level, "%s", rows[i].id);
        cr_expect_null(at(log, "results.0.locations.0.physicalLocation.region"));
        free(path);
        json_decref(log);
    }
}

Test(audit_sarif, texts)
{
    static const struct {
        const char *found, *shown, *message;
    } rows[] = {
        {"${x}", "${x}", "Is: ${{x}}. "},
        {"[a](b) [c]", "[a](b) [c]", "Is: [a\\](b) [c]. "},
        {"caf\xe9", "caf\xef\xbf\xbd", "Is: caf\xef\xbf\xbd. "},
        {"\x1b[2J\t\"\\", "\x1b[2J\t\"\\", "Is: \x1b[2J\t\"\\. "},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        json_t *log = log_of("NUL", "x.cf", 7, rows[i].found, NULL, NULL);
        cr_expect_str_eq(text_at(log, "results.0.properties.found"), rows[i].shown);
        cr_expect_not_null(strstr(text_at(log, "results.0.message.text"), rows[i].message), "%s",
                           text_at(log, "results.0.message.text"));
        json_decref(log);
    }
}

Test(audit_sarif, accepted)
{
    json_t *log = log_of("NUL", "x.cf", 7, "x", "an old client", NULL);
    cr_expect_str_eq(text_at(log, "results.0.suppressions.0.justification"), "an old client");
    cr_expect_str_eq(text_at(log, "results.0.suppressions.0.kind"), "external");
    json_decref(log);
    log = log_of("NUL", "x.cf", 7, "x", NULL, NULL);
    cr_expect(json_is_array(at(log, "results.0.suppressions")));
    cr_expect_null(at(log, "results.0.suppressions.0"));
    json_decref(log);
}

/* What is rendered is mended in the profile. */
Test(audit_sarif, rendered)
{
    json_t *log = log_of("NUL", "sendmail.cf", 7, "x", NULL, "site/p.json");
    char *path = NULL;
    str_set(&path, "results.0.%s", uri_of);
    cr_expect_str_eq(text_at(log, path), "site/p.json");
    cr_expect_null(at(log, "results.0.locations.0.physicalLocation.region"));
    cr_expect_str_eq(text_at(log, "results.0.properties.renderedFile"), "sendmail.cf");
    cr_expect_eq(json_integer_value(at(log, "results.0.properties.renderedLine")), 7);
    cr_expect_eq(json_array_size(at(log, "artifacts")), 1);
    free(path);
    json_decref(log);
}

Test(audit_sarif, failures)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    struct errs errs = {0};
    struct err err = {0};
    errs_add(&errs, ERR_INPUT, "p.json", 3, 4, "wrong");
    errs_add(&errs, ERR_INPUT, NULL, 0, 0, "also {wrong}");
    errs_into(&errs, &err);
    struct audit_sarif *sarif = audit_sarif_begin();
    audit_sarif_fail(sarif, "name.json", &err);
    audit_sarif_end(sarif, 2, to);
    fclose(to);
    json_t *log = json_loads(text, 0, NULL);
    cr_assert_not_null(log);
    const json_t *list = at(log, "invocations.0.toolExecutionNotifications");
    cr_expect_eq(json_array_size(list), 2);
    cr_expect(json_is_false(at(log, "invocations.0.executionSuccessful")));
    cr_expect_eq(json_integer_value(at(log, "invocations.0.exitCode")), 2);
    cr_expect_eq(json_array_size(at(log, "results")), 0);
    cr_expect_str_eq(text_at(log, "artifacts.0.location.uri"), "p.json");
    cr_expect_str_eq(text_at(log, "artifacts.1.location.uri"), "name.json");
    cr_expect_str_eq(text_at(log, "invocations.0.toolExecutionNotifications.1.message.text"),
                     "also {{wrong}}");
    json_decref(log);
    free(text);
    err_clear(&err);
    errs_free(&errs);
}
