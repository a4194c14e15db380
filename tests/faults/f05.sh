# Pictures of all formats, mutated, through real decoders: none crashes, none does what is forbidden,
# each file has its outcome (P3, P4).
title 'mutated pictures'
count=$(by_tier 400 10000 1000000 1000000)
mkdir keep
"$build/sicht-samples" corpus seeds >/dev/null || wrong 'no sample pictures'
"$build/fault-pictures" "$build/sicht-decoder" seeds mutate "$count" "$seed" keep >counts 2>err ||
	wrong "$(tail -n 3 err); the files are numbered as in: fault-pictures ... mutate $count $seed"
! grep -q policy-violation counts || wrong 'a decoder did what is forbidden'
result "$(cat counts)"
