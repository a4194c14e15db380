# SIGINT, SIGTERM, both twice, SIGHUP, a reader that goes away: status 130 where it was asked to stop,
# and the same command goes on to the same result (P2). No file is begun after the signal, and
# decoders that do not answer are not waited for.
title 'signals'
times=$(by_tier 1 3 100 100)
pictures tree "$(by_tier 400 1200 1200 1200)"
index reference tree
export_of reference >reference.jsonl
run_well match --known reference --findings reference.findings tree
slowest=0 interrupted=0

# stop COMMAND...: signals, then the time until it ends.
stop() {
	local signals=$1 began ms one
	shift
	start "$@"
	sleep "$(seconds "$(any 150 900)")"
	began=$(now_ms)
	{
		for one in $signals; do
			send "$one"
			sleep 0.02
		done
		finish
	} 2>/dev/null # the shell's own words on how it ended
	ms=$(($(now_ms) - began))
	[ $ms -le $slowest ] || slowest=$ms
	case $status in
	0 | 1) ;; # it had ended
	130)
		interrupted=$((interrupted + 1))
		# The second one ends it at once, without a word.
		[ "$signals" != "${signals% *}" ] || grep -q sicht err || wrong "$signals: no word on how to go on: $(cat err)"
		;;
	129 | 143) [ "$signals" != INT ] && [ "$signals" != TERM ] || wrong "$signals: status $status" ;;
	*) wrong "$signals: status $status: $(tail -n 1 err)" ;;
	esac
}

for signals in INT TERM 'INT INT' 'TERM TERM' HUP; do
	for ((time = 0; time < times; time++)); do
		rm -rf store findings*
		stop "$signals" index --store store --role known --set known tree
		index store tree
		export_of store >store.jsonl
		same reference.jsonl store.jsonl "index, $signals"
		stop "$signals" match --known reference --findings findings tree
		[ -e findings ] && [ ! -e findings.part ] || run_well match --known reference --findings findings tree
		same reference.findings findings "match, $signals"
	done
done
[ $interrupted -gt 0 ] || wrong 'nothing was ever interrupted'

# A signal that comes while the one thread opens a file: the last one that it opens.
for command in 'index --store stopped --role known --set known' 'match --known reference --findings stopped'; do
	rm -rf stopped*
	status=0
	# shellcheck disable=SC2086 # commands are words
	timeout -k 5 $patience strace -f -qq -y -o trace -e trace=openat2 -e "inject=openat2:signal=INT:when=$(any 20 60)" \
		"$sicht" $command --threads 1 tree >out 2>err </dev/null || status=$?
	is_sanitized || [ $status -eq 130 ] || wrong "$command, interrupted: status $status: $(tail -n 1 err)"
	grep -q SIGINT trace || wrong "$command was not interrupted"
	late=$(sed '1,/SIGINT/d' trace | grep -F "<$work/tree" | grep -vc O_DIRECTORY)
	[ "$late" -le 1 ] || wrong "$command opened $late files after the signal"
done

# Two decoders that stand still would keep hundreds of files for seconds each.
rm -rf stopped*
start index --store stopped --role known --set known tree
while is_running && [ ! -e stopped/lock.mdb ]; do
	sleep 0.002
done
mapfile -t decoders < <(children_of $pid)
kill -s STOP "${decoders[@]}"
send INT
finish
[ $status -eq 130 ] || wrong "with decoders that stand still: status $status: $(tail -n 1 err)"

# A reader that has seen enough: quiet, and not a success that hides a lost end.
for command in "export --store reference" "match --known reference --findings - tree"; do
	# shellcheck disable=SC2086 # commands are words
	status=$( { "$sicht" $command 2>err; echo $? >&3; } 3>&1 >/dev/full | head -n 1)
	[ "$status" = 2 ] || wrong "$command into a full device: status $status"
	# shellcheck disable=SC2086
	{ timeout $patience "$sicht" $command 2>err; echo $? >piped; } | head -c 1 >/dev/null
	[ "$(cat piped)" -lt 128 ] || [ "$(cat piped)" -eq 141 ] || wrong "$command into a closed pipe: status $(cat piped)"
done
result "$interrupted interrupted, at most $slowest ms to the end"
