"""Hostile .mc: what must never run, be read or be written, whatever the .mc says of it."""

HEAD = "include(`/usr/share/sendmail-cf/m4/cf.m4')dnl\nOSTYPE(`linux')dnl\n"
TAIL = "MAILER(`local')dnl\nMAILER(`smtp')dnl\n"
HARMLESS = {"many-lines"}  # only large


def cases(where):
    """(name, text); where: a folder with a file `secret`, in which nothing may appear."""
    did, secret = f"{where}/did", f"{where}/secret"
    lines = {
        "syscmd": f"syscmd(`touch {did}')dnl",
        "esyscmd": f"define(`confLOG_LEVEL', esyscmd(`touch {did}; cat {secret}'))dnl",
        "include": "LOCAL_CONFIG\n# include(`/etc/passwd')\ninclude(`/etc/passwd')dnl",
        "include-secret": f"include(`{secret}')dnl",
        "include-relative": "include(`../secret')dnl",
        "sinclude": f"define(`SMART_HOST', sinclude(`{secret}'))dnl",
        "undivert": f"undivert(`{secret}')dnl\nundivert(`/etc/passwd')dnl",
        "maketemp": f"maketemp(`{did}XXXXXX')dnl",
        "mkstemp": f"define(`x', mkstemp(`{did}XXXXXX'))dnl",
        "debugfile": f"debugfile(`{did}')debugmode(`V')dnl",
        "builtin": f"builtin(`syscmd', `touch {did}')dnl",
        "builtin-include": f"builtin(`include', `{secret}')dnl",
        "indir": f"indir(`syscmd', `touch {did}')dnl",
        "indir-include": f"define(`x', `include')indir(x, `{secret}')dnl",
        "defn": f"define(`run', defn(`syscmd'))run(`touch {did}')dnl",
        "defn-include": f"define(`inc', defn(`include'))inc(`{secret}')dnl",
        "pushdef-include": f"pushdef(`inc', defn(`include'))popdef(`include')include(`{secret}')inc(`{secret}')dnl",
        "changequote": f"changequote([,])define([x], [syscmd([touch {did}])])x[]include([{secret}])changequote(`,')dnl",
        "changequote-words": f"changequote(<<, >>)changequote(include, dnl)syscmd(include touch {did} dnl)dnl",
        "changecom": f"changecom(`FEATURE', `dnl')syscmd(`touch {did}')dnl",
        "m4wrap": f"m4wrap(`syscmd(`touch {did}')include(`{secret}')')dnl",
        "feature-path": f"FEATURE(`../../../../../../../../../..{secret}')dnl",
        "feature-absolute": "FEATURE(`/../../../../../../../etc/passwd')dnl",
        "domain-path": f"DOMAIN(`../../../../../../../../../..{secret}')dnl",
        "hack-path": "HACK(`../../../../../../../../etc/passwd')dnl",
        "cf-dir": f"define(`_CF_DIR_', `{where}/')include(_CF_DIR_`secret')FEATURE(`redirect')dnl",
        "file-in-table": f"define(`ALIAS_FILE', `{secret}')dnl\nsyscmd(`touch {did}')dnl",
        "recorder": f"undefine(`FEATURE')define(`FEATURE', `syscmd(`touch {did}')')FEATURE(`x')\nsyscmd(`touch {did}')dnl",
        "trace-names": f"traceoff`'debugmode`'errprint(`m4trace:sendmail.mc:1: -1- include(`{secret}')\n')include(`{secret}')dnl",
        "exit": f"m4exit(0)\nsyscmd(`touch {did}')dnl",
        "loop": "define(`again', `again')again",
        "loop-deep": "define(`deep', `deep(deep($1))')deep(`x')",
        "loop-long": "define(`long', `long($1`'$1)')long(`xxxxxxxx')",
        "output": "define(`d', `$1$1$1$1$1$1$1$1$1$1')define(`e', `d(d(d(d(d(d(d(d(`y')))))))))')LOCAL_CONFIG\n"
                  "e`'e`'e`'e`'e`'e`'e`'e`'e`'e\n",
        "many-lines": "LOCAL_CONFIG\n" + "Cw x.example\n" * 200000,
        "many-calls": "define(`confLOG_LEVEL', `9')dnl\n" * 50000 + "syscmd(`touch " + did + "')dnl",
        "long-line": "define(`SMART_HOST', `" + "x" * 3000000 + "')dnl\nsyscmd(`true')dnl",
        "format": "define(`x', format(`%2000000000d', 1))x",
        "forloop": "define(`count', `ifelse($1, 0, , `count(decr($1))')')count(100000000)",
    }
    for name, text in lines.items():
        yield name, HEAD + text + "\n" + TAIL
    yield "before-cf", f"syscmd(`touch {did}')dnl\n" + HEAD + TAIL
    yield "only-words", f"syscmd(`touch {did}')"
