"""What stands in a .mc, found without mcwizard: a small reader of m4 that follows quotes, comments,
dnl and divert, and names each active call and each line of raw text with its lines.

It does not expand anything: what stands in the arguments of ifdef and ifelse belongs to that call.
"""
import collections
import re

# macro, first and last line, its text; macro "" is a line of raw text
Piece = collections.namedtuple("Piece", "macro first last text")

# Words that are macros without a parenthesis, too.
BARE = """LOCAL_CONFIG LOCAL_NET_CONFIG LOCAL_RULESETS LOCAL_RULE_0 LOCAL_RULE_1 LOCAL_RULE_2 LOCAL_RULE_3
    LOCAL_USER_RULES MAILER_DEFINITIONS LOCAL_SRV_FEATURES LOCAL_CLT_FEATURES LOCAL_TRY_TLS LOCAL_TLS_RCPT
    LOCAL_TLS_CLIENT LOCAL_TLS_SERVER PUSHDIVERT POPDIVERT divert undivert changequote changecom""".split()
CALLED = """define undefine pushdef popdef include sinclude ifdef ifelse errprint VERSIONID OSTYPE DOMAIN FEATURE
    HACK MAILER SITECONFIG SITE DAEMON_OPTIONS CLIENT_OPTIONS INPUT_MAIL_FILTER MAIL_FILTER QUEUE_GROUP
    MASQUERADE_AS MASQUERADE_DOMAIN MASQUERADE_DOMAIN_FILE MASQUERADE_EXCEPTION MASQUERADE_EXCEPTION_FILE
    EXPOSED_USER EXPOSED_USER_FILE LOCAL_USER LOCAL_USER_FILE LOCAL_DOMAIN RELAY_DOMAIN RELAY_DOMAIN_FILE
    VIRTUSER_DOMAIN VIRTUSER_DOMAIN_FILE GENERICS_DOMAIN GENERICS_DOMAIN_FILE LDAPROUTE_DOMAIN
    LDAPROUTE_DOMAIN_FILE LDAPROUTE_EQUIVALENT LDAPROUTE_EQUIVALENT_FILE CANONIFY_DOMAIN
    CANONIFY_DOMAIN_FILE TRUST_AUTH_MECH MODIFY_MAILER_FLAGS UUCPSMTP DECNET_RELAY
    FEATURE_ONCE syscmd esyscmd builtin indir maketemp mkstemp debugfile debugmode traceon traceoff
    m4wrap eval incr len index substr translit format defn dumpdef sysval""".split()
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
HAS_CF = re.compile(r"include\(`[^']*cf\.m4'\)")


class Reader:
    def __init__(self, text, comments):
        self.text, self.at, self.line = text, 0, 1
        self.comments = comments  # whether # begins one: until cf.m4 is read
        self.kept = True  # text goes into the .cf
        self.pieces, self.raw = [], {}

    def step(self, n=1):
        self.line += self.text.count("\n", self.at, self.at + n)
        self.at += n

    def word(self):
        match = WORD.match(self.text, self.at)
        before = self.text[self.at - 1] if self.at else "\n"
        return match.group() if match and not WORD.match("_" + before, 1) and not before.isdigit() else ""

    def skip_line(self):
        end = self.text.find("\n", self.at)
        self.step((len(self.text) if end < 0 else end + 1) - self.at)

    def quoted(self):
        depth = 0
        while self.at < len(self.text):
            c = self.text[self.at]
            depth += (c == "`") - (c == "'")
            self.step()
            if not depth:
                return

    def arguments(self):
        """From the parenthesis to the one that closes it."""
        depth = 0
        while self.at < len(self.text):
            c = self.text[self.at]
            if c == "`":
                self.quoted()
            elif c == "#" and self.comments:
                self.skip_line()
            elif self.word() == "dnl":
                self.skip_line()
            else:
                depth += (c == "(") - (c == ")")
                self.step()
                if not depth:
                    return

    def keep(self, text):
        if self.kept and text not in (" ", "\t", "\r", "\n", "\0"):
            self.raw.setdefault(self.line, len(self.raw))

    def read(self):
        while self.at < len(self.text):
            c, word = self.text[self.at], self.word()
            if word == "dnl":
                self.skip_line()
            elif word in BARE or word in CALLED and self.text.startswith("(", self.at + len(word)):
                self.call(word)
            elif c == "#" and self.comments:
                self.skip_line()  # a comment of the .cf
            elif c == "`":
                self.keep(self.text[self.at + 1:self.at + 2])
                self.quoted()
            else:
                self.keep(c)
                self.step(len(word) or 1)
        lines = self.text.split("\n")
        for line in self.raw:
            text = lines[line - 1].strip()
            if not text.startswith("#"):
                self.pieces.append(Piece("", line, line, text))
        return sorted(self.pieces, key=lambda p: (p.first, p.last))

    def call(self, word):
        start, first = self.at, self.line
        self.step(len(word))
        if self.text.startswith("(", self.at):
            self.arguments()
        text = self.text[start:self.at]
        if word == "divert":
            self.kept = not text.startswith("divert(-")
        elif word in ("LOCAL_CONFIG", "LOCAL_RULESETS", "MAILER_DEFINITIONS") or word.startswith("LOCAL_RULE"):
            self.kept = True
        if word == "include" and HAS_CF.match(text):
            self.comments, self.kept = False, True
        if word not in ("divert", "changequote", "changecom"):
            self.pieces.append(Piece(word, first, self.line, text))


def pieces(text):
    """Active calls and raw lines; # is a comment only before cf.m4, which some systems read first."""
    return Reader(text, bool(HAS_CF.search(text))).read()


# ---- what the reader must get right ----

SAMPLE = """\
divert(-1)
# FEATURE(`no') define(`no', `x')
junk
divert(0)dnl
include(`../m4/cf.m4')
# it's a comment of the .cf with FEATURE(`yes7')
OSTYPE(`linux')dnl FEATURE(`no')
dnl FEATURE(`no')
define(`a', dnl
`b, dnl (')dnl
prose
FEATURE(`x', ``550 "no" FEATURE(`no')'')FEATURE(y)
LOCAL_CONFIG
Kfoo regex -a@M ^x(y)
# FEATURE
  dnl MAILER(no)
MYFEATURE(`no')
""".replace("# it's a comment of the .cf with FEATURE(`yes7')\n", "# a comment with FEATURE(`yes6')\n")
FOUND = [("include", 5, 5), ("FEATURE", 6, 6), ("OSTYPE", 7, 7), ("define", 9, 10), ("", 11, 11), ("FEATURE", 12, 12),
         ("FEATURE", 12, 12), ("LOCAL_CONFIG", 13, 13), ("", 14, 14), ("", 17, 17)]


def selftest():
    """Empty, or how the reader differs from what it must find."""
    found = [p[:3] for p in pieces(SAMPLE)]
    without = [p[:3] for p in pieces("# FEATURE(`yes')\nOSTYPE(x)\nit dnl s\n")]
    differs = [f"found {found}", f"not   {FOUND}"] if sorted(found) != sorted(FOUND) else []
    if without != [("FEATURE", 1, 1), ("OSTYPE", 2, 2), ("", 3, 3)]:
        differs.append(f"without cf.m4: {without}")
    return "\n".join(differs)


if __name__ == "__main__":
    print(selftest() or "well")
