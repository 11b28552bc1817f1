/* The lines of a .mc that are no calls: under which heading they stand, and what becomes of them.
 */
#include "model/extra.h"

#include "render/mc.h"

#include "import_said.h"
#include "scratch.h"
#include "tools.h"

TestSuite(import_raw, .init = scratch_make, .fini = scratch_remove);

/* A .mc whose text m4 has printed, line by line, but for the calls. */
struct printed {
    struct said said;
    struct str made;
};

static void print_begin(struct printed *p)
{
    *p = (struct printed){.made = STR_INIT};
    said_begin(&p->said);
    p->said.mc.made = &p->made;
}

/* m4 has printed a line at that line of the .mc. */
static void print_line(struct printed *p, long line, const char *text)
{
    str_addf(&p->made, "%s\n", text);
    mc_add_line(&p->said.mc, (struct mc_place){.file = p->said.mc.name, .line = line});
}

/*
 * The text of a .mc that is printed as it stands: a line that is a heading alone, or
 * "MACRO(`x')dnl", is that call.
 */
static void print_text(struct printed *p, const char *text)
{
    long line = 0;
    str_add(&p->said.mc.text, text);
    for (const char *at = text; *at != '\0';) {
        size_t len = strcspn(at, "\n"), word = strcspn(at, "(\n");
        char *one = mem_dupn(at, len), *macro = mem_dupn(at, word);
        line++;
        if (word == len && strspn(one, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == len &&
            strchr(one, '_') != NULL)
            said_call(&p->said, line, one, NULL);
        else if (word < len && str_ends(one, "')dnl"))
            strs_addn(&said_call(&p->said, line, macro, NULL)->args, at + word + 2,
                      len - word - 2 - strlen("')dnl"));
        else if (strncmp(one, "dnl", 3) != 0)
            print_line(p, line, one);
        free(one);
        free(macro);
        at += len + (at[len] == '\n' ? 1 : 0);
    }
}

static void print_end(struct printed *p)
{
    said_end(&p->said);
    str_free(&p->made);
}

static void expect_extra(const struct said *s, enum extra_place place, const char *wanted)
{
    cr_expect_str_eq(str_text(&s->imp.extra[place]), wanted, "%d: %s", (int)place,
                     str_text(&s->imp.extra[place]));
}

/* What all raw lines are together, as extra.file has them, must be what it may hold. */
static void expect_takes(const struct said *s)
{
    static const char *const headings[EXTRA_PLACES] = {
        "", "MAILER_DEFINITIONS\n", "LOCAL_CONFIG\n", "LOCAL_RULE_0\n", "LOCAL_RULESETS\n", ""};
    struct str all = STR_INIT;
    struct extra extra = {0};
    struct errs errs = {0};
    for (size_t i = 0; i < EXTRA_PLACES; i++)
        if (s->imp.extra[i].len > 0)
            str_addf(&all, "%s%s", headings[i], str_text(&s->imp.extra[i]));
    int rc = extra_parse(str_text(&all), all.len, "extra", &extra, &errs);
    cr_expect_eq(rc, 0, "%s in:\n%s", errs.n > 0 ? errs.v[0].text : "", str_text(&all));
    extra_free(&extra);
    errs_free(&errs);
    str_free(&all);
}

Test(import_raw, headings)
{
    static const char text[] = "OSTYPE(`linux')dnl\n"
                               "MAILER(`smtp')dnl\n"
                               "MAILER_DEFINITIONS\n"
                               "Msms, P=/usr/bin/sms, F=lsDFMuq, A=sms $u\n"
                               "LOCAL_CONFIG\n"
                               "Kpeople hash -o /etc/mail/people\n"
                               "# a remark\n"
                               "\n"
                               "dnl another\n"
                               "LOCAL_RULE_0\n"
                               "R$* < @ sms.example > $*\t$#sms $@ x $: $1\n"
                               "LOCAL_RULESETS\n"
                               "SLocal_check_mail\n"
                               "R$*\t$@ $1\r\n";
    struct printed p;
    print_begin(&p);
    print_text(&p, text);
    said_import(&p.said);
    expect_extra(&p.said, EXTRA_MAILER, "Msms, P=/usr/bin/sms, F=lsDFMuq, A=sms $u\n");
    expect_extra(&p.said, EXTRA_CONFIG, "Kpeople hash -o /etc/mail/people\n");
    expect_extra(&p.said, EXTRA_RULE0, "R$* < @ sms.example > $*\t$#sms $@ x $: $1\n");
    expect_extra(&p.said, EXTRA_RULESETS, "SLocal_check_mail\nR$*\t$@ $1\n");
    cr_expect_eq(p.said.imp.n_lines, p.said.mc.n + 5, "%zu", p.said.imp.n_lines);
    static const long raw[] = {4, 6, 11, 13, 14};
    for (size_t i = 0; i < ARRAY_LEN(raw); i++) {
        said_expect_fate(&p.said, raw[i], IMPORT_RAW, "");
        cr_expect_not_null(said_line(&p.said, raw[i])->why);
        cr_expect_str_eq(said_line(&p.said, raw[i])->macro, "");
    }
    expect_takes(&p.said);
    print_end(&p);
}

/* Every heading that has no place of its own keeps it, once for all its lines. */
Test(import_raw, other_headings)
{
    static const char *const headings[] = {
        "LOCAL_RULE_1",     "LOCAL_RULE_2",       "LOCAL_RULE_3",
        "LOCAL_NET_CONFIG", "LOCAL_SRV_FEATURES", "LOCAL_TLS_CLIENT",
        "LOCAL_TLS_SERVER", "LOCAL_TLS_RCPT",     "LOCAL_TRY_TLS"};
    for (size_t i = 0; i < ARRAY_LEN(headings); i++) {
        struct printed p;
        struct str text = STR_INIT;
        print_begin(&p);
        str_addf(&text, "%s\nR$* x $*\t$@ $1\nR$* y $*\t$@ $2\n", headings[i]);
        print_text(&p, str_text(&text));
        said_import(&p.said);
        cr_expect_eq(p.said.imp.n_lines, 3, "%s: %zu", headings[i], p.said.imp.n_lines);
        said_expect_fate(&p.said, 2, IMPORT_RAW, "");
        said_expect_fate(&p.said, 3, IMPORT_RAW, "");
        str_clear(&text);
        str_addf(&text, "%s\nR$* x $*\t$@ $1\nR$* y $*\t$@ $2\n", headings[i]);
        expect_extra(&p.said, EXTRA_TAIL, str_text(&text));
        expect_takes(&p.said);
        str_free(&text);
        print_end(&p);
    }
}

/* Two of them, with lines of each behind those of the other. */
Test(import_raw, headings_that_come_back)
{
    static const char text[] = "LOCAL_RULE_1\nR$* x $*\t$@ $1\nLOCAL_CONFIG\nD{a}1\n"
                               "LOCAL_RULE_3\nR$* y $*\t$@ $1\nLOCAL_CONFIG\nD{b}2\n"
                               "LOCAL_RULE_1\nR$* z $*\t$@ $1\n";
    struct printed p;
    print_begin(&p);
    print_text(&p, text);
    said_import(&p.said);
    expect_extra(&p.said, EXTRA_CONFIG, "D{a}1\nD{b}2\n");
    expect_extra(&p.said, EXTRA_TAIL,
                 "LOCAL_RULE_1\nR$* x $*\t$@ $1\nR$* z $*\t$@ $1\nLOCAL_RULE_3\nR$* y $*\t$@ $1\n");
    expect_takes(&p.said);
    print_end(&p);
}

/* sendmail.cf has the parts in an order of its own; the raw lines have that of the .mc. */
Test(import_raw, in_the_order_of_the_source)
{
    struct printed p;
    print_begin(&p);
    said_call(&p.said, 1, "LOCAL_RULESETS", NULL);
    said_call(&p.said, 4, "LOCAL_CONFIG", NULL);
    str_add(&p.said.mc.text, "LOCAL_RULESETS\nSmine\nR$*\t$@ $1\nLOCAL_CONFIG\nD{a}1\nD{b}2\n");
    print_line(&p, 5, "D{a}1");
    print_line(&p, 6, "D{b}2");
    print_line(&p, 2, "Smine");
    print_line(&p, 3, "R$*\t$@ $1");
    said_import(&p.said);
    cr_assert_eq(p.said.imp.n_lines, 6);
    for (size_t i = 2; i + 1 < p.said.imp.n_lines; i++)
        cr_expect_lt(p.said.imp.lines[i].place.line, p.said.imp.lines[i + 1].place.line);
    expect_extra(&p.said, EXTRA_RULESETS, "Smine\nR$*\t$@ $1\n");
    print_end(&p);
}

/* Lines of sendmail.cf that say what a macro says become the same setting. */
Test(import_raw, lines_as_macros)
{
    static const struct {
        const char *line, *path, *says; /* path NULL: it stays a raw line */
    } rows[] = {
        {"O Timeout.ident=0", "received.ident", "false"},
        {"O Timeout.ident=7s", "received.ident_timeout", "7"},
        {"O MaxMessageSize=10000000", "limits.message_size", "10000000"},
        {"O PrivacyOptions=noexpn", "privacy.flags", "[\"noexpn\"]"},
        {"O LogLevel=14", "logging.level", "14"},
        {"OL14", "logging.level", "14"},
        {"CwA.example b.example", "host.domains", "[\"A.example\",\"b.example\"]"},
        {"Cwlocalhost", "host.domains", NULL},
        {"CEroot", "masquerade.exposed_users", "[\"root\"]"},
        {"CMa.example", "masquerade.domains", "[\"a.example\"]"},
        {"CNa.example", "masquerade.exceptions", "[\"a.example\"]"},
        {"CGa.example", "addresses.generic_domains", "[\"a.example\"]"},
        {"CRa.example", "relay.domains", "[\"a.example\"]"},
        {"CR192.0.2.0/24", "relay.networks", "[\"192.0.2.0/24\"]"},
        {"C{VirtHost}a.example", "addresses.virtual_domains", "[\"a.example\"]"},
        {"DMexample.org", "masquerade.as", "\"example.org\""},
        {"DSrelay.example.org", "outbound.smart_host", "\"relay.example.org\""},
        {"DHhub.example.org", "local.hub", "\"hub.example.org\""},
        {"Djm.example.org", "host.name", "\"m.example.org\""},
        {"Dj$w.example.org", NULL, NULL},
        {"D{mine}x", NULL, NULL},
        {"CX a b", NULL, NULL},
        {"Kx hash /etc/mail/x", NULL, NULL},
        {"HX-Mine: x", NULL, NULL},
        {"O MaxMessageSize=lots", NULL, NULL},
        {"O NoSuchOption=1", NULL, NULL},
        {"Tjoe", NULL, NULL},
        {"Fw/etc/mail/more-names", NULL, NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct printed p;
        struct str text = STR_INIT;
        print_begin(&p);
        str_addf(&text, "LOCAL_CONFIG\n%s\n", rows[i].line);
        print_text(&p, str_text(&text));
        said_import(&p.said);
        const struct import_line *line = said_line(&p.said, 2);
        cr_expect_str_eq(line->text, rows[i].line);
        if (rows[i].path != NULL) {
            cr_expect_eq(line->fate, IMPORT_SETTING, "%s: fate %d", line->text, (int)line->fate);
            cr_expect(strs_has(&line->settings, rows[i].path), "%s", line->text);
            if (rows[i].says != NULL)
                said_expect(&p.said, rows[i].path, rows[i].says);
            expect_extra(&p.said, EXTRA_CONFIG, "");
        } else {
            cr_expect(line->fate == IMPORT_RAW || line->fate == IMPORT_LEFT, "%s: fate %d",
                      line->text, (int)line->fate);
            cr_expect(line->why != NULL && line->why[0] != '\0', "%s", line->text);
            cr_expect_eq(line->fate == IMPORT_RAW, p.said.imp.extra[EXTRA_CONFIG].len > 0, "%s",
                         line->text);
        }
        expect_takes(&p.said);
        str_free(&text);
        print_end(&p);
    }
}

/* An option that a call and a line both say: sendmail takes the line, which comes later. */
Test(import_raw, a_line_goes_before_a_call)
{
    struct printed p;
    print_begin(&p);
    said_call(&p.said, 1, "define", "confMAX_MESSAGE_SIZE", "10000000", NULL);
    said_call(&p.said, 2, "LOCAL_CONFIG", NULL);
    print_line(&p, 3, "O MaxMessageSize=20000000");
    said_import(&p.said);
    said_expect(&p.said, "limits.message_size", "20000000");
    print_end(&p);
}

/* m4 puts them into the sendmail.cf all the same, and sendmail reads them. */
Test(import_raw, lines_without_a_heading)
{
    struct printed p;
    print_begin(&p);
    print_text(&p, "OSTYPE(`linux')dnl\nCwa.example\nMAILER(`smtp')dnl\nD{a}1\n");
    said_import(&p.said);
    said_expect_fate(&p.said, 2, IMPORT_SETTING, "");
    said_expect(&p.said, "host.domains", "[\"a.example\"]");
    said_expect_fate(&p.said, 4, IMPORT_RAW, "");
    expect_extra(&p.said, EXTRA_CONFIG, "D{a}1\n");
    print_end(&p);
}

/* What stands beside a call of the same word is a line of its own; what the call made is not. */
Test(import_raw, lines_beside_calls)
{
    static const struct {
        const char *call, *arg, *line; /* the line stands behind that of the call */
        size_t lines;
    } rows[] = {
        {"MASQUERADE_AS", "a.example", "Cwa.example", 2},
        {"MASQUERADE_AS", "a.example", "Fw/etc/mail/a.example", 2},
        {"FEATURE", "use_cw_file", "F{x}/etc/use_cw_file", 2},
        {"VERSIONID", "x", "CXx", 2},
        {"EXPOSED_USER", "root", "C{E}root", 1},
        {"MASQUERADE_DOMAIN", "a.example", "C{M}a.example", 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct printed p;
        print_begin(&p);
        str_addf(&p.said.mc.text, "%s(`%s')dnl\n%s\n", rows[i].call, rows[i].arg, rows[i].line);
        said_call(&p.said, 1, rows[i].call, rows[i].arg, NULL);
        print_line(&p, rows[i].lines == 2 ? 2 : 1, rows[i].line);
        said_import(&p.said);
        cr_expect_eq(p.said.imp.n_lines, rows[i].lines, "%s: %zu lines", rows[i].line,
                     p.said.imp.n_lines);
        print_end(&p);
    }
}

/* What m4 has made of a condition is kept as it was made, and quoted.
 */
Test(import_raw, lines_that_m4_has_made)
{
    struct printed p;
    print_begin(&p);
    str_add(&p.said.mc.text, "LOCAL_CONFIG\nifdef(`_X_', `D{a}1', `D{b}1')\n");
    said_call(&p.said, 1, "LOCAL_CONFIG", NULL);
    print_line(&p, 2, "D{b}1");
    said_import(&p.said);
    said_expect_fate(&p.said, 2, IMPORT_RAW, "");
    cr_expect_str_eq(said_line(&p.said, 2)->text, "D{b}1");
    cr_expect(strstr(str_text(&p.said.imp.extra[EXTRA_CONFIG]), "{b}1") != NULL);
    expect_takes(&p.said);
    print_end(&p);
}

/* What extra.file may not hold is left, and said. */
Test(import_raw, what_raw_lines_cannot_hold)
{
    static const char *const lines[] = {"D{x}include(`/etc/passwd')", "D{x}it's",
                                        "Kx esyscmd(`id')"};
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        struct printed p;
        print_begin(&p);
        str_addf(&p.said.mc.text, "LOCAL_CONFIG\n%s\n", lines[i]);
        said_call(&p.said, 1, "LOCAL_CONFIG", NULL);
        print_line(&p, 2, lines[i]);
        said_import(&p.said);
        said_expect_fate(&p.said, 2, IMPORT_LEFT, "raw lines cannot hold it");
        expect_extra(&p.said, EXTRA_CONFIG, "");
        print_end(&p);
    }
}

/* What the macros print is not the site's, nor is a file that calls nothing of its own. */
Test(import_raw, lines_of_others)
{
    struct printed p;
    print_begin(&p);
    const char *proto = mc_file(&p.said.mc, "/usr/share/sendmail/cf/m4/proto.m4");
    said_call(&p.said, 1, "OSTYPE", "linux", NULL);
    str_add(&p.made, "O MaxHopCount=101\nD{a}1\n");
    mc_add_line(&p.said.mc, (struct mc_place){.file = proto, .line = 7});
    mc_add_line(&p.said.mc, (struct mc_place){.file = NULL, .line = 0});
    said_import(&p.said);
    cr_expect_eq(p.said.imp.n_lines, 1);
    said_expect(&p.said, "limits.hops", "");
    print_end(&p);
}

/* What a heading itself prints, such as the S line of its ruleset, is not the site's. */
Test(import_raw, headings_through_m4, .timeout = 60)
{
    static const struct {
        const char *heading, *line;
    } rows[] = {
        {"LOCAL_CONFIG", "D{a}1"},
        {"MAILER_DEFINITIONS", "Mx, P=/bin/x, A=x"},
        {"LOCAL_RULESETS", "Smine"},
        {"LOCAL_RULE_0", "R$* x $*\t$@ $1"},
        {"LOCAL_RULE_1", "R$* x $*\t$@ $1"},
        {"LOCAL_RULE_2", "R$* x $*\t$@ $1"},
        {"LOCAL_RULE_3", "R$* x $*\t$@ $1"},
        {"LOCAL_NET_CONFIG", "R$* x $*\t$@ $1"},
        {"LOCAL_TLS_CLIENT", "R$* x $*\t$@ $1"},
        {"LOCAL_TLS_SERVER", "R$* x $*\t$@ $1"},
        {"LOCAL_TLS_RCPT", "R$* x $*\t$@ $1"},
        {"LOCAL_TRY_TLS", "R$* x $*\t$@ $1"},
        {"LOCAL_SRV_FEATURES", "R$* x $*\t$@ $1"},
        {"LOCAL_CLT_FEATURES", "R$* x $*\t$@ $1"},
    };
    struct render_tools tools;
    if (!find_tools(&tools))
        return;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str in = STR_INIT, text = STR_INIT;
        struct said s = {.mc = {.n = 0}};
        struct err err = {0};
        str_addf(&in, "OSTYPE(`linux')dnl\nMAILER(`smtp')dnl\n%s\n%s\n", rows[i].heading,
                 rows[i].line);
        char *path = mem_dup(scratch_write("x.mc", str_text(&in), in.len, 0644));
        const struct mc_request request = {.path = path, .root = ""};
        cr_assert_eq(mc_render(&tools, &request, &s.mc, &text, &err), 0, "%s: %s", rows[i].heading,
                     err.text);
        import_init(&s.imp, tools.layout);
        said_import(&s);
        cr_expect_eq(s.imp.n_lines, 4, "%s: %zu lines", rows[i].heading, s.imp.n_lines);
        said_expect_fate(&s, 4, IMPORT_RAW, "");
        for (size_t k = 0; k < s.imp.n_lines; k++)
            cr_expect_neq(s.imp.lines[k].fate, IMPORT_LEFT, "%s", s.imp.lines[k].text);
        expect_takes(&s);
        said_end(&s);
        str_free(&in);
        str_free(&text);
        free(path);
    }
    render_free_tools(&tools);
}
