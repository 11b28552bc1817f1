/*
 * What a proof knows of the site: its names, the hosts that its mail may be handed to,
 * and the clients that are tried.  Follows from the profile, or else from what the
 * .cf itself says.
 */
#ifndef MCWIZARD_RELAY_SITE_H
#define MCWIZARD_RELAY_SITE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

#include "model/policy.h"

#include "relay/session.h"

/* Names that stand for the rest of the world (RFC 2606): no site has them. */
#define SITE_FOREIGN "foreign-mcwizard.example"
#define SITE_LURED "lured-mcwizard.example"

/* A daemon that listens beyond loopback, by what the rulesets are told of it; all owned. */
struct relay_daemon {
    char *name;  /* {daemon_name} */
    char *flags; /* {daemon_flags} */
    char *port;  /* {daemon_port} */
};

struct relay_client {
    enum policy_client class;
    bool extra;  /* found in a table: tried with plain recipients alone */
    bool wide;   /* tried with every vector */
    char *label; /* owned, as are the others */
    char *addr;  /* as {client_addr} has it: "IPv6:..." for IPv6; NULL: no SMTP at all */
    char *name;  /* {client_name} */
    char *ptr;   /* {client_ptr} */
    const char *resolve;
    const struct relay_daemon *daemon; /* borrowed from the site: where it connects */
    char *auth;       /* owned: the mechanism by which it has authenticated, or NULL */
    char *issuer;     /* owned: who signed the certificate that it has shown, or NULL */
    bool meets_tls;   /* shows the certificate that tls.require_clients demands of it */
    bool unreachable; /* no daemon here listens for it */
};

struct relay_site {
    const struct profile *profile; /* borrowed; NULL: the least policy */
    char *host;                    /* owned: $j */
    char *ip;                      /* owned: an address of this host */
    struct strs local;             /* domains of this site */
    struct strs virtual;           /* those whose addresses are all virtual */
    struct strs relayed;           /* domains that are passed on */
    bool relayed_subdomains;
    bool probes_nothing, probes_no_loopback; /* DontProbeInterfaces */
    bool trusts_auth;                        /* the class TrustAuthMech has members */
    bool by_name;                            /* a client may be listed by its name */
    bool by_rdns;                            /* a client needs a reverse name */
    bool routing;                            /* a local part that routes on may be passed on */
    struct strs named;    /* hosts that mail may be handed to, without brackets */
    struct strs forwards; /* domains to which virtual users of this site are forwarded */
    struct strs sent_on;  /* domains of local whose postmaster has his mail elsewhere ... */
    struct strs sent_to;  /* ... and where: the address in the table of virtual users */
    struct strs senders;  /* senders that a table lets relay */
    struct strs hints;    /* words and domains that rules of the site's own compare with */
    struct strs extra;    /* domains to which a table lets anybody send */
    char *known, *pknown; /* owned: a recipient of this site, of a relayed domain */
    struct relay_client *clients;
    size_t n;
    struct relay_daemon *daemons; /* at least one */
    bool ipv6;                    /* one has Family=inet6 */
    bool listens;                 /* a daemon does, beyond loopback */
    size_t daemons_n;
    struct strs notes;
};

/* Asks the session what the site is; session_open has been called.  0 or -1. */
int site_learn(struct relay_site *site, struct session *s, const struct profile *profile,
               struct err *err);
void site_free(struct relay_site *site);

/* Adds what the other site's tables made it try: both are tried with the same messages. */
void site_share(struct relay_site *site, const struct relay_site *other);

bool site_is_own(const struct relay_site *site, const char *domain);
bool site_is_relayed(const struct relay_site *site, const char *domain);

/* Whether mail from anybody reaches him (refuse.spam_friends); without a domain: a user here. */
bool site_is_friend(const struct relay_site *site, const char *user, const char *domain);

bool site_names_host(const struct relay_site *site, const char *host);

/* Where the table of virtual users sends mail for the postmaster of a domain, or NULL. */
const char *site_sends_on(const struct relay_site *site, const char *domain);

/* Whether an address of a virtual domain leads out of this site, by the profile alone. */
bool site_leads_out(const struct relay_site *site, const char *target);

/*
 * Appends text with its placeholders replaced; any is what {any} stands for.  False if
 * one has no value here.
 */
bool site_expand(const struct relay_site *site, const char *text, const char *any, struct str *out);

/*
 * What {any} stands for, one after the other: index from 0; NULL at the end.  The caller frees.
 * *form is the same with its placeholders.
 */
char *site_any(const struct relay_site *site, size_t index, const char **form);

#endif
