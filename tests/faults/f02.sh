# kill -9 at each named crash point of the source, in each kind of work that passes it. As F01.
title 'crash points'
mapfile -t points < <(find "$here/../../engine" "$here/../../index" -name '*.c' -print0 |
	xargs -0 grep -hoE 'sicht_crash_point\("[^"]+"' | cut -d '"' -f 2 | sort -u)
times=$(by_tier 1 1 10 10)
# A minute is not enough for all of them.
[ "$tier" -gt 0 ] || points=(batch-before-commit batch-committed segment-built)
pictures tree "$(by_tier 24 60 120 120)"
pictures seized 20 2
mkdir parts
number=0
while read -r file; do
	mkdir -p "parts/$((number % 10))"
	mv "$file" "parts/$((number % 10))/"
	number=$((number + 1))
done < <(find tree -type f | sort)
cp parts/4/* parts/3/

# The work of a store's life; each step can be repeated. Ten small sets, so that segments are merged;
# a set that goes, one whose files change.
steps() {
	local number
	# What a killed writer left behind is there to be swept by the next.
	[ "$point" != segment-swept ] || point=segment-built attempt index "${quick[@]}" --store "$1" --role known --set set-0 parts/0
	echo original >parts/4/changing
	touch -d '2020-01-01' parts/4/changing
	for number in {0..9}; do
		step index "${quick[@]}" --store "$1" --role known --set "set-$number" "parts/$number"
	done
	step set remove --store "$1" set-3
	echo changed >parts/4/changing
	touch -d '2021-01-01' parts/4/changing
	step index "${quick[@]}" --store "$1" --role known --set set-4 "parts/4"
	step store backup --store "$1" "$1.backup"
	step store compact --store "$1"
	[ -e "$1.older" ] || { mkdir "$1.older" && tar -xzf "$here/../index/store/format-1.tar.gz" --strip-components 1 -C "$1.older"; }
	step store upgrade --store "$1.older"
	step match "${quick[@]}" --known "$1" --findings "$1.findings" --force seized
}

attempt() {
	status=0
	{ SICHT_CRASH_POINT=$point "$sicht" "$@" >out 2>err </dev/null || status=$?; } 2>/dev/null
}

# With a point: run it until it dies there, look at what is left, then once more without.
step() {
	local again=''
	attempt "$@"
	if [ $status -eq 137 ] && [ -n "$point" ]; then
		again=yes
		reached=$((reached + 1))
		look_at_store
		point='' attempt "$@"
	fi
	case "$1 ${2:-} $status" in
	*' 0' | match*' 1') ;;
	'set remove 2' | 'store backup 2') [ -n "$again" ] || wrong "sicht $1 ${2:-}: $(tail -n 1 err)" ;; # it was done
	*) wrong "$point: sicht $1, status $status: $(tail -n 1 err)" ;;
	esac
}

# Before the first commit there is no store yet; from then on it is sound.
look_at_store() {
	local state=0
	"$sicht" store verify --store "$store" >verify.out 2>&1 </dev/null || state=$?
	[ $state -eq 0 ] || grep -q 'there is no store' verify.out || wrong "$point: $(tail -n 1 verify.out)"
}

store=reference point='' reached=0
steps reference
export_of reference >reference.jsonl
export_of reference.backup >backup.jsonl
export_of reference.older >older.jsonl
facts_of reference.findings >reference.facts
verify reference
unreached=()
for point in "${points[@]}"; do
	for ((time = 0; time < times; time++)); do
		rm -rf store store.*
		store=store reached=0
		steps store
		[ $reached -gt 0 ] || unreached+=("$point")
		export_of store >store.jsonl
		export_of store.backup >store.backup.jsonl
		facts_of store.findings >store.facts
		same reference.jsonl store.jsonl "$point"
		same backup.jsonl store.backup.jsonl "$point, backup"
		export_of store.older >store.older.jsonl
		same older.jsonl store.older.jsonl "$point, upgrade"
		same reference.facts store.facts "$point"
		verify store
		verify store.backup
		verify store.older
	done
done
[ ${#unreached[@]} -eq 0 ] || wrong "never reached: ${unreached[*]}"
result "${#points[@]} points, each killed $times times"
