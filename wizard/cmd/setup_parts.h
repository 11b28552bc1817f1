/* One run of setup, and what cmd_setup.c has in other files. */
#ifndef MCWIZARD_CMD_SETUP_PARTS_H
#define MCWIZARD_CMD_SETUP_PARTS_H

#include <stdbool.h>

#include "base/str.h"

#include "cmd/cmd.h"
#include "cmd/setup_import.h"

#include "model/profile.h"

#include "ui/found.h"
#include "ui/interview.h"
#include "ui/prompt.h"

/* What to do with the answers. */
enum wish {
    WISH_NEITHER = 0,
    WISH_SAVE = 1,
    WISH_RENDER = 2,
    WISH_BOTH = WISH_SAVE | WISH_RENDER,
    WISH_APPLY = 4 | WISH_SAVE
};

/* One run of the command. */
struct setup {
    struct context *ctx;
    const char *profile_path; /* -p, or NULL */
    const char *from;         /* --from, or NULL: the host's own, if it is wanted */
    struct setup_import import;
    bool importable;   /* import holds what the answers can start from */
    struct str excuse; /* why it does not, if there was something to read */
    struct profile *profile;
    struct found found;
    struct prompt *prompt;
    struct interview *interview;
    enum wish wish;
    struct str save_as, render_into; /* names, once they are chosen */
};

/*
 * Asks what to do, and under which names (setup_end.c).  A jump, whose place is in jump, or a
 * step back leads into the interview.
 */
enum prompt_outcome setup_ask_end(struct setup *s, struct str *jump);

#endif
