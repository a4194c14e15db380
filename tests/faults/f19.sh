# Large and deep trees: time grows with the number of files, not faster; memory stays small; a tree
# deeper than any path can be is walked to its bottom.
title 'large trees'
count=$(by_tier 5000 100000 1000000 1000000)
levels=$(by_tier 300 600 600 2000)
# In memory, where there is some: empty files are a matter of the file system alone.
big=$work/big
if [ -w /dev/shm ] && [ "$(df --output=avail -k /dev/shm | tail -n 1)" -gt $((count * 2)) ]; then
	big=$(mktemp -d /dev/shm/sicht-faults.XXXXXX)
	trap 'rm -rf --one-file-system "$big"' EXIT
fi
printf nothing >known.txt
index store known.txt

# CPU time of a command in milliseconds, and the largest resident set that was seen.
measured() {
	local kib
	peak_kib=0
	TIMEFORMAT='%U %S'
	{ time { start "$@"; while is_running; do
		kib=$(awk '/VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null)
		[ "${kib:-0}" -le $peak_kib ] || peak_kib=$kib
		sleep 0.1
	done; finish; }; } 2>times
	[ $status -le 1 ] || wrong "$1: status $status: $(tail -n 1 err)"
	cpu_ms=$(tail -n 1 times | awk '{ printf "%d", ($1 + $2) * 1000 }')
}

"$build/fault-hostile" many "$big/half" $((count / 2)) 1000
"$build/fault-hostile" many "$big/whole" "$count" 1000
"$build/fault-hostile" many "$big/wide" $((count / 2)) "$count"
measured match --known store --findings half.findings "$big/half"
half_ms=$cpu_ms
measured match --known store --findings whole.findings "$big/whole"
whole_ms=$cpu_ms
[ $peak_kib -le $((256 * 1024 + count * 64 / 1024)) ] || is_sanitized || wrong "match took $peak_kib KiB"
measured match --known store --findings wide.findings "$big/wide"
wide_ms=$cpu_ms
for findings in half whole wide; do
	check_findings $findings.findings
done
[ "$(grep -c '"outcome":"empty"' whole.findings)" -eq "$count" ] || wrong 'files are missing'
# What does not depend on the number (starting decoders) makes the ratio smaller, noise larger.
[ $whole_ms -le $((half_ms * 5 / 2 + 500)) ] || wrong "$half_ms ms for half, $whole_ms ms for the whole"
[ $wide_ms -le $((half_ms * 2 + 500)) ] || wrong "$wide_ms ms in one folder, $half_ms ms in many"

measured index --store store --role known --set whole "$big/whole"
index_kib=$peak_kib index_ms=$cpu_ms
[ $index_kib -le $((256 * 1024 + count * 64 / 1024)) ] || is_sanitized || wrong "index took $index_kib KiB"
measured index --store store --role known --set whole "$big/whole"
again_ms=$cpu_ms

"$build/fault-hostile" deep "$big/deep" "$levels" 200
run_well match --known store --findings deep.findings "$big/deep"
check_findings deep.findings
grep -q 'at the bottom' deep.findings || wrong 'the bottom was not reached'
result "$count files: match $whole_ms ms (half: $half_ms, one folder: $wide_ms), index $index_ms ms (again: $again_ms), $((index_kib / 1024)) MiB; $levels folders deep"
