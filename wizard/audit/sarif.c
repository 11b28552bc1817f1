/*
 * Reports as SARIF 2.1.0, which other programs gather and show; see audit.h.  What the
 * standard demands is named by its section; what GitHub reads beyond it stands in
 * `properties` of the rules.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sha2.h>

#include "base/mem.h"

#include "audit/internal.h"

struct audit_sarif {
    json_t *results, *artifacts, *notifications; /* arrays */
    json_t *indices;                             /* of the artifacts, by URI */
    json_t *seen;                                /* how often there was a fingerprint */
    bool failed;
};

static json_t *make_rules(void);
static json_t *make_rule(const struct check *check);
static void add_name(const char *id, struct str *out);
static void add_help(const struct check *check, struct str *out);
static void add_result(struct audit_sarif *sarif, const struct audited *audited,
                       const struct finding *f);
static json_t *make_properties(const struct audited *audited, const struct finding *f);
static void add_fingerprint(struct audit_sarif *sarif, const struct finding *f, json_t *result);
static void add_notification(struct audit_sarif *sarif, const struct check *check, json_t *location,
                             const char *text);
static json_t *make_location(struct audit_sarif *sarif, const struct audited *audited,
                             const char *file, long line);
static json_t *make_place(struct audit_sarif *sarif, const char *path, long line);
static json_int_t artifact_index(struct audit_sarif *sarif, const char *uri);
static void add_uri(const char *path, struct str *out);
static json_t *make_message(const char *text);
static size_t rule_index(const struct check *check);
static void add_lasting(const char *text, struct str *out);
static const char *last_name(const char *path);
static void put(json_t *object, const char *name, json_t *value);

/* advice is for a person to decide, so it has no level (3.27.9, 3.27.10). */
static const struct {
    const char *kind, *level;
    const char *rule_level;        /* of a rule, which has no kind */
    const char *security_severity; /* a score as of CVSS: that of the middle of its band */
} shown[SEVERITY_COUNT] = {
    [SEVERITY_HIGH] = {"fail", "error", "error", "8.0"},
    [SEVERITY_MEDIUM] = {"fail", "warning", "warning", "5.5"},
    [SEVERITY_LOW] = {"fail", "note", "note", "2.0"},
    [SEVERITY_ADVICE] = {"review", "none", "note", NULL},
};

struct audit_sarif *audit_sarif_begin(void)
{
    struct audit_sarif *sarif = mem_alloc(sizeof(*sarif));
    sarif->results = json_array();
    sarif->artifacts = json_array();
    sarif->notifications = json_array();
    sarif->indices = json_object();
    sarif->seen = json_object();
    return sarif;
}

void audit_sarif_add(struct audit_sarif *sarif, const struct audited *audited)
{
    const struct audit_report *report = &audited->report;
    const struct cf *const files[] = {audited->input->mta, audited->input->msp};
    /* What was audited is told even if nothing was found in it. */
    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        if (files[i] != NULL)
            json_decref(make_location(sarif, audited, files[i]->file, 0));
    for (size_t i = 0; i < report->n; i++)
        add_result(sarif, audited, &report->v[i]);
    for (size_t i = 0; i < report->n_untried; i++) {
        const struct untried *u = &report->untried[i];
        struct str text = STR_INIT;
        str_addf(&text, "Not checked: %s%s%s", u->file != NULL ? u->file : "",
                 u->file != NULL ? ": " : "", u->reason);
        add_notification(sarif, u->check,
                         u->file != NULL ? make_location(sarif, audited, u->file, 0) : NULL,
                         str_text(&text));
        str_free(&text);
    }
}

void audit_sarif_fail(struct audit_sarif *sarif, const char *name, const struct err *err)
{
    char *text = err_format(err);
    add_notification(sarif, NULL,
                     make_place(sarif, err->file != NULL ? err->file : name, err->line), text);
    free(text);
    for (size_t i = 0; err->more != NULL && i < err->more->n; i++)
        audit_sarif_fail(sarif, name, &err->more->v[i]);
}

void audit_sarif_end(struct audit_sarif *sarif, int status, FILE *to)
{
    json_t *driver = json_pack("{s:s, s:s, s:o}", "name", "mcwizard", "version", PACKAGE_VERSION,
                               "rules", make_rules());
    json_t *invocation =
        json_pack("{s:b, s:i, s:O}", "executionSuccessful", !sarif->failed, "exitCode", status,
                  "toolExecutionNotifications", sarif->notifications);
    json_t *run = json_pack("{s:{s:o}, s:[o], s:O, s:O}", "tool", "driver", driver, "invocations",
                            invocation, "artifacts", sarif->artifacts, "results", sarif->results);
    json_t *log = json_pack("{s:s, s:s, s:[o]}", "$schema",
                            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
                            "sarif-schema-2.1.0.json",
                            "version", "2.1.0", "runs", run);
    char *text = json_dumps(log, JSON_INDENT(1));
    MUST(text != NULL);
    fprintf(to, "%s\n", text);
    free(text);
    json_decref(log);
    json_decref(sarif->results);
    json_decref(sarif->artifacts);
    json_decref(sarif->notifications);
    json_decref(sarif->indices);
    json_decref(sarif->seen);
    free(sarif);
}

/* All of them, so that a program can tell what was checked and held. */
static json_t *make_rules(void)
{
    json_t *rules = json_array();
    for (const struct check *c = check_next(NULL); c != NULL; c = check_next(c))
        MUST(json_array_append_new(rules, make_rule(c)) == 0);
    return rules;
}

static json_t *make_rule(const struct check *check)
{
    struct str name = STR_INIT, help = STR_INIT;
    const char *score = shown[check->severity].security_severity;
    add_name(check->id, &name);
    add_help(check, &help);
    json_t *rule = json_pack(
        "{s:s, s:s, s:o, s:o, s:o, s:{s:s}, s:{s:[s, s], s:s}}", "id", check->id, "name",
        str_text(&name), "shortDescription", make_message(check->title), "fullDescription",
        make_message(check->why), "help", make_message(str_text(&help)), "defaultConfiguration",
        "level", shown[check->severity].rule_level, "properties", "tags", "security", "sendmail",
        "severity", severity_name(check->severity));
    MUST(rule != NULL);
    if (score != NULL)
        put(json_object_get(rule, "properties"), "security-severity", json_string(score));
    str_free(&name);
    str_free(&help);
    return rule;
}

/* PRIV-EXPN is PrivExpn: a name is one word (3.49.7). */
static void add_name(const char *id, struct str *out)
{
    bool first = true;
    for (; *id != '\0'; id++) {
        if (*id != '-')
            str_addch(out, !first && *id >= 'A' && *id <= 'Z' ? (char)(*id - 'A' + 'a') : *id);
        first = *id == '-';
    }
}

static void add_help(const struct check *check, struct str *out)
{
    struct str wanted = STR_INIT, mend = STR_INIT;
    check_wanted(check, &wanted);
    check_mend(check, &mend);
    str_addf(out, "%s\nShould be: %s\nMend: %s\n", check->why, str_text(&wanted), str_text(&mend));
    if (check->trap != NULL)
        str_addf(out, "Beware: %s\n", check->trap);
    str_addf(out, "Source: %s", check->source);
    str_free(&wanted);
    str_free(&mend);
}

static void add_result(struct audit_sarif *sarif, const struct audited *audited,
                       const struct finding *f)
{
    struct str text = STR_INIT;
    str_addf(&text, "%s. Is: %s. Should be: %s.", f->check->title, f->found, f->wanted);
    if (f->mend[0] != '\0')
        str_addf(&text, " Mend: %s.", f->mend);
    /* An empty list says that nobody has accepted it; none at all would say nothing (3.27.23). */
    json_t *suppressions = json_array();
    if (f->accepted != NULL)
        json_array_append_new(suppressions,
                              json_pack("{s:s, s:s, s:o}", "kind", "external", "status", "accepted",
                                        "justification", audit_json_text(f->accepted)));
    json_t *result =
        json_pack("{s:s, s:I, s:s, s:s, s:o, s:[o], s:o, s:o}", "ruleId", f->check->id, "ruleIndex",
                  (json_int_t)rule_index(f->check), "kind", shown[f->severity].kind, "level",
                  shown[f->severity].level, "message", make_message(str_text(&text)), "locations",
                  make_location(sarif, audited, f->file, f->line), "suppressions", suppressions,
                  "properties", make_properties(audited, f));
    MUST(result != NULL);
    add_fingerprint(sarif, f, result);
    MUST(json_array_append_new(sarif->results, result) == 0);
    str_free(&text);
}

static json_t *make_properties(const struct audited *audited, const struct finding *f)
{
    json_t *properties =
        json_pack("{s:s, s:o, s:o, s:o, s:s}", "severity", severity_name(f->severity), "found",
                  audit_json_text(f->found), "wanted", audit_json_text(f->wanted), "mend",
                  audit_json_text(f->mend), "source", f->check->source);
    if (audited->rendered) {
        put(properties, "renderedFile", audit_json_text(f->file));
        if (f->line > 0)
            put(properties, "renderedLine", json_integer(f->line));
    }
    return properties;
}

/*
 * It stays the same while lines move and folders are called otherwise, so neither a line
 * number nor a path is in it (3.27.17); what is found alike is told apart by its number.
 */
static void add_fingerprint(struct audit_sarif *sarif, const struct finding *f, json_t *result)
{
    struct str text = STR_INIT;
    char digest[SHA256_DIGEST_STRING_LENGTH];
    str_addf(&text, "%s\n%s\n", f->check->id, last_name(f->file));
    add_lasting(f->found, &text);
    MUST(SHA256Data((const uint8_t *)text.buf, text.len, digest) != NULL);
    json_int_t times = json_integer_value(json_object_get(sarif->seen, digest)) + 1;
    put(sarif->seen, digest, json_integer(times));
    str_clear(&text);
    str_addf(&text, "%s:%lld", digest, (long long)times);
    put(result, "partialFingerprints", json_pack("{s:s}", "finding/v1", str_text(&text)));
    str_free(&text);
}

/* Takes location (NULL: none).  All of them leave the audit incomplete. */
static void add_notification(struct audit_sarif *sarif, const struct check *check, json_t *location,
                             const char *text)
{
    json_t *notification = json_pack("{s:s, s:o}", "level", "error", "message", make_message(text));
    MUST(notification != NULL);
    if (location != NULL)
        put(notification, "locations", json_pack("[o]", location));
    if (check != NULL)
        put(notification, "associatedRule",
            json_pack("{s:s, s:I}", "id", check->id, "index", (json_int_t)rule_index(check)));
    MUST(json_array_append_new(sarif->notifications, notification) == 0);
    sarif->failed = true;
}

/* What is rendered is nowhere on disk: a person mends it in the profile. */
static json_t *make_location(struct audit_sarif *sarif, const struct audited *audited,
                             const char *file, long line)
{
    return audited->rendered ? make_place(sarif, audited->name, 0) : make_place(sarif, file, line);
}

static json_t *make_place(struct audit_sarif *sarif, const char *path, long line)
{
    struct str uri = STR_INIT;
    add_uri(path, &uri);
    json_t *place = json_pack("{s:{s:s, s:I}}", "artifactLocation", "uri", str_text(&uri), "index",
                              artifact_index(sarif, str_text(&uri)));
    if (line > 0)
        put(place, "region", json_pack("{s:I}", "startLine", (json_int_t)line));
    json_t *location = json_pack("{s:o}", "physicalLocation", place);
    MUST(location != NULL);
    str_free(&uri);
    return location;
}

static json_int_t artifact_index(struct audit_sarif *sarif, const char *uri)
{
    const json_t *known = json_object_get(sarif->indices, uri);
    if (known != NULL)
        return json_integer_value(known);
    json_int_t index = (json_int_t)json_array_size(sarif->artifacts);
    json_t *artifact =
        json_pack("{s:{s:s}, s:[s]}", "location", "uri", uri, "roles", "analysisTarget");
    MUST(artifact != NULL && json_array_append_new(sarif->artifacts, artifact) == 0);
    put(sarif->indices, uri, json_integer(index));
    return index;
}

/* RFC 8089 for an absolute path, otherwise a relative reference (RFC 3986 4.2). */
static void add_uri(const char *path, struct str *out)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "-._~/!$&'()*+,;=:@";
    if (path[0] == '/') {
        str_add(out, "file:///");
        path += strspn(path, "/");
    } else if (memchr(path, ':', strcspn(path, "/")) != NULL) {
        str_add(out, "./"); /* or its first part would be taken for a scheme */
    }
    for (; *path != '\0'; path++)
        if (strchr(plain, *path) != NULL)
            str_addch(out, *path);
        else
            str_addf(out, "%%%02X", (unsigned char)*path);
}

/* Braces stand for arguments and ]( for a link, so neither stands as it is (3.11.5, 3.11.6). */
static json_t *make_message(const char *text)
{
    struct str out = STR_INIT;
    for (; *text != '\0'; text++) {
        if (*text == '{' || *text == '}')
            str_addch(&out, *text);
        if (strncmp(text, "](", 2) == 0)
            str_addch(&out, '\\');
        str_addch(&out, *text);
    }
    json_t *message = json_pack("{s:o}", "text", audit_json_text(str_text(&out)));
    str_free(&out);
    return message;
}

static size_t rule_index(const struct check *check)
{
    size_t i = 0;
    for (const struct check *c = check_next(NULL); c != check; c = check_next(c))
        i++;
    return i;
}

/* What stays when lines, times and folders change: words without a slash, and no digits. */
static void add_lasting(const char *text, struct str *out)
{
    struct strs words = {0};
    strs_split(&words, text, " ");
    for (size_t i = 0; i < words.n; i++) {
        if (strchr(words.v[i], '/') != NULL)
            continue;
        for (const char *at = words.v[i]; *at != '\0'; at++)
            if (*at < '0' || *at > '9')
                str_addch(out, *at);
        str_addch(out, ' ');
    }
    strs_free(&words);
}

static const char *last_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static void put(json_t *object, const char *name, json_t *value)
{
    MUST(value != NULL && json_object_set_new(object, name, value) == 0);
}
