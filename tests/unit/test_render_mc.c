/* A .mc of somebody else's: rendered as bare m4 does, and unable to do harm. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

#include "render/mc.h"

#include "sys/child.h"
#include "sys/file.h"

#include "scratch.h"
#include "tools.h"

TestSuite(render_mc, .init = scratch_make, .fini = scratch_remove);

static char *write_mc(const char *text)
{
    return mem_dup(scratch_write("x.mc", text, strlen(text), 0644));
}

static size_t count_files(const char *dir, const char *start)
{
    size_t n = 0;
    DIR *d = opendir(dir);
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;)
        n += strncmp(e->d_name, start, strlen(start)) == 0 ? 1 : 0;
    if (d != NULL)
        closedir(d);
    return n;
}

/* To / from however deep a checkout: as many levels as nobody has, and beyond / they do nothing. */
#define UP4 "../../../../"
#define UP UP4 UP4 UP4 UP4 UP4 UP4 UP4 ".."

/* @ stands for the scratch folder, which lies outside of the .mc's own, its folder "own". */
static const struct {
    const char *line;
    const char *says;
} hostile[] = {
    {"syscmd(`touch @/mark')", "runs a program"},
    {"esyscmd(`touch @/mark')", "runs a program"},
    {"builtin(`syscmd', `touch @/mark')", "under cover"},
    {"builtin(`builtin', `syscmd', `touch @/mark')", "under cover"},
    {"indir(`syscmd', `touch @/mark')", "under cover"},
    {"define(`zz', defn(`syscmd'))zz(`touch @/mark')", NULL},
    {"pushdef(`zz', defn(`esyscmd'))zz(`touch @/mark')", NULL},
    {"popdef(`syscmd')syscmd(`touch @/mark')", NULL},
    {"undefine(`syscmd')syscmd(`touch @/mark')", NULL},
    {"substr(`xsyscmd', 1)(`touch @/mark')", "runs a program"},
    {"translit(`sxscmd', `x', `y')(`touch @/mark')", "runs a program"},
    {"m4wrap(`syscmd(`touch @/mark')')", "runs a program"},
    {"m4wrap(`m4wrap(`esyscmd(`touch @/mark')')')", "runs a program"},
    {"changequote([,])syscmd([touch @/mark])changequote([`],['])", "runs a program"},
    {"changequote(<<,>>)builtin(<<syscmd>>, <<touch @/mark>>)", "under cover"},
    {"define(`OSTYPE', `syscmd(`touch @/mark')')OSTYPE(`linux')", "runs a program"},
    {"define(`ifelse', `syscmd(`touch @/mark')')ifelse(1)", "runs a program"},
    {"define(`SITE', `esyscmd($1)')SITE(`touch @/mark')", "runs a program"},
    {"undefine(`_NO_MAKEINFO_')include(`m4/cf.m4')", NULL},
    {"define(`TEMPFILE', `@/mark')syscmd(`echo > 'TEMPFILE)", "runs a program"},
    {"maketemp(`@/markXXXXXX')", "makes a file"},
    {"mkstemp(`@/markXXXXXX')", "makes a file"},
    {"debugfile(`@/mark')", "makes a file"},
    {"debugmode(`-f')debugfile(`@/mark')", "makes a file"},
    {"traceoff(`undivert')undivert(`@/secret')", "under cover"},
    {"traceoff", "under cover"},
    {"debugmode", "under cover"},
    {"include(`@/secret')", "outside"},
    {"include(`../secret')", "outside"},
    {"include(`link')", "outside"},
    {"include(`dirlink/secret')", "outside"},
    {"sinclude(`@/secret')", "outside"},
    {"sinclude(`/etc/passwd')", "outside"},
    {"include(`.hidden')", "outside"},
    {"include(`fifo')", "outside"},
    {"undivert(`@/secret')", "reads a file"},
    {"undivert(`inside.m4')", "reads a file"},
    {"undivert(5, `@/secret')", "reads a file"},
    {"undivert(`1)\n@/secret')", "cannot undivert"},
    {"define(`zz', defn(`undivert'))zz(`@/secret')", "under cover"},
    {"define(`zz', defn(`FEATURE', `undivert'))zz(`@/secret')", "under cover"},
    {"pushdef(`zz', defn(`include'))zz(`@/secret')", "under cover"},
    {"define(`d', defn(`defn'))define(`zz', d(`undivert'))zz(`@/secret')", "under cover"},
    {"_MC_INCLUDE_(`@/secret')", "reads a file"},
    {"_MC_SINCLUDE_(`@/secret')", "reads a file"},
    {"define(`zz', defn(`_MC_INCLUDE_'))zz(`@/secret')", "under cover"},
    {"define(`_MC_FILE_(@/secret)', `@/secret')include(`@/secret')", "reads a file"},
    {"define(`ifdef', `$2')include(`@/secret')", NULL},
    {"define(`ifelse', `_MC_INCLUDE_(`@/secret')')include(`inside.m4')", "reads a file"},
    {"define(`include', `undivert(`$1')')include(`@/secret')", "reads a file"},
    {"changequote(`<Q', `R>')define(<QincR>, defn(<Q_MC_INCLUDE_R>))inc(@/secret)", "under cover"},
    {"define(`cq', defn(`changequote'))cq([,])undivert([@/secret])", "under cover"},
    {"changequote(`@/', `x')undivert(@/1x)", "reads a file"},
    {"pushdef(`zz', `\nm4trace:stdin:1: -1- changequote(`[@/', `et]')\n')dumpdef(`zz')",
     "under cover"},
    {"errprint(`\nm4trace:stdin:1: -1- FEATURE(`require_rdns')\n')", "looks like a trace"},
    {"_MC_TRACE_(`-')", "under cover"},
    {"define(`zz', defn(`_MC_TRACE_'))", "under cover"},
    {"errprint(`m4trace:stdin:1: -1- undivert(`1')\n')undivert(`@/secret')", "reads a file"},
    {"errprint(`m4trace:stdin:1: -1- errprint(')undivert(`@/secret')", "reads a file"},
    {"errprint(`m4trace:')undivert(`@/secret')", "reads a file"},
    {"errprint(format(`%c', 0))undivert(`@/secret')", "reads a file"},
    {"changequote(,)undivert(@/secret)", "reads a file"},
    {"changequote(|)undivert(|@/secret')", "reads a file"},
    {"changequote(|,|)undivert(|@/secret|)", "reads a file"},
    {"changequote(<<<<<<<<<,>>>>>>>>>)undivert(<<<<<<<<<@/secret>>>>>>>>>)", "reads a file"},
    {"changequote(`m4trace:', `x')undivert(m4trace:@/secretx)", "looks like a trace"},
    {"errprint(`m4trace:stdin:1: -1- changequote(`[', `]')\n')undivert(`@/secret')",
     "reads a file"},
    {"errprint(`m4trace:stdin:1: -1- changequote(`1', `2')\n')undivert(1, `@/secret')",
     "reads a file"},
    {"changequote([,])errprint([m4trace:stdin:1: -1- define(`x', `y\n])changequote([`],['])"
     "undivert(`@/secret')",
     "reads a file"},
    {"define(`x', `y')\nm4trace:stdin:1: -1- undivert(`1')\n')undivert(`@/secret')",
     "reads a file"},
    {"include(`inside.m4)\nsub/secret')", NULL},
    {"OSTYPE(`../../../../../../../../../etc/passwd')", NULL},
    {"OSTYPE(`linux')FEATURE(`" UP "@/secret')", "outside"},
    {"OSTYPE(`linux')MAILER(`" UP "@/secret')", "outside"},
    {"OSTYPE(`linux')HACK(`" UP "@/secret')", "outside"},
    {"OSTYPE(`linux')DOMAIN(`" UP "@/secret')", "outside"},
    {"SITECONFIG(`" UP "@/secret', `a', `U')", "outside"},
    {"define(`zz', `zz`'zz')zz", NULL},
    {"define(`zz', `zz(`$1$1')')zz(`aaaaaaaaaaaaaaaa')", NULL},
    {"define(`zz', `errprint(`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')zz')zz", NULL},
    {"define(`f', `divert(1)$1$1$1$1$1$1$1$1`'f(`$1$1')')f(`aaaaaaaaaaaaaaaaaaaa')", NULL},
    {"include(`self.m4')", NULL},
};

/* What a hostile .mc finds: a secret outside, and ways to it that are links. */
static void furnish(void)
{
    static const char secret[] = "Dxthe secret\n";
    static const char self[] = "include(`self.m4')\n";
    scratch_write("secret", secret, strlen(secret), 0644);
    scratch_write("secret.m4", secret, strlen(secret), 0644);
    cr_assert_eq(mkdir(scratch_path("own"), 0755), 0);
    scratch_write("own/inside.m4", "", 0, 0644);
    scratch_write("own/.hidden", secret, strlen(secret), 0644);
    scratch_write("own/self.m4", self, strlen(self), 0644);
    cr_assert_eq(symlink("../secret", scratch_path("own/link")), 0);
    cr_assert_eq(symlink("..", scratch_path("own/dirlink")), 0);
    cr_assert_eq(mkfifo(scratch_path("own/fifo"), 0644), 0);
}

/* Each is refused, or at least does nothing; and nothing of the secret comes out. */
Test(render_mc, hostile, .timeout = 300)
{
    struct render_tools tools;
    if (!find_tools(&tools))
        return;
    furnish();
    size_t before = count_files(scratch_dir, ""), m4_before = count_files("/tmp", "m4");
    for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
        struct mc mc = {.n = 0};
        struct str in = STR_INIT, text = STR_INIT;
        struct err err = {0};
        for (const char *c = hostile[i].line; *c != '\0'; c++)
            if (*c == '@')
                str_add(&in, scratch_dir);
            else
                str_addch(&in, *c);
        str_add(&in, "\nVERSIONID(`x')\nOSTYPE(`linux')\nMAILER(`smtp')\n");
        scratch_write("own/x.mc", str_text(&in), in.len, 0644);
        char *path = mem_dup(scratch_path("own/x.mc"));
        const struct mc_request request = {.path = path, .root = ""};
        int rc = mc_render(&tools, &request, &mc, &text, &err);
        cr_expect(hostile[i].says == NULL || rc == -1, "row %zu: %s", i, hostile[i].line);
        bool told = err.text != NULL && hostile[i].says != NULL &&
                    strstr(err.text, hostile[i].says) != NULL;
        for (size_t k = 0; hostile[i].says != NULL && err.more != NULL && k < err.more->n; k++)
            told = told || strstr(err.more->v[k].text, hostile[i].says) != NULL;
        cr_expect(told || hostile[i].says == NULL, "row %zu: %s: %s", i, hostile[i].line, err.text);
        cr_expect(strstr(str_text(&text), "the secret") == NULL, "row %zu: %s", i, hostile[i].line);
        cr_expect(err.text == NULL || strstr(err.text, "the secret") == NULL, "row %zu", i);
        cr_expect_eq(count_files(scratch_dir, ""), before, "row %zu leaves a mark: %s", i,
                     hostile[i].line);
        cr_expect_eq(count_files("/tmp", "m4"), m4_before, "row %zu", i); /* its temporary files */
        str_free(&in);
        str_free(&text);
        err_clear(&err);
        mc_free(&mc);
        free(path);
    }
    render_free_tools(&tools);
}

/* The place, and the way on. */
Test(render_mc, refusal_has_its_place)
{
    struct render_tools tools;
    struct mc mc = {.n = 0};
    struct str text = STR_INIT;
    struct err err = {0};
    if (!find_tools(&tools))
        return;
    char *path = write_mc("divert(-1)\n# no\ndivert(0)dnl\ndefine(`a', `b\nc')dnl\n"
                          "OSTYPE(`linux')\nsyscmd(`echo id')\nMAILER(`smtp')\n");
    const struct mc_request request = {.path = path, .root = ""};
    cr_expect_eq(mc_render(&tools, &request, &mc, &text, &err), -1);
    cr_expect_str_eq(err.file, path);
    cr_expect_eq(err.line, 7, "%ld", err.line);
    cr_expect(strstr(err.text, "syscmd(echo id)") != NULL, "%s", err.text);
    cr_expect(strstr(err.mend, "--trust") != NULL);
    err_clear(&err);
    mc_free(&mc);
    str_free(&text);
    free(path);
    render_free_tools(&tools);
}

static int render(const struct render_tools *tools, const struct mc_request *request,
                  struct str *text, struct err *err)
{
    struct mc mc = {.n = 0};
    int rc = mc_render(tools, request, &mc, text, err);
    mc_free(&mc);
    return rc;
}

/* Below --root a link leads nowhere else, be it the .mc, its folder or what it includes. */
Test(render_mc, links_stay_below_the_root)
{
    static const char mc[] = "OSTYPE(`linux')\ninclude(`/etc/mail/more.m4')\nMAILER(`smtp')\n";
    static const char outside[] = "Dxthe secret\n";
    struct render_tools tools;
    struct str text = STR_INIT;
    struct err err = {0};
    if (!find_tools(&tools))
        return;
    cr_assert_eq(mkdir(scratch_path("tree"), 0755), 0);
    cr_assert_eq(mkdir(scratch_path("tree/etc"), 0755), 0);
    scratch_write("outside.mc", mc, strlen(mc), 0644);
    cr_assert_eq(mkdir(scratch_path("post"), 0755), 0);
    scratch_write("post/x.mc", mc, strlen(mc), 0644);
    scratch_write("post/more.m4", outside, strlen(outside), 0644);
    char *root = mem_dup(scratch_path("tree")), *path = mem_dup(scratch_path("tree/etc/mail/x.mc"));
    char *mail = mem_dup(scratch_path("post")), *link = mem_dup(scratch_path("tree/etc/mail"));
    char *target = mem_dup(scratch_path("outside.mc"));
    const struct mc_request request = {.path = path, .root = root};

    cr_assert_eq(symlink(mail, link), 0);
    cr_expect_eq(render(&tools, &request, &text, &err), -1);
    cr_expect_str_eq(err.file, path);
    cr_expect(strstr(err.text, "is not there") != NULL, "%s", err.text);
    err_clear(&err);

    const struct mc_request beside = {.path = target, .root = root};
    cr_expect_eq(render(&tools, &beside, &text, &err), 0, "%s", err.text);
    cr_expect(strstr(str_text(&text), "the secret") == NULL);
    err_clear(&err);

    cr_assert_eq(unlink(link), 0);
    cr_assert_eq(mkdir(link, 0755), 0);
    cr_assert_eq(symlink(target, path), 0);
    cr_expect_eq(render(&tools, &request, &text, &err), -1);
    err_clear(&err);

    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(symlink("/etc/real.mc", path), 0);
    scratch_write("tree/etc/real.mc", mc, strlen(mc), 0644);
    cr_assert_eq(symlink("/etc/mail/own.m4", scratch_path("tree/etc/mail/more.m4")), 0);
    scratch_write("tree/etc/mail/own.m4", "Dxinside\n", 9, 0644);
    str_clear(&text);
    cr_expect_eq(render(&tools, &request, &text, &err), 0, "%s", err.text);
    cr_expect(strstr(str_text(&text), "Dxinside\n") != NULL);
    err_clear(&err);
    str_free(&text);
    free(root);
    free(path);
    free(mail);
    free(link);
    free(target);
    render_free_tools(&tools);
}

/* A .mc in a folder below the macros', named as a whole, is the site's all the same. */
Test(render_mc, beside_the_macros)
{
    static const char more[] = "define(`confTO_IDENT', `1s')dnl\n";
    static const char text[] = "OSTYPE(`linux')dnl\ndefine(`confX', `1')dnl\n"
                               "include(`more.m4')dnl\nMAILER(`smtp')dnl\n";
    struct render_tools tools, here = {0};
    struct str out = STR_INIT;
    struct err err = {0};
    struct mc mc = {.n = 0};
    if (!find_tools(&tools))
        return;
    const char *const copy[] = {"/bin/cp", "-RL", tools.cf_dir, scratch_path("cf"), NULL};
    struct child cp = {.argv = copy, .deadline_ms = 10000};
    cr_assert_eq(child_run(&cp, NULL), 0);
    cp.argv = NULL;
    child_free(&cp);
    here = tools;
    char *dir = mem_dup(scratch_path("cf/"));
    here.cf_dir = dir;
    scratch_write("cf/cf/more.m4", more, strlen(more), 0644);
    char *path = mem_dup(scratch_write("cf/cf/site.mc", text, strlen(text), 0644));
    const struct mc_request request = {.path = path, .root = ""};
    cr_expect_eq(mc_render(&here, &request, &mc, &out, &err), 0, "%s", err.text);
    const struct mc_call *call = mc_find_call(&mc, "define", "confX");
    cr_assert_not_null(call);
    cr_expect(call->site);
    cr_expect_eq(call->place.line, 2);
    call = mc_find_call(&mc, "define", "confTO_IDENT");
    cr_expect(call != NULL && call->site);
    for (size_t i = 0; i < mc.n; i++)
        cr_expect(!mc.calls[i].site || strstr(mc.calls[i].place.file, "/cf/cf/") != NULL, "%s",
                  mc.calls[i].place.file);
    err_clear(&err);
    mc_free(&mc);
    str_free(&out);
    free(path);
    free(dir);
    render_free_tools(&tools);
}

/* Trusted, it is run as m4 would, and once. */
Test(render_mc, trust)
{
    struct render_tools tools;
    struct mc mc = {.n = 0};
    struct str text = STR_INIT, in = STR_INIT;
    struct err err = {0};
    if (!find_tools(&tools))
        return;
    str_addf(&in,
             "OSTYPE(`linux')\nsyscmd(`echo x >> %s/mark')\nLOCAL_CONFIG\n"
             "D{mark}esyscmd(`printf made')\nMAILER(`smtp')\n",
             scratch_dir);
    char *path = write_mc(str_text(&in));
    const struct mc_request request = {.path = path, .root = "", .trust = true};
    cr_expect_eq(mc_render(&tools, &request, &mc, &text, &err), 0, "%s", err.text);
    cr_expect(strstr(str_text(&text), "D{mark}made\n") != NULL);
    str_clear(&in);
    cr_expect_eq(file_read(scratch_path("mark"), 100, &in, NULL), 0);
    cr_expect_str_eq(str_text(&in), "x\n");
    err_clear(&err);
    mc_free(&mc);
    str_free(&text);
    str_free(&in);
    free(path);
    render_free_tools(&tools);
}

/* What only a command names is included, too, or is an error: never dropped without a word. */
Test(render_mc, trusted_includes)
{
    static const struct {
        const char *line;
        int rc;
        bool included, missing;
    } rows[] = {
        {"include(esyscmd(`printf d.m4'))dnl", 0, true, false},
        {"sinclude(esyscmd(`printf d.m4'))dnl", 0, true, false},
        {"define(`SITE', `include(`$1')')SITE(esyscmd(`printf ./d.m4'))dnl", 0, true, false},
        {"undivert(`d.m4')dnl", 0, true, false},
        {"syscmd(`cp d.m4 made.m4')include(`made.m4')syscmd(`rm made.m4')dnl", 0, true, true},
        {"include(`none.m4')dnl", 0, false, true},
        {"sinclude(`none.m4')dnl", 0, false, false},
        {"include(esyscmd(`printf none.m4'))dnl", -1, false, false},
        {"sinclude(esyscmd(`printf none.m4'))dnl", 0, false, false},
        {"include(_CF_DIR_`'m4/none.m4)dnl", -1, false, false},
    };
    struct render_tools tools;
    if (!find_tools(&tools))
        return;
    scratch_write("d.m4", "D{mark}included\n", 16, 0644);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str in = STR_INIT, text = STR_INIT;
        struct err err = {0};
        struct mc mc = {.n = 0};
        str_addf(&in, "OSTYPE(`linux')dnl\nLOCAL_CONFIG\n%s\nMAILER(`smtp')dnl\n", rows[i].line);
        char *path = write_mc(str_text(&in));
        const struct mc_request request = {.path = path, .root = "", .trust = true};
        cr_expect_eq(mc_render(&tools, &request, &mc, &text, &err), rows[i].rc, "%s: %s",
                     rows[i].line, err.text);
        cr_expect_eq(strstr(str_text(&text), "D{mark}included\n") != NULL, rows[i].included, "%s",
                     rows[i].line);
        cr_expect_eq(mc.missing.n > 0, rows[i].missing, "%s", rows[i].line);
        err_clear(&err);
        mc_free(&mc);
        str_free(&in);
        str_free(&text);
        free(path);
    }
    render_free_tools(&tools);
}

static void run_bare(const struct render_tools *tools, const char *path, bool with_cf,
                     struct child *child)
{
    struct str dir = STR_INIT, cf = STR_INIT;
    str_addf(&dir, "-D_CF_DIR_=%s", tools->cf_dir);
    str_addf(&cf, "%sm4/cf.m4", tools->cf_dir);
    const char *const with[] = {tools->m4,     str_text(&dir), "-D_NO_MAKEINFO_",
                                str_text(&cf), path,           NULL};
    const char *const without[] = {tools->m4, str_text(&dir), "-D_NO_MAKEINFO_", path, NULL};
    *child = (struct child){
        .argv = with_cf ? with : without, .dir = tools->cf_dir, .deadline_ms = 10000};
    cr_assert_eq(child_run(child, NULL), 0);
    child->argv = NULL;
    str_free(&dir);
    str_free(&cf);
}

/* Whatever sendmail ships is rendered to the bytes that bare m4 makes of it. */
Test(render_mc, as_bare_m4, .timeout = 300)
{
    static const char *const patterns[] = {"cf/*.mc", "debian/*.mc"};
    struct render_tools tools;
    size_t same = 0, wrong = 0; /* samples that are to be edited first */
    if (!find_tools(&tools))
        return;
    for (size_t p = 0; p < ARRAY_LEN(patterns); p++) {
        glob_t found = {0};
        struct str pattern = STR_INIT;
        str_addf(&pattern, "%s%s", tools.cf_dir, patterns[p]);
        cr_assert_eq(glob(str_text(&pattern), 0, NULL, &found), 0, "%s", str_text(&pattern));
        for (size_t i = 0; i < found.gl_pathc; i++) {
            struct mc mc = {.n = 0};
            struct str text = STR_INIT, in = STR_INIT;
            struct err err = {0};
            struct child bare;
            const struct mc_request request = {.path = found.gl_pathv[i], .root = ""};
            cr_assert_eq(file_read(request.path, MC_MAX_BYTES, &in, NULL), 0);
            run_bare(&tools, request.path, strstr(str_text(&in), "m4/cf.m4')") == NULL, &bare);
            int rc = mc_render(&tools, &request, &mc, &text, &err);
            bool sample = strstr(str_text(&bare.err), "the Berkeley sample configuration") != NULL;
            if (strstr(str_text(&bare.err), "ERROR") != NULL && !sample) {
                cr_expect_eq(rc, -1, "%s: the macros say ERROR", request.path);
                wrong++;
            } else {
                cr_expect_eq(rc, 0, "%s: %s", request.path, err.text);
                cr_expect_str_eq(str_text(&text), str_text(&bare.out), "%s", request.path);
                same++;
            }
            child_free(&bare);
            err_clear(&err);
            mc_free(&mc);
            str_free(&text);
            str_free(&in);
        }
        str_free(&pattern);
        globfree(&found);
    }
    cr_expect_geq(same, 14, "%zu", same);
    cr_expect_geq(same + wrong, 35, "%zu", same + wrong);
    render_free_tools(&tools);
}
