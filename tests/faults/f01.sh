# kill -9 of `index` and `match` at random times. What was there before is there afterwards, the
# store is sound, and the same command again ends with the bytes of a run that nobody killed (P2).
title 'killed runs'
kills=$(by_tier 4 50 1000 1000)
pictures tree "$(by_tier 150 700 1500 1500)"
before_ms=$(now_ms)
index reference "${quick[@]}" tree
whole_ms=$(($(now_ms) - before_ms))
export_of reference >reference.jsonl
killed=0 lost=0 slow=0

check_store() {
	local opened_ms
	[ -e store/data.mdb ] || return 0
	opened_ms=$(now_ms)
	export_of store >now.jsonl || [ ! -s before.jsonl ] || wrong "cannot be read: $(cat export.err)"
	[ $(($(now_ms) - opened_ms)) -lt 1000 ] || slow=$((slow + 1))
	if ! head -c "$(stat -c %s before.jsonl)" now.jsonl | cmp -s before.jsonl -; then
		lost=$((lost + 1))
		wrong "after kill $killed: what was acknowledged is gone"
	fi
	[ ! -s now.jsonl ] || verify store
	mv now.jsonl before.jsonl
}

while [ $killed -lt "$kills" ]; do
	rm -rf store
	: >before.jsonl
	for attempt in {1..12}; do
		[ $killed -lt "$kills" ] || break
		start index "${quick[@]}" --store store --role known --set known tree
		kill_after "$(any 1 "$whole_ms")"
		[ $status -eq 137 ] || break
		killed=$((killed + 1))
		check_store
	done
	index store "${quick[@]}" tree
	check_store
	same reference.jsonl before.jsonl "after $attempt kills"
done

# A match writes its facts as it goes, and finds them again; with real decoders, which must not live on.
index pictures tree
kills_of_match=$((kills / 2)) killed_match=0
pictures seized "$(by_tier 100 400 800 800)" 2
before_ms=$(now_ms)
run_well match --known pictures --findings reference.findings seized
whole_ms=$(($(now_ms) - before_ms))
check_findings reference.findings
while [ $killed_match -lt $kills_of_match ]; do
	rm -f findings findings.part findings.run.json
	for attempt in {1..8}; do
		[ $killed_match -lt $kills_of_match ] || break
		start match --known pictures --findings findings seized
		kill_after "$(any 1 "$whole_ms")"
		[ $status -eq 137 ] || break
		killed_match=$((killed_match + 1))
	done
	[ -e findings ] && [ ! -e findings.part ] || run_well match --known pictures --findings findings seized
	same reference.findings findings "after $attempt kills"
done
[ $slow -eq 0 ] || wrong "$slow times a store took more than a second to open"
result "$killed kills of index, $killed_match of match, $lost lost"
