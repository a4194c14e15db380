# A power cut at each call that changes the disk, while a store lives through imports, editions, sets
# that go, merges, compaction and backup: what was acknowledged is there, the store is sound (P2).
# Then one kind of sync after the other is not believed: each is missed.
title 'power cuts'
mkdir disk states scratch
disk=$(realpath disk)
every=$(by_tier 12 1 1 1)
: >journal
"$build/fault-power_cut" --mark disk journal
echo none >states/0
commands=0

# list FIRST LAST CODE: things by digest and hash.
list() {
	local number
	for ((number = $1; number <= $2; number++)); do
		printf '{"external":"%d","sha256":"%064x","category":{"scheme":"us-vics-2","code":"%s"},"pdq":[{"window":"full","hash":"%064x","quality":100,"profile":"fullres"}]}\n' \
			"$number" "$number" "$3" "$((number * 7919))"
	done
}

# One command that sicht says has been done, and what the store holds then.
step() {
	local status=0
	SICHT_JOURNAL=$PWD/journal SICHT_JOURNAL_UNDER=$disk LD_PRELOAD=$build/libfault-journal.so \
		"$sicht" "$@" >out 2>err </dev/null || status=$?
	[ $status -eq 0 ] || wrong "sicht $1: status $status: $(tail -n 1 err)"
	"$build/fault-power_cut" --mark disk journal
	commands=$((commands + 1))
	"$sicht" export --store disk/store >"states/$commands"
}

rounds=$(by_tier 1 2 6 20)
for ((round = 0; round < rounds; round++)); do
	for number in 1 2 3 4 5 6 7 8 9; do
		list $((number * 10)) $((number * 10 + 5)) 1 >list.jsonl
		step import --store disk/store --role known --set "set-$number" list.jsonl
	done
	list 10 13 2 >list.jsonl
	step import --store disk/store --set set-1 --replace list.jsonl
	step set remove --store disk/store set-2
	step store backup --store disk/store "disk/backup-$round"
	step store compact --store disk/store
	mkdir -p folder && echo "$round" >folder/a && echo b >folder/b
	step index "${quick[@]}" --store disk/store --role known --set folder folder
	[ $((round + 1)) -eq "$rounds" ] || step set remove --store disk/store set-3
done

counts=$("$build/fault-power_cut" --every "$every" --seed "$seed" "$sicht" journal states scratch) ||
	wrong "not survived: $counts"
missed=0
for pattern in '*/data.mdb' meta '*.seg*' '*/segments' store .; do
	if "$build/fault-power_cut" --every "$(by_tier 3 1 1 1)" --without "$pattern" "$sicht" journal states scratch >out; then
		wrong "without the syncs of $pattern nothing is missed"
	else
		missed=$((missed + 1))
	fi
done
result "$commands commands, $counts; $missed kinds of sync are missed when they do nothing"
