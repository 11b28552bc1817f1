/* The table of weaknesses, and the walk over all vectors; see vector.h. */
#include <string.h>

#include "base/mem.h"

#include "relay/vector.h"

const struct weakness weakness_table[] = {
    {"open", "a plain open relay"},
    {"null-sender", "the null sender is trusted"},
    {"local-sender", "a sender that claims to be local is trusted"},
    {"relayed-sender", "a sender in a relayed domain is trusted"},
    {"routed-sender", "a sender with a route is judged by its wrong part"},
    {"odd-sender", "a sender without a domain, or with a strange one, is trusted"},
    {"similar-name", "a name that only looks like this site's is taken for it"},
    {"helo", "what the client says in HELO is trusted"},
    {"parameter", "a parameter of MAIL or RCPT is trusted"},
    {"percent", "user%site is routed on"},
    {"quoted", "a quoted local part is unquoted after the check"},
    {"bang", "site!user is routed on"},
    {"double-at", "the wrong @ of several is taken"},
    {"escaped", "an escaped character is unescaped after the check"},
    {"decnet", "site::user is routed on"},
    {"source-route", "a source route is judged by its first hop, or followed"},
    {"nested", "only the outermost of several routes is judged"},
    {"dot", "a trailing dot escapes the comparison"},
    {"literal", "an address literal is not judged"},
    {"pseudo-domain", "a pseudo-domain is routed"},
    {"empty-domain", "an empty domain is taken for this host"},
    {"detail", "a +detail hides a route"},
    {"comment", "a comment hides the real domain"},
    {"bracket", "brackets within brackets hide the real domain"},
    {"list", "a second address hides behind the first"},
    {"encoded", "an encoded address is decoded by the next hop"},
    {"mailer", "a mailer can be named in an address"},
    {"unqualified", "an address without domain is routed"},
    {"control", "a control character hides the real domain"},
    {"utf8", "bytes above 127 hide the real domain"},
    {"long", "a very long address overruns the check"},
    {"case", "upper case escapes the comparison"},
    {"subdomain", "a subdomain is taken for the domain"},
    {"program", "a program, file or list can be a recipient"},
    {"own", "a control: mail for this site"},
    {"relayed", "a control: mail for a domain that is passed on"},
    {"mx", "a domain of the world opens this host by its MX record"},
    {NULL, NULL},
};

static const struct vector *const parts[] = {vectors_public, vectors_grammar, vectors_forms,
                                             vectors_session};

size_t vector_count(void)
{
    size_t n = 0;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        for (const struct vector *v = parts[i]; v->weakness != NULL; v++)
            n++;
    return n;
}

const struct vector *vector_at(size_t i)
{
    for (size_t k = 0; k < ARRAY_LEN(parts); k++)
        for (const struct vector *v = parts[k]; v->weakness != NULL; v++)
            if (i-- == 0)
                return v;
    return NULL;
}

const struct weakness *weakness_find(const char *id)
{
    for (const struct weakness *w = weakness_table; w->id != NULL; w++)
        if (strcmp(w->id, id) == 0)
            return w;
    return NULL;
}
