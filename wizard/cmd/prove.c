/* Proving a configuration; see prove.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/msg.h"

#include "cmd/audit_source.h"
#include "cmd/pipeline.h"
#include "cmd/prove.h"
#include "cmd/side.h"

#include "relay/room.h"

#include "render/mc.h"
#include "render/render.h"

#include "sys/file.h"
#include "sys/layout.h"
#include "sys/tool.h"

static int prepare_side(struct context *ctx, const char *path, bool trust, struct profile **profile,
                        struct proof *proof);
static int prepare_file(struct context *ctx, const char *path, bool trust, struct proof *proof,
                        struct err *err);
static int try_both(struct proof proofs[2], bool quick, struct err *err);
static int render_into(struct context *ctx, const struct profile *profile, const char *dir,
                       struct err *err);

int prove_run(struct context *ctx, const struct prove_target *target, struct proof *proof,
              struct err *err)
{
    const struct proof_options options = {.quick = target->quick};
    if (prove_prepare(ctx, target, proof, err) != 0)
        return -1;
    return proof_try(proof, &options, err);
}

int prove_prepare(struct context *ctx, const struct prove_target *target, struct proof *proof,
                  struct err *err)
{
    struct str path = STR_INIT;
    char *dir = NULL, *sendmail = NULL, *makemap = NULL;
    int rc = -1;
    if ((sendmail = tool_find(TOOL_SENDMAIL, ctx->layout, ctx->tools, err)) == NULL ||
        (makemap = tool_find(TOOL_MAKEMAP, ctx->layout, ctx->tools, err)) == NULL)
        goto out;
    if (target->cf != NULL) {
        str_addf(&path, "%s%s", target->cf, file_is_dir(target->cf) ? "/sendmail.cf" : "");
    } else if (target->profile != NULL) {
        if (room_make(&dir, err) != 0 || render_into(ctx, target->profile, dir, err) != 0)
            goto out;
        str_addf(&path, "%s/sendmail.cf", dir);
    } else {
        str_addf(&path, "%s%ssendmail.cf", ctx->root, ctx->layout->mail_dir);
    }
    strs_add(&proof->kept, str_text(&path));
    proof->session.cf_path = proof->kept.v[proof->kept.n - 1];
    strs_add(&proof->kept, sendmail);
    proof->session.sendmail = proof->kept.v[proof->kept.n - 1];
    proof->session.given = target->text;
    proof->session.root = ctx->root;
    proof->session.makemap = makemap;
    proof->session.trust = target->trust;
    proof->session.beside_only = dir != NULL; /* what was just rendered */
    proof->session.jobs = target->jobs;
    rc = proof_prepare(proof, target->profile, err);
    proof->session.makemap = NULL; /* the tables are made */
out:
    if (dir != NULL)
        room_remove(dir);
    free(dir);
    free(sendmail);
    free(makemap);
    str_free(&path);
    return rc;
}

static int render_into(struct context *ctx, const struct profile *profile, const char *dir,
                       struct err *err)
{
    struct render_tools tools = {0};
    struct render_output out = {.n = 0};
    int rc = pipeline_find_tools(ctx, &tools, err);
    if (rc == 0)
        rc = render_profile(&tools, profile, true, &out, err);
    if (rc == 0)
        rc = prove_fill_room(&out, dir, err);
    render_free(&out);
    render_free_tools(&tools);
    return rc;
}

int prove_fill_room(const struct render_output *out, const char *dir, struct err *err)
{
    int rc = 0;
    for (size_t i = 0; i < out->n && rc == 0; i++) {
        struct str text = STR_INIT;
        rc = render_whole(&out->files[i], &text, err);
        if (rc == 0)
            rc = room_write(dir, out->files[i].name, str_text(&text), text.len, NULL, err);
        str_free(&text);
    }
    return rc;
}

int prove_behavior(struct context *ctx, const char *old, const char *new, bool trust, bool json)
{
    struct proof proofs[2] = {{.n = 0}, {.n = 0}};
    struct profile *profiles[2] = {NULL, NULL};
    struct err err = {0};
    int status = EXIT_TROUBLE;
    if (prepare_side(ctx, old, trust, &profiles[0], &proofs[0]) != 0 ||
        prepare_side(ctx, new, trust, &profiles[1], &proofs[1]) != 0)
        goto out;
    if (try_both(proofs, false, &err) != 0) {
        msg_report(&err);
        goto out;
    }
    status = behavior_print(&proofs[0], &proofs[1], json, msg_is_verbose(), stdout) > 0
                 ? EXIT_DIFFERS
                 : EXIT_SAME;
    if (fflush(stdout) != 0 || ferror(stdout)) {
        err_set_errno(&err, "standard output", "cannot write");
        status = msg_report(&err);
    }
out:
    err_clear(&err);
    for (size_t i = 0; i < ARRAY_LEN(proofs); i++) {
        proof_free(&proofs[i]);
        profile_free(profiles[i]);
    }
    return status;
}

/* Each with what the other's site has, so that the same messages are tried. */
static int try_both(struct proof proofs[2], bool quick, struct err *err)
{
    const struct proof_options options = {.quick = quick};
    site_share(&proofs[0].site, &proofs[1].site);
    site_share(&proofs[1].site, &proofs[0].site);
    if (proof_try(&proofs[0], &options, err) != 0)
        return -1;
    return proof_try(&proofs[1], &options, err);
}

bool prove_changes(struct context *ctx, const struct prove_target *old,
                   const struct prove_target *new, bool quick, bool json, struct str *out,
                   struct err *err)
{
    const struct prove_target *const targets[2] = {old, new};
    struct proof proofs[2] = {{.n = 0}, {.n = 0}};
    char *text = NULL;
    size_t len = 0;
    bool known = false;
    for (size_t i = 0; i < ARRAY_LEN(targets); i++)
        if (prove_prepare(ctx, targets[i], &proofs[i], err) != 0)
            goto out;
    if (try_both(proofs, quick, err) != 0)
        goto out;
    FILE *to = open_memstream(&text, &len);
    MUST(to != NULL);
    size_t changed = behavior_print(&proofs[0], &proofs[1], json, msg_is_verbose(), to);
    fclose(to);
    str_add(out, changed > 0 || json ? text : "");
    known = true;
out:
    free(text);
    proof_free(&proofs[0]);
    proof_free(&proofs[1]);
    return known;
}

/* Reports what is wrong itself. */
static int prepare_side(struct context *ctx, const char *path, bool trust, struct profile **profile,
                        struct proof *proof)
{
    struct errs errs = {0};
    struct err err = {0};
    int rc = -1;
    if (!pipeline_is_profile(path)) {
        rc = prepare_file(ctx, path, trust, proof, &err);
    } else if ((*profile = pipeline_load(ctx, path, &errs)) == NULL) {
        msg_report_all(&errs);
    } else {
        const struct prove_target target = {.profile = *profile, .trust = trust, .jobs = 1};
        rc = prove_prepare(ctx, &target, proof, &err);
    }
    if (err_is_set(&err))
        msg_report(&err);
    err_clear(&err);
    errs_free(&errs);
    return rc;
}

static int prepare_file(struct context *ctx, const char *path, bool trust, struct proof *proof,
                        struct err *err)
{
    const struct audit_source source = {.dir = path};
    struct prove_target target = {.cf = path, .trust = trust, .jobs = 1};
    struct side side = {.n = 0};
    struct str name = STR_INIT;
    const char *mta =
        file_is_dir(path) ? audit_source_either(&source, path, "sendmail", &name) : path;
    bool mc = mta != NULL && mc_is_mc(mta);
    int rc = mc ? side_add_mc(ctx, &side, "", mta, trust, false, err) : 0;
    if (rc == 0 && mc) {
        target.cf = mta;
        target.text = str_text(&side.v[0].text);
    }
    if (rc == 0) {
        rc = prove_prepare(ctx, &target, proof, err);
        if (rc != 0 && mc)
            side_place_err(&side.v[0], err);
    }
    side_free(&side);
    str_free(&name);
    return rc;
}
