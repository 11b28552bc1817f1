/* Tests of model/profile.c: reading, errors and their places, --set, dump and digest. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "model/profile.h"

#define HOST "\"host\": {\"name\": \"mail.example.org\"}"

static struct profile *parse(const char *text);
static struct profile *parse_with(const char *text, struct errs *errs);
static char *errors_of(const char *text);
static char *digest_of(const char *text);

/* A profile that must be good. */
static struct profile *parse(const char *text)
{
    struct errs errs = {0};
    struct profile *p = parse_with(text, &errs);
    cr_assert_not_null(p, "%s: %s", text, errs.n > 0 ? errs.v[0].text : "no error");
    cr_assert_eq(errs.n, 0);
    return p;
}

static struct profile *parse_with(const char *text, struct errs *errs)
{
    return profile_parse(text, strlen(text), "p.json", errs);
}

/* Its errors in the order of their places, a line each; the caller frees them. */
static char *errors_of(const char *text)
{
    struct errs errs = {0};
    struct str all = STR_INIT;
    struct profile *p = parse_with(text, &errs);
    cr_expect_eq(p == NULL, errs.n > 0, "%s", text);
    profile_free(p);
    errs_sort(&errs);
    for (size_t i = 0; i < errs.n; i++) {
        char *line = err_format(&errs.v[i]);
        str_addf(&all, "%s%s", i > 0 ? "\n" : "", line);
        free(line);
    }
    errs_free(&errs);
    return str_take(&all);
}

static char *digest_of(const char *text)
{
    struct profile *p = parse(text);
    char *digest = profile_digest(p);
    profile_free(p);
    return digest;
}

Test(model_profile, empty_has_the_defaults)
{
    struct profile *p = profile_new();
    struct strs flags = {0};
    cr_expect_null(profile_value(p, "host.name"));
    cr_expect_str_eq(profile_text(p, "host.name"), "");
    cr_expect_not(profile_bool(p, "roles.local"));
    cr_expect(profile_bool(p, "received.ident"));
    cr_expect_eq(profile_int(p, "limits.hops"), 100);
    cr_expect_str_eq(profile_text(p, "local.programs"), "smrsh");
    profile_list(p, "privacy.flags", &flags);
    cr_expect_eq(flags.n, 13);
    cr_expect(strs_has(&flags, "noexpn"));
    cr_expect_eq(profile_roles(p), 0);
    for (size_t i = 0; i < setting_count(); i++)
        cr_expect_not(profile_has(p, setting_at(i)->path));
    strs_free(&flags);
    profile_free(p);
    profile_free(NULL);
}

Test(model_profile, values_that_are_given)
{
    struct profile *p = parse("{" HOST ", \"roles\": {\"local\": true, \"relay\": true},"
                              "\"limits\": {\"hops\": 200.0}, \"relay\": {\"networks\":"
                              "[\"192.0.2.0/24\", \"2001:db8::/32\"]}}");
    struct strs nets = {0};
    cr_expect_str_eq(profile_text(p, "host.name"), "mail.example.org");
    cr_expect_eq(profile_int(p, "limits.hops"), 200);
    cr_expect_eq(profile_roles(p), (unsigned)(ROLE_LOCAL | ROLE_RELAY));
    cr_expect(profile_has(p, "limits.hops"));
    cr_expect_not(profile_has(p, "limits.recipients"));
    profile_list(p, "relay.networks", &nets);
    cr_assert_eq(nets.n, 2);
    cr_expect_str_eq(nets.v[1], "2001:db8::/32");
    cr_expect(profile_matters(p, setting_find("relay.networks", NULL)));
    cr_expect_not(profile_matters(p, setting_find("outbound.smart_host", NULL)));
    strs_free(&nets);
    profile_free(p);
}

Test(model_profile, errors_have_their_place)
{
    static const struct {
        const char *text, *errors;
    } rows[] = {
        {"[]", "p.json:1:1: a profile is a JSON object of sections"},
        {"{\n \"hots\": {}}",
         "p.json:2:2: hots: there is no section of this name; did you mean \"host\"?"},
        {"{\"qqqqqqqqqqqq\": 1}", "p.json:1:2: qqqqqqqqqqqq: there is no section of this name; "
                                  "`mcwizard settings` lists them all"},
        {"{\"host\": [1]}", "p.json:1:10: host: expected a JSON object of settings"},
        {"{\"host.name\": \"a.b\"}",
         "p.json:1:2: host.name: there is no section of this name; write "
         "{\"host\": {\"name\": ...}}"},
        {"{\"relay\": {\n  \"netwroks\": []}}",
         "p.json:2:3: relay.netwroks: there is no setting of "
         "this name; did you mean \"relay.networks\"?"},
        {"{\"host\": {\"smart_host\": \"a.b\"}}",
         "p.json:1:11: host.smart_host: there is no setting of this name; did you mean "
         "\"outbound.smart_host\"?"},
        {"{\"host\": {\"name\": 5}}",
         "p.json:1:19: host.name: is a number, expected a string: a fully "
         "qualified name such as mail.example.org"},
        {"{\"host\": {\"domains\": [\"a.b\",\n\n   \"c\"]}}",
         "p.json:3:4: host.domains[1]: \"c\" is not valid, expected a fully qualified name such as "
         "mail.example.org"},
        {"{\"local\": {\"aliases\": {\"ok\": \"x\",\n  \"a b\": \"x\", \"c\":\n \"|d\"}}}",
         "p.json:2:3: local.aliases.a b: the name \"a b\" is not valid, expected a local name such "
         "as "
         "postmaster\n"
         "p.json:3:2: local.aliases.c: \"|d\" is not valid, expected local names or mail "
         "addresses, "
         "parted by commas"},
        {"{\"roles\": {\"local\": true,\n\"local\": true}}",
         "p.json:2:1: the name \"local\" stands here for the second time; remove one; the other is "
         "at "
         "line 1, column 12"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *errors = errors_of(rows[i].text);
        cr_expect_str_eq(errors, rows[i].errors, "%s:\n%s", rows[i].text, errors);
        free(errors);
    }
}

Test(model_profile, several_errors_in_one_run)
{
    char *errors = errors_of("{\"hots\": {},\n"
                             " \"roles\": {\"local\": 1, \"lokal\": true},\n"
                             " \"limits\": {\"hops\": 5},\n"
                             " \"//\": 1, \"//\": 2}");
    cr_expect_str_eq(
        errors,
        "p.json:1:2: hots: there is no section of this name; did you mean \"host\"?\n"
        "p.json:2:21: roles.local: is a number, expected true or false\n"
        "p.json:2:24: roles.lokal: there is no setting of this name; did you mean "
        "\"roles.local\"?\n"
        "p.json:3:21: limits.hops: 5 is out of bounds, expected a whole number from 100 "
        "to 1000\n"
        "p.json:4:11: the name \"//\" stands here for the second time; remove one; the "
        "other is at line 4, column 2",
        "%s", errors);
    free(errors);
}

Test(model_profile, what_is_no_json)
{
    static const struct {
        const char *text, *part;
    } rows[] = {
        {"", "is no valid JSON"},
        {"{", "p.json:1:1: is no valid JSON"},
        {"{\n\"host\": {\"name\": \"a.b\",}}", "p.json:2:24: is no valid JSON"},
        {"{} x", "is no valid JSON"},
        {"{\"a\": \"\xff\"}", "is no valid JSON"},
        {"{\"//\": \"\\u0000\"}", "is no valid JSON"},
        {"{\"//\": 1e999}", "is no valid JSON"},
        {"// x\n{}", "p.json:1:1: is no valid JSON"},
        {"\xef\xbb\xbf{}", "remove the byte order mark at its start"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *errors = errors_of(rows[i].text);
        cr_expect_not_null(strstr(errors, rows[i].part), "%s: %s", rows[i].text, errors);
        free(errors);
    }
}

Test(model_profile, nul_bytes)
{
    struct errs errs = {0};
    cr_expect_null(profile_parse("{}\0{}", 5, "p.json", &errs));
    cr_expect_null(profile_parse("{\"a\0\": 1}", 9, "p.json", &errs));
    cr_expect_null(profile_parse("\0", 1, "p.json", &errs));
    /* jansson lets this one by. */
    cr_expect_null(profile_parse("{\"//\":\n 1\0}", 10, "p.json", &errs));
    cr_expect_null(profile_parse("{\"//\": true\0}", 13, "p.json", &errs));
    cr_assert_eq(errs.n, 5);
    char *line = err_format(&errs.v[3]);
    cr_expect_str_eq(line, "p.json:2:3: is no valid JSON: a NUL byte");
    free(line);
    errs_free(&errs);
}

Test(model_profile, many_errors_are_cut)
{
    struct str text = STR_INIT;
    struct errs errs = {0};
    str_add(&text, "{\"host\": {\"domains\": [0");
    for (int i = 0; i < 5000; i++)
        str_add(&text, ",0");
    str_add(&text, "]}}");
    cr_expect_null(parse_with(str_text(&text), &errs));
    cr_expect_eq(errs.n, 101);
    cr_expect_str_eq(errs.v[100].text, "has more errors than are shown here");
    errs_free(&errs);
    str_free(&text);
}

Test(model_profile, set)
{
    static const struct {
        const char *assignment, *path, *shown;
    } rows[] = {
        {"roles.local=yes", "roles.local", "yes"},
        {"roles.local=OFF", "roles.local", "no"},
        {"limits.hops=150", "limits.hops", "150"},
        {"host.name=a.example", "host.name", "a.example"},
        {"local.hub=", "local.hub", ""},
        {"host.description=a=b, c", "host.description", "a=b, c"},
        {"relay.networks=192.0.2.0/24,198.51.100.7", "relay.networks",
         "192.0.2.0/24, 198.51.100.7"},
        {"relay.networks=[\"192.0.2.0/24\"]", "relay.networks", "192.0.2.0/24"},
        {"relay.networks=", "relay.networks", ""},
        {"local.aliases=joe=joe@example.net", "local.aliases", "a=b; joe=joe@example.net"},
        {"local.aliases=a=c", "local.aliases", "a=c"},
        {"local.aliases={\"d\": \"e\"}", "local.aliases", "d=e"},
        {"local.aliases={}", "local.aliases", ""},
        {"access.deny_clients=bad.example", "access.deny_clients", "bad.example="},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct profile *p = parse("{" HOST ", \"local\": {\"aliases\": {\"a\": \"b\"}}}");
        struct errs errs = {0};
        cr_expect_eq(profile_set(p, rows[i].assignment, &errs), 0, "%s: %s", rows[i].assignment,
                     errs.n > 0 ? errs.v[0].text : "");
        char *shown =
            profile_show(setting_find(rows[i].path, NULL), profile_value(p, rows[i].path));
        cr_expect_str_eq(shown, rows[i].shown, "%s: %s", rows[i].assignment, shown);
        cr_expect(profile_has(p, rows[i].path));
        free(shown);
        errs_free(&errs);
        profile_free(p);
    }
}

Test(model_profile, set_errors)
{
    static const struct {
        const char *assignment, *error;
    } rows[] = {
        {"x", "--set: \"x\" has no =; write --set PATH=VALUE"},
        {"=x", "--set: there is no setting \"\"; `mcwizard settings` lists them all"},
        {"relay.network=x",
         "--set: there is no setting \"relay.network\"; did you mean \"relay.networks\"?"},
        {"qqqqqqqqqqqqq=x",
         "--set: there is no setting \"qqqqqqqqqqqqq\"; `mcwizard settings` lists them all"},
        {"roles.local=maybe", "--set: roles.local: expected yes or no"},
        {"limits.hops=1x", "--set: limits.hops: expected a whole number from 100 to 1000"},
        {"limits.hops=99999999999999999999",
         "--set: limits.hops: expected a whole number from 100 to 1000"},
        {"limits.hops=5",
         "--set: limits.hops: 5 is out of bounds, expected a whole number from 100 to 1000"},
        {"host.name=\xff", "--set: host.name: is not valid UTF-8"},
        {"host.domains=a.b,c",
         "--set: host.domains[1]: \"c\" is not valid, expected a fully qualified "
         "name such as mail.example.org"},
        {"local.aliases=a b=c",
         "--set: local.aliases.a b: the name \"a b\" is not valid, expected a "
         "local name such as postmaster"},
    };
    struct profile *p = parse("{" HOST "}");
    char *before = profile_digest(p);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct errs errs = {0};
        cr_expect_eq(profile_set(p, rows[i].assignment, &errs), -1, "%s", rows[i].assignment);
        cr_assert_eq(errs.n, 1, "%s: %zu errors", rows[i].assignment, errs.n);
        char *line = err_format(&errs.v[0]);
        cr_expect_str_eq(line, rows[i].error, "%s: %s", rows[i].assignment, line);
        free(line);
        errs_free(&errs);
    }
    char *after = profile_digest(p);
    cr_expect_str_eq(before, after, "a --set that fails changes nothing");
    free(before);
    free(after);
    profile_free(p);
}

Test(model_profile, round_trip_keeps_comments_and_order)
{
    static const char text[] = "{\n"
                               "  \"// z\": \"first\",\n"
                               "  \"roles\": {\n"
                               "    \"relay\": true,\n"
                               "    \"//\": [\n      1,\n      null\n    ],\n"
                               "    \"local\": true\n"
                               "  },\n"
                               "  \"host\": {\n"
                               "    \"name\": \"mail.example.org\"\n"
                               "  },\n"
                               "  \"local\": {\n"
                               "    \"aliases\": {\n"
                               "      \"b\": \"c\",\n"
                               "      \"// why\": \"\xc3\xa9\",\n"
                               "      \"a\": \"b\"\n"
                               "    }\n"
                               "  },\n"
                               "  \"//a\": 1.5\n"
                               "}\n";
    struct profile *p = parse(text);
    char *dump = profile_dump(p);
    cr_expect_str_eq(dump, text);
    free(dump);
    profile_free(p);
}

Test(model_profile, dump_in_ascii)
{
    struct profile *p = parse("{\"//\": \"\xc3\xa9 \x7f \xf0\x9f\x93\xa7 /'`$1 \\u0001 \\n\"}");
    char *dump = profile_dump_ascii(p);
    cr_expect_str_eq(dump,
                     "{\n  \"//\": \"\\u00E9 \\u007f \\uD83D\\uDCE7 /'`$1 \\u0001 \\n\"\n}\n");
    struct profile *again = parse(dump);
    char *one = profile_dump(p), *two = profile_dump(again);
    cr_expect_str_eq(one, two);
    free(dump), free(one), free(two);
    profile_free(p);
    profile_free(again);
}

Test(model_profile, dump_is_a_fixpoint)
{
    static const char *const texts[] = {
        "{}",
        "{" HOST "}",
        "{\"//\":{},\"host\":{},\"limits\":{\"hops\":100.0},\"local\":{\"aliases\":{}}}",
        ("{\"host\":{\"name\":\"a\\u002eb\",\"description\":\"\\u0041\\/\"},\"//"
         "\":\"\\ud83d\\ude00\"}"),
        "{\"relay\":{\"networks\":[\"192.0.2.0/24\"],\"routes\":{\"//\":1e10,\"a.b\":\"[c.d]\"}}}",
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct profile *p = parse(texts[i]);
        char *once = profile_dump(p), *digest = profile_digest(p);
        struct profile *again = parse(once);
        char *twice = profile_dump(again), *same = profile_digest(again);
        cr_expect_str_eq(once, twice);
        cr_expect_str_eq(digest, same);
        cr_expect_eq(once[strlen(once) - 1], '\n');
        free(once), free(twice), free(digest), free(same);
        profile_free(p);
        profile_free(again);
    }
}

Test(model_profile, digest_is_that_of_the_meaning)
{
    static const char *const same[] = {
        "{" HOST
        ", \"limits\": {\"hops\": 100}, \"local\": {\"aliases\": {\"a\": \"b\", \"c\": \"d\"}}}",
        "{\"local\": {\"aliases\": {\"c\": \"d\", \"a\": \"b\"}}, " HOST "}",
        "{\"local\": {\"aliases\": {\"//\": 1, \"c\": \"d\", \"a\": \"\\u0062\"}}, " HOST "}",
        "{" HOST ", \"// note\": 5, \"limits\": {\"hops\": 100.0, \"//\": []},"
        "\"local\": {\"hub\": \"\", \"aliases\": {\"a\": \"b\", \"c\": \"d\"}}}",
    };
    char *first = digest_of(same[0]);
    cr_expect_eq(strlen(first), 64);
    cr_expect_eq(strspn(first, "0123456789abcdef"), 64);
    for (size_t i = 1; i < ARRAY_LEN(same); i++) {
        char *digest = digest_of(same[i]);
        cr_expect_str_eq(digest, first, "%s", same[i]);
        free(digest);
    }
    free(first);
}

static const char *some_key(const struct setting *s)
{
    static const struct {
        enum type_id type;
        const char *key;
    } keys[] = {{TYPE_ALIAS, "key"},
                {TYPE_GROUP, "key"},
                {TYPE_FILTER, "key"},
                {TYPE_USER, "key"},
                {TYPE_HELO, "key"},
                {TYPE_NETWORK, "10.0.0.0/8"},
                {TYPE_FILTER_STAGE, "helo"},
                {TYPE_SENDER, "k@k.example"},
                {TYPE_VIRTUAL, "k@k.example"},
                {TYPE_VARIABLE, "confALIAS_WAIT"},
                {TYPE_MAILER, "SMTP"}};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        if (keys[i].type == s->key_type)
            return keys[i].key;
    return "k.example";
}

/* A value of the setting that is not its default, as an answer. */
static const char *other_answer(const struct setting *s)
{
    static char number[32];
    static const struct {
        enum type_id type;
        const char *answer;
    } others[] = {{TYPE_TEXT, "other"},
                  {TYPE_HOST, "other.example"},
                  {TYPE_TARGET, "[o.example]"},
                  {TYPE_NETWORK, "10.9.0.0/16"},
                  {TYPE_IP, "10.9.0.1"},
                  {TYPE_CLIENT, "10.9.0.0/16"},
                  {TYPE_ADDRESS, "o@o.example"},
                  {TYPE_SENDER, "o@o.example"},
                  {TYPE_RECIPIENT, "o@o.example"},
                  {TYPE_HELO, "other"},
                  {TYPE_ANSWERS, "127.0.0.9"},
                  {TYPE_ALIAS, "other"},
                  {TYPE_ALIAS_TO, "other"},
                  {TYPE_PATH, "/other"},
                  {TYPE_FILE, "other"},
                  {TYPE_LDAP, "o=other"},
                  {TYPE_CIPHERS, "OTHER"},
                  {TYPE_SPAN, "9m"},
                  {TYPE_GROUP, "other"},
                  {TYPE_DOMAIN, "o.example"},
                  {TYPE_USER, "other"},
                  {TYPE_VIRTUAL, "o@o.example"},
                  {TYPE_VIRTUAL_TO, "other"},
                  {TYPE_FILTER, "other"},
                  {TYPE_SOCKET, "unix:/other"},
                  {TYPE_FILTER_WAIT, "E:1m"},
                  {TYPE_FILTER_STAGE, "helo"},
                  {TYPE_MACROS, "i"},
                  {TYPE_ACCEPTED, "LIM-SIZE: a reason"},
                  {TYPE_VARIABLE, "confALIAS_WAIT"},
                  {TYPE_VALUE, "other"},
                  {TYPE_FLAGS, "+o"},
                  {TYPE_EQUATES, "Family=inet"}};
    if (s->type == TYPE_BOOL)
        return strcmp(s->fallback, "true") == 0 ? "no" : "yes";
    if (s->type == TYPE_INT) {
        snprintf(number, sizeof(number), "%ld", atol(s->fallback) == s->max ? s->min : s->max);
        return number;
    }
    if (s->type == TYPE_CHOICE)
        return s->choices[1];
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (others[i].type == s->type)
            return others[i].answer;
    cr_assert(false, "%s", s->path);
    return NULL;
}

Test(model_profile, digest_differs_for_each_setting)
{
    struct strs digests = {0};
    struct profile *plain = parse("{" HOST "}");
    strs_add_take(&digests, profile_digest(plain));
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        struct profile *p = parse("{" HOST "}");
        struct errs errs = {0};
        struct str set = STR_INIT;
        str_addf(&set, "%s=", s->path);
        if (s->shape == SHAPE_MAP)
            str_addf(&set, "%s=", some_key(s));
        str_add(&set, other_answer(s));
        cr_assert_eq(profile_set(p, str_text(&set), &errs), 0, "%s: %s", str_text(&set),
                     errs.n > 0 ? errs.v[0].text : "");
        char *digest = profile_digest(p);
        cr_expect_not(strs_has(&digests, digest), "%s makes no difference", str_text(&set));
        strs_add_take(&digests, digest);
        /* And back again. */
        profile_unset(p, s);
        if (s->fallback != NULL) {
            digest = profile_digest(p);
            cr_expect_str_eq(digest, digests.v[0], "%s", s->path);
            free(digest);
        }
        str_free(&set);
        profile_free(p);
    }
    strs_free(&digests);
    profile_free(plain);
}

Test(model_profile, unset_forgets)
{
    struct profile *p = parse("{" HOST ", \"limits\": {\"hops\": 500}}");
    const struct setting *hops = setting_find("limits.hops", NULL);
    profile_unset(p, hops);
    cr_expect_not(profile_has(p, "limits.hops"));
    cr_expect_eq(profile_int(p, "limits.hops"), 100);
    char *dump = profile_dump(p);
    cr_expect_null(strstr(dump, "limits"), "%s", dump);
    free(dump);
    profile_unset(p, hops);
    profile_unset(p, setting_find("host.name", NULL));
    cr_expect_null(profile_value(p, "host.name"));
    profile_put_take(p, hops, json_integer(300));
    cr_expect_eq(profile_int(p, "limits.hops"), 300);
    dump = profile_dump(p);
    cr_expect_str_eq(dump, "{\n  \"limits\": {\n    \"hops\": 300\n  }\n}\n");
    free(dump);
    profile_free(p);
}

Test(model_profile, errors_of_rules_have_a_place)
{
    struct profile *p = parse("{" HOST ",\n \"limits\": {\"hops\": 500}}");
    struct errs errs = {0};
    profile_error(p, &errs, "limits.hops", "is %s", "odd");
    profile_error(p, &errs, "roles.local", "is missing");
    profile_error(p, &errs, NULL, "is odd");
    static const char *const lines[] = {"p.json:2:21: limits.hops: is odd",
                                        "p.json: roles.local: is missing", "p.json:1:1: is odd"};
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        char *line = err_format(&errs.v[i]);
        cr_expect_str_eq(line, lines[i]);
        free(line);
    }
    errs_free(&errs);
    profile_free(p);
}

Test(model_profile, folder_of_its_own)
{
    static const char *const rows[][3] = {{"/tmp/room", "access", "/tmp/room/access"},
                                          {".", "access", "./access"},
                                          {"/tmp/room", "/etc/access", "/etc/access"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct errs errs = {0};
        struct profile *p = parse("{" HOST "}");
        profile_set_folder(p, "/somewhere/else");
        profile_set_folder(p, rows[i][0]);
        char *path = profile_beside(p, rows[i][1]);
        cr_expect_str_eq(path, rows[i][2]);
        cr_expect_str_eq(profile_name(p), "");
        cr_expect_str_eq(profile_text(p, "host.name"), "mail.example.org");
        /* There is no file that an error could point into. */
        profile_error(p, &errs, "host.name", "is odd");
        char *line = err_format(&errs.v[0]);
        cr_expect_str_eq(line, "host.name: is odd");
        free(line);
        free(path);
        errs_free(&errs);
        profile_free(p);
    }
}

Test(model_profile, beside)
{
    static const struct {
        const char *name, *file, *path;
    } rows[] = {
        {"/etc/site/p.json", "access", "/etc/site/access"},
        {"p.json", "access", "access"},
        {"../p.json", "t/access", "../t/access"},
        {"/p.json", "/etc/access", "/etc/access"},
        {"(stdin)", "access", "access"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct errs errs = {0};
        struct profile *p = profile_parse("{}", 2, rows[i].name, &errs);
        char *path = profile_beside(p, rows[i].file);
        cr_expect_str_eq(path, rows[i].path);
        free(path);
        profile_free(p);
    }
}
