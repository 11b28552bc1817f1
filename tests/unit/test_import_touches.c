/* What of a sendmail.cf a macro has a hand in: no more than that explains a difference. */
#include "import_said.h"

static const struct {
    const char *macro, *first, *kind, *name;
    bool touches;
} rows[] = {
    {"FEATURE", "mailertable", "map", "mailertable", true},
    {"FEATURE", "mailertable", "map", "access", false},
    {"FEATURE", "mailertable", "rule", "Parse1", false},
    {"FEATURE", "mailertables", "map", "mailertable", false},
    {"FEATURE", "mailer", "map", "mailertable", false},
    {"define", "mailertable", "map", "mailertable", false},
    {"FEATURE", "delay_checks", "rule", "check_rcpt", true},
    {"FEATURE", "delay_checks", "rule", "Rcpt_ok", false},
    {"define", "confPRIVACY_FLAGS", "option", "PrivacyOptions", true},
    {"define", "confPRIVACY_FLAGS", "option", "MaxMessageSize", false},
    {"define", "confMAX_MESSAGE_SIZE", "option", "PrivacyOptions", false},
    {"MASQUERADE_AS", "example.org", "macro", "M", true},
    {"MASQUERADE_AS", "example.org", "macro", "j", false},
    {"MASQUERADE_AS", "example.org", "rule", "MasqHdr", true},
    {"MASQUERADE_AS", "example.org", "rule", "check_rcpt", false},
    {"DAEMON_OPTIONS", "Name=MTA", "daemon", "MTA", true},
    {"DAEMON_OPTIONS", "Name=MTA", "option", "AliasFile", false},
    {"VERSIONID", "x", "rule", "check_rcpt", false},
    {"VERSIONID", "x", "option", "AliasFile", false},
    {"", "x", "option", "AliasFile", false},
};

Test(import_touches, rows)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str text = STR_INIT;
        str_addf(&text, "%s(`%s', `y')", rows[i].macro, rows[i].first);
        struct import_line line = {.macro = rows[i].macro, .text = text.buf};
        cr_expect_eq(import_touches(&line, rows[i].kind, rows[i].name), rows[i].touches,
                     "row %zu: %s, %s %s", i, str_text(&text), rows[i].kind, rows[i].name);
        str_free(&text);
    }
}
