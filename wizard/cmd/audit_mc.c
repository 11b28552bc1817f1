/* A .mc for audit; see audit_mc.h. */
#include <stdlib.h>

#include "base/msg.h"

#include "cmd/audit_mc.h"
#include "cmd/pipeline.h"

#include "render/mc.h"

int audit_mc_load(struct context *ctx, const char *path, bool trust, struct mc *mc,
                  struct str *text, struct cf *cf, struct err *err)
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

void audit_mc_tell(const struct mc *mc, struct audit_report *report)
{
    if (mc == NULL)
        return;
    for (size_t i = 0; i < mc->missing.n; i++) {
        const struct err *e = &mc->missing.v[i];
        struct str text = STR_INIT;
        if (e->line > 0)
            str_addf(&text, "line %ld: ", e->line);
        str_add(&text, e->text);
        audit_add_untried(report, NULL, e->file != NULL ? e->file : mc->name, str_text(&text));
        str_free(&text);
    }
    for (size_t i = 0; i < mc->warnings.n; i++) {
        char *text = err_format(&mc->warnings.v[i]);
        msg_warn("%s", text);
        free(text);
    }
}
