# Hostile pictures that somebody collected (--corpus): each has an outcome, no decoder dies.
title 'public corpora'
[ -n "$corpus" ] || skip 'no --corpus DIR'
printf nothing >known.txt
index store known.txt
patience=86400
run_well match --known store --findings findings "$corpus"
check_findings findings
! grep -qE '(crashed|policy-violation) [0-9]' findings.out || wrong 'a decoder did not survive a file'
result "$(cat findings.out)"
