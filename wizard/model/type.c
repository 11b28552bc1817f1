/* The types of values; see type.h. */
#include <regex.h>
#include <string.h>

#include "base/mem.h"

#include "model/type.h"

/* RFC 1123 2.1: labels of letters, digits and hyphens; the last one is no number. */
#define LABEL "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
#define LAST_LABEL "[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
#define NAME "(" LABEL "\\.)+" LAST_LABEL

#define OCTET "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
#define IPV4 OCTET "\\." OCTET "\\." OCTET "\\." OCTET
#define IPV4_PREFIX "/([89]|[12][0-9]|3[0-2])" /* nothing wider than a /8 is a site's network */
#define H16 "[0-9A-Fa-f]{1,4}"
#define IPV6                                                                                       \
    "((" H16 ":){7}" H16 "|(" H16 ":){1,7}:|(" H16 ":){1,6}:" H16 "|(" H16 ":){1,5}(:" H16         \
    "){1,2}|(" H16 ":){1,4}(:" H16 "){1,3}|(" H16 ":){1,3}(:" H16 "){1,4}|(" H16 ":){1,2}(:" H16   \
    "){1,5}|" H16 ":(:" H16 "){1,6}|:((:" H16 "){1,7}|:))"
#define IPV6_PREFIX "/(1[6-9]|[2-9][0-9]|1[01][0-9]|12[0-8])"
#define NETWORK IPV4 "(" IPV4_PREFIX ")?|" IPV6 "(" IPV6_PREFIX ")?"

/* RFC 5782 2.1: a DNS list answers with an address in 127.0.0.0/8. */
#define ANSWER "127\\.((" OCTET "\\.){0,2}|" OCTET "\\." OCTET "\\." OCTET ")"
/* A dot-atom (RFC 5322 3.2.3) without the characters that route mail or mean something to sendmail.
 */
#define LOCAL_PART "[A-Za-z0-9_+=~-]+(\\.[A-Za-z0-9_+=~-]+)*"
#define ADDRESS LOCAL_PART "@" NAME
/* The same for addresses that stand in tables only: m4 does not see their apostrophes. */
#define TABLE_LOCAL_PART "[A-Za-z0-9_+=~'-]+(\\.[A-Za-z0-9_+=~'-]+)*"
/* openssl-ciphers(1): a name with an operator before it, names joined by +, @STRENGTH, @SECLEVEL=n.
 */
#define CIPHER "([!+-]?[A-Za-z0-9][A-Za-z0-9_.-]*(\\+[A-Za-z0-9_.-]+)*|@[A-Z]+(=[0-9])?)"
#define ALIAS_ITEM "(" ADDRESS "|" LOCAL_PART ")"
/* What the left side has matched, in the right side of the virtual user table. */
#define MATCHED_PART "([A-Za-z0-9_+=~-]|%[123])+(\\.([A-Za-z0-9_+=~-]|%[123])+)*"
#define WORD "([A-Za-z][A-Za-z0-9.,@-]*|[0-9]+)"

#define PATH_PART "[A-Za-z0-9_+=@%~-][A-Za-z0-9._+=@%~-]*"
#define PORT                                                                                       \
    "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
#define WAIT ":[1-9][0-9]{0,3}[smh]"
#define MACRO "([A-Za-z_]|\\{[A-Za-z][A-Za-z0-9_]*\\})"

/*
 * What cf/README documents, apart from what only a layout decides.  No name that could be
 * that of a macro with an effect: a definition or its removal changes a text and nothing else.
 */
#define VARIABLE                                                                                   \
    "conf[A-Z][A-Z0-9_]*"                                                                          \
    "|(LOCAL|E?SMTP|SMTP8|DSMTP|RELAY|UUCP|CYRUS|CYRUS_BB|CYRUSV2|FAX|POP|USENET|PROCMAIL|QPAGE"   \
    "|PH|MAIL11)_MAILER_(PATH|FLAGS|ARGS|MAX|MAXMSGS|MAXRCPTS|CHARSET|QGRP|USER|LL|EOL"            \
    "|DSN_DIAGNOSTIC_CODE)"                                                                        \
    "|LOCAL_SHELL_(PATH|FLAGS|ARGS|DIR)|LOCAL_PROG_QGRP|UUCP_MAX_SIZE|PROCMAIL_PATH"               \
    "|(LUSER|LOCAL|BITNET|DECNET|UUCP|FAX)_RELAY|(ALIAS|HELP|STATUS)_FILE|QUEUE_DIR"               \
    "|DATABASE_MAP_TYPE|DNSBL_MAP|DNSBL_MAP_OPT|EDNSBL_TO"
/* Those that mailer/NAME.m4 of sendmail-cf asks for. */
#define MAILER                                                                                     \
    "(LOCAL|SHELL|E?SMTP|SMTP8|DSMTP|RELAY|UUCP|CYRUS|CYRUSV2|PROCMAIL|POP|USENET|PH|QPAGE|"       \
    "MAIL11)"
#define FLAGS "[A-Za-z0-9:|/@%!=~&]+"
#define EQUATE "[A-Za-z]+=[A-Za-z0-9._:/-]+"

const struct type type_table[TYPE_COUNT] = {
    [TYPE_BOOL] = {.name = "yes or no", .expected = "true or false"},
    [TYPE_INT] = {.name = "number", .expected = "a whole number"},
    [TYPE_CHOICE] = {.name = "choice", .expected = "one of the choices"},
    [TYPE_TEXT] = {.name = "text",
                   .pattern = "^([!-_a-~]([ -_a-~]*[!-_a-~])?)?$",
                   .max_len = 200,
                   .expected = "one line of printable ASCII without a backquote, at most 200 "
                               "bytes, no blank at either end"},
    [TYPE_HOST] = {.name = "host name",
                   .pattern = "^" NAME "$",
                   .max_len = 253,
                   .expected = "a fully qualified name such as mail.example.org"},
    [TYPE_TARGET] = {.name = "mail target",
                     .pattern =
                         "^(" NAME "|\\[" NAME "\\]|" IPV4 "|\\[" IPV4 "\\]|\\[IPv6:" IPV6 "\\])$",
                     .max_len = 255,
                     .expected =
                         "a host name, a host name in [ ] (no MX lookup) or an address such "
                         "as [192.0.2.25]"},
    [TYPE_NETWORK] = {.name = "network",
                      .pattern = "^(" NETWORK ")$",
                      .max_len = 49,
                      .expected = "an address or a network such as 192.0.2.0/24 (/8 or longer) or "
                                  "2001:db8:1::/48 (/16 or longer)"},
    [TYPE_IP] = {.name = "IP address",
                 .pattern = "^(" IPV4 "|" IPV6 ")$",
                 .max_len = 45,
                 .expected = "an address such as 192.0.2.10 or 2001:db8::10"},
    [TYPE_CLIENT] = {.name = "client",
                     .pattern = "^(" NETWORK "|" NAME ")$",
                     .max_len = 253,
                     .expected = "a network such as 198.51.100.0/24, or a host or domain name"},
    [TYPE_ADDRESS] = {.name = "mail address",
                      .pattern = "^" TABLE_LOCAL_PART "@" NAME "$",
                      .max_len = 254,
                      .expected = "a mail address such as info@example.org"},
    [TYPE_SENDER] = {.name = "address or domain",
                     .pattern = "^(" ADDRESS "|" NAME "|" LOCAL_PART "@)$",
                     .max_len = 254,
                     .expected = "an address (a@example.org), a domain (example.org) or a local "
                                 "part (a@)"},
    [TYPE_RECIPIENT] = {.name = "address or local part",
                        .pattern = "^(" ADDRESS "|" LOCAL_PART "@)$",
                        .max_len = 254,
                        .expected = "an address (a@example.org) or a local part (a@)"},
    [TYPE_HELO] = {.name = "HELO name",
                   .pattern = "^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?"
                              "(\\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*$",
                   .max_len = 200,
                   .expected = "a name as in HELO, such as bad.example or friend"},
    [TYPE_ANSWERS] = {.name = "answers of a DNS list",
                      .pattern = "^" ANSWER "( " ANSWER "){0,5}$",
                      .max_len = 95,
                      .expected = "one to six answers such as 127.0.0.2, or the beginning of one "
                                  "such as 127.0.0., parted by a blank"},
    [TYPE_ALIAS] = {.name = "alias name",
                    .pattern = "^" LOCAL_PART "$",
                    .max_len = 64,
                    .expected = "a local name such as postmaster"},
    [TYPE_ALIAS_TO] = {.name = "alias target",
                       .pattern = "^" ALIAS_ITEM "(, ?" ALIAS_ITEM ")*$",
                       .max_len = 1000,
                       .expected = "local names or mail addresses, parted by commas"},
    [TYPE_PATH] = {.name = "path",
                   .pattern = "^(/[A-Za-z0-9_+=@%~-][A-Za-z0-9._+=@%~-]*)+$",
                   .max_len = 255,
                   .expected = "an absolute path of plain characters"},
    [TYPE_LDAP] = {.name = "LDAP text",
                   .pattern = "^[A-Za-z0-9=,.()&|!*%@ :_+-]+$",
                   .max_len = 255,
                   .expected = "an LDAP DN or filter of plain characters"},
    [TYPE_CIPHERS] = {.name = "cipher list",
                      .pattern = "^" CIPHER "(:" CIPHER ")*$",
                      .max_len = 1000,
                      .expected = "names of ciphers as OpenSSL takes them, parted by colons"},
    [TYPE_SPAN] = {.name = "time span",
                   .pattern = "^[1-9][0-9]{0,4}[smhd]$",
                   .max_len = 6,
                   .expected = "a number and s, m, h or d, such as 30m"},
    /* Its folder is called alike, so it begins with no q (q1, q2 are the queue's own). */
    [TYPE_GROUP] = {.name = "queue group",
                    .pattern = "^[a-pr-z][a-z0-9_]{0,18}$",
                    .max_len = 19,
                    .expected = "a name of small letters, digits and _, at most 19, that does not "
                                "begin with q"},
    [TYPE_DOMAIN] = {.name = "domain",
                     .pattern = "^\\.?" NAME "$",
                     .max_len = 253,
                     .expected = "a domain (example.net), or .example.net for all below it"},
    [TYPE_USER] = {.name = "local name or address",
                   .pattern = "^" LOCAL_PART "(@" NAME ")?$",
                   .max_len = 254,
                   .expected = "a local name (joe) or an address (joe@example.org)"},
    [TYPE_VIRTUAL] = {.name = "virtual user",
                      .pattern = "^(" LOCAL_PART "(\\+\\*)?)?@" NAME "$",
                      .max_len = 254,
                      .expected = "an address (info@example.net), info+*@example.net for it with "
                                  "any detail, or @example.net for all others"},
    [TYPE_VIRTUAL_TO] = {.name = "virtual user's target",
                         .pattern = "^(" MATCHED_PART "(@" NAME ")?|error:nouser( " WORD ")*)$",
                         .max_len = 254,
                         .expected = "an address, a local name, %1@domain (%1: the name that was "
                                     "written, %2: its detail, %3: +detail), or error:nouser and "
                                     "a text of plain words"},
    [TYPE_FILE] = {.name = "file name",
                   .pattern = "^/?" PATH_PART "(/" PATH_PART ")*$",
                   .max_len = 255,
                   .expected = "a path of plain characters, absolute or from the profile's folder"},
    [TYPE_FILTER] = {.name = "filter name",
                     .pattern = "^[a-z][a-z0-9_-]*$",
                     .max_len = 32,
                     .expected =
                         "a filter's name such as opendkim: small letters, digits, - and _"},
    /* As long as a path in a struct sockaddr_un may be. */
    [TYPE_SOCKET] = {.name = "filter socket",
                     .pattern = "^((unix|local):(/" PATH_PART ")+|inet:" PORT "@(localhost|" NAME
                                "|" IPV4 ")|inet6:" PORT "@(localhost|" NAME "|" IPV6 "))$",
                     .max_len = 112,
                     .expected = "unix:/PATH, inet:PORT@HOST or inet6:PORT@HOST, such as "
                                 "unix:/run/opendkim/opendkim.sock or inet:8891@127.0.0.1"},
    [TYPE_FILTER_WAIT] = {.name = "filter timeouts",
                          .pattern =
                              "^(C" WAIT "(;S" WAIT ")?(;R" WAIT ")?(;E" WAIT ")?|S" WAIT "(;R" WAIT
                              ")?(;E" WAIT ")?|R" WAIT "(;E" WAIT ")?|E" WAIT ")$",
                          .max_len = 31,
                          .expected = "some of C:TIME;S:TIME;R:TIME;E:TIME in this order, such as "
                                      "C:30s;R:2m;E:5m"},
    [TYPE_FILTER_STAGE] = {.name = "filter stage",
                           .pattern = "^(connect|helo|envfrom|envrcpt|data|eoh|eom)$",
                           .max_len = 7,
                           .expected = "one of connect, helo, envfrom, envrcpt, data, eoh, eom"},
    [TYPE_MACROS] = {.name = "macro names",
                     .pattern = "^" MACRO "(, ?" MACRO ")*$",
                     .max_len = 500,
                     .expected = "names of macros, parted by commas: r, {client_ptr}"},
    [TYPE_ACCEPTED] = {.name = "finding",
                       .pattern = "^[A-Za-z0-9]+(-[A-Za-z0-9]+)*: [!-_a-~]([ -_a-~]*[!-_a-~])?$",
                       .max_len = 300,
                       .expected = "the id of a check, a colon, a blank and the reason, such as "
                                   "GREET-PAUSE: all clients are known",
                       .commas = true},
    [TYPE_VARIABLE] = {.name = "m4 variable",
                       .pattern = "^(" VARIABLE ")$",
                       .max_len = 64,
                       .expected = "an m4 variable of sendmail-cf, such as confALIAS_WAIT or "
                                   "LOCAL_MAILER_ARGS"},
    [TYPE_VALUE] = {.name = "value",
                    .pattern = "^([!-_a-~]([ -_a-~]*[!-_a-~])?)?$",
                    .max_len = 1000,
                    .expected = "one line of printable ASCII without a backquote, at most 1000 "
                                "bytes, no blank at either end"},
    [TYPE_MAILER] = {.name = "mailer",
                     .pattern = "^" MAILER "$",
                     .max_len = 16,
                     .expected = "a mailer as sendmail-cf calls it, such as LOCAL, SMTP or RELAY"},
    [TYPE_FLAGS] = {.name = "mailer flags",
                    .pattern = "^[+-]?" FLAGS "( [+-]" FLAGS ")*$",
                    .max_len = 100,
                    .expected = "flags of a mailer, with + to add and - to take away, such as +F "
                                "or +eu -9"},
    [TYPE_EQUATES] = {.name = "port options",
                      .pattern = "^" EQUATE "(, ?" EQUATE ")*$",
                      .max_len = 200,
                      .expected = "Key=value, parted by commas, such as Family=inet, "
                                  "Address=192.0.2.1",
                      .commas = true},
};

bool type_matches(enum type_id id, const char *text, size_t len)
{
    /* Compiled at first use: a run needs few of them, and each costs 0.1 ms. */
    static regex_t compiled[TYPE_COUNT];
    static bool ready[TYPE_COUNT];
    const struct type *t = &type_table[id];
    if (t->pattern == NULL || len > t->max_len || memchr(text, '\0', len) != NULL)
        return false;
    if (!ready[id]) {
        MUST(regcomp(&compiled[id], t->pattern, REG_EXTENDED | REG_NOSUB) == 0);
        ready[id] = true;
    }
    return strlen(text) == len && regexec(&compiled[id], text, 0, NULL, 0) == 0;
}
