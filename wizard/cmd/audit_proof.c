/* The proof as a check of audit; see audit_proof.h. */
#include <stdlib.h>

#include "base/mem.h"

#include "cmd/audit_proof.h"

#include "sys/tool.h"

static void add(const struct proof *proof, const struct audit_input *input,
                struct audit_report *report);

void audit_proof(struct context *ctx, const struct prove_target *target,
                 const struct audit_input *input, struct audit_report *report)
{
    const struct check *check = check_find("RELAY-PROOF");
    struct proof proof = {.n = 0};
    struct err err = {0};
    char *sendmail = tool_find(TOOL_SENDMAIL, ctx->layout, ctx->tools, NULL);
    if (sendmail == NULL) {
        strs_add(&report->roles, "no sendmail is here: whom it relays for was not tried");
        return;
    }
    free(sendmail);
    const struct prove_target quick = {.cf = target->cf,
                                       .text = target->text,
                                       .profile = target->profile,
                                       .quick = true,
                                       .jobs = 1};
    report->made++;
    if (prove_run(ctx, &quick, &proof, &err) != 0) {
        struct str reason = STR_INIT;
        str_addf(&reason, "%s%s%s (or --static, which tries nothing)", err.text,
                 err.mend != NULL ? "; " : "", err.mend != NULL ? err.mend : "");
        audit_add_untried(report, check, input->mta->file, str_text(&reason));
        str_free(&reason);
    }
    if (proof.violations > 0)
        add(&proof, input, report);
    err_clear(&err);
    proof_free(&proof);
}

/* One finding for all that should have been refused, with the worst of it. */
static void add(const struct proof *proof, const struct audit_input *input,
                struct audit_report *report)
{
    const struct probe *worst = NULL;
    struct str text = STR_INIT;
    struct strs from = {0};
    for (size_t i = 0; i < proof->n; i++) {
        const struct probe *probe = &proof->v[i];
        if (probe->violation == NULL)
            continue;
        if (worst == NULL || (worst->hands_route && !probe->hands_route))
            worst = probe;
        if (!strs_has(&from, proof->site.clients[probe->client].label))
            strs_add(&from, proof->site.clients[probe->client].label);
    }
    MUST(worst != NULL);
    char *fate = fate_show(&worst->fate);
    str_addf(&text, "mail to %s: %s; %s. In all %zu of %zu messages, from: ", worst->rcpt,
             worst->violation, fate, proof->violations, proof->n);
    strs_join(&from, "; ", &text);
    struct finding *f =
        audit_add(input, report, check_find("RELAY-PROOF"), input->mta->file, 0, str_text(&text));
    if (worst->hands_route)
        f->severity = SEVERITY_MEDIUM; /* the next hop decides */
    free(fate);
    strs_free(&from);
    str_free(&text);
}
