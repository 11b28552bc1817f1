/* A .mc where a configuration is expected; see mc_load.h. */
#include <stdlib.h>

#include "base/msg.h"

#include "cmd/mc_load.h"
#include "cmd/pipeline.h"

#include "render/mc.h"

static void tell_untried(const struct mc *mc, const struct err *e, struct audit_report *report);
static void warn(const struct err *e);

int mc_load(struct context *ctx, const char *path, bool trust, struct mc *mc, struct str *text,
            struct cf *cf, struct err *err)
{
    const struct mc_request request = {.path = path, .root = ctx->root, .trust = trust};
    struct render_tools tools = {0};
    int rc = render_find_tools(&tools, ctx->layout, ctx->tools, err);
    if (rc == 0)
        rc = mc_render(&tools, &request, mc, text, err);
    if (rc == 0)
        rc = mc_parse(mc, text, cf, err);
    render_free_tools(&tools);
    return rc;
}

void mc_load_tell(const struct mc *mc, struct audit_report *report)
{
    if (mc == NULL)
        return;
    for (size_t i = 0; i < mc->missing.n; i++) {
        if (report != NULL)
            tell_untried(mc, &mc->missing.v[i], report);
        else
            warn(&mc->missing.v[i]);
    }
    for (size_t i = 0; i < mc->warnings.n; i++)
        warn(&mc->warnings.v[i]);
}

static void tell_untried(const struct mc *mc, const struct err *e, struct audit_report *report)
{
    struct str text = STR_INIT;
    if (e->line > 0)
        str_addf(&text, "line %ld: ", e->line);
    str_add(&text, e->text);
    audit_add_untried(report, NULL, e->file != NULL ? e->file : mc->name, str_text(&text));
    str_free(&text);
}

static void warn(const struct err *e)
{
    char *text = err_format(e);
    msg_warn("%s", text);
    free(text);
}
