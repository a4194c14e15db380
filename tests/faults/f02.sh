# kill -9 at each named crash point of the source, in each kind of work that passes it. As F01.
title 'crash points'
mapfile -t points < <(grep -rhoE 'sicht_crash_point\("[^"]+"' "$here/../../engine" "$here/../../index" |
	cut -d '"' -f 2 | sort -u)
times=$(by_tier 1 1 10 10)
pictures tree "$(by_tier 40 120 120 120)"
pictures seized 40 2
mapfile -t folders < <(find tree -type d | sort)

# The work of a store's life; each step can be repeated. Ten small sets, so that segments are united.
steps() {
	local number
	for number in {0..9}; do
		step index --store "$1" --role known --set "set-$number" --threads 2 "parts/$number"
	done
	step set remove --store "$1" --set set-3
	step index --store "$1" --role known --set set-4 --rescan "parts/4"
	step store compact --store "$1"
	step match --known "$1" --findings "$1.findings" --force seized
}

# With a point: run it until it dies there, then once more without.
step() {
	status=0
	SICHT_CRASH_POINT=$point timeout $patience "$sicht" "$@" >out 2>err </dev/null || status=$?
	if [ $status -eq 137 ] && [ -n "$point" ]; then
		reached=$((reached + 1))
		[ ! -e "$store/data.mdb" ] || [ "$1 ${2:-}" = 'store compact' ] || may_be_unborn
		status=0
		timeout $patience "$sicht" "$@" >out 2>err </dev/null || status=$?
	fi
	[ $status -eq 0 ] || [ "$1 $status" = 'match 1' ] || [ "$1 $reached" = "set 1" ] ||
		wrong "$point: sicht $1: status $status: $(tail -n 1 err)"
}

# Before the first commit there may be no store yet; from then on it must be sound.
may_be_unborn() {
	local state=0
	"$sicht" store verify --store "$store" >verify.out 2>&1 || state=$?
	[ $state -eq 0 ] || grep -q 'there is no store' verify.out || wrong "$point: $(tail -n 1 verify.out)"
}

number=0
find tree -type f | sort | while read -r file; do
	mkdir -p "parts/$((number % 10))"
	cp "$file" "parts/$((number % 10))/"
	number=$((number + 1))
done
store=reference point='' reached=0
steps reference
export_of reference >reference.jsonl
facts_of reference.findings >reference.facts
verify reference
unreached=()
for point in "${points[@]}"; do
	for ((time = 0; time < times; time++)); do
		rm -rf store store.findings*
		store=store reached=0
		steps store
		[ $reached -gt 0 ] || unreached+=("$point")
		export_of store >store.jsonl
		facts_of store.findings >store.facts
		same reference.jsonl store.jsonl "$point"
		same reference.facts store.facts "$point"
		verify store
	done
done
[ ${#unreached[@]} -eq 0 ] || wrong "never reached: ${unreached[*]}"
result "${#points[@]} points, each killed $times times"
