/* Checks: with which rights programs and files are used, as far as the configuration says. */
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "audit/internal.h"

#include "cf/judge.h"
#include "cf/option.h"
#include "cf/scan.h"

#include "model/setting.h"

static check_fn blame, shell, forward_name, decode, msp_user, file_modes, loads_program;
static bool runs_decoder(const char *text);
static audit_line_fn judge_alias;

const struct check checks_programs[] = {
    {.id = "DBS-SAFE",
     .severity = SEVERITY_MEDIUM,
     .on = ON_EACH,
     .roles = ROLE_ANY,
     .title = "checks of file modes are switched off",
     .wanted = "DontBlameSendmail=safe",
     .why = "sendmail then trusts files that others may be able to write",
     .source = "cf/README DontBlameSendmail; HARDENING DBS-SAFE",
     .mend = "mend the modes of the files instead",
     .setting = "local.unsafe_files",
     .mc = "define(`confDONT_BLAME_SENDMAIL', `safe')",
     .option = "DontBlameSendmail",
     .run = blame},
    {.id = "SAFE-FILE",
     .severity = SEVERITY_LOW,
     .on = ON_MTA,
     .roles = ROLE_LOCAL,
     .want = WANT_VALUE,
     .option = "SafeFileEnvironment",
     .title = "an alias or a .forward may name any file",
     .why = "mail can be written into any file that its owner may write",
     .source = "op.me 5.6; HARDENING SAFE-FILE",
     .setting = "local.file_environment",
     .mc = "define(`confSAFE_FILE_ENV', `/')"},
    {.id = "PROG-SMRSH",
     .severity = SEVERITY_MEDIUM,
     .on = ON_MTA,
     .roles = ROLE_LOCAL,
     .title = "aliases and .forward files run any program",
     .wanted = "Mprog with P= of smrsh",
     .why = "a shell runs whatever a mail can make it run",
     .source = "cf/README smrsh; smrsh(8); HARDENING PROG-SMRSH",
     .setting = "local.programs",
     .mc = "FEATURE(`smrsh')",
     .run = shell},
    {.id = "FORWARD-OFF",
     .severity = SEVERITY_ADVICE,
     .on = ON_MTA,
     .roles = ROLE_LOCAL,
     .want = WANT_NO_VALUE,
     .option = "ForwardPath",
     .title = "users forward their mail with ~/.forward",
     .why = "it leaks mail, starts programs and makes loops",
     .source = "GEN004580; HARDENING FORWARD-OFF",
     .trap = "GEN004580's ForwardPath=\"\" makes sendmail look for a file of that name",
     .setting = "local.forward_files",
     .mc = "define(`confFORWARD_PATH', `')"},
    {.id = "FORWARD-NAME",
     .severity = SEVERITY_LOW,
     .on = ON_MTA,
     .roles = ROLE_ANY,
     .title = "ForwardPath=\"\" names a file that is called \"\"",
     .wanted = "O ForwardPath without a value",
     .why = "it was meant to switch .forward files off, and does not",
     .source = "HARDENING trap 3",
     .trap = "the text of GEN004580 for Solaris has this fault",
     .mc = "define(`confFORWARD_PATH', `')",
     .run = forward_name},
    {.id = "ALIAS-DECODE",
     .severity = SEVERITY_HIGH,
     .on = ON_MTA,
     .roles = ROLE_LOCAL,
     .title = "an alias hands mail to a decoder",
     .wanted = "no alias that runs uudecode",
     .why = "strangers can then write files on this host",
     .source = "GEN004640; HARDENING ALIAS-DECODE",
     .mend = "delete the alias, then newaliases",
     .run = decode},
    {.id = "MSP-USER",
     .severity = SEVERITY_HIGH,
     .on = ON_MSP,
     .roles = ROLE_ANY,
     .since = "8.12",
     .title = "submit.cf runs with more rights than it needs",
     .wanted = "UseMSP=True and RunAsUser of an ordinary user",
     .why = "that is what keeps sendmail from being set-user-ID root",
     .source = "sendmail/SECURITY; HARDENING NO-SUID",
     .mc = "FEATURE(`msp') and define(`confRUN_AS_USER', `smmsp')",
     .run = msp_user},
    {.id = "FILE-MODES",
     .severity = SEVERITY_LOW,
     .on = ON_MTA,
     .roles = ROLE_ANY,
     .title = "files of the queue may be read by others",
     .wanted = "QueueFileMode and TempFileMode of 0600",
     .why = "they hold other people's mail",
     .source = "op.me 5.6; sendmail/SECURITY; HARDENING SMTP-LOCK",
     .mc = "define(`confTEMP_FILE_MODE', `0600') and LOCAL_CONFIG O QueueFileMode=0600",
     .run = file_modes},
    {.id = "CF-PROGRAM",
     .severity = SEVERITY_MEDIUM,
     .on = ON_EACH,
     .roles = ROLE_ANY,
     .title = "a program is run whenever the configuration is read",
     .wanted = "a file or a map instead",
     .why = "whoever can change that program runs what he likes as root",
     .source = "op.me 5.3, 5.4; HARDENING more facts",
     .mend = "write what it prints into a file",
     .run = loads_program},
    {.id = NULL},
};

/* Each token by itself: some only let keys be read, others let the world write. */
static void blame(struct audit *audit)
{
    static const char *const worst[] = {"World", "GroupWritable", "UnsafeDirPath", "Run"};
    const struct cf_entry *line = audit_option(audit, audit->check->option);
    struct strs tokens = {0};
    struct str all = STR_INIT;
    enum severity severity = SEVERITY_LOW;
    if (line == NULL)
        return;
    cf_option_flags(audit->cf, audit->check->option, &tokens);
    for (size_t i = 0; i < tokens.n; i++) {
        /* DontWarn... lets nothing more in: it only says nothing of it. */
        bool quiet = strncasecmp(tokens.v[i], "DontWarn", 8) == 0, bad = false;
        for (size_t k = 0; k < ARRAY_LEN(worst); k++)
            bad = bad || (!quiet && strcasestr(tokens.v[i], worst[k]) != NULL);
        enum severity own = bad ? SEVERITY_HIGH
                            : quiet || strncasecmp(tokens.v[i], "GroupReadable", 13) == 0
                                ? SEVERITY_LOW
                                : SEVERITY_MEDIUM;
        severity = own < severity ? own : severity;
    }
    strs_join(&tokens, ", ", &all);
    if (tokens.n > 0)
        audit_found(audit, line->line, "%s=%s", audit->check->option, str_text(&all))->severity =
            severity;
    str_free(&all);
    strs_free(&tokens);
}

static void shell(struct audit *audit)
{
    const struct cf_entry *prog = cf_find(audit->cf, CF_MAILER, "prog");
    const struct cf_entry *local = cf_find(audit->cf, CF_MAILER, "local");
    struct str program = STR_INIT, flags = STR_INIT;
    /* Without F=| of the mailer local no address is taken for a program. */
    bool taken = local != NULL && cf_scan_field_get(local->value, 'F', &flags) &&
                 strchr(str_text(&flags), '|') != NULL;
    if (prog != NULL && taken && cf_scan_field_get(prog->value, 'P', &program) &&
        strstr(str_text(&program), "smrsh") == NULL && !str_ends(str_text(&program), "/false"))
        audit_found(audit, prog->line, "Mprog, P=%s", str_text(&program));
    str_free(&program);
    str_free(&flags);
}

static void forward_name(struct audit *audit)
{
    const struct cf_entry *line = audit_option(audit, "ForwardPath");
    if (line != NULL && strcmp(line->value, "\"\"") == 0)
        audit_found(audit, line->line, "ForwardPath=\"\"");
}

static void decode(struct audit *audit)
{
    for (size_t i = 0; i < audit->cf->n; i++) {
        const struct cf_entry *e = &audit->cf->v[i];
        struct strs files = {0};
        if (e->kind != CF_OPTION || strcmp(e->name, "AliasFile") != 0)
            continue;
        strs_split(&files, e->value, ", ");
        for (size_t k = 0; k < files.n; k++)
            if (strchr(files.v[k], '/') != NULL)
                audit_each_line(audit, strchr(files.v[k], '/'), judge_alias);
        strs_free(&files);
    }
}

/* Whether the program behind a | is uudecode, whatever its folder. */
static bool runs_decoder(const char *text)
{
    for (const char *at = strchr(text, '|'); at != NULL; at = strchr(at + 1, '|')) {
        const char *program = at + 1 + strspn(at + 1, " \t\"");
        size_t len = strcspn(program, " \t\",");
        while (memchr(program, '/', len) != NULL) {
            len--;
            program++;
        }
        if (len == strlen("uudecode") && strncmp(program, "uudecode", len) == 0)
            return true;
    }
    return false;
}

static void judge_alias(struct audit *audit, const char *file, long line, char *key, char *value)
{
    /* The line may be one that goes on with an alias: then its first word is a target, too. */
    size_t len = strcspn(key, ":");
    bool named = (len == 6 && strncasecmp(key, "decode", 6) == 0) ||
                 (len == 8 && strncasecmp(key, "uudecode", 8) == 0);
    bool pipes = strchr(key, '|') != NULL || strchr(value, '|') != NULL;
    bool decodes = runs_decoder(key + (named ? len : 0)) || runs_decoder(value);
    /* `decode: root' is how a system catches what is sent there. */
    if ((pipes && named) || decodes)
        audit_found_at(audit, file, line, "%s %s", key, value);
}

static void msp_user(struct audit *audit)
{
    const struct cf_entry *user = audit_option(audit, "RunAsUser");
    if (!cf_is_msp(audit->cf))
        audit_found(audit, 0, "UseMSP is not on");
    else if (user == NULL || cf_user_is_root(user->value))
        audit_found(audit, user != NULL ? user->line : 0, "RunAsUser %s",
                    user != NULL && user->value[0] != '\0' ? user->value : "is not set");
}

static void file_modes(struct audit *audit)
{
    static const char *const options[] = {"QueueFileMode", "TempFileMode"};
    for (size_t i = 0; i < ARRAY_LEN(options); i++) {
        const struct cf_entry *line = audit_option(audit, options[i]);
        if (line != NULL && (cf_value_octal(line->value) & 077) != 0)
            audit_found(audit, line->line, "%s=%s", options[i], line->value);
    }
}

static void loads_program(struct audit *audit)
{
    for (size_t i = 0; i < audit->cf->n; i++)
        if ((audit->cf->v[i].flags & CF_PROGRAM) != 0)
            audit_found(audit, audit->cf->v[i].line, "%c{%s}%s", (char)audit->cf->v[i].kind,
                        audit->cf->v[i].name, audit->cf->v[i].value);
}
