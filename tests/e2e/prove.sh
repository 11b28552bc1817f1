#!/bin/bash
# prove against the real sendmail: nothing good is flagged (all profiles, all 15
# combinations of roles), every weakened configuration is, with the flow that it opens,
# and mutants of the rulesets that judge relaying do not slip through.
#   prove.sh           what CI runs: each 200th mutant
#   prove.sh mutants   every mutant (more than an hour on two cores)
. "$(dirname "$0")/lib.sh"
for tool in m4 python3; do
    command -v $tool >/dev/null || e2e_cannot "$tool is not installed"
done
[ -x "$TOOLS$SENDMAIL" ] || e2e_cannot "no unpacked sendmail in $TOOLS"
every=200 addresses=5000
[ "${1:-}" != mutants ] || { every=1; addresses=100000; }

holds()
{
    "$MCWIZARD" --tools "$TOOLS" --elsewhere "$@" prove -j 2 -p "$profile" | tail -n 60
    return "${PIPESTATUS[0]}"
}

for profile in "$TOP"/profiles/*.json; do
    check "$(basename "$profile" .json) holds" holds
done

profile=$TOP/tests/prove/base.json
for roles in {0,1}{0,1}{0,1}{0,1}; do
    [ $roles != 0000 ] || continue
    sets=() names=
    for i in 0 1 2 3; do
        role=$(echo local outbound inbound relay | cut -d' ' -f$((i + 1)))
        if [ "${roles:i:1}" = 1 ]; then
            sets+=(--set "roles.$role=yes")
            names=$names-$role
        else
            sets+=(--set "roles.$role=no")
        fi
    done
    case $names in
    *local*) ;;
    *inbound*) sets+=(--set local.hub=hub.example.org --set inbound.recipients=list
        --set inbound.recipient_list=alice@example.org) ;;
    *) sets+=(--set local.hub=hub.example.org) ;;
    esac
    check "${names#-} holds" holds "${sets[@]}"
done

count_lines < <(python3 "$TOP/tests/prove/weakened.py" "$MCWIZARD" "$TOOLS" 2>&1 ||
    echo "not ok - weakened.py ends well")
count_lines < <(python3 "$TOP/tests/prove/mutate.py" "$MCWIZARD" "$TOOLS" --every $every --addresses $addresses 2>&1 ||
    echo "not ok - mutate.py ends well")
e2e_end
