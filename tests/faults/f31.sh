# SIGINT in the middle of whatever reads or writes a store: status 130, a line that says so, soon (few
# files are touched after it), and nothing half-done is left: no copy, no changed store, no findings.
title 'interrupted everywhere'
cases=$(by_tier 3 8 40 200)
! is_sanitized || skip 'sanitizers do not go with LD_PRELOAD'
pictures tree "$(by_tier 150 400 400 400)"
index reference "${quick[@]}" tree
run_well index "${quick[@]}" --store seized --role evidence --set seized tree
export_of reference >reference.jsonl
head -n 100 reference.jsonl >hundred.jsonl
run_well import --store half --role known --set known hundred.jsonl
export_of half >half.jsonl
run_well match --known reference --findings reference.findings seized

# disturbed NUMBER UNDER ARGUMENT...: SIGINT before that read or write below UNDER.
disturbed() {
	local number=$1 under=$2
	shift 2
	status=0
	SICHT_FAULT=signal:$number SICHT_FAULT_UNDER=$under SICHT_FAULT_COUNT=$work/calls \
		LD_PRELOAD=$build/libfault-interposer.so timeout $patience "$sicht" "$@" >out 2>err </dev/null || status=$?
}

prepare() {
	rm -rf store copy copy.* half.now findings*
	cp -a reference store
	cp -a half half.now
}

# What must be as it was, after an interruption.
look() {
	local about=$1
	[ -s err ] || wrong "$about: no word of it"
	[ -z "$(find . -maxdepth 1 -name 'copy*')" ] || wrong "$about: something is left of the copy"
	[ ! -e findings ] || wrong "$about: there are findings"
	export_of store >now.jsonl
	same reference.jsonl now.jsonl "$about"
	export_of half.now >now.jsonl
	same half.jsonl now.jsonl "$about"
}

# interrupt UNDER AFTER ARGUMENT...: at several places of the first two thirds of the work; no more
# than AFTER reads and writes follow.
interrupt() {
	local under=$1 after=$2 total number case
	shift 2
	prepare
	disturbed 0 "$under" "$@"
	[ $status -le 1 ] || wrong "$*: status $status: $(tail -n 1 err)"
	total=$(cat calls)
	[ "$total" -ge 3 ] || wrong "$*: only $total calls"
	for ((case = 1; case <= cases; case++)); do
		number=$((1 + total * 2 * case / (3 * (cases + 1))))
		prepare
		disturbed $number "$under" "$@"
		[ $status -eq 130 ] || wrong "$*, at $number of $total: status $status"
		[ $(($(cat calls) - number)) -le "$after" ] ||
			wrong "$*, at $number of $total: $(($(cat calls) - number)) calls after it"
		look "$*, at $number of $total"
		tried=$((tried + 1))
	done
}

tried=0
interrupt "$work/store" 20 store verify --store store
interrupt "$work/store" 20 export --store store
interrupt "$work" 20 store backup --store store copy
interrupt "$work/store" 20 store compact --store store
interrupt "$work" 20 import --store half.now --replace --set known reference.jsonl
# The second pass, which reads the facts again: the same command goes on, to the same end.
interrupt "$work/findings.part" 20 match --known store --findings findings seized
run_well match --known store --findings findings seized
facts_of findings >facts
facts_of reference.findings >reference.facts
same reference.facts facts 'match, after it was interrupted'
result "$tried interruptions"
