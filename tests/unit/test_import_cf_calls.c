/* What a sendmail.cf shows of its .mc, against what m4 really called. */
#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "import/cf_calls.h"

#include "render/mc.h"

#include "sys/child.h"
#include "sys/file.h"

#include "scratch.h"
#include "tools.h"

TestSuite(import_cf_calls, .init = scratch_make, .fini = scratch_remove);

/* How much of the calls is found, and how much of what is found was called. */
struct score {
    size_t called, seen; /* of the site's calls */
    size_t told, meant;  /* of what is found */
    size_t changed;      /* lines of a .cf made of what is found */
};

/* But for blanks, and quotes that are one too many. */
static bool same(const char *a, const char *b)
{
    for (;; a++, b++) {
        a += strspn(a, " \t\n`'");
        b += strspn(b, " \t\n`'");
        if (*a != *b || *a == '\0')
            return *a == *b;
    }
}

/* FEATURE, MAILER, define(conf...) and the like: what is measured. */
static bool counts(const struct mc_call *call)
{
    static const char *const macros[] = {"FEATURE",          "MAILER",          "MASQUERADE_AS",
                                         "DAEMON_OPTIONS",   "EXPOSED_USER",    "CLIENT_OPTIONS",
                                         "VIRTUSER_DOMAIN",  "RELAY_DOMAIN",    "MASQUERADE_DOMAIN",
                                         "TRUST_AUTH_MECH",  "GENERICS_DOMAIN", "QUEUE_GROUP",
                                         "INPUT_MAIL_FILTER"};
    for (size_t i = 0; i < ARRAY_LEN(macros); i++)
        if (strcmp(call->macro, macros[i]) == 0)
            return true;
    const char *name = mc_call_arg(call, 0);
    return strcmp(call->macro, "define") == 0 &&
           (strncmp(name, "conf", 4) == 0 || str_ends(name, "_RELAY") || str_ends(name, "_HUB") ||
            strcmp(name, "SMART_HOST") == 0);
}

static bool has_name(const struct mc_call *call)
{
    return strcmp(call->macro, "define") == 0 || strcmp(call->macro, "FEATURE") == 0;
}

/* Whether found says what called does: an argument that was not given may be told. */
static bool covers(const struct mc_call *found, const struct mc_call *called)
{
    if (strcmp(found->macro, called->macro) != 0)
        return false;
    for (size_t i = 0; i < called->args.n; i++)
        if (called->args.v[i][0] != '\0' && !same(called->args.v[i], mc_call_arg(found, i)))
            return false;
    return true;
}

/* The site's own, and what its DOMAIN calls for it. */
static bool is_site(const struct mc_call *call)
{
    return call->site || (call->place.file != NULL && strstr(call->place.file, "domain/") != NULL);
}

static bool is_macros(const struct mc_call *call)
{
    return call->place.file != NULL && strstr(call->place.file, "/m4/") != NULL;
}

/*
 * What cannot be seen: names of paths that only macros read, and what they define anyway;
 * INPUT_MAIL_FILTER defines confINPUT_MAIL_FILTERS.
 */
static bool leaves_no_trace(const struct mc *mc, const struct mc_call *call)
{
    static const char *const silent[] = {"confCF_VERSION", "confEBINDIR", "confINPUT_MAIL_FILTERS"};
    for (size_t i = 0; i < ARRAY_LEN(silent); i++)
        if (strcmp(mc_call_arg(call, 0), silent[i]) == 0)
            return true;
    if (strcmp(call->macro, "define") != 0)
        return false;
    for (size_t i = 0; i < mc->n; i++)
        if (is_macros(&mc->calls[i]) && covers(call, &mc->calls[i]) && covers(&mc->calls[i], call))
            return true;
    for (const struct mc_call *later = call + 1; later < mc->calls + mc->n; later++)
        if (strstr(later->macro, "define") != NULL && !is_macros(later) &&
            strcmp(mc_call_arg(later, 0), mc_call_arg(call, 0)) == 0)
            return true; /* defined anew, or undefined */
    return false;
}

/* A text that another definition of the site's is part of is not shown as it comes out. */
static bool names_another(const struct mc *mc, const struct mc_call *call)
{
    for (size_t i = 0; i < mc->n; i++) {
        const char *name = mc_call_arg(&mc->calls[i], 0);
        if (mc->calls[i].site && strcmp(mc->calls[i].macro, "define") == 0 && strlen(name) > 3 &&
            strncmp(mc_call_arg(call, 1), name, strlen(name)) == 0)
            return true;
    }
    return false;
}

static void measure(const struct mc *mc, const struct mc *found, const char *name,
                    struct score *score)
{
    for (size_t i = 0; i < mc->n; i++) {
        const struct mc_call *call = &mc->calls[i];
        if (!is_site(call) || !counts(call) || leaves_no_trace(mc, call) || names_another(mc, call))
            continue;
        bool seen = false;
        for (size_t k = 0; k < found->n && !seen; k++)
            seen = covers(&found->calls[k], call);
        score->called++;
        score->seen += seen ? 1 : 0;
        if (!seen)
            fprintf(stderr, "%s: not found: %s(%s, %s)\n", name, call->macro, mc_call_arg(call, 0),
                    mc_call_arg(call, 1));
    }
    for (size_t i = 0; i < found->n; i++) {
        const struct mc_call *call = &found->calls[i];
        if (!counts(call))
            continue;
        bool meant = false;
        for (size_t k = 0; k < mc->n && !meant; k++)
            meant =
                !is_macros(&mc->calls[k]) &&
                (covers(call, &mc->calls[k]) ||
                 (has_name(call) && (!is_site(&mc->calls[k]) || names_another(mc, &mc->calls[k])) &&
                  strcmp(call->macro, mc->calls[k].macro) == 0 &&
                  strcmp(mc_call_arg(call, 0), mc_call_arg(&mc->calls[k], 0)) == 0));
        score->told++;
        score->meant += meant ? 1 : 0;
        if (!meant)
            fprintf(stderr, "%s: nobody called: %s(%s, %s)\n", name, call->macro,
                    mc_call_arg(call, 0), mc_call_arg(call, 1));
    }
}

/* The calls as a .mc; a raw line's heading stands once for those that follow each other. */
static void write_calls(const struct mc *found, struct str *out)
{
    const char *heading = "";
    bool ostype = false;
    for (size_t i = 0; i < found->n; i++)
        ostype = ostype || strcmp(found->calls[i].macro, "OSTYPE") == 0;
    if (!ostype)
        str_add(out, "OSTYPE(`unknown')dnl\n");
    for (size_t i = 0; i < found->n; i++) {
        const struct mc_call *call = &found->calls[i];
        if (call->macro[0] == '\0') {
            if (strcmp(heading, mc_call_arg(call, 0)) != 0)
                str_addf(out, "%s\n", mc_call_arg(call, 0));
            heading = mc_call_arg(call, 0);
            str_addf(out, "`%s'\n", mc_call_arg(call, 1));
            continue;
        }
        if (strcmp(call->macro, "DOMAIN") == 0)
            continue; /* all that it calls is found, too */
        str_addf(out, "%s(", call->macro);
        for (size_t k = 0; k < call->args.n; k++)
            str_addf(out, "%s`%s'", k > 0 ? ", " : "", call->args.v[k]);
        str_add(out, ")dnl\n");
    }
}

/* The lines of the .cf that are not those of the other one. */
static size_t count_new(const struct cf *a, const struct cf *b, const char *name)
{
    struct str text = STR_INIT;
    struct strs lines = {.n = 0}, others = {.n = 0};
    size_t n = 0, k = 0;
    cf_dump_grouped(a, &text);
    strs_split(&lines, str_text(&text), "\n");
    str_clear(&text);
    cf_dump_grouped(b, &text);
    strs_split(&others, str_text(&text), "\n");
    strs_sort(&lines);
    strs_sort(&others);
    for (size_t i = 0; i < lines.n; i++) {
        while (k < others.n && strcmp(others.v[k], lines.v[i]) < 0)
            k++;
        if (k < others.n && strcmp(others.v[k], lines.v[i]) == 0) {
            k++;
            continue;
        }
        fprintf(stderr, "%s: %s\n", name, lines.v[i]);
        n++;
    }
    strs_free(&lines);
    strs_free(&others);
    str_free(&text);
    return n;
}

/* A .mc of the calls that were found makes the same .cf: how many lines differ. */
static size_t render_again(const struct render_tools *tools, const struct mc *found,
                           const struct cf *cf)
{
    struct str text = STR_INIT, out = STR_INIT;
    struct mc mc = {.n = 0};
    struct err err = {0};
    struct cf again;
    write_calls(found, &text);
    char *path = mem_dup(scratch_write("again.mc", str_text(&text), text.len, 0644));
    const struct mc_request request = {.path = path, .root = ""};
    cr_assert_eq(mc_render(tools, &request, &mc, &out, &err), 0, "%s\n%s", err.text,
                 str_text(&text));
    cr_assert_eq(cf_parse(str_text(&out), out.len, path, &again, &err), 0, "%s", err.text);
    size_t n = count_new(cf, &again, "lost") + count_new(&again, cf, "new");
    cf_free(&again);
    mc_free(&mc);
    str_free(&text);
    str_free(&out);
    free(path);
    return n;
}

/* Renders a .mc, and adds what its .cf shows of it; bare: without the comments of the .cf. */
static void add_score(const struct render_tools *tools, const char *path, bool bare,
                      struct score *score)
{
    const struct mc_request request = {.path = path, .root = ""};
    struct mc mc = {.n = 0}, found = {.n = 0};
    struct str text = STR_INIT, dumped = STR_INIT;
    struct err err = {0};
    struct cf cf;
    cr_assert_eq(mc_render(tools, &request, &mc, &text, &err), 0, "%s: %s", path, err.text);
    cr_assert_eq(cf_parse(str_text(&text), text.len, path, &cf, &err), 0, "%s: %s", path, err.text);
    if (bare)
        cf_dump(&cf, &dumped);
    cf_calls_find(&cf, bare ? str_text(&dumped) : str_text(&text), bare ? dumped.len : text.len,
                  &found);
    const char *slash = strrchr(path, '/');
    measure(&mc, &found, slash != NULL ? slash + 1 : path, score);
    score->changed += render_again(tools, &found, &cf);
    cf_free(&cf);
    mc_free(&mc);
    mc_free(&found);
    str_free(&text);
    str_free(&dumped);
}

static size_t percent(size_t part, size_t of)
{
    return of > 0 ? part * 100 / of : 100;
}

/*
 * A copy of the macros in which anybody may use Berkeley's DOMAIN and an unknown OSTYPE: half of
 * the samples name them, and the macros stop whoever does.
 */
static void copy_macros(struct render_tools *tools)
{
    static const char empty[] = "divert(-1)\n";
    static const char ostype[] = "divert(0)VERSIONID(`$Id: unknown.m4,v 8.10')divert(-1)\n";
    char *to = mem_dup(scratch_path("macros"));
    const char *const argv[] = {"/bin/cp", "-R", tools->cf_dir, to, NULL};
    struct child copy = {.argv = argv};
    cr_assert_eq(child_run(&copy, NULL), 0);
    cr_assert_eq(copy.status, 0);
    child_free(&copy);
    scratch_write("macros/domain/berkeley-only.m4", empty, strlen(empty), 0644);
    scratch_write("macros/ostype/unknown.m4", ostype, strlen(ostype), 0644);
    struct str cyrus = STR_INIT; /* it alone names no OSTYPE, without which there is no .cf */
    str_add(&cyrus, "OSTYPE(`bsd4.4')dnl\n");
    cr_assert_eq(file_read(scratch_path("macros/cf/cyrusproto.mc"), 65536, &cyrus, NULL), 0);
    scratch_write("macros/cf/cyrusproto.mc", str_text(&cyrus), cyrus.len, 0644);
    str_free(&cyrus);
    str_set(&tools->cf_dir, "%s/", to);
    free(to);
}

/*
 * floor: per cent; changed: lines of all 33 that are others when what is found is rendered.  They
 * are rules: LOCAL_RULE_3, LOCAL_NET_CONFIG, SITECONFIG's, and what stands behind a MAILER.
 */
static void score_samples(bool bare, size_t floor, size_t changed)
{
    struct render_tools tools;
    glob_t names;
    struct score score = {0};
    if (!find_tools(&tools))
        return;
    copy_macros(&tools);
    struct str pattern = STR_INIT;
    str_addf(&pattern, "%scf/*.mc", tools.cf_dir);
    cr_assert_eq(glob(str_text(&pattern), 0, NULL, &names), 0);
    cr_assert(names.gl_pathc >= 33);
    for (size_t i = 0; i < names.gl_pathc; i++)
        add_score(&tools, names.gl_pathv[i], bare, &score);
    fprintf(stderr, "samples%s: %zu of %zu calls found, %zu of %zu found were called\n",
            bare ? " without comments" : "", score.seen, score.called, score.meant, score.told);
    fprintf(stderr, "%zu lines change on the way back\n", score.changed);
    cr_expect(percent(score.seen, score.called) >= floor);
    cr_expect(percent(score.meant, score.told) >= floor);
    cr_expect(score.changed <= changed);
    globfree(&names);
    str_free(&pattern);
    render_free_tools(&tools);
}

Test(import_cf_calls, samples, .timeout = 300)
{
    score_samples(false, 99, 40);
}

Test(import_cf_calls, samples_without_comments, .timeout = 300)
{
    score_samples(true, 99, 70);
}

#define ACCESS "FEATURE(`access_db', `hash -T<TMPF> /etc/mail/access')dnl\n"
#define DELAY "FEATURE(`delay_checks')dnl\n"

/* What stands between OSTYPE and MAILER; all of it leaves something else than comments. */
static const char *const rows[] = {
    "",
    ACCESS,
    "FEATURE(`access_db', `hash -T<TMPF> -o /etc/mail/a', `skip')dnl\n",
    "FEATURE(`access_db', `hash -T<TMPF> /etc/mail/a', `relaytofulladdress')dnl\n",
    "FEATURE(`access_db', `hash -T<TMPF> /etc/mail/a')FEATURE(`lookupdotdomain')dnl\n",
    "FEATURE(`access_db', `LDAP')dnl\n",
    ACCESS "FEATURE(`blocklist_recipients')dnl\n",
    ACCESS "FEATURE(`blocklist_recipients')FEATURE(`delay_checks', `friend', `n')dnl\n",
    ACCESS "FEATURE(`blocklist_recipients')FEATURE(`delay_checks', `hater')dnl\n",
    DELAY,
    ACCESS DELAY "FEATURE(`conncontrol', `nodelay', `terminate')dnl\n",
    ACCESS DELAY "FEATURE(`ratecontrol', `nodelay')dnl\n",
    ACCESS DELAY "FEATURE(`ratecontrol')FEATURE(`conncontrol', `nodelay')dnl\n",
    ACCESS "FEATURE(`ratecontrol', , `terminate')dnl\n",
    ACCESS "FEATURE(`greet_pause', `5000')dnl\n",
    ACCESS "FEATURE(`greet_pause')dnl\n",
    "FEATURE(`greet_pause', `1000')dnl\n",
    ACCESS "FEATURE(`compat_check')dnl\n",
    ACCESS "FEATURE(`queuegroup', `mail')dnl\n",
    ACCESS "FEATURE(`relay_mail_from')dnl\n",
    ACCESS "FEATURE(`relay_mail_from', `domain')dnl\n",
    ACCESS "FEATURE(`relay_hosts_only')dnl\n",
    ACCESS "FEATURE(`bcc', `access', `host', `x@y.example')dnl\n",
    ACCESS "FEATURE(`tls_session_features')dnl\n",
    "FEATURE(`accept_unqualified_senders')dnl\n",
    "FEATURE(`accept_unresolvable_domains')dnl\n",
    "FEATURE(`allmasquerade')MASQUERADE_AS(`a.example')dnl\n",
    "MASQUERADE_AS(`a.example')MASQUERADE_DOMAIN(`b.example c.example')dnl\n"
    "FEATURE(`masquerade_entire_domain')FEATURE(`limited_masquerade')dnl\n"
    "FEATURE(`masquerade_envelope')EXPOSED_USER(`root')dnl\n",
    "MASQUERADE_AS(`a.example')FEATURE(`local_no_masquerade')dnl\n",
    "MASQUERADE_AS(`a.example')FEATURE(`allmasquerade')FEATURE(`local_no_masquerade')dnl\n",
    "MODIFY_MAILER_FLAGS(`LOCAL', `+u')define(`SMTP_MAILER_MAX', `1000')dnl\n",
    "define(`_FFR_MAIL_MACRO')undefine(`ALIAS_FILE')define(`LOCAL_RELAY', `')dnl\n" DELAY,
    "LOCAL_CONFIG\nDXmine\nC{Own}a b\nF{Own}/etc/own\nKown hash /etc/own\n",
    "FEATURE(`always_add_domain')dnl\n",
    "FEATURE(`always_add_domain', `a.example')dnl\n",
    "FEATURE(`authinfo', `hash /etc/mail/auth/info')dnl\n",
    "FEATURE(`badmx')dnl\n",
    "FEATURE(`badmx', `^(10\\.)')dnl\n",
    "FEATURE(`bestmx_is_local')dnl\n",
    "FEATURE(`bestmx_is_local', `a.example b.example')dnl\n",
    "FEATURE(`bitdomain', `hash /etc/mail/bit')FEATURE(`uucpdomain', `hash /etc/mail/uu')dnl\n",
    "FEATURE(`block_bad_helo')dnl\n",
    "FEATURE(`check_cert_altnames')dnl\n",
    "FEATURE(`check_other')dnl\n",
    "FEATURE(`check_other', `^GET')dnl\n",
    "FEATURE(`dnsbl', `a.example')FEATURE(`dnsbl', `b.example', `\"550 no\"', `t')dnl\n",
    "FEATURE(`dnsbl', `a.example', `quarantine')FEATURE(`dnsbl', `b.example', `discard')dnl\n",
    "FEATURE(`enhdnsbl', `a.example', `\"550 no\"', `t', `127.0.0.2.', `127.0.0.3.')dnl\n",
    "FEATURE(`enhdnsbl', `a.example', , , `127.0.0.$-.')dnl\n",
    ACCESS "FEATURE(`dnsbl', `d.example')FEATURE(`rhsbl', `r.example')dnl\n",
    "FEATURE(`domainmap', `a.example', `hash /etc/mail/a')dnl\n",
    "FEATURE(`domaintable', `hash /etc/mail/dom')FEATURE(`mailertable', `dbm /etc/mail/m')dnl\n",
    "FEATURE(`drac', `hash /etc/mail/drac')dnl\n",
    "FEATURE(`genericstable', `hash /g')FEATURE(`generics_entire_domain')dnl\n"
    "GENERICS_DOMAIN(`g.example')dnl\n",
    "FEATURE(`virtusertable', `hash /v')FEATURE(`virtuser_entire_domain')dnl\n"
    "VIRTUSER_DOMAIN(`v.example')dnl\n",
    "FEATURE(`ldap_routing', `ldap -h a', `ldap -h b', `bounce', `preserve', `nodomain', "
    "`tempfail')dnl\n",
    "FEATURE(`ldap_routing', `ldap -h a', `ldap -h b', `sendertoo', `strip')dnl\n",
    "FEATURE(`local_lmtp', `/usr/lib/mail.local')dnl\n",
    "FEATURE(`local_procmail', `/opt/procmail', `procmail -t -Y -a $h -d $u')dnl\n",
    "FEATURE(`smrsh', `/usr/sbin/smrsh')dnl\n",
    "FEATURE(`loose_relay_check')dnl\n",
    "FEATURE(`no_default_msa')DAEMON_OPTIONS(`Name=MTA, Addr=127.0.0.1')dnl\n",
    "DAEMON_OPTIONS(`Port=25, Name=A')DAEMON_OPTIONS(`Port=465, Name=B, M=s')dnl\n",
    "FEATURE(`nocanonify')dnl\n",
    "FEATURE(`nocanonify', `canonify_hosts')dnl\n",
    "FEATURE(`nopercenthack', `reject')FEATURE(`nouucp', `reject')dnl\n",
    "FEATURE(`nopercenthack', `nospecial')FEATURE(`nouucp', `nospecial')dnl\n",
    "FEATURE(`prefixmod', `notify=', `n')dnl\n",
    "FEATURE(`preserve_local_plus_detail')dnl\n",
    "define(`LUSER_RELAY', `a.example')FEATURE(`preserve_luser_host')dnl\n",
    "FEATURE(`promiscuous_relay')dnl\n",
    "FEATURE(`redirect')FEATURE(`use_cw_file')FEATURE(`use_ct_file')dnl\n",
    "define(`confCW_FILE', `-o /etc/cw')FEATURE(`use_cw_file')dnl\n",
    "FEATURE(`relay_based_on_MX')dnl\n",
    "FEATURE(`relay_entire_domain')dnl\n",
    "FEATURE(`relay_local_from')dnl\n",
    "FEATURE(`require_rdns')dnl\n",
    "FEATURE(`stickyhost')define(`MAIL_HUB', `hub.example')dnl\n",
    "FEATURE(`sts')dnl\n",
    "FEATURE(`use_client_ptr')dnl\n",
    "FEATURE(`vnet')dnl\n",
    "define(`SMART_HOST', `[out.example]')define(`confDOMAIN_NAME', `a.example')dnl\n",
    "define(`confRELAY_MSG', `\"550 not here\"')define(`confREJECT_MSG', `\"550 go\"')dnl\n" ACCESS,
    "define(`confSMTP_MAILER', `smtp')define(`confLOCAL_MAILER', `procmail')dnl\n",
    "define(`confFROM_HEADER', `<$g>')define(`confTRUSTED_USERS', `a b')dnl\n",
    "define(`confFORWARD_PATH', `')define(`confTIME_ZONE', `USE_TZ')dnl\n",
    "define(`confMAX_HOP', `30')define(`confTO_IDENT', `0')dnl\n",
    "INPUT_MAIL_FILTER(`a', `S=local:/run/a, F=T')INPUT_MAIL_FILTER(`b', `S=inet:1@h')dnl\n",
    "QUEUE_GROUP(`slow', `P=/var/spool/mqueue/slow, F=f')dnl\n",
    "TRUST_AUTH_MECH(`PLAIN LOGIN')CLIENT_OPTIONS(`Family=inet, Addr=192.0.2.1')dnl\n",
};

/* Each shows in a file without comments, and shows nothing else. */
Test(import_cf_calls, each_feature, .timeout = 300)
{
    struct render_tools tools;
    if (!find_tools(&tools))
        return;
    copy_macros(&tools);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct score score = {0};
        struct str text = STR_INIT;
        str_addf(&text, "OSTYPE(`bsd4.4')dnl\n%sMAILER(`local')dnl\nMAILER(`smtp')dnl\n", rows[i]);
        char *path = mem_dup(scratch_write("x.mc", str_text(&text), text.len, 0644));
        add_score(&tools, path, true, &score);
        cr_expect_eq(score.seen, score.called, "%s", rows[i]);
        cr_expect_eq(score.meant, score.told, "%s", rows[i]);
        cr_expect_eq(score.changed, 0, "%zu: %s", score.changed, rows[i]);
        free(path);
        str_free(&text);
    }
    render_free_tools(&tools);
}

/* What no macro writes, with its heading and its line. */
static const struct {
    long line;
    const char *macro, *first, *second;
} told[] = {
    {0, "undefine", "ALIAS_FILE", ""},
    {3, "", "LOCAL_CONFIG", "C{Own}a b"},
    {4, "", "LOCAL_CONFIG", "F{Own}/etc/own"},
    {5, "MASQUERADE_DOMAIN_FILE", "/etc/mask", ""},
    {21, "MAILER", "local", ""},
    {9, "", "MAILER_DEFINITIONS", "Mown, P=/bin/own, F=lsDFMn, A=own $u"},
    {2, "", "LOCAL_CONFIG", "DXmine"},
    {6, "", "LOCAL_CONFIG", "Kown hash -o /etc/own"},
    {7, "", "LOCAL_CONFIG", "HSubject: $>Check_Subject"},
    {8, "", "LOCAL_CONFIG", "O BadRcptThrottleDelay=2"},
    {12, "", "LOCAL_RULESETS", "SLocal_check_mail"},
    {13, "", "LOCAL_RULESETS", "R$*\t$#error $: 550"},
    {17, "", "LOCAL_RULESETS", "SCheck_Subject"},
    {18, "", "LOCAL_RULESETS", "R$*\t$@ OK"},
    {20, "", "LOCAL_RULE_0", "R$* < @ own > $*\t$#own $: $1"},
};

Test(import_cf_calls, raw_lines)
{
    static const char text[] = "V10/Berkeley\n"
                               "DXmine\n"
                               "C{Own}a b\n"
                               "F{Own}/etc/own\n"
                               "FM/etc/mask\n"
                               "Kown hash -o /etc/own\n"
                               "HSubject: $>Check_Subject\n"
                               "O BadRcptThrottleDelay=2\n"
                               "Mown, P=/bin/own, F=lsDFMn, A=own $u\n"
                               "SParse1\n"
                               "R$*\t$#local $: $1\n"
                               "SLocal_check_mail\n"
                               "R$*\t$#error $: 550\n"
                               "Scheck_mail\n"
                               "R$*\t$: $1\n"
                               "SLocal_check_rcpt\n"
                               "SCheck_Subject\n"
                               "R$*\t$@ OK\tfine\n"
                               "SParseLocal\n"
                               "R$* < @ own > $*\t$#own $: $1\n"
                               "Mlocal, P=/bin/mail, F=lsDFMAw5:/|@qPrmn9, A=mail -d $u\n"
                               "Mprog, P=/bin/sh, F=lsDFMoqeu9, A=sh -c $u\n";
    struct cf cf;
    struct mc mc = {.n = 0};
    struct err err = {0};
    cr_assert_eq(cf_parse(text, strlen(text), "x.cf", &cf, &err), 0, "%ld: %s", err.line, err.text);
    cf_calls_find(&cf, text, strlen(text), &mc);
    cr_expect_str_eq(mc.name, "x.cf");
    cr_assert_eq(mc.n, ARRAY_LEN(told), "%zu", mc.n);
    for (size_t i = 0; i < mc.n; i++) {
        cr_expect_eq(mc.calls[i].place.line, told[i].line, "%zu: %ld", i, mc.calls[i].place.line);
        cr_expect_str_eq(mc.calls[i].place.file, "x.cf");
        cr_expect(mc.calls[i].site);
        cr_expect_str_eq(mc.calls[i].macro, told[i].macro, "%zu", i);
        cr_expect_str_eq(mc_call_arg(&mc.calls[i], 0), told[i].first, "%zu", i);
        cr_expect_str_eq(mc_call_arg(&mc.calls[i], 1), told[i].second, "%zu", i);
    }
    mc_free(&mc);
    cf_free(&cf);
}

/* A file that ends anywhere, and holds nothing but pieces of what is looked for. */
Test(import_cf_calls, pieces, .timeout = 120)
{
    static const char text[] =
        "V10\n#####    #####\n#####  .m4  #####\n#####  x.m4,v 1  #####\nMprog, P=/smrsh, A=x\n"
        "Kaccess hash\nKbadcmd regex\nKBadMXIP x\nKldapmh x\nKdnsbl x\nC{MappedDomain}\nCO\n"
        "Mown, P=/x, A=b\nDS\nDH\nDM\nD{MTAHost}\nO DaemonPortOptions=Name=a\n"
        "O InputMailFilters=,\nXa, S=x\nQb, P=x\nSAddDomain\nR$+\t$@ < @\nSParse0\n"
        "R$+\t$(macro {rcpt_flags}\nSBasic_check_relay\nR$-.$-.$-.$-\t$(dnsbl $4.$3.$2.$1.\n"
        "R$-\t$(dnsbl $4.$3.$2.$1.a. $: OK\nR<?>\t$#\nR<?>$+<TMP>\t\nSgreet_pause\n"
        "R$*\t$#\nSbcc\nR$* $| $*\t$:\nSqueuegroup\nR<?>\t$#\nSParse1\nR$+\t$#\n"
        "SDomainMapLookup\nScheckrcpt\n";
    static const char frame[] = "\nSframe\nR$*\t$1\nMlocal, P=/bin/mail, A=mail $u\n";
    size_t parsed = 0;
    for (size_t len = 0; len <= strlen(text); len++) {
        struct cf cf;
        struct mc mc = {.n = 0};
        struct str cut = STR_INIT;
        str_addn(&cut, text, len);
        str_add(&cut, frame);
        if (cf_parse(str_text(&cut), cut.len, "x.cf", &cf, NULL) == 0) {
            cf_calls_find(&cf, str_text(&cut), cut.len, &mc);
            for (size_t i = 0; i < mc.n; i++)
                cr_expect(mc.calls[i].args.n > 0 && mc.calls[i].place.line <= cf.lines);
            mc_free(&mc);
            cf_free(&cf);
            parsed++;
        }
        str_free(&cut);
    }
    cr_expect(parsed > 300, "%zu", parsed);
}
