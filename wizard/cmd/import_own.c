/* A .mc of our own: its profile, and what follows from it; see import_own.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cf/mc_profile.h"

#include "cmd/import_own_parts.h"
#include "cmd/import_refused.h"
#include "cmd/pipeline.h"

#include "model/extra.h"
#include "model/gate.h"

#include "relay/room.h"

#include "render/mc.h"

#include "sys/file.h"

/* What the profile in a .mc is worth. */
enum trust {
    TRUST_NONE,
    TRUST_LINES, /* if all else is what it makes */
    TRUST_FULL
};

static const json_t *own_value(const struct import_run *run, const char *path);
static void put_back(struct import_run *run, const char *path);
static const struct layout *layout_of(const struct context *ctx, struct import_run *run);
static bool names_paths(const struct import_run *run, const struct layout *layout);
static int take_block(struct import_run *run, struct extra *extra, enum trust *trust);
static enum trust trust_of(struct import_run *run, const struct profile *profile,
                           const struct str *extra);
static void distrust(struct import_run *run);
static char *version_of(const char *text);
static int name_extra(struct import_run *run, const char *room, const struct extra *extra,
                      struct err *err);
static bool is_same_extra(const char *path, const struct str *dumped);
static void settle_extra(struct import_run *run);
static void find_roles(struct import_run *run);
static void point_files(struct import_run *run, const char *room, struct profile *profile);
static void point(struct profile *profile, const char *path, const char *file);

static const char head[] = "VERSIONID(`mcwizard ";

int import_own_read(struct context *ctx, struct import_run *run, const char *room, struct err *err)
{
    struct extra extra = {0};
    struct err trouble = {0};
    enum trust trust = TRUST_NONE;
    char *json = NULL;
    int rc = mc_is_mc(run->source) ? take_block(run, &extra, &trust) : 0;
    if (rc != 1)
        goto out;
    rc = -1;
    run->own->layout = layout_of(ctx, run);
    if (name_extra(run, room, &extra, err) != 0)
        goto out;
    json = import_own_dump(run);
    bool rendered = own_render(ctx, run, room, json, &run->own->was, &trouble) == 0;
    if (trust == TRUST_LINES) {
        if (!rendered || !own_says_the_same(&run->mc.text, &own_render_mc(&run->own->was)->data)) {
            distrust(run);
            rc = 0;
            goto out;
        }
        strs_add(&run->remarks, "the raw lines of extra.file were edited in the .mc, and are taken "
                                "as they stand there");
    }
    if (!rendered) {
        char *why = err_format(&trouble);
        run->own->blind = true;
        import_add_left(&run->imp, run->source, 0, "what was edited by hand since then", why);
        strs_add(&run->remarks, "the profile is the one in the .mc; it cannot be rendered here, so "
                                "it is not known what was edited by hand");
        free(why);
    } else {
        if (own_tables_recover(ctx, run, room, err) != 0)
            goto out;
        run->own->values = json_deep_copy(run->imp.values);
        if (own_lines_take(ctx, run, room, err) != 0)
            goto out;
        own_tables_take(ctx, run);
    }
    settle_extra(run);
    find_roles(run);
    rc = 1;
out:
    err_clear(&trouble);
    extra_free(&extra);
    free(json);
    return rc;
}

/* For which system it was rendered: this one, unless its paths say otherwise. */
static const struct layout *layout_of(const struct context *ctx, struct import_run *run)
{
    const struct layout *found = names_paths(run, ctx->layout) ? ctx->layout : NULL;
    for (const struct layout *l = layout_table; l->name != NULL && found == NULL; l++)
        if (names_paths(run, l)) {
            struct str said = STR_INIT;
            str_addf(&said,
                     "the .mc was rendered for the layout %s, and is held against that; "
                     "--layout %s renders for it again",
                     l->name, l->name);
            strs_add(&run->remarks, str_text(&said));
            str_free(&said);
            found = l;
        }
    return found != NULL ? found : ctx->layout;
}

static bool names_paths(const struct import_run *run, const struct layout *layout)
{
    const char *const paths[][2] = {{"_CF_DIR_", layout->cf_dir},
                                    {"STATUS_FILE", layout->status_file},
                                    {"confPID_FILE", layout->pid_file}};
    bool all = true;
    for (size_t i = 0; i < ARRAY_LEN(paths) && all; i++) {
        struct str line = STR_INIT;
        str_addf(&line, "define(`%s', `%s')", paths[i][0], paths[i][1]);
        all = strstr(str_text(&run->mc.text), str_text(&line)) != NULL;
        str_free(&line);
    }
    return all;
}

bool import_own_refused(struct import_run *run, const struct err *fault)
{
    const char *path = fault->setting, *dot = path != NULL ? strchr(path, '.') : NULL;
    if (dot == NULL || run->own->values == NULL)
        return import_refused(run, fault);
    char *base = mem_dupn(path, (size_t)(dot - path) + 1 + strcspn(dot + 1, ".["));
    const json_t *was = own_value(run, base);
    bool done = false;
    if (was == NULL) {
        done = import_refused(run, fault);
    } else if (!json_equal(was, import_value(&run->imp, base))) {
        put_back(run, base);
        for (size_t i = run->own->n_carried; i < run->imp.n_lines; i++) {
            struct import_line *line = &run->imp.lines[i];
            if (line->fate != IMPORT_SETTING || !strs_has(&line->settings, base))
                continue;
            line->fate = IMPORT_LEFT;
            str_set(&line->why, "%s: %s", path, fault->text);
            for (size_t k = 0; k < line->settings.n; k++)
                put_back(run, line->settings.v[k]);
        }
        done = true;
    }
    free(base);
    return done;
}

/* What the profile in the .mc says of a setting, or NULL; borrowed. */
static const json_t *own_value(const struct import_run *run, const char *path)
{
    const char *dot = strchr(path, '.');
    char *section = mem_dupn(path, (size_t)(dot - path));
    const json_t *value = json_object_get(json_object_get(run->own->values, section), dot + 1);
    free(section);
    return value;
}

/* The setting as the profile in the .mc has it. */
static void put_back(struct import_run *run, const char *path)
{
    const json_t *was = own_value(run, path);
    if (was == NULL)
        free(import_unset(&run->imp, path, ""));
    else
        import_set_json(&run->imp, path, json_deep_copy(was), NULL);
}

bool import_own_forget(struct import_run *run, struct errs *errs)
{
    struct import_own *own = run->own;
    if (own->values == NULL || errs->n == 0)
        return false;
    char *why = err_format(&errs->v[0]);
    for (size_t i = own->n_carried; i < run->imp.n_lines; i++) {
        struct import_line *line = &run->imp.lines[i];
        if (line->fate == IMPORT_NONE)
            continue;
        line->fate = IMPORT_LEFT;
        str_set(&line->why, "with this the profile would not hold: %s", why);
    }
    if (own->tables_edited)
        import_add_left(&run->imp, run->source, 0, "what was edited by hand in its tables", why);
    json_decref(run->imp.values);
    run->imp.values = own->values;
    own->values = NULL;
    json_object_clear(run->imp.seen);
    for (size_t i = 0; i < EXTRA_PLACES; i++)
        if (run->imp.extra[i].len > own->extra_len[i]) {
            run->imp.extra[i].len = own->extra_len[i];
            run->imp.extra[i].buf[own->extra_len[i]] = '\0';
        }
    str_free(&run->access);
    find_roles(run);
    errs_free(errs);
    free(why);
    return true;
}

/* 1 with the profile in run->imp and run->own made, or 0. */
static int take_block(struct import_run *run, struct extra *extra, enum trust *trust)
{
    const char *text = str_text(&run->mc.text);
    struct str json = STR_INIT, raw = STR_INIT, dumped = STR_INIT;
    struct profile *profile = NULL;
    struct errs errs = {0};
    long line = 0;
    int rc = 0;
    if (mc_profile_find(text, run->mc.text.len, &json, &line) != 1)
        goto out;
    profile = profile_parse(str_text(&json), json.len, "the profile in the .mc", &errs);
    if (profile == NULL || mc_profile_extra(text, run->mc.text.len, &raw) < 0 ||
        extra_parse(str_text(&raw), raw.len, "extra.file", extra, &errs) != 0) {
        struct str said = STR_INIT;
        char *why = errs.n > 0 ? err_format(&errs.v[0]) : mem_dup("a mark of extra.file is gone");
        str_addf(&said,
                 "line %ld: the profile there cannot be taken back, so all is read from the "
                 "lines: %s",
                 line, why);
        strs_add(&run->remarks, str_text(&said));
        free(why);
        str_free(&said);
        goto out;
    }
    extra_dump(extra, &dumped);
    *trust = trust_of(run, profile, &dumped);
    if (*trust == TRUST_NONE) {
        distrust(run);
        goto out;
    }
    run->own = mem_alloc(sizeof(*run->own));
    json_decref(run->imp.values);
    run->imp.values = json_loadb(str_text(&json), json.len, 0, NULL);
    MUST(run->imp.values != NULL);
    json_object_clear(run->imp.seen);
    for (size_t i = 0; i < EXTRA_PLACES; i++) {
        str_addn(&run->imp.extra[i], str_text(&extra->parts[i]), extra->parts[i].len);
        run->own->extra_len[i] = extra->parts[i].len;
    }
    rc = 1;
out:
    profile_free(profile);
    errs_free(&errs);
    str_free(&json);
    str_free(&raw);
    str_free(&dumped);
    return rc;
}

/*
 * The digest in the head tells whether the profile, or the raw lines, were edited in the .mc.
 * It is also another one where this version has other settings; then the lines decide.  They
 * do so, too, where only the raw lines may have been edited.
 */
static enum trust trust_of(struct import_run *run, const struct profile *profile,
                           const struct str *extra)
{
    const char *text = str_text(&run->mc.text);
    char *is = profile_digest_with(profile, extra),
         *said = mc_profile_digest(text, run->mc.text.len);
    char *version = version_of(text);
    enum trust trust = TRUST_FULL;
    struct str remark = STR_INIT;
    if (said != NULL && strcmp(is, said) == 0)
        goto out;
    if (version != NULL && strcmp(version, PACKAGE_VERSION) != 0) {
        str_addf(
            &remark,
            "the .mc was rendered by mcwizard %s: its profile is taken, and every line is held "
            "against what this version makes of it",
            version);
        strs_add(&run->remarks, str_text(&remark));
        goto out;
    }
    trust = extra->len > 0 ? TRUST_LINES : TRUST_NONE;
out:
    str_free(&remark);
    free(version);
    free(said);
    free(is);
    return trust;
}

/* Back to before anything was taken. */
static void distrust(struct import_run *run)
{
    const struct layout *layout = run->imp.layout;
    strs_add(&run->remarks,
             "the profile in the .mc, or the raw lines between its marks, were edited "
             "there (the digest in the head is another), so all is read from the "
             "lines");
    import_own_free(run->own);
    run->own = NULL;
    free(run->extra_name);
    run->extra_name = NULL;
    import_free(&run->imp);
    import_init(&run->imp, layout);
}

/* Of the mcwizard that has rendered it, or NULL; the caller frees it. */
static char *version_of(const char *text)
{
    const char *at = strstr(text, head);
    if (at == NULL)
        return NULL;
    at += strlen(head);
    return mem_dupn(at, strcspn(at, ",'\n"));
}

/* Where the raw lines are going to stand, and the file in the room. */
static int name_extra(struct import_run *run, const char *room, const struct extra *extra,
                      struct err *err)
{
    const char *named = import_text(&run->imp, "extra.file");
    struct str dumped = STR_INIT;
    int rc = 0;
    if (named == NULL || named[0] == '\0')
        return 0;
    extra_dump(extra, &dumped);
    char *path = own_beside(run, named);
    bool findable = named[0] == '/' || run->out_dir != NULL;
    if (findable && is_same_extra(path, &dumped)) {
        run->own->extra_path = path;
        path = NULL;
    } else {
        if (own_is_plain(run, named))
            str_set(&run->extra_name, "%s", named);
        else
            str_set(&run->extra_name, "%s.extra.mc", run->stem);
        import_set(&run->imp, "extra.file", run->extra_name, NULL);
        rc = room_write(room, run->extra_name, str_text(&dumped), dumped.len, NULL, err);
    }
    free(path);
    str_free(&dumped);
    return rc;
}

/* Whether a file is there that makes the same .mc. */
static bool is_same_extra(const char *path, const struct str *dumped)
{
    struct str text = STR_INIT, there = STR_INIT;
    struct extra extra = {0};
    struct errs errs = {0};
    bool same = false;
    if (file_exists(path) && file_read_trusted(path, EXTRA_MAX, &text, NULL) == 0 &&
        extra_parse(str_text(&text), text.len, path, &extra, &errs) == 0) {
        extra_dump(&extra, &there);
        same = there.len == dumped->len && strcmp(str_text(&there), str_text(dumped)) == 0;
    }
    extra_free(&extra);
    errs_free(&errs);
    str_free(&text);
    str_free(&there);
    return same;
}

/* A file that is there is named and not written, unless there are more lines now. */
static void settle_extra(struct import_run *run)
{
    bool more = false;
    if (run->own->extra_path == NULL)
        return;
    for (size_t i = 0; i < EXTRA_PLACES; i++)
        more = more || run->imp.extra[i].len > run->own->extra_len[i];
    if (more) {
        free(run->own->extra_path);
        run->own->extra_path = NULL;
    } else {
        for (size_t i = 0; i < EXTRA_PLACES; i++)
            str_free(&run->imp.extra[i]);
    }
}

static void find_roles(struct import_run *run)
{
    static const char *const roles[IMPORT_ROLES] = {"local", "outbound", "inbound", "relay"};
    for (size_t i = 0; i < IMPORT_ROLES; i++) {
        struct str path = STR_INIT, said = STR_INIT;
        str_addf(&path, "roles.%s", roles[i]);
        const json_t *value = import_value(&run->imp, str_text(&path));
        const struct setting *s = setting_find(str_text(&path), NULL);
        bool on = value != NULL ? json_is_true(value)
                                : s->fallback != NULL && strcmp(s->fallback, "true") == 0;
        str_addf(&said, "%s: the profile that it carries %s", run->source,
                 value != NULL ? "says so" : "says nothing of it");
        free(run->imp.roles[i].evidence);
        run->imp.roles[i] =
            (struct import_role){.role = roles[i], .on = on, .evidence = str_take(&said)};
        str_free(&path);
    }
}

char *import_own_dump(const struct import_run *run)
{
    char *json = json_dumps(run->imp.values, JSON_INDENT(2) | JSON_ENSURE_ASCII);
    MUST(json != NULL);
    return json;
}

int own_render(struct context *ctx, struct import_run *run, const char *room, const char *json,
               struct own_render *to, struct err *err)
{
    struct errs errs = {0}, warnings = {0};
    int rc = -1;
    struct render_tools tools = {0};
    struct profile *profile = import_own_parse(run, room, json, &errs);
    if (profile != NULL && gate_apply(profile, pipeline_build(ctx), &errs, &warnings) == 0 &&
        render_find_tools(&tools, run->own->layout, ctx->tools, err) == 0) {
        tools.build = pipeline_build(ctx);
        rc = render_profile(&tools, profile, true, &to->out, err);
    }
    render_free_tools(&tools);
    if (errs.n > 0)
        errs_into(&errs, err);
    else
        errs_free(&errs);
    profile_free(profile);
    errs_free(&warnings);
    return rc;
}

struct profile *import_own_parse(struct import_run *run, const char *room, const char *json,
                                 struct errs *errs)
{
    struct str name = STR_INIT;
    str_addf(&name, "%s/%s.json", room, run->stem);
    struct profile *profile = profile_parse(json, strlen(json), str_text(&name), errs);
    if (profile != NULL)
        point_files(run, room, profile);
    str_free(&name);
    return profile;
}

/*
 * The profile is rendered in the room, and what it names lies elsewhere.  What is not to be had
 * here gets a stand-in, so that all else can be compared.
 */
static void point_files(struct import_run *run, const char *room, struct profile *profile)
{
    static const char password[] = "outbound.auth_file";
    struct str stub = STR_INIT;
    strs_free(&run->own->stubs);
    if (run->own->extra_path != NULL)
        point(profile, "extra.file", run->own->extra_path);
    for (size_t i = 0; own_table_files[i][0] != NULL; i++) {
        const char *setting = own_table_files[i][0], *named = profile_text(profile, setting);
        bool ours = strcmp(setting, "tables.access_file") == 0 && run->access.len > 0;
        for (size_t k = 0; k < run->n_files; k++)
            ours = ours || strcmp(run->files[k].name, named) == 0;
        if (named[0] == '\0' || ours)
            continue;
        char *path = own_beside(run, named);
        if (file_exists(path) && (named[0] == '/' || run->out_dir != NULL)) {
            point(profile, setting, path);
        } else if (room_write(room, "stub.table", "", 0, NULL, NULL) == 0) {
            str_clear(&stub);
            str_addf(&stub, "%s/stub.table", room);
            point(profile, setting, str_text(&stub));
            strs_add(&run->own->stubs, setting);
        }
        free(path);
    }
    if (profile_text(profile, password)[0] != '\0' &&
        file_read_secret(profile_text(profile, password), FILE_MAX_PROFILE, &stub, NULL) != 0 &&
        room_write(room, "stub.password", "user\nnone\n", 10, NULL, NULL) == 0) {
        str_clear(&stub);
        str_addf(&stub, "%s/stub.password", room);
        point(profile, password, str_text(&stub));
        strs_add(&run->own->stubs, password);
    }
    if (stub.buf != NULL)
        explicit_bzero(stub.buf, stub.len);
    str_free(&stub);
}

static void point(struct profile *profile, const char *path, const char *file)
{
    profile_put_take(profile, setting_find(path, NULL), json_string(file));
}

void own_render_free(struct own_render *render)
{
    render_free(&render->out);
    mc_free(&render->mc);
    if (render->lines.values != NULL)
        import_free(&render->lines);
    *render = (struct own_render){.out.n = 0};
}

const struct render_file *own_render_mc(const struct own_render *render)
{
    return render_find(&render->out, render->out.names.v[0]);
}

bool own_is_plain(const struct import_run *run, const char *name)
{
    size_t stem = strlen(run->stem);
    for (const char *c = name; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && strchr("._-+", *c) == NULL)
            return false;
    bool profile = strncmp(name, run->stem, stem) == 0 && strcmp(name + stem, ".json") == 0;
    return isalnum((unsigned char)name[0]) && !profile;
}

char *own_beside(const struct import_run *run, const char *path)
{
    struct str full = STR_INIT;
    if (path[0] != '/' && run->out_dir != NULL)
        str_add(&full, run->out_dir);
    str_add(&full, path);
    char *real = realpath(str_text(&full), NULL);
    if (real != NULL)
        str_free(&full);
    return real != NULL ? real : str_take(&full);
}

void import_own_free(struct import_own *own)
{
    if (own == NULL)
        return;
    own_render_free(&own->was);
    strs_free(&own->stubs);
    json_decref(own->values);
    free(own->in_source);
    free(own->extra_path);
    free(own);
}
