/*
 * Whether a daemon answers where its sendmail.cf makes it listen.
 */
#ifndef MCWIZARD_APPLY_GREETING_H
#define MCWIZARD_APPLY_GREETING_H

#include "base/err.h"

#include "cf/cf.h"

/*
 * Connects to each port of each line DaemonPortOptions, all at the same time: on loopback where
 * the daemon listens on all addresses.  A port answers when its greeting begins with 220, and
 * gets QUIT then.  Refused connections and other greetings are tried again until due, which is a
 * moment of clock_ms; only a greeting that begins with 5 is taken as it is.  Sockets of the file
 * system are not asked.  The resolver's own time-outs come on top where an Addr= is a name.
 *
 * Returns 0 when every port answers.  A daemon with M=O may fail to bind: it is enough that it
 * was tried, and that another one answers.  Else -1: err names the port's line of the
 * configuration, the port, and what was heard last.
 */
int greeting_await(const struct cf *cf, long long due, struct err *err);

#endif
