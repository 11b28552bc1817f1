/* What a sendmail can do of a profile; see gate.h. */
#include "model/gate.h"

static bool has(const struct sendmail_build *build, const struct setting *s);
static void complain(const struct profile *p, const struct setting *s,
                     const struct sendmail_build *build, bool demanded, struct errs *to);

int gate_apply(struct profile *p, const struct sendmail_build *build, struct errs *errs,
               struct errs *warnings)
{
    size_t before = errs->n;
    if (build->version == VERSION_NONE)
        return 0;
    /* What matters is asked before anything is off, so that each missing one is told. */
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        if (has(build, s) || !profile_on(p, s->path) || !profile_matters(p, s))
            continue;
        bool demanded = profile_has(p, s->path);
        complain(p, s, build, demanded, demanded ? errs : warnings);
    }
    for (size_t i = 0; i < setting_count(); i++)
        if (!has(build, setting_at(i)))
            profile_leave_out(p, setting_at(i));
    return errs->n > before ? -1 : 0;
}

static bool has(const struct sendmail_build *build, const struct setting *s)
{
    return version_number(s->since) <= build->version && version_has(build, s->build);
}

static void complain(const struct profile *p, const struct setting *s,
                     const struct sendmail_build *build, bool demanded, struct errs *to)
{
    bool old = version_number(s->since) > build->version;
    const char *rest = demanded ? "" : "; it is left out";
    struct err *e =
        old ? profile_error(p, to, s->path, "needs sendmail %s, and this is %s (%s)%s", s->since,
                            build->text, build->from, rest)
            : profile_error(p, to, s->path, "needs a sendmail built with %s, and %s is not%s",
                            s->build, build->from, rest);
    if (demanded)
        err_mend(e, "leave it out, or upgrade; --sendmail-version VERSION renders for another");
}
