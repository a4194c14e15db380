# The n-th allocation of `index` and `match` fails, alone and with all after it: one line and status 2,
# or the run copes; never damage to the store, never other findings (P2, P6). (Status 127: before the
# first line of sicht, where the system loads its libraries.)
title 'out of memory'
cases=$(by_tier 12 500 20000 20000)
! is_sanitized || skip 'sanitizers do not go with LD_PRELOAD'
pictures tree 8
index reference "${quick[@]}" tree
export_of reference >reference.jsonl
run_well match "${quick[@]}" --known reference --findings reference.findings tree
ends=''

# disturbed KIND:NUMBER ARGUMENT...
disturbed() {
	status=0
	{ SICHT_FAULT=$1 SICHT_FAULT_COUNT=$work/calls LD_PRELOAD=$build/libfault-interposer.so \
		timeout $patience "$sicht" "${@:2}" "${quick[@]}" >out 2>err </dev/null || status=$?; } 2>/dev/null
}

# fail_each TOTAL ARGUMENT...: the first quarter of the cases one by one, the others evenly over the
# rest; what comes after each is up to `afterwards`.
fail_each() {
	local total=$1 number n suffix share=$((cases / 2))
	shift
	for ((number = 1; number <= share && number <= total; number++)); do
		n=$number
		[ "$share" -ge "$total" ] || [ $number -le $((share / 2)) ] ||
			n=$((share / 2 + (total - share / 2) * (number - share / 2) / (share - share / 2)))
		suffix=:all
		[ $((number % 2)) -eq 0 ] || suffix=''
		rm -rf store findings*
		disturbed malloc:$n$suffix "$@"
		ends="$ends$status "
		case $status in
		0) ;;
		2 | 127) [ "$(grep -ciE 'memory|allocat|temporarily unavailable' err)" -eq 1 ] || wrong "$1, allocation $n$suffix: status $status: $(head -n 3 err)" ;;
		*) wrong "$1, allocation $n$suffix: status $status: $(tail -n 1 err)" ;;
		esac
		afterwards "$1, allocation $n$suffix"
	done
}

afterwards() {
	index store "${quick[@]}" tree
	export_of store >store.jsonl
	same reference.jsonl store.jsonl "$1"
}
disturbed malloc:0 index --store scratch --role known --set known tree
of_index=$(cat calls)
fail_each "$of_index" index --store store --role known --set known tree
verify store

afterwards() {
	[ $status -eq 0 ] || run_well match "${quick[@]}" --known reference --findings findings --force tree
	same reference.findings findings "$1"
}
disturbed malloc:0 match --known reference --findings scratch.findings tree
of_match=$(cat calls)
fail_each "$of_match" match --known reference --findings findings tree
verify reference
result "of $of_index and $of_match allocations; ended with $(tr ' ' '\n' <<<"$ends" | sed '/^$/d' | sort | uniq -c | awk '{ printf "%s%d x status %d", s, $1, $2; s = ", " }')"
