/* What stands on the right side of an access table: OK, RELAY, ERROR:5.7.1:"550 text" ... */
#ifndef MCWIZARD_IMPORT_VERDICT_H
#define MCWIZARD_IMPORT_VERDICT_H

#include <stdbool.h>

#include "base/str.h"

enum verdict_kind {
    VERDICT_NONE, /* nothing that sendmail would take as it is meant */
    VERDICT_OK,
    VERDICT_RELAY,
    VERDICT_REJECT,
    VERDICT_REPLY, /* a refusal with a text of its own */
    VERDICT_DISCARD,
    VERDICT_SKIP,
    VERDICT_QUARANTINE
};

struct verdict {
    enum verdict_kind kind;
    char code[4];    /* of a reply: "550" */
    char status[16]; /* of a reply: "5.7.1"; "": sendmail chooses it */
    struct str text; /* of a reply or a quarantine, without quotes */
    const char *why; /* static: of VERDICT_NONE */
};

/* prints: sendmail uses the text as the format of a printf, as it does with that of a client. */
void verdict_parse(const char *value, bool prints, struct verdict *verdict);

/* Appends it in the one form that is never misread; percent: what a % becomes. */
void verdict_write(const struct verdict *verdict, const char *percent, struct str *out);

void verdict_free(struct verdict *verdict);

#endif
