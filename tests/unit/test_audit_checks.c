/*
 * Every check of the audit has an input that trips it and a near miss that does not: lines
 * taken out of a clean configuration (data/audit.cf), lines added, and one table.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#include "audit/audit.h"

#include "cf/cf.h"

#include "model/setting.h"

#include "sys/file.h"

static const struct row {
    const char *id;
    const char *without; /* lines that hold one of these, parted by ; are left out */
    const char *with;    /* further lines, before the mailers */
    const char *table;   /* what every table holds */
    int trips;           /* 2: on a host that only sends */
} rows[] = {
    {"RELAY-NONE", "Scheck_rcpt;R$*\t$: $>Rcpt_ok", "", "", 1},
    {"RELAY-NONE", "", "", "", 0},
    {"RELAY-PROMISC", "Relaying denied", "", "", 1},
    {"RELAY-PROMISC", "Relaying denied",
     "SRcpt_ok\nR$*\t$#error $@ 5.7.1 $: \"550 Relaying denied\"\n", "", 0},
    {"RELAY-FROM", "", "SRelay_ok\nR$*\t$: <?> $>CanonAddr $&f\nR<?> $+ < @ $=w >\t$@ RELAY\n", "",
     1},
    {"RELAY-FROM", "", "SRelay_ok\nR<?> $=w\t$@ RELAY\n", "", 0},
    {"RELAY-MX", "", "Kmxserved bestmx -z: -T<TEMP>\n", "", 1},
    {"RELAY-MX", "", "Kmxlist bestmx -z: -T<TEMP>\n", "", 0},
    {"RELAY-LOOSE", "R$*\t$: $>ParseRecipient", "", "", 1},
    {"RELAY-LOOSE", "", "", "", 0},
    {"RELAY-DOMAIN", "", "SRelay_ok\nR<?> $* $=m\t$@ RELAY\n", "", 1},
    {"RELAY-DOMAIN", "", "SBasic_check_mail\nR$* $=m\t$@ RELAY\n", "", 0},
    {"RELAY-WIDE", "", "", "com\tRELAY\n", 1},
    {"RELAY-WIDE", "", "", "com\tREJECT\nConnect:10\tRELAY\nexample.com\tRELAY\n", 0},
    {"RELAY-WIDE-LIST", "", "C{R}192\n", "", 1},
    {"RELAY-WIDE-LIST", "", "C{R}192.0.2\n", "", 0},
    {"LISTEN-LOCAL", "DaemonPort", "O DaemonPortOptions=Name=MTA\n", "", 2},
    {"LISTEN-LOCAL", "DaemonPort", "O DaemonPortOptions=Name=MTA, Addr=127.0.0.1\n", "", 0},
    {"LISTEN-TWICE", "", "O DaemonPortOptions=Name=A, Name=B\n", "", 1},
    {"LISTEN-TWICE", "", "O DaemonPortOptions=Name=Name, Family=inet\n", "", 0},
    {"LISTEN-ADDR", "", "O DaemonPortOptions=Name=A, Addr=127.0.01\n", "", 1},
    {"LISTEN-ADDR", "", "O DaemonPortOptions=Name=A, Addr=127.0.0.1\n", "", 0},
    {"PCT-UUCP", "CO @", "CO @ % !\n", "", 1},
    {"PCT-UUCP", "", "", "", 0},
    {"GREET-VER", "", "O SmtpGreetingMessage=$j $v/$Z\n", "", 1},
    {"GREET-VER", "", "O SmtpGreetingMessage=$j ready\n", "", 0},
    {"GREET-HOST", "", "O SmtpGreetingMessage=Mail Server Ready ; $b\n", "", 1},
    {"GREET-HOST", "", "O SmtpGreetingMessage=$j Mail Server Ready\n", "", 0},
    {"RCVD-VER", "", "HReceived: from $s $_ by $j ($v/$Z)$?u for $u$.; $b\n", "", 1},
    {"RCVD-VER", "", "HReceived: from $s $_ by $j (sendmail)$?u for $u$.; $b\n", "", 0},
    {"PRIV-EXPN", "O Privacy",
     "O "
     "PrivacyOptions=needmailhelo,needexpnhelo,needvrfyhelo,novrfy,noverb,authwarnings,noetrn,"
     "restrictmailq,restrictqrun,restrictexpand,nobodyreturn,noactualrecipient\n",
     "", 1},
    {"PRIV-EXPN", "O Privacy",
     "O PrivacyOptions=needmailhelo needexpnhelo needvrfyhelo noexpn novrfy noverb authwarnings "
     "noetrn restrictmailq restrictqrun restrictexpand nobodyreturn noactualrecipient\n",
     "", 0},
    {"PRIV-VRFY", "O Privacy",
     "O "
     "PrivacyOptions=needmailhelo,needexpnhelo,needvrfyhelo,noexpn,noverb,authwarnings,noetrn,"
     "restrictmailq,restrictqrun,restrictexpand,nobodyreturn,noactualrecipient\n",
     "", 1},
    {"PRIV-VRFY", "O Privacy",
     "O PrivacyOptions=needmailhelo needexpnhelo needvrfyhelo noexpn novrfy noverb authwarnings "
     "noetrn restrictmailq restrictqrun restrictexpand nobodyreturn noactualrecipient\n",
     "", 0},
    {"PRIV-VERB", "O Privacy",
     "O "
     "PrivacyOptions=needmailhelo,needexpnhelo,needvrfyhelo,novrfy,authwarnings,noetrn,"
     "restrictmailq,restrictqrun,restrictexpand,nobodyreturn,noactualrecipient\n",
     "", 1},
    {"PRIV-VERB", "O Privacy",
     "O PrivacyOptions=needmailhelo needexpnhelo needvrfyhelo noexpn novrfy noverb authwarnings "
     "noetrn restrictmailq restrictqrun restrictexpand nobodyreturn noactualrecipient\n",
     "", 0},
    {"PRIV-ETRN", "O Privacy",
     "O "
     "PrivacyOptions=needmailhelo,needexpnhelo,needvrfyhelo,noexpn,novrfy,noverb,authwarnings,"
     "restrictmailq,restrictqrun,restrictexpand,nobodyreturn,noactualrecipient\n",
     "", 1},
    {"PRIV-ETRN", "O Privacy",
     "O PrivacyOptions=needmailhelo needexpnhelo needvrfyhelo noexpn novrfy noverb authwarnings "
     "noetrn restrictmailq restrictqrun restrictexpand nobodyreturn noactualrecipient\n",
     "", 0},
    {"PRIV-HELO", "O Privacy",
     "O "
     "PrivacyOptions=needexpnhelo,needvrfyhelo,noexpn,novrfy,noverb,authwarnings,noetrn,"
     "restrictmailq,restrictqrun,restrictexpand,nobodyreturn,noactualrecipient\n",
     "", 1},
    {"PRIV-HELO", "O Privacy",
     "O PrivacyOptions=needmailhelo needexpnhelo needvrfyhelo noexpn novrfy noverb authwarnings "
     "noetrn restrictmailq restrictqrun restrictexpand nobodyreturn noactualrecipient\n",
     "", 0},
    {"PRIV-AUTHWARN", "O Privacy",
     "O "
     "PrivacyOptions=needmailhelo,needexpnhelo,needvrfyhelo,noexpn,novrfy,noverb,noetrn,"
     "restrictmailq,restrictqrun,restrictexpand,nobodyreturn,noactualrecipient\n",
     "", 1},
    {"PRIV-AUTHWARN", "O Privacy",
     "O PrivacyOptions=needmailhelo needexpnhelo needvrfyhelo noexpn novrfy noverb authwarnings "
     "noetrn restrictmailq restrictqrun restrictexpand nobodyreturn noactualrecipient\n",
     "", 0},
    {"PRIV-LOCAL", "O Privacy",
     "O "
     "PrivacyOptions=needmailhelo,needexpnhelo,needvrfyhelo,noexpn,novrfy,noverb,authwarnings,"
     "noetrn,restrictqrun,restrictexpand,nobodyreturn,noactualrecipient\n",
     "", 1},
    {"PRIV-LOCAL", "O Privacy",
     "O PrivacyOptions=needmailhelo needexpnhelo needvrfyhelo noexpn novrfy noverb authwarnings "
     "noetrn restrictmailq restrictqrun restrictexpand nobodyreturn noactualrecipient\n",
     "", 0},
    {"PRIV-BODY", "O Privacy",
     "O "
     "PrivacyOptions=needmailhelo,needexpnhelo,needvrfyhelo,noexpn,novrfy,noverb,authwarnings,"
     "noetrn,restrictmailq,restrictqrun,restrictexpand,noactualrecipient\n",
     "", 1},
    {"PRIV-BODY", "O Privacy",
     "O PrivacyOptions=needmailhelo needexpnhelo needvrfyhelo noexpn novrfy noverb authwarnings "
     "noetrn restrictmailq restrictqrun restrictexpand nobodyreturn noactualrecipient\n",
     "", 0},
    {"PRIV-ACTUAL", "O Privacy",
     "O "
     "PrivacyOptions=needmailhelo,needexpnhelo,needvrfyhelo,noexpn,novrfy,noverb,authwarnings,"
     "noetrn,restrictmailq,restrictqrun,restrictexpand,nobodyreturn\n",
     "", 1},
    {"PRIV-ACTUAL", "O Privacy",
     "O PrivacyOptions=needmailhelo needexpnhelo needvrfyhelo noexpn novrfy noverb authwarnings "
     "noetrn restrictmailq restrictqrun restrictexpand nobodyreturn noactualrecipient\n",
     "", 0},
    {"HELO-STRICT", "", "O AllowBogusHELO=True\n", "", 1},
    {"HELO-STRICT", "", "O AllowBogusHELO=False\n", "", 0},
    {"RCVD-AUTHOR", "", "HReceived: from $s $_ by $j (${auth_author})$?u for $u$.; $b\n", "", 1},
    {"RCVD-AUTHOR", "", "HReceived: from $s $_ by $j (${auth_type})$?u for $u$.; $b\n", "", 0},
    {"RCVD-USER", "", "HReceived: from $s $_ by $j (${auth_authen})$?u for $u$.; $b\n", "", 1},
    {"RCVD-USER", "", "HReceived: from $s $_ by $j (${auth_type})$?u for $u$.; $b\n", "", 0},
    {"RCVD-FOR", "", "HReceived: from $s $_ by $j for $u; $b\n", "", 1},
    {"RCVD-FOR", "", "HReceived: from $s $_ by $j$?u for $u$.; $b\n", "", 0},
    {"RCVD-FROM", "", "HReceived: from somewhere by $j$?u for $u$.; $b\n", "", 1},
    {"RCVD-FROM", "", "HReceived: from $s (${client_addr}) by $j$?u for $u$.; $b\n", "", 0},
    {"RCVD-IDENT", "", "HReceived: from $s (${client_addr}) by $j$?u for $u$.; $b\n", "", 1},
    {"RCVD-IDENT", "", "HReceived: from $s $_ by $j$?u for $u$.; $b\n", "", 0},
    {"RCVD-RCPT", "", "HReceived: from $s $_ by $j; $b\n", "", 1},
    {"RCVD-RCPT", "", "HReceived: from $s $_ by $j$?u for $u$.; $b\n", "", 0},
    {"RCVD-DATE", "", "HReceived: from $s $_ by $j$?u for $u$. $b\n", "", 1},
    {"RCVD-DATE", "", "HReceived: from $s $_ by $j$?u for $u;$|; $.$b\n", "", 0},
    {"RCVD-PAREN", "", "HReceived: from $s ($_ by $j$?u for $u$.; $b\n", "", 1},
    {"RCVD-PAREN", "", "HReceived: from $s ($_) by $j$?u for $u$.; $b\n", "", 0},
    {"RCVD-BY", "", "HReceived: from $s $_ $?u for $u$.; $b\n", "", 1},
    {"RCVD-BY", "", "HReceived: from $s $_ by $j ($w)$?u for $u$.; $b\n", "", 0},
    {"SENDER-DOMAIN", "$(resolve", "", "", 1},
    {"SENDER-DOMAIN", "", "", "", 0},
    {"SENDER-QUALIFIED", "553 Domain", "", "", 1},
    {"SENDER-QUALIFIED", "", "", "", 0},
    {"ACCESS-DB", "Kaccess", "Kaccess hash -o /etc/mail/access\n", "", 1},
    {"ACCESS-DB", "", "", "", 0},
    {"GREET-PAUSE", "5000", "", "", 1},
    {"GREET-PAUSE", "", "", "", 0},
    {"RATE-CONN", "rate limit", "", "", 1},
    {"RATE-CONN", "", "", "", 0},
    {"RDNS", "reverse DNS", "", "", 1},
    {"RDNS", "", "", "", 0},
    {"BAD-HELO", "bogus HELO", "", "", 1},
    {"BAD-HELO", "", "", "", 0},
    {"CHECK-OTHER", "Scheck_other;bad command", "", "", 1},
    {"CHECK-OTHER", "", "", "", 0},
    {"SMUG-EXC", "", "", "Srv_Features:\tG U\n", 1},
    {"SMUG-EXC", "", "", "Srv_Features:\tg u\nSrv_Features:192.0.2.1\tG\n", 0},
    {"LIM-SIZE", "", "O MaxMessageSize=65535\n", "", 1},
    {"LIM-SIZE", "", "O MaxMessageSize=65536\n", "", 0},
    {"LIM-RCPT", "", "O MaxRecipientsPerMessage=99\n", "", 1},
    {"LIM-RCPT", "", "O MaxRecipientsPerMessage=100\n", "", 0},
    {"LIM-BADRCPT", "", "O BadRcptThrottle=0\n", "", 1},
    {"LIM-BADRCPT", "", "O BadRcptThrottle=1\n", "", 0},
    {"LIM-CHILD", "", "O MaxDaemonChildren=0\n", "", 1},
    {"LIM-CHILD", "", "O MaxDaemonChildren=1\n", "", 0},
    {"LIM-CONN", "", "O ConnectionRateThrottle=0\n", "", 1},
    {"LIM-CONN", "", "O ConnectionRateThrottle=1\n", "", 0},
    {"LIM-LOAD", "", "O RefuseLA=24\n", "", 1},
    {"LIM-LOAD", "", "O RefuseLA=25\n", "", 0},
    {"LIM-DISK", "", "O MinFreeBlocks=99\n", "", 1},
    {"LIM-DISK", "", "O MinFreeBlocks=100\n", "", 0},
    {"LIM-HDR", "", "O MaxHeadersLength=32769\n", "", 1},
    {"LIM-HDR", "", "O MaxHeadersLength=16384\n", "", 0},
    {"LIM-HOP", "", "O MaxHopCount=99\n", "", 1},
    {"LIM-HOP", "", "O MaxHopCount=100\n", "", 0},
    {"LIM-COMMAND", "", "O Timeout.command=299s\n", "", 1},
    {"LIM-COMMAND", "", "O Timeout.command=1h\n", "", 0},
    {"LOGLEVEL", "", "O LogLevel=8\n", "", 1},
    {"LOGLEVEL", "", "O LogLevel=14\n", "", 0},
    {"DBS-SAFE", "", "O DontBlameSendmail=WorldWritableAliasFile\n", "", 1},
    {"DBS-SAFE", "", "O DontBlameSendmail=safe\n", "", 0},
    {"SAFE-FILE", "", "O SafeFileEnvironment=\n", "", 1},
    {"SAFE-FILE", "", "O SafeFileEnvironment=/var/files\n", "", 0},
    {"PROG-SMRSH", "Mprog", "Mprog, P=/bin/sh, F=lsDFMoqeu9, A=sh -c $u\n", "", 1},
    {"PROG-SMRSH", "Mprog;Mlocal",
     "Mprog, P=/bin/sh, F=lsDFMoqeu9, A=sh -c $u\nMlocal, P=/bin/mail, F=lsDFMAw5:/@qPn9S, A=mail "
     "-d $u\n",
     "", 0},
    {"FORWARD-OFF", "", "O ForwardPath=$z/.forward\n", "", 1},
    {"FORWARD-OFF", "", "O ForwardPath\n", "", 0},
    {"FORWARD-NAME", "", "O ForwardPath=\"\"\n", "", 1},
    {"FORWARD-NAME", "", "O ForwardPath\n", "", 0},
    {"ALIAS-DECODE", "", "", "decode: |/usr/bin/uudecode\n", 1},
    {"ALIAS-DECODE", "", "", "foo:\"|/usr/bin/uudecode\"\n", 1},
    {"ALIAS-DECODE", "", "", "foo: bar,\n\t\"|/usr/bin/uudecode\"\n", 1},
    {"ALIAS-DECODE", "", "", "decode: root\n", 0},
    {"ALIAS-DECODE", "", "", "decoder: joe\n", 0},
    {"MSP-USER", "", "O UseMSP=True\n", "", 1},
    {"MSP-USER", "", "O UseMSP=True\nO RunAsUser=smmsp\n", "", 0},
    {"FILE-MODES", "", "O QueueFileMode=0640\n", "", 1},
    {"FILE-MODES", "", "O QueueFileMode=0600\n", "", 0},
    {"CF-PROGRAM", "", "F{x}|/bin/list\n", "", 1},
    {"CF-PROGRAM", "", "F{x}/etc/list\n", "", 0},
    {"TLS-CERT", "ServerCertFile", "", "", 1},
    {"TLS-CERT", "", "", "", 0},
    {"TLS-PROTO", "O ServerSSL",
     "O ServerSSLOptions=+SSL_OP_NO_SSLv2 +SSL_OP_NO_SSLv3 +SSL_OP_NO_TLSv1\n", "", 1},
    {"TLS-PROTO", "O ServerSSL",
     "O ServerSSLOptions=+SSL_OP_NO_SSLv2 +SSL_OP_NO_SSLv3 +SSL_OP_NO_TLSv1 +SSL_OP_NO_TLSv1_1\n",
     "", 0},
    {"TLS-PROTO-CLIENT", "O ClientSSL", "O ClientSSLOptions=-SSL_OP_NO_SSLv2\n", "", 1},
    {"TLS-PROTO-CLIENT", "O ClientSSL",
     "O ClientSSLOptions=+SSL_OP_NO_SSLv2 +SSL_OP_NO_SSLv3 +SSL_OP_NO_TLSv1 +SSL_OP_NO_TLSv1_1\n",
     "", 0},
    {"TLS-RENEG", "ServerSSL", "O ServerSSLOptions=+SSL_OP_CIPHER_SERVER_PREFERENCE\n", "", 1},
    {"TLS-RENEG", "ServerSSL", "O ServerSSLOptions=+SSL_OP_NO_RENEGOTIATION\n", "", 0},
    {"TLS-RENEG", "ServerSSL", "DZ8.16.1\n", "", 0},
    {"TLS-OPT", "O ServerSSL", "O ServerSSLOptions=+SSL_OP_NO_COMPRESSION\n", "", 1},
    {"TLS-OPT", "O ServerSSL",
     "O ServerSSLOptions=+SSL_OP_CIPHER_SERVER_PREFERENCE +SSL_OP_NO_RENEGOTIATION "
     "+SSL_OP_NO_COMPRESSION\n",
     "", 0},
    {"TLS-CIPHER", "", "O CipherList=HIGH:RC4-SHA\n", "", 1},
    {"TLS-CIPHER", "", "O CipherList=HIGH:!RC4\n", "", 1},
    {"TLS-CIPHER", "", "O CipherList=LOW\n", "", 1},
    {"TLS-CIPHER", "", "O CipherList=ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-RC4-SHA\n", "", 1},
    {"TLS-CIPHER", "", "O CipherList=ECDHE-RSA-AES256-GCM-SHA384\n", "", 0},
    {"TLS-CIPHER", "", "O CipherList=HIGH:!aNULL:!RC4:!3DES\n", "", 0},
    {"TLS-DH", "", "O DHParameters=1\n", "", 1},
    {"TLS-DH", "", "O DHParameters=2\n", "", 0},
    {"TLS-FP", "", "O CertFingerprintAlgorithm=md5\n", "", 1},
    {"TLS-FP", "", "O CertFingerprintAlgorithm=sha512\n", "", 0},
    {"TLS-CLEAR", "", "O TLSFallbacktoClear=True\n", "", 1},
    {"TLS-CLEAR", "", "O TLSFallbacktoClear=False\n", "", 0},
    {"AUTH-PLAIN", "DaemonPort",
     "O DaemonPortOptions=Name=MSA, Port=587, M=Ea\nO AuthOptions=y\n"
     "O AuthMechanisms=PLAIN\n",
     "", 1},
    {"AUTH-PLAIN", "DaemonPort",
     "O DaemonPortOptions=Name=MSA, Port=587, M=Ea\nO AuthOptions=y\n"
     "O AuthMechanisms=GSSAPI EXTERNAL\n",
     "", 0},
    {"AUTH-PLAIN", "DaemonPort", "O DaemonPortOptions=Name=MSA, Port=587, M=E\nO AuthOptions=p,y\n",
     "", 0},
    {"AUTH-MECH", "DaemonPort",
     "O DaemonPortOptions=Name=MSA, Port=587, M=E\nO AuthMechanisms=PLAIN CRAM-MD5\n", "", 1},
    {"AUTH-MECH", "DaemonPort",
     "O DaemonPortOptions=Name=MSA, Port=587, M=E\nO AuthMechanisms=PLAIN SCRAM-SHA-256\n", "", 0},
    {"AUTH-FILE", "", "O DefaultAuthInfo=/etc/mail/auth\n", "", 1},
    {"AUTH-FILE", "", "O DefaultAuthInfo=\n", "", 0},
    {"NUL", "", "O RejectNUL=False\n", "", 1},
    {"NUL", "", "O RejectNUL=True\n", "", 0},
    {"CF-SPACES", "", "Scheck_x\nR$*    $#error $: no\nR$*\t$1\n", "", 1},
    {"CF-SPACES", "", "Scheck_x\nR$* \t $1\n", "", 0},
    {"CF-OPTION", "", "O MinTLS=1.2\n", "", 1},
    {"CF-OPTION", "", "O LogLev=9\n", "", 0},
    {"CF-DEAD", "", "Scheck_x\nR$*\t$@ OK\nR$-\t$#error $: no\n", "", 1},
    {"CF-DEAD", "", "Scheck_x\nR$*\t$: $1\nR$*\t$@ OK\nScheck_y\nR$*\t$1\n", "", 0},
    {"CF-MAP", "", "Scheck_x\nR$*\t$(nowhere $1 $)\n", "", 1},
    {"CF-MAP", "", "Scheck_x\nR$*\t$(access $1 $)\n", "", 0},
    {"CF-MAILER", "", "Sparse=0\nR$*\t$#uucp $@ $1 $: $1\n", "", 1},
    {"CF-MAILER", "", "Sparse=0\nR$*\t$#local $: $1\n", "", 0},
    {"CF-CLASS", "", "Scheck_x\nR$={Bouncers}\t$#error $: no\n", "", 1},
    {"CF-CLASS", "", "Scheck_x\nR$~{Bouncer}\t$#error $: no\n", "", 1},
    {"CF-CLASS", "", "C{Bouncers}x\nScheck_x\nR$={Bouncers} $=w $=M\t$#error $: no\n", "", 0},
    {"CF-RULESET", "", "Scheck_x\nR$*\t$: $>Rcpt_OK $1\n", "", 1},
    {"CF-RULESET", "", "Scheck_x\nR$*\t$: $>Rcpt_ok $1\nR$*\t$: $>3 $1\n", "", 0},
    {"LIM-MIME-HDR", "", "O MaxMimeHeaderLength=0\n", "", 1},
    {"LIM-MIME-HDR", "", "O MaxMimeHeaderLength=2048/1024\n", "", 0},
    {"DANE", "O DANE", "", "", 1},
    {"DANE", "", "O DANE=true\n", "", 0},
    {"MTA-STS", "O Strict", "", "", 1},
    {"MTA-STS", "", "O StrictTransportSecurity=true\n", "", 0},
    {"GREET-LONG", "", "Sgreet_pause\nR$+\t$# 300000\n", "", 1},
    {"GREET-LONG", "", "Sgreet_pause\nR$+\t$# 299999\n", "", 0},
    {"BADMX", "Kbadmx", "", "", 1},
    {"BADMX", "", "Kbadmx regex -a<BADMX> x\n", "", 0},
    {"DNSBL", "Kdnsbl", "", "", 1},
    {"DNSBL", "", "Kednsbl dns -R A\n", "", 0},
    {"ALPACA-HTTP", "", "", "Srv_Features:192.0.2.1\th\n", 1},
    {"ALPACA-HTTP", "", "", "Srv_Features:\th c\n", 0},
    {"SMUG-EXC", "", "", "Srv_Features:\tg2 u2 h\n", 1},
    {"RCVD-CLAUSE", "", "HReceived: from $s $_ by $j rcpts ${nrcpts}$?u for $u$.; $b\n", "", 1},
    {"RCVD-CLAUSE", "",
     "HReceived: $?sfrom $s $.$_ (rcpts ${nrcpts} (all)) by $j$?u\n\tfor $u$.; $b\n", "", 0},
    {"RCVD-FROM", "", "HReceived: $>Check_received\n", "", 0},
    {"RELAY-WIDE", "", "", "Connect:IPv6:2001\tRELAY\n", 1},
    {"RELAY-WIDE", "", "", "Connect:IPv6:2001:db8\tRELAY\n*\tRELAY\nTo:\tRELAY\n", 0},
    {"AUTH-PLAIN", "DaemonPort",
     "O DaemonPortOptions=Name=MSA, Port=587, M=Ea\nO AuthOptions=Apy\nO AuthMechanisms=PLAIN\n",
     "", 1},
    {"DBS-SAFE", "", "O DontBlameSendmail=WorldWritableAliasFile\nO DontBlameSendmail=safe\n", "",
     0},
    {"RCVD-CLAUSE", "", "HReceived: from $s $_ by $j with ESMTP id $i$?u for $u$.; $b\n", "", 0},
    {"RCVD-BY", "", "HReceived: from $s $_ by  mail.example.org; $b\n", "", 0},
    {"RCVD-USER", "", "HReceived: from $s $_ by $j ($&{auth_authen}); $b\n", "", 1},
    {"RCVD-FOR", "", "HReceived: from $s $_ by $j for <$u>; $b\n", "", 1},
    {"GREET-LONG", "", "", "GreetPause:192.0.2.1\t400000\n", 1},
    {"GREET-LONG", "", "", "GreetPause:192.0.2.1\t4000\n", 0},
    {"ALIAS-DECODE", "", "", "z: uudecode@example.org,\"|/bin/cat\"\n", 0},
    {"ALIAS-DECODE", "", "", "z: \"|/usr/bin/my-uudecode-log\"\n", 0},
    {"PROG-SMRSH", "Mprog", "Mprog, P=/bin/false, F=lsDFMoqeu9, A=false\n", "", 0},
    {"RCVD-VER", "", "HReceived: from $s $_ by $j ($v/$Z); $b\nHReceived: $>Check_received\n", "",
     1},
    {"PRIV-EXPN", "", "O PrivacyOptions=authwarnings\n", "", 0},
    {"DBS-SAFE", "",
     "O DontBlameSendmail=WorldWritableAliasFile\nO DontBlameSendmail=GroupReadableKeyFile\n", "",
     1},
    {"RELAY-WIDE", "", "", "com\tRELAY \n", 1},
    {"RELAY-WIDE", "Kaccess", "Kaccess hash\t-T<TMPF>\t/etc/mail/access\n", "com\tRELAY\n", 1},
    {"SMUG-EXC", "", "", "srv_features:\tF\n", 1},
    {"CF-MAP", "", "Scheck_x\nR$*\t$(host $1 $: no $)\n", "", 0},
    {"LISTEN-LOCAL", "DaemonPort", "O DaemonPortOptions=Name=MTA, addr=127.0.0.1\n", "", 0},
    {"CF-FILTER", "", "O InputMailFilters=dkim\n", "", 1},
    {"CF-FILTER", "", "O InputMailFilters=dkim\nXdkim, S=inet:8891@127.0.0.1\n", "", 0},
};

static int read_row(const void *arg, const char *path, struct str *out, struct str *name,
                    struct err *err)
{
    (void)name;
    (void)path;
    (void)err;
    str_add(out, arg);
    return 1;
}

static bool is_left_out(const struct strs *without, const char *line)
{
    for (size_t i = 0; i < without->n; i++)
        if (strstr(line, without->v[i]) != NULL)
            return true;
    return false;
}

/* The clean configuration as the row changes it. */
static void change(const struct row *row, struct str *out)
{
    struct str base = STR_INIT;
    struct strs without = {0};
    const char *top = getenv("TOP");
    char *path = NULL;
    str_set(&path, "%s/tests/unit/data/audit.cf", top != NULL ? top : ".");
    cr_assert_eq(file_read(path, FILE_MAX_CF, &base, NULL), 0, "%s", path);
    free(path);
    strs_split(&without, row->without, ";");
    for (char *at = base.buf, *end; (end = strchr(at, '\n')) != NULL; at = end + 1) {
        char *line = mem_dupn(at, (size_t)(end - at));
        if (strncmp(line, "Mlocal", 6) == 0)
            str_add(out, row->with);
        if (!is_left_out(&without, line))
            str_addf(out, "%s\n", line);
        free(line);
    }
    strs_free(&without);
    str_free(&base);
}

/* Rows of what only the .mc shows: a call that m4 made on line 2, and the text. */
static const struct {
    const char *id, *macro, *first, *text;
    bool trips;
} mc_rows[] = {
    {"MC-NAME", "define", "confPRIVACYFLAGS", "\ndefine(`confPRIVACYFLAGS', `goaway')\n", true},
    {"MC-NAME", "define", "confPRIVACY_FLAGS", "\ndefine(`confPRIVACY_FLAGS', `goaway')\n", false},
    {"MC-NAME", "define", "ConfPRIVACY_FLAGS", "\ndefine(`ConfPRIVACY_FLAGS', `goaway')\n", true},
    {"MC-NAME", "define", "CONFIG_FLAGS", "\ndefine(`CONFIG_FLAGS', `goaway')\n", false},
    {"MC-NAME", "define", "confOWN", "\ndefine(`confOWN', `x')\nD{x}confOWN\n", false},
    {"MC-QUOTE", "define", "'confLOG_LEVEL'", "\ndefine('confLOG_LEVEL', '9')\n", true},
    {"MC-QUOTE", "define", "confLOG_LEVEL", "\ndefine(`confLOG_LEVEL', `9')\n", false},
    {"MC-QUOTE", "MASQUERADE_AS", "", "\nMASQUERADE_AS(\xe2\x80\x98x\xe2\x80\x99)\n", true},
    {"MC-NAME", "define", "confPRIVACYFLAGS",
     "dnl define(`confPRIVACYFLAGS', `x')\ndefine(`confPRIVACYFLAGS', `goaway')\n", true},
    {"MC-NAME", "define", "confPRIVACYFLAGS",
     "# confPRIVACYFLAGS\ndefine(`confPRIVACYFLAGS', `goaway')\n", true},
    {"MC-NAME", "define", "confOWN", "\ndefine(`confOWN', `x')ifdef(`confOWN', `y')\n", false},
    {"MC-QUOTE", "define", "", "\ndefine(\342\200\230confLOG_LEVEL\342\200\231, 9)\n", true},
    {"MC-QUOTE", "define", "", "\ndefine(confLOG_LEVEL, \342\200\2309\342\200\231)\n", true},
    {"MC-QUOTE", "FEATURE", "", "\nFEATURE(\342\200\234access_db\342\200\235)\n", true},
    {"MC-QUOTE", "define", "confSMTP_LOGIN_MSG",
     "\ndefine(`confSMTP_LOGIN_MSG', `$j Hello, \342\200\234friend\342\200\235')\n", false},
    {"MC-QUOTE", "divert", "",
     "divert(-1)\nwrite FEATURE(\342\200\234x\342\200\235), \342\200\230x\342\200\231\n"
     "include(`/x/m4/cf.m4')\n",
     false},
    {"MC-QUOTE", "divert", "", "divert(-1)\ndivert(0)FEATURE(\342\200\234x\342\200\235)\n", true},
    {"MC-QUOTE", "include", "",
     "divert(-1)include(`/x/m4/cf.m4')\nFEATURE(\342\200\234x\342\200\235)\n", true},
    {"MC-QUOTE", "VERSIONID", "", "\nVERSIONID(`x') # f(\342\200\230x\342\200\231)\n", false},
    {"MC-QUOTE", "VERSIONID", "", "\nVERSIONID(`x')dnl (\xe2\x80\x98x\xe2\x80\x99)\n", false},
    {"MC-QUOTE", "define", "", "\ndefine(`confLOG_LEVEL', \"9\")\n", true},
    {"MC-QUOTE", "MASQUERADE_AS", "", "\nMASQUERADE_AS('x')\n", true},
    {"MC-QUOTE", "MASQUERADE_AS", "", "\nMASQUERADE_AS(`it''s')\n", true},
    {"MC-QUOTE", "define", "'confLOG_LEVEL'", "", true}, /* in the arguments of another macro */
    {"MC-AFTER", "FEATURE", "smrsh", "", true},
    {"MC-AFTER", "FEATURE", "own", "", true},
    {"MC-AFTER", "FEATURE", "access_db", "", false},
    {"MC-AFTER", "HACK", "x", "", false},
};

static bool is_found_in_mc(size_t row)
{
    const struct row nothing = {"", "", "", "", 0};
    struct mc mc = {.name = mem_dup("test.mc")};
    struct str text = STR_INIT;
    struct cf cf = {.n = 0};
    struct audit_report report = {.n = 0};
    bool found = false;
    change(&nothing, &text);
    cr_assert_eq(cf_parse(str_text(&text), text.len, "test.mc", &cf, NULL), 0);
    str_add(&mc.text, mc_rows[row].text);
    strs_add(&mc.known, "confPRIVACY_FLAGS");
    strs_add(&mc_add_call(&mc, "MAILER", (struct mc_place){mc.name, 1}, true)->args, "smtp");
    strs_add(&mc_add_call(&mc, mc_rows[row].macro, (struct mc_place){mc.name, 2}, true)->args,
             mc_rows[row].first);
    const struct audit_input input = {.mta = &cf, .mc = &mc, .read = read_row, .read_arg = ""};
    audit_run(&input, &report);
    for (size_t i = 0; i < report.n; i++)
        if (strcmp(report.v[i].check->id, mc_rows[row].id) == 0) {
            found = true;
            cr_expect_str_eq(report.v[i].file, "test.mc");
            cr_expect_eq(report.v[i].line, 2);
        }
    audit_free(&report);
    cf_free(&cf);
    mc_free(&mc);
    str_free(&text);
    return found;
}

Test(audit_checks, mc_rows)
{
    for (size_t i = 0; i < ARRAY_LEN(mc_rows); i++)
        cr_expect_eq(is_found_in_mc(i), mc_rows[i].trips, "%s: %s", mc_rows[i].id, mc_rows[i].text);
}

static bool is_found(const struct row *row)
{
    struct str text = STR_INIT;
    struct cf cf = {.n = 0};
    struct err err = {0};
    struct audit_report report = {.n = 0};
    change(row, &text);
    cr_assert_eq(cf_parse(str_text(&text), text.len, "test.cf", &cf, &err), 0, "%s: %s", row->id,
                 err.text);
    const struct audit_input input = {.mta = &cf,
                                      .read = read_row,
                                      .read_arg = row->table,
                                      .roles = row->trips == 2 ? ROLE_LOCAL : ROLE_ANY};
    audit_run(&input, &report);
    bool found = false;
    for (size_t i = 0; i < report.n; i++) {
        const struct finding *f = &report.v[i];
        found = found || strcmp(f->check->id, row->id) == 0;
        cr_assert(f->found[0] != '\0' && f->wanted[0] != '\0' && f->mend[0] != '\0', "%s",
                  f->check->id);
    }
    audit_free(&report);
    cf_free(&cf);
    str_free(&text);
    return found;
}

Test(audit_checks, rows)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        cr_expect_eq(is_found(&rows[i]), rows[i].trips != 0, "row %zu: %s %s", i, rows[i].id,
                     rows[i].trips != 0 ? "is not found" : "is found");
}

Test(audit_checks, each_has_both)
{
    for (const struct check *c = check_next(NULL); c != NULL; c = check_next(c)) {
        /* Flaws are test_audit_flaws.c's; the proof is tests/cases/audit's. */
        bool trips = c->fixed != NULL || strcmp(c->id, "RELAY-PROOF") == 0, misses = trips;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++)
            if (strcmp(rows[i].id, c->id) == 0) {
                trips = trips || rows[i].trips != 0;
                misses = misses || rows[i].trips == 0;
            }
        for (size_t i = 0; i < ARRAY_LEN(mc_rows); i++)
            if (strcmp(mc_rows[i].id, c->id) == 0) {
                trips = trips || mc_rows[i].trips;
                misses = misses || !mc_rows[i].trips;
            }
        /* What is made on files has its rows in test_audit_host.c. */
        cr_expect((trips && misses) || c->on == ON_HOST, "%s", c->id);
        cr_expect(c->title != NULL && c->why != NULL && c->source != NULL && c->roles != 0, "%s",
                  c->id);
        cr_expect(c->setting != NULL || c->mc != NULL || c->mend != NULL, "%s", c->id);
        cr_expect_eq(check_find(c->id), c, "%s stands there twice", c->id);
    }
}

/* The configuration that the rows start from. */
Test(audit_checks, clean)
{
    const struct row row = {"", "", "", "", 0};
    struct str text = STR_INIT;
    struct cf cf = {.n = 0};
    struct audit_report report = {.n = 0};
    change(&row, &text);
    cr_assert_eq(cf_parse(str_text(&text), text.len, "test.cf", &cf, NULL), 0);
    const struct audit_input input = {
        .mta = &cf, .read = read_row, .read_arg = "Srv_Features:\th\n"};
    audit_run(&input, &report);
    for (size_t i = 0; i < report.n; i++)
        cr_expect(false, "%s: %s", report.v[i].check->id, report.v[i].found);
    cr_expect_eq(report.n_untried, 0);
    cr_expect_gt(report.roles.n, 0);
    audit_free(&report);
    cf_free(&cf);
    str_free(&text);
}

static int read_nothing(const void *arg, const char *path, struct str *out, struct str *name,
                        struct err *err)
{
    (void)name;
    (void)arg;
    (void)out;
    return err_set_at(err, ERR_SYSTEM, path, 0, 0, "cannot read");
}

/* What cannot be read is told once, however many checks wanted it. */
Test(audit_checks, unreadable)
{
    const struct row row = {"", "", "", "", 0};
    struct str text = STR_INIT;
    struct cf cf = {.n = 0};
    struct audit_report report = {.n = 0};
    change(&row, &text);
    cr_assert_eq(cf_parse(str_text(&text), text.len, "test.cf", &cf, NULL), 0);
    const struct audit_input input = {.mta = &cf, .read = read_nothing, .roles = ROLE_ANY};
    audit_run(&input, &report);
    cr_expect_eq(report.n_untried, 3, "access, aliases and relay-domains, not %zu",
                 report.n_untried);
    audit_free(&report);
    cf_free(&cf);
    str_free(&text);
}
