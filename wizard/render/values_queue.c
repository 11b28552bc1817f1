/* What the templates are told of the queue; see values_parts.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "model/value.h"

#include "render/values.h"
#include "render/values_parts.h"

static void define_target(const struct profile *p, const char *path, const char *name,
                          struct str *out);
static void add_groups(const struct profile *p, const char *dir, struct str *lines);

void values_queue(const struct profile *p, const struct layout *layout, struct str *out)
{
    const char *own = profile_text(p, "queue.directory");
    const char *dir = own[0] != '\0' ? own : layout->queue_dir;
    struct str lines = STR_INIT;
    values_define(out, "", "mc_queue_dir", dir);
    define_target(p, "outbound.smart_host", "mc_msp_host", out);
    define_target(p, "queue.fallback_host", "mc_fallback_host", out);
    define_target(p, "queue.fallback_smart_host", "mc_fallback_smart_host", out);
    add_groups(p, dir, &lines);
    values_define(out, "", "mc_queue_groups", str_text(&lines));
    str_free(&lines);
}

/* Empty if there is none, or with these roles nothing would go there. */
static void define_target(const struct profile *p, const char *path, const char *name,
                          struct str *out)
{
    struct str target = STR_INIT;
    if (profile_text(p, path)[0] != '\0' && profile_matters(p, setting_find(path, NULL)))
        values_target(profile_text(p, path), &target);
    values_define(out, "", name, str_text(&target));
    str_free(&target);
}

/*
 * Q lines as they stand in sendmail.cf, each in the quotes of the second m4, which
 * QUEUE_GROUP would take off.  mqueue is sendmail's name for the queue itself.
 * Several runners work on a group only if its flag f is set; the option that says how
 * many comes too late for a Q line.
 */
static void add_groups(const struct profile *p, const char *dir, struct str *lines)
{
    const char *many = profile_int(p, "queue.folders") > 1 ? "/q*" : "";
    struct str runners = STR_INIT;
    if (profile_int(p, "queue.runners") > 1)
        str_addf(&runners, ", F=f, R=%ld", profile_int(p, "queue.runners"));
    const char *fork = str_text(&runners);
    long own = profile_int(p, "queue.run_interval");
    const char *name;
    json_t *interval;
    if (own > 0)
        str_addf(lines, "Q`mqueue, P=%s%s, I=%ldm%s'\n", dir, many, own, fork);
    else if (fork[0] != '\0')
        str_addf(lines, "Q`mqueue, P=%s%s%s'\n", dir, many, fork);
    json_object_foreach((json_t *)(size_t)profile_value(p, "queue.groups"), name,
                        interval) if (!value_is_comment(name))
        str_addf(lines, "Q`%s, P=%s/%s, I=%s%s'\n", name, dir, name, json_string_value(interval),
                 fork);
    str_free(&runners);
}
