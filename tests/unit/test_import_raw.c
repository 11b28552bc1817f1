/* The lines of a .mc that are no calls: under which heading they stand, and what becomes of them.
 */
#include "model/extra.h"

#include "import_said.h"

static void said_text(struct said *s, const char *text)
{
    str_add(&s->mc.text, text);
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
    struct said s;
    said_begin(&s);
    said_text(&s, text);
    said_call(&s, 1, "OSTYPE", "linux", NULL);
    said_call(&s, 2, "MAILER", "smtp", NULL);
    said_import(&s);
    expect_extra(&s, EXTRA_MAILER, "Msms, P=/usr/bin/sms, F=lsDFMuq, A=sms $u\n");
    expect_extra(&s, EXTRA_CONFIG, "Kpeople hash -o /etc/mail/people\n");
    expect_extra(&s, EXTRA_RULE0, "R$* < @ sms.example > $*\t$#sms $@ x $: $1\n");
    expect_extra(&s, EXTRA_RULESETS, "SLocal_check_mail\nR$*\t$@ $1\n");
    cr_expect_eq(s.imp.n_lines, 2 + 5, "%zu", s.imp.n_lines);
    static const long raw[] = {4, 6, 11, 13, 14};
    for (size_t i = 0; i < ARRAY_LEN(raw); i++) {
        said_expect_fate(&s, raw[i], IMPORT_RAW, "");
        cr_expect_not_null(said_line(&s, raw[i])->why);
        cr_expect_str_eq(said_line(&s, raw[i])->macro, "");
    }
    expect_takes(&s);
    said_end(&s);
}

/* Every heading that has no place of its own keeps it, once for all its lines. */
Test(import_raw, other_headings)
{
    static const char *const headings[] = {
        "LOCAL_RULE_1",     "LOCAL_RULE_2",       "LOCAL_RULE_3",
        "LOCAL_NET_CONFIG", "LOCAL_SRV_FEATURES", "LOCAL_TLS_CLIENT",
        "LOCAL_TLS_SERVER", "LOCAL_TLS_RCPT",     "LOCAL_TRY_TLS"};
    for (size_t i = 0; i < ARRAY_LEN(headings); i++) {
        struct said s;
        said_begin(&s);
        str_addf(&s.mc.text, "%s\nR$* x $*\t$@ $1\nR$* y $*\t$@ $2\n", headings[i]);
        said_call(&s, 1, headings[i], NULL);
        said_import(&s);
        cr_expect_eq(s.imp.n_lines, 3, "%s: %zu", headings[i], s.imp.n_lines);
        said_expect_fate(&s, 2, IMPORT_RAW, "");
        said_expect_fate(&s, 3, IMPORT_RAW, "");
        expect_takes(&s);
        said_end(&s);
    }
}

/* Two of them, with lines of each behind those of the other. */
Test(import_raw, headings_that_come_back)
{
    static const char text[] = "LOCAL_RULE_1\nR$* x $*\t$@ $1\nLOCAL_CONFIG\nD{a}1\n"
                               "LOCAL_RULE_3\nR$* y $*\t$@ $1\nLOCAL_CONFIG\nD{b}2\n"
                               "LOCAL_RULE_1\nR$* z $*\t$@ $1\n";
    struct said s;
    said_begin(&s);
    said_text(&s, text);
    said_import(&s);
    cr_expect_eq(s.imp.n_lines, 5);
    expect_extra(&s, EXTRA_CONFIG, "D{a}1\nD{b}2\n");
    expect_takes(&s);
    said_end(&s);
}

/* A call may go over lines, and what follows keeps its number. */
Test(import_raw, calls_over_lines)
{
    static const char text[] = "LOCAL_CONFIG\n"
                               "define(`confMAX_MESSAGE_SIZE',\n"
                               "  `10000000')dnl (\n"
                               "D{a}1\n"
                               "VERSIONID(`)\n"
                               "D{no}1\n"
                               "')\n"
                               "D{b}2\n";
    struct said s;
    said_begin(&s);
    said_text(&s, text);
    said_call(&s, 2, "define", "confMAX_MESSAGE_SIZE", "10000000", NULL);
    said_call(&s, 5, "VERSIONID", ")\nD{no}1\n", NULL);
    said_import(&s);
    expect_extra(&s, EXTRA_CONFIG, "D{a}1\nD{b}2\n");
    said_expect_fate(&s, 4, IMPORT_RAW, "");
    said_expect_fate(&s, 8, IMPORT_RAW, "");
    cr_expect_eq(s.imp.n_lines, 4, "%zu", s.imp.n_lines);
    said_end(&s);
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
        struct said s;
        said_begin(&s);
        str_addf(&s.mc.text, "LOCAL_CONFIG\n%s\n", rows[i].line);
        said_call(&s, 1, "LOCAL_CONFIG", NULL);
        said_import(&s);
        const struct import_line *line = said_line(&s, 2);
        cr_expect_str_eq(line->text, rows[i].line);
        if (rows[i].path != NULL) {
            cr_expect_eq(line->fate, IMPORT_SETTING, "%s: fate %d", line->text, (int)line->fate);
            cr_expect(strs_has(&line->settings, rows[i].path), "%s", line->text);
            if (rows[i].says != NULL)
                said_expect(&s, rows[i].path, rows[i].says);
            expect_extra(&s, EXTRA_CONFIG, "");
        } else {
            cr_expect(line->fate == IMPORT_RAW || line->fate == IMPORT_LEFT, "%s: fate %d",
                      line->text, (int)line->fate);
            cr_expect(line->why != NULL && line->why[0] != '\0', "%s", line->text);
            cr_expect_eq(line->fate == IMPORT_RAW, s.imp.extra[EXTRA_CONFIG].len > 0, "%s",
                         line->text);
        }
        expect_takes(&s);
        said_end(&s);
    }
}

/* An option that a call and a line both say: sendmail takes the line, which comes later. */
Test(import_raw, a_line_goes_before_a_call)
{
    struct said s;
    said_begin(&s);
    said_text(&s, "define(`confMAX_MESSAGE_SIZE', `10000000')dnl\nLOCAL_CONFIG\n"
                  "O MaxMessageSize=20000000\n");
    said_call(&s, 1, "define", "confMAX_MESSAGE_SIZE", "10000000", NULL);
    said_import(&s);
    said_expect(&s, "limits.message_size", "20000000");
    said_end(&s);
}

/* m4 puts it into the sendmail.cf all the same, and sendmail reads it. */
Test(import_raw, lines_without_a_heading)
{
    static const char text[] = "divert(-1)\n"
                               "Cwnot.example: m4 throws it away\n"
                               "divert(0)dnl\n"
                               "OSTYPE(`linux')dnl\n"
                               "Cwa.example\n"
                               "MAILER(`smtp')dnl\n"
                               "O MaxMessageSize=20000000\n";
    struct said s;
    said_begin(&s);
    said_text(&s, text);
    said_call(&s, 4, "OSTYPE", "linux", NULL);
    said_call(&s, 6, "MAILER", "smtp", NULL);
    said_import(&s);
    cr_expect_neq(said_line(&s, 5)->fate, IMPORT_NONE);
    cr_expect_neq(said_line(&s, 7)->fate, IMPORT_NONE);
    for (size_t i = 0; i < s.imp.n_lines; i++)
        cr_expect_neq(s.imp.lines[i].place.line, 2, "%s", s.imp.lines[i].text);
    said_end(&s);
}

/* What extra.file may not hold is left, and said. */
Test(import_raw, what_raw_lines_cannot_hold)
{
    static const char *const lines[] = {"D{x}include(`/etc/passwd')", "D{x}it's",
                                        "Kx esyscmd(`id')"};
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        struct said s;
        said_begin(&s);
        str_addf(&s.mc.text, "LOCAL_CONFIG\n%s\n", lines[i]);
        said_import(&s);
        said_expect_fate(&s, 2, IMPORT_LEFT, "raw lines cannot hold it");
        expect_extra(&s, EXTRA_CONFIG, "");
        said_end(&s);
    }
}

/* What m4 does not trace leaves no call behind, and may have written lines. */
Test(import_raw, what_only_looks_like_a_call)
{
    static const char *const lines[] = {"ifdef(`_X_', `D{a}1', `D{b}1')", "Dxwhat(ever)",
                                        "ifelse(1, 1, `CwA.example')"};
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        struct said s;
        said_begin(&s);
        str_addf(&s.mc.text, "LOCAL_CONFIG\n%s\n", lines[i]);
        said_import(&s);
        cr_expect_eq(s.imp.n_lines, 1, "%s is dropped", lines[i]);
        said_end(&s);
    }
}
