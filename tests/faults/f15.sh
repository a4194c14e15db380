# Two indexers want one store. Started at the same time, one works and the other is refused in words
# that name the reason. Beside one that is stopped in the middle of its work, the other comes to its end:
# it waits for nothing, and it has looked at no evidence and started no decoder before.
title 'two indexers'
times=$(by_tier 4 20 500 500)
pictures tree "$(by_tier 200 600 600 600)"
for ((time = 0; time < times; time++)); do
	rm -rf store
	: >statuses
	for set in tree other; do
		(
			status=0
			timeout -k 5 $patience "$sicht" index --store store --role known --set $set tree >/dev/null 2>"err.$set" </dev/null || status=$?
			echo "$status $set" >>statuses
		) &
	done
	wait
	mapfile -t ends < <(sort statuses)
	read -r status _ <<<"${ends[0]}"
	[ "$status" -eq 0 ] || wrong "nobody worked: ${ends[*]}: $(cat err.tree err.other)"
	read -r status set <<<"${ends[1]}"
	if [ "$status" -ne 2 ] || ! grep -q 'being written' "err.$set"; then
		wrong "the second: status $status: $(cat "err.$set")"
	fi
	[ "$(export_of store | wc -l)" -eq "$(find tree -type f | wc -l)" ] || wrong 'entries are missing'
done

# Stopped as early as there is a store, so that some are when its making is under way.
stops=$(by_tier 2 10 250 250) looks=0
for ((time = 0; time < stops; time++)); do
	rm -rf store
	start index --store store --role known --set tree tree
	while is_running && [ ! -e store/lock.mdb ]; do
		sleep 0.002
	done
	send STOP
	status=0
	timeout -k 5 $patience strace -f -qq -y -o trace \
		"$sicht" index --store store --set other tree >/dev/null 2>err.other </dev/null || status=$?
	if ! is_sanitized; then # which look for leaks by a process of their own
		[ $status -eq 2 ] || wrong "beside one that is stopped: status $status"
		[ "$(grep -cE ' (execve|clone3?|v?fork)\(' trace)" -eq 1 ] || wrong 'it started a process'
	fi
	grep -q "being written by process $pid" err.other ||
		wrong "beside one that is stopped: $(cat err.other)"
	! grep -qF "<$work/tree/" trace || wrong 'it opened evidence'
	looks=$((looks + $(grep -c ' flock(.*LOCK_EX' trace)))
	send CONT
	finish
	[ $status -eq 0 ] || wrong "the one that was stopped: status $status: $(cat err)"
	[ "$(export_of store | wc -l)" -eq "$(find tree -type f | wc -l)" ] || wrong 'entries are missing'
done
[ $looks -eq "$stops" ] || wrong "$looks tries to lock by $stops commands"
result "$times starts at once, $stops beside one that was stopped, a try to lock each"
