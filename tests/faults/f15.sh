# Two indexers are started on one store at the same time: one works, the other says so and does not
# wait for it: it ends first, and within a second.
title 'two indexers'
times=$(by_tier 4 20 500 500)
pictures tree "$(by_tier 200 600 600 600)"
pictures other 20 2
slowest=0
for ((time = 0; time < times; time++)); do
	rm -rf store
	: >statuses
	for set in tree other; do
		(
			began=$(now_ms)
			status=0
			"$sicht" index --store store --role known --set $set tree >/dev/null 2>"err.$set" </dev/null || status=$?
			echo "$status $(($(now_ms) - began)) $set" >>statuses
		) &
	done
	wait
	[ "$(head -n 1 statuses | cut -d ' ' -f 1)" -eq 2 ] || wrong "the second one waited: $(cat statuses)"
	mapfile -t ends < <(sort statuses)
	read -r status _ _ <<<"${ends[0]}"
	[ "$status" -eq 0 ] || wrong "nobody worked: ${ends[*]}: $(cat err.tree err.other)"
	read -r status ms set <<<"${ends[1]}"
	# At the store's birth the first one may still be looking whether there is any: a reader.
	if [ "$status" -ne 2 ] || ! grep -qE 'being written|in use by a reader' "err.$set"; then
		wrong "the second: status $status: $(cat "err.$set")"
	fi
	[ "$ms" -le $slowest ] || slowest=$ms
	[ "$(export_of store | wc -l)" -eq "$(find tree -type f | wc -l)" ] || wrong 'entries are missing'
done
[ $slowest -lt 1000 ] || is_sanitized || wrong "the second one took $slowest ms to say so"
result "$times starts, the refusal took at most $slowest ms"
