# The files of a store are damaged: bits, bytes, pages, lengths, whole files. sicht names the damage
# and ends with status 2, or the damage was in unused bytes and the answers are the same as before;
# never a signal, never a wrong answer (P6).
title 'damaged store'
times=$(by_tier 3 50 1000 1000)
pictures tree "$(by_tier 120 400 400 400)"
pictures seized 60 2
mkdir parts
find tree -type f | sort >list
split -n l/3 list parts/list.
for list in parts/list.*; do
	index reference "${quick[@]}" --files-from "$list"
done
run_well index "${quick[@]}" --store seized-store --role evidence --set seized seized
export_of reference >reference.jsonl
run_well match --known reference --findings reference.findings seized-store
facts_of reference.findings >reference.facts
refused=0 unharmed=0 trials=0

# Ask the damaged store everything: refused, or the same answers?
ask() {
	local about=$1 bad=0
	run export --store store --format jsonl
	if [ $status -eq 2 ]; then
		bad=1
		[ -s err ] || wrong "$about: export says nothing"
	elif [ $status -eq 0 ]; then
		same reference.jsonl out "$about: export"
	else
		wrong "$about: export: status $status"
	fi
	rm -rf findings*
	run match --known store --findings findings seized-store
	if [ $status -eq 2 ]; then
		bad=1
		[ ! -e findings ] || wrong "$about: there are findings although match failed"
	elif [ $status -le 1 ]; then
		facts_of findings >facts
		same reference.facts facts "$about: match"
	else
		wrong "$about: match: status $status"
	fi
	run store verify --store store
	if [ $status -eq 2 ]; then
		[ -s err ] || wrong "$about: verify says nothing"
	elif [ $status -ne 0 ] || [ $bad -ne 0 ]; then
		wrong "$about: verify: status $status although an answer was refused"
	fi
	# A writer, too, must not fall over it.
	run index "${quick[@]}" --store store --role known --set more known.txt
	[ $status -eq 0 ] || [ $status -eq 2 ] || wrong "$about: index: status $status"
	trials=$((trials + 1))
	if [ $bad -eq 0 ]; then
		unharmed=$((unharmed + 1))
	else
		refused=$((refused + 1))
	fi
}

fresh_store() {
	rm -rf store
	cp -a reference store
}

printf nothing >known.txt
for kind in bit byte header meta zero-page swap-pages cut-page cut; do
	for ((time = 0; time < times; time++)); do
		fresh_store
		done=$("$build/fault-damage" store/data.mdb $kind $((seed + time)))
		ask "data.mdb, $kind: $done"
	done
done

mapfile -t segments < <(cd reference/segments && ls)
for kind in bit byte zero-page cut; do
	for ((time = 0; time < times; time++)); do
		fresh_store
		segment=${segments[$(any 0 $((${#segments[@]} - 1)))]}
		done=$("$build/fault-damage" "store/segments/$segment" $kind $((seed + time)))
		ask "segment $segment, $kind: $done"
	done
done

# Whole files.
for segment in "${segments[@]}"; do
	fresh_store
	rm "store/segments/$segment"
	ask "segment $segment is missing"
	fresh_store
	cp "reference/segments/${segments[0]}" "store/segments/$segment"
	ask "segment $segment is another one"
done
fresh_store
echo nothing >"store/segments/foreign"
ask 'a foreign file among the segments'
[ $status -eq 0 ] || wrong 'a foreign file makes a store unusable'
fresh_store
rm store/data.mdb
ask 'no data.mdb'
fresh_store
rm -r store/segments
ask 'no segments'
fresh_store
: >store/data.mdb
ask 'an empty data.mdb'
fresh_store
head -c 100000 /dev/zero >store/data.mdb
ask 'zeros as data.mdb'

# Cut while it is in use: export stands still in the middle, since nobody reads what it says.
mkfifo pipe
pictures many 1000 3
index large "${quick[@]}" many
"$sicht" export --store large --format jsonl >pipe 2>err </dev/null &
exec 7<pipe
head -c 1 <&7 >/dev/null
truncate -s 8192 large/data.mdb
cat <&7 >/dev/null
status=0
wait $! || status=$?
exec 7<&-
[ $status -eq 2 ] && grep -q 'through its map' err || wrong "cut while in use: status $status: $(tail -n 1 err)"
trials=$((trials + 1)) refused=$((refused + 1))

# What is derived can be made again.
fresh_store
rm -r "store/segments/${segments[0]}"
run_well store compact --store store
export_of store >store.jsonl
same reference.jsonl store.jsonl 'after a rebuild'
verify store
result "$trials damages: $refused refused, $unharmed harmless"
