/* Tests of model/value.c: one value against its row, and what the complaint says. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "model/value.h"

static value_complaint collect;
static const struct setting *find(const char *path);

/* Appends "WHERE[ (name)]: WHAT[; MEND]" to a struct str, joined by newlines. */
static void collect(void *arg, const char *where, bool is_key, const char *what, const char *mend)
{
    struct str *out = arg;
    str_addf(out, "%s%s%s: %s%s%s", out->len > 0 ? "\n" : "", where, is_key ? " (name)" : "", what,
             mend != NULL ? "; " : "", mend != NULL ? mend : "");
}

static const struct setting *find(const char *path)
{
    const struct setting *s = setting_find(path, NULL);
    cr_assert_not_null(s, "%s", path);
    return s;
}

Test(model_value, good)
{
    static const struct {
        const char *path, *json;
    } rows[] = {
        {"roles.local", "true"},
        {"roles.local", "false"},
        {"limits.hops", "100"},
        {"limits.hops", "1000"},
        {"limits.hops", "100.0"},
        {"limits.hops", "1e3"},
        {"local.programs", "\"none\""},
        {"host.name", "\"mail.example.org\""},
        {"host.name", "\"mail\\u002eexample.org\""},
        {"local.hub", "\"\""},
        {"host.description", "\"\""},
        {"host.domains", "[]"},
        {"host.domains", "[\"a.b\", \"c.d\"]"},
        {"privacy.flags", "[]"},
        {"privacy.flags", "[\"novrfy\", \"novrfy\"]"},
        {"relay.routes", "{}"},
        {"relay.routes", "{\"a.b\": \"[c.d]\", \"//\": [1, {}], \"// note\": null}"},
        {"access.deny_clients", "{\"192.0.2.0/24\": \"\", \"a.b\": \"Go away\"}"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str said = STR_INIT;
        json_t *value = json_loads(rows[i].json, JSON_DECODE_ANY, NULL);
        cr_expect_eq(value_check(find(rows[i].path), value, collect, &said), 0, "%s %s: %s",
                     rows[i].path, rows[i].json, str_text(&said));
        cr_expect_eq(said.len, 0);
        json_decref(value);
        str_free(&said);
    }
}

Test(model_value, bad)
{
    static const struct {
        const char *path, *json, *said;
    } rows[] = {
        {"roles.local", "1", ": is a number, expected true or false"},
        {"roles.local", "\"true\"", ": is a string, expected true or false"},
        {"limits.hops", "99", ": 99 is out of bounds, expected a whole number from 100 to 1000"},
        {"limits.hops", "1001",
         ": 1001 is out of bounds, expected a whole number from 100 to 1000"},
        {"limits.hops", "100.5",
         ": is a number with a fraction, expected a whole number from 100 to 1000"},
        {"limits.hops", "\"100\"", ": is a string, expected a whole number from 100 to 1000"},
        {"limits.hops", "true", ": is true, expected a whole number from 100 to 1000"},
        {"limits.hops", "null", ": is null, expected a whole number from 100 to 1000"},
        {"local.programs", "\"nome\"",
         ": \"nome\" is not a choice, expected one of smrsh, none, any; did you mean \"none\"?"},
        {"local.programs", "\"\"", ": \"\" is not a choice, expected one of smrsh, none, any"},
        {"local.programs", "\"NONE\"",
         ": \"NONE\" is not a choice, expected one of smrsh, none, any; did you mean \"none\"?"},
        {"local.programs", "{}", ": is an object, expected a string: one of smrsh, none, any"},
        {"host.name", "\"mail\"",
         ": \"mail\" is not valid, expected a fully qualified name such as mail.example.org"},
        {"host.name", "\"\"",
         ": \"\" is not valid, expected a fully qualified name such as mail.example.org"},
        {"host.name", "\"a.b\\n\\u001b[2J\\u007f\"",
         ": \"a.b\\x0a\\x1b[2J\\x7f\" is not valid, expected a fully qualified name such as "
         "mail.example.org"},
        {"host.name", "[\"a.b\"]",
         ": is an array, expected a string: a fully qualified name such as mail.example.org"},
        {"host.domains", "\"a.b\"",
         ": is a string, expected a JSON array of values, each a string: a fully qualified name "
         "such "
         "as mail.example.org"},
        {"host.domains", "[\"a.b\", 1, \"c\"]",
         "[1]: is a number, expected a string: a fully qualified name such as mail.example.org\n"
         "[2]: \"c\" is not valid, expected a fully qualified name such as mail.example.org"},
        {"host.domains", "[\"\"]",
         "[0]: \"\" is not valid, expected a fully qualified name such as mail.example.org"},
        {"local.aliases", "[]",
         ": is an array, expected a JSON object of values, each a string: local names or mail "
         "addresses, parted by commas"},
        {"local.aliases", "{\"a b\": \"|x\", \"c\": 1}",
         ".a b (name): the name \"a b\" is not valid, expected a local name such as postmaster\n"
         ".a b: \"|x\" is not valid, expected local names or mail addresses, parted by commas\n"
         ".c: is a number, expected a string: local names or mail addresses, parted by commas"},
        {"local.aliases", "{\"/ x\": \"a\"}",
         "./ x (name): the name \"/ x\" is not valid, expected a local name such as postmaster"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str said = STR_INIT;
        json_t *value = json_loads(rows[i].json, JSON_DECODE_ANY, NULL);
        cr_expect_eq(value_check(find(rows[i].path), value, collect, &said), -1);
        cr_expect_str_eq(str_text(&said), rows[i].said, "%s %s: %s", rows[i].path, rows[i].json,
                         str_text(&said));
        json_decref(value);
        str_free(&said);
    }
}

Test(model_value, long_values_are_shown_in_part)
{
    struct str text = STR_INIT, said = STR_INIT;
    str_add(&text, "x");
    for (int i = 0; i < 1000; i++)
        str_add(&text, "\xc3\xa9");
    json_t *value = json_string(str_text(&text));
    cr_assert_not_null(value);
    cr_expect_eq(value_check(find("host.name"), value, collect, &said), -1);
    cr_expect_lt(said.len, (size_t)200);
    cr_expect_not_null(strstr(str_text(&said), "..."));
    json_t *whole = json_string(str_text(&said));
    cr_expect_not_null(whole, "cut inside a character");
    json_decref(whole);
    json_decref(value);
    str_free(&text);
    str_free(&said);
}

Test(model_value, comments)
{
    static const struct {
        const char *name;
        bool yes;
    } rows[] = {{"//", true}, {"// why", true}, {"//x", true},  {"/", false},
                {"", false},  {"/ /", false},   {" //", false}, {"x//", false}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        cr_expect_eq(value_is_comment(rows[i].name), rows[i].yes, "\"%s\"", rows[i].name);
}

Test(model_value, expected_names_bounds_and_choices)
{
    static const struct {
        const char *path, *text;
    } rows[] = {{"limits.hops", "a whole number from 100 to 1000"},
                {"local.programs", "one of smrsh, none, any"},
                {"roles.local", "true or false"},
                {"host.name", "a fully qualified name such as mail.example.org"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str s = STR_INIT;
        value_expected(find(rows[i].path), &s);
        cr_expect_str_eq(str_text(&s), rows[i].text);
        str_free(&s);
    }
}

Test(model_value, fallbacks)
{
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        json_t *value = value_fallback(s);
        cr_expect_eq(value == NULL, s->fallback == NULL, "%s", s->path);
        json_decref(value);
    }
}

Test(model_value, refusals)
{
    static const char *const yes[] = {"error:nouser", "error:5.1.1:\"550 no\"", "ERROR:nouser"};
    static const char *const no[] = {"", "error", "error@example.org", "alice", "xerror:nouser"};
    for (size_t i = 0; i < ARRAY_LEN(yes); i++)
        cr_expect(value_is_refusal(yes[i]), "%s", yes[i]);
    for (size_t i = 0; i < ARRAY_LEN(no); i++)
        cr_expect_not(value_is_refusal(no[i]), "%s", no[i]);
}
