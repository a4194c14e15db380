# HEIF and AVIF, mutated, cut, with ends of zeros, three times in three orders: the same outcome and the
# same hashes each time, so that no picture shows what was decoded before it; none is lost (P3, P5).
title 'no pixels of another file'
count=$(by_tier 60 2000 20000 200000)
mkdir seeds keep
for number in {1..6}; do
	"$build/sicht-samples" photo "$number" 240 180 "seeds/$number.heic" >/dev/null || wrong 'no sample pictures'
	"$build/sicht-samples" photo "$number" 320 200 "seeds/$number.avif" >/dev/null || wrong 'no sample pictures'
done
"$build/fault-pictures" "$build/sicht-decoder" seeds repeat "$count" "$seed" keep >counts 2>err ||
	wrong "$(tail -n 3 err); the files are numbered as in: fault-pictures ... repeat $count $seed"
! grep -q policy-violation counts || wrong 'a decoder did what is forbidden'
result "$(cat counts)"
