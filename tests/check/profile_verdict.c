/*
 * What the program says of many profiles, for tests/check/schema.py.  Reads JSON
 * Lines {"id": ..., "text": "..."} on standard input; prints {"id": ..., "errors":
 * [...]} for each: the id of a broken rule, "json", "duplicate-names", or "value: "
 * and the error as people see it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/err.h"
#include "base/mem.h"

#include "model/profile.h"
#include "model/rules.h"

static json_t *judge(const char *text, size_t len);
static json_t *name_error(const struct err *err);
static void add_rules(const struct profile *profile, json_t *errors);

int main(void)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;
    int status = 0;
    while ((len = getline(&line, &cap, stdin)) > 0) {
        json_t *in = json_loadb(line, (size_t)len, JSON_ALLOW_NUL, NULL);
        const json_t *text = json_object_get(in, "text");
        if (text == NULL) {
            fprintf(stderr, "profile_verdict: bad line: %s", line);
            json_decref(in);
            status = 2;
            break;
        }
        json_t *out = json_pack("{s:O, s:o}", "id", json_object_get(in, "id"), "errors",
                                judge(json_string_value(text), json_string_length(text)));
        char *answer = json_dumps(out, JSON_COMPACT);
        MUST(answer != NULL);
        puts(answer);
        free(answer);
        json_decref(out);
        json_decref(in);
    }
    free(line);
    return status;
}

static json_t *judge(const char *text, size_t len)
{
    struct errs errs = {0};
    json_t *errors = json_array();
    struct profile *profile = profile_parse(text, len, "profile", &errs);
    for (size_t i = 0; i < errs.n; i++)
        json_array_append_new(errors, name_error(&errs.v[i]));
    /* As the program has it: the rules are asked when every value is right. */
    if (profile != NULL)
        add_rules(profile, errors);
    profile_free(profile);
    errs_free(&errs);
    return errors;
}

static json_t *name_error(const struct err *err)
{
    char *whole = err_format(err);
    json_t *name = NULL;
    if (strncmp(err->text, "is no valid JSON", strlen("is no valid JSON")) == 0)
        name = json_string("json");
    else if (strstr(err->text, "stands here for the second time") != NULL)
        name = json_string("duplicate-names");
    else
        name = json_sprintf("value: %s", whole);
    if (name == NULL)
        name = json_string("value: (not UTF-8)");
    free(whole);
    return name;
}

static void add_rules(const struct profile *profile, json_t *errors)
{
    for (const struct rule *r = rules_table; r->id != NULL; r++) {
        struct errs errs = {0};
        r->check(profile, &errs);
        if (errs.n > 0)
            json_array_append_new(errors, json_string(r->id));
        errs_free(&errs);
    }
}
