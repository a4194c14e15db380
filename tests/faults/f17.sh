# The wall clock is a day slow, ten years fast, or jumps about: the findings are the same, deadlines
# are not those of the wall clock.
title 'clocks'
! is_sanitized || skip 'sanitizers do not go with LD_PRELOAD'
pictures tree 60
index reference tree
run_well match --known reference --findings reference.findings tree
facts_of reference.findings >reference.facts
cases=0
for fault_spec in clock:-86400 clock:315360000 clock:86400:all; do
	rm -rf store findings*
	for step in 'index --store store --role known --set known tree' \
		'index --store store --role known --set known --rescan tree' \
		'store verify --store store' 'match --known store --findings findings tree'; do
		status=0
		# shellcheck disable=SC2086 # steps are words
		SICHT_FAULT=$fault_spec LD_PRELOAD=$build/libfault-interposer.so \
			timeout $patience "$sicht" $step >out 2>err </dev/null || status=$?
		[ $status -eq 0 ] || wrong "$fault_spec: $step: status $status: $(tail -n 1 err)"
		cases=$((cases + 1))
	done
	check_findings findings
	facts_of findings | sed -E 's/"entry":[0-9]+/"entry":0/g' >facts
	sed -E 's/"entry":[0-9]+/"entry":0/g' reference.facts >expected
	same expected facts "$fault_spec"
done
result "$cases commands"
