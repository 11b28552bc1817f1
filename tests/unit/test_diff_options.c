/* Options, flags and defaults. */
#include "base/mem.h"

#include "diff_rows.h"

Test(diff_options, rows)
{
    static const struct diff_row rows[] = {
        {"O LogLevel=9\n", "O LogLevel=2\n", "option", "LogLevel", DIFF_WEAKENS},
        {"OL9\n", "O LogLevel=2\n", "option", "LogLevel", DIFF_WEAKENS},
        {"", "O MaxMessageSize=1000\n", "option", "MaxMessageSize", DIFF_HARDENS},
        {"", "O MaxDaemonChildren=0\n", "option", "MaxDaemonChildren", DIFF_NEUTRAL},
        {"Op noexpn\n", "O PrivacyOptions=noexpn,novrfy\n", "option", "PrivacyOptions novrfy",
         DIFF_HARDENS},
        {"O PrivacyOptions=noexpn\nO PrivacyOptions=novrfy\n", "O PrivacyOptions=noexpn\n",
         "option", "PrivacyOptions novrfy", DIFF_WEAKENS},
        {"", "O PrivacyOptions=nonsense\n", "option", "PrivacyOptions nonsense", DIFF_UNKNOWN},
        {"O DontBlameSendmail=safe\n", "O DontBlameSendmail=,TrustStickyBit\n", "option",
         "DontBlameSendmail truststickybit", DIFF_WEAKENS},
        {"", "O DontBlameSendmail=safe\n", "option", "DontBlameSendmail", DIFF_NEUTRAL},
        {"", "O ServerSSLOptions=+SSL_OP_NO_SSLv3\n", "option", "ServerSSLOptions SSL_OP_NO_SSLv3",
         DIFF_HARDENS},
        {"O InputMailFilters=clam\n", "", "option", "InputMailFilters clam", DIFF_WEAKENS},
        {"O Future=1\n", "O Future=2\n", "option", "Future", DIFF_UNKNOWN},
        {"Ob100/1000\n", "O MinFreeBlocks=100\nO MaxMessageSize=2000\n", "option", "MaxMessageSize",
         DIFF_WEAKENS},
        {"O AliasFile=/a\n", "O AliasFile=/a\nO AliasFile=/b\n", "option", "AliasFile",
         DIFF_NEUTRAL},
    };
    diff_rows_check(rows, ARRAY_LEN(rows));
}
