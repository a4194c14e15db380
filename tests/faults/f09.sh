# No space left, and failing syncs, at the k-th write of `index` and `match`: a clear message, status
# 2, a sound store, and the same command goes on once there is room (P2).
title 'full disk'
cases=$(by_tier 4 20 500 500)
! is_sanitized || skip 'sanitizers do not go with LD_PRELOAD'
pictures tree "$(by_tier 60 200 200 200)"
pictures seized 60 2
index reference "${quick[@]}" tree
export_of reference >reference.jsonl
run_well match "${quick[@]}" --known reference --findings reference.findings seized

# disturbed KIND:NUMBER ARGUMENT...
disturbed() {
	local fault_spec=$1
	shift
	status=0
	SICHT_FAULT=$fault_spec SICHT_FAULT_COUNT=$work/calls LD_PRELOAD=$build/libfault-interposer.so \
		timeout $patience "$sicht" "$@" >out 2>err </dev/null || status=$?
}

# How many calls there are to be disturbed.
calls_of() {
	disturbed "$1:0" "${@:2}"
	cat calls
}

# A number of the first calls and of all calls, since most go wrong early.
numbers() {
	local total=$1 number
	for ((number = 1; number <= cases; number++)); do
		[ $number -gt $((cases / 2)) ] && echo $((1 + total * (number - cases / 2) / (cases / 2 + 1))) ||
			echo $number
	done | sort -nu
}

tried=0
for kind in write sync; do
	calls=$(calls_of $kind index "${quick[@]}" --store scratch --role known --set known tree)
	rm -rf scratch
	for number in $(numbers "$calls"); do
		for suffix in '' :all; do
			rm -rf store
			disturbed "$kind:$number$suffix" index "${quick[@]}" --store store --role known --set known tree
			tried=$((tried + 1))
			[ $status -eq 2 ] || [ $status -eq 0 ] || wrong "$kind $number$suffix: status $status"
			[ $status -eq 0 ] || [ -s err ] || wrong "$kind $number: no message"
			[ $kind$status != write2 ] || grep -qi 'space' err || wrong "$kind $number: $(tail -n 1 err)"
			index store "${quick[@]}" tree
			export_of store >store.jsonl
			same reference.jsonl store.jsonl "$kind $number$suffix"
			verify store
		done
	done
	calls=$(calls_of $kind match "${quick[@]}" --known reference --findings scratch seized)
	rm -f scratch*
	for number in $(numbers "$calls"); do
		rm -f findings*
		disturbed "$kind:$number" match "${quick[@]}" --known reference --findings findings seized
		tried=$((tried + 1))
		[ $status -le 2 ] || wrong "match, $kind $number: status $status"
		[ $status -ne 2 ] || [ -s err ] || wrong "match, $kind $number: no message"
		[ $status -ne 2 ] || run_well match "${quick[@]}" --known reference --findings findings --force seized
		same reference.findings findings "match, $kind $number"
	done
done

# The real thing, where we may mount: disks of some pages, on which a store cannot even begin, and one
# that is too small for the work.
mkdir small
for kib in 4 8 12 16 20 28 36 $(($(du -sk reference | cut -f 1) * 2 / 3)); do
	is_root && mount -t tmpfs -o size="${kib}k" tmpfs small 2>/dev/null || break
	run index "${quick[@]}" --store small/store --role known --set known tree
	[ $status -eq 2 ] && grep -qi 'space' err || wrong "a disk of $kib KiB: status $status: $(tail -n 1 err)"
	mount -o remount,size=64m small
	index small/store "${quick[@]}" tree
	export_of small/store >store.jsonl
	same reference.jsonl store.jsonl "a disk of $kib KiB"
	umount small
	tried=$((tried + 1))
done
result "$tried failures"
