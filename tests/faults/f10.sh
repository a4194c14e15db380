# The n-th read of evidence fails (EIO), is short, or is interrupted: an outcome for that file in the
# first case, no difference in the others; the run goes on (P3).
title 'failing reads'
cases=$(by_tier 5 50 5000 5000)
! is_sanitized || skip 'sanitizers do not go with LD_PRELOAD'
pictures tree "$(by_tier 20 40 200 200)"
index store "${quick[@]}" tree
run_well match "${quick[@]}" --known store --findings reference tree
unreadable=0
for ((number = 1; number <= cases; number++)); do
	for kind in read short interrupt; do
		rm -f findings*
		status=0
		SICHT_FAULT=$kind:$number SICHT_FAULT_UNDER=$work/tree LD_PRELOAD=$build/libfault-interposer.so \
			timeout $patience "$sicht" match "${quick[@]}" --known store --findings findings tree \
			>out 2>err </dev/null || status=$?
		[ $status -eq 0 ] || wrong "$kind $number: status $status: $(tail -n 1 err)"
		check_findings findings
		if [ $kind = read ]; then
			"$build/fault-findings" differ reference findings 2>differ.err ||
				wrong "$kind $number: $(head -n 1 differ.err)"
			! grep -q unreadable findings.out || unreadable=$((unreadable + 1))
		else
			same reference findings "$kind $number"
		fi
	done
done
[ $unreadable -gt 0 ] || wrong 'no read was ever disturbed'
result "$((cases * 3)) runs, $unreadable with an unreadable file"
