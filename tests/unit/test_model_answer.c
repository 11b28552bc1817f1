/* Tests of model/answer.c: answers in text become values, and values become text. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "model/profile.h"
#include "model/value.h"

static const struct setting *find(const char *path);

static const struct setting *find(const char *path)
{
    const struct setting *s = setting_find(path, NULL);
    cr_assert_not_null(s, "%s", path);
    return s;
}

Test(model_answer, read)
{
    static const struct {
        const char *path, *answer;
        const char *json; /* NULL: refused */
    } rows[] = {
        {"roles.local", "yes", "true"},
        {"roles.local", "Y", "true"},
        {"roles.local", "on", "true"},
        {"roles.local", "TRUE", "true"},
        {"roles.local", "n", "false"},
        {"roles.local", "off", "false"},
        {"roles.local", "", NULL},
        {"roles.local", "1", NULL},
        {"roles.local", "yes ", NULL},
        {"limits.hops", "150", "150"},
        {"limits.hops", "-1", "-1"},
        {"limits.hops", "", NULL},
        {"limits.hops", "1.5", NULL},
        {"limits.hops", "0x10", NULL},
        {"limits.hops", "9999999999999999999999", NULL},
        {"host.name", "mail.example.org", "\"mail.example.org\""},
        {"host.name", "", "\"\""},
        {"host.name", "\xc3", NULL},
        {"host.description", "\"quoted\", [x] {y} = z", "\"\\\"quoted\\\", [x] {y} = z\""},
        {"local.programs", "none", "\"none\""},
        {"host.domains", "", "[]"},
        {"host.domains", "a.b", "[\"a.b\"]"},
        {"host.domains", "a.b, c.d e.f\tg.h,", "[\"a.b\",\"c.d\",\"e.f\",\"g.h\"]"},
        {"host.domains", "[\"a.b\"]", "[\"a.b\"]"},
        {"host.domains", "[\"a.b\"", NULL},
        {"host.domains", "[\"a.b\"] x", NULL},
        {"host.domains", "a.b \xff", NULL},
        {"privacy.flags", "novrfy,noexpn", "[\"novrfy\",\"noexpn\"]"},
        {"audit.accepted", "NUL: a, b; LIM-SIZE: c", "[\"NUL: a, b\",\"LIM-SIZE: c\"]"},
        {"audit.accepted", "[\"NUL: a; b\"]", "[\"NUL: a; b\"]"},
        {"more.client_options", "Family=inet, Addr=192.0.2.1; Family=inet6",
         "[\"Family=inet, Addr=192.0.2.1\",\"Family=inet6\"]"},
        {"more.options", "confFROM_LINE=From $g, x=y; z",
         "{\"confFROM_LINE\":\"From $g, x=y; z\"}"},
        {"local.aliases", "", "{}"},
        {"local.aliases", "a=b", "{\"a\":\"b\"}"},
        {"local.aliases", "a=b=c", "{\"a\":\"b=c\"}"},
        {"local.aliases", "a=b, c", "{\"a\":\"b, c\"}"},
        {"local.aliases", "a", "{\"a\":\"\"}"},
        {"refuse.rate_of", "192.0.2.1=5", "{\"192.0.2.1\":5}"},
        {"refuse.rate_of", "192.0.2.1=x", NULL},
        {"refuse.rate_of", "192.0.2.1", NULL},
        {"local.aliases", "{\"a\": \"b\"}", "{\"a\":\"b\"}"},
        {"local.aliases", "{\"a\": \"b\", \"a\": \"c\"}", NULL},
        {"local.aliases", "{", NULL},
        {"local.aliases", "\xff=a", NULL},
        {"local.aliases", "a=\xff", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct err err = {0};
        json_t *value = profile_read_answer(find(rows[i].path), rows[i].answer, &err);
        char *json = value == NULL ? NULL : json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
        cr_expect_eq(value == NULL, err_is_set(&err), "%s \"%s\"", rows[i].path, rows[i].answer);
        if (rows[i].json == NULL)
            cr_expect_null(value, "%s \"%s\": %s", rows[i].path, rows[i].answer, json);
        else
            cr_expect_str_eq(json != NULL ? json : "(refused)", rows[i].json, "%s \"%s\"",
                             rows[i].path, rows[i].answer);
        free(json);
        json_decref(value);
        err_clear(&err);
    }
}

Test(model_answer, show)
{
    static const struct {
        const char *path, *json, *shown;
    } rows[] = {
        {"roles.local", "true", "yes"},
        {"roles.local", "false", "no"},
        {"limits.hops", "150", "150"},
        {"limits.hops", "150.0", "150"},
        {"limits.message_size", "2147483647", "2147483647"},
        {"host.name", "\"a.b\"", "a.b"},
        {"audit.accepted", "[\"NUL: a, b\", \"LIM-SIZE: c\"]", "NUL: a, b; LIM-SIZE: c"},
        {"more.client_options", "[\"Family=inet, M=h\", \"Family=inet6\"]",
         "Family=inet, M=h; Family=inet6"},
        {"host.domains", "[]", ""},
        {"host.domains", "[\"a.b\", \"c.d\"]", "a.b, c.d"},
        {"local.aliases", "{}", ""},
        {"local.aliases", "{\"//\": 1, \"a\": \"b\", \"// x\": [], \"c\": \"d\"}", "a=b; c=d"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        json_t *value = json_loads(rows[i].json, JSON_DECODE_ANY, NULL);
        char *shown = profile_show(find(rows[i].path), value);
        cr_expect_str_eq(shown, rows[i].shown, "%s %s: %s", rows[i].path, rows[i].json, shown);
        free(shown);
        json_decref(value);
    }
    char *nothing = profile_show(find("host.name"), NULL);
    cr_expect_str_eq(nothing, "");
    free(nothing);
}

Test(model_answer, defaults_survive_the_round_trip)
{
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        json_t *value = value_fallback(s);
        struct err err = {0};
        if (value == NULL)
            continue;
        char *shown = profile_show(s, value);
        json_t *again = profile_read_answer(s, shown, &err);
        cr_expect(again != NULL && json_equal(value, again), "%s: \"%s\" %s", s->path, shown,
                  err.text != NULL ? err.text : "");
        free(shown);
        json_decref(value);
        json_decref(again);
        err_clear(&err);
    }
}
