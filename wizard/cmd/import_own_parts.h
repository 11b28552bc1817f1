/* What the parts of import_own share; nobody else includes this. */
#ifndef MCWIZARD_CMD_IMPORT_OWN_PARTS_H
#define MCWIZARD_CMD_IMPORT_OWN_PARTS_H

#include <stdbool.h>

#include "cmd/import_own.h"

#include "model/extra.h"

#include "render/render.h"

/* One rendering of a profile, with the calls and raw lines of its .mc. */
struct own_render {
    struct render_output out;
    struct mc mc;        /* zeroed: its .mc says what the source says */
    struct import lines; /* of mc: every call and raw line */
};

struct import_own {
    struct own_render was; /* of the profile as the .mc carries it */
    bool blind;            /* that could not be rendered, so was is empty */
    size_t n_carried;      /* of run->imp.lines: the profile says them; the others were added */
    bool *in_source;       /* owned: for each of was.lines: the source has it, too */
    bool known;            /* the source differs from was, so was.lines is filled */
    const struct layout *layout; /* borrowed: for which it was rendered */
    char *extra_path;            /* owned: the file of raw lines that is there already, or NULL */
    size_t extra_len[EXTRA_PLACES]; /* of the raw lines that the .mc carries */
    json_t *values;     /* owned: of the profile that the .mc carries; NULL: in run->imp */
    bool tables_edited; /* by hand */
    struct strs stubs;  /* settings whose file is not to be had here */
};

/* Renders a profile (JSON); its own files lie in room, others where it says.  0 or -1. */
int own_render(struct context *ctx, struct import_run *run, const char *room, const char *json,
               struct own_render *to, struct err *err);
void own_render_free(struct own_render *render);

/* The .mc of a rendering. */
const struct render_file *own_render_mc(const struct own_render *render);

/*
 * Gives every call and raw line of the source its fate: those of own->was are carried, others
 * are imported.  0 or -1.
 */
int own_lines_take(struct context *ctx, struct import_run *run, const char *room, struct err *err);

/* Lists what the source lacks of own->was, and the profile still says as now renders it.  0 or -1.
 */
int own_lines_left(struct context *ctx, struct import_run *run, const char *room,
                   struct own_render *now, struct err *err);

/* The same for the tables. */
void own_tables_take(const struct context *ctx, struct import_run *run);
void own_tables_left(const struct context *ctx, struct import_run *run,
                     const struct own_render *now);

/*
 * A file of a table that the profile names and that is not there: what its table has beyond the
 * profile's own entries, as a file beside the profile.  0 or -1.
 */
int own_tables_recover(const struct context *ctx, struct import_run *run, const char *room,
                       struct err *err);

/* Settings that name a file of a table, and the table; NULL behind the last. */
extern const char *const own_table_files[][2];

/* A file name without folder that may stand beside a profile. */
bool own_is_plain(const struct import_run *run, const char *name);

/* A path as the profile that is going to be written means it; the caller frees it. */
char *own_beside(const struct import_run *run, const char *path);

#endif
