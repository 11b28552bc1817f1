/* Answers to values, and what ? says. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"

#include "model/profile.h"
#include "model/setting.h"
#include "model/value.h"

#include "ui/ask.h"

Test(ui_ask, read)
{
    static const struct {
        const char *path, *answer;
        const char *json; /* NULL: refused */
    } rows[] = {
        {"host.name", "mail.example.org", "\"mail.example.org\""},
        {"host.name", "mail", NULL},
        {"host.name", "-", NULL},
        {"host.name", "mail.example.org dnl", NULL},
        {"host.name", "`mail.example.org'", NULL},
        {"host.domains", "example.org, example.net", "[\"example.org\",\"example.net\"]"},
        {"host.domains", "example.org example.net", "[\"example.org\",\"example.net\"]"},
        {"host.domains", "-", "[]"},
        {"host.domains", "example.org, $(id)", NULL},
        {"host.description", "it's 100% #1", "\"it's 100% #1\""},
        {"host.description", "a`b", NULL},
        {"host.description", "-", "\"\""},
        {"roles.local", "Y", "true"},
        {"roles.local", "no", "false"},
        {"roles.local", "-", "false"},
        {"roles.local", "maybe", NULL},
        {"limits.hops", "100", "100"},
        {"limits.hops", "99", NULL},
        {"limits.hops", "1e3", NULL},
        {"limits.hops", "-", "100"},
        {"inbound.recipients", "ldap", "\"ldap\""},
        {"inbound.recipients", "LDAP", NULL},
        {"inbound.recipients", "-", "\"mailboxes\""},
        {"local.aliases", "root=joe, ann", "{\"root\":\"joe, ann\"}"},
        {"local.aliases", "root", NULL},
        {"local.aliases", "-", "{}"},
        {"outbound.auth_file", "etc/x", NULL},
        {"outbound.auth_file", "/etc/mail/auth", "\"/etc/mail/auth\""},
        {"outbound.smart_host", "[192.0.2.25]", "\"[192.0.2.25]\""},
        {"relay.networks", "[\"192.0.2.0/24\"]", "[\"192.0.2.0/24\"]"},
        {"relay.networks", "[\"192.0.2.0/24\"", NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct errs errs = {0};
        json_t *value = ask_read(setting_find(rows[i].path, NULL), rows[i].answer, &errs);
        char *json = value != NULL ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
        if (rows[i].json == NULL) {
            cr_expect_null(value, "%s: %s became %s", rows[i].path, rows[i].answer, json);
            cr_expect(errs.n > 0, "%s: %s: no reason", rows[i].path, rows[i].answer);
        } else {
            cr_expect_not_null(json, "%s: %s", rows[i].path, rows[i].answer);
            cr_expect_str_eq(json, rows[i].json, "%s: %s", rows[i].path, json);
            cr_expect_eq(errs.n, 0);
        }
        free(json);
        json_decref(value);
        errs_free(&errs);
    }
}

Test(ui_ask, every_setting_explains_itself)
{
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        struct str text = STR_INIT;
        ask_explanation(s, &text);
        cr_expect_not_null(strstr(str_text(&text), s->help), "%s", s->path);
        cr_expect_not_null(strstr(str_text(&text), s->why), "%s", s->path);
        cr_expect_not_null(strstr(str_text(&text), s->source), "%s", s->path);
        cr_expect_not_null(strstr(str_text(&text), s->becomes), "%s", s->path);
        cr_expect_not_null(strstr(str_text(&text), "\nDefault: "), "%s", s->path);
        str_free(&text);
    }
}
