/* The policy that follows from a profile; see policy.h. */
#include <string.h>

#include "model/policy.h"
#include "model/refuse.h"

static enum policy_decision own(const struct profile *p, enum policy_client c, bool known);
static enum policy_decision relayed(const struct profile *p, enum policy_client c);
static enum policy_decision world(const struct profile *p, enum policy_client c);
static enum policy_decision forward(const struct profile *p, enum policy_client c, bool listed);
static enum policy_decision notice(const struct profile *p, enum policy_client c);
static bool is_server(const struct profile *p);
static bool may_relay(const struct profile *p, enum policy_client c);

static const char *const client_names[CLIENT_COUNT] = {
    [CLIENT_SUBMISSION] = "submission", [CLIENT_LOOPBACK] = "loopback",
    [CLIENT_INSIDE] = "inside",         [CLIENT_AUTHENTICATED] = "authenticated",
    [CLIENT_OUTSIDE] = "outside",       [CLIENT_FORGED] = "forged",
    [CLIENT_DENIED] = "denied",
};

static const char *const destination_names[DEST_COUNT] = {
    [DEST_OWN] = "own",
    [DEST_OWN_UNKNOWN] = "own-unknown",
    [DEST_RELAYED] = "relayed",
    [DEST_WORLD] = "world",
    [DEST_FORWARD_LISTED] = "forward-listed",
    [DEST_FORWARD_WORLD] = "forward-world",
    [DEST_NOTICE] = "notice",
};

static const char *const decision_names[DECISION_COUNT] = {
    [DECISION_NONE] = "-",      [DECISION_DELIVER] = "deliver", [DECISION_HUB] = "hub",
    [DECISION_RELAY] = "relay", [DECISION_REFUSE] = "refuse",
};

enum policy_decision policy_decide(const struct profile *p, enum policy_client c,
                                   enum policy_destination d)
{
    bool unnamed = c == CLIENT_FORGED && is_server(p) && profile_bool(p, "refuse.require_rdns");
    if (unnamed)
        c = CLIENT_DENIED;
    /* delay_checks hater: only some recipients are guarded from them. */
    if (c == CLIENT_DENIED && refuse_spares_most(p))
        c = CLIENT_OUTSIDE;
    if (c == CLIENT_DENIED && d != DEST_NOTICE)
        return DECISION_REFUSE;
    switch (d) {
    case DEST_OWN:
        return own(p, c, true);
    case DEST_OWN_UNKNOWN:
        return own(p, c, false);
    case DEST_RELAYED:
        return relayed(p, c);
    case DEST_WORLD:
        return world(p, c);
    case DEST_FORWARD_LISTED:
        return forward(p, c, true);
    case DEST_FORWARD_WORLD:
        return forward(p, c, false);
    default:
        return notice(p, c);
    }
}

static enum policy_decision own(const struct profile *p, enum policy_client c, bool known)
{
    bool local = profile_bool(p, "roles.local");
    if (!policy_is_own_host(p, c) && !may_relay(p, c)) {
        if (!profile_bool(p, "roles.inbound"))
            return DECISION_REFUSE;
        if (!known && strcmp(profile_text(p, "inbound.recipients"), "any") != 0)
            return DECISION_REFUSE;
    }
    if (!local)
        return DECISION_HUB; /* which knows its own users */
    return known ? DECISION_DELIVER : DECISION_REFUSE;
}

static enum policy_decision relayed(const struct profile *p, enum policy_client c)
{
    if (!profile_bool(p, "roles.relay") || json_array_size(profile_value(p, "relay.domains")) == 0)
        return world(p, c);
    return DECISION_RELAY;
}

static enum policy_decision world(const struct profile *p, enum policy_client c)
{
    if (policy_is_own_host(p, c))
        return profile_bool(p, "roles.outbound") ? DECISION_RELAY : DECISION_REFUSE;
    return may_relay(p, c) ? DECISION_RELAY : DECISION_REFUSE;
}

static enum policy_decision forward(const struct profile *p, enum policy_client c, bool listed)
{
    const char *how = profile_text(p, "local.forward");
    if (!profile_bool(p, "roles.local") && !profile_on(p, "addresses.virtual_users"))
        return DECISION_NONE; /* neither aliases nor virtual users here */
    if (own(p, c, true) == DECISION_REFUSE)
        return DECISION_REFUSE;
    /* Who may send there directly may do so by way of an alias. */
    if (listed || world(p, c) == DECISION_RELAY)
        return DECISION_RELAY;
    bool any =
        strcmp(how, "any") == 0 || (strcmp(how, "auto") == 0 && profile_bool(p, "roles.outbound"));
    return any && !policy_is_own_host(p, c) ? DECISION_RELAY : DECISION_REFUSE;
}

/* A notice to the world about a message that came from c, was accepted and failed. */
static enum policy_decision notice(const struct profile *p, enum policy_client c)
{
    bool listens = is_server(p);
    if (profile_bool(p, "roles.outbound"))
        return c == CLIENT_DENIED || (!policy_is_own_host(p, c) && !listens) ? DECISION_NONE
                                                                             : DECISION_RELAY;
    if (policy_is_own_host(p, c))
        return DECISION_REFUSE; /* with a sender in the world; it ends with the postmaster */
    if (c == CLIENT_DENIED || !listens)
        return DECISION_NONE;
    return may_relay(p, c) || profile_bool(p, "outbound.notices") ? DECISION_RELAY
                                                                  : DECISION_REFUSE;
}

/* Who logs in may do what programs on this host may. */
bool policy_is_own_host(const struct profile *p, enum policy_client c)
{
    return c == CLIENT_SUBMISSION || c == CLIENT_LOOPBACK ||
           (c == CLIENT_AUTHENTICATED && p != NULL && profile_bool(p, "submission.enabled"));
}

static bool is_server(const struct profile *p)
{
    return (profile_roles(p) & ROLE_SERVER) != 0;
}

static bool may_relay(const struct profile *p, enum policy_client c)
{
    return c == CLIENT_INSIDE && profile_bool(p, "roles.relay");
}

const char *policy_client_name(enum policy_client client)
{
    return client_names[client];
}

const char *policy_destination_name(enum policy_destination destination)
{
    return destination_names[destination];
}

const char *policy_decision_name(enum policy_decision decision)
{
    return decision_names[decision];
}
