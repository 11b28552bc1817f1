/* Tests of apply/checkpoint.c: a change of files as JSON, and what is none. */
#include <criterion/criterion.h>

#include "base/mem.h"

#include "apply/checkpoint.h"

#define DIGEST "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define OTHER "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

static void fill(struct checkpoint *cp, size_t files);
static void set(json_t *json, const char *way, const char *value);
static void expect_refused(const char *text, size_t len, const char *reason, const char *what);

/* Files are created, changed, removed, in turn. */
static void fill(struct checkpoint *cp, size_t files)
{
    const struct state there = {
        .there = true, .mode = 0640, .uid = 1, .gid = 2, .modified = {3, 4}, .digest = DIGEST};
    *cp = (struct checkpoint){.id = 7,
                              .time = 1700000000,
                              .user = mem_dup("root for \"a\\b\""),
                              .command = mem_dup("apply"),
                              .profile = mem_dup(OTHER)};
    for (size_t i = 0; i < files; i++) {
        char path[64];
        snprintf(path, sizeof(path), "/etc/mail/file%zu", i);
        struct change *change = checkpoint_add(cp, path);
        change->secret = i % 2 == 0;
        change->derived = i % 4 < 2;
        if (i % 3 != 0)
            change->before = there;
        if (i % 3 != 2)
            change->after = there;
        struct recorded *r = checkpoint_record(cp, path);
        r->secret = change->secret;
        r->derived = change->derived;
        snprintf(r->digest, sizeof(r->digest), "%s", DIGEST);
        snprintf(r->kept, sizeof(r->kept), "%s", i % 2 == 0 ? OTHER : "");
    }
    cp->wait = 30;
    checkpoint_follow(cp, cp);
    strs_add(&cp->folders, "/etc/mail");
    strs_add(&cp->folders, "/etc/mail/..data");
}

Test(apply_checkpoint, through_json)
{
    struct checkpoint cp, back;
    struct err err = {0};
    fill(&cp, 40);
    json_t *json = checkpoint_json(&cp);
    char *text = json_dumps(json, JSON_INDENT(1));
    json_decref(json);
    cr_assert_eq(checkpoint_parse(text, strlen(text), "c", &back, &err), 0, "%s", err.text);
    free(text);
    cr_expect_eq(back.id, 7);
    cr_expect_eq(back.time, 1700000000);
    cr_expect_eq(back.wait, 30);
    cr_assert_eq(back.n_former, 40);
    cr_expect_str_eq(back.former[39].path, "/etc/mail/file39");
    cr_expect_str_eq(back.user, cp.user);
    cr_expect_str_eq(back.command, "apply");
    cr_expect_str_eq(back.profile, OTHER);
    cr_expect_eq(back.folders.n, 2);
    cr_expect_str_eq(back.folders.v[0], "/etc/mail");
    cr_expect_str_eq(back.folders.v[1], "/etc/mail/..data");
    cr_assert_eq(back.n, 40);
    cr_assert_eq(back.n_record, 40);
    for (size_t i = 0; i < 40; i++) {
        const struct change *a = &cp.v[i], *b = &back.v[i];
        const struct recorded *r = &cp.record[i], *s = &back.record[i];
        cr_expect_str_eq(a->path, b->path);
        cr_expect_eq(a->secret, b->secret);
        cr_expect_eq(a->derived, b->derived);
        cr_expect(state_identical(&a->before, &b->before));
        cr_expect(state_identical(&a->after, &b->after));
        cr_expect_str_eq(r->path, s->path);
        cr_expect_str_eq(r->digest, s->digest);
        cr_expect_str_eq(r->kept, s->kept);
        cr_expect_eq(r->secret, s->secret);
        cr_expect_eq(r->derived, s->derived);
    }
    checkpoint_free(&cp);
    checkpoint_free(&back);
    cr_expect_eq(back.n, 0);
    cr_expect_null(back.user);
}

Test(apply_checkpoint, found_by_path)
{
    struct checkpoint cp;
    fill(&cp, 20);
    cr_expect_eq(checkpoint_find(&cp, "/etc/mail/file19"), &cp.v[19]);
    cr_expect_eq(checkpoint_find(&cp, "/etc/mail/file0"), &cp.v[0]);
    cr_expect_null(checkpoint_find(&cp, "/etc/mail/file"));
    cr_expect_eq(checkpoint_recorded(&cp, "/etc/mail/file19"), &cp.record[19]);
    cr_expect_null(checkpoint_recorded(&cp, "/etc/mail/file20"));
    checkpoint_free(&cp);
    cr_expect_null(checkpoint_find(&cp, "/etc/mail/file0"));
    cr_expect_null(checkpoint_recorded(&cp, "/etc/mail/file0"));
}

/* What is the tool's after an apply, and again after it was rolled back. */
Test(apply_checkpoint, what_was_the_tools)
{
    struct checkpoint first, second = {.id = 8}, back = {.id = 9};
    fill(&first, 20);
    checkpoint_record(&second, "/etc/mail/other");
    checkpoint_follow(&second, &first);
    checkpoint_follow(&second, &first); /* not twice */
    checkpoint_record(&back, "/etc/mail/stale");
    checkpoint_return(&back, &second);
    checkpoint_free(&first);
    cr_assert_eq(second.n_former, 20);
    cr_expect_eq(second.n_record, 1);
    checkpoint_free(&second);
    cr_assert_eq(back.n_record, 20);
    cr_expect_null(checkpoint_recorded(&back, "/etc/mail/stale"));
    for (size_t i = 0; i < 20; i++) {
        char path[64];
        snprintf(path, sizeof(path), "/etc/mail/file%zu", i);
        const struct recorded *r = checkpoint_recorded(&back, path);
        cr_assert_not_null(r, "%s", path);
        cr_expect_str_eq(r->digest, DIGEST);
        cr_expect_str_eq(r->kept, i % 2 == 0 ? OTHER : "");
        cr_expect_eq(r->secret, i % 2 == 0);
        cr_expect_eq(r->derived, i % 4 < 2);
    }
    checkpoint_follow(&back, &second); /* nothing */
    cr_expect_eq(back.n_former, 0);
    checkpoint_free(&back);
}

Test(apply_checkpoint, words)
{
    struct checkpoint cp;
    fill(&cp, 3);
    cr_expect_str_eq(change_word(&cp.v[0]), "created");
    cr_expect_str_eq(change_word(&cp.v[1]), "changed");
    cr_expect_str_eq(change_word(&cp.v[2]), "removed");
    checkpoint_free(&cp);
}

/* Sets what a way of keys and numbers leads to; NULL: takes it away. */
static void set(json_t *json, const char *way, const char *value)
{
    char *copy = mem_dup(way), *rest = NULL;
    char *key = strtok_r(copy, "/", &rest);
    for (char *next; (next = strtok_r(NULL, "/", &rest)) != NULL; key = next)
        json = json_is_array(json) ? json_array_get(json, (size_t)strtol(key, NULL, 10))
                                   : json_object_get(json, key);
    json_t *new = value != NULL ? json_loads(value, JSON_DECODE_ANY, NULL) : NULL;
    cr_assert_eq(new == NULL, value == NULL, "%s", value);
    if (json_is_array(json))
        cr_assert_eq(json_array_set_new(json, (size_t)strtol(key, NULL, 10), new), 0, "%s", way);
    else if (new != NULL)
        cr_assert_eq(json_object_set_new(json, key, new), 0, "%s", way);
    else
        cr_assert_eq(json_object_del(json, key), 0, "%s", way);
    free(copy);
}

static void expect_refused(const char *text, size_t len, const char *reason, const char *what)
{
    struct checkpoint cp;
    struct err err = {0};
    cr_expect_eq(checkpoint_parse(text, len, "open.json", &cp, &err), -1, "%s", what);
    cr_expect(err.text != NULL && strstr(err.text, reason) != NULL, "%s: %s", what, err.text);
    cr_expect(err.file != NULL && strcmp(err.file, "open.json") == 0, "%s", what);
    cr_expect_eq(cp.n, 0);
    cr_expect_eq(cp.n_record, 0);
    cr_expect_eq(cp.folders.n, 0);
    cr_expect_null(cp.user);
    err_clear(&err);
    cr_expect_eq(checkpoint_parse(text, len, "open.json", &cp, NULL), -1);
}

Test(apply_checkpoint, what_is_none)
{
    static const struct {
        const char *way, *value;
    } rows[] = {
        {"v", NULL},
        {"v", "\"1\""},
        {"id", NULL},
        {"id", "0"},
        {"id", "-1"},
        {"id", "4294967297"},
        {"id", "1.0"},
        {"time", NULL},
        {"time", "\"now\""},
        {"user", NULL},
        {"user", "null"},
        {"command", NULL},
        {"command", "7"},
        {"profile", NULL},
        {"profile", "[]"},
        {"files", NULL},
        {"files", "{}"}, /* it would be a change of nothing */
        {"files", "null"},
        {"files", "\"x\""},
        {"files/1", "null"},
        {"files/1", "[]"},
        {"files/1/path", NULL},
        {"files/1/path", "1"},
        {"files/1/secret", NULL},
        {"files/1/secret", "1"},
        {"files/1/derived", "null"},
        {"files/1/before", NULL},
        {"files/1/before", "{}"},
        {"files/1/before/mode", "-1"},
        {"files/1/before/sha256", "\"abc\""},
        {"files/1/after", "\"\""},
        {"files/1/after/attributes", "{\"user.x\": \"x\"}"},
        {"wait", NULL},
        {"wait", "-1"},
        {"wait", "\"3\""},
        {"former", NULL},
        {"former", "{}"},
        {"former/1", "[]"},
        {"former/1/path", "\"f\""},
        {"former/1/sha256", "\"\""},
        {"record", NULL},
        {"record", "{}"},
        {"record", "true"},
        {"record/0", "null"},
        {"record/0/path", NULL},
        {"record/0/sha256", "\"\""},
        {"record/0/sha256", "\"abc\""},
        {"record/0/sha256", "1"},
        {"record/0/kept", "null"},
        {"record/0/kept", "\"abc\""},
        {"record/0/kept",
         "\"../../../../../../../../../../../../../../../../../../../etc/shadow\""},
        {"record/0/secret", "\"\""},
        {"record/0/derived", NULL},
        {"folders", NULL},
        {"folders", "{}"},
        {"folders", "\"/etc\""},
        {"folders/0", "null"},
        {"folders/0", "1"},
    };
    struct checkpoint cp;
    fill(&cp, 3);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        json_t *json = checkpoint_json(&cp);
        char what[160];
        snprintf(what, sizeof(what), "%s: %s", rows[i].way, rows[i].value);
        set(json, rows[i].way, rows[i].value);
        char *text = json_dumps(json, 0);
        expect_refused(text, strlen(text), "is no checkpoint", what);
        free(text);
        json_decref(json);
    }
    checkpoint_free(&cp);
}

/* What is restored must lie where it lay. */
Test(apply_checkpoint, paths)
{
    static const char *const ways[] = {"files/0/path", "record/1/path", "folders/1"};
    static const struct {
        const char *path;
        bool good;
    } rows[] = {
        {"/a", true},     {"/a/b.c", true}, {"/..a/b..", true}, {"/.a/...", true},
        {"", false},      {"/", false},     {"a", false},       {"etc/mail/x", false},
        {"../x", false},  {"/..", false},   {"/../x", false},   {"/a/../b", false},
        {"/a/..", false}, {"/./a", false},  {"/a/./b", false},  {"/a/.", false},
        {"//a", false},   {"/a//b", false}, {"/a/", false},     {"/a/b/", false},
        {"./a", false},   {".", false},     {"..", false},
    };
    struct checkpoint cp;
    fill(&cp, 3);
    for (size_t k = 0; k < ARRAY_LEN(ways); k++)
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
            json_t *json = checkpoint_json(&cp);
            char value[64];
            snprintf(value, sizeof(value), "\"%s\"", rows[i].path);
            set(json, ways[k], value);
            char *text = json_dumps(json, 0);
            if (rows[i].good) {
                struct checkpoint back;
                struct err err = {0};
                cr_expect_eq(checkpoint_parse(text, strlen(text), "c", &back, &err), 0, "%s", text);
                checkpoint_free(&back);
            } else {
                expect_refused(text, strlen(text), "is no checkpoint", rows[i].path);
            }
            free(text);
            json_decref(json);
        }
    checkpoint_free(&cp);
}

Test(apply_checkpoint, texts)
{
    static const struct {
        const char *text;
        size_t len;
        const char *reason;
    } rows[] = {
        {"", 0, ""},
        {"{", 1, ""},
        {"[]", 2, "is no checkpoint"},
        {"{}", 2, "is no checkpoint"},
        {"{}{}", 4, "end of file expected"},
        {"{\"v\": 1, \"v\": 1}", 16, "duplicate"},
        {"{\"v\": \"\xff\"}", 10, "decode"},
        {"\0\0\0\0", 4, ""}, /* what a power cut leaves of a file */
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        expect_refused(rows[i].text, rows[i].len, rows[i].reason, rows[i].text);
}

/* Every beginning of it, which is what a torn file is. */
Test(apply_checkpoint, torn)
{
    struct checkpoint cp;
    fill(&cp, 1);
    json_t *json = checkpoint_json(&cp);
    char *text = json_dumps(json, JSON_COMPACT);
    for (size_t len = strlen(text) - 1; len > 0; len--)
        expect_refused(text, len, "", "torn");
    free(text);
    json_decref(json);
    checkpoint_free(&cp);
}

Test(apply_checkpoint, of_another_version)
{
    struct checkpoint cp;
    fill(&cp, 1);
    json_t *json = checkpoint_json(&cp);
    json_object_set_new(json, "v", json_integer(2));
    char *text = json_dumps(json, 0);
    expect_refused(text, strlen(text), "is of another version of mcwizard (2)", "version");
    free(text);
    json_decref(json);
    checkpoint_free(&cp);
}
