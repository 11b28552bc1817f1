# Turns the files named on the command line into the C table templates[], one C
# string per line of a template.  The same files in the same order give the same
# bytes; LC_ALL=C is expected, so that text is bytes.

function fail(why) {
    print FILENAME ":" FNR ": " why > "/dev/stderr"
    failed = 1
    exit 1
}

BEGIN {
    print "/* Made by templates/embed.awk; edit the templates instead. */"
    print "#include <stddef.h>\n"
    print "#include \"render/templates.h\"\n"
    print "const struct template_file templates[] = {"
    # An empty file has no line, so it would vanish without a word.
    for (i = 1; i < ARGC; i++)
        if ((getline line < ARGV[i]) <= 0) {
            print ARGV[i] ": empty or unreadable template" > "/dev/stderr"
            failed = 1
            exit 1
        } else
            close(ARGV[i])
}

FNR == 1 {
    if (NR > 1)
        print "    },"
    name = FILENAME
    sub(/^.*\//, "", name)
    printf "    {\"%s\",\n", name
}

/[\001-\010\013-\037\177]/ {
    fail("a control character has no place in a template")
}

{
    gsub(/\\/, "&&")
    gsub(/"/, "\\\"")
    gsub(/\?/, "\\?")       # two of them may begin a trigraph
    gsub(/\t/, "\\t")
    printf "     \"%s\\n\"\n", $0
}

END {
    if (failed)
        exit 1
    if (NR > 0)
        print "    },"
    print "    {NULL, NULL},\n};"
}
