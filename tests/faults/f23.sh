# The same bytes with 1, 2 and 8 threads, with every kernel, whatever the order on disk,
# and with few descriptors (P5).
title 'determinism'
pictures tree "$(by_tier 150 700 4000 4000)"
pictures seized "$(by_tier 100 500 4000 4000)" 2
index reference tree
export_of reference >reference.jsonl
run_well match --known tree --findings reference.findings seized
runs=1

# run_as NAME COMMAND...: index and match again under COMMAND, with $threads threads.
run_as() {
	local name=$1
	shift
	rm -rf store findings*
	"$@" "$sicht" index --store store --role known --set known --threads "$threads" tree >out 2>err </dev/null ||
		wrong "$name: index: $(tail -n 1 err)"
	export_of store >store.jsonl
	same reference.jsonl store.jsonl "$name"
	"$@" "$sicht" match --known tree --findings findings --threads "$threads" seized >out 2>err </dev/null ||
		wrong "$name: match: $(tail -n 1 err)"
	same reference.findings findings "$name"
	runs=$((runs + 1))
}

for threads in $(by_tier '1 2 8' '1 2 8' '1 2 3 8 64' '1 2 3 8 64'); do
	run_as "$threads threads" env
done
threads=2
for kernel in scalar avx2 avx512 neon; do
	if SICHT_KERNEL=$kernel "$sicht" --version >/dev/null 2>&1; then
		run_as "kernel $kernel" env SICHT_KERNEL=$kernel
	fi
done
run_as 'few descriptors' sh -c 'ulimit -n 128; exec "$@"' sh
# The same files, made in another order: what a folder lists is sorted.
mv seized moved
mkdir seized
(cd moved && find . -print0 | sort -rz | grep -zv '^\.$' | xargs -0 cp -dp --parents -t ../seized 2>/dev/null)
run_as 'another order on disk' env
result "$runs runs of index and match"
