# Decoders that crash, hang, eat memory, do forbidden things or lie (faulty_decoder.c): each file has
# the outcome that it should have, its neighbours are not disturbed, and sicht does not grow.
title 'misbehaving decoders'
times=$(by_tier 1 4 100 100)
mkdir evidence
declare -A expected=(
	[segv]=crashed [abort]=crashed [bus]=crashed [divide]=crashed [stack]=crashed
	[exit]=crashed [exit-zero]=crashed [memory]=out-of-memory [threads]=corrupt [leftover]=corrupt
	[forbidden-socket]=policy-violation [forbidden-program]=policy-violation
	[forbidden-chmod]=policy-violation [forbidden-fork]=policy-violation [open]=corrupt
	[short]=crashed [long]=crashed [empty]=crashed [other-nonce]=crashed
	[unknown-outcome]=crashed [not-here]=crashed [escape]=crashed
	[window-without-picture]=crashed [decoded-without-window]=crashed [two-pictures]=crashed
	[windows-for-ever]=crashed [other-window]=crashed [hello-again]=crashed
	[huge-picture]=crashed [sound]=decoded [cpu]=timeout
)
# These cost their deadline, twice; who sleeps, that of the wall clock: a minute, so one of them does.
[ "$tier" -eq 0 ] || expected+=([loop]=timeout [sleep]=timeout)

# The signature of a JPEG, so that a decoder is asked; then the word.
for word in "${!expected[@]}"; do
	for ((time = 0; time < times; time++)); do
		[ "$word" != sleep ] || [ "$time" -eq 0 ] || continue
		printf '\xff\xd8\xff\xe0%s' "$word" >"evidence/$word.$time"
	done
done
for ((time = 0; time < 40; time++)); do
	printf '\xff\xd8\xff\xe0sound' >"evidence/between.$time"
done
files=$(find evidence -type f | wc -l)
printf nothing >known.txt
index store known.txt

patience=$((400 + 10 * times))
run_well match --known store --findings findings --decoder "$build/faulty-decoder" evidence
check_findings findings
"$build/fault-findings" outcomes findings >outcomes
[ "$(wc -l <outcomes)" -eq "$files" ] || wrong "$(wc -l <outcomes) outcomes for $files files"
while read -r outcome path; do
	word=${path%.*}
	[ "$outcome" = "${expected[${word/between/sound}]}" ] || wrong "$path: $outcome"
done <outcomes

# The table of what a decoder may do, tried action by action from inside a real one.
"$build/sicht-decoder" --self-test >selftest 2>&1 || wrong "self-test: $(tail -n 3 selftest)"
result "${#expected[@]} misdeeds x $times, $files outcomes; self-test: $(tail -n 1 selftest)"
