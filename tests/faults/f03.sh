# Decoders are killed, crashed and stopped at random while they work: the run goes on, each file has
# one outcome, and files whose decoder was left alone have the findings that they always have (P3).
title 'killed decoders'
kills=$(by_tier 20 200 10000 10000)
pictures tree "$(by_tier 200 1000 4000 4000)"
index store tree
run_well match --known store --findings reference tree
killed=0 rounds=0
signals=(KILL KILL SEGV ABRT KILL SEGV BUS KILL ILL STOP)

while [ $killed -lt "$kills" ] && [ $rounds -lt 200 ]; do
	rounds=$((rounds + 1))
	rm -f findings*
	start match --known store --findings findings tree
	# Once all are ready: without decoders no run begins.
	while is_running && [ ! -e findings.part ]; do
		sleep 0.02
	done
	while is_running && [ $killed -lt "$kills" ]; do
		sleep "$(seconds "$(any 5 60)")"
		mapfile -t decoders < <(children_of $pid)
		[ ${#decoders[@]} -gt 0 ] || continue
		decoder=${decoders[$(any 0 $((${#decoders[@]} - 1)))]}
		signal=${signals[$((killed % ${#signals[@]}))]}
		[ "$signal" != STOP ] || [ $((killed % 40)) -eq 9 ] || signal=KILL
		[ "/proc/$decoder/exe" -ef "$build/sicht-decoder" ] &&
			kill -s "$signal" "$decoder" 2>/dev/null && killed=$((killed + 1))
	done
	finish
	[ $status -le 1 ] || wrong "round $rounds: status $status: $(tail -n 1 err)"
	check_findings findings
	"$build/fault-findings" differ reference findings 2>differ.err || wrong "$(head -n 3 differ.err)"
done
result "$killed kills in $rounds runs: $(cut -c 1-160 findings.out)"
