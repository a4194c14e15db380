# Pictures of all formats, cut off at every length: as F05.
title 'truncated pictures'
count=$(by_tier 200 3000 50000 50000)
mkdir keep
"$build/sicht-samples" corpus seeds >/dev/null || wrong 'no sample pictures'
"$build/fault-pictures" "$build/sicht-decoder" seeds truncate "$count" "$seed" keep >counts 2>err ||
	wrong "$(tail -n 3 err)"
! grep -q policy-violation counts || wrong 'a decoder did what is forbidden'
result "$(cat counts)"
