# 13 pictures that promise or hold far more than their size: each has an outcome before its deadline,
# memory stays below its limit, and nothing is written to any disk (P3, P8).
title 'bombs'
mkdir bombs home
"$build/fault-bombs" bombs || wrong 'no bombs'
printf nothing >known.txt
index store known.txt
bombs=$(find bombs -type f | wc -l)
find / -xdev -maxdepth 2 -name 'vips-*' -o -xdev -maxdepth 2 -name 'orcexec*' 2>/dev/null | sort >before

# The largest resident set of any decoder, seen while it works.
# (Two bombs work until they are stopped, twice each; in the quick tests that is soon.)
HOME=$work/home start match $(by_tier '--max-seconds 1' '' '' '') --known store --findings findings bombs
peak_kib=0 began=$SECONDS
while is_running; do
	for decoder in $(children_of $pid); do
		kib=$(awk '/VmHWM/ { print $2 }' "/proc/$decoder/status" 2>/dev/null)
		[ "${kib:-0}" -le $peak_kib ] || peak_kib=$kib
	done
	[ $((SECONDS - began)) -lt 300 ] || send KILL
	sleep 0.05
done
finish
[ $status -le 1 ] || wrong "status $status: $(tail -n 1 err)"
check_findings findings
"$build/fault-findings" outcomes findings >outcomes
[ "$(wc -l <outcomes)" -eq "$bombs" ] || wrong "$(wc -l <outcomes) outcomes"
! grep -E '^(crashed|policy-violation)' outcomes || wrong 'a decoder did not survive a bomb'
[ $peak_kib -le $((2200 * 1024)) ] || is_sanitized || wrong "a decoder took $peak_kib KiB"
find / -xdev -maxdepth 2 -name 'vips-*' -o -xdev -maxdepth 2 -name 'orcexec*' 2>/dev/null | sort >after
same before after 'written to disk'
[ -z "$(find "$TMPDIR" home -type f)" ] || wrong "written: $(find "$TMPDIR" home -type f | head -n 3)"
result "$bombs bombs in $((SECONDS - began)) s, at most $((peak_kib / 1024)) MiB: $(cut -d ' ' -f 1 outcomes | sort | uniq -c | tr -s ' \n' ' ')"
