/* What is known of the .mc behind a sendmail.cf; see mc.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cf/mc.h"

void mc_free(struct mc *mc)
{
    for (size_t i = 0; i < mc->n; i++) {
        free(mc->calls[i].macro);
        strs_free(&mc->calls[i].args);
    }
    free(mc->calls);
    free(mc->lines);
    free(mc->name);
    str_free(&mc->text);
    strs_free(&mc->files);
    strs_free(&mc->known);
    errs_free(&mc->warnings);
    errs_free(&mc->missing);
    *mc = (struct mc){.n = 0};
}

const char *mc_file(struct mc *mc, const char *name)
{
    for (size_t i = mc->files.n; i > 0; i--)
        if (strcmp(mc->files.v[i - 1], name) == 0)
            return mc->files.v[i - 1];
    strs_add(&mc->files, name);
    return mc->files.v[mc->files.n - 1];
}

struct mc_call *mc_add_call(struct mc *mc, const char *macro, struct mc_place place, bool site)
{
    if (mc->n == mc->cap) {
        mc->cap = mc->cap > 0 ? mc->cap * 2 : 64;
        mc->calls = mem_realloc(mc->calls, mc->cap, sizeof(*mc->calls));
    }
    struct mc_call *call = &mc->calls[mc->n++];
    *call = (struct mc_call){.macro = mem_dup(macro), .place = place, .site = site};
    return call;
}

const char *mc_call_arg(const struct mc_call *call, size_t i)
{
    return i < call->args.n ? call->args.v[i] : "";
}

void mc_add_line(struct mc *mc, struct mc_place place)
{
    if (mc->n_lines == mc->cap_lines) {
        mc->cap_lines = mc->cap_lines > 0 ? mc->cap_lines * 2 : 2048;
        mc->lines = mem_realloc(mc->lines, mc->cap_lines, sizeof(*mc->lines));
    }
    mc->lines[mc->n_lines++] = place;
}

const struct mc_call *mc_find_call(const struct mc *mc, const char *macro, const char *first)
{
    for (size_t i = mc->n; i > 0; i--)
        if (strcmp(mc->calls[i - 1].macro, macro) == 0 &&
            strcmp(mc_call_arg(&mc->calls[i - 1], 0), first) == 0)
            return &mc->calls[i - 1];
    return NULL;
}
