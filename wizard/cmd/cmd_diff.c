/*
 * `diff [OLD] NEW`: what changes between two configurations, and what each
 * change does to security.  What a side may be knows side.h.
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

#include "cmd/audit_source.h"
#include "cmd/cmd.h"
#include "cmd/entries.h"
#include "cmd/findings.h"
#include "cmd/pipeline.h"
#include "cmd/prove.h"
#include "cmd/side.h"

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_UNIFIED };

static int run(struct context *ctx, int argc, char **argv);
static int parse_format(const char *name, enum format *format);
static int default_old(const struct context *ctx, const char *new, struct str *out,
                       struct err *err);
static int match_sides(struct side *old, struct side *new, struct err *err);
static int compare_sides(struct side *old, struct side *new, struct diff *diff, struct str *unified,
                         const char *program, struct err *err);
static int compare_cf(struct part *a, struct part *b, struct diff *diff, struct str *unified,
                      const char *program, struct err *err);
static int compare_parts(struct side *old, struct side *new, bool tables_now, struct diff *diff,
                         struct str *unified, const char *program, struct err *err);
static void audit_sides(const struct side *old, const struct side *new, struct findings *findings);
static int compare_tables(struct part *a, struct part *b, struct diff *diff, struct str *unified,
                          const char *program, struct err *err);
static void warn_faults(const struct diff *diff);

static const struct option long_options[] = {
    {"table", no_argument, NULL, 't'}, {"behavior", no_argument, NULL, 'b'},
    {"trust", no_argument, NULL, 'T'}, {"format", required_argument, NULL, 'f'},
    {"help", no_argument, NULL, 'h'},  {NULL, 0, NULL, 0},
};

const struct command cmd_diff_entry = {
    .name = "diff",
    .synopsis = "[--format text|json|unified] [--trust] [--table | --behavior] [OLD] NEW",
    .summary = "Compare two configurations by meaning",
    .help =
        "Compares two configurations by what they mean: comments, the order of independent\n"
        "commands and the banner do not count.  Each difference says whether it hardens or\n"
        "weakens the host, is neutral, or unknown, and why; weakening ones come first.\n"
        "\n"
        "OLD and NEW are each a sendmail.cf, a .mc, which is rendered first, or a folder: then\n"
        "sendmail.cf (or else sendmail.mc), submit.cf and the tables in it are compared.  A\n"
        "profile (NAME.json) stands for the folder that it renders to.  OLD defaults to the\n"
        "host's own configuration.  What differs is placed at the line of the .mc that made it,\n"
        "where that can be told; a .mc may be a stranger's, as for audit.\n"
        "\n"
        "Exits 0 if nothing differs, 1 if something does, 2 on trouble.",
    .options =
        "      --table          OLD and NEW are tables (access, mailertable ...), compared by key\n"
        "      --behavior       run both through sendmail, and show which messages fare "
        "otherwise:\n"
        "                       opened ones first, then tightened, then moved\n"
        "      --trust          let a .mc run commands and read files, as m4 does; with "
        "--behavior,\n"
        "                       what a sendmail.cf runs when it is loaded, too\n"
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
    bool table = false, behavior = false, trust = false;
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
        else if (c == 'T')
            trust = true;
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
        status = prove_behavior(ctx, str_text(&old_path), new_path, trust, format == FORMAT_JSON);
        goto out;
    }
    if (format == FORMAT_UNIFIED &&
        (program = tool_find(TOOL_DIFF, ctx->layout, ctx->tools, &err)) == NULL)
        goto out;
    if (table) {
        if (side_add(&old, "", str_text(&old_path), true, &err) != 0 ||
            side_add(&new, "", new_path, true, &err) != 0)
            goto out;
    } else if (side_load(ctx, str_text(&old_path), trust, &old, &err) != 0 ||
               side_load(ctx, new_path, trust, &new, &err) != 0 ||
               match_sides(&old, &new, &err) != 0) {
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
    side_free(&old);
    side_free(&new);
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
    const struct audit_source source = {.dir = str_text(out)};
    struct str probe = STR_INIT;
    bool here =
        audit_source_either(&source, str_text(out), submit ? "submit" : "sendmail", &probe) != NULL;
    if (!file_is_dir(new) && !pipeline_is_profile(new)) {
        str_clear(out);
        str_add(out, str_text(&probe));
    }
    str_free(&probe);
    if (here)
        return 0;
    err_set_at(err, ERR_USAGE, str_text(out), 0, 0,
               "this host has no configuration to compare with");
    return err_mend(err, "give the old one: mcwizard diff OLD NEW");
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
        bool submit = strcmp(base, "submit.cf") == 0 || strcmp(base, "submit.mc") == 0;
        size_t keep = submit && folder->n > 1 && strcmp(folder->v[1].base, "submit.cf") == 0;
        msg_info("comparing only %s of the folder", folder->v[keep].base);
        struct part part = folder->v[keep];
        for (size_t i = 0; i < folder->n; i++)
            if (i != keep) {
                free(folder->v[i].path);
                str_free(&folder->v[i].text);
                cf_free(&folder->v[i].placed);
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
    if (rc == 0) {
        findings_judge(&findings, diff);
        side_place(old, new, diff);
    }
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
    if (side_parse(a, err) != 0 || side_parse(b, err) != 0)
        return -1;
    if (unified != NULL && diff_unified(program, &a->cf, &b->cf, unified, err) < 0)
        return -1;
    diff_compare(&a->cf, &b->cf, diff);
    return 0;
}

/* What is found on one side alone will judge what the comparison cannot. */
static void audit_sides(const struct side *old, const struct side *new, struct findings *findings)
{
    struct audit_input inputs[2] = {{.read = side_read, .read_arg = old},
                                    {.read = side_read, .read_arg = new}};
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
    for (size_t i = 0; i < diff->n_faults; i++) {
        const struct diff_fault *fault = &diff->faults[i];
        struct str place = STR_INIT;
        str_add(&place, fault->file);
        if (fault->line > 0)
            str_addf(&place, ":%ld", fault->line);
        msg_warn("%s: the sides of %s rule are parted by spaces, not by a TAB: sendmail leaves it "
                 "out",
                 str_text(&place), fault->line > 0 ? "this" : "a");
        str_free(&place);
    }
}
