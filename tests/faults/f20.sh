# Names that are no text, that control terminals, that are formulas, tags or options: exact in the
# findings, harmless on the screen, every file found.
title 'hostile names'
count=$(by_tier 500 5000 100000 100000)
"$build/fault-hostile" names tree "$count" "$seed"
printf x >known.txt
index store known.txt

# Nothing but text and line ends: no control character of any encoding, no byte that is not UTF-8.
harmless() {
	LC_ALL=C.UTF-8 grep -naPv '^[^\x00-\x09\x0b-\x1f\x7f\x{80}-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}]*$' "$1" >bad &&
		wrong "$2: $(head -n 1 bad | od -c | head -n 3)"
	iconv -f UTF-8 -t UTF-8 "$1" >/dev/null 2>&1 || wrong "$2: not UTF-8"
}

run_well match --known store --all --findings findings tree
harmless out 'match, standard output'
harmless err 'match, standard error'
harmless findings 'findings'
check_findings findings
"$build/fault-findings" paths findings | sort -z >found
find tree -type f -printf '%P\0' | sort -z >there
cmp -s found there || wrong "$(comm -z3 found there | tr -cd '\0' | wc -c) names differ"

run_well index --store store --role known --set hostile tree
harmless out 'index, standard output'
run_well export --store store --format jsonl
harmless out 'export, jsonl'
[ "$(wc -l <out)" -eq $((count + 1)) ] || wrong "$(wc -l <out) entries"
if "$sicht" export --store store --format csv >csv 2>err; then
	harmless csv 'export, csv'
	# of each quoted field its first character alone, so that what stands inside begins no field
	tr '\n' ' ' <csv | sed -E 's/""//g; s/"(.)[^"]*"/"\1"/g' | tr ' ' '\n' >begins
	! grep -aqE '(^|,)"?[=+@-]' begins || wrong "a formula in CSV: $(grep -aE '(^|,)"?[=+@-]' begins | head -n 1)"
fi
# As operands, and where something goes wrong with them.
name=$(printf 'no such \033[31mfile\n\377')
run hash "$name"
[ $status -eq 2 ] || wrong "hash of a missing file: status $status"
harmless err 'hash, a missing file'
run match --known store --findings findings2 "$name"
harmless err 'match, a missing source'
(cd tree && find . -type f -print0 | sort -z) >list
(cd tree && "$sicht" hash -0 --files-from ../list --format jsonl) >hashed 2>err </dev/null
harmless hashed 'hash, jsonl'
harmless err 'hash'
[ "$(wc -l <hashed)" -eq "$count" ] || wrong "hash: $(wc -l <hashed) lines"
result "$count names"
