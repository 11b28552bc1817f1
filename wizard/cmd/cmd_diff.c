/*
 * `diff [OLD] NEW`: what changes between two configurations, and what each
 * change does to security.  A side is a sendmail.cf, a folder with sendmail.cf,
 * submit.cf and tables, or a profile, which renders to such a folder.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "audit/audit.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/str.h"
#include "cf/cf.h"
#include "diff/diff.h"
#include "diff/table.h"
#include "diff/unified.h"
#include "model/setting.h"
#include "render/render.h"
#include "sys/file.h"
#include "sys/tool.h"

#include "cmd/cmd.h"
#include "cmd/entries.h"
#include "cmd/findings.h"
#include "cmd/pipeline.h"
#include "cmd/prove.h"

/* One file of a side. */
struct part {
    const char *base; /* its name in the folder, static; "" for a side that is one file */
    char *path;       /* owned: what messages call it */
    struct str text;
    struct cf cf; /* parsed by compare_cf */
    bool present;
    bool table;
};

enum { PARTS_MAX = 16 };

struct side {
    bool folder;
    struct part v[PARTS_MAX];
    size_t n;
};

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_UNIFIED };

static int run(struct context *ctx, int argc, char **argv);
static int parse_format(const char *name, enum format *format);
static int default_old(const struct context *ctx, const char *new, struct str *out,
                       struct err *err);
static int load_side(struct context *ctx, const char *path, struct side *side, struct err *err);
static int load_profile(struct context *ctx, const char *path, struct side *side, struct err *err);
static int add_part(struct side *side, const char *base, const char *path, bool table, size_t max,
                    struct err *err);
static int match_sides(struct side *old, struct side *new, struct err *err);
static void free_side(struct side *side);
static int compare_sides(struct side *old, struct side *new, struct diff *diff, struct str *unified,
                         const char *program, struct err *err);
static int compare_cf(struct part *a, struct part *b, struct diff *diff, struct str *unified,
                      const char *program, struct err *err);
static int compare_parts(struct side *old, struct side *new, bool tables_now, struct diff *diff,
                         struct str *unified, const char *program, struct err *err);
static void audit_sides(const struct side *old, const struct side *new, struct findings *findings);
static audit_read_fn read_part;
static int compare_tables(struct part *a, struct part *b, struct diff *diff, struct str *unified,
                          const char *program, struct err *err);
static void warn_faults(const struct diff *diff);

/* What a folder may hold beside sendmail.cf; the texts that maps are made from. */
static const char *const tables[] = {
    "access",        "aliases",          "authinfo",         "domaintable",   "generics-domains",
    "genericstable", "local-host-names", "mailertable",      "recipients",    "relay-domains",
    "trusted-users", "userdb",           "virtuser-domains", "virtusertable",
};

static const struct option long_options[] = {
    {"table", no_argument, NULL, 't'},
    {"behavior", no_argument, NULL, 'b'},
    {"format", required_argument, NULL, 'f'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

const struct command cmd_diff_entry = {
    .name = "diff",
    .synopsis = "[--format text|json|unified] [--table | --behavior] [OLD] NEW",
    .summary = "Compare two configurations by meaning",
    .help = "Compares two configurations by what they mean: comments, the order of independent\n"
            "commands and the banner do not count.  Each difference says whether it hardens or\n"
            "weakens the host, is neutral, or unknown, and why; weakening ones come first.\n"
            "\n"
            "OLD and NEW are each a sendmail.cf, or a folder: then sendmail.cf, submit.cf and the\n"
            "tables in it are compared.  A profile (NAME.json) stands for the folder that it\n"
            "renders to.  OLD defaults to the host's own configuration.\n"
            "\n"
            "Exits 0 if nothing differs, 1 if something does, 2 on trouble.",
    .options =
        "      --table          OLD and NEW are tables (access, mailertable ...), compared by key\n"
        "      --behavior       run both through sendmail, and show which messages fare "
        "otherwise:\n"
        "                       opened ones first, then tightened, then moved\n"
        "      --format FORMAT  text, json (JSON Lines) or unified (canonical texts, diff -u)\n",
    .run = run,
};

static int parse_format(const char *name, enum format *format)
{
    static const char *const names[] = {
        [FORMAT_TEXT] = "text", [FORMAT_JSON] = "json", [FORMAT_UNIFIED] = "unified"};
    for (size_t i = 0; name != NULL && i < ARRAY_LEN(names); i++)
        if (strcmp(names[i], name) == 0) {
            *format = (enum format)i;
            return 0;
        }
    return -1;
}

static int run(struct context *ctx, int argc, char **argv)
{
    enum format format = FORMAT_TEXT;
    bool table = false, behavior = false;
    struct side old = {.n = 0};
    struct side new = {.n = 0};
    struct diff diff = {0};
    struct err err = {0};
    struct str old_path = STR_INIT;
    struct str unified = STR_INIT;
    char *program = NULL;
    int status = EXIT_TROUBLE;
    const char *wanted = ctx->format;
    optind = 0; /* glibc: scan anew */
    for (int c; (c = getopt_long(argc, argv, "+", long_options, NULL)) != -1;) {
        if (c == 't')
            table = true;
        else if (c == 'b')
            behavior = true;
        else if (c == 'f')
            wanted = optarg;
        else if (c == 'h') {
            cmd_help(&cmd_diff_entry);
            return EXIT_SAME;
        } else
            return EXIT_TROUBLE; /* getopt_long has said why */
    }
    int left = argc - optind;
    if (wanted != NULL && parse_format(wanted, &format) != 0)
        return cmd_usage(&cmd_diff_entry, "unknown format `%s': text, json or unified", wanted);
    if (left < 1 || left > 2 || (table && left != 2))
        return cmd_usage(&cmd_diff_entry, left > 2 ? "more than two configurations"
                                          : table  ? "--table wants two tables"
                                                   : "which configuration?");
    const char *new_path = argv[argc - 1];
    if (left == 2)
        str_add(&old_path, argv[optind]);
    else if (default_old(ctx, new_path, &old_path, &err) != 0)
        goto out;
    if (behavior && (table || format == FORMAT_UNIFIED)) {
        status = cmd_usage(&cmd_diff_entry, "--behavior is text or json, of configurations");
        goto out;
    }
    if (behavior) {
        status = prove_behavior(ctx, str_text(&old_path), new_path, format == FORMAT_JSON);
        goto out;
    }
    if (format == FORMAT_UNIFIED &&
        (program = tool_find(TOOL_DIFF, ctx->layout, ctx->tools, &err)) == NULL)
        goto out;
    if (table) {
        if (add_part(&old, "", str_text(&old_path), true, TABLE_MAX_BYTES, &err) != 0 ||
            add_part(&new, "", new_path, true, TABLE_MAX_BYTES, &err) != 0)
            goto out;
    } else if (load_side(ctx, str_text(&old_path), &old, &err) != 0 ||
               load_side(ctx, new_path, &new, &err) != 0 || match_sides(&old, &new, &err) != 0) {
        goto out;
    }
    int rc = compare_sides(&old, &new, &diff, program != NULL ? &unified : NULL, program, &err);
    if (rc < 0)
        goto out;
    warn_faults(&diff);
    diff_sort(&diff);
    if (format == FORMAT_JSON)
        diff_print_json(&diff, stdout);
    else if (format == FORMAT_TEXT)
        diff_print_text(&diff, stdout);
    else
        fwrite(str_text(&unified), 1, unified.len, stdout);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        err_set_errno(&err, "standard output", "cannot write");
        goto out;
    }
    status = (format == FORMAT_UNIFIED ? unified.len > 0 : diff.n > 0) ? EXIT_DIFFERS : EXIT_SAME;
out:
    if (err_is_set(&err))
        status = msg_report(&err);
    err_clear(&err);
    free_side(&old);
    free_side(&new);
    diff_free(&diff);
    str_free(&old_path);
    str_free(&unified);
    free(program);
    return status;
}

/* The host's own configuration of the kind that new is. */
static int default_old(const struct context *ctx, const char *new, struct str *out, struct err *err)
{
    const char *slash = strrchr(new, '/');
    const char *base = slash != NULL ? slash + 1 : new;
    bool submit = strncmp(base, "submit", strlen("submit")) == 0;
    str_addf(out, "%s/etc/mail", ctx->root != NULL ? ctx->root : "");
    struct str probe = STR_INIT;
    str_addf(&probe, "%s/%s", str_text(out), submit ? "submit.cf" : "sendmail.cf");
    bool here = file_exists(str_text(&probe));
    if (!file_is_dir(new) && !pipeline_is_profile(new))
        str_addf(out, "/%s", submit ? "submit.cf" : "sendmail.cf");
    str_free(&probe);
    if (here)
        return 0;
    err_set_at(err, ERR_USAGE, str_text(out), 0, 0,
               "this host has no configuration to compare with");
    return err_mend(err, "give the old one: mcwizard diff OLD NEW");
}

static int add_part(struct side *side, const char *base, const char *path, bool table, size_t max,
                    struct err *err)
{
    MUST(side->n < PARTS_MAX);
    struct part *p = &side->v[side->n++];
    *p = (struct part){.base = base, .path = mem_dup(path), .text = STR_INIT, .table = table};
    p->present = true;
    return file_read(path, max, &p->text, err);
}

/*
 * Turns what a person named into the texts of a configuration.  The one place
 * that knows which kinds of things can be named.
 */
static int load_side(struct context *ctx, const char *path, struct side *side, struct err *err)
{
    struct str name = STR_INIT;
    int rc = -1;
    if (pipeline_is_profile(path))
        return load_profile(ctx, path, side, err);
    side->folder = file_is_dir(path);
    if (!side->folder)
        return add_part(side, "", path, false, FILE_MAX_CF, err);
    str_addf(&name, "%s/sendmail.cf", path);
    if (!file_exists(str_text(&name))) {
        err_set_at(err, ERR_INPUT, path, 0, 0, "this folder has no sendmail.cf");
        goto out;
    }
    if (add_part(side, "sendmail.cf", str_text(&name), false, FILE_MAX_CF, err) != 0)
        goto out;
    str_clear(&name);
    str_addf(&name, "%s/submit.cf", path);
    if (file_exists(str_text(&name)) &&
        add_part(side, "submit.cf", str_text(&name), false, FILE_MAX_CF, err) != 0)
        goto out;
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        str_clear(&name);
        str_addf(&name, "%s/%s", path, tables[i]);
        if (file_exists(str_text(&name)) && !file_is_dir(str_text(&name)) &&
            add_part(side, tables[i], str_text(&name), true, TABLE_MAX_BYTES, err) != 0)
            goto out;
    }
    rc = 0;
out:
    str_free(&name);
    return rc;
}

/* What the profile renders to, as if it were a folder. */
static int load_profile(struct context *ctx, const char *path, struct side *side, struct err *err)
{
    struct render_output out = {.n = 0};
    struct errs errs = {0};
    int rc = -1;
    struct profile *profile = pipeline_load(ctx, path, &errs);
    if (profile == NULL) {
        /* The last one is the caller's to report. */
        for (size_t i = 0; i + 1 < errs.n; i++)
            msg_report(&errs.v[i]);
        *err = errs.v[errs.n - 1];
        errs.n--;
        goto out;
    }
    if (pipeline_render_memory(ctx, profile, &out, err) != 0)
        goto out;
    side->folder = true;
    for (size_t i = 0; i < out.n; i++) {
        const struct render_file *f = &out.files[i];
        size_t t = 0;
        while (t < ARRAY_LEN(tables) && strcmp(tables[t], f->name) != 0)
            t++;
        if (t == ARRAY_LEN(tables) && strstr(f->name, ".cf") == NULL)
            continue; /* the .mc, and what is no table */
        struct str name = STR_INIT;
        str_addf(&name, "%s:%s", path, f->name);
        MUST(side->n < PARTS_MAX);
        struct part *part = &side->v[side->n++];
        *part = (struct part){.base = f->name,
                              .path = str_take(&name),
                              .present = true,
                              .table = t < ARRAY_LEN(tables)};
        str_addn(&part->text, str_text(&f->data), f->data.len);
    }
    rc = 0;
out:
    render_free(&out);
    profile_free(profile);
    errs_free(&errs);
    return rc;
}

/*
 * Puts both sides into the same order of parts, with empty parts where a side
 * lacks one.  A file meets only the sendmail.cf (or submit.cf) of a folder.
 */
static int match_sides(struct side *old, struct side *new, struct err *err)
{
    (void)err;
    if (old->folder != new->folder) {
        struct side *folder = old->folder ? old : new;
        const struct side *file = old->folder ? new : old;
        const char *slash = strrchr(file->v[0].path, '/');
        const char *base = slash != NULL ? slash + 1 : file->v[0].path;
        bool submit = strcmp(base, "submit.cf") == 0;
        size_t keep = submit && folder->n > 1 && strcmp(folder->v[1].base, "submit.cf") == 0;
        msg_info("comparing only %s of the folder", folder->v[keep].base);
        struct part part = folder->v[keep];
        for (size_t i = 0; i < folder->n; i++)
            if (i != keep) {
                free(folder->v[i].path);
                str_free(&folder->v[i].text);
            }
        folder->v[0] = part;
        folder->n = 1;
        return 0;
    }
    for (int turn = 0; turn < 2; turn++) {
        const struct side *from = turn == 0 ? old : new;
        struct side *to = turn == 0 ? new : old;
        for (size_t i = 0; from->folder && i < from->n; i++) {
            size_t k = 0;
            while (k < to->n && strcmp(to->v[k].base, from->v[i].base) != 0)
                k++;
            if (k < to->n)
                continue;
            MUST(to->n < PARTS_MAX);
            to->v[to->n++] = (struct part){.base = from->v[i].base,
                                           .path = mem_dup("(none)"),
                                           .text = STR_INIT,
                                           .table = from->v[i].table};
        }
    }
    return 0;
}

static void free_side(struct side *side)
{
    for (size_t i = 0; i < side->n; i++) {
        free(side->v[i].path);
        str_free(&side->v[i].text);
        cf_free(&side->v[i].cf);
    }
}

/* Configurations before tables, which are sorted in place when they are compared. */
static int compare_sides(struct side *old, struct side *new, struct diff *diff, struct str *unified,
                         const char *program, struct err *err)
{
    struct findings findings = {.made = false};
    int rc = compare_parts(old, new, false, diff, unified, program, err);
    if (rc == 0 && unified == NULL)
        audit_sides(old, new, &findings);
    if (rc == 0)
        rc = compare_parts(old, new, true, diff, unified, program, err);
    if (rc == 0)
        findings_judge(&findings, diff);
    findings_free(&findings);
    return rc;
}

/* The tables, or what is none. */
static int compare_parts(struct side *old, struct side *new, bool tables_now, struct diff *diff,
                         struct str *unified, const char *program, struct err *err)
{
    for (size_t i = 0; i < old->n; i++) {
        struct part *a = &old->v[i];
        struct part *b = NULL;
        if (a->table != tables_now)
            continue;
        for (size_t k = 0; b == NULL && k < new->n; k++)
            if (strcmp(new->v[k].base, a->base) == 0 || !old->folder || !new->folder)
                b = &new->v[k];
        MUST(b != NULL);
        int rc = 0;
        if (a->present != b->present)
            diff_add_file(diff, a->base, a->present ? a->path : NULL, b->present ? b->path : NULL,
                          a->table);
        if (a->table)
            rc = compare_tables(a, b, diff, unified, program, err);
        else if (a->present && b->present)
            rc = compare_cf(a, b, diff, unified, program, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int compare_cf(struct part *a, struct part *b, struct diff *diff, struct str *unified,
                      const char *program, struct err *err)
{
    if (cf_parse(str_text(&a->text), a->text.len, a->path, &a->cf, err) != 0 ||
        cf_parse(str_text(&b->text), b->text.len, b->path, &b->cf, err) != 0)
        return -1;
    if (unified != NULL && diff_unified(program, &a->cf, &b->cf, unified, err) < 0)
        return -1;
    diff_compare(&a->cf, &b->cf, diff);
    return 0;
}

/* What is found on one side alone will judge what the comparison cannot. */
static void audit_sides(const struct side *old, const struct side *new, struct findings *findings)
{
    struct audit_input inputs[2] = {{.read = read_part, .read_arg = old},
                                    {.read = read_part, .read_arg = new}};
    for (size_t k = 0; k < ARRAY_LEN(inputs); k++) {
        const struct side *side = k == 0 ? old : new;
        for (size_t i = 0; i < side->n; i++) {
            if (side->v[i].cf.n == 0)
                continue;
            if (strcmp(side->v[i].base, "submit.cf") == 0)
                inputs[k].msp = &side->v[i].cf;
            else
                inputs[k].mta = &side->v[i].cf;
        }
    }
    if (inputs[0].mta != NULL && inputs[1].mta != NULL)
        findings_make(&inputs[0], &inputs[1], ROLE_ANY, findings);
}

static int read_part(const void *arg, const char *path, struct str *out, struct str *name,
                     struct err *err)
{
    const struct side *side = arg;
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    (void)err;
    for (size_t i = 0; i < side->n; i++)
        if (side->v[i].table && side->v[i].present && strcmp(side->v[i].base, base) == 0) {
            str_addn(out, str_text(&side->v[i].text), side->v[i].text.len);
            str_add(name, side->v[i].path);
            return 1;
        }
    return 0;
}

static int compare_tables(struct part *a, struct part *b, struct diff *diff, struct str *unified,
                          const char *program, struct err *err)
{
    enum table_kind kind = table_kind_of(a->base[0] != '\0' ? a->base : b->path);
    if (unified != NULL && diff_unified_table(program, kind == TABLE_SECRET, a->path, &a->text,
                                              b->path, &b->text, unified, err) < 0)
        return -1;
    return table_compare(kind, a->base, a->path, &a->text, b->path, &b->text, diff, err);
}

/* Shown even when both sides have the rule, as neither has its effect. */
static void warn_faults(const struct diff *diff)
{
    for (size_t i = 0; i < diff->n_faults; i++)
        msg_warn("%s:%ld: the sides of this rule are parted by spaces, not by a TAB: sendmail "
                 "leaves it out",
                 diff->faults[i].file, diff->faults[i].line);
}
