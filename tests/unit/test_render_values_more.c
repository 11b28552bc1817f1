/* What has no setting of its own: as the .mc has it, and as real m4 hands it on. */
#include <criterion/criterion.h>

#include "base/mem.h"

#include "render/render.h"
#include "render/values.h"

#include "profiles.h"
#include "tools.h"

#define SITE "{'host':{'name':'m.example.org'},'roles':{'local':true"

/* What m4 and sendmail-cf could take for something else; \\\" as JSON has it. */
#define NASTY                                                                                      \
    "it's ''(a), $1 $* $@ $# $& $$ ${x} $?y z$. $=w dnl len(abc) define(x, y) FEATURE(x) "         \
    "_CF_DIR_ [b] {c} <d> \\\\ \\\"q\\\" ~!%^&;|"
#define NASTY_CF                                                                                   \
    "it's ''(a), $1 $* $@ $# $& $$ ${x} $?y z$. $=w dnl len(abc) define(x, y) FEATURE(x) "         \
    "_CF_DIR_ [b] {c} <d> \\ \"q\" ~!%^&;|"

static const char *render(const struct render_tools *tools, const char *profile,
                          struct render_output *out)
{
    struct err err = {0};
    struct profile *p = profile_of(profile);
    cr_assert_eq(render_profile(tools, p, true, out, &err), 0, "%s", err.text);
    profile_free(p);
    return str_text(&render_find(out, "sendmail.cf")->data);
}

Test(render_values_more, definitions)
{
    static const struct {
        const char *profile, *definition;
    } rows[] = {
        {SITE "}}", "«mc_more_early», ««»»"},
        {SITE "}}", "«mc_more_define», ««»»"},
        {SITE "},'more':{'options':{'//':'x','confALIAS_WAIT':''}}}", "`confALIAS_WAIT', `')dnl\n"},
        {SITE "},'more':{'options':{'confFROM_LINE':'$1'}}}", "``$»«''``1'')dnl\n"},
        {SITE "},'more':{'options':{'PROCMAIL_PATH':'/p'}}}",
         "(more.options, more.undefined)\ndefine(`PROCMAIL_PATH', ``/p'')dnl\n»»"},
        {SITE "},'more':{'undefined':['ALIAS_FILE']}}", "undefine(`ALIAS_FILE')dnl\n»"},
        {SITE "},'more':{'mailers':['uucp','pop']}}", "««MAILER(`uucp')dnl\nMAILER(`pop')dnl\n»"},
        {SITE "},'more':{'mailer_flags':{'//':1,'SMTP':'+a -b'}}}",
         "\nMODIFY_MAILER_FLAGS(`SMTP', `+a')MODIFY_MAILER_FLAGS(`SMTP', `-b')dnl\n»"},
        {SITE "},'more':{'client_options':['A=b, C=d']}}", "\nCLIENT_OPTIONS(``A=b, C=d'')dnl\n»"},
        /* Without an access table there is nothing to look up. */
        {SITE "},'more':{'features':['lookupdotdomain','nocanonify','compat_check']}}",
         "(more.features)\nFEATURE(`nocanonify')dnl\n»"},
        {SITE ",'inbound':true},'more':{'features':['lookupdotdomain']}}",
         "\nFEATURE(`lookupdotdomain')dnl\n»"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str out = STR_INIT;
        struct profile *p = profile_of(rows[i].profile);
        values_add(p, layout_find("debian"), &out);
        cr_expect(strstr(str_text(&out), rows[i].definition) != NULL, "row %zu: no %s", i,
                  rows[i].definition);
        profile_free(p);
        str_free(&out);
    }
}

Test(render_values_more, values_come_through)
{
    static const struct {
        const char *name, *before;
    } rows[] = {
        {"confFROM_LINE", "O UnixFromLine="},
        {"confUSERDB_SPEC", "O UserDatabaseSpec="},
        {"confSERVICE_SWITCH_FILE", "O ServiceSwitchFile="},
        {"confERROR_MESSAGE", "O ErrorHeader="},
        {"confFROM_HEADER", "H?F?From: "},
        {"confMAILER_NAME", "Dn"},
    };
    struct render_tools tools;
    if (!find_tools(&tools))
        return;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct render_output out = {.n = 0};
        struct str profile = STR_INIT, line = STR_INIT;
        str_addf(&profile,
                 "{\"host\":{\"name\":\"m.example.org\"},\"roles\":{\"local\":true},"
                 "\"more\":{\"options\":{\"%s\":\"%s\"}}}",
                 rows[i].name, NASTY);
        str_addf(&line, "\n%s%s\n", rows[i].before, NASTY_CF);
        struct errs errs = {0};
        struct err err = {0};
        struct profile *p = profile_parse(str_text(&profile), profile.len, "test", &errs);
        cr_assert_not_null(p, "%s", errs.n > 0 ? errs.v[0].text : "");
        cr_assert_eq(render_profile(&tools, p, true, &out, &err), 0, "%s: %s", rows[i].name,
                     err.text);
        cr_expect(strstr(str_text(&render_find(&out, "sendmail.cf")->data), str_text(&line)) !=
                      NULL,
                  "%s", rows[i].name);
        profile_free(p);
        render_free(&out);
        str_free(&profile);
        str_free(&line);
    }
    render_free_tools(&tools);
}

Test(render_values_more, everything_at_once)
{
    static const char *const lines[] = {
        "\nMlocal,\t\tP=/x/mda, F=lsDFMAw5:/|@qPnSf,",
        "\n\t\tA=mda $1 dnl len(abc) $u\n",
        "\nMrelay,\t\tP=[IPC], F=mDFMuXa8,",
        "\nMprocmail,\tP=/x/procmail,",
        "\nMuucp-dom,",
        "\nMph,",
        "\nO ClientPortOptions=Family=inet, Address=192.0.2.1\n",
        "\nO ClientPortOptions=Family=inet6\n",
        "\nO SetCertAltnames=true\n",
        "\nDLrelay:hub.example.net\n",
        "\nO StatusFile=/x/status\n",
        "\n#O PidFile=",
        "\nTwww-data include\n",
    };
    struct render_tools tools;
    struct render_output out = {.n = 0};
    if (!find_tools(&tools))
        return;
    const char *cf = render(
        &tools,
        SITE ",'inbound':true},'local':{'trusted_users':['www-data','include']},"
             "'more':{'options':{'LOCAL_MAILER_PATH':'/x/"
             "mda','LOCAL_MAILER_ARGS':'mda $1 dnl len(abc) $u',"
             "'PROCMAIL_MAILER_PATH':'/x/procmail','LUSER_RELAY':'relay:hub.example.net',"
             "'STATUS_FILE':'/x/status'},'undefined':['confPID_FILE'],"
             "'features':['accept_unqualified_senders','check_cert_altnames',"
             "'compat_check','local_no_masquerade','lookupdotdomain','nocanonify','notsticky',"
             "'preserve_local_plus_detail','preserve_luser_host','stickyhost',"
             "'tls_session_features','use_client_ptr','virtuser_entire_domain'],"
             "'mailers':['procmail','cyrus','cyrusv2','uucp','usenet','fax','pop','qpage',"
             "'phquery'],'mailer_flags':{'LOCAL':'+f -9','RELAY':'mDFMuXa8'},"
             "'client_options':['Family=inet, Address=192.0.2.1','Family=inet6']}}",
        &out);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        cr_expect(strstr(cf, lines[i]) != NULL, "no %s", lines[i]);
    render_free(&out);
    render_free_tools(&tools);
}

/* The one of the layout, and none of them is one that m4 stops at. */
Test(render_values_more, ostype)
{
    struct render_tools tools;
    if (!find_tools(&tools))
        return;
    const struct setting *s = setting_find("host.ostype", NULL);
    for (size_t i = 0; s->choices[i] != NULL; i++) {
        struct render_output out = {.n = 0};
        struct str profile = STR_INIT, line = STR_INIT;
        const char *name = strcmp(s->choices[i], "layout") == 0 ? "debian" : s->choices[i];
        str_addf(&profile, "{'host':{'name':'m.example.org','ostype':'%s'},'roles':{'local':true}}",
                 s->choices[i]);
        str_addf(&line, "\nOSTYPE(`%s')dnl\n", name);
        render(&tools, str_text(&profile), &out);
        cr_expect(strstr(str_text(&render_find(&out, "sendmail.mc")->data), str_text(&line)) !=
                      NULL,
                  "%s", name);
        render_free(&out);
        str_free(&profile);
        str_free(&line);
    }
    render_free_tools(&tools);
}
