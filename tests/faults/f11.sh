# The n-th allocation of sicht fails, alone and with all after it: a message and status 2 (or an
# abort that says that memory is out), or the run copes; never damage to the store (P2, P6).
title 'out of memory'
cases=$(by_tier 12 500 20000 20000)
! is_sanitized || skip 'sanitizers do not go with LD_PRELOAD'
pictures tree 8
index reference tree
export_of reference >reference.jsonl
SICHT_FAULT=malloc:0 SICHT_FAULT_COUNT=$work/calls LD_PRELOAD=$build/libfault-interposer.so \
	"$sicht" index --store scratch --role known --set known tree >out 2>err
calls=$(cat calls)
ends=''
for ((number = 1; number <= cases && number <= calls; number++)); do
	# The first hundred one by one, then evenly over the rest.
	n=$number
	[ "$cases" -ge "$calls" ] || [ $number -le $((cases / 4)) ] || n=$((cases / 4 + (calls - cases / 4) * (number - cases / 4) / (cases - cases / 4)))
	suffix=:all
	[ $((number % 2)) -eq 0 ] || suffix=''
	rm -rf store
	status=0
	{ SICHT_FAULT=malloc:$n$suffix LD_PRELOAD=$build/libfault-interposer.so \
		timeout $patience "$sicht" index --store store --role known --set known tree \
		>out 2>err </dev/null || status=$?; } 2>/dev/null
	case $status in
	0 | 2) ;;
	134 | 1 | 127) grep -qiE 'memory|allocat' err || wrong "allocation $n$suffix: status $status: $(tail -n 1 err)" ;;
	*) wrong "allocation $n$suffix: status $status: $(tail -n 1 err)" ;;
	esac
	ends="$ends$status "
	index store tree
	export_of store >store.jsonl
	same reference.jsonl store.jsonl "allocation $n$suffix"
done
verify store
result "of $calls allocations; ended with $(tr ' ' '\n' <<<"$ends" | sed '/^$/d' | sort | uniq -c | awk '{ printf "%s%d x status %d", s, $1, $2; s = ", " }')"
