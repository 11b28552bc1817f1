/* Proving a configuration, as `prove` and `diff --behavior` do it. */
#ifndef MCWIZARD_CMD_PROVE_H
#define MCWIZARD_CMD_PROVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#include "cmd/cmd.h"

#include "relay/proof.h"

#include "render/render.h"

struct prove_target {
    const char *cf;   /* a sendmail.cf, a folder with one, or NULL: rendered, or the live one */
    const char *text; /* what a .mc, named by cf, was rendered to; or NULL */
    const struct profile *profile; /* NULL: the least policy */
    bool trust, quick;
    size_t jobs;
};

/* The first half, and all of it.  Each returns 0 when it could be judged; -1 if not.  The caller
 * calls proof_free in any case. */
int prove_prepare(struct context *ctx, const struct prove_target *target, struct proof *proof,
                  struct err *err);
int prove_run(struct context *ctx, const struct prove_target *target, struct proof *proof,
              struct err *err);

/* Writes what was rendered into a room (relay/room.h), to which every file is made known. */
int prove_fill_room(const struct render_output *out, const char *dir, struct err *err);

/*
 * Proves two configurations and prints the messages whose fate differs; OLD and NEW
 * are each a sendmail.cf, a .mc, a folder or a profile (NAME.json).  trust: they may run
 * programs when they are made and loaded.  Returns the exit status.
 */
int prove_behavior(struct context *ctx, const char *old, const char *new, bool trust, bool json);

/*
 * The same of two targets, appended to out.  Whether both could be tried, or err says why not:
 * where nothing is there yet, nothing changes its fate.
 */
bool prove_changes(struct context *ctx, const struct prove_target *old,
                   const struct prove_target *new, bool quick, bool json, struct str *out,
                   struct err *err);

#endif
